"""Questions about admission: applications, recognition, waiting, departments (REC)."""

from collections.abc import Mapping
from functools import cache

from portal.domain import admission as law
from portal.domain.catalogue import Form
from portal.domain.choices import Choice
from portal.domain.deadlines import Due
from portal.domain.timetable import shorter_federal, timetable
from portal.domain.violations import Violation
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.questions.given import codes, earliest_day, event, whole
from portal.explain.shapes import Misshapen, Object, choice, day, each, flag, left_out, only, text
from portal.regions.registry import Region, baseline


@cache
def federal_region() -> Region:
    """The federal baseline, built once: what a longer regional term is compared with."""
    return baseline()


def found_by(violations: tuple[Violation, ...]) -> Answer:
    """Findings as plain values: the first one's code, and all their sentences."""
    return {
        "warning": violations[0].code if violations else None,
        "rule": violations[0].citation.rule if violations and violations[0].citation else None,
        "sentences": [one.text for one in violations],
    }


def _application(case: Object, region: Region) -> Answer:
    """Who applied, where the application came in, and what it leads to."""
    only(case, frozenset({"applicant", "status", "place", "submitted", "for_contract", "day"}))
    rules = region.rules.admission_rules.on(day(case, "day"))
    path = law.application_path(
        rules, text(case, "applicant"), for_contract=flag(case, "for_contract")
    )
    status = left_out(case, "status", text)
    if status is not None:
        rules.named("entitled_persons").choice(status, field="status")
    answer: dict[str, object] = {
        "applicant": path.applicant.code,
        "contract_allowed": path.contract_allowed,
        "next_step": "recognition",
        "rule": path.citation.rule,
    }
    place = left_out(case, "place", text)
    if place is not None:
        chosen = rules.named("application_places").choice(place, field="place")
        events = {"application_submitted": event(case, "submitted")}
        for due in timetable(rules.deadlines, events, region.calendar):
            if due.rule.code == "application_registration":
                answer |= {
                    "registered_on": f"{due.at.date()}",
                    "within": f"{due.rule.amount} {due.rule.unit.value}",
                    "asks_for": chosen.needs,
                }
    return answer


def _circumstances(case: Object, region: Region) -> Answer:
    """Whether the recorded circumstances of need will do."""
    only(case, frozenset({"circumstances", "age", "care_leaver", "day"}))
    rules = region.rules.admission_rules.on(day(case, "day"))
    found = law.check_circumstances(
        rules,
        codes(case, "circumstances"),
        left_out(case, "age", whole),
        care_leaver=flag(case, "care_leaver"),
    )
    return {
        "accepted": not found,
        "asks_for": found[0].field if found else None,
        **found_by(found),
    }


_EVENTS = (
    "application_submitted",
    "application_registered",
    "electronic_application_sent",
    "urgent_application_submitted",
    "inspection_report",
    "decision_made",
    "request_received_by_agency",
)


def _recognition(case: Object, region: Region) -> Answer:
    """Every date that follows from the events: by when each step of recognition is due."""
    only(case, frozenset(_EVENTS))
    events = {name: event(case, name) for name in _EVENTS if name in case}
    if not events:
        raise Misshapen("application_submitted", "Нет ни одного события. Добавьте его день.")
    on = earliest_day(events)
    rules = region.rules.admission_rules.on(on)
    federal = federal_region().rules.admission_rules.on(on)
    dues = timetable(rules.deadlines, events, region.calendar)
    shorter = shorter_federal(dues, timetable(federal.deadlines, events, region.calendar))
    first = law.earliest(rules, dues)
    return {
        **{one.rule.code: _shown(one) for one in dues},
        "inspection_expected": _shown(first) if first else None,
        "shorter_federal": {one.rule.code: _shown(one) for one in shorter},
        "rules": sorted({one.rule.citation.rule for one in dues}),
    }


def _shown(due: Due) -> str:
    return due.at.isoformat(timespec="minutes") if due.rule.unit == "hour" else f"{due.at.date()}"


def _chosen_provider(case: Object, region: Region) -> Answer:
    """Whether the provider may be chosen, and may refuse for not being recommended."""
    only(case, frozenset({"recommended", "provider", "in_register", "refused", "day"}))
    rules = region.rules.admission_rules.on(day(case, "day"))
    law.check_choice_of_provider(
        rules,
        in_register=flag(case, "in_register"),
        recommended=text(case, "provider") in codes(case, "recommended"),
        refused=flag(case, "refused"),
    )
    return {"contract_allowed": True}


