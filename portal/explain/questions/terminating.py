"""Questions about the end of services: grounds, last day, papers, refusals (TER)."""

from collections.abc import Mapping
from datetime import date, datetime, time

from portal.domain.deadlines import due
from portal.domain.endings import papers_of
from portal.domain.termination import (
    Ending,
    EndingCase,
    EndingDates,
    Initiator,
    LastDay,
    TerminationRules,
    check_served_day,
    is_over,
    may_refuse_contract,
    may_terminate,
    served_after,
)
from portal.domain.waiver import waive_services
from portal.explain.answers import Answer, flat_steps
from portal.explain.question import Question
from portal.explain.questions.given import whole
from portal.explain.questions.places import PLACE, place_of
from portal.explain.shapes import Object, choice, day, left_out, only, text, texts
from portal.explain.verdicts import demand
from portal.regions.registry import Region

_DATES = {
    "stop_date": "stop",
    "leaves_on": "stated",
    "registered_on": "registered",
    "notice_on": "notice",
    "contract_sets": "other_term",
    "contract_until": "contract_until",
    "programme_valid_until": "programme_until",
    "event_on": "event",
    "transfer_on": "transfer",
}
_CASE = PLACE | frozenset(_DATES) | {"ground", "day", "by", "documents"}
_MIDNIGHT = time(0, 0)


def _termination(case: Object, region: Region) -> Answer:
    """Whether a contract may end so, its last day, and the paper that is still to come."""
    own = frozenset({"filled", "signed_by", "deliveries_recorded_on", "visit", "warned_on"})
    only(case, _CASE | own)
    on = day(case, "day")
    rules = region.rules.termination_rules.on(on)
    ending = may_terminate(rules, _case_of(case, region, on))
    visit = left_out(case, "visit", day)
    if visit is not None:
        demand(check_served_day(ending.last_day, visit, ending.ground.citation))
    missing = _missing(ending, case)
    waited = _waited(ending, missing)
    late = served_after(ending.last_day, (date.fromisoformat(item) for item in _recorded(case)))
    warnings = [item.code for item in ending.advice]
    if late:
        warnings.append(f"delivery_after_{ending.ground.code}")
    return {
        "allowed": True,
        "state": _state(ending, on, waited),
        "next_step": ending.paper.code if ending.paper and waited else None,
        "missing": list(missing),
        "copies": ending.paper.copies if ending.paper else None,
        "terminated_on": ending.last_day.isoformat() if ending.last_day else None,
        "reminder_on": _reminder(rules, ending, region),
        "rule": ending.ground.citation.rule,
        "paper_rule": ending.paper.citation.rule if ending.paper else None,
        "outdated": [item.citation.rule for item in rules.outdated(ending.ground.code, on)],
        "warnings": warnings,
        "steps": flat_steps(ending.steps),
    }


def _case_of(case: Object, region: Region, on: date) -> EndingCase:
    form, unit_code = place_of(case, region)
    dates = {name: left_out(case, key, day) for key, name in _DATES.items()}
    facts = {*texts(case, "documents"), *(key for key in _DATES if case.get(key) is not None)}
    warned_on = left_out(case, "warned_on", day)
    if warned_on is not None and warned_on < on:
        facts.add("written_warning")
    return EndingCase(
        ground=text(case, "ground"),
        form=form,
        day=on,
        unit_code=unit_code,
        initiator=choice(case, "by", Initiator) if case.get("by") else None,
        facts=frozenset(facts),
        dates=EndingDates(**dates),
    )


def _recorded(case: Object) -> tuple[str, ...]:
    days = texts(case, "deliveries_recorded_on")
    for item in days:
        day({"deliveries_recorded_on": item}, "deliveries_recorded_on")
    return days


def _missing(ending: Ending, case: Object) -> tuple[str, ...]:
    if ending.paper is None:
        return ()
    return ending.paper.missing(texts(case, "filled"), texts(case, "signed_by"))


def _waited(ending: Ending, missing: tuple[str, ...]) -> tuple[str, ...]:
    """What the end itself waits for: what the provider's notice ends needs no other signature."""
    if papers_of(ending).needs_customer:
        return missing
    return tuple(one for one in missing if one != Initiator.RECIPIENT)


def _state(ending: Ending, on: date, missing: tuple[str, ...]) -> str:
    if ending.ground.automatic and not is_over(ending, on):
        return "active"
    return "termination_pending" if missing else "terminated"


