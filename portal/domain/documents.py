"""Which papers a recipient must bring, and which of them are still missing (DOC)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.domain.conditions import Always, Condition, Traits
from portal.domain.law import Citation
from portal.domain.violations import refuse

LEAST_LETTERS = 3
"""The shortest word for a paper: «акт», «чек»."""


def names_document(text: str) -> bool:
    """Whether the words may name a paper: one letter or a bare number names none."""
    return sum(sign.isalpha() for sign in text) >= LEAST_LETTERS


def names_number(text: str) -> bool:
    """Whether the words may be the number of an order or a decision: it holds a digit."""
    return any(map(str.isdigit, text))


class Medium(StrEnum):
    """What is handed in: the paper itself or a copy of it."""

    ORIGINAL = "original"
    PHOTOCOPY = "photocopy"
    ORIGINAL_OR_COPY = "original_or_copy"

    @property
    def label(self) -> str:
        """The word for people."""
        return {"original": "оригинал", "photocopy": "копия"}.get(self, "оригинал или копия")


@dataclass(frozen=True, slots=True)
class Proof:
    """A paper that will do for a requirement; ``from_age`` is the least age of who may sign it."""

    code: str
    title: str
    from_age: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentRequirement:
    """One paper of a list.

    ``letter`` is its mark in the region's list («а»). A paper that is not ``blocking`` is shown as
    missing but does not hold up the contract; ``obtainable_by_provider`` = the provider may request
    it itself. One ``at_signature`` is looked at when the recipient's side signs and does not hold
    up the drafting (MSK-DOC-04). An ``optional`` one is brought by those who have it and is never
    missing. Any one of ``accepts`` stands for the paper, as the paper's own code does.
    """

    code: str
    title: str
    citation: Citation
    when: Condition = Always()
    letter: str = ""
    blocking: bool = True
    obtainable_by_provider: bool = False
    optional: bool = False
    medium: Medium | None = None
    accepts: tuple[Proof, ...] = ()
    at_signature: bool = False

    @property
    def holds_draft(self) -> bool:
        """Whether a contract cannot be drawn up without it."""
        return self.blocking and not self.at_signature

    @property
    def kinds(self) -> tuple[Proof, ...]:
        """Of which papers the one handed in has to be named: any of several will do (VLA-DOC-06).

        A single one that will do is the original in place of a copy: it needs no name.
        """
        return self.accepts if len(self.accepts) > 1 else ()

    def met_by(self, codes: frozenset[str], age: int | None = None) -> bool:
        """Whether one of the papers will do for a person of this age (None = age is no matter)."""
        return self.code in codes or any(
            proof.code in codes and (proof.from_age is None or age is None or age >= proof.from_age)
            for proof in self.accepts
        )


@dataclass(frozen=True, slots=True)
class DocumentList:
    """The papers for a form of service; a list with ``unit_code`` is that department's own."""

    form: Form
    requirements: tuple[DocumentRequirement, ...]
    citation: Citation
    unit_code: str | None = None


@dataclass(frozen=True, slots=True)
class SubmittedPaper:
    """A paper handed in; valid through ``expires_on`` inclusive, for ever when None."""

    code: str
    issued_on: date
    expires_on: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the paper can be relied on that day."""
        return self.issued_on <= day and (self.expires_on is None or day <= self.expires_on)


def document_list(
    lists: Iterable[DocumentList], form: Form, unit_code: str | None
) -> DocumentList | None:
    """The list for a form of service: the department's own before the form's general one."""
    general = None
    for candidate in lists:
        if candidate.form is not form:
            continue
        if candidate.unit_code is not None and candidate.unit_code == unit_code:
            return candidate
        if candidate.unit_code is None:
            general = candidate
    return general


def required_documents(papers: DocumentList, traits: Traits) -> tuple[DocumentRequirement, ...]:
    """The requirements whose condition holds for the case, in the order of the list."""
    return tuple(item for item in papers.requirements if item.when.holds(traits))


def missing_documents(
    papers: DocumentList,
    traits: Traits,
    submitted: Iterable[SubmittedPaper],
    day: date,
    age: int | None = None,
) -> tuple[DocumentRequirement, ...]:
    """Required papers that are absent or no longer valid on ``day``."""
    valid = frozenset(paper.code for paper in submitted if paper.valid_on(day))
    return tuple(
        item
        for item in required_documents(papers, traits)
        if not item.optional and not item.met_by(valid, age)
    )


def run_out_on(
    requirement: DocumentRequirement,
    submitted: Iterable[SubmittedPaper],
    day: date,
    age: int | None = None,
) -> date | None:
    """The last day of the paper that was handed in and no longer holds on ``day``.

    None when nothing was handed in for the requirement, or when something of it still holds.
    """
    last: date | None = None
    for paper in submitted:
        if not requirement.met_by(frozenset({paper.code}), age):
            continue
        if paper.valid_on(day):
            return None
        if paper.expires_on is not None and paper.expires_on < day:
            last = max(last or paper.expires_on, paper.expires_on)
    return last


def holding_up(missing: Iterable[DocumentRequirement]) -> tuple[DocumentRequirement, ...]:
    """Those of the missing papers without which nothing may be concluded."""
    return tuple(item for item in missing if item.blocking)


def term_start(starting: Iterable[str], arrivals: Mapping[str, datetime]) -> datetime | None:
    """When the contract's term begins: once the last of the starting papers is there (MSK-DOC-04).

    None while one of them is still to come.
    """
    moments = [arrivals.get(code) for code in starting]
    known = [moment for moment in moments if moment is not None]
    return max(known) if len(known) == len(moments) else None


@dataclass(frozen=True, slots=True)
class MedicalPaper:
    """The medical conclusion that grounds of health rest on, since the day of its order."""

    since: date
    contents: ChoiceList

    def asked_on(self, day: date) -> ChoiceList | None:
        """What the conclusion must say; None before the order was in force (FED-DOC-02)."""
        return self.contents if day >= self.since else None


def check_medical_paper(
    required: MedicalPaper | None, document: str, fields: Iterable[str], day: date
) -> None:
    """Whether a paper will do for a refusal or a suspension on medical grounds (FED-DOC-02).

    Before the order was in force any paper will do. Raises documents_missing for a paper of another
    kind or one that leaves a field empty.
    """
    paper = required.asked_on(day) if required else None
    if paper is None:
        return
    if document != paper.code:
        refuse(
            "documents_missing",
            "По медицинским основаниям нужно заключение уполномоченной медицинской организации "
            "установленной формы: справка или направление не подходят. Приложите заключение.",
            field="document",
            citation=paper.citation,
        )
    empty = paper.without(fields)
    if empty:
        refuse(
            "documents_missing",
            f"В заключении не внесено: {', '.join(item.title for item in empty)}. Внесите это с "
            "бланка заключения.",
            field="document",
            citation=paper.citation,
        )


def asked_conclusion(
    required: MedicalPaper | None, codes: Iterable[str], day: date
) -> ChoiceList | None:
    """What the medical conclusion among the asked papers must say on a day (FED-DOC-02).

    None where it is not among them, and where the law knew no form of it yet.
    """
    paper = required.asked_on(day) if required else None
    return paper if paper is not None and paper.code in frozenset(codes) else None
