"""The catalogue of social services by kind and form of service (FED-IPP-11, FED-IPP-12)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.domain.law import Citation
from portal.domain.violations import Violation, refuse


class Form(StrEnum):
    """Forms of social service (442-FZ art. 19), and urgent services outside any programme."""

    HOME = "home"
    SEMI_STATIONARY = "semi_stationary"
    STATIONARY = "stationary"
    URGENT = "urgent"

    @property
    def label(self) -> str:
        """The legal wording."""
        return _FORMS[self]


_FORMS = {
    Form.HOME: "на дому",
    Form.SEMI_STATIONARY: "полустационарная",
    Form.STATIONARY: "стационарная",
    Form.URGENT: "срочные социальные услуги",
}


class Kind(StrEnum):
    """Kinds of social services in the order of the programme's form (FED-IPP-11)."""

    SOCIAL_DOMESTIC = "social_domestic"
    SOCIAL_MEDICAL = "social_medical"
    SOCIAL_PSYCHOLOGICAL = "social_psychological"
    SOCIAL_PEDAGOGICAL = "social_pedagogical"
    SOCIAL_LABOUR = "social_labour"
    SOCIAL_LEGAL = "social_legal"
    COMMUNICATIVE = "communicative"
    URGENT = "urgent"

    @property
    def label(self) -> str:
        """The legal wording."""
        return _KINDS[self]


_KINDS = {
    Kind.SOCIAL_DOMESTIC: "социально-бытовые",
    Kind.SOCIAL_MEDICAL: "социально-медицинские",
    Kind.SOCIAL_PSYCHOLOGICAL: "социально-психологические",
    Kind.SOCIAL_PEDAGOGICAL: "социально-педагогические",
    Kind.SOCIAL_LABOUR: "социально-трудовые",
    Kind.SOCIAL_LEGAL: "социально-правовые",
    Kind.COMMUNICATIVE: "услуги в целях повышения коммуникативного потенциала",
    Kind.URGENT: "срочные социальные услуги",
}


@dataclass(frozen=True, slots=True)
class ServiceItem:
    """One social service of a region: what it is, in which form given, in what counted.

    ``fractional``: its unit can be split, as an hour can; a visit or a day is given whole.
    """

    code: str
    title: str
    kind: Kind
    form: Form
    unit_title: str
    citation: Citation
    unit_code: str | None = None
    fractional: bool = False


def check_units(
    item: ServiceItem, quantity: Decimal, *, field: str | None = None
) -> tuple[Violation, ...]:
    """Whether so much of a service can be given: what is counted is counted whole."""
    if item.fractional or quantity == quantity.to_integral_value():
        return ()
    text = (
        f"Единица услуги «{item.title}» — {item.unit_title}, её считают целыми числами. Введите "
        "целое число, например 8."
    )
    return (Violation("value_invalid", text, field, item.citation),)


MOST_A_MONTH = {"месяц": 1, "сутки": 31, "день": 31}
"""How many units of time the longest month holds; other units have no bound of their own."""


def check_monthly(
    item: ServiceItem, quantity: Decimal, *, field: str | None = None
) -> tuple[Violation, ...]:
    """Whether a month can hold so much of a service: no more days than it has (FED-IPP-01)."""
    most = MOST_A_MONTH.get(item.unit_title)
    if most is None or quantity <= most:
        return check_units(item, quantity, field=field)
    text = (
        f"Услугу «{item.title}» считают так: {item.unit_title}. За один месяц бывает не больше "
        f"{most}. Перепишите с бланка программы, сколько её положено в месяц."
    )
    return (Violation("value_invalid", text, field, item.citation),)


@dataclass(frozen=True, slots=True)
class ServiceCatalogue:
    """The services of a region as in force on a day."""

    items: tuple[ServiceItem, ...]

    def item(self, code: str, *, field: str | None = None) -> ServiceItem:
        """The service with this code; raises RulesBroken("value_invalid") for an unknown one."""
        for item in self.items:
            if item.code == code:
                return item
        refuse(
            "value_invalid",
            f"Услуги с кодом «{code}» нет в перечне региона. Выберите услугу из перечня.",
            field=field,
        )

    def for_form(self, form: Form, unit_code: str | None = None) -> tuple[ServiceItem, ...]:
        """Services of a form; with a department's code, those of the department only."""
        return tuple(
            item
            for item in self.items
            if item.form is form
            and (unit_code is None or item.unit_code is None or item.unit_code == unit_code)
        )
