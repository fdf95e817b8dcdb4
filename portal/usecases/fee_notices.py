"""Written notices: those of a new fee drafted with its day, all printed, handed over and answered.

A notice keeps the facts its paper prints, so that a new address or director never reaches it later.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from portal.documents.changes import FeeNoticeFacts
from portal.documents.facts import PaperFacts
from portal.documents.press import Press
from portal.domain.deadlines import Due
from portal.domain.endings import Handover
from portal.domain.explanation import in_editions, to_data
from portal.domain.fee_notice import fee_notice_answers, fee_notice_due
from portal.domain.fees import FeeDecision
from portal.domain.printed_forms import FEE_NOTICE, PrintedForm
from portal.domain.reference import TARIFFS_ARE_DATED
from portal.domain.tariff_day import FeeInForce, waits_for_notice
from portal.domain.violations import refuse
from portal.models import Contract, Notice, NoticeEvent
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.condition_notices import condition_form, demand_rule
from portal.usecases.contract_desk import Desk, acting_for, figures
from portal.usecases.facts import as_data, own
from portal.usecases.meanwhile import demand_notice_seen
from portal.usecases.name_forms import kept_genitives
from portal.usecases.paper_parties import customer_representative, printed_steps
from portal.usecases.paper_signatures import signing_of
from portal.usecases.papers import (
    form_facts_of,
    freeze_for,
    paper_bytes,
)
from portal.usecases.transaction import reading, transaction
from portal.usecases.work_calendar import work_calendar


@dataclass(frozen=True, slots=True)
class FeeDay:
    """The day from which a provider's fees change, and the act behind it where there is one."""

    provider_id: int
    since: date
    act: str = ""
    tariff_day_id: int | None = None


@dataclass(frozen=True, slots=True)
class ToTell:
    """A contract whose fee changes: what is billed before and after, the terms that begin.

    ``reasons`` say what has changed. ``written`` is the contract's fee where another one is billed;
    ``tariffs`` tells that new tariffs are among the reasons.
    """

    contract_id: int
    terms_id: int | None
    before: FeeInForce
    after: FeeDecision
    reasons: tuple[str, ...]
    written: FeeInForce | None = None
    tariffs: bool = False


@dataclass(frozen=True, slots=True)
class RecordHandover:
    """A notice handed over, how, and the recipient's answer when there is one.

    ``version`` is what the reader saw recorded of it before.
    """

    notice_id: int
    handed_on: date
    handed: Handover | None = None
    answer: str | None = None
    answered_on: date | None = None
    version: int | None = None


