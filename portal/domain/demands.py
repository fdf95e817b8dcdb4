"""Facts that must be on record before an action, each with the refusal it is missed by."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.domain.law import Citation
from portal.domain.violations import RulesBroken, Violation

Facts = frozenset[str]


@dataclass(frozen=True, slots=True)
class Demand:
    """One fact that the law or a paper of the region asks for: a document, a signature, a mark.

    ``code`` names the fact; any of ``instead`` does as well. ``refusal`` is the code of the refusal
    without it and ``text`` its sentence. With ``when`` it is asked of cases with such a mark only.
    """

    code: str
    refusal: str
    text: str
    citation: Citation
    instead: tuple[str, ...] = ()
    when: tuple[str, ...] = ()

    def met(self, facts: Facts) -> bool:
        """Whether the fact is there, or nobody asks for it in this case."""
        if self.when and not facts.intersection(self.when):
            return True
        return not facts.isdisjoint((self.code, *self.instead))


def unmet(demands: Iterable[Demand], facts: Facts) -> tuple[Violation, ...]:
    """What the missing facts are refused with, in the order of the demands."""
    return tuple(
        Violation(demand.refusal, demand.text, demand.code, demand.citation)
        for demand in demands
        if not demand.met(facts)
    )


def demand_all(demands: Iterable[Demand], facts: Facts) -> None:
    """Raise RulesBroken with every missing fact, if any is missing."""
    missing = unmet(demands, facts)
    if missing:
        raise RulesBroken(*missing)
