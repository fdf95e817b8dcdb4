"""The smallest region there can be: it says who it is, what it provides and at which price."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from portal.regions.api import (
    FEDERAL_ACTS,
    Citation,
    Form,
    Kind,
    PopulationGroup,
    ReferenceValue,
    RegionIdentity,
    ServiceCatalogue,
    ServiceItem,
    Timeline,
    Version,
    hookimpl,
)

CODE = "fake"
SINCE = date(2015, 1, 1)
YEARS = (date(2025, 1, 1), date(2026, 1, 1))
CITED = Citation("FED-IPP-11", "442-FZ", "ст. 20 442-ФЗ")
IDENTITY = RegionIdentity(
    code=CODE,
    name="Выдуманная область",
    genitive="Выдуманной области",
    authority="Выдуманное министерство",
    time_zone="Asia/Kamchatka",
    acts=FEDERAL_ACTS,
)
SERVICE = ServiceItem(
    "FAK-H-01", "Покупка продуктов", Kind.SOCIAL_DOMESTIC, Form.HOME, "раз", CITED
)
CATALOGUE = Timeline(Version(SINCE, ServiceCatalogue((SERVICE,)), CITED))


def make_value(
    key: str, amount: str, group: PopulationGroup | None = None, since: date = SINCE
) -> ReferenceValue:
    return ReferenceValue(key, group, Decimal(amount), since, CITED, date(2026, 11, 22))


VALUES = (
    make_value("threshold_multiplier", "1.5"),
    make_value("tariff.FAK-H-01", "100.00"),
    *(
        make_value("subsistence_minimum", "10000.00", group, year)
        for year in YEARS
        for group in PopulationGroup
    ),
)


def make_plugin(**hooks: object) -> SimpleNamespace:
    """A plugin that answers the three hooks a region must answer, and those given."""
    answers: dict[str, object] = {
        "region_identity": IDENTITY,
        "service_catalogue": CATALOGUE,
        "reference_values": VALUES,
        **hooks,
    }
    return SimpleNamespace(**{name: _hook(answer) for name, answer in answers.items()})


def _hook(answer: object) -> object:
    @hookimpl
    def hook() -> object:
        return answer

    return hook
