"""Questions about urgent services: their list, a case, its act (URG)."""

from collections.abc import Mapping
from datetime import date

from portal.domain.urgent import (
    UrgentCase,
    act_period,
    act_standing,
    given_services,
    provide_urgent,
)
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.shapes import Object, day, left_out, only, text, texts
from portal.regions.registry import Region


def _list(case: Object, region: Region) -> Answer:
    """The services and what each says or asks for."""
    only(case, frozenset({"day"}))
    rules = region.rules.urgent_rules.on(day(case, "day"))
    items = rules.services.services
    return {
        "codes": [item.code for item in items],
        "common": {item.code: item.common for item in items},
        "described": [item.code for item in items if item.described],
        "regional": [item.code for item in items if item.regional],
        "act_fields": list(rules.act.fields.codes),
        "act_required": list(rules.act.required),
        "rule": rules.services.citation.rule,
    }


def _urgent(case: Object, region: Region) -> Answer:
    """Whether urgent help may be given, and what it does without."""
    own = frozenset({"services", "source", "status", "facts", "described", "refused", "day"})
    only(case, own | {"renders_urgent_services"})
    rules = region.rules.urgent_rules.on(day(case, "day"))
    asked = UrgentCase(
        services=texts(case, "services"),
        source=left_out(case, "source", text),
        status=left_out(case, "status", text),
        described=frozenset(texts(case, "described")),
        facts=frozenset(texts(case, "facts")),
        rendered=case.get("renders_urgent_services", True) is True,
    )
    found = provide_urgent(rules, asked)
    return {
        "urgent_allowed": True,
        "state": "open",
        "programme_required": found.without.programme_required,
        "contract_required": found.without.contract_required,
        "contract_due": None,
        "amount": f"{found.charge.amount}",
        "receipt": found.charge.receipt,
        "act_contains": list(given_services(asked.services, texts(case, "refused"))),
        "warnings": list(found.warnings),
        "rule": found.without.citation.rule,
    }


def _act(case: Object, region: Region) -> Answer:
    """Where an urgent act stands, and the period it covers."""
    only(case, frozenset({"day", "filled", "given_on"}))
    rules = region.rules.urgent_rules.on(day(case, "day"))
    standing = act_standing(rules, texts(case, "filled"))
    given = [_day(item) for item in texts(case, "given_on")]
    period = act_period(given) if rules.period is not None and given else None
    return {
        "state": standing.state,
        "missing_fields": list(standing.missing),
        "counts": standing.counts,
        "period": [item.isoformat() for item in period] if period else None,
        "rows": len(given),
    }


def _day(value: str) -> date:
    return day({"given_on": value}, "given_on")


QUESTIONS: Mapping[str, Question] = {
    "urgent_services": _list,
    "urgent_help": _urgent,
    "urgent_act": _act,
}
