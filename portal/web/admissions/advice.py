"""What to check before an application is handed on: its papers, the obstacles, the refusals.

Rules: MSK-DOC-01 to MSK-DOC-03, MSK-REC-06, VLA-DOC-01 to VLA-DOC-07, VLA-NOT-02, AST-DOC-04. The
authority decides; here it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.admission import AdmissionRules
from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.domain.documents import DocumentList
from portal.domain.minors import takes_in
from portal.domain.notices import NoticeRule, NoticeRules
from portal.domain.programme_rules import ProgrammeRules
from portal.regions.registry import Region

SHOWN = ("relatives_obstacles", "recognition_refusal_grounds")
INFORMATION = "information_received"


@dataclass(frozen=True, slots=True)
class Advice:
    """Lists of papers with the form of service in words, personal files, lists of grounds.

    ``departments`` are the papers a contract rests on, where the region names none for applying.
    """

    papers: tuple[tuple[str, DocumentList], ...]
    departments: tuple[tuple[str, DocumentList], ...]
    files: tuple[tuple[str, DocumentList], ...]
    lists: tuple[ChoiceList, ...]


def application_advice(region: Region, day: date, born: date | None) -> Advice:
    """What the region names for an application; empty where it names nothing.

    A department that does not take who was ``born`` then is left out; None for nobody known yet.
    """
    rules = region.rules.admission_rules.on(day)
    named = {one.form for one in rules.application_papers} | {Form.URGENT}
    return Advice(
        papers=tuple(
            (one.form.label, one) for one in rules.application_papers if one.form is not Form.URGENT
        ),
        departments=tuple(
            (_of_unit(region, one), one)
            for one in region.rules.required_documents.on(day)
            if one.form not in named and _concerns(region, one, day, born)
        ),
        files=tuple((one.form.label, one) for one in rules.enrolment.personal_files),
        lists=tuple(one for one in rules.lists if one.code in SHOWN),
    )


def _of_unit(region: Region, papers: DocumentList) -> str:
    unit = next((one for one in region.units if one.code == papers.unit_code), None)
    return f"{papers.form.label} ({unit.title.lower()})" if unit else papers.form.label


def _concerns(region: Region, papers: DocumentList, day: date, born: date | None) -> bool:
    """Whether the department of the list takes somebody of this age."""
    minors = region.rules.representation_rules.on(day).minors
    return born is None or takes_in(minors, papers.unit_code, born, day)


def urgent_papers(rules: AdmissionRules) -> DocumentList | None:
    """The short list of urgent help; None where the region has no list of its own."""
    found = (one for one in rules.application_papers if one.form is Form.URGENT)
    return next(found, None)


def organisations_message(rules: NoticeRules) -> NoticeRule | None:
    """What a message of another organisation must say and may open; None where nothing is said."""
    return next((one for one in rules.notices if one.code == INFORMATION), None)


def review_papers(rules: ProgrammeRules, form: Form) -> DocumentList | None:
    """What goes with an application for review; None where the region names no papers for it."""
    found = rules.review.enclosures
    return found if found is not None and found.form is form else None
