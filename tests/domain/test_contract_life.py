"""The life of a contract: every state is reached and left only by the steps that are written."""

from __future__ import annotations

import pytest

from portal.domain.contract import ContractState
from portal.domain.contract_life import LIFE, LifeStep, passages_from, state_after
from portal.domain.violations import RulesBroken
from portal.models.user import Role

WAITING, ACTIVE = ContractState.AWAITING_SIGNATURE, ContractState.ACTIVE
SUSPENDED, ENDED = ContractState.SUSPENDED, ContractState.TERMINATED


@pytest.mark.parametrize(
    ("state", "step", "after"),
    [
        (None, LifeStep.DRAW_UP, WAITING),
        (WAITING, LifeStep.SIGN, WAITING),
        (WAITING, LifeStep.COME_INTO_FORCE, ACTIVE),
        (WAITING, LifeStep.DROP, ENDED),
        (ACTIVE, LifeStep.SUSPEND, SUSPENDED),
        (ACTIVE, LifeStep.RECORD_BREAK, ACTIVE),
        (SUSPENDED, LifeStep.RESUME, ACTIVE),
        (SUSPENDED, LifeStep.END, ENDED),
        (ENDED, LifeStep.ISSUE_ACT, ENDED),
        (ENDED, LifeStep.CANCEL_END, ACTIVE),
    ],
)
def test_a_step_leads_where_it_is_written(
    state: ContractState | None, step: LifeStep, after: ContractState
) -> None:
    assert state_after(state, step) is after


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (ACTIVE, LifeStep.DRAW_UP),
        (None, LifeStep.SIGN),
        (ACTIVE, LifeStep.RESUME),
        (ACTIVE, LifeStep.DROP),
        (WAITING, LifeStep.END),
        (ENDED, LifeStep.SUSPEND),
    ],
)
def test_a_step_from_another_state_is_refused_with_its_name(
    state: ContractState | None, step: LifeStep
) -> None:
    with pytest.raises(RulesBroken, match="Обновите страницу") as refused:
        state_after(state, step)

    assert refused.value.violations[0].code == "transition_not_allowed"


def test_each_step_is_written_once_and_taken_by_known_roles() -> None:
    assert [one.step for one in LIFE] == list(LifeStep)
    assert {role for one in LIFE for role in one.actors} <= {role.value for role in Role}


def test_from_an_ended_contract_its_last_acts_are_left_or_the_end_is_taken_back() -> None:
    steps = [one.step for one in passages_from(ENDED)]

    assert steps == [LifeStep.ISSUE_ACT, LifeStep.CANCEL_END]
