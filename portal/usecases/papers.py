"""Issued papers: drawn once, frozen with their inputs and bytes, and handed out as they are.

Every page carries a code and a signed statement, so they are made before the drawing: in
``marks_of`` for papers drawn ahead in bulk, in ``freeze`` itself for the others.
"""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts, PaperFacts
from portal.documents.page_marks import Marker, PageMark, inputs_digest, outline_of
from portal.documents.press import Press
from portal.domain.printed_forms import PrintedForm
from portal.domain.statements import PaperStatement
from portal.domain.violations import NotFound
from portal.models import (
    Contract,
    Move,
    Paper,
    PaperContent,
    Programme,
    Provider,
    Recipient,
    StatementKey,
    Transfer,
    UrgentCase,
)
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases.facts import as_data
from portal.usecases.transaction import reading, take_turn

# Whom a paper is about: a recipient, or a row of a recipient.
Whose = Recipient | Contract | Programme | Move | Transfer | UrgentCase


class PaperDamaged(Exception):
    """The stored bytes are not those that were issued; the paper is not handed out."""


@dataclass(frozen=True, slots=True)
class PaperSubject:
    """What a paper is about: ids of one provider, and for acts and receipts the month."""

    recipient_id: int | None = None
    contract_id: int | None = None
    act_id: int | None = None
    month: date | None = None


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A frozen paper ready to be handed out."""

    id: int
    form_code: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A paper that is going to be drawn: what its mark will speak of."""

    form: PrintedForm
    facts: PaperFacts
    rules_day: date


class DrawnPress(Press):
    """A press whose paper is drawn already: for ``freeze`` inside a transaction."""

    def __init__(self, content: bytes, mark: PageMark | None, marker: Marker | None) -> None:
        """Keep the bytes and the mark they carry; nothing else of a press is needed."""
        self.content = content
        self.mark = mark
        self.marker = marker

    def pdf(
        self,
        form: PrintedForm,
        region_code: str,
        facts: PaperFacts,
        mark: PageMark | None = None,
    ) -> bytes:
        """The paper as it was drawn."""
        return self.content


def drawn_by(press: Press, region: Region, paper: Unmarked, mark: PageMark | None) -> DrawnPress:
    """The paper drawn now, to be frozen later within a transaction."""
    if mark is None:
        content = press.pdf(paper.form, region.code, paper.facts)
    else:
        content = press.pdf(paper.form, region.code, paper.facts, mark)
    return DrawnPress(content, mark, press.marker)


def marks_of(
    session: Session, press: Press, provider_id: int, papers: Sequence[Unmarked]
) -> tuple[PageMark | None, ...]:
    """A mark for each paper, none by a press that has no marker.

    A code follows from what the paper is made from; where it is taken, the next one is tried.
    """
    marker = press.marker
    if marker is None:
        return (None,) * len(papers)
    inn = session.get_one(Provider, provider_id).inn
    inputs = [cast("Mapping[str, object]", as_data(paper.facts)) for paper in papers]
    digests = [inputs_digest(one) for one in inputs]
    codes = _free_codes(
        session,
        marker,
        provider_id,
        [(paper.form.code, digest) for paper, digest in zip(papers, digests, strict=True)],
    )
    marks = []
    for paper, data, digest, code in zip(papers, inputs, digests, codes, strict=True):
        outline = outline_of(data, paper.rules_day)
        statement = PaperStatement(
            inn=inn,
            form=paper.form.code,
            number=outline.number,
            day=outline.day,
            amount=outline.amount,
            inputs=digest,
            code=code,
        )
        marks.append(marker.mark(provider_id, statement))
    return tuple(marks)


def _free_codes(
    session: Session, marker: Marker, provider_id: int, wanted: Sequence[tuple[str, str]]
) -> list[str]:
    """A code nobody has yet for each form and digest; one look into the table in nearly all cases.

    The same paper wanted twice at once gets two codes.
    """
    attempts = [wanted[:place].count(one) for place, one in enumerate(wanted)]
    while True:
        codes = [
            marker.code(provider_id, form, digest, attempt)
            for (form, digest), attempt in zip(wanted, attempts, strict=True)
        ]
        taken = set(session.scalars(select(Paper.code).where(Paper.code.in_(codes))))
        if not taken:
            return codes
        attempts = [
            attempt + (len(wanted) if code in taken else 0)
            for attempt, code in zip(attempts, codes, strict=True)
        ]


