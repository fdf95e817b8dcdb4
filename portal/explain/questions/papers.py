"""Questions about papers: what is asked for, what is missing, what it holds up (DOC)."""

from collections.abc import Iterable, Mapping
from datetime import date

from portal.domain.catalogue import Form
from portal.domain.contract_due import contract_due
from portal.domain.documents import (
    DocumentList,
    DocumentRequirement,
    SubmittedPaper,
    check_medical_paper,
    document_list,
    holding_up,
    missing_documents,
    required_documents,
    term_start,
)
from portal.domain.violations import refuse
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.questions.given import codes, inside, traits, whole
from portal.explain.shapes import Misshapen, Object, choice, day, flag, left_out, moment, only, text
from portal.regions.registry import Region

_PAPERS = frozenset({"form", "unit", "traits", "submitted", "age", "for_contract", "day"})


def _documents(case: Object, region: Region) -> Answer:
    """The papers for a contract: required, missing, and those that hold it up."""
    only(case, _PAPERS)
    return _answer(case, region.rules.required_documents.on(day(case, "day")))


def _application_documents(case: Object, region: Region) -> Answer:
    """The papers for an application to be recognised as needing services."""
    only(case, _PAPERS)
    rules = region.rules.admission_rules.on(day(case, "day"))
    return _answer(case, rules.application_papers)


def _opened_file(case: Object, region: Region) -> Answer:
    """The papers of a department's personal file; it is opened when nothing holds it up."""
    only(case, _PAPERS)
    rules = region.rules.admission_rules.on(day(case, "day"))
    return _answer(case, rules.enrolment.personal_files)


def _answer(case: Object, lists: Iterable[DocumentList]) -> Answer:
    on, unit = day(case, "day"), left_out(case, "unit", text)
    papers = _list(lists, choice(case, "form", Form), unit)
    submitted = [SubmittedPaper(code, on) for code in codes(case, "submitted")]
    required = required_documents(papers, traits(case))
    missing = missing_documents(papers, traits(case), submitted, on, left_out(case, "age", whole))
    holding = holding_up(missing)
    if holding and flag(case, "for_contract"):
        refuse(
            "documents_missing",
            f"Не хватает документов: {'; '.join(paper.title for paper in holding)}.",
            field="documents",
            citation=holding[0].citation,
        )
    return {
        "required": [paper.code for paper in required],
        "missing_documents": [paper.code for paper in missing],
        "holding": [paper.code for paper in holding],
        "letters": [paper.letter for paper in missing],
        "provider_requests": [paper.code for paper in missing if paper.obtainable_by_provider],
        "task_opened": (
            "inter_agency_request" if any(p.obtainable_by_provider for p in missing) else None
        ),
        "contract_blocked": bool(holding),
        "mediums": {paper.code: paper.medium for paper in required if paper.medium},
        "accepts": {
            paper.code: [proof.code for proof in paper.accepts]
            for paper in required
            if paper.accepts
        },
        "optional": [paper.code for paper in required if paper.optional],
        "blocking": [paper.code for paper in required if paper.blocking],
        "obtainable": [paper.code for paper in required if paper.obtainable_by_provider],
        "rule": papers.citation.rule,
    }


def _listed_papers(case: Object, region: Region) -> Answer:
    """A list as a lawyer reads it: each paper with its condition, its kind and what it holds up."""
    only(case, frozenset({"form", "unit", "for", "day"}))
    on = day(case, "day")
    lists = {
        "contract": region.rules.required_documents.on(on),
        "application": region.rules.admission_rules.on(on).application_papers,
    }
    purpose = text(case, "for")
    if purpose not in lists:
        raise Misshapen("for", f"Перечни есть для: {', '.join(lists)}.")
    papers = _list(lists[purpose], choice(case, "form", Form), left_out(case, "unit", text))
    return {
        "papers": [_row(paper) for paper in papers.requirements],
        "accepts": {
            paper.code: [proof.code for proof in paper.accepts]
            for paper in papers.requirements
            if paper.accepts
        },
        "rule": papers.citation.rule,
    }


def _row(paper: DocumentRequirement) -> str:
    marks = (
        (not paper.blocking, "не задерживает"),
        (paper.obtainable_by_provider, "запросит поставщик"),
        (paper.optional, "если есть"),
        (paper.at_signature, "к подписанию"),
    )
    words = [
        paper.when.text(),
        *([paper.medium.label] if paper.medium else []),
        *(word for holds, word in marks if holds),
    ]
    return f"{paper.code}: {', '.join(words)}"


def _list(lists: Iterable[DocumentList], form: Form, unit: str | None) -> DocumentList:
    papers = document_list(lists, form, unit)
    if papers is None:
        refuse("value_invalid", "Для этой формы и отделения перечня нет.", field="form")
    return papers


def _term_start(case: Object, region: Region) -> Answer:
    """When the contract's term begins, by the moments at which its papers arrived."""
    only(case, frozenset({"papers", "day"}))
    on: date = day(case, "day")
    rules = region.rules.contract_rules.on(on)
    arrived = inside(case, "papers")
    starts = term_start(rules.starting_papers, {code: moment(arrived, code) for code in arrived})
    due = contract_due(rules, starts, region.calendar) if starts else None
    return {
        "starts": starts.isoformat() if starts else None,
        "waits_for": [code for code in rules.starting_papers if code not in arrived],
        "contract_due": due.due.at.isoformat() if due else None,
    }


def _medical_paper(case: Object, region: Region) -> Answer:
    """Whether a paper will do for a refusal or a suspension on medical grounds."""
    only(case, frozenset({"document", "fields", "day"}))
    on = day(case, "day")
    required = region.rules.admission_rules.on(on).medical_paper
    check_medical_paper(required, text(case, "document"), codes(case, "fields"), on)
    return {"accepted": True, "form_required": required is not None and on >= required.since}


QUESTIONS: Mapping[str, Question] = {
    "documents": _documents,
    "listed_papers": _listed_papers,
    "application_documents": _application_documents,
    "opened_file": _opened_file,
    "term_start": _term_start,
    "medical_paper": _medical_paper,
}
