"""Written notices of changed conditions and procedure, drafted one contract at a time (FED-NOT-01).

A notice keeps what its paper prints; handing it over is recorded as with a notice of a fee.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.domain.condition_notice import (
    CONDITIONS_CHANGED,
    condition_rule,
    condition_subjects,
    conditions_told_by,
)
from portal.domain.contract import RUNNING
from portal.domain.explanation import in_editions, to_data
from portal.domain.notices import NoticeRule
from portal.domain.printed_forms import GENERIC, FieldKind, FormField, Needed, PrintedForm
from portal.domain.violations import NotAllowed, refuse
from portal.models import Contract, Notice, NoticeEvent, Role
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.contract_desk import Desk
from portal.usecases.deaths import demand_alive_on
from portal.usecases.facts import as_data, own
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.transaction import transaction
from portal.usecases.work_calendar import work_calendar


@dataclass(frozen=True, slots=True)
class NotifyConditions:
    """What changes for one contract, in the provider's words, and from which day."""

    contract_id: int
    subject: str
    text: str
    since: date


@dataclass(frozen=True, slots=True)
class ConditionsNotified:
    """The notice that is to be handed over, and its last day."""

    id: int
    due_on: date


def notify_conditions(
    command: NotifyConditions, *, region: Region, actor: Actor, now: datetime
) -> ConditionsNotified:
    """Draft the notice of a change other than the fee; its paper is drawn on first need.

    Raises value_invalid for a subject the law does not name, an empty text, a day outside of the
    contract or one that has come already, transition_not_allowed for a contract that is not in
    force, overlap for a second notice of the same day.
    """
    if actor.role is Role.RECIPIENT:
        raise NotAllowed
    rule = demand_rule(region, command.since)
    text = " ".join(command.text.split())
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        _check(session, command, contract, rule, text)
        _demand_ahead(command.since, region.today(now), rule)
        told = conditions_told_by(rule, command.since, work_calendar(session, region))
        drawn_by, which = actor.membership_id, Contract.id == contract.id
        desk = Desk(session, actor.provider_id, which, region.today(now), drawn_by=drawn_by)
        row = Notice(
            provider_id=actor.provider_id,
            contract_id=contract.id,
            event=NoticeEvent.CONDITIONS_CHANGED,
            since=command.since,
            due_on=told.day,
            due_rule=rule.citation.rule,
            due_steps=to_data(in_editions(told.steps, region.identity.acts)),
            inputs=cast("JsonObject", as_data(_facts(desk, command, rule, text))),
            drafted_at=now,
            drafted_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after = {"contract": contract.id, "since": row.since, "subject": command.subject}
        audit.record(
            session, actor, now, "conditions_notice_drafted", "notice", row.id, None, after
        )
        return ConditionsNotified(row.id, row.due_on)


def demand_rule(region: Region, day: date) -> NoticeRule:
    """The region's notice of changed conditions; raises value_invalid where it has none."""
    found = condition_rule(region.rules.notices.on(day))
    if found is None:
        refuse("value_invalid", "В правилах региона нет уведомления об изменении условий.")
    return found


def condition_form(rule: NoticeRule, *, represented: bool = True) -> PrintedForm:
    """The paper of such a notice: no act gives a form, so the fields are the portal's.

    ``represented``: somebody acts for the recipient and is named.
    """
    return PrintedForm(
        code=CONDITIONS_CHANGED,
        title="Уведомление об изменении условий предоставления услуг",
        template=GENERIC,
        copies=2 if rule.proof else 1,
        citation=rule.citation,
        fields=(
            _field("", "provider", "Поставщик социальных услуг"),
            _field("", "recipient", "Получатель социальных услуг"),
            *((_field("", "representative", "Представитель"),) if represented else ()),
            _field("", "contract", "Договор"),
            _field("1", "subject", "Что меняется"),
            _field("2", "change", "Как будет"),
            _field("3", "since", "С какого дня"),
            _field("4", "unchanged", "Остальное"),
            _field("", "date", "Дата уведомления"),
            FormField("s.1", "director", "Руководитель", FieldKind.SIGNATURE, Needed.NO),
            FormField(
                "s.2", "received", "Уведомление получено, дата", FieldKind.SIGNATURE, Needed.NO
            ),
        ),
    )


def _check(
    session: Session, command: NotifyConditions, contract: Contract, rule: NoticeRule, text: str
) -> None:
    if contract.state not in RUNNING:
        words = "Извещают по действующему договору, а этот не действует."
        refuse("transition_not_allowed", words, citation=rule.citation)
    if command.subject not in {one.code for one in condition_subjects(rule)}:
        words = "Выберите из списка, что меняется. О новой плате извещает день тарифов."
        refuse("value_invalid", words, field="subject", citation=rule.citation)
    if not text or len(text) > LONGEST_TEXT:
        words = f"Напишите, как будет после изменения, не длиннее {LONGEST_TEXT} знаков."
        refuse("value_invalid", words, field="text")
    first = contract.in_force_from or contract.concluded_on
    if not first < command.since <= contract.valid_until:
        refuse(
            "value_invalid",
            f"Договор действует с {first:%d.%m.%Y} по {contract.valid_until:%d.%m.%Y}: изменение "
            "начинается в эти дни, но не в первый. Проверьте дату.",
            field="since",
        )
    demand_alive_on(session, contract, command.since, field="since")
    standing = select(Notice.id).where(
        Notice.contract_id == contract.id,
        Notice.event == NoticeEvent.CONDITIONS_CHANGED,
        Notice.since == command.since,
    )
    if session.scalar(standing) is not None:
        refuse(
            "overlap",
            f"Об изменении с {command.since:%d.%m.%Y} уведомление уже есть. Откройте его в списке.",
            field="since",
        )


def _demand_ahead(since: date, today: date, rule: NoticeRule) -> None:
    """Nobody is told in good time of what has begun already: the notice comes before the change."""
    if since > today:
        return
    first = today + timedelta(days=1)
    refuse(
        "value_invalid",
        f"Об изменении извещают заранее, а {since:%d.%m.%Y} уже наступило. Введите день не раньше "
        f"{first:%d.%m.%Y}: до него действуют прежние условия.",
        field="since",
        citation=rule.citation,
    )


def _facts(desk: Desk, command: NotifyConditions, rule: NoticeRule, text: str) -> FormFacts:
    parties = desk.parties(command.contract_id)
    signer = parties.customer_representative
    subjects: Mapping[str, str] = {one.code: one.title for one in condition_subjects(rule)}
    contract = parties.contract
    values = {
        "provider": desk.provider.short_name,
        "recipient": f"{parties.customer.name}, {parties.customer.address}",
        "representative": signer.name if signer else "",
        "contract": f"№ {contract.number} от {contract.concluded_on:%d.%m.%Y}",
        "subject": subjects[command.subject],
        "change": text,
        "since": f"{command.since:%d.%m.%Y}",
        "unchanged": "Плата и остальные условия договора прежние.",
        "date": f"{desk.today:%d.%m.%Y}",
        "director": desk.signatory.short_name,
        "received": (signer or parties.customer).short_name,
    }
    return FormFacts(title="Уведомление об изменении условий", values=values, tables={})


def _field(number: str, code: str, title: str) -> FormField:
    return FormField(number, code, title, FieldKind.TEXT, Needed.NO)
