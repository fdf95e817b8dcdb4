"""What to check before an application is handed on: its papers, the obstacles, the refusals.

Rules: MSK-DOC-01 to MSK-DOC-03, MSK-REC-06, VLA-DOC-04. The authority decides; here it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.admission import AdmissionRules
from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.domain.documents import DocumentList

SHOWN = ("relatives_obstacles", "recognition_refusal_grounds")


@dataclass(frozen=True, slots=True)
class Advice:
    """Lists of papers with the form of service in words, and the lists of grounds."""

    papers: tuple[tuple[str, DocumentList], ...]
    lists: tuple[ChoiceList, ...]


def application_advice(rules: AdmissionRules) -> Advice:
    """What the region names for an application; empty where it names nothing."""
    return Advice(
        papers=tuple(
            (one.form.label, one) for one in rules.application_papers if one.form is not Form.URGENT
        ),
        lists=tuple(one for one in rules.lists if one.code in SHOWN),
    )


def urgent_papers(rules: AdmissionRules) -> DocumentList | None:
    """The short list of urgent help; None where the region has no list of its own."""
    found = (one for one in rules.application_papers if one.form is Form.URGENT)
    return next(found, None)
