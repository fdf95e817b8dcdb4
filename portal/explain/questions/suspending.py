"""Questions about suspension: grounds, what they need, when services go on (SUS)."""

from collections.abc import Mapping
from datetime import datetime, time

from portal.domain.calendar import days_of
from portal.domain.deadlines import due
from portal.domain.demands import Facts
from portal.domain.suspension import (
    DEBT,
    Interval,
    is_suspended,
    may_suspend,
    resumption_after,
    served_again_after,
)
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.questions.places import PLACE, place_of
from portal.explain.shapes import Object, day, left_out, money, month, only, text, texts
from portal.regions.registry import Region

_MIDNIGHT = time(0, 0)


def _suspension(case: Object, region: Region) -> Answer:
    """Whether services may be suspended, until when, and what they wait for."""
    own = {"ground", "from", "documents", "debt", "warned_on", "contract_grounds"}
    only(case, PLACE | own | {"conclusion_until"})
    form, _ = place_of(case, region)
    since = day(case, "from")
    rules = region.rules.suspension_rules.on(since)
    listed = texts(case, "contract_grounds") if "contract_grounds" in case else None
    ground = may_suspend(rules, text(case, "ground"), form, _facts(case), listed)
    until = left_out(case, "conclusion_until", day)
    proof = ground.proof.code if ground.proof else None
    awaits = None if proof in texts(case, "documents") else proof
    return {
        "state": "suspended",
        "since": since.isoformat(),
        "until": until.isoformat() if until else None,
        "served_again": served_again_after(until).isoformat() if until else None,
        "ends_when": ground.ends_when,
        "awaits": awaits,
        "ground_rule": ground.citation.rule,
        "list_rule": rules.source.rule if rules.source else None,
    }


def _facts(case: Object) -> Facts:
    found = set(texts(case, "documents"))
    debt, warned = left_out(case, "debt", money), left_out(case, "warned_on", day)
    if debt is not None and debt > 0:
        found.add(DEBT)
    if warned is not None and warned <= day(case, "from"):
        found.add("written_warning")
    return frozenset(found)


def _grounds(case: Object, region: Region) -> Answer:
    """The whole list of a day, and what each ground needs."""
    only(case, frozenset({"day"}))
    rules = region.rules.suspension_rules.on(day(case, "day"))
    grounds = rules.grounds
    return {
        "codes": [item.code for item in grounds],
        "forms": {item.code: sorted(item.forms) for item in grounds},
        "documents": {item.code: item.document for item in grounds if item.document},
        "proofs": {item.code: item.proof.code for item in grounds if item.proof},
        "proof_titles": {item.code: item.proof.title for item in grounds if item.proof},
        "needs": {item.code: [it.code for it in item.demands] for item in grounds if item.demands},
        "ends_when": {item.code: item.ends_when for item in grounds if item.ends_when},
        "rules": {item.code: item.citation.rule for item in grounds},
        "always_in_contract": list(rules.by_contract.always) if rules.by_contract else None,
        "list_rule": rules.source.rule if rules.source else None,
        "effect_rule": rules.effect.rule,
    }


def _resumption(case: Object, region: Region) -> Answer:
    """Whether an event ends the suspension, and from which day services are proposed again."""
    only(case, PLACE | {"ground", "event", "day"})
    form, _ = place_of(case, region)
    on = day(case, "day")
    ground = region.rules.suspension_rules.on(on).ground(text(case, "ground"), form)
    found = resumption_after(ground, text(case, "event"), on)
    return {"resume_proposed": found.isoformat() if found else None}


def _month(case: Object, _region: Region) -> Answer:
    """The days of a month with services and without them."""
    only(case, frozenset({"month", "suspended", "resumed"}))
    away = Interval(day(case, "suspended"), left_out(case, "resumed", day))
    days = days_of(month(case, "month"))
    out = sum(is_suspended(item, (away,)) for item in days)
    return {"served_days": len(days) - out, "suspended_days": out}


def _open_ended(case: Object, region: Region) -> Answer:
    """Whether a suspension without an end is old enough to be reminded of."""
    only(case, frozenset({"since", "day"}))
    since, on = day(case, "since"), day(case, "day")
    rule = region.rules.suspension_rules.on(since).open_ended
    last = due(rule, datetime.combine(since, _MIDNIGHT), region.calendar) if rule else None
    late = last is not None and on > last.at.date()
    return {"warning": rule.code if rule and late else None}


QUESTIONS: Mapping[str, Question] = {
    "suspension": _suspension,
    "suspension_grounds": _grounds,
    "resumption": _resumption,
    "suspended_month": _month,
    "open_suspension": _open_ended,
}