def _reminder(rules: TerminationRules, ending: Ending, region: Region) -> str | None:
    by_term = ending.ground.last_day in (LastDay.EARLIER_END, LastDay.PROGRAMME_END)
    if rules.reminder is None or ending.last_day is None or not by_term:
        return None
    event = datetime.combine(ending.last_day, _MIDNIGHT)
    return due(rules.reminder, event, region.calendar).at.date().isoformat()


def _grounds(case: Object, region: Region) -> Answer:
    """The whole list for a form or department, and what each ground needs."""
    only(case, PLACE | {"day"})
    form, unit_code = place_of(case, region)
    on = day(case, "day")
    rules = region.rules.termination_rules.on(on)
    found = [item for item in rules.on(on).grounds if item.is_for(form, unit_code)]
    return {
        "codes": [item.code for item in found],
        "needs": {item.code: [it.code for it in item.demands] for item in found if item.demands},
        "instead": {
            need.code: list(need.instead) for item in found for need in item.demands if need.instead
        },
        "initiators": {item.code: sorted(item.initiators) for item in found if item.initiators},
        "last_day": {item.code: item.last_day.value for item in found},
        "automatic": [item.code for item in found if item.automatic],
        "advice": {item.code: [it.code for it in item.advice] for item in found if item.advice},
        "rules": sorted({item.citation.rule for item in found}),
        "papers": [
            paper.code
            for paper in rules.papers
            if not paper.unit_codes or unit_code in paper.unit_codes
        ],
        "initiative_rule": rules.initiative.rule,
    }


def _ending_paper(case: Object, region: Region) -> Answer:
    """The papers that end a contract: fields, signatures, copies, grounds without one."""
    only(case, frozenset({"day"}))
    papers = region.rules.termination_rules.on(day(case, "day")).papers
    return {
        "codes": [item.code for item in papers],
        "fields": {item.code: list(item.fields.codes) for item in papers},
        "signatures": {item.code: list(item.signatures) for item in papers},
        "copies": {item.code: item.copies for item in papers},
        "not_for": {item.code: list(item.not_for) for item in papers},
        "units": {item.code: sorted(item.unit_codes) for item in papers},
    }


def _contract_refusal(case: Object, region: Region) -> Answer:
    """Whether no contract need be concluded with a person, and on which ground."""
    only(case, frozenset({"form", "ground", "day", "places", "contracts", "documents"}))
    form, _ = place_of(case, region)
    on = day(case, "day")
    facts = set(texts(case, "documents"))
    if "places" in case and whole(case, "contracts") >= whole(case, "places"):
        facts.add("no_free_place")
    rules = region.rules.termination_rules.on(on)
    ground = may_refuse_contract(rules, text(case, "ground"), form, on, frozenset(facts))
    return {
        "state": "refused",
        "ground": ground.code,
        "rule": ground.citation.rule,
        "outdated": sorted({item.citation.rule for item in rules.outdated(ground.code, on)}),
    }


def _refusal_grounds(case: Object, region: Region) -> Answer:
    """Every ground for not concluding a contract in a form of service."""
    only(case, frozenset({"form", "day"}))
    form, _ = place_of(case, region)
    on = day(case, "day")
    rules = region.rules.termination_rules.on(on).on(on)
    found = [item for item in rules.before_contract if item.is_for(form, None)]
    return {
        "codes": [item.code for item in found],
        "needs": {item.code: [it.code for it in item.demands] for item in found},
    }


def _waiver(case: Object, region: Region) -> Answer:
    """What is left when the recipient gives up services."""
    only(case, frozenset({"services", "refused", "from", "documents"}))
    first = day(case, "from")
    found = waive_services(
        region.rules.termination_rules.on(first).waiver,
        texts(case, "services"),
        texts(case, "refused"),
        first,
        frozenset(texts(case, "documents")),
    )
    return {
        "scope": found.scope,
        "remaining_services": list(found.remaining),
        "fee_from": found.first_day.isoformat(),
        "programme_item": found.programme_item,
    }


QUESTIONS: Mapping[str, Question] = {
    "termination": _termination,
    "termination_grounds": _grounds,
    "ending_papers": _ending_paper,
    "contract_refusal": _contract_refusal,
    "contract_refusal_grounds": _refusal_grounds,
    "waiver": _waiver,
}
