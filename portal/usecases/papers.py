"""Issued papers: drawn once, frozen with their inputs and bytes, and handed out as they are."""

import hashlib
import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import PaperFacts
from portal.documents.press import Press
from portal.domain.printed_forms import PrintedForm
from portal.domain.violations import NotFound
from portal.models import Paper, PaperContent
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases.facts import as_data
from portal.usecases.transaction import reading


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
    content = press.pdf(form, region.code, facts)
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
        template_version=form.template,
        issued_at=now,
    )
    session.add(paper)
    session.flush()
    return paper


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
