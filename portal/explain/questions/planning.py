"""Questions about schedules, courses and places: SCH, CAP."""

from collections.abc import Mapping
from datetime import date, time

from portal.domain.capacity import (
    Stay,
    admits_all_year,
    check_enrolment,
    demand_confirmed_place,
    free_from,
    taken,
)
from portal.domain.catalogue import Form
from portal.domain.courses import (
    check_course_day,
    contract_outlives,
    course_end,
    visit_in_lessons,
    weeks_end,
)
from portal.domain.records import check_record
from portal.domain.schedule import (
    ScheduleRules,
    Visit,
    check_exactness,
    check_frequency,
    check_temporary,
    closing_warned_from,
    month_schedule,
    must_close,
    over_volume,
    overfull_visit,
    placement_open,
    planned_days,
    temporary_until,
)
from portal.domain.violations import refuse
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.shapes import (
    Misshapen,
    Object,
    choice,
    day,
    each,
    flag,
    left_out,
    moment,
    month,
    number,
    objects,
    only,
    text,
    texts,
    whole,
)
from portal.explain.verdicts import codes, demand
from portal.regions.registry import Region

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _rules(case: Object, region: Region, key: str = "day") -> ScheduleRules:
    return region.rules.schedule_rules.on(day(case, key))


def _weekdays(case: Object) -> tuple[int, ...]:
    found = texts(case, "weekdays")
    if any(item not in _WEEKDAYS for item in found):
        raise Misshapen("weekdays", f"Дни недели пишут так: {', '.join(_WEEKDAYS)}.")
    return tuple(_WEEKDAYS.index(item) for item in found)


def _annex(case: Object, region: Region) -> Answer:
    """The line of a service in the annex: its weekdays within its dates."""
    only(case, frozenset({"code", "weekdays", "times_a_week", "since", "until"}))
    since, weekdays = day(case, "since"), _weekdays(case)
    rules = region.rules.schedule_rules.on(since)
    demand(check_frequency(rules, len(weekdays), whole(case, "times_a_week")))
    days = planned_days(since, day(case, "until"), weekdays)
    return {
        "code": text(case, "code"),
        "weekdays": len(weekdays),
        "first_day": days[0].isoformat(),
        "last_day": days[-1].isoformat(),
        "sources": list(rules.sources.codes),
        "rule": rules.sources.citation.rule,
    }


def _plan(case: Object, region: Region) -> Answer:
    """How many units of a service a plan has, beside what the programme allows."""
    only(case, frozenset({"since", "until", "weekdays", "allowed", "suspended"}))
    since = day(case, "since")
    rules = region.rules.schedule_rules.on(since)
    closed = tuple(date.fromisoformat(item) for item in texts(case, "suspended"))
    planned = len(planned_days(since, day(case, "until"), _weekdays(case), closed))
    found = over_volume(rules, planned, number(case, "allowed"))
    return {"planned": planned, "warnings": codes(found), "rule": rules.volume.rule}


def _visit(case: Object) -> Visit:
    only(case, frozenset({"day", "codes", "elsewhere"}))
    return Visit(day(case, "day"), texts(case, "codes"), not flag(case, "elsewhere"))


def _month(case: Object, region: Region) -> Answer:
    """A month's schedule on paper, where the region prints one."""
    only(case, frozenset({"month", "visits"}))
    of = month(case, "month")
    form = region.rules.schedule_rules.on(of).form
    if form is None:
        refuse("form_unknown", "Формы графика в регионе нет: её согласуют стороны.", field="month")
    found = month_schedule(of, each(case, "visits", _visit))
    return {
        "period": form.period,
        "grids": len(found.mondays),
        "first_monday": found.mondays[0].isoformat(),
        "within_form": form.fewest_weeks <= len(found.mondays) <= form.most_weeks,
        "weeks": f"{form.fewest_weeks}–{form.most_weeks}",
        "units": dict(found.units),
        "home_visits": found.home_visits,
        "rule": form.citation.rule,
    }


