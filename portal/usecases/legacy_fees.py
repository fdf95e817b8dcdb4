"""Older fees are recorded: since when somebody is served, what was paid on 31 December 2014.

Rules: FED-FEE-13, MSK-FEE-10 (the older fee bounds the new one, proof is kept), MSK-IPP-11 (the
programmes of the transition of 2015). A record by itself changes no contract: its fee is decided
anew by an amendment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.documents import names_document
from portal.domain.money import rubles_text
from portal.domain.programme_life import LegacyProgramme, legacy_programme
from portal.domain.violations import Conflict, Violation, refuse
from portal.models import LegacyFee, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.kept_rights import kept_rights
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.transaction import transaction

FORMS = (Form.HOME, Form.SEMI_STATIONARY, Form.STATIONARY)


@dataclass(frozen=True, slots=True)
class RecordLegacyFee:
    """What the old file says; ``fee`` is in rubles a month, zero for who was served free.

    ``interrupted_on`` is the first day without service. ``drafted_on`` and ``signed_on`` are of the
    first programme, where it was made in the transition of 2015; they come together. ``corrects``
    names the standing record that this one makes exact, and ``why`` it was wrong.
    """

    recipient_id: int
    form: Form
    served_since: date
    fee: Decimal
    proof: str
    interrupted_on: date | None = None
    drafted_on: date | None = None
    signed_on: date | None = None
    corrects: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class StrikeLegacyFee:
    """A record made by mistake, and why it is none."""

    recipient_id: int
    legacy_id: int
    reason: str


def record_legacy_fee(
    command: RecordLegacyFee, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Record the older fee of a form of service; a record that it makes exact is struck, and seen.

    Raises duplicate where the form has a record that the command does not name, Conflict for one
    made exact meanwhile, value_invalid for a right that arose later than the law names, for days
    out of order, without proof and for a correction without its reason.
    """
    with transaction() as session:
        person = own(session, Recipient, command.recipient_id, actor.provider_id, lock=True)
        _check(command, person, region, region.today(now))
        before = _strike_corrected(session, command, actor, region.today(now))
        row = LegacyFee(
            provider_id=actor.provider_id,
            recipient_id=person.id,
            form=command.form,
            served_since=command.served_since,
            fee=command.fee,
            proof=" ".join(command.proof.split()),
            interrupted_on=command.interrupted_on,
            drafted_on=command.drafted_on,
            signed_on=command.signed_on,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        subject = ("legacy_fee_recorded", "recipient", person.id)
        audit.record(session, actor, now, *subject, before, _summary(row))
        return row.id


def strike_legacy_fee(
    command: StrikeLegacyFee, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Strike a record with its reason: from now on no fee is decided by it.

    Raises value_invalid without a reason, Conflict for what is struck already.
    """
    reason = " ".join(command.reason.split())
    if not reason or len(reason) > LONGEST_TEXT:
        text = f"Напишите, почему запись неверна, не длиннее {LONGEST_TEXT} знаков."
        refuse("value_invalid", text, field="reason")
    with transaction() as session:
        row = own(session, LegacyFee, command.legacy_id, actor.provider_id, lock=True)
        if row.struck_on is not None or row.recipient_id != command.recipient_id:
            text = "Эту запись уже убрали. Обновите страницу."
            raise Conflict(Violation("conflict", text))
        row.struck_on, row.struck_reason = region.today(now), reason
        subject = ("legacy_fee_struck", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, before=_summary(row), reason=reason)


def transition_of(region: Region, row: LegacyFee, day: date) -> LegacyProgramme | None:
    """How the first programme stands in the transition of 2015; None outside it (MSK-IPP-11)."""
    if row.drafted_on is None or row.signed_on is None:
        return None
    rules = region.rules.programme_rules.on(day).transition
    return legacy_programme(rules, row.served_since, row.drafted_on, row.signed_on)


def _strike_corrected(
    session: Session, command: RecordLegacyFee, actor: Actor, today: date
) -> dict[str, object] | None:
    """Strike the record that is made exact; the proof of a fee is not replaced in silence."""
    rights = kept_rights(session, actor.provider_id, command.recipient_id)
    corrected = next((one for one in rights if one.id == command.corrects), None)
    if command.corrects is not None and corrected is None:
        text = "Эту запись уже уточнили или убрали. Обновите страницу."
        raise Conflict(Violation("conflict", text))
    for one in rights:
        if one.form is command.form and one is not corrected:
            text = (
                f"Прежняя плата этой формы ({one.form.label}) уже записана: "
                f"{rubles_text(one.fee)}, {one.proof}. Нажмите «Уточнить» у этой записи."
            )
            refuse("duplicate", text, field="form")
    if corrected is None:
        return None
    why = " ".join(command.why.split())
    if not why or len(why) > LONGEST_TEXT:
        text = f"Напишите, почему запись уточняют, не длиннее {LONGEST_TEXT} знаков."
        refuse("reason_required", text, field="why")
    corrected.struck_on, corrected.struck_reason = today, why
    session.flush()
    return _summary(corrected)


def _check(command: RecordLegacyFee, person: Recipient, region: Region, today: date) -> None:
    right = region.rules.fee_rules.on(today).legacy
    citation = right.behind(command.form)[0]
    if command.form not in FORMS:
        refuse("value_invalid", "Выберите форму обслуживания из списка.", field="form")
    if not person.born <= command.served_since <= right.until:
        text = (
            f"Прежняя плата сохраняется, если право на услуги возникло до {right.until:%d.%m.%Y} "
            "включительно, и не раньше дня рождения. Исправьте день или не записывайте её."
        )
        refuse("value_invalid", text, field="served_since", citation=citation)
    proof = " ".join(command.proof.split())
    if not names_document(proof) or len(proof) > LONGEST_TEXT:
        text = (
            "Назовите документ, из которого взята плата: вид, номер или дату, не длиннее "
            f"{LONGEST_TEXT} знаков."
        )
        refuse("value_invalid", text, field="proof", citation=citation)
    gap = command.interrupted_on
    if gap is not None and not command.served_since < gap <= today:
        text = "Перерыв начался после первого дня обслуживания и не в будущем. Исправьте день."
        refuse("value_invalid", text, field="interrupted_on", citation=citation)
    _check_transition(command, region, today)


def _check_transition(command: RecordLegacyFee, region: Region, today: date) -> None:
    """The first programme has both days, in order, within the transition (MSK-IPP-11)."""
    drafted, signed = command.drafted_on, command.signed_on
    if drafted is None and signed is None:
        return
    rules = region.rules.programme_rules.on(today).transition
    if rules is None:
        text = "В этом регионе программы переходного 2015 года не записывают. Сотрите эти дни."
        refuse("value_invalid", text, field="drafted_on")
    if drafted is None or signed is None or not command.served_since < drafted <= signed:
        text = "Введите оба дня первой программы: проект позже начала обслуживания, подпись за ним."
        refuse("value_invalid", text, field="drafted_on", citation=rules.citation)
    if legacy_programme(rules, command.served_since, drafted, signed) is None:
        text = (
            f"Переход закончился {rules.signed_and_sent_by:%d.%m.%Y}: программу, подписанную "
            "позже, здесь не записывают. Проверьте день или сотрите оба."
        )
        refuse("value_invalid", text, field="signed_on", citation=rules.citation)


def _summary(row: LegacyFee) -> dict[str, object]:
    return {
        "legacy_fee": row.id,
        "form": row.form.value,
        "served_since": row.served_since,
        "fee": str(row.fee),
        "proof": row.proof,
        "interrupted_on": row.interrupted_on,
        "first_programme": [row.drafted_on, row.signed_on],
    }
