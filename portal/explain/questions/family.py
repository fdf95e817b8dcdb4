"""Questions about minors and represented persons: MIN."""

from collections.abc import Mapping
from datetime import date, timedelta

from portal.domain.authorities import (
    ATTORNEY,
    Authority,
    Capacity,
    Principal,
    attorney_until,
    authority_end,
    capacity_on,
    holds,
)
from portal.domain.contract import WHO_SIGNS
from portal.domain.demands import unmet
from portal.domain.minors import (
    MinorsRules,
    advance_guarded,
    check_age,
    check_application,
    check_case_opened,
    check_opinion,
    check_own_appeal,
    maintenance_due,
    norms_missing,
    outside_groups,
)
from portal.domain.representation import (
    CAPABLE,
    RepresentationRules,
    check_recipients,
    check_served,
    check_signatures,
    minority_end,
    missing_age_papers,
    placement_paper,
    signers_of,
)
from portal.domain.violations import RulesBroken, refuse
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.shapes import (
    Object,
    day,
    flag,
    left_out,
    money,
    only,
    text,
    texts,
    whole,
)
from portal.explain.verdicts import codes, demand
from portal.regions.registry import Region


def _rules(case: Object, region: Region, key: str = "day") -> RepresentationRules:
    return region.rules.representation_rules.on(day(case, key))


def _minors(case: Object, region: Region, key: str = "day") -> MinorsRules:
    return _rules(case, region, key).minors


def _signers(case: Object, region: Region) -> Answer:
    """Whose signatures are needed by age and capacity; given some, whether they are enough."""
    keys = {"born", "signed_on", "capacity", "signed_by", "without_parents"}
    only(case, frozenset(keys))
    rules, born, on = _rules(case, region, "signed_on"), day(case, "born"), day(case, "signed_on")
    capacity = left_out(case, "capacity", text) or CAPABLE
    alone = flag(case, "without_parents")
    if "signed_by" in case:
        signed = texts(case, "signed_by")
        demand(check_signatures(rules, born, on, signed, capacity, without_parents=alone))
    return {
        "case": rules.case(born, on, capacity).code,
        "signers": list(signers_of(rules, born, on, capacity, without_parents=alone)),
        "rule": rules.signing_citation.rule,
    }


def _authority(case: Object, region: Region) -> Answer:
    """Whether somebody may act for a recipient on a day, and what ends that right, on which day."""
    keys = {"kind", "since", "until", "issued_on", "revoked_on", "day"}
    person = {"born", "died_on", "capacity", "capacity_since", "missing_since", "returned_on"}
    only(case, frozenset(keys | person))
    authority = Authority(
        kind=text(case, "kind"),
        since=day(case, "since"),
        until=_first_day_without(case),
        revoked_on=left_out(case, "revoked_on", day),
    )
    told = left_out(case, "capacity", text)
    principal = Principal(
        born=day(case, "born"),
        died_on=left_out(case, "died_on", day),
        capacity=Capacity(told) if told else None,
        capacity_since=left_out(case, "capacity_since", day),
        missing_since=left_out(case, "missing_since", day),
        returned_on=left_out(case, "returned_on", day),
    )
    end = authority_end(authority, principal)
    on = day(case, "day")
    return {
        "acts": holds(authority, principal, on),
        "capacity": capacity_on(principal, (authority,), on).value,
        "ends_on": end.day.isoformat() if end else None,
        "why": end.why.value if end else None,
        "rule": (end.citation if end else WHO_SIGNS).rule,
    }


def _first_day_without(case: Object) -> date | None:
    """The day after the last one of the paper; an attorney's paper without a term has one too."""
    last, issued = left_out(case, "until", day), left_out(case, "issued_on", day)
    if last is None and issued is not None and text(case, "kind") == ATTORNEY:
        last = attorney_until(issued)
    return None if last is None else last + timedelta(days=1)


def _minority(case: Object, region: Region) -> Answer:
    """When free service by age ends, and when the portal warns of it."""
    only(case, frozenset({"born", "day"}))
    rule = _rules(case, region).minority
    found = minority_end(rule, day(case, "born"))
    return {
        "category": rule.category,
        "free_through": found.free_through.isoformat(),
        "fee_from": found.fee_from.isoformat(),
        "warned_on": found.warned_on.isoformat(),
        "rule": rule.citation.rule,
    }


def _recipients(case: Object, region: Region) -> Answer:
    """Whether a contract may be for so many, and a service for somebody else."""
    only(case, frozenset({"day", "in_contract", "in_programme", "served"}))
    rules = _rules(case, region)
    contract = whole(case, "in_contract") if "in_contract" in case else 1
    programme = whole(case, "in_programme") if "in_programme" in case else 1
    demand(check_recipients(rules, contract, programme))
    served = left_out(case, "served", text)
    demand(check_served(rules, is_recipient=served in (None, "recipient")))
    citation = rules.others_served or rules.single.citation
    return {"allowed": True, "rule": citation.rule}


def _papers(case: Object, region: Region) -> Answer:
    """Which papers of a minor are not there yet."""
    only(case, frozenset({"born", "day", "papers", "mental_disorder"}))
    found = missing_age_papers(
        _rules(case, region),
        day(case, "born"),
        day(case, "day"),
        texts(case, "papers"),
        disorder=flag(case, "mental_disorder"),
    )
    return {"missing_documents": list(found)}