def _exactness(case: Object, region: Region) -> Answer:
    """Whether a line of a plan says its days and hours; a form left out by the rule need not."""
    only(case, frozenset({"day", "form", "days_and_hours", "weekly_plan", "reason"}))
    rules = _rules(case, region)
    form = choice(case, "form", Form) if "form" in case else Form.HOME
    if form not in rules.exact_forms:
        return {"allowed": True, "rule": None}
    demand(
        check_exactness(
            rules,
            days_and_hours=flag(case, "days_and_hours"),
            weekly_plan=flag(case, "weekly_plan"),
            reason=flag(case, "reason"),
        )
    )
    return {"allowed": True, "rule": rules.exact_days.rule if rules.exact_days else None}


def _temporary(case: Object, region: Region) -> Answer:
    """Whether temporary home care may last until a day."""
    only(case, frozenset({"since", "until"}))
    since = day(case, "since")
    rules = region.rules.schedule_rules.on(since)
    demand(check_temporary(rules, since, day(case, "until")))
    term = rules.temporary
    return {
        "allowed": True,
        "last_day": temporary_until(term, since).isoformat() if term else None,
        "rule": term.citation.rule if term else None,
    }


def _time(case: Object, key: str) -> time:
    try:
        return time.fromisoformat(text(case, key))
    except ValueError:
        raise Misshapen(key, f"«{key}» — не время. Напишите его так: 10:00.") from None


def _visit_length(case: Object, region: Region) -> Answer:
    """Whether the services of a visit fit its length by the time norms."""
    only(case, frozenset({"day", "since", "until", "services"}))
    minutes = tuple(whole(item, "minutes") for item in objects(case, "services"))
    found = overfull_visit(
        _rules(case, region), _time(case, "since"), _time(case, "until"), minutes
    )
    return {"minutes": sum(minutes), "warnings": codes(found)}


def _course(case: Object, region: Region) -> Answer:
    """When a course of a department ends, and what may be given in it."""
    only(case, frozenset({"unit", "course_start", "service_on", "contract_until"}))
    first, unit = day(case, "course_start"), text(case, "unit")
    rules = region.rules.schedule_rules.on(first)
    course = next((item for item in rules.courses if item.unit_code == unit), None)
    if course is None:
        refuse("value_invalid", "Длина курса в этом отделении не установлена.", field="unit")
    ends = course_end(course, first, region.calendar)
    service_on = left_out(case, "service_on", day)
    if service_on is not None:
        demand(check_course_day(course, ends, service_on))
    contract_until = left_out(case, "contract_until", day) or ends
    return {
        "course_end": ends.isoformat(),
        "working_days": course.working_days,
        "three_weeks_without_holiday": weeks_end(course, first).isoformat(),
        "warnings": codes(contract_outlives(course, ends, contract_until)),
        "rule": course.citation.rule,
    }


def _council_course(case: Object, region: Region) -> Answer:
    """Whether a course rests on the decision of the provider's council."""
    only(case, frozenset({"unit", "day", "recorded"}))
    unit = text(case, "unit")
    found = next(item for item in _rules(case, region).council_courses if item.unit_code == unit)
    demand(check_record(found.record, texts(case, "recorded")))
    citation = found.record.fields.citation
    return {
        "allowed": True,
        "recorded": [item.code for item in found.record.must],
        "rule": citation.rule,
    }


def _attendance(case: Object, region: Region) -> Answer:
    """Whether a visit of a child falls into lessons."""
    only(case, frozenset({"unit", "child", "lessons_from", "lessons_to", "planned_visit"}))
    planned, unit = moment(case, "planned_visit"), text(case, "unit")
    rules = region.rules.schedule_rules.on(planned.date())
    found = next(item for item in rules.attendance if item.unit_code == unit)
    lessons = ((_time(case, "lessons_from"), _time(case, "lessons_to")),)
    warnings = visit_in_lessons(found, text(case, "child"), lessons, planned)
    return {"warnings": codes(warnings), "rule": found.modes.citation.rule}


