"""Federal law as a region of its own: for examples that no region should answer.

It has no list of services and no tariffs; whoever asks for them gives them.
"""

from portal.domain.catalogue import ServiceCatalogue
from portal.domain.law import Citation, Timeline, Version
from portal.domain.reference import ReferenceValue
from portal.regions.federal.legal_acts import FEDERAL_ACTS, IN_FORCE
from portal.regions.hookspecs import hookimpl
from portal.regions.identity import Gap, RegionIdentity

CODE = "federal"
_NO_PLUGIN = (
    "Ленинградской области среди регионов нет: вариант той же формы проверен образцом в тестах"
)


@hookimpl
def region_identity() -> RegionIdentity:
    """The Federation as a whole; Moscow time, as federal bodies count it."""
    return RegionIdentity(
        code=CODE,
        name="Российская Федерация",
        genitive="Российской Федерации",
        authority="Минтруд России",
        time_zone="Europe/Moscow",
        acts=FEDERAL_ACTS,
        template_package="portal.regions.federal",
        gaps=(Gap("LEN-", _NO_PLUGIN),),
    )


@hookimpl
def service_catalogue() -> Timeline[ServiceCatalogue]:
    """No services: the list is regional (442-ФЗ, ст. 20)."""
    citation = Citation("FED-IPP-11", "442-FZ", "ст. 20 442-ФЗ")
    return Timeline(Version(IN_FORCE, ServiceCatalogue(()), citation))


@hookimpl
def reference_values() -> tuple[ReferenceValue, ...]:
    """No values: minimums and tariffs are regional."""
    return ()