def _placement(case: Object, region: Region) -> Answer:
    """What moving a child without parental care asks for."""
    only(case, frozenset({"day", "status", "specialised_organisation", "facts", "complete"}))
    rule = _rules(case, region).placement
    if rule is None:
        refuse("value_invalid", "Особого порядка для таких детей в регионе нет.", field="status")
    status, facts = text(case, "status"), texts(case, "facts")
    found = placement_paper(
        rule, status, specialised=flag(case, "specialised_organisation"), papers=facts
    )
    if flag(case, "complete"):
        demand(unmet((rule.mark,), frozenset((*facts, status))))
    return {"warnings": codes(found), "rule": rule.statuses.citation.rule}


def _application(case: Object, region: Region) -> Answer:
    """Who may apply to a department for minors, and whether the programme is there."""
    only(case, frozenset({"unit", "day", "applicant", "programme_registered"}))
    unit = text(case, "unit")
    rule = next(item for item in _minors(case, region).applicants if item.unit_code == unit)
    registered = flag(case, "programme_registered")
    demand(check_application(rule, text(case, "applicant"), programme_registered=registered))
    return {"allowed": True, "rule": rule.applicants.citation.rule}


def _appeal(case: Object, region: Region) -> Answer:
    """Whether a minor may appeal in person."""
    only(case, frozenset({"unit", "born", "appealed_on"}))
    unit = text(case, "unit")
    minors = _minors(case, region, "appealed_on")
    rule = next(item for item in minors.own_appeals if item.unit_code == unit)
    demand(check_own_appeal(rule, day(case, "born"), day(case, "appealed_on")))
    return {"allowed": True, "rule": rule.citation.rule}


def _opinion(case: Object, region: Region) -> Answer:
    """Whether a child's opinion is on record, or a reasoned exception."""
    only(case, frozenset({"unit", "day", "child_age", "recorded", "exception", "reason"}))
    unit = text(case, "unit")
    rule = next(item for item in _minors(case, region).opinions if item.unit_code == unit)
    exception, age = left_out(case, "exception", text), whole(case, "child_age")
    recorded = texts(case, "recorded")
    demand(check_opinion(rule, age, recorded, exception, reason=flag(case, "reason")))
    return {"allowed": True, "rule": rule.record.fields.citation.rule}


def _maintenance(case: Object, region: Region) -> Answer:
    """What maintenance costs a minor, and whether its norms are loaded."""
    only(case, frozenset({"maintenance", "unit", "day", "cost", "norms_loaded"}))
    code, unit = text(case, "maintenance"), text(case, "unit")
    found = _minors(case, region).maintenance
    rule = next(item for item in found if item.code == code and item.unit_code == unit)
    cost = f"{money(case, 'cost'):.2f}"
    return {
        "total_due": maintenance_due(rule, cost),
        "items": list(rule.items.codes),
        "criteria": list(rule.criteria.codes),
        "warnings": codes(norms_missing(rule, loaded=flag(case, "norms_loaded"))),
        "norms": rule.norms,
        "rule": rule.citation.rule,
    }


def _age(case: Object, region: Region) -> Answer:
    """Whether a department admits a child of this age on a day."""
    only(case, frozenset({"unit", "born", "enrol_on", "groups"}))
    unit = text(case, "unit")
    minors = _minors(case, region, "enrol_on")
    rule = next(item for item in minors.ages if item.unit_code == unit)
    demand(check_age(rule, day(case, "born"), day(case, "enrol_on")))
    found = outside_groups(rule, texts(case, "groups"))
    return {"allowed": True, "warnings": codes(found), "rule": rule.groups.citation.rule}


def _case_opened(case: Object, region: Region) -> Answer:
    """Whether preventive work with a minor may begin."""
    only(case, frozenset({"unit", "day", "ground", "head_decision", "decided_by"}))
    unit = text(case, "unit")
    rule = next(item for item in _minors(case, region).grounds if item.unit_code == unit)
    demand(
        check_case_opened(
            rule,
            left_out(case, "ground", text),
            decided=flag(case, "head_decision"),
            by=left_out(case, "decided_by", text) or rule.decided_by,
        )
    )
    return {"allowed": True, "rule": rule.grounds.citation.rule}


def _family_step(case: Object, region: Region) -> Answer:
    """The state of work with a family after a step, or why it stays where it is."""
    only(case, frozenset({"day", "state", "action", "by", "facts"}))
    work = _minors(case, region).family_work
    if work is None:
        refuse("value_invalid", "Такой работы с семьёй порядок региона не знает.", field="day")
    state, action = text(case, "state"), text(case, "action")
    try:
        after = advance_guarded(work, state, action, text(case, "by"), texts(case, "facts"))
    except RulesBroken as broken:
        return {"state": state, "refusal": broken.code}
    return {"state": after, "refusal": None, "final": work.workflow.state(after).final}


QUESTIONS: Mapping[str, Question] = {
    "signers": _signers,
    "authority": _authority,
    "minority": _minority,
    "recipients": _recipients,
    "minor_papers": _papers,
    "placement": _placement,
    "minors_application": _application,
    "own_appeal": _appeal,
    "child_opinion": _opinion,
    "maintenance": _maintenance,
    "admission_age": _age,
    "case_opened": _case_opened,
    "family_step": _family_step,
}
