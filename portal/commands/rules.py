"""``portal rules``: the rulebook held against what the installed regions and the code carry."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from portal.commands.answers import Status, error_object, fail, write, write_text
from portal.conformance.coverage import Covered, RulebookError, State, coverage, read_rulebook
from portal.conformance.mutation import installed
from portal.conformance.usage import portals_usage
from portal.explain.yaml_text import YamlError

MOST_NAMED = 3


def show_coverage(folder: Path, *, as_json: bool) -> None:
    """Every rule with its objects and its examples; leaves with 1 when one is missing."""
    try:
        found = coverage(read_rulebook(folder), installed(), portals_usage())
    except (RulebookError, YamlError) as error:
        fail(error_object("value_invalid", "rulebook", str(error)), Status.WRONG_INPUT)
    if as_json:
        for one in found:
            write(_as_json(one))
    else:
        for one in found:
            write_text(_line(one))
        write_text(totals(found))
    missing = any(one.state is State.MISSING for one in found)
    sys.exit(Status.REFUSED if missing else Status.DONE)


def totals(found: Sequence[Covered]) -> str:
    """How many rules there are of each sort, and how many of those carried nobody shows."""
    states = Counter(one.state for one in found)
    unseen = sum(bool(one.carriers) and not one.shown_by for one in found)
    return (
        f"Правил {len(found)}: есть {states[State.HELD]}, только отвечает "
        f"{states[State.ANSWERED]} (не показано примером {unseen}), "
        f"оставлено сознательно {states[State.LEFT]}, нет {states[State.MISSING]}."
    )


def _line(one: Covered) -> str:
    head = f"{one.rule.id}  {one.state.label:<15}  {one.rule.title}"
    lines = [head]
    if one.carriers:
        named = [f"{item.text} ({item.clause})" for item in one.carriers[:MOST_NAMED]]
        lines.append(f"    несут: {'; '.join(named)}{_more(len(one.carriers))}")
    if one.shown_by:
        named = [f"«{name}»" for name in one.shown_by[:MOST_NAMED]]
        lines.append(f"    показано: {', '.join(named)}{_more(len(one.shown_by))}")
    elif one.carriers:
        lines.append("    показано: нет")
    if one.used is False:
        lines.append(f"    портал только отвечает: {one.answered}")
    if one.reason:
        lines.append(f"    причина: {one.reason}")
    return "\n".join(lines)


def _more(count: int) -> str:
    return f" и ещё {count - MOST_NAMED}" if count > MOST_NAMED else ""


def _as_json(one: Covered) -> dict[str, object]:
    return {
        "rule": one.rule.id,
        "area": one.rule.area,
        "title": one.rule.title,
        "state": one.state.value,
        "objects": [
            {"region": item.region, "path": item.path, "citation": item.clause}
            for item in one.carriers
        ],
        "shown_by": list(one.shown_by),
        "reason": one.reason,
        "used": one.used,
        "answered_only": one.answered,
    }
