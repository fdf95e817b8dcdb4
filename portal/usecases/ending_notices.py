"""The notice of an end handed over, and the recipient's copy of the document about it.

The provider's refusal takes effect with the notice (FED-TER-06). The document of both sides is
still owed where the region asks for it (MSK-TER-03), and its copy is handed over signed or not.
"""

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.contract import Party
from portal.domain.endings import EndingState, Handover, demand_standing, stops_by_itself
from portal.domain.violations import NotAllowed, refuse
from portal.models import Role, Termination
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.ending_days import ANEW, demand_not_told_late
from portal.usecases.ending_steps import (
    TerminationDone,
    complete_if_ready,
    demand_last_day,
    tell_journal,
)
from portal.usecases.paper_signatures import signing_of
from portal.usecases.signatories import demand_receiver
from portal.usecases.terminations import locked
from portal.usecases.transaction import transaction


@dataclass(frozen=True, slots=True)
class HandOverNotice:
    """When and how the notice came to the recipient."""

    termination_id: int
    handed_on: date
    handed: Handover = Handover.IN_PERSON


def hand_over_notice(
    command: HandOverNotice, *, region: Region, actor: Actor, now: datetime
) -> TerminationDone:
    """Record how and when the notice was handed over; the provider's refusal ends with it."""
    if actor.role is Role.RECIPIENT:
        raise NotAllowed
    today = region.today(now)
    with transaction() as session:
        row, contract = locked(session, command.termination_id, actor)
        _demand_notice(row)
        if row.confirmed_on is None or not row.confirmed_on <= command.handed_on <= today:
            refuse(
                "value_invalid",
                "Уведомление вручают после решения директора и не позже сегодняшнего дня. "
                "Проверьте дату.",
                field="handed_on",
            )
        if row.needs_notice and row.state is EndingState.PENDING:
            notice = region.rules.termination_rules.on(row.rules_day).notice
            demand_not_told_late(row.last_day, command.handed_on, ANEW, notice, "handed_on")
        signing = signing_of(session, contract, command.handed_on)
        demand_receiver(signing, command.handed)
        row.notice_handed_on, row.notice_handed = command.handed_on, command.handed
        if row.needs_notice and row.last_day is None:
            row.last_day = command.handed_on
        if row.state is EndingState.PENDING:
            demand_last_day(session, contract, row)
        session.flush()
        signed_by = signing if row.needs_both else None
        done = complete_if_ready(session, row, contract, signing=signed_by, actor=actor, now=now)
        tell_journal(session, row, "termination_notice_handed_over", actor=actor, now=now)
        return done


@dataclass(frozen=True, slots=True)
class HandOverDocument:
    """When and how the recipient got the copy of a document that is not signed."""

    termination_id: int
    handed_on: date
    handed: Handover = Handover.IN_PERSON


def hand_over_document(
    command: HandOverDocument, *, region: Region, actor: Actor, now: datetime
) -> TerminationDone:
    """Record how the unsigned copy left: nobody is reminded of the signature any more.

    What the recipient has refused in writing ends with it (FED-TER-01). Refused where the end
    waits for that signature, and where it stands already.
    """
    if actor.role is Role.RECIPIENT:
        raise NotAllowed
    with transaction() as session:
        row, contract = locked(session, command.termination_id, actor)
        _demand_unsigned(row)
        if row.confirmed_on is None or not row.confirmed_on <= command.handed_on <= region.today(
            now
        ):
            text = "Экземпляр вручают после решения директора и не позже сегодняшнего дня."
            refuse("value_invalid", text, field="handed_on")
        demand_receiver(signing_of(session, contract, command.handed_on), command.handed)
        row.document_handed_on, row.document_handed = command.handed_on, command.handed
        session.flush()
        done = complete_if_ready(session, row, contract, actor=actor, now=now)
        tell_journal(session, row, "termination_document_handed_over", actor=actor, now=now)
        return done


def _demand_unsigned(row: Termination) -> None:
    demand_standing(row.state)
    if not row.needs_both or row.confirmed_at is None:
        text = "Документа о расторжении у этого прекращения нет. Вручать нечего."
        refuse("transition_not_allowed", text, field="handed_on")
    if row.needs_customer and not stops_by_itself(row.ground):
        text = (
            "Без подписи получателя на документе договор не прекратится. Получите подпись или "
            "отмените прекращение."
        )
        refuse("signature_missing", text, field="handed_on")
    if row.document_handed_on is not None:
        text = "Вручение экземпляра уже записано. Второй раз не нужно."
        refuse("transition_not_allowed", text, field="handed_on")
    if any(one.party is not Party.PROVIDER for one in row.signatures):
        text = "Документ уже подписан: его экземпляр у получателя. Записывать нечего."
        refuse("transition_not_allowed", text, field="handed_on")


def _demand_notice(row: Termination) -> None:
    demand_standing(row.state)
    if row.confirmed_at is None:
        refuse(
            "signature_missing",
            "Уведомление подписывает директор: сначала он подтверждает прекращение.",
            field="handed_on",
        )
    if row.notice_handed_on is not None:
        text = "Вручение этого уведомления уже записано. Второй раз не нужно."
        refuse("transition_not_allowed", text, field="handed_on")
