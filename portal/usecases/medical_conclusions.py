"""A medical conclusion behind the end of a contract or its refusal (FED-DOC-02).

Since the order of the Health Ministry it is the form of an authorised organisation or none: what
stands on it is recorded, that there are contraindications and until when it holds.
"""

from collections.abc import Iterable
from datetime import date

from portal.domain.documents import MedicalPaper, check_medical_paper
from portal.domain.endings import FULLY_NAMED
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.regions.registry import Region
from portal.usecases.ending_text import BasisPaper


def demand_conclusions(papers: Iterable[BasisPaper], region: Region, today: date) -> None:
    """Refuse a conclusion that leaves something of its form unsaid, or holds no longer.

    Raises documents_missing for the first, value_invalid for the second.
    """
    required = region.rules.admission_rules.on(today).medical_paper
    for paper in papers:
        if paper.code in FULLY_NAMED:
            _demand_conclusion(paper, required, today)


def _demand_conclusion(paper: BasisPaper, required: MedicalPaper | None, today: date) -> None:
    try:
        check_medical_paper(required, paper.code, _said(paper), today)
    except RulesBroken as broken:
        field = _field_of(paper, required, today)
        found = (Violation(one.code, one.text, field, one.citation) for one in broken.violations)
        raise RulesBroken(*found) from broken
    if paper.valid_until is not None and paper.valid_until < today:
        refuse(
            "value_invalid",
            f"Заключение действовало до {paper.valid_until:%d.%m.%Y}. Нужно новое: попросите его у "
            "медицинской организации.",
            field=f"valid.{paper.code}",
            citation=required.contents.citation if required else None,
        )


def _field_of(paper: BasisPaper, required: MedicalPaper | None, today: date) -> str:
    """The field to fill first: that of the first thing unsaid, the paper's own for another one."""
    contents = required.asked_on(today) if required else None
    empty = contents.without(_said(paper)) if contents else ()
    return f"{_FIELDS.get(empty[0].code, 'papers') if empty else 'papers'}.{paper.code}"


_FIELDS = {
    "issuer": "words",
    "number": "number",
    "contraindication_present": "against",
    "valid_until": "valid",
}
"""Where what the form of a conclusion says is entered; its day stands for the paper."""


def _said(paper: BasisPaper) -> tuple[str, ...]:
    """What of the form's contents is recorded, by the codes of FED-DOC-02."""
    said = {
        "issuer": bool(paper.words.strip()),
        "number": bool(paper.number.strip()),
        "date": paper.issued_on is not None,
        "contraindication_present": paper.contraindicated,
        "valid_until": paper.valid_until is not None,
    }
    return tuple(code for code, there in said.items() if there)