def draft_notices(  # noqa: PLR0913 - whose day it is, by which law, who does it
    session: Session,
    day: FeeDay,
    told: Sequence[ToTell],
    which: ColumnElement[bool],
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> tuple[Notice, ...]:
    """Write a notice for everybody of ``told``, due by FED-NOT-02; ``which`` picks the contracts.

    A step of the use case that changes the fees; the papers are drawn later.
    """
    if not told:
        return ()
    rules = region.rules.notices.on(day.since)
    term = fee_notice_due(rules, day.since, work_calendar(session, region))
    by = actor.membership_id
    desk = Desk(session, day.provider_id, which, region.today(now), drawn_by=by)
    notices = tuple(
        Notice(
            provider_id=day.provider_id,
            contract_id=one.contract_id,
            terms_id=one.terms_id,
            tariff_day_id=day.tariff_day_id,
            event=NoticeEvent.FEE_CHANGED,
            since=day.since,
            due_on=term.at.date(),
            due_rule=term.rule.citation.rule,
            due_steps=to_data(in_editions(term.steps, region.identity.acts)),
            inputs=cast("JsonObject", as_data(_facts(desk, day, one, region))),
            drafted_at=now,
            drafted_by_id=actor.membership_id,
        )
        for one in told
    )
    session.add_all(notices)
    session.flush()
    return notices


def notice_term(since: date, region: Region) -> Due:
    """By when a fee that changes on the day must be told of (FED-NOT-02)."""
    with reading() as session:
        rules = region.rules.notices.on(since)
        return fee_notice_due(rules, since, work_calendar(session, region))


def notice_paper(
    notice_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> bytes:
    """The notice's bytes: drawn and frozen the first time, copied ever after."""
    with transaction() as session:
        notice = own(session, Notice, notice_id, actor.provider_id, lock=True)
        if notice.paper_id is None:
            contract = own(session, Contract, notice.contract_id, actor.provider_id)
            form, facts = _printed(notice, region)
            if isinstance(facts, FeeNoticeFacts):
                facts = _addressed(session, contract, facts, region.today(now))
            paper = freeze_for(
                session,
                contract,
                press,
                form,
                region,
                facts,
                rules_day=notice.since,
                now=now,
            )
            notice.paper_id = paper.id
        paper_id = notice.paper_id
    return paper_bytes(actor.provider_id, paper_id)


def _printed(notice: Notice, region: Region) -> tuple[PrintedForm, PaperFacts]:
    """The form of a notice and what it prints, by what the notice tells."""
    if notice.event is NoticeEvent.FEE_CHANGED:
        form = region.printed_form(FEE_NOTICE, notice.since)
        return form, read_facts(FeeNoticeFacts, notice.inputs)
    facts = form_facts_of(notice.inputs)
    represented = bool(facts.values.get("representative"))
    return condition_form(demand_rule(region, notice.since), represented=represented), facts


def _addressed(
    session: Session, contract: Contract, facts: FeeNoticeFacts, day: date
) -> FeeNoticeFacts:
    """What was drafted, addressed to nobody whose authority has ended meanwhile (FED-MIN-01)."""
    if facts.representative is None:
        return facts
    signing = signing_of(session, contract, day)
    everybody = (*signing.former, *signing.representatives)
    person = acting_for(signing.recipient, everybody, contract.representative_id, day)
    printed = customer_representative(person, kept_genitives(session, contract.provider_id))
    if printed is not None and printed.name == facts.representative.name:
        return facts
    return replace(facts, representative=printed)


def record_handover(
    command: RecordHandover, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Record when and how a notice was handed over and what was answered.

    Raises Conflict where somebody has recorded it meanwhile. Rules: FED-NOT-01 (proof of delivery),
    FED-NOT-02, MSK-NOT-01.
    """
    with transaction() as session:
        notice = own(session, Notice, command.notice_id, actor.provider_id, lock=True)
        contract = own(session, Contract, notice.contract_id, actor.provider_id)
        demand_notice_seen(session, notice, contract, command.version)
        _check_days(command, notice, region, region.today(now))
        before = {"handed_on": notice.handed_on, "answer": notice.answer}
        notice.handed_on, notice.handed = command.handed_on, command.handed
        notice.answer = command.answer or None
        notice.answered_on = command.answered_on if command.answer else None
        # Drawing the paper is no news to whoever records its handover, so it moves no version.
        notice.version += 1
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
    about_fee = notice.event is NoticeEvent.FEE_CHANGED
    if not about_fee and command.handed is None:
        text = "Выберите, как вручено: этим подтверждают, что о переменах сообщили."
        refuse("value_invalid", text, field="handed")
    if not command.answer:
        return
    answers = fee_notice_answers(rules) if about_fee else ()
    if command.answer not in {choice.code for choice in answers}:
        text = "Такого ответа правила региона не предлагают. Выберите из списка."
        refuse("value_invalid", text, field="answer")
    if command.answered_on is None or not command.handed_on <= command.answered_on <= today:
        text = "Введите день ответа: не раньше вручения и не позже сегодняшнего дня."
        refuse("value_invalid", text, field="answered_on")


def _facts(desk: Desk, day: FeeDay, one: ToTell, region: Region) -> FeeNoticeFacts:
    """What the paper prints."""
    parties = desk.parties(one.contract_id)
    answers = fee_notice_answers(region.rules.notices.on(day.since))
    grounds = region.rules.fee_rules.on(day.since).change_grounds
    by_themselves = one.tariffs and not waits_for_notice(grounds)
    return FeeNoticeFacts(
        drawn_on=desk.today,
        provider=desk.provider,
        signatory=desk.signatory,
        customer=parties.customer,
        representative=parties.customer_representative,
        contract_number=parties.contract.number,
        contract_date=parties.contract.concluded_on,
        since=day.since,
        before=figures(one.before),
        after=figures(one.after),
        reasons=one.reasons,
        act=day.act,
        ground=grounds.citation.text,
        tariffs_ground=TARIFFS_ARE_DATED.text if by_themselves else "",
        written=figures(one.written) if one.written else None,
        steps=printed_steps(one.after.steps),
        choices=tuple(choice.title for choice in answers),
    )
