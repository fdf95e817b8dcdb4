"""The parts of a recipient's cabinet: what somebody who acts for the recipient may be shown."""

from enum import StrEnum


class Part(StrEnum):
    """A part of the cabinet."""

    CONTRACT = "contract"
    SERVICES = "services"
    ACTS = "acts"
    PAYMENTS = "payments"

    @property
    def label(self) -> str:
        """The words for people."""
        return _LABELS[self]


_LABELS = {
    Part.CONTRACT: "договор и его изменения",
    Part.SERVICES: "записанные услуги",
    Part.ACTS: "акты и квитанции",
    Part.PAYMENTS: "начисления и оплаты",
}
EVERYTHING = frozenset(Part)
