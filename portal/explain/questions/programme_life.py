"""Questions about a programme's later life: drafts, review, loss, moves, ends (IPP)."""

from collections.abc import Mapping

from portal.domain import programme_life as law
from portal.domain.catalogue import Form
from portal.domain.deadlines import Due
from portal.domain.documents import SubmittedPaper, missing_documents
from portal.domain.programme_rules import ProgrammeRules
from portal.domain.timetable import timetable
from portal.domain.violations import RulesBroken, refuse
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.questions.given import codes, event, traits
from portal.explain.shapes import Object, choice, day, flag, left_out, only, text
from portal.regions.registry import Region


def _review(case: Object, region: Region) -> Answer:
    """How a review that somebody asks for begins, and by when its outcome is expected."""
    only(case, frozenset({"by", "asked_on", "valid_until", "rejected"}))
    on = day(case, "asked_on")
    rules = region.rules.programme_rules.on(on)
    started = law.start_review(
        rules.review,
        text(case, "by"),
        on,
        left_out(case, "valid_until", day),
        rejected=flag(case, "rejected"),
    )
    expected = _expected(rules, case, region)
    return {
        "accepted": True,
        "by": started.initiator.code,
        "way": "proposal" if started.proposal else "application",
        "form": started.form,
        "contract_changed": False,
        "expected": f"{expected.at.date()}" if expected else None,
        "status": "assumed" if rules.review.assumed else "firm",
    }


def _expected(rules: ProgrammeRules, case: Object, region: Region) -> Due | None:
    events = {
        name: event(case, "asked_on")
        for name in ("application_submitted", "application_registered")
    }
    dues = timetable(rules.deadlines, events, region.calendar)
    return next((one for one in dues if one.rule.code == rules.review.expected), None)


def _review_papers(case: Object, region: Region) -> Answer:
    """Which enclosures of an application for review are still missing."""
    only(case, frozenset({"traits", "documents", "day"}))
    on = day(case, "day")
    enclosures = region.rules.programme_rules.on(on).review.enclosures
    if enclosures is None:
        refuse("value_invalid", "Перечня приложений к заявлению в регионе нет.", field="documents")
    submitted = [SubmittedPaper(code, on) for code in codes(case, "documents")]
    missing = missing_documents(enclosures, traits(case), submitted, on)
    return {
        "missing_documents": [paper.code for paper in missing],
        "form": enclosures.form.value,
        "holding": [paper.code for paper in missing if paper.blocking],
        "obtainable": [paper.code for paper in missing if paper.obtainable_by_provider],
    }


def _moved_programme(case: Object, region: Region) -> Answer:
    """What a programme of another region still gives, and whether it holds on a day."""
    only(case, frozenset({"services", "offered", "periods_end", "new_programme", "day"}))
    on = day(case, "day")
    rules = region.rules.programme_rules.on(on)
    found = law.after_move(
        rules.portability,
        codes(case, "services"),
        codes(case, "offered"),
        day(case, "periods_end"),
        left_out(case, "new_programme", day),
    )
    return {
        "available": list(found.available),
        "unavailable": list(found.unavailable),
        "last_day": f"{found.last_day}",
        "in_force": on <= found.last_day,
        "rule": rules.portability.ends_on_first_of.citation.rule,
    }


def _programme_draft(case: Object, region: Region) -> Answer:
    """Whether a draft is late by the day in the decision, and whether the applicant took part."""
    only(case, frozenset({"due", "sent", "day", "took_part", "reason"}))
    due_on = day(case, "due")
    drafting = region.rules.programme_rules.on(due_on).drafting
    if drafting is None:
        refuse("value_invalid", "Проект программы в этом регионе готовит орган.", field="due")
    sent, on = left_out(case, "sent", day), left_out(case, "day", day)
    if sent is not None:
        law.check_participation(
            drafting,
            took_part=flag(case, "took_part"),
            reason=left_out(case, "reason", text) or "",
        )
    return {
        "overdue_days": law.draft_overdue_days(due_on, sent) if sent else None,
        "warned": law.draft_warning(drafting, due_on, on) if on else None,
        "rule": drafting.citation.rule,
    }


