"""What a refusal covers is recorded, and what it leaves of the programme (MSK-IPP-06)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.documents.changes import EndingFacts
from portal.domain.moves import MoveKind
from portal.domain.violations import Violation
from portal.models import Contract, Programme, Termination
from portal.regions.registry import discover
from portal.usecases.act_papers import read_facts
from portal.usecases.contracts import ConcludeContract, conclude_contract
from portal.usecases.ending_withdrawals import WithdrawTermination, withdraw_termination
from portal.usecases.lawful_ends import TerminateContract
from portal.usecases.queries.programmes import get_programme
from portal.usecases.termination_papers import ConfirmTermination, confirm_termination
from portal.usecases.terminations import prepare_termination
from tests.support.factories import make_move
from tests.support.sample_region import SAMPLE
from tests.usecases.procedures import (
    BlankPress,
    House,
    expect_refusal,
    make_house,
)
from tests.usecases.test_terminations import APPLICATION, APRIL_20, DAY

ALL, HERE = "all_services", "this_provider"


@pytest.fixture
def house(session: Session) -> House:
    """The sample region, which asks what a refusal covers as Moscow does."""
    programmes = discover()["moscow"].rules.programme_rules
    rules = replace(SAMPLE.rules, programme_rules=programmes)
    return make_house(session, replace(SAMPLE, rules=rules))


def refuse(house: House, contract_id: int, scope: str | None) -> Termination:
    command = TerminateContract(
        contract_id, "refusal", stop_on=DAY, papers=(APPLICATION,), scope=scope
    )
    done = prepare_termination(command, region=house.region, actor=house.director, now=APRIL_20)
    return house.session.get_one(Termination, done.id)


def end(house: House, row: Termination) -> None:
    confirm_termination(
        ConfirmTermination(row.id),
        region=house.region,
        actor=house.director,
        now=APRIL_20,
        press=BlankPress(),
    )
    house.session.rollback()


def rule_of(violation: Violation) -> str:
    return violation.citation.rule if violation.citation else ""


def told(house: House, contract_id: int) -> list[str]:
    programme = house.session.get_one(Contract, contract_id).programme_id
    shown = get_programme(house.director, programme, house.region, DAY)
    return [rule_of(one) for one in shown.warnings if one.code == "programme_expired"]


@pytest.mark.parametrize(
    ("scope", "last_day"),
    [
        # The fifth working day after Monday 20 April 2026.
        pytest.param(ALL, date(2026, 4, 27), id="everything ends the programme"),
        pytest.param(HERE, None, id="this provider alone leaves it in force elsewhere"),
        pytest.param(None, None, id="nobody asked"),
    ],
)
def test_the_scope_is_recorded_with_the_programmes_last_day(
    house: House, contract_id: int, scope: str | None, last_day: date | None
) -> None:
    row = refuse(house, contract_id, scope)

    assert (row.scope, row.programme_last_day) == (scope, last_day)


@pytest.mark.parametrize(
    ("scope", "words"),
    [(HERE, "только от этого поставщика"), (ALL, "от всего социального обслуживания"), (None, "")],
)
def test_the_paper_of_the_end_says_what_the_refusal_covers(
    house: House, contract_id: int, scope: str | None, words: str
) -> None:
    """MSK-IPP-06: a refusal of this provider leaves the programme in force elsewhere."""
    row = refuse(house, contract_id, scope)
    end(house, row)

    facts = read_facts(EndingFacts, house.session.get_one(Termination, row.id).inputs)
    assert facts.covers == words


@pytest.mark.parametrize(
    ("kind", "scope", "refused"),
    [
        (MoveKind.PROVIDER, ALL, True),
        (MoveKind.REGION, ALL, True),
        (MoveKind.PROVIDER, HERE, False),
        (MoveKind.RESIDENTIAL, ALL, True),
        (MoveKind.DEPARTMENT, ALL, False),
    ],
)
def test_whoever_is_served_on_after_the_end_does_not_refuse_all_services(
    house: House, contract_id: int, kind: MoveKind, scope: str, *, refused: bool
) -> None:
    """FED-TRN-01, MSK-TRN-01: elsewhere with the programme, or here in residential care."""
    make_move(
        house.session, house.session.get_one(Contract, contract_id), house.director, kind=kind
    )
    house.session.commit()

    if refused:
        with expect_refusal(house.session, "value_invalid", "scope"):
            refuse(house, contract_id, scope)
        return
    assert refuse(house, contract_id, scope).scope == scope


def test_a_scope_that_the_region_does_not_know_is_refused(
    house: House, contract_id: int, session: Session
) -> None:
    with expect_refusal(session, "value_invalid", "scope"):
        refuse(house, contract_id, "some_services")


@pytest.mark.parametrize(
    ("scope", "rule"), [(ALL, "MSK-IPP-05"), (HERE, "MSK-IPP-06"), (None, "MSK-IPP-05")]
)
def test_no_new_contract_stands_on_a_programme_given_up(
    house: House, contract_id: int, session: Session, scope: str | None, rule: str
) -> None:
    end(house, refuse(house, contract_id, scope))

    assert told(house, contract_id) == [rule]
    programme_id = session.get_one(Contract, contract_id).programme_id
    assert session.get_one(Programme, programme_id).withdrawn_at is None
    with expect_refusal(session, "programme_expired", "programme_id") as caught:
        conclude_contract(
            ConcludeContract(programme_id),
            region=house.region,
            actor=house.director,
            now=APRIL_20.replace(day=21),
            press=BlankPress(),
        )
    assert [rule_of(one) for one in caught.value.violations] == [rule]


def test_a_refusal_taken_back_leaves_the_programme(house: House, contract_id: int) -> None:
    row = refuse(house, contract_id, HERE)
    withdraw_termination(
        WithdrawTermination(row.id, "передумала"),
        region=house.region,
        actor=house.director,
        now=APRIL_20,
    )
    house.session.rollback()

    assert told(house, contract_id) == []
