"""Explanations: the tree behind every computed sum, date, missing paper and refusal.

A step says in words what was done, with the numbers put in, and carries the clause it rests on. The
same tree is shown on pages, printed as text and stored with an issued paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from portal.domain.law import Citation


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation; ``value`` is its result as plain text, if it has one."""

    text: str
    value: str | None = None
    citation: Citation | None = None
    children: tuple[Step, ...] = ()


def as_text(steps: Iterable[Step], *, indent: str = "") -> str:
    """The tree as lines of text, a clause in brackets after its step."""
    lines: list[str] = []
    for number, step in enumerate(steps, start=1):
        clause = f" ({step.citation.text})" if step.citation else ""
        lines.append(f"{indent}{number}. {step.text}{clause}")
        if step.children:
            lines.append(as_text(step.children, indent=f"{indent}   "))
    return "\n".join(lines)


def to_data(steps: Iterable[Step]) -> list[dict[str, object]]:
    """The tree as JSON values, to be stored with the thing it explains."""
    return [
        {
            "text": step.text,
            "value": step.value,
            "rule": step.citation.rule if step.citation else None,
            "act": step.citation.act if step.citation else None,
            "citation": step.citation.unit if step.citation else None,
            "verify": bool(step.citation and step.citation.verify),
            "children": to_data(step.children),
        }
        for step in steps
    ]


def from_data(data: Iterable[Mapping[str, object]]) -> tuple[Step, ...]:
    """The tree back from its stored form."""
    return tuple(_step(item) for item in data)


def _step(item: Mapping[str, object]) -> Step:
    rule = item.get("rule")
    citation = None
    if isinstance(rule, str):
        citation = Citation(
            rule=rule,
            act=str(item.get("act") or ""),
            unit=str(item.get("citation") or ""),
            verify=bool(item.get("verify")),
        )
    value = item.get("value")
    children = cast("list[Mapping[str, object]]", item.get("children") or [])
    return Step(
        text=str(item["text"]),
        value=None if value is None else str(value),
        citation=citation,
        children=from_data(children),
    )
