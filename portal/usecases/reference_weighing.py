"""A new reference value beside the one it follows, before anybody writes it for a whole region."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from portal.domain.reference import TARIFF
from portal.domain.reference import ReferenceValue as Value
from portal.regions.registry import Region
from portal.usecases.reference import (
    SetReferenceValue,
    check_value,
    demand_not_charged,
    reference_book,
)
from portal.usecases.transaction import reading

LARGEST_STEP = Decimal(50)
"""Per cent: a larger step is more often a slip than an act."""
USUAL_NOTICE = timedelta(days=366)
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class WeighedValue:
    """What the value follows on its day, by how many per cent it differs, what looks odd of it.

    ``before`` and ``percent`` are None where there was nothing; ``replaces`` tells a correction of
    the same day.
    """

    before: Value | None
    percent: Decimal | None
    replaces: bool
    doubts: tuple[str, ...]


def weigh_reference_value(
    command: SetReferenceValue, *, region: Region, now: datetime
) -> WeighedValue:
    """Compare; nothing is written. Refused as ``set_reference_value`` would be."""
    check_value(command, region)
    with reading() as session:
        kind, _, code = command.key.partition(".")
        if kind == TARIFF:
            demand_not_charged(session, [code], command.since, region)
        before = reference_book(session, region).find(command.key, command.group, command.since)
    percent = None
    if before is not None:
        percent = (command.amount - before.amount) * 100 / before.amount
    doubts = []
    if percent is not None and abs(percent) > LARGEST_STEP:
        doubts.append(
            f"Значение отличается от прежнего больше чем на {LARGEST_STEP} %. Сверьте с актом, нет "
            "ли лишней цифры."
        )
    if command.since > region.today(now) + USUAL_NOTICE:
        doubts.append("До этого дня больше года. Сверьте год с актом.")
    return WeighedValue(
        before=before,
        percent=None if percent is None else percent.quantize(_TENTH, ROUND_HALF_UP),
        replaces=before is not None and before.since == command.since,
        doubts=tuple(doubts),
    )
