"""Questions about forms, registers and notices (FRM, REG, NOT)."""

from collections import Counter
from collections.abc import Mapping

from portal.domain.notices import check_dispatch, is_on_time, notice_due
from portal.domain.printed_forms import Needed, check_filled, missing_fields
from portal.domain.registers import demand_registered, left_out, line_of
from portal.domain.violations import RulesBroken
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.questions.given import inside, whole
from portal.explain.shapes import Object, day, flag, objects, only, text
from portal.explain.shapes import left_out as without
from portal.regions.registry import Region


def _form(case: Object, region: Region) -> Answer:
    """A form as it is printed that day: its fields in order, what must be filled, its tables."""
    only(case, frozenset({"form", "day"}))
    form = region.printed_form(text(case, "form"), day(case, "day"))
    return {
        "title": form.title,
        "copies": form.copies,
        "blank": form.blank,
        "rule": form.citation.rule,
        "fields": [field.code for field in form.fields],
        "numbers": [field.n for field in form.fields],
        "kinds": [field.kind.value for field in form.fields],
        "needed": [field.code for field in form.fields if field.needed is Needed.YES],
        "conditional": [field.code for field in form.fields if field.needed is Needed.CONDITIONAL],
        "columns": {field.code: list(field.columns) for field in form.fields if field.columns},
        "rows": {field.code: list(field.rows) for field in form.fields if field.rows},
        "forms": [one.value for one in form.forms],
        "units": list(form.unit_codes),
        "one_of": list(form.one_of),
    }


def _form_filled(case: Object, region: Region) -> Answer:
    """What a filled form still lacks; an unknown field is refused."""
    only(case, frozenset({"form", "day", "filled"}))
    form = region.printed_form(text(case, "form"), day(case, "day"))
    filled = {key: str(value or "") for key, value in inside(case, "filled").items()}
    missing = missing_fields(form, filled)
    other = tuple(
        one
        for one in check_filled(form, filled)
        if one.field not in {field.code for field in missing}
    )
    if other:
        raise RulesBroken(*other)
    return {"missing_fields": [field.code for field in missing], "printed": not missing}


def _register(case: Object, region: Region) -> Answer:
    """A register that day: its columns in order and where they come from."""
    only(case, frozenset({"register", "day"}))
    found = region.rules.registers.on(day(case, "day")).register(text(case, "register"))
    return {
        "title": found.title,
        "per": found.per,
        "kept_by": found.kept_by,
        "append_only": found.append_only,
        "rule": found.citation.rule,
        "columns": [column.code for column in found.columns],
        "needed": [column.code for column in found.columns if column.needed],
        "origins": [column.origin.value for column in found.columns],
        "forms": [one.value for one in found.forms],
        "units": list(found.unit_codes),
    }


def _register_lines(case: Object, region: Region) -> Answer:
    """Lines of a register: how they read, which an export leaves out, how many of each kind."""
    only(case, frozenset({"register", "day", "lines", "count_by"}))
    found = region.rules.registers.on(day(case, "day")).register(text(case, "register"))
    lines = [
        {key: str(value or "") for key, value in line.items()} for line in objects(case, "lines")
    ]
    out = left_out(found, lines)
    column = without(case, "count_by", text)
    return {
        "rows": [list(line_of(found, line)) for line in lines],
        "row_columns": len(found.columns),
        "left_out": [one.line for one in out],
        "missing": [[column.code for column in one.missing] for one in out],
        "exported": len(lines) - len(out),
        "outstanding": sum(not all(line_of(found, line)) for line in lines),
        "counts": dict(Counter(line[column] for line in lines)) if column else None,
    }


def _provider_registered(case: Object, region: Region) -> Answer:
    """Whether the provider may conclude contracts that day, by its entry in the register."""
    only(case, frozenset({"registered_on", "excluded_on", "day"}))
    asked = day(case, "day")
    rules = region.rules.registers.on(asked)
    demand_registered(
        rules, without(case, "registered_on", day), without(case, "excluded_on", day), asked
    )
    return {"allowed": True, "rule": rules.entry.rule if rules.entry else None}


def _notice(case: Object, region: Region) -> Answer:
    """A duty to tell: who, whom, what about, how, by when."""
    only(case, frozenset({"notice", "day"}))
    found = region.rules.notices.on(day(case, "day")).notice(text(case, "notice"))
    return {
        "event": found.event,
        "sender": found.sender.value,
        "addressees": [one.value for one in found.addressees],
        "subjects": [one.code for one in found.subjects],
        "written": found.written,
        "proof": found.proof,
        "copies": found.copies,
        "answers": list(found.answers.codes) if found.answers else [],
        "opens": [one.code for one in found.opens],
        "forms": [one.value for one in found.forms],
        "rule": found.citation.rule,
        "term": found.within.code if found.within else None,
    }


def _notice_due(case: Object, region: Region) -> Answer:
    """By when a notice must be given, whether one given that day was in time, what it opens."""
    only(case, frozenset({"notice", "event", "given_on"}))
    event = day(case, "event")
    found = region.rules.notices.on(event).notice(text(case, "notice"))
    told = notice_due(found, event, region.calendar)
    last = told.at.date() if told else None
    given = without(case, "given_on", day)
    return {
        "due": last.isoformat() if last else None,
        "on_time": None if given is None else is_on_time(last, given),
        "opens": [one.code for one in found.opens],
        "rule": found.citation.rule,
    }


def _notice_dispatch(case: Object, region: Region) -> Answer:
    """Whether a notice may go out as it is: in writing, in enough copies."""
    only(case, frozenset({"notice", "day", "copies", "written"}))
    found = region.rules.notices.on(day(case, "day")).notice(text(case, "notice"))
    check_dispatch(found, copies=whole(case, "copies"), written=flag(case, "written"))
    return {"sent": True, "rule": found.citation.rule}


QUESTIONS: Mapping[str, Question] = {
    "form": _form,
    "form_filled": _form_filled,
    "register": _register,
    "register_lines": _register_lines,
    "provider_registered": _provider_registered,
    "notice": _notice,
    "notice_due": _notice_due,
    "notice_dispatch": _notice_dispatch,
}
