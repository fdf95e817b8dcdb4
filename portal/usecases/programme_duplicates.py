"""A duplicate of a lost programme: kept beside the original, nothing starts anew (MSK-IPP-04)."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.programme_life import LossRules
from portal.domain.violations import NotFound, RulesBroken, Violation, refuse
from portal.models import Programme, ProgrammeDuplicate
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.transaction import transaction


@dataclass(frozen=True, slots=True)
class RecordDuplicate:
    """The duplicate as it was brought: the day on it, who issued it, the day it was shown."""

    programme_id: int
    issued_on: date
    presented_on: date
    issuer: str = ""


def record_duplicate(
    command: RecordDuplicate, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Link a duplicate to the programme it stands for; number, day, contract and term stay.

    Raises NotFound where the region knows no duplicates, transition_not_allowed for a programme
    taken back, value_invalid for days out of order.
    """
    today = region.today(now)
    loss = loss_rules(region, today)
    with transaction() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id, lock=True)
        if programme.withdrawn_at is not None:
            text = "Программа внесена по ошибке и отозвана: дубликат к ней не записывают."
            refuse("transition_not_allowed", text, citation=loss.on_loss.citation)
        if found := _strange(command, programme, loss, today):
            raise RulesBroken(*found)
        row = ProgrammeDuplicate(
            provider_id=actor.provider_id,
            programme_id=programme.id,
            issued_on=command.issued_on,
            issuer=command.issuer.strip() or programme.issuer,
            presented_on=command.presented_on,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after = {"issued_on": row.issued_on, "presented_on": row.presented_on}
        subject = ("programme_duplicate_recorded", "programme", programme.id)
        audit.record(session, actor, now, *subject, after=after)
        return row.id


def loss_rules(region: Region, today: date) -> LossRules:
    """What the region says of a lost programme; raises NotFound where no act says it."""
    loss = region.rules.programme_rules.on(today).loss
    if loss is None:
        raise NotFound
    return loss


def _strange(
    command: RecordDuplicate, programme: Programme, loss: LossRules, today: date
) -> tuple[Violation, ...]:
    found: list[Violation] = []

    def wrong(field: str, text: str) -> None:
        found.append(Violation("value_invalid", text, field, loss.on_loss.citation))

    if command.issued_on < programme.issued_on:
        day = f"{programme.issued_on:%d.%m.%Y}"
        wrong(
            "issued_on", f"Программа составлена {day}, дубликат раньше не выдают. Проверьте день."
        )
    if command.presented_on < command.issued_on:
        wrong("presented_on", "Дубликат показали раньше, чем выдали. Проверьте оба дня.")
    if command.presented_on > today:
        wrong("presented_on", "Этот день ещё не наступил. Запишите дубликат, когда его покажут.")
    if len(command.issuer) > LONGEST_TEXT:
        wrong("issuer", f"Текст длиннее {LONGEST_TEXT} знаков. Сократите его.")
    return tuple(found)