def _deciding_body(case: Object, region: Region) -> Answer:
    """Whether the body that signed the decision decides on the form of service."""
    only(case, frozenset({"form", "issuer", "day"}))
    rules = region.rules.admission_rules.on(day(case, "day"))
    return found_by(law.check_decider(rules, choice(case, "form", Form), text(case, "issuer")))


def _indication(case: Object, region: Region) -> Answer:
    """Whether the degree of self-care is an indication for the service."""
    only(case, frozenset({"service", "degree", "disability_group", "day"}))
    rules = region.rules.admission_rules.on(day(case, "day"))
    return found_by(
        law.check_indication(
            rules,
            text(case, "service"),
            text(case, "degree"),
            has_disability_group=flag(case, "disability_group"),
        )
    )


def _recognition_risks(case: Object, region: Region) -> Answer:
    """What the authority may refuse on, foreseen from the file."""
    only(
        case,
        frozenset({"adult_relatives", "obstacle", "missing_documents", "contraindications", "day"}),
    )
    rules = region.rules.admission_rules.on(day(case, "day"))
    obstacle = left_out(case, "obstacle", text)
    if obstacle is not None:
        rules.named(law.OBSTACLES).choice(obstacle, field="obstacle")
    noticed = {
        "relatives_can_care": flag(case, "adult_relatives") and obstacle is None,
        "documents_missing": bool(codes(case, "missing_documents")),
        "medical_contraindications": flag(case, "contraindications"),
    }
    risks = law.foreseen_refusals(rules, [code for code, holds in noticed.items() if holds])
    return {"warnings": [ground.code for ground in risks]}


def _repeat_application(case: Object, region: Region) -> Answer:
    """Whether a new application is accepted after a refusal, and what the citizen is told."""
    only(case, frozenset({"ground", "refused_on", "applied_on"}))
    applied_on = day(case, "applied_on")
    rules = region.rules.admission_rules.on(applied_on)
    ground = rules.named(law.REFUSAL_GROUNDS).choice(text(case, "ground"), field="ground")
    told = law.reason_to_apply_again(rules, ground, day(case, "refused_on"), applied_on)
    return {"accepted": True, "linked": True, "told": told.code if told else None}


def _obstacle(case: Object, region: Region) -> Answer:
    """Whether a relative's circumstance keeps them from caring."""
    only(case, frozenset({"obstacle", "since", "until"}))
    since, until = day(case, "since"), day(case, "until")
    rules = region.rules.admission_rules.on(until)
    return {"holds": law.obstacle_holds(rules, text(case, "obstacle"), since, until)}


def _living_alone(case: Object, region: Region) -> Answer:
    """Whether a person counts as living alone, and by which case."""
    only(case, frozenset({"registered_relatives", "lives_elsewhere", "proof", "day"}))
    rules = region.rules.admission_rules.on(day(case, "day"))
    found: Choice | None = law.living_alone(
        rules,
        registered_relatives=flag(case, "registered_relatives"),
        lives_elsewhere=flag(case, "lives_elsewhere"),
        proof=flag(case, "proof"),
    )
    return {"living_alone": found is not None, "case": found.code if found else None}


def _waiting_list(case: Object, region: Region) -> Answer:
    """In which order places are offered, and whether relatives may pay."""
    only(case, frozenset({"people", "day"}))
    rules = region.rules.admission_rules.on(day(case, "day"))
    people = each(case, "people", _waiting)
    waiting = rules.waiting
    return {
        "order": [one.name for one in law.waiting_order(rules, people)],
        "relatives_may_pay": waiting.relatives_may_pay if waiting else None,
        "rule": waiting.citation.rule if waiting else None,
    }


def _waiting(one: Object) -> law.Waiting:
    only(one, frozenset({"name", "came_on", "obliged_relatives"}))
    return law.Waiting(text(one, "name"), day(one, "came_on"), flag(one, "obliged_relatives"))


QUESTIONS: Mapping[str, Question] = {
    "application": _application,
    "circumstances": _circumstances,
    "recognition": _recognition,
    "chosen_provider": _chosen_provider,
    "deciding_body": _deciding_body,
    "indication": _indication,
    "recognition_risks": _recognition_risks,
    "repeat_application": _repeat_application,
    "obstacle": _obstacle,
    "living_alone": _living_alone,
    "waiting_list": _waiting_list,
}
