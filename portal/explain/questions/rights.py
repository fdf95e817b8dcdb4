"""Questions about information, rights and personal data: RGT, PDP."""

from collections.abc import Mapping
from decimal import Decimal

from portal.domain.catalogue import Form
from portal.domain.corrections import LineChange, StandingAct, StandingLine, correct_act
from portal.domain.information import (
    InformationRules,
    check_briefing,
    check_inventory,
    criteria_to_rate,
    escorted,
    outside_recommendation,
    unmarked_duties,
)
from portal.domain.personal_data import (
    CONSENT,
    PersonalDataRules,
    check_consent,
    check_listed,
    check_storage,
    consent_counts,
    consent_mark,
    file_not_returned,
    incident_due,
    may_see,
    papers_with,
)
from portal.domain.records import check_record
from portal.domain.violations import refuse
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.shapes import (
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
    whole,
)
from portal.explain.verdicts import codes, demand, rules
from portal.regions.registry import Region


def _told(case: Object, region: Region) -> InformationRules:
    return region.rules.information_rules.on(day(case, "day"))


def _kept(case: Object, region: Region) -> PersonalDataRules:
    return region.rules.personal_data_rules.on(day(case, "day"))


def _briefing(case: Object, region: Region) -> Answer:
    """What has not been told before a contract; refused where the region demands it."""
    only(case, frozenset({"day", "unit", "told", "signed"}))
    found = _told(case, region).briefing(left_out(case, "unit", text))
    told = texts(case, "told")
    missing = check_briefing(found, told, signed=flag(case, "signed"))
    if found.demanded:
        demand(missing)
    return {
        "items": list(found.items.codes),
        "missing_items": [item.code for item in found.items.without(told)],
        "warnings": codes(missing),
        "clause": found.clause,
        "rule": found.items.citation.rule,
    }


def _inventory(case: Object, region: Region) -> Answer:
    """Whether a list of belongings, counted or named one by one, can be printed."""
    only(case, frozenset({"day", "form", "things", "signatures"}))
    rule = _told(case, region).inventory
    named = isinstance(case.get("things"), list)
    things = len(texts(case, "things")) if named else whole(case, "things")
    form = choice(case, "form", Form)
    demand(check_inventory(rule, form, things, whole(case, "signatures")))
    return {"printable": True, "rule": rule.citation.rule}


def _escort(case: Object, region: Region) -> Answer:
    """Whether visits are marked for escort."""
    only(case, frozenset({"day", "form", "needed"}))
    rule = _told(case, region).escort
    return {
        "escort": escorted(rule, choice(case, "form", Form), needed=flag(case, "needed")),
        "rule": rule.duties.citation.rule,
    }


def _claim(case: Object, region: Region) -> Answer:
    """What a claim about a service does to the act: only one for the price corrects it."""
    only(case, frozenset({"day", "claim", "line", "total", "accepted"}))
    told, line, total = _told(case, region), money(case, "line"), money(case, "total")
    asked = told.claims.choice(text(case, "claim"), field="claim")
    payable = total
    if asked.needs is not None:
        payable = _lowered(line, total, left_out(case, asked.needs, money))
    return {
        "total_due": f"{payable:.2f}",
        "difference": f"{payable - total:.2f}",
        "channels": list(told.channels.codes),
        "rule": told.claims.citation.rule,
    }


def _lowered(line: Decimal, total: Decimal, accepted: Decimal | None) -> Decimal:
    """What is payable of an act of one bound once so much is taken off one of its lines."""
    one = Decimal(1)
    lines = (
        StandingLine(1, "Услуга", one, line, line),
        StandingLine(2, "Остальные услуги", one, total - line, total - line),
    )
    act = StandingAct(lines, total, free=False, one_bound=True)
    return correct_act(act, (LineChange(1, reduction=accepted),)).payable


def _urgent_duties(case: Object, region: Region) -> Answer:
    """Which duties of urgent services are not recorded as done."""
    only(case, frozenset({"day", "done"}))
    found = unmarked_duties(_told(case, region), texts(case, "done"))
    return {"warnings": [f"{item.code}_not_shown" for item in found]}


def _urgent_closing(case: Object, region: Region) -> Answer:
    """What is still to be rated before an urgent case is closed."""
    only(case, frozenset({"day", "result", "rated"}))
    quality = _told(case, region).urgent_quality
    if quality is None:
        refuse("value_invalid", "Критериев качества в порядке региона нет.", field="day")
    found = criteria_to_rate(quality, text(case, "result"), texts(case, "rated"))
    return {
        "criteria_to_rate": [item.code for item in found],
        "rule": quality.criteria.citation.rule,
    }


def _public(case: Object, region: Region) -> Answer:
    """Which norms are shown to somebody who has not signed in."""
    only(case, frozenset({"day"}))
    return {"norms": list(_told(case, region).public_norms), "login_required": False}


def _recommended(case: Object, region: Region) -> Answer:
    """Whether another provider than the recommended ones may be chosen."""
    only(case, frozenset({"day", "recommended", "chosen"}))
    rule = _told(case, region).recommendation
    if rule is None:
        return {"allowed": True, "warnings": []}
    found = outside_recommendation(rule, texts(case, "recommended"), text(case, "chosen"))
    return {
        "allowed": not (found and rule.binding),
        "warnings": codes(found),
        "chosen_by": list(rule.chosen_by.codes),
    }


