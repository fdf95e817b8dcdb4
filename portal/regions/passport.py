"""The passport of a region: what of the law it holds, on what it rests, what is still open.

It is read off what the region declares; only the result of the mutation check is stored.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from portal.domain.law import Citation, LegalAct
from portal.domain.reference import (
    SUBSISTENCE_MINIMUM,
    TARIFF,
    THRESHOLD_MULTIPLIER,
    ReferenceValue,
)
from portal.regions.captions import hook_title
from portal.regions.constants import constants_of
from portal.regions.identity import Gap
from portal.regions.path_captions import path_caption, titles_of
from portal.regions.proof import Proof, fingerprint_of, stored_proof
from portal.regions.registry import Region, baseline
from portal.regions.walk import citations_in, hooks_of, walk, walk_from

_REFERENCE_TITLES = {
    SUBSISTENCE_MINIMUM: "Прожиточный минимум",
    THRESHOLD_MULTIPLIER: "Кратность прожиточного минимума",
    TARIFF: "Тарифы",
}


@dataclass(frozen=True, slots=True)
class HeldRule:
    """A rule of the rulebook, its clauses, and the objects that carry it: paths, and in words."""

    rule: str
    clauses: tuple[str, ...]
    objects: tuple[str, ...]
    captions: tuple[str, ...]
    verify: bool


@dataclass(frozen=True, slots=True)
class HeldProcedure:
    """The rules of one hook."""

    hook: str
    title: str
    rules: tuple[HeldRule, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """An act, and how many rules of the region rest on it."""

    act: LegalAct
    rules: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A rule whose reading is to be verified or carries a remark."""

    rule: str
    clause: str
    remark: str


@dataclass(frozen=True, slots=True)
class ReferenceEdition:
    """Values of one sort that begin on one day."""

    title: str
    count: int
    since: date
    act: str
    checked_on: date
    verify: bool


@dataclass(frozen=True, slots=True)
class Passport:
    """Everything a buyer, a lawyer or an inspector asks about a region's law."""

    code: str
    name: str
    authority: str
    procedures: tuple[HeldProcedure, ...]
    gaps: tuple[Gap, ...]
    sources: tuple[Source, ...]
    to_verify: tuple[Reading, ...]
    remarks: tuple[Reading, ...]
    reference: tuple[ReferenceEdition, ...]
    years: tuple[int, ...]
    unverified_years: tuple[int, ...]
    proof: Proof | None
    proof_is_current: bool

    @property
    def rules(self) -> frozenset[str]:
        """The ids of all rules that an object of the region carries."""
        return frozenset(rule.rule for one in self.procedures for rule in one.rules)


def passport_of(region: Region, proof: Proof | None = None) -> Passport:
    """The passport, with this result of the mutation check or with the one the region ships."""
    federal = baseline()
    constants = constants_of(region, None if region.code == federal.code else federal)
    told = proof or stored_proof(region)
    cited = tuple(_cited(region))
    return Passport(
        code=region.code,
        name=region.identity.name,
        authority=region.identity.authority,
        procedures=tuple(held_procedures(region)),
        gaps=region.identity.gaps,
        sources=_sources(region, cited),
        to_verify=_readings(item for item in cited if item.verify),
        remarks=_readings(item for item in cited if item.note),
        reference=_reference(region.reference_values),
        years=tuple(sorted(region.calendar.years)),
        unverified_years=tuple(
            year for year in sorted(region.calendar.years) if region.calendar.decree(year).verify
        ),
        proof=told,
        proof_is_current=told is not None and told.fingerprint == fingerprint_of(constants),
    )


def held_procedures(region: Region) -> Iterator[HeldProcedure]:
    """The rules of each hook with the objects that carry them; a hook without rules is left out."""
    everything = titles_of(found.value for found in walk(region))
    for hook in hooks_of(region):
        carriers: dict[str, list[tuple[str, Citation]]] = {}
        for found in walk_from(hook):
            for citation in citations_in(found.value):
                carriers.setdefault(citation.rule, []).append((found.path, citation))
        if carriers:
            own = titles_of(found.value for found in walk_from(hook))
            titles = {**everything, **own}
            rules = tuple(_held(rule, carriers[rule], titles) for rule in sorted(carriers))
            yield HeldProcedure(hook.path, hook_title(hook.path), rules)


def _held(rule: str, carriers: list[tuple[str, Citation]], titles: Mapping[str, str]) -> HeldRule:
    objects = tuple(dict.fromkeys(path for path, _ in carriers))
    return HeldRule(
        rule=rule,
        clauses=tuple(dict.fromkeys(citation.unit for _, citation in carriers)),
        objects=objects,
        captions=tuple(dict.fromkeys(path_caption(path, titles) for path in objects)),
        verify=any(citation.verify for _, citation in carriers),
    )


def _cited(region: Region) -> Iterator[Citation]:
    for hook in hooks_of(region):
        for found in walk_from(hook):
            yield from citations_in(found.value)


def _sources(region: Region, cited: tuple[Citation, ...]) -> tuple[Source, ...]:
    rules: dict[str, set[str]] = {}
    for citation in cited:
        rules.setdefault(citation.act, set()).add(citation.rule)
    return tuple(Source(act, len(rules.get(act.key, ()))) for act in region.identity.acts)


def _readings(cited: Iterable[Citation]) -> tuple[Reading, ...]:
    """One line a rule and remark, with every clause that it stands in."""
    clauses: dict[tuple[str, str], dict[str, None]] = {}
    for item in cited:
        clauses.setdefault((item.rule, item.note), {})[item.unit] = None
    return tuple(
        Reading(rule, "; ".join(units), note) for (rule, note), units in sorted(clauses.items())
    )


def _reference(values: tuple[ReferenceValue, ...]) -> tuple[ReferenceEdition, ...]:
    found: dict[tuple[str, date, str, date], list[ReferenceValue]] = {}
    for value in values:
        sort = value.key.partition(".")[0]
        key = (sort, value.since, value.citation.act, value.checked_on)
        found.setdefault(key, []).append(value)
    return tuple(
        ReferenceEdition(
            title=_REFERENCE_TITLES.get(sort, sort),
            count=len(rows),
            since=since,
            act=act,
            checked_on=checked_on,
            verify=any(row.citation.verify for row in rows),
        )
        for (sort, since, act, checked_on), rows in sorted(found.items())
    )
