"""Whom order and notice of an end tell: by age and capacity on the day, signed by both or not."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.documents.changes import EndingFacts
from portal.documents.press import Press
from portal.domain.authorities import Capacity
from portal.domain.endings import Handover, Need
from portal.domain.printed_forms import ENDING_NOTICE, ENDING_ORDER
from portal.models import Recipient, RepresentativeKind
from portal.regions.registry import Region, discover
from portal.usecases.ending_previews import ending_preview
from portal.usecases.ending_text import BasisPaper
from portal.usecases.signatories import may_receive, signing_on
from portal.usecases.termination_papers import ConfirmTermination, confirm_termination
from tests.support.factories import make_representative
from tests.support.sample_region import SAMPLE
from tests.usecases.procedures import (
    BlankPress,
    House,
    contract_in_force,
    make_house,
)
from tests.usecases.test_terminations import APRIL_20, BY_BOTH, DAY, RECORD, prepare, stored

ADULT = date(1948, 5, 2)
PERSON, MOTHER = "Ильина М. П.", "Смирнова И. О."
NOBODY = "представитель"
CLAUSE = BasisPaper("contract_clause", None, "", "п. 8")
PAPERS = Press(Path(__file__).resolve().parents[2] / "templates", {})


def ends_by(region: str) -> Region:
    """The sample region that ends contracts by the rules of another one."""
    if region == "sample":
        return BY_BOTH
    rules = discover()[region].rules.termination_rules
    return replace(SAMPLE, rules=replace(SAMPLE.rules, termination_rules=rules))


@pytest.fixture
def house(session: Session) -> House:
    return make_house(session)


def served(house: House, born: date, court: Capacity | None, kind: str | None) -> int:
    """A contract whose recipient is of this age and capacity, with this representative."""
    contract_id = contract_in_force(house)
    person = house.session.get_one(Recipient, stored(house, contract_id).recipient_id)
    person.born = born
    if court is not None:
        person.capacity, person.capacity_since = court, date(2026, 4, 1)
        person.capacity_basis = "решение суда № 2-15"
    if kind is not None:
        make_representative(house.session, person, kind=RepresentativeKind(kind))
    house.session.commit()
    return contract_id


def receipts(page: str) -> list[str]:
    """The names under the lines of whoever takes the paper, from the top."""
    right = page.split('<td class="line" colspan="2">')[1]
    return re.findall(r'<p class="line">_+</p>\s*<p>(.*?)</p>', right)


def told(facts: EndingFacts) -> dict[str, tuple[list[str], bool]]:
    """By paper: who takes it, and whether the text above names the representative."""
    shown = {}
    for code in (ENDING_ORDER, ENDING_NOTICE):
        page = PAPERS.html(SAMPLE.printed_form(code, DAY), "vladimir", facts).replace("\xa0", " ")
        text = page.split('<table class="signed">')[0]
        shown[code] = (receipts(page), "Смирнова Ирина Олеговна" in text)
    return shown


@pytest.mark.parametrize("region", ["vladimir", "astrakhan", "sample"])
@pytest.mark.parametrize(
    ("born", "court", "kind", "takers"),
    [
        pytest.param(date(2012, 4, 21), None, "parent", [MOTHER], id="thirteen"),
        pytest.param(date(2012, 4, 20), None, "parent", [PERSON, MOTHER], id="fourteen"),
        pytest.param(date(2008, 4, 21), None, "parent", [PERSON, MOTHER], id="seventeen"),
        pytest.param(date(2008, 4, 20), None, "parent", [PERSON], id="eighteen"),
        pytest.param(ADULT, Capacity.LIMITED, "trustee", [PERSON, MOTHER], id="limited"),
        pytest.param(ADULT, Capacity.INCAPABLE, "guardian", [MOTHER], id="incapable"),
        pytest.param(ADULT, Capacity.INCAPABLE, None, [NOBODY], id="incapable, nobody acts"),
        pytest.param(date(2012, 4, 21), None, None, [NOBODY], id="thirteen, nobody acts"),
        pytest.param(ADULT, None, "attorney", [PERSON], id="an attorney the contract names not"),
        pytest.param(ADULT, None, None, [PERSON], id="an adult"),
    ],
)
def test_order_and_notice_tell_whoever_acts_by_age_and_capacity(
    house: House,
    region: str,
    born: date,
    court: Capacity | None,
    kind: str | None,
    takers: list[str],
) -> None:
    """FED-TER-06, FED-MIN-01: the notice ends the contract, so it comes to whoever may take it."""
    contract_id = served(house, born, court, kind)
    house, press = replace(house, region=ends_by(region)), BlankPress()
    row = prepare(
        house, contract_id, ground="breach_by_recipient", day=None, papers=(RECORD, CLAUSE)
    )
    assert Need.NOTICE in row.needs
    who: dict[str, Any] = {
        "region": house.region,
        "actor": house.director,
        "now": APRIL_20,
        "press": press,
    }

    ending_preview(row.id, **who)
    confirm_termination(ConfirmTermination(row.id), **who)

    named = MOTHER in takers
    drawn = [one for one in press.drawn if isinstance(one, EndingFacts)]
    assert {one.draft for one in drawn} == {True, False}
    for facts in drawn:
        assert told(facts) == {ENDING_ORDER: (takers, named), ENDING_NOTICE: (takers, named)}


@pytest.mark.parametrize("lost", [True, False])
def test_nobody_takes_a_paper_in_the_name_of_somebody_missing(house: House, *, lost: bool) -> None:
    """FED-TER-07, VLA-TER-08: it is sent to the last address that is known."""
    contract_id = served(house, ADULT, None, None)
    person = house.session.get_one(Recipient, stored(house, contract_id).recipient_id)
    if lost:
        person.missing_since, person.missing_basis = DAY, "решение суда № 2-17"
    house.session.commit()
    press = BlankPress()
    row = prepare(
        house, contract_id, ground="breach_by_recipient", day=None, papers=(RECORD, CLAUSE)
    )

    ending_preview(row.id, region=house.region, actor=house.director, now=APRIL_20, press=press)

    (facts,) = {id(one): one for one in press.drawn if isinstance(one, EndingFacts)}.values()
    for code in (ENDING_ORDER, ENDING_NOTICE):
        page = PAPERS.html(SAMPLE.printed_form(code, DAY), "vladimir", facts).replace("\xa0", " ")
        signed = page.split('<table class="signed">')[1]
        assert (PERSON in signed) is not lost
        assert ("последнему известному адресу" in signed) is (lost and code == ENDING_NOTICE)
    signing = signing_on(person, (), DAY)
    assert may_receive(signing, Handover.IN_PERSON) is not lost
    assert may_receive(signing, Handover.REGISTERED_POST)
