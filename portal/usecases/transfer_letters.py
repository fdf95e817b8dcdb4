"""Papers of a move printed and frozen, letters numbered, and the day each reached its reader.

The authority's answer goes on to the recipient within the region's term (AST-NOT-03). Rules:
AST-FRM-01, AST-FRM-05, AST-NOT-03, AST-PDP-02, AST-TRN-12, AST-TRN-13.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.documents.page_marks import inputs_digest
from portal.documents.press import Press
from portal.domain.notices import check_dispatch
from portal.domain.violations import NotFound, refuse
from portal.models import Paper, Transfer, TransferLetter
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import as_data, own
from portal.usecases.numbering import OUTGOING, take_number
from portal.usecases.papers import freeze_for, paper_bytes
from portal.usecases.transaction import reading, transaction
from portal.usecases.transfer_case import CHOSEN, NOTIFIED, PREPARES, case_of, demand_role
from portal.usecases.transfer_fee_certificate import CERTIFICATE
from portal.usecases.transfer_letter_facts import written
from portal.usecases.transfer_letter_forms import FORMS, HANDOVER, INDEX
from portal.usecases.transfer_letter_words import (
    INFORMATION,
    LETTERS,
    REFUSED,
    WITHDRAWN,
)
from portal.usecases.transfer_papers import APPLICATION, PETITION
from portal.usecases.transfer_told import recommended_notice

WAYS: Mapping[str, str] = {
    "in_person": "вручено лично",
    "post": "отправлено письмом",
    "authority": "передано в уполномоченный орган",
}
_BEFORE_FILING = ("draft", "package_ready")
PRINTED_IN: Mapping[str, tuple[str, ...]] = {
    APPLICATION: _BEFORE_FILING,
    PETITION: _BEFORE_FILING,
    INDEX: (*_BEFORE_FILING, "submitted", "registered", "agreed", NOTIFIED, CHOSEN),
    HANDOVER: (CHOSEN, "completed"),
    INFORMATION: (NOTIFIED, CHOSEN),
    REFUSED: ("refused",),
    WITHDRAWN: ("withdrawn",),
    CERTIFICATE: ("completed",),
}
"""In which states of the move a paper is printed."""
TELLS = (INFORMATION, REFUSED)
"""The letters by which the authority's answer reaches the recipient."""


@dataclass(frozen=True, slots=True)
class PrintLetter:
    """A paper of the move, as it stands today.

    ``unless_same``: nothing is printed where the newest paper of this code already says the same.
    """

    transfer_id: int
    code: str
    unless_same: bool = False


@dataclass(frozen=True, slots=True)
class HandOver:
    """A letter reached its reader: on which day and in which way, a code of ``WAYS``."""

    transfer_id: int
    letter_id: int
    on: date
    how: str


def may_print(row: Transfer, code: str) -> bool:
    """Whether the paper belongs to the state of the move; who was told of nothing is told none."""
    if code == WITHDRAWN and row.received_on is None:
        return False
    return row.state in PRINTED_IN.get(code, ())


def print_letter(
    command: PrintLetter, *, region: Region, actor: Actor, now: datetime, press: Press
) -> int:
    """Print and freeze a paper of the move; returns the id of its row. A letter takes a number.

    Raises transition_not_allowed for a paper of another state, duplicate for a letter that was
    handed over already, not_authorised when nobody may sign for the provider.
    """
    demand_role(actor, *PREPARES)
    today = region.today(now)
    with transaction() as session:
        row = case_of(session, command.transfer_id, actor)
        letter = command.code in LETTERS
        _demand_printable(session, row, command.code, letter=letter)
        about = written(session, row, region=region, actor=actor, day=today)
        form, facts = (LETTERS.get(command.code) or FORMS[command.code])(about)
        if command.unless_same and (printed_id := _same(session, row, command.code, facts)):
            return printed_id
        number = take_number(session, actor.provider_id, OUTGOING, today.year) if letter else None
        if number is not None:
            facts = replace(facts, number=f"{number}/{today.year}")
        paper = freeze_for(session, row, press, form, region, facts, rules_day=today, now=now)
        printed = TransferLetter(
            provider_id=actor.provider_id,
            transfer_id=row.id,
            code=command.code,
            title=form.title,
            year=today.year if number is not None else None,
            sequence=number,
            paper_id=paper.id,
            printed_at=now,
            printed_by_id=actor.membership_id,
        )
        session.add(printed)
        session.flush()
        after = {"transfer": row.id, "code": command.code, "paper": paper.id}
        subject = ("transfer_paper_printed", "transfer_letter", printed.id)
        audit.record(session, actor, now, *subject, after=after)
        return printed.id


