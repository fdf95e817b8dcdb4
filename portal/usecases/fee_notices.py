"""Written notices of a new fee: drafted with the day, printed on need, handed over and answered.

A notice keeps the facts its paper prints, so that a new address or director never reaches it later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.documents.facts import FeeFigures, FeeNoticeFacts
from portal.documents.press import Press
from portal.domain.explanation import to_data
from portal.domain.fee_notice import fee_notice_answers, fee_notice_due
from portal.domain.fees import FeeDecision
from portal.domain.printed_forms import FEE_NOTICE
from portal.domain.tariff_day import Cause, FeeChange, FeeInForce, allowed_causes
from portal.domain.violations import refuse
from portal.models import (
    Contract,
    Notice,
    NoticeEvent,
    Provider,
    Recipient,
    Representative,
    TariffDay,
)
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.facts import as_data, own
from portal.usecases.paper_parties import (
    customer,
    customer_representative,
    printed_steps,
    provider_details,
    provider_signatory,
)
from portal.usecases.papers import PaperSubject, freeze, paper_bytes
from portal.usecases.transaction import transaction
from portal.usecases.work_calendar import work_calendar


@dataclass(frozen=True, slots=True)
class ToTell:
    """A contract whose fee changes: what is told, and the terms that begin, if they do."""

    contract_id: int
    terms_id: int | None
    event: NoticeEvent
    change: FeeChange


@dataclass(frozen=True, slots=True)
class RecordHandover:
    """A notice handed over, and the recipient's answer when there is one."""

    notice_id: int
    handed_on: date
    answer: str | None = None
    answered_on: date | None = None


def draft_notices(  # noqa: PLR0913 - whose day it is, by which law, who does it
    session: Session,
    day: TariffDay,
    told: Sequence[ToTell],
    which: ColumnElement[bool],
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> None:
    """Write a notice for everybody of ``told``, due by FED-NOT-02; ``which`` picks the contracts.

    A step of setting the day; the papers are drawn later.
    """
    if not told:
        return
    rules = region.rules.notices.on(day.since)
    term = fee_notice_due(rules, day.since, work_calendar(session, region))
    desk = _Desk(session, day, which, region=region, today=region.today(now))
    session.add_all(
        Notice(
            provider_id=day.provider_id,
            contract_id=one.contract_id,
            terms_id=one.terms_id,
            tariff_day_id=day.id,
            event=one.event,
            since=day.since,
            due_on=term.at.date(),
            due_rule=term.rule.citation.rule,
            due_steps=to_data(term.steps),
            inputs=cast("JsonObject", as_data(desk.facts(one))),
            drafted_at=now,
            drafted_by_id=actor.membership_id,
        )
        for one in told
    )
    session.flush()


def notice_paper(
    notice_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> bytes:
    """The notice's bytes: drawn and frozen the first time, copied ever after."""
    with transaction() as session:
        notice = own(session, Notice, notice_id, actor.provider_id, lock=True)
        if notice.paper_id is None:
            contract = own(session, Contract, notice.contract_id, actor.provider_id)
            paper = freeze(
                session,
                press,
                region.printed_form(FEE_NOTICE, notice.since),
                region,
                read_facts(FeeNoticeFacts, notice.inputs),
                provider_id=actor.provider_id,
                subject=PaperSubject(recipient_id=contract.recipient_id, contract_id=contract.id),
                rules_day=notice.since,
                now=now,
            )
            notice.paper_id = paper.id
        paper_id = notice.paper_id
    return paper_bytes(actor.provider_id, paper_id)


def record_handover(
    command: RecordHandover, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Record when a notice was handed over and what was answered (FED-NOT-02, MSK-NOT-01)."""
    with transaction() as session:
        notice = own(session, Notice, command.notice_id, actor.provider_id, lock=True)
        _check_days(command, notice, region, region.today(now))
        before = {"handed_on": notice.handed_on, "answer": notice.answer}
        notice.handed_on = command.handed_on
        notice.answer = command.answer or None
        notice.answered_on = command.answered_on if command.answer else None
        after = {"handed_on": notice.handed_on, "answer": notice.answer}
        audit.record(session, actor, now, "notice_handed_over", "notice", notice.id, before, after)


def _check_days(command: RecordHandover, notice: Notice, region: Region, today: date) -> None:
    rules = region.rules.notices.on(notice.since)
    drafted = region.today(notice.drafted_at)
    if command.handed_on > today:
        text = "Этот день ещё не наступил. Введите день, когда бумагу отдали."
        refuse("value_invalid", text, field="handed_on")
    if command.handed_on < drafted:
        text = f"Бумага подготовлена {drafted:%d.%m.%Y}: раньше её отдать не могли."
        refuse("value_invalid", text, field="handed_on")
    if not command.answer:
        return
    if command.answer not in {choice.code for choice in fee_notice_answers(rules)}:
        text = "Такого ответа правила региона не предлагают. Выберите из списка."
        refuse("value_invalid", text, field="answer")
    if command.answered_on is None or not command.handed_on <= command.answered_on <= today:
        text = "Введите день ответа: не раньше вручения и не позже сегодняшнего дня."
        refuse("value_invalid", text, field="answered_on")


class _Desk:
    """The provider, its signatory and the recipients of many contracts, read at once."""

    def __init__(
        self,
        session: Session,
        day: TariffDay,
        which: ColumnElement[bool],
        *,
        region: Region,
        today: date,
    ) -> None:
        self._day, self._today = day, today
        self._provider = provider_details(session.get_one(Provider, day.provider_id))
        self._signatory = provider_signatory(session, day.provider_id, today)
        self._grounds = region.rules.fee_rules.on(day.since).change_grounds
        self._choices = tuple(
            choice.title for choice in fee_notice_answers(region.rules.notices.on(day.since))
        )
        self._parties = _parties(session, which)

    def facts(self, one: ToTell) -> FeeNoticeFacts:
        """What the paper prints."""
        contract, recipient, representative = self._parties[one.contract_id]
        agreement = one.event is NoticeEvent.FEE_AGREEMENT
        change = one.change
        causes = change.causes if agreement else change.causes & allowed_causes(self._grounds)
        return FeeNoticeFacts(
            drawn_on=self._today,
            provider=self._provider,
            signatory=self._signatory,
            customer=customer(recipient, ()),
            representative=customer_representative(representative),
            contract_number=contract.number,
            contract_date=contract.concluded_on,
            since=self._day.since,
            before=_figures(change.written if agreement else change.before),
            after=_figures(change.agreed if agreement else change.after),
            reasons=tuple(cause.label for cause in Cause if cause in causes),
            act=self._day.act,
            ground="" if agreement else self._grounds.citation.text,
            steps=printed_steps((change.agreed if agreement else change.after).steps),
            agreement=agreement,
            choices=self._choices,
        )


def _figures(fee: FeeInForce | FeeDecision) -> FeeFigures:
    return FeeFigures(
        free=fee.free,
        monthly_fee=fee.monthly_fee,
        cost_at_tariffs=fee.cost_at_tariffs,
        fee_cap=fee.fee_cap,
        threshold=fee.threshold,
    )


def _parties(
    session: Session, which: ColumnElement[bool]
) -> Mapping[int, tuple[Contract, Recipient, Representative | None]]:
    rows = session.execute(
        select(Contract, Recipient, Representative)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .outerjoin(Representative, Representative.id == Contract.representative_id)
        .where(which)
    )
    return {contract.id: (contract, recipient, person) for contract, recipient, person in rows}