def _prevention_end(case: Object, region: Region) -> Answer:
    """Whether work with a minor must be closed by age."""
    only(case, frozenset({"unit", "born", "status_on"}))
    unit, born = text(case, "unit"), day(case, "born")
    rules = _rules(case, region, "status_on")
    rule = next(item for item in rules.age_ends if item.unit_code == unit)
    closing = must_close(rule, born, day(case, "status_on"))
    return {
        "must_close": closing,
        "end_condition": rule.by_age if closing else None,
        "warned_from": closing_warned_from(rule, born).isoformat(),
        "rule": rule.ends.citation.rule,
    }


def _open_stay(case: Object, region: Region) -> Answer:
    """Days of a stay of no fixed length, and whether its programme ran out first."""
    only(case, frozenset({"unit", "admitted", "programme_valid_until", "ended_by", "asked_on"}))
    asked_on, unit = day(case, "asked_on"), text(case, "unit")
    rules = region.rules.schedule_rules.on(asked_on)
    rule = next(item for item in rules.open_stays if item.unit_code == unit)
    ended_by = left_out(case, "ended_by", text)
    if ended_by is not None:
        rule.ends.choice(ended_by, field="ended_by")
    settled = ended_by == rule.settles
    found = placement_open(rule, day(case, "programme_valid_until"), asked_on, settled=settled)
    return {
        "days": (asked_on - day(case, "admitted")).days + 1,
        "warnings": codes(found),
        "rule": rule.ends.citation.rule,
    }


def _discussion(case: Object, region: Region) -> Answer:
    """Whether a joint discussion is recorded."""
    only(case, frozenset({"day", "recorded"}))
    spec = _rules(case, region).discussion
    if spec is None:
        refuse("value_invalid", "Совместных обсуждений порядок региона не знает.", field="day")
    demand(check_record(spec, texts(case, "recorded")))
    return {"registered": True, "rule": spec.fields.citation.rule}


def _stay(case: Object) -> tuple[Stay, ...]:
    only(case, frozenset({"count", "since", "until"}))
    return (Stay(day(case, "since"), day(case, "until")),) * whole(case, "count")


def _enrolment(case: Object, region: Region) -> Answer:
    """Whether a place is free for a stay, and from when otherwise (``free_from_only``)."""
    keys = {"unit", "enrolled", "since", "until", "own_places", "free_from_only"}
    only(case, frozenset(keys))
    since = day(case, "since")
    rules = region.rules.capacity_rules.on(since)
    limit = rules.limit(text(case, "unit"), left_out(case, "own_places", whole))
    stays = tuple(stay for group in each(case, "enrolled", _stay) for stay in group)
    wanted = Stay(since, left_out(case, "until", day) or since)
    if not flag(case, "free_from_only"):
        demand(check_enrolment(limit, stays, wanted, region.calendar))
    first = free_from(limit, stays, wanted, region.calendar) if limit else since
    return {
        "free_from": first.isoformat() if first else None,
        "places_left": limit.most - taken(stays, since) if limit else None,
        "rule": limit.citation.rule if limit else None,
    }


def _season(case: Object, region: Region) -> Answer:
    """Whether a department admits on a day of any month."""
    only(case, frozenset({"unit", "enrol_on"}))
    rules = region.rules.capacity_rules.on(day(case, "enrol_on"))
    return {"season_allowed": admits_all_year(rules, text(case, "unit"))}


def _place_confirmed(case: Object, region: Region) -> Answer:
    """Whether a transfer may be completed with or without a confirmed place."""
    only(case, frozenset({"completed_on", "vacancy_confirmed"}))
    rules = region.rules.capacity_rules.on(day(case, "completed_on"))
    demand_confirmed_place(rules, confirmed=flag(case, "vacancy_confirmed"))
    return {"allowed": True, "asked": rules.confirmation is not None}


QUESTIONS: Mapping[str, Question] = {
    "schedule_annex": _annex,
    "plan": _plan,
    "month_schedule": _month,
    "exact_days": _exactness,
    "temporary_care": _temporary,
    "visit_length": _visit_length,
    "course": _course,
    "council_course": _council_course,
    "attendance": _attendance,
    "prevention_end": _prevention_end,
    "open_stay": _open_stay,
    "discussion": _discussion,
    "enrolment_place": _enrolment,
    "season": _season,
    "place_confirmed": _place_confirmed,
}