def _same(session: Session, row: Transfer, code: str, facts: FormFacts) -> int | None:
    """The newest printed paper of this code, where it was made from the same facts."""
    found = session.execute(
        select(TransferLetter.id, Paper.inputs)
        .join(Paper, Paper.id == TransferLetter.paper_id)
        .where(
            TransferLetter.provider_id == row.provider_id,
            TransferLetter.transfer_id == row.id,
            TransferLetter.code == code,
        )
        .order_by(TransferLetter.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    data = cast("Mapping[str, object]", as_data(facts))
    return found[0] if inputs_digest(found[1]) == inputs_digest(data) else None


def _demand_printable(session: Session, row: Transfer, code: str, *, letter: bool) -> None:
    if not may_print(row, code):
        text = "Сейчас этой бумаги у перевода нет. Обновите страницу: состояние изменилось."
        refuse("transition_not_allowed", text, field="code")
    if letter and _handed(session, row, code):
        text = "Это письмо уже вручено. Откройте то, что напечатано."
        refuse("duplicate", text, field="code")


def hand_over(command: HandOver, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record that a letter reached its reader; the authority's answer is then passed on.

    Raises NotFound for another provider's, duplicate for a second day, value_invalid for a day
    before the printing or to come.
    """
    demand_role(actor, *PREPARES)
    today = region.today(now)
    with transaction() as session:
        letter = own(session, TransferLetter, command.letter_id, actor.provider_id, lock=True)
        row = case_of(session, letter.transfer_id, actor)
        if row.id != command.transfer_id:
            raise NotFound
        printed_on = region.today(letter.printed_at)
        if letter.code not in LETTERS or command.how not in WAYS:
            text = "Отметьте, как письмо попало к адресату."
            refuse("value_invalid", text, field="how")
        if letter.handed_on is not None:
            refuse("duplicate", "Вручение этого письма уже записано. Второй раз не нужно.")
        if not printed_on <= command.on <= today:
            text = f"Введите день с {printed_on:%d.%m.%Y} по {today:%d.%m.%Y}."
            refuse("value_invalid", text, field="handed_on")
        rule = recommended_notice(region, row.applied_on)
        if rule is not None and letter.code == INFORMATION:
            check_dispatch(rule, copies=1, written=True)
        letter.handed_on, letter.handed_how = command.on, command.how
        if letter.code in TELLS and row.told_on is None:
            row.told_on = command.on
        session.flush()
        after = {"transfer": row.id, "on": command.on, "how": command.how, "due": row.told_due}
        subject = ("transfer_letter_handed", "transfer_letter", letter.id)
        audit.record(session, actor, now, *subject, after=after)


def letter_paper(actor: Actor, transfer_id: int, letter_id: int) -> tuple[bytes, str]:
    """The frozen bytes with the title; raises NotFound for a paper of another move."""
    demand_role(actor, *PREPARES)
    with reading() as session:
        letter = own(session, TransferLetter, letter_id, actor.provider_id)
        if letter.transfer_id != transfer_id:
            raise NotFound
        return paper_bytes(actor.provider_id, letter.paper_id), letter.title


def _handed(session: Session, row: Transfer, code: str) -> bool:
    return (
        session.scalar(
            select(TransferLetter.id).where(
                TransferLetter.provider_id == row.provider_id,
                TransferLetter.transfer_id == row.id,
                TransferLetter.code == code,
                TransferLetter.handed_on.is_not(None),
            )
        )
        is not None
    )
