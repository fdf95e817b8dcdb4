"""Which papers a recipient must bring, and which of them are still missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.domain.catalogue import Form
from portal.domain.conditions import Always, Condition, Traits
from portal.domain.law import Citation


@dataclass(frozen=True, slots=True)
class DocumentRequirement:
    """One paper of a list.

    ``letter`` is its mark in the region's list («а»). A paper that is not ``blocking`` is shown as
    missing but does not hold up the contract; ``obtainable_by_provider`` = the provider may request
    it itself.
    """

    code: str
    title: str
    citation: Citation
    when: Condition = Always()
    letter: str = ""
    blocking: bool = True
    obtainable_by_provider: bool = False


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
    papers: DocumentList, traits: Traits, submitted: Iterable[SubmittedPaper], day: date
) -> tuple[DocumentRequirement, ...]:
    """Required papers that are absent or no longer valid on ``day``."""
    valid = {paper.code for paper in submitted if paper.valid_on(day)}
    return tuple(item for item in required_documents(papers, traits) if item.code not in valid)
