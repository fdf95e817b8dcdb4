"""What a contract names of its own: grounds of suspension left in it, the days of a course."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.models import Contract, Programme, Role
from portal.regions.registry import discover
from portal.usecases.contract_paper import ContractDraft, worded
from portal.usecases.course_words import course_words
from tests.support import factories

DAY = date(2026, 4, 16)


@pytest.mark.parametrize(
    ("listed", "named"),
    [
        pytest.param(["debt", "quarantine"], ("карантин",), id="MSK-SUS-02: one is left"),
        pytest.param(["debt"], (), id="MSK-SUS-02: the law's own are named elsewhere"),
    ],
)
def test_the_text_names_the_grounds_that_the_portal_asks(
    session: Session, listed: list[str], named: tuple[str, ...]
) -> None:
    contract = Contract(form=Form.HOME, rules_day=DAY, suspension_grounds=listed)
    nothing: Any = SimpleNamespace(programme=None, department=None, day=DAY)
    draft = ContractDraft(nothing, contract, nothing, None, nothing, frozenset())
    region = discover()["moscow"]

    assert worded(session, draft, region).pauses == named
    (clause,) = (
        one
        for one in region.rules.contract_rules.on(DAY).clauses
        if one.code == "suspension_absence"
    )
    assert "{pause_grounds}" in clause.text


@pytest.mark.parametrize(
    ("unit_code", "first", "said"),
    [
        pytest.param(
            "child_rehabilitation",
            None,
            "курсом с 16.03.2026 по 29.05.2026 (протокол консилиума от 16.03.2026 № 3).",
            id="VLA-SCH-03",
        ),
        pytest.param(
            "day_care", date(2026, 4, 20), "с 20.04.2026 по 12.05.2026, рабочих дней: 15.",
            id="VLA-SCH-01",
        ),
        pytest.param(
            "day_care", None, "с первого дня услуг, рабочих дней: 15.", id="VLA-SCH-01: not named"
        ),
    ],
)  # fmt: skip
def test_a_contract_names_the_days_of_its_course(
    session: Session, unit_code: str, first: date | None, said: str
) -> None:
    provider = factories.make_provider(session, "vladimir")
    director = factories.make_staff(session, provider, Role.DIRECTOR)
    person = factories.make_recipient(session, provider)
    form = Form.SEMI_STATIONARY
    unit = factories.make_department(session, provider, unit_code=unit_code, form=form)
    programme: Programme = factories.make_programme(session, person, unit_code=unit_code, form=form)
    factories.make_council(session, programme, director)
    case: Any = SimpleNamespace(
        programme=programme, department=unit, form=form, day=DAY, recipient=person
    )

    words = course_words(session, case, Contract(course_start=first), discover()["vladimir"])

    assert words.endswith(said)