def _lost_programme(case: Object, region: Region) -> Answer:
    """A duplicate or a new programme, and whether a new contract is needed."""
    only(case, frozenset({"lost", "chosen", "day"}))
    rules = region.rules.programme_rules.on(day(case, "day")).loss
    if rules is None:
        refuse("value_invalid", "Порядка на случай утраты в регионе нет.", field="lost")
    found = law.outcome_of_loss(
        rules, lost=flag(case, "lost"), chosen=left_out(case, "chosen", text)
    )
    return {
        "outcome": found.code,
        "new_contract": found.needs is not None,
        "new_deadline": found.needs is not None,
    }


def _programme_ended(case: Object, region: Region) -> Answer:
    """When a programme ends early, and towards whom."""
    only(case, frozenset({"ground", "scope", "happened"}))
    happened = event(case, "happened")
    rules = _ends(region, case, "happened")
    found = law.programme_end(
        rules,
        text(case, "ground"),
        left_out(case, "scope", text) or "",
        happened,
        region.calendar,
    )
    return {
        "ends_on": f"{found.last_day}" if found.last_day else None,
        "accepted_elsewhere": found.elsewhere_in_force,
    }


def _ends(region: Region, case: Object, key: str) -> law.EndRules:
    rules = region.rules.programme_rules.on(event(case, key).date()).ends
    if rules is None:
        refuse("value_invalid", "Досрочного прекращения программы в регионе нет.", field=key)
    return rules


def _after_incapacity(case: Object, region: Region) -> Answer:
    """Whether the recipient alone may sign after the court's decision."""
    only(case, frozenset({"decided", "signed", "by"}))
    rules = _ends(region, case, "signed")
    found = law.check_signature_after_incapacity(
        rules,
        day(case, "decided"),
        day(case, "signed"),
        by_recipient_alone=text(case, "by") == "recipient",
    )
    if found:
        raise RulesBroken(*found)
    return {
        "programme_ends": rules.ends_on_incapacity,
        "next": list(rules.after_incapacity.codes),
    }


def _expiry_duty(case: Object, region: Region) -> Answer:
    """By when the provider notifies before a programme expires, and from when to remind."""
    only(case, frozenset({"programme_valid_until"}))
    until = day(case, "programme_valid_until")
    duty = region.rules.programme_rules.on(until).expiry
    if duty is None:
        refuse("value_invalid", "Обязанности до конца программы в регионе нет.", field="day")
    found = law.expiry_due(duty, until, region.calendar)
    return {
        "latest_calendar_day": f"{found.due.counted_at.date()}",
        "due": f"{found.due.at.date()}",
        "warn_from": f"{found.warn_from}",
        "actions": list(duty.actions.codes),
        "rule": duty.term.citation.rule,
    }


def _transition(case: Object, region: Region) -> Answer:
    """How the first programme of somebody served before the law stands."""
    only(case, frozenset({"served_since", "drafted_on", "programme_on"}))
    programme_on = day(case, "programme_on")
    rules = region.rules.programme_rules.on(programme_on).transition
    found = law.legacy_programme(
        rules,
        day(case, "served_since"),
        left_out(case, "drafted_on", day) or programme_on,
        programme_on,
    )
    if found is None:
        return {"in_transition": False, "warned": None, "legacy_flag_offered": None}
    return {
        "in_transition": True,
        "warned": found.late,
        "legacy_flag_offered": found.served_before_law,
    }


def _service_name(case: Object, region: Region) -> Answer:
    """The service of the catalogue that a draft names."""
    only(case, frozenset({"form", "name", "day"}))
    catalogue = region.rules.service_catalogue.on(day(case, "day"))
    return {
        "code": law.service_named(catalogue, choice(case, "form", Form), text(case, "name")).code
    }


QUESTIONS: Mapping[str, Question] = {
    "review": _review,
    "review_papers": _review_papers,
    "moved_programme": _moved_programme,
    "programme_draft": _programme_draft,
    "lost_programme": _lost_programme,
    "programme_ended": _programme_ended,
    "after_incapacity": _after_incapacity,
    "expiry_duty": _expiry_duty,
    "transition": _transition,
    "service_name": _service_name,
}