def freeze(  # noqa: PLR0913 - what is printed, by which rules, and whose it is
    session: Session,
    press: Press,
    form: PrintedForm,
    region: Region,
    facts: PaperFacts,
    *,
    provider_id: int,
    subject: PaperSubject,
    rules_day: date,
    now: datetime,
) -> Paper:
    """Draw a paper and keep its bytes, hash and inputs; from then on it is only copied."""
    drawn = _drawn(session, press, Unmarked(form, facts, rules_day), region, provider_id)
    if drawn.mark is not None and drawn.marker is not None:
        keep_key(session, drawn.marker, provider_id, now)
    mark, content = drawn.mark, drawn.content
    paper = Paper(
        provider_id=provider_id,
        form_code=form.code,
        recipient_id=subject.recipient_id,
        contract_id=subject.contract_id,
        act_id=subject.act_id,
        month=subject.month,
        sha256=keep_content(session, content),
        pages=page_count(content),
        inputs=cast("JsonObject", as_data(facts)),
        rules_day=rules_day,
        template_version=form.template_version,
        issued_at=now,
        code=mark.code if mark else None,
        statement=mark.statement if mark else None,
    )
    session.add(paper)
    session.flush()
    return paper


def freeze_for(  # noqa: PLR0913 - what is printed, by which rules, about whose row
    session: Session,
    whose: Whose,
    press: Press,
    form: PrintedForm,
    region: Region,
    facts: PaperFacts,
    *,
    rules_day: date,
    now: datetime,
) -> Paper:
    """The same about a recipient, or the recipient of a row and the contract it is about."""
    return freeze(
        session,
        press,
        form,
        region,
        facts,
        provider_id=whose.provider_id,
        subject=_subject(whose),
        rules_day=rules_day,
        now=now,
    )


def _subject(whose: Whose) -> PaperSubject:
    match whose:
        case Recipient():
            return PaperSubject(whose.id)
        case Contract():
            return PaperSubject(whose.recipient_id, whose.id)
        case Move() | Transfer():
            return PaperSubject(whose.recipient_id, whose.contract_id)
        case Programme() | UrgentCase():
            return PaperSubject(whose.recipient_id)


def _drawn(
    session: Session, press: Press, paper: Unmarked, region: Region, provider_id: int
) -> DrawnPress:
    if isinstance(press, DrawnPress):
        return press
    (mark,) = marks_of(session, press, provider_id, (paper,))
    return drawn_by(press, region, paper, mark)


def keep_key(session: Session, marker: Marker, provider_id: int, now: datetime) -> None:
    """Keep the public key before the first paper goes out that is signed with it."""
    public_key = marker.public_key(provider_id)
    kept = select(StatementKey.id).where(
        StatementKey.provider_id == provider_id, StatementKey.public_key == public_key
    )
    if session.scalar(kept) is None:
        take_turn(session, f"statement key of {provider_id}")
        if session.scalar(kept) is None:
            session.add(StatementKey(provider_id=provider_id, public_key=public_key, since=now))
            session.flush()


def form_facts_of(inputs: Mapping[str, object]) -> FormFacts:
    """What a form was filled with, out of the values kept with its paper or beside it."""
    values = cast("Mapping[str, str]", inputs["values"])
    tables = cast("Mapping[str, list[list[str]]]", inputs["tables"])
    return FormFacts(
        title=str(inputs["title"]),
        values=dict(values),
        tables={code: tuple(tuple(row) for row in rows) for code, rows in tables.items()},
        number=str(inputs.get("number") or ""),
    )


def keep_content(session: Session, content: bytes) -> str:
    """Keep bytes for a paper, the same bytes once; returns their fingerprint."""
    sha256 = hashlib.sha256(content).hexdigest()
    if session.get(PaperContent, sha256) is None:
        session.add(PaperContent(sha256=sha256, content=content))
        session.flush()
    return sha256


def page_count(content: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(io.BytesIO(content)).pages)


def paper_bytes(provider_id: int, paper_id: int) -> bytes:
    """The bytes of a frozen paper; raises NotFound, or PaperDamaged for bytes that changed."""
    return paper_file(provider_id, paper_id).content


def paper_file(provider_id: int, paper_id: int) -> PaperFile:
    """A frozen paper, its bytes checked against its fingerprint on the way out."""
    with reading() as session:
        found = session.execute(
            select(Paper.form_code, Paper.sha256, PaperContent.content)
            .join(PaperContent, PaperContent.sha256 == Paper.sha256)
            .where(Paper.provider_id == provider_id, Paper.id == paper_id)
        ).one_or_none()
    if found is None:
        raise NotFound
    form_code, sha256, content = found
    if hashlib.sha256(content).hexdigest() != sha256:
        raise PaperDamaged(f"paper {paper_id} of provider {provider_id} is not what was issued")
    return PaperFile(paper_id, form_code, sha256, content)
