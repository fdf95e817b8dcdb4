"""A new reference value beside the one it follows, before anybody writes it for a whole region."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from portal.domain.fee_notice import FEE_CHANGED
from portal.domain.law import Citation
from portal.domain.reference import (
    SUBSISTENCE_MINIMUM,
    TARIFF,
    THRESHOLD_MULTIPLIER,
    ReferenceBook,
)
from portal.domain.reference import ReferenceValue as Value
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.entered import demand_named_act
from portal.usecases.reference import (
    LARGEST_STEP,
    SetReferenceValue,
    check_value,
    demand_not_charged,
    is_large_step,
    reference_book,
)
from portal.usecases.reference_corrections import (
    OF_THRESHOLD,
    CountedBy,
    changes_what_stands,
    counted_since,
)
from portal.usecases.transaction import reading

USUAL_NOTICE = timedelta(days=366)
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class WeighedValue:
    """What the value follows on its day, by how many per cent it differs, what looks odd of it.

    ``before`` and ``percent`` are None where there never was anything; ``stands`` tells whether
    ``before`` still counts on the day (a minimum ends with its year), ``replaces`` a correction of
    the same day, ``moves_fees`` a value that fees of contracts in force are counted by; ``notice``
    is the rule of telling them (FED-NOT-02). ``counted`` is what rests on the threshold that the
    value corrects: it is written with a reason only.
    """

    before: Value | None
    percent: Decimal | None
    stands: bool
    replaces: bool
    moves_fees: bool
    notice: Citation
    doubts: tuple[str, ...]
    counted: CountedBy | None = None


def weigh_reference_value(
    command: SetReferenceValue, *, region: Region, actor: Actor, now: datetime
) -> WeighedValue:
    """Compare; nothing is written. Refused as ``set_reference_value`` would be."""
    check_value(command, region)
    demand_named_act(command.act)
    with reading() as session:
        kind, _, code = command.key.partition(".")
        if kind == TARIFF:
            demand_not_charged(session, [code], command.since, region)
        book = reference_book(session, region)
        used = (
            counted_since(session, region.code, command.since, actor.provider_id)
            if command.key in OF_THRESHOLD
            else None
        )
    before = book.newest(command.key, command.group, command.since)
    standing = book.find(command.key, command.group, command.since)
    corrects = changes_what_stands(command.key, command.amount, standing)
    return WeighedValue(
        before=before,
        percent=_percent(before.amount, command.amount) if before else None,
        stands=before is not None and before.covers(command.since),
        replaces=before is not None and before.since == command.since,
        moves_fees=kind in (TARIFF, THRESHOLD_MULTIPLIER),
        notice=region.rules.notices.on(region.today(now)).notice(FEE_CHANGED).citation,
        doubts=(
            *_large_step(before, command.amount),
            *_empty_months(command, book),
            *_stands_under(used, command.since),
            *_far_ahead(command.since, region.today(now)),
        ),
        counted=used if corrects else None,
    )


def _percent(before: Decimal, amount: Decimal) -> Decimal:
    return ((amount - before) * 100 / before).quantize(_TENTH, ROUND_HALF_UP)


def _large_step(before: Value | None, amount: Decimal) -> tuple[str, ...]:
    if before is None or not is_large_step(before.amount, amount):
        return ()
    return (
        f"Значение отличается от прежнего больше чем на {LARGEST_STEP} %. Сверьте с актом, нет "
        "ли лишней цифры.",
    )


def _far_ahead(since: date, today: date) -> tuple[str, ...]:
    if since <= today + USUAL_NOTICE:
        return ()
    return ("До этого дня больше года. Сверьте год с актом.",)


def _stands_under(counted: CountedBy | None, since: date) -> tuple[str, ...]:
    """A threshold set backwards: contracts and acts since its day rest on another (FED-FEE-02)."""
    if counted is None:
        return ()
    return (
        f"Договоры региона, плату которых уже рассчитали на {since:%d.%m.%Y} или более поздний "
        f"день: {counted.contracts}; выданы акты: {counted.acts}. Новое значение их не изменит. "
        "Если оно исправляет ошибку, плату по этим договорам пересчитывают отдельно.",
    )


def _empty_months(command: SetReferenceValue, book: ReferenceBook) -> tuple[str, ...]:
    """A minimum is for a calendar year: one that begins later leaves its first months empty."""
    since = command.since
    if command.key != SUBSISTENCE_MINIMUM or since == date(since.year, 1, 1):
        return ()
    if book.find(command.key, command.group, since) is not None:
        return ()
    eve = since - timedelta(days=1)
    return (
        f"С 01.01.{since.year} по {eve:%d.%m.%Y} прожиточного минимума не будет: плату по "
        f"заявлениям этих дней портал не посчитает. Если акт действует с начала года, исправьте "
        f"день на 01.01.{since.year}.",
    )
