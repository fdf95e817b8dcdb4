"""What papers of a move are made from: the move with its people, its package, lines of forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.domain.printed_forms import FieldKind, FormField, Needed, PrintedForm
from portal.models import Contract, Transfer, TransferPaper
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.contract_desk import Desk
from portal.usecases.facts import CaseFile, load_case
from portal.usecases.transfer_case import RECIPIENT
from portal.usecases.transfer_file import FilePaperLine
from portal.usecases.transfer_papers import package_of

Rows = tuple[tuple[str, ...], ...]
DAY = "%d.%m.%Y"


@dataclass(frozen=True, slots=True)
class Written:
    """A move about which something is printed: its people, its rules, the day."""

    session: Session
    row: Transfer
    case: CaseFile
    desk: Desk
    region: Region
    actor: Actor
    today: date

    @property
    def named(self) -> str:
        """The recipient with the day of birth."""
        person = self.case.recipient
        return f"{person.full_name}, {person.born:{DAY}} года рождения"

    @property
    def programme(self) -> str:
        """Number, day and last day of the programme."""
        found = self.case.programme
        if found is None:
            return ""
        issued, last = f"{found.issued_on:{DAY}}", f"{found.valid_until:{DAY}}"
        return f"№ {found.number} от {issued}, действует по {last}"

    @property
    def contract(self) -> str:
        """Number and day of the contract that is left."""
        found = self.desk.parties(self.row.contract_id).contract
        return f"№ {found.number} от {found.concluded_on:{DAY}}"

    @property
    def represented(self) -> bool:
        """Whether somebody else than the recipient has signed the application."""
        return set(self.row.applied_by.split(",")) != {RECIPIENT}


def written(session: Session, row: Transfer, *, region: Region, actor: Actor, day: date) -> Written:
    """Everything that papers of a move are made from."""
    case = load_case(
        session, row.provider_id, row.recipient_id, day=day, programme_id=row.programme_id
    )
    drawn_by, which = actor.membership_id, Contract.id == row.contract_id
    desk = Desk(session, row.provider_id, which, day, drawn_by=drawn_by)
    return Written(session, row, case, desk, region, actor, day)


def package_lines(about: Written) -> tuple[FilePaperLine, ...]:
    """The papers of the package that are registered, in the order of the region's list."""
    row = about.row
    package = package_of(about.session, row, about.region, row.received_on or about.today)
    if package is None:
        return ()
    kept = {
        one.code: one
        for one in about.session.scalars(
            select(TransferPaper).where(
                TransferPaper.provider_id == row.provider_id, TransferPaper.transfer_id == row.id
            )
        )
    }
    return tuple(
        FilePaperLine(
            paper.code,
            paper.title,
            " ".join(
                part
                for part in (
                    f"№ {kept[paper.code].number}" if kept[paper.code].number else "",
                    f"от {kept[paper.code].issued_on:{DAY}}",
                    kept[paper.code].issuer,
                )
                if part
            ),
        )
        for paper in package.papers
        if paper.code in kept
    )


def line(code: str, title: str, kind: FieldKind = FieldKind.TEXT) -> FormField:
    """A line of a form: what is known of it, or a place to write on or to sign."""
    return FormField("s" if kind is FieldKind.SIGNATURE else "", code, title, kind, Needed.NO)


def said(code: str, words: str) -> FormField:
    """A sentence of a letter."""
    return FormField("", code, words, FieldKind.CLAUSE, Needed.NO)


def facts_of(
    form: PrintedForm, values: Mapping[str, str], tables: Mapping[str, Rows] | None = None
) -> FormFacts:
    """What the form has a place for and is known."""
    codes = {one.code for one in form.fields}
    told = {code: text for code, text in values.items() if code in codes and text}
    return FormFacts(title=form.title, values=told, tables=dict(tables or {}))
