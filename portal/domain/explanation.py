"""Explanations: the tree behind every computed sum, date, missing paper and refusal.

A step says in words what was done, with the numbers put in, and carries the clause it rests on. The
same tree is shown on pages, printed as text and stored with an issued paper. Each step names its
rule and clause; the acts with their editions stand once, below the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from portal.domain.law import Citation, LegalAct, edition_of

SOURCES = "Акты и редакции"
UNVERIFIED = "сверить с действующим текстом"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation; ``value`` is its result as plain text, if it has one."""

    text: str
    value: str | None = None
    citation: Citation | None = None
    children: tuple[Step, ...] = ()


def rule_caption(citation: Citation) -> str:
    """The rule's id for small print; a reading that is still to be verified says so."""
    return f"{citation.rule}, {UNVERIFIED}" if citation.verify else citation.rule


def editions(steps: Iterable[Step], acts: Iterable[LegalAct]) -> tuple[str, ...]:
    """The acts behind a tree with their editions, each once, in reading order."""
    known = tuple(acts)
    found = (edition_of(citation, known) for citation in citations(steps))
    return tuple(dict.fromkeys(edition for edition in found if edition))


def citations(steps: Iterable[Step]) -> Iterator[Citation]:
    """Every citation of a tree in reading order; details follow their step."""
    for step in steps:
        if step.citation:
            yield step.citation
        if step.children:
            yield from citations(step.children)


def as_text(steps: Iterable[Step], acts: Iterable[LegalAct] = ()) -> str:
    """The tree as lines of text: clause and rule in brackets, the acts' editions at the end."""
    tree = tuple(steps)
    lines = list(_lines(tree, ""))
    if found := editions(tree, acts):
        lines += ["", f"{SOURCES}:", *(f"- {edition}" for edition in found)]
    return "\n".join(lines)


def _lines(steps: Iterable[Step], indent: str) -> Iterator[str]:
    for number, step in enumerate(steps, start=1):
        cited = step.citation
        clause = f" ({cited.text}; {rule_caption(cited)})" if cited else ""
        yield f"{indent}{number}. {step.text}{clause}"
        yield from _lines(step.children, f"{indent}   ")


def in_editions(steps: Iterable[Step], acts: Iterable[LegalAct]) -> tuple[Step, ...]:
    """The tree with the edition of each act written into its citations.

    Done where a decision is made: a later edition does not change what was decided.
    """
    return _in_editions(steps, {act.key: act.in_edition for act in acts})


def _in_editions(steps: Iterable[Step], known: Mapping[str, str]) -> tuple[Step, ...]:
    return tuple(
        replace(
            step,
            citation=_in_edition(step.citation, known),
            children=_in_editions(step.children, known),
        )
        for step in steps
    )


def _in_edition(citation: Citation | None, known: Mapping[str, str]) -> Citation | None:
    if citation is None or citation.edition or citation.act not in known:
        return citation
    return replace(citation, edition=known[citation.act])


def to_data(steps: Iterable[Step]) -> list[dict[str, object]]:
    """The tree as JSON values, to be stored with the thing it explains.

    An edition is stored once, where the tree first names it.
    """
    return _to_data(steps, set())


def _to_data(steps: Iterable[Step], told: set[tuple[str, str]]) -> list[dict[str, object]]:
    """``told`` are the acts and editions named so far."""
    return [
        {
            "text": step.text,
            "value": step.value,
            **_cited(step.citation, told),
            "children": _to_data(step.children, told),
        }
        for step in steps
    ]


def _cited(citation: Citation | None, told: set[tuple[str, str]]) -> dict[str, object]:
    if citation is None:
        return {"rule": None, "act": None, "citation": None, "verify": False}
    data: dict[str, object] = {
        "rule": citation.rule,
        "act": citation.act,
        "citation": citation.unit,
        "verify": citation.verify,
    }
    edition = (citation.act, citation.edition)
    if citation.edition and edition not in told:
        told.add(edition)
        data["edition"] = citation.edition
    if citation.note:
        data["note"] = citation.note
    return data


def from_data(data: Iterable[Mapping[str, object]]) -> tuple[Step, ...]:
    """The tree back from its stored form."""
    return _from_data(data, {})


def _from_data(data: Iterable[Mapping[str, object]], told: dict[str, str]) -> tuple[Step, ...]:
    return tuple(_step(item, told) for item in data)


def _step(item: Mapping[str, object], told: dict[str, str]) -> Step:
    """A step; ``told`` are the editions of the acts met so far."""
    rule = item.get("rule")
    citation = None
    if isinstance(rule, str):
        act = str(item.get("act") or "")
        edition = str(item.get("edition") or "") or told.get(act, "")
        told[act] = edition
        citation = Citation(
            rule=rule,
            act=act,
            unit=str(item.get("citation") or ""),
            note=str(item.get("note") or ""),
            verify=bool(item.get("verify")),
            edition=edition,
        )
    value = item.get("value")
    children = cast("list[Mapping[str, object]]", item.get("children") or [])
    return Step(
        text=str(item["text"]),
        value=None if value is None else str(value),
        citation=citation,
        children=_from_data(children, told),
    )
