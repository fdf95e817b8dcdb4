"""A move opened on the recipient's application, and what is said of it from then on.

Rules: AST-TRN-01 (scope), AST-TRN-09, AST-TRN-10 (special routes), AST-FRM-01, AST-MIN-01,
AST-MIN-02 (who signs), AST-PDP-01 (the mark of consent).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.catalogue import Form
from portal.domain.contract import RUNNING
from portal.domain.demands import Facts
from portal.domain.moves import MoveWish
from portal.domain.people import is_minor
from portal.domain.personal_data import consent_mark
from portal.domain.representation import RepresentationRules, check_signatures, placement_paper
from portal.domain.transfer import TransferRules, check_scope, form_facts
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Contract, Recipient, Transfer
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.authority import capacity_of
from portal.usecases.facts import own
from portal.usecases.move_request_closing import settle_requests
from portal.usecases.transfer_case import LONGEST, provider_named, rules_of
from portal.usecases.transfer_own import agent_unrecorded
from portal.usecases.transfer_papers import PackagePaperDetails

AGENTS = frozenset({"representative", "representative_consent", "guardian", "trustee_consent"})
"""Signatures and consents that only somebody recorded for the recipient can give."""


@dataclass(frozen=True, slots=True)
class RequestTransfer:
    """The application of a recipient who wants to move, and what is known around it.

    ``signed_by`` are the signatures and consents on the application; ``facts`` what somebody has
    checked (both in the nomenclature) and the marks of the recipient; ``citizenship`` in the words
    of the application (AST-FRM-01). ``submit`` sends the package at once: then ``petition_signed``
    is the director's signature.
    """

    contract_id: int
    reason: str
    wish_provider_id: int | None = None
    wish_name: str = ""
    applied_on: date | None = None
    signed_by: tuple[str, ...] = ("recipient",)
    consent: str | None = "agree"
    facts: tuple[str, ...] = ()
    to_form: Form = Form.STATIONARY
    basis: str | None = None
    papers: tuple[PackagePaperDetails, ...] = ()
    submit: bool = False
    petition_signed: bool = True
    citizenship: str = ""


def open_case(
    session: Session, command: RequestTransfer, *, region: Region, actor: Actor, now: datetime
) -> Transfer:
    """The new row, after everything that stops an application."""
    today = region.today(now)
    applied_on = command.applied_on or today
    if applied_on > today:
        text = "Этот день ещё не наступил. Введите день, который стоит в заявлении."
        refuse("value_invalid", text, field="applied_on")
    contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
    _demand_not_older(contract, applied_on)
    rules = region.rules.transfer_rules.on(applied_on)
    if contract.state not in RUNNING:
        text = "Переводят получателя, чей договор действует. Проверьте договор."
        refuse("contract_not_active", text, field="contract_id", citation=rules.procedure)
    _demand_first(session, contract)
    facts = frozenset(command.facts)
    marks = check_scope(rules, facts | form_facts((contract.form, command.to_form)))
    _demand_signatures(session, contract, command, region, applied_on)
    wish_id, wish_name = _wish(session, command, region, actor)
    row = _row(contract, command, rules, applied_on)
    row.manual = any(mark.manual for mark in marks)
    row.wish_provider_id, row.wish_name = wish_id, wish_name
    row.opened_at, row.opened_by_id = now, actor.membership_id
    session.add(row)
    session.flush()
    subject = ("transfer_requested", "transfer", row.id)
    after = {"contract": contract.id, "to": wish_name, "marks": row.marks, "manual": row.manual}
    audit.record(session, actor, now, *subject, after=after, reason=row.reason)
    answer = f"Заявление о переводе принято {applied_on:%d.%m.%Y}."
    settle_requests(
        session, contract.id, (MoveWish.GO,), answer, actor=actor, now=now, transfer_id=row.id
    )
    return row


def _row(
    contract: Contract, command: RequestTransfer, rules: TransferRules, applied_on: date
) -> Transfer:
    """The application as it was written, at the start of the region's way."""
    return Transfer(
        provider_id=contract.provider_id,
        recipient_id=contract.recipient_id,
        contract_id=contract.id,
        programme_id=contract.programme_id,
        workflow=rules.workflow.code,
        state=rules.workflow.start,
        reason=_reason(command.reason),
        applied_on=applied_on,
        applied_by=",".join(command.signed_by),
        citizenship=_citizenship(command.citizenship),
        consent=command.consent or "",
        marks=sorted(set(command.facts)),
        confirmed=[],
        basis=command.basis,
    )


def _demand_not_older(contract: Contract, applied_on: date) -> None:
    """Nobody asks to leave a provider before there is a contract with it (AST-TRN-03)."""
    if applied_on < contract.concluded_on:
        text = (
            f"Договор заключён {contract.concluded_on:%d.%m.%Y}, заявление о переводе с него не "
            "может быть старше. Введите день, который стоит в заявлении."
        )
        refuse("value_invalid", text, field="applied_on")


