"""Which hooks of a region an example reads: only those can change its answer."""

from __future__ import annotations

from dataclasses import fields
from types import FunctionType, MethodType
from typing import cast

from portal.explain.examples import Example, ask
from portal.regions.registry import Region, RegionRules


class _Recorded:
    """Stands for an object and remembers which of its fields were asked for, by its methods too."""

    def __init__(self, whole: object, seen: set[str]) -> None:
        self._whole = whole
        self._seen = seen

    def __getattr__(self, name: str) -> object:
        method = getattr(type(self._whole), name, None)
        if isinstance(method, FunctionType):
            return MethodType(method, self)
        self._seen.add(name)
        return getattr(self._whole, name)


class _RecordedRegion(_Recorded):
    """A region whose rules are recorded too, also where a method of the region reads them."""

    def __getattr__(self, name: str) -> object:
        method = getattr(type(self._whole), name, None)
        if isinstance(method, FunctionType):
            return MethodType(method, self)
        return super().__getattr__(name)

    @property
    def rules(self) -> RegionRules:
        whole = cast("Region", self._whole)
        return cast("RegionRules", _RecordedRules(whole.rules, self._seen))


class _RecordedRules(_Recorded):
    """The rules; whoever walks through all of their fields reads all of them."""

    __dataclass_fields__ = RegionRules.__dataclass_fields__


def hooks_read(example: Example, region: Region) -> frozenset[str]:
    """The fields of the region and of its rules that the example's question asks for."""
    seen: set[str] = set()
    try:
        ask(example, cast("Region", _RecordedRegion(region, seen)))
    except (TypeError, AttributeError):
        # A question that looks at the region in a way of its own may read anything.
        return _KNOWN
    return frozenset(seen & _KNOWN)


_KNOWN = frozenset(
    field.name for kind in (Region, RegionRules) for field in fields(kind) if field.name != "rules"
)