def _access(case: Object, region: Region) -> Answer:
    """Whether a role sees a subject, and whether that is logged."""
    only(case, frozenset({"day", "role", "subject"}))
    found = may_see(_kept(case, region), text(case, "role"), text(case, "subject"))
    return {
        "allowed": found.allowed,
        "refusal": None if found.allowed else "access_denied",
        "log_entry": found.logged,
        "knows_of": found.knows_of,
        "rule": found.citation.rule,
    }


def _seen(case: Object, region: Region) -> Answer:
    """Everything a role sees by the table of roles."""
    only(case, frozenset({"day", "role"}))
    role, kept = text(case, "role"), _kept(case, region)
    seen = [list(item.subjects) for item in kept.roles if item.role == role]
    confined = [
        code for rule in kept.confined if role in rule.roles for code in rule.subjects.codes
    ]
    return {"subjects": seen[0] if seen else [], "confined": confined}


def _consent(case: Object, region: Region) -> Answer:
    """Whether a written consent says everything."""
    only(case, frozenset({"day", "filled", "facts"}))
    kept = _kept(case, region)
    demand(check_consent(kept, texts(case, "filled"), texts(case, "facts")))
    return {"allowed": True, "rule": kept.content.citation.rule}


def _consent_given(case: Object, region: Region) -> Answer:
    """Whether consent counts as given: a line in a form, or a sheet of its own."""
    only(case, frozenset({"day", "inside", "own_sheet", "unit"}))
    kept = _kept(case, region)
    given = consent_counts(kept, left_out(case, "inside", text), own_sheet=flag(case, "own_sheet"))
    return {
        "counts": given,
        "missing_documents": [] if given else [CONSENT],
        "rule": kept.consent.rule,
    }


def _consent_papers(case: Object, region: Region) -> Answer:
    """What is printed with a form that carries a line of consent."""
    only(case, frozenset({"day", "form"}))
    return {"documents": list(papers_with(_kept(case, region), text(case, "form")))}


def _consent_listed(case: Object, region: Region) -> Answer:
    """What the absence of consent does in a department."""
    only(case, frozenset({"day", "unit", "given"}))
    kept, unit = _kept(case, region), left_out(case, "unit", text)
    found = check_listed(kept, unit, given=flag(case, "given"))
    if kept.listing(unit).listed:
        demand(found)
    return {"missing_documents": [], "warnings": codes(found), "rules": rules(found)}


def _consent_mark(case: Object, region: Region) -> Answer:
    """What a mark of consent in a form does."""
    only(case, frozenset({"day", "data_consent"}))
    mark = _kept(case, region).mark
    if mark is None:
        refuse("value_invalid", "Отметки о согласии в формах региона нет.", field="data_consent")
    value = left_out(case, "data_consent", text)
    found = consent_mark(mark, value)
    if value is None:
        demand(found)
    return {
        "warnings": codes(found),
        "submission_blocked": False,
        "shared_with": list(mark.shared_with.codes),
    }


def _incident(case: Object, region: Region) -> Answer:
    """By when a leak and the results of its inquiry are reported."""
    only(case, frozenset({"incident_at"}))
    found_at = moment(case, "incident_at")
    kept = region.rules.personal_data_rules.on(found_at.date())
    found = incident_due(kept, found_at, region.calendar)
    return {
        "first_report_due": found.first.at.isoformat(),
        "inquiry_report_due": found.inquiry.at.isoformat(),
        "rule": found.first.rule.citation.rule,
    }


def _storage(case: Object, region: Region) -> Answer:
    """Whether a database of personal data may stand in a country."""
    only(case, frozenset({"day", "country"}))
    demand(check_storage(_kept(case, region), text(case, "country")))
    return {"allowed": True}


def _file_move(case: Object, region: Region) -> Answer:
    """Whether a personal file came back, and what is recorded of its moves."""
    only(case, frozenset({"day", "transfer_state", "returned_documents", "recorded"}))
    route = _kept(case, region).file_route
    if route is None:
        refuse("value_invalid", "Пути личного дела порядок региона не описывает.", field="day")
    if "recorded" in case:
        demand(check_record(route.move, texts(case, "recorded")))
    found = file_not_returned(
        route, text(case, "transfer_state"), texts(case, "returned_documents")
    )
    return {
        "warnings": codes(found),
        "path": list(route.path.codes),
        "rule": route.path.citation.rule,
    }


QUESTIONS: Mapping[str, Question] = {
    "briefing": _briefing,
    "inventory": _inventory,
    "escort": _escort,
    "quality_claim": _claim,
    "urgent_duties": _urgent_duties,
    "urgent_closing": _urgent_closing,
    "public_information": _public,
    "provider_choice": _recommended,
    "access": _access,
    "role_sees": _seen,
    "consent": _consent,
    "consent_given": _consent_given,
    "consent_papers": _consent_papers,
    "consent_listed": _consent_listed,
    "consent_mark": _consent_mark,
    "incident": _incident,
    "data_storage": _storage,
    "personal_file": _file_move,
}