def _demand_first(session: Session, contract: Contract) -> None:
    """One move of a contract at a time; the refusal leads to the one that runs."""
    running = session.scalar(
        select(Transfer.id).where(
            Transfer.provider_id == contract.provider_id,
            Transfer.contract_id == contract.id,
            Transfer.closed_on.is_(None),
        )
    )
    if running is not None:
        text = "Перевод по этому договору уже идёт, второй сразу не ведут. Отзовите первый."
        refuse("duplicate", text, field="contract_id", subject=f"transfer:{running}")


def _demand_signatures(
    session: Session, contract: Contract, command: RequestTransfer, region: Region, on: date
) -> None:
    """Who has to sign the application, by age and capacity, and the mark of consent in it.

    The signature or consent of a representative is that of one on record (AST-TRN-03, AST-MIN-02).
    """
    person = own(
        session,
        Recipient,
        contract.recipient_id,
        contract.provider_id,
        selectinload(Recipient.representatives),
    )
    capacity = capacity_of(person, person.representatives, on)
    rules = region.rules.representation_rules.on(on)
    signed = frozenset(command.signed_by)
    by_agent = capacity.value == "capable" and signed == {"representative"}
    marks = frozenset(command.facts)
    _demand_child(rules, marks, signed, person.born, on)
    parentless = bool(_statuses(rules, marks))
    found = list(
        check_signatures(rules, person.born, on, signed, capacity.value, without_parents=parentless)
    )
    if by_agent and not check_signatures(rules, person.born, on, {"recipient"}, capacity.value):
        # An adult may send somebody with a power of attorney instead.
        found = []
    if signed & AGENTS and not found:
        found.extend(filter(None, [agent_unrecorded(person, on, rules, field="signed_by")]))
    mark = region.rules.personal_data_rules.on(on).mark
    if mark is not None and command.consent is None:
        found.extend(consent_mark(mark, None))
    if found:
        raise RulesBroken(*found)


def _demand_child(
    rules: RepresentationRules, marks: Facts, signed: Facts, born: date, on: date
) -> None:
    """A mark of a child without parents stands for a child only (AST-MIN-01).

    So does the signature of the body in their place (AST-MIN-02).
    """
    if is_minor(born, on):
        return
    if rules.placement is not None and _statuses(rules, marks):
        text = "Получатель совершеннолетний: отметка о ребёнке без попечения ему не подходит."
        refuse("value_invalid", text, field="marks", citation=rules.placement.paper.citation)
    if rules.orphan_signers is not None and signed & set(rules.orphan_signers.codes):
        text = (
            f"На {on:%d.%m.%Y} получатель совершеннолетний: вместо родителей за него никто не "
            "подписывает. Снимите эту отметку и отметьте, кто подписал сам."
        )
        refuse("value_invalid", text, field="signed_by", citation=rules.signing_citation)


def _statuses(rules: RepresentationRules, marks: Facts) -> tuple[str, ...]:
    """The marks that call somebody a child without parents (AST-MIN-01)."""
    placement = rules.placement
    return tuple(one for one in placement.statuses.codes if one in marks) if placement else ()


def _wish(
    session: Session, command: RequestTransfer, region: Region, actor: Actor
) -> tuple[int | None, str]:
    found = provider_named(
        session, region, command.wish_provider_id, command.wish_name, field="wish_provider_id"
    )
    if found[0] == actor.provider_id:
        text = "Это нынешний поставщик. Выберите того, к кому получатель хочет перейти."
        refuse("value_invalid", text, field="wish_provider_id")
    return found


def _citizenship(words: str) -> str:
    """The words of the application's line 0.6; empty when it was opened without it."""
    if words.strip() and not any(sign.isalpha() for sign in words):
        text = "Впишите гражданство словами, как в заявлении, или «без гражданства»."
        refuse("value_invalid", text, field="citizenship")
    return words.strip()[:LONGEST]


def _reason(words: str) -> str:
    if not any(sign.isalpha() for sign in words):
        refuse("value_invalid", "Напишите, почему получатель переходит.", field="reason")
    return words.strip()[:LONGEST]


def warnings_of(row: Transfer, region: Region, there: Iterable[str]) -> tuple[Violation, ...]:
    """The marks that lead off the path, a disagreement, and the paper of a child's placement.

    ``there`` are the codes of the papers in the package.
    """
    rules = rules_of(row, region)
    found = [
        Violation(mark.warning, mark.text, mark.code, mark.citation)
        for mark in rules.marks_of(frozenset(row.marks))
    ]
    consent = region.rules.personal_data_rules.on(row.applied_on).mark
    if consent is not None and row.consent:
        found.extend(consent_mark(consent, row.consent))
    represented = region.rules.representation_rules.on(row.applied_on)
    if represented.placement is not None and row.closed_on is None:
        # Whoever marks the status moves the child out of a home for minors.
        for status in _statuses(represented, frozenset(row.marks))[:1]:
            found.extend(
                placement_paper(
                    represented.placement, status, specialised=True, papers=(*row.confirmed, *there)
                )
            )
    return tuple(found)
