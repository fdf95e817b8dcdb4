"""Who a region is: what is not law about it."""

from dataclasses import dataclass

from portal.domain.catalogue import Form
from portal.domain.law import Citation, LegalAct


@dataclass(frozen=True, slots=True)
class Gap:
    """What a region knowingly leaves, and why: one line of its passport.

    ``of`` is a rule's id (``VLA-URG-07``), or the beginning of a constant's path that no example
    proves (``reference_values[tariff.``).
    """

    of: str
    reason: str

    def covers(self, name: str | None) -> bool:
        """Whether the gap speaks of this rule or this path."""
        return name is not None and name.startswith(self.of)


@dataclass(frozen=True, slots=True)
class RegionIdentity:
    """A region's code, names, authority, time zone and the acts its rules rest on.

    ``genitive`` is the name in the genitive («Владимирской области»); ``template_package`` is the
    package whose ``templates`` folder holds the region's own forms. ``gaps`` are what the region
    knowingly leaves.
    """

    code: str
    name: str
    genitive: str
    authority: str
    time_zone: str
    acts: tuple[LegalAct, ...]
    template_package: str | None = None
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A kind of department: it fixes the form of service and picks lists of its own."""

    code: str
    title: str
    form: Form
    citation: Citation
