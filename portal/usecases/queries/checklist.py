"""The list of papers a recipient owes the provider on a day, and what is there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.domain.catalogue import Form
from portal.domain.documents import DocumentRequirement, SubmittedPaper, required_documents
from portal.domain.law import Citation
from portal.models import SubmittedDocument
from portal.regions.registry import Region
from portal.usecases.facts import (
    CaseFile,
    case_traits,
    load_case,
    papers_list,
    submitted_papers,
)
from portal.usecases.signatories import somebody_acts
from portal.usecases.transaction import reading

SNILS_PAPER, IDENTITY_PAPER = "snils", "identity_document"


class PaperState(StrEnum):
    """How a required paper stands on the day."""

    VALID = "valid"
    EXPIRED = "expired"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """The word for people."""
        return {"valid": "есть", "expired": "срок истёк"}.get(self, "не хватает")


@dataclass(frozen=True, slots=True)
class PaperInFile:
    """A paper handed in; ``id`` is None where the record itself stands for it.

    ``contraindicated``: a medical conclusion names what forbids the service (VLA-REC-03).
    """

    id: int | None
    number: str | None
    issued_on: date
    expires_on: date | None
    file_id: int | None
    received_at: datetime | None
    contraindicated: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """One required paper with the newest one handed in.

    ``on_card`` is the number that the card holds where the paper names another one; ``kind`` names
    the paper where any of several will do.
    """

    requirement: DocumentRequirement
    submitted: PaperInFile | None
    state: PaperState
    on_card: str | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """The whole list; ``blocking`` are the missing papers that hold up the contract."""

    form: Form
    rows: tuple[ChecklistRow, ...]
    missing: tuple[DocumentRequirement, ...]
    blocking: tuple[DocumentRequirement, ...]
    citation: Citation | None

    @property
    def complete(self) -> bool:
        """Whether nothing holds up the contract."""
        return not self.blocking

    @property
    def astray(self) -> tuple[ChecklistRow, ...]:
        """The papers whose number is not the card's."""
        return tuple(row for row in self.rows if row.on_card is not None)

    @property
    def run_out(self) -> Mapping[str, date]:
        """The last day of each required paper that is there and holds no longer, by its code."""
        return {
            row.requirement.code: row.submitted.expires_on
            for row in self.rows
            if row.state is PaperState.EXPIRED and row.submitted and row.submitted.expires_on
        }


def document_checklist(
    provider_id: int,
    recipient_id: int,
    region: Region,
    day: date,
    programme_id: int | None = None,
    *,
    represented: bool | None = None,
) -> Checklist:
    """What the region asks for on the day, in the order and with the letters of its list.

    ``represented``: whether somebody acts for the recipient; None = whoever may sign does.
    """
    with reading() as session:
        case = load_case(session, provider_id, recipient_id, day=day, programme_id=programme_id)
    papers = papers_list(case, region)
    if papers is None:
        return Checklist(case.form, (), (), (), None)
    if represented is None:
        rules = region.rules.contract_rules.on(day)
        represented = somebody_acts(case.recipient, case.representatives, day, rules)
    traits = case_traits(case, region.rules.fee_rules.on(day), represented=represented)
    rows = tuple(_row(case, requirement) for requirement in required_documents(papers, traits))
    missing = tuple(
        row.requirement
        for row in rows
        if row.state is not PaperState.VALID and not row.requirement.optional
    )
    return Checklist(
        form=case.form,
        rows=rows,
        missing=missing,
        blocking=tuple(requirement for requirement in missing if requirement.holds_draft),
        citation=papers.citation,
    )


def _row(case: CaseFile, requirement: DocumentRequirement) -> ChecklistRow:
    """A valid paper before an expired one, the newest of these first."""
    handed_in = [
        (_as_paper(row), _in_file(row))
        for row in case.documents
        if requirement.met_by(frozenset({row.code}), case.age)
    ]
    implied = [
        (paper, PaperInFile(None, None, paper.issued_on, paper.expires_on, None, None))
        for paper in submitted_papers(case)[len(case.documents) :]
        if paper.code == requirement.code
    ]
    known = sorted(
        (*implied, *handed_in),
        key=lambda pair: (pair[0].valid_on(case.day), pair[0].issued_on),
    )
    if not known:
        return ChecklistRow(requirement, None, PaperState.MISSING)
    paper, shown = known[-1]
    state = PaperState.VALID if paper.valid_on(case.day) else PaperState.EXPIRED
    kind = next((one.title for one in requirement.kinds if one.code == paper.code), "")
    return ChecklistRow(requirement, shown, state, _other_number(case, shown), kind)


def _other_number(case: CaseFile, shown: PaperInFile) -> str | None:
    """The card's number of a paper that names another; either may leave the series out."""
    code = next((row.code for row in case.documents if row.id == shown.id), None)
    kept = _number_on_card(case, code)
    written, known = _digits(shown.number), _digits(kept)
    if not written or not known or written.endswith(known) or known.endswith(written):
        return None
    return kept


def _number_on_card(case: CaseFile, code: str | None) -> str | None:
    if code == SNILS_PAPER:
        return case.recipient.snils
    if code == IDENTITY_PAPER and case.recipient.identity_papers:
        paper = case.recipient.identity_papers[-1]
        return f"{paper.series} {paper.number}".strip()
    return None


def _digits(number: str | None) -> str:
    return "".join(sign for sign in number or "" if sign.isdecimal())


def _as_paper(row: SubmittedDocument) -> SubmittedPaper:
    return SubmittedPaper(row.code, row.issued_on, row.expires_on)


def _in_file(row: SubmittedDocument) -> PaperInFile:
    return PaperInFile(
        row.id,
        row.number,
        row.issued_on,
        row.expires_on,
        row.file_id,
        row.received_at,
        row.contraindications,
    )
