"""Every arrow of a transfer is taken by a scenario, every forbidden one refused in one."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import portal_astrakhan
from portal_astrakhan.transfer_path import TRANSFER_PATH

SCENARIOS = Path(portal_astrakhan.__file__).parent / "scenarios"
DECIDED = {
    "register": "registered",
    "agree": "agreed",
    "refuse": "refused",
    "notify": "notified",
}
DONE_BY = {
    "prepare_package": "package_ready",
    "submit_transfer": "submitted",
    "choose_provider": "provider_chosen",
    "withdraw_transfer": "withdrawn",
    "complete_transfer": "completed",
    "decide_transfer": "",
}
CODES = {"submit": "submit_transfer", "complete": "complete_transfer"}
Tried = tuple[str, str]


def action_of(step: str) -> str:
    """The verb of an arrow, a decision with its outcome."""
    if step.startswith("withdraw_"):
        return "withdraw_transfer"
    return f"decide:{DECIDED[step]}" if step in DECIDED else CODES.get(step, step)


ARROWS = {(step.source, action_of(step.code)): step.target for step in TRANSFER_PATH.steps}
ACTIONS = sorted({action for _state, action in ARROWS})


def tried() -> tuple[set[Tried], set[Tried]]:
    """What the scenarios take and what they are refused, each with the state it was tried in."""
    taken: set[Tried] = set()
    refused: set[Tried] = set()
    for path in sorted(SCENARIOS.glob("*transfer*.yaml")):
        for scenario in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            state = ""
            for step in scenario["steps"]:
                state = _after(state, step, taken, refused)
    return taken, refused


def _after(state: str, step: Mapping[str, Any], taken: set[Tried], refused: set[Tried]) -> str:
    verb, said = step.get("do"), step.get("with") or {}
    if verb == "request_transfer" and "expect_error" not in step:
        return str((step.get("expect") or {}).get("state", "draft"))
    if verb not in DONE_BY or not state:
        return state
    outcome = str(said.get("outcome", ""))
    action = f"decide:{outcome}" if verb == "decide_transfer" else verb
    if "expect_error" in step:
        refused.add((state, action))
        return state
    target = outcome or DONE_BY[verb]
    taken.update(_walk(state, target))
    return target


def _walk(state: str, target: str) -> Iterator[Tried]:
    """The arrows from a state to another: one, or those of a decision told all at once."""
    for (source, action), after in ARROWS.items():
        if source == state and after == target:
            yield source, action
            return
    for (source, action), after in ARROWS.items():
        if source == state and action.startswith("decide:") and action != "decide:refused":
            yield source, action
            yield from _walk(after, target)


TAKEN, REFUSED = tried()


@pytest.mark.parametrize(("state", "action"), sorted(ARROWS))
def test_a_scenario_takes_every_arrow(state: str, action: str) -> None:
    assert (state, action) in TAKEN, "AST-TRN-07"


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (one.code, action)
        for one in TRANSFER_PATH.states
        for action in ACTIONS
        if (one.code, action) not in ARROWS
    ],
)
def test_a_scenario_is_refused_every_other_arrow(state: str, action: str) -> None:
    assert (state, action) in REFUSED, "AST-TRN-07"
