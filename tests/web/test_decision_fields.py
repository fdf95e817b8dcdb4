"""What the authority's decision says of the fee, and the grounds that a contract names, in pages.

Rules: MSK-FEE-01, MSK-FEE-07 (mode, income and highest fee in the decision), MSK-SUS-02.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.fee_rules import FeeMode
from portal.domain.law import Citation, Timeline, Version
from portal.domain.suspension import ContractGrounds, Ground
from portal.extensions import db
from portal.models import Contract, ContractTerms, Programme
from portal.regions.registry import Region
from tests.support.browser import Browser, words
from tests.support.sample_region import CODE, IN_FORCE, LAW, SAMPLE
from tests.usecases import procedures
from tests.web.served import everything

LISTED = Citation("MSK-SUS-02", "442-FZ", "п. 5.3")
BREACH = Citation("MSK-SUS-01", "442-FZ", "раздел 6")
AT_HOME = frozenset({Form.HOME})
GROUNDS = (
    Ground("hospital_stay", "пребывание в больнице", LISTED, AT_HOME),
    Ground("sanatorium", "отъезд в санаторий", LISTED, AT_HOME),
    Ground("breach_by_recipient", "нарушение договора", BREACH, AT_HOME),
)
FIELDS = {
    "number": "77/2026",
    "issued_on": "27.02.2026",
    "valid_from": "27.02.2026",
    "valid_until": "26.02.2029",
    "service-SMP-H-01": "8",
    "circumstances": "no_care",
}


def told_by_the_decision() -> Region:
    """The sample region whose decisions name income, highest fee and mode, and whose contracts
    name the grounds of a suspension."""
    rules = SAMPLE.rules
    fees, breaks = rules.fee_rules.on(procedures.TODAY), rules.suspension_rules.on(procedures.TODAY)
    fees = replace(
        fees,
        mode_in_decision=LAW,
        caps=tuple(replace(cap, decision=LAW) for cap in fees.caps),
    )
    breaks = replace(breaks, grounds=GROUNDS, by_contract=ContractGrounds(("debt",), LISTED))
    return replace(
        SAMPLE,
        rules=replace(
            rules,
            fee_rules=Timeline(Version(IN_FORCE, fees, LAW)),
            suspension_rules=Timeline(Version(IN_FORCE, breaks, LAW)),
        ),
    )


def house_in(app: Flask, region: Region) -> procedures.House:
    app.extensions["regions"] = {**app.extensions["regions"], CODE: region}
    with app.app_context():
        return procedures.make_house(db.session(), region)


@pytest.fixture
def house(app: Flask) -> procedures.House:
    return house_in(app, told_by_the_decision())


@pytest.fixture
def director(app: Flask, rows: Session, house: procedures.House) -> Browser:
    return Browser(app).enter(rows, house.director)


def person(app: Flask, house: procedures.House) -> int:
    with app.app_context():
        recipient_id = procedures.register(house)
        procedures.earn(house, recipient_id)
    return recipient_id


def presented(app: Flask, house: procedures.House, mode: FeeMode | None = None) -> str:
    """The address of the draft of a contract on a programme whose decision names the mode."""
    recipient_id = person(app, house)
    with app.app_context():
        done = procedures.present(house, recipient_id)
        programme = db.session.get_one(Programme, done.id)
        programme.decision_mode = mode
        db.session.commit()
        procedures.hand_in_everything(house, recipient_id)
    return f"/contracts/draft/{done.id}"


def test_what_the_decision_names_is_kept_with_the_programme(
    app: Flask, director: Browser, rows: Session, house: procedures.House
) -> None:
    address = f"/programmes/present/{person(app, house)}?form=home"
    fields = {"decision_income": "31 000,50", "decision_cap": "3500,00", "decision_mode": "free"}

    page = words(director.get(address))
    answer = director.post(address, {**FIELDS, **fields})

    row = rows.scalars(select(Programme)).one()
    shown = words(director.get(answer.location)).replace("\N{NO-BREAK SPACE}", " ")
    assert "Среднедушевой доход по решению" in page
    assert "Предельная плата в месяц по решению" in page
    assert "Как платят по решению" in page
    assert answer.status_code == 303
    assert (row.decision_income, row.decision_cap, row.decision_mode) == (
        Decimal("31000.50"),
        Decimal("3500.00"),
        FeeMode.FREE,
    )
    assert "31 000,50 ₽" in shown
    assert "3 500,00 ₽" in shown


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("decision_income", "много", "Введите сумму"),
        ("decision_cap", "-1", "не бывает меньше нуля"),
        ("decision_mode", "barter", "Выберите"),
    ],
)
def test_what_no_decision_says_is_not_kept(  # noqa: PLR0917 - a row of the table of cases
    app: Flask,
    director: Browser,
    rows: Session,
    house: procedures.House,
    field: str,
    typed: str,
    sentence: str,
) -> None:
    address = f"/programmes/present/{person(app, house)}?form=home"
    before = everything(rows)

    answer = director.post(address, {**FIELDS, field: typed})

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert everything(rows) == before


def test_a_region_whose_decisions_are_silent_is_not_asked(app: Flask, rows: Session) -> None:
    house = house_in(app, SAMPLE)
    director = Browser(app).enter(rows, house.director)

    page = words(director.get(f"/programmes/present/{person(app, house)}?form=home"))
    draft = words(director.get(presented_again(app, house)))

    assert "по решению" not in page
    assert "Что берём в договор" not in draft
    assert "приостановить обслуживание" not in draft


def presented_again(app: Flask, house: procedures.House) -> str:
    with app.app_context():
        return f"/contracts/draft/{procedures.present(house, 1).id}"


@pytest.mark.parametrize(
    ("mode", "free", "ground"),
    [("decided", True, "authority_decision"), ("calculated", False, None)],
)
def test_the_office_chooses_which_mode_holds_and_says_why(
    app: Flask,
    director: Browser,
    rows: Session,
    house: procedures.House,
    mode: str,
    ground: str | None,
    *,
    free: bool,
) -> None:
    address = presented(app, house, FeeMode.FREE)
    page = director.get(address)
    before = everything(rows)

    silent = director.post(address, {"mode": mode})
    read = words(director.get(f"{address}/text"))
    unchanged = everything(rows)
    done = director.post(address, {"mode": mode, "mode_reason": "решение остаётся в силе"})

    terms = rows.scalars(select(ContractTerms)).one()
    assert "Что берём в договор" in words(page)
    assert silent.status_code == 422
    assert "Подтвердите одно из двух" in read
    assert "доход семьи" not in read, "the income is there: the text names the reckoned fee"
    assert unchanged == before
    assert done.status_code == 303
    assert (terms.free, terms.free_ground) == (free, ground)


def test_a_decision_that_asks_for_more_is_not_offered(
    app: Flask, director: Browser, house: procedures.House
) -> None:
    page = director.get(presented(app, house, FeeMode.PARTIAL)).get_data(as_text=True)

    assert re.findall(r'name="mode"[^>]*value="(\w+)"', page) == ["calculated"]


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        (["hospital_stay", "sanatorium"], ["hospital_stay", "sanatorium", "breach_by_recipient"]),
        (["sanatorium"], ["sanatorium", "breach_by_recipient"]),
        ([], ["breach_by_recipient"]),
    ],
    ids=["all", "one left out", "none but the law's"],
)
def test_the_contract_names_the_grounds_that_were_ticked(
    app: Flask,
    director: Browser,
    rows: Session,
    house: procedures.House,
    chosen: list[str],
    named: list[str],
) -> None:
    address = presented(app, house)
    page = director.get(address)

    done = director.post(address, {"grounds": chosen})

    contract = rows.scalars(select(Contract)).one()
    ticked = re.findall(r'name="grounds" value="(\w+)" checked', page.get_data(as_text=True))
    assert ticked == ["hospital_stay", "sanatorium"]
    assert "Действуют и без строки в договоре: нарушение договора." in words(page)
    assert done.status_code == 303
    assert contract.suspension_grounds == named


def test_a_ground_that_the_region_does_not_know_is_refused(
    app: Flask, director: Browser, rows: Session, house: procedures.House
) -> None:
    address = presented(app, house)
    before = everything(rows)

    answer = director.post(address, {"grounds": ["whim"]})

    assert answer.status_code == 422
    assert everything(rows) == before
