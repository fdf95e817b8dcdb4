"""Questions about a move to another provider: path, terms, papers, what is left behind (TRN)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from portal.domain.catalogue import Form
from portal.domain.contract_due import approach_until, contract_due
from portal.domain.deadlines import Due
from portal.domain.transfer import (
    came_in_time,
    check_continuity,
    check_scope,
    contract_stays,
    form_facts,
    old_contract_ends,
    package_of_case,
    revision_reasons,
    take_step,
    transfer_terms,
)
from portal.domain.transfer_package import package_state, warnings
from portal.domain.violations import refuse
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.shapes import (
    Misshapen,
    Object,
    choice,
    day,
    flag,
    left_out,
    moment,
    money,
    only,
    text,
    texts,
)
from portal.regions.registry import Region


def _request(case: Object, region: Region) -> Answer:
    """Whether the region's procedure applies, its path, and the terms of its authority."""
    only(case, frozenset({"received_by_ministry", "from_form", "to_form", "facts"}))
    received = day(case, "received_by_ministry")
    rules = region.rules.transfer_rules.on(received)
    forms = (choice(case, "from_form", Form), choice(case, "to_form", Form))
    marks = check_scope(rules, frozenset(texts(case, "facts")) | form_facts(forms))
    terms = transfer_terms(rules, received, region.calendar)
    return {
        "workflow": "manual" if any(mark.manual for mark in marks) else rules.workflow.code,
        "state": rules.workflow.start,
        "approval_required": rules.agreement is not None,
        "register_due": _day_of(terms.register),
        "agreement_due": _day_of(terms.agreement),
        "notice_due": _day_of(terms.notice),
        "warnings": [mark.warning for mark in marks],
        "rule": rules.procedure.rule,
    }


def _day_of(found: Due | None) -> str | None:
    return found.at.date().isoformat() if found else None


def _papers(case: Object, region: Region) -> Answer:
    """The package of a case: what is in it, what is missing or has run out on the day it goes."""
    only(case, frozenset({"submitted_on", "minor", "incapable", "issued", "basis", "marks"}))
    on = day(case, "submitted_on")
    rules = region.rules.transfer_rules.on(on)
    marks = frozenset(texts(case, "marks")) if "marks" in case else frozenset()
    minor, incapable = flag(case, "minor"), flag(case, "incapable")
    package = package_of_case(rules, marks, minor=minor, incapable=incapable)
    if package is None:
        return {"documents": [], "missing_documents": [], "warnings": [], "valid_until": {}}
    issued = _issued(case)
    basis = left_out(case, "basis", text)
    if basis is not None and package.bases is not None:
        package.bases.choice(basis, field="basis")
    notice = transfer_terms(rules, on, region.calendar).notice
    state = package_state(
        package, issued, on, notice.at.date() if notice else None, region.calendar
    )
    return {
        "documents": [item.code for item in package.papers],
        "missing_documents": [item.code for item in state.missing],
        "warnings": [item.code for item in warnings(state)],
        "valid_until": {code: last.isoformat() for code, last in state.lasts.items()},
        "bases": list(package.bases.codes) if package.bases else None,
        "rule": package.citation.rule,
    }


def _issued(case: Object) -> Mapping[str, date]:
    papers = case.get("issued")
    if not isinstance(papers, Mapping):
        raise Misshapen("issued", "«issued» — бумаги и дни их выдачи.")
    return {code: day(papers, code) for code in papers if papers[code] is not None}


def _step(case: Object, region: Region) -> Answer:
    """The state after a step, whose turn it is then, and what becomes of the old contract."""
    only(case, frozenset({"day", "state", "step", "by", "facts"}))
    on = day(case, "day")
    rules = region.rules.transfer_rules.on(on)
    before = rules.workflow.state(text(case, "state")).code
    facts = frozenset(texts(case, "facts"))
    after = take_step(rules, before, text(case, "step"), text(case, "by"), facts)
    stays = contract_stays(rules, after)
    return {
        "state": after,
        "owner": rules.workflow.state(after).owner,
        "old_contract_state": "active" if stays else "terminated",
        "terminated_on": None if stays else old_contract_ends(on).isoformat(),
    }


def _path(case: Object, region: Region) -> Answer:
    """Whose turn it is in each state, and which facts each step demands."""
    only(case, frozenset({"day"}))
    rules = region.rules.transfer_rules.on(day(case, "day"))
    steps = rules.workflow.steps
    return {
        "workflow": rules.workflow.code,
        "steps": [step.code for step in steps],
        "owners": {state.code: state.owner for state in rules.workflow.states if state.owner},
        "final": [state.code for state in rules.workflow.states if state.final],
        "needs": {step.code: [it.code for it in step.demands] for step in steps if step.demands},
        "only_for": {it.code: list(it.when) for step in steps for it in step.demands if it.when},
        "terms": {rule.code: f"{rule.amount} {rule.unit} {rule.roll}" for rule in rules.terms},
        "scope": [item.code for item in rules.scope],
        "marks": [mark.code for mark in rules.marks],
        "agreed_from": rules.agreement.state if rules.agreement else None,
        "rule": rules.procedure.rule,
    }


def _programme(case: Object, region: Region) -> Answer:
    """Whether the programme is kept in a move, or why it must be revised."""
    only(case, frozenset({"programme_valid_until", "transfer_on", "reasons"}))
    moved = day(case, "transfer_on")
    rules = region.rules.transfer_rules.on(moved)
    until = day(case, "programme_valid_until")
    found = revision_reasons(rules, until, moved, texts(case, "reasons"))
    return {
        "programme_kept": not found,
        "revision_reason": found[0] if found else None,
        "reasons": list(rules.revisions.codes),
    }


def _change(case: Object, region: Region) -> Answer:
    """Two contracts on one programme: they do not overlap, the debt stays with the first."""
    window = frozenset({"decision_date", "valid_from", "valid_until", "first_contract_on"})
    only(case, window | {"old_until", "new_from", "presented_at", "debt"})
    presented = moment(case, "presented_at")
    rules = region.rules.transfer_rules.on(presented.date())
    check_continuity(rules.continuity, day(case, "old_until"), day(case, "new_from"))
    contracts = region.rules.contract_rules.on(presented.date())
    ends = contract_due(contracts, presented, region.calendar)
    return {
        "accepted": True,
        "contract_due": ends.due.at.isoformat(),
        "contract_due_rule": ends.due.rule.citation.rule,
        "old_debt": f"{left_out(case, 'debt', money) or Decimal('0.00')}",
        "new_debt": "0.00",
        "warnings": _passed_window(case, region, presented.date()),
    }


def _passed_window(case: Object, region: Region, on: date) -> list[str]:
    """The time for coming to a provider, checked at the second one only where a region says so."""
    window = region.rules.contract_rules.on(on).approach_window
    if window is None or "decision_date" not in case:
        return []
    service = day(case, "valid_from"), day(case, "valid_until")
    last = approach_until(window, day(case, "decision_date"), *service)
    if on <= last:
        return []
    once = region.rules.transfer_rules.on(on).window_once
    first = day(case, "first_contract_on") if "first_contract_on" in case else None
    if not came_in_time(once, last, first):
        refuse(
            "approach_window_closed",
            f"Обратиться к поставщику можно было по {last:%d.%m.%Y}. Нужно новое решение.",
            field="presented_at",
            citation=window.citation,
        )
    return ["window_passed"]


QUESTIONS: Mapping[str, Question] = {
    "transfer_request": _request,
    "transfer_papers": _papers,
    "transfer_step": _step,
    "transfer_path": _path,
    "transfer_programme": _programme,
    "change_of_provider": _change,
}
