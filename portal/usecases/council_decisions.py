"""The council's decision on a child's course: recorded, and asked for by a contract (VLA-SCH-03).

How long a course of a department lasts the provider's council fixes. A decision never changes; the
same minutes recorded again with other days of the course correct what was recorded before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.courses import CouncilCourse
from portal.domain.records import check_record
from portal.domain.violations import NotAllowed, RulesBroken, Violation, refuse
from portal.models import CouncilDecision, Programme, Role, StruckDecision
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.programme_details import LONGEST_NUMBER
from portal.usecases.transaction import transaction

DECIDES = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
"""Who records what the council has decided."""


@dataclass(frozen=True, slots=True)
class RecordCouncil:
    """The minutes of the council: number, day, first and last day of the course.

    ``replaces``: the council has decided anew on days for which another decision stands.
    """

    programme_id: int
    minutes_number: str
    held_on: date | None
    course_from: date | None
    course_to: date | None
    replaces: bool = False

    @property
    def filled(self) -> tuple[str, ...]:
        """The fields of the law's record that are filled."""
        given = {
            "council_minutes_number": any(sign.isalnum() for sign in self.minutes_number),
            "council_date": self.held_on is not None,
            "course_from": self.course_from is not None,
            "course_to": self.course_to is not None,
        }
        return tuple(code for code, holds in given.items() if holds)


FIELDS = {
    "council_minutes_number": "minutes_number",
    "council_date": "held_on",
    "course_from": "course_from",
    "course_to": "course_to",
}
"""The fields of the law's record by the names of the command."""


def council_course(region: Region, unit_code: str | None, day: date) -> CouncilCourse | None:
    """The rule of a department whose courses a council fixes; None elsewhere."""
    rules = region.rules.schedule_rules.on(day).council_courses
    return next((one for one in rules if one.unit_code == unit_code), None)


def record_council_decision(
    command: RecordCouncil, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Record a decision of the council on the course of a programme.

    Raises NotAllowed for who does not lead a department, council_decision_missing for a record
    with a field left empty, value_invalid for a day to come or a course that runs back, lies
    outside the programme or begins before the council met, and minutes older than the programme;
    duplicate for what is recorded already; overlap for other days of a course on
    which other minutes stand, unless they are to be replaced.
    """
    if actor.role not in DECIDES:
        raise NotAllowed
    today = region.today(now)
    with transaction() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id, lock=True)
        rule = council_course(region, programme.unit_code, today)
        if rule is None:
            refuse("value_invalid", "Срок курса в этом отделении консилиум не определяет.")
        if found := check_record(rule.record, command.filled):
            raise RulesBroken(*(replace(one, field=FIELDS[one.field or ""]) for one in found))
        row = _row(command, programme, actor, now)
        _demand_days(row, programme, rule, today)
        standing = decisions_of(session, programme.id)
        _demand_new(standing, row)
        if not command.replaces:
            _demand_no_other(standing, row, rule)
        session.add(row)
        session.flush()
        after = {
            "minutes": row.minutes_number,
            "held_on": row.held_on,
            "course": f"{row.course_from} – {row.course_to}",
        }
        subject = ("council_decided", "programme", programme.id)
        audit.record(session, actor, now, *subject, after=after)
        return row.id


def _row(
    command: RecordCouncil, programme: Programme, actor: Actor, now: datetime
) -> CouncilDecision:
    return CouncilDecision(
        provider_id=actor.provider_id,
        programme_id=programme.id,
        minutes_number=command.minutes_number.strip(),
        held_on=command.held_on,
        course_from=command.course_from,
        course_to=command.course_to,
        recorded_at=now,
        recorded_by_id=actor.membership_id,
    )


def _demand_days(
    row: CouncilDecision, programme: Programme, rule: CouncilCourse, today: date
) -> None:
    first, last = programme.valid_from, programme.valid_until
    if len(row.minutes_number) > LONGEST_NUMBER:
        field, text = "minutes_number", f"Номер длиннее {LONGEST_NUMBER} знаков. Сократите его."
    elif row.held_on > today:
        field, text = "held_on", "День заседания ещё не наступил. Проверьте дату протокола."
    elif row.held_on < programme.issued_on:
        field = "held_on"
        text = (
            f"Консилиум решает по программе, а она выдана {programme.issued_on:%d.%m.%Y}. "
            "Проверьте дату протокола."
        )
    elif row.course_from < row.held_on:
        text = "Курс начинается не раньше решения консилиума. Проверьте обе даты."
        field = "course_from"
    elif row.course_to < row.course_from:
        field, text = "course_to", "Последний день курса раньше первого. Исправьте даты."
    elif row.course_from < first or row.course_to > last:
        field = "course_to" if row.course_to > last else "course_from"
        text = (
            f"Программа действует с {first:%d.%m.%Y} по {last:%d.%m.%Y}: курс лежит внутри неё. "
            "Исправьте даты или запросите новую программу."
        )
    else:
        return
    refuse("value_invalid", text, field=field, citation=rule.record.fields.citation)


def _demand_new(standing: Sequence[CouncilDecision], row: CouncilDecision) -> None:
    course = row.course_from, row.course_to
    for one in standing:
        if _minutes(one) == _minutes(row):
            if (one.course_from, one.course_to) == course:
                text = (
                    "Это решение уже записано. Чтобы исправить срок курса, запишите тот же "
                    "протокол с верными днями."
                )
                refuse("duplicate", text, field="minutes_number")
            return
    for one in standing:
        same_year = one.held_on.year == row.held_on.year
        if same_year and _minutes(one)[0] == _minutes(row)[0]:
            text = (
                f"Протокол № {one.minutes_number} уже записан от {one.held_on:%d.%m.%Y}: двух "
                "заседаний под одним номером в году нет. Проверьте номер и дату; ошибочное "
                "решение вычеркните."
            )
            refuse("duplicate", text, field="minutes_number")


def _demand_no_other(
    standing: Sequence[CouncilDecision], row: CouncilDecision, rule: CouncilCourse
) -> None:
    """Which of two decisions counts is never left to the order of recording."""
    gone = corrected(standing)
    for one in standing:
        if one.id in gone or _minutes(one) == _minutes(row):
            continue
        same = (one.course_from, one.course_to) == (row.course_from, row.course_to)
        if same or one.course_to < row.course_from or row.course_to < one.course_from:
            continue
        text = (
            f"На эти дни уже есть курс по протоколу № {one.minutes_number} от "
            f"{one.held_on:%d.%m.%Y}: с {one.course_from:%d.%m.%Y} по {one.course_to:%d.%m.%Y}. "
            "Если консилиум решил заново, отметьте это; если ошибка в днях, запишите тот же "
            "протокол с верными днями."
        )
        clause = rule.record.fields.citation
        refuse("overlap", text, field="replaces", citation=clause)


def decisions_of(session: Session, programme_id: int) -> tuple[CouncilDecision, ...]:
    """What counts of the records on the course of a programme: not struck out, the newest first."""
    struck = select(StruckDecision.decision_id).where(
        StruckDecision.decision_id == CouncilDecision.id
    )
    rows = session.scalars(
        select(CouncilDecision)
        .where(CouncilDecision.programme_id == programme_id, ~struck.exists())
        .order_by(CouncilDecision.id.desc())
    )
    return tuple(rows)


def _minutes(row: CouncilDecision) -> tuple[str, date]:
    return row.minutes_number.casefold(), row.held_on


def corrected(rows: Sequence[CouncilDecision]) -> frozenset[int]:
    """Which records the same minutes recorded later correct; ``rows`` are the newest first."""
    last: dict[tuple[str, date], int] = {}
    for one in rows:
        last.setdefault(_minutes(one), one.id)
    return frozenset(one.id for one in rows if last[_minutes(one)] != one.id)


def standing_courses(rows: Sequence[CouncilDecision]) -> tuple[CouncilDecision, ...]:
    """Of ``rows``, the newest first, what no later record corrects and none of the same days ends.

    Two courses never share a day here, so each day has one decision or none.
    """
    gone, found = corrected(rows), list[CouncilDecision]()
    for one in rows:
        if one.id not in gone and not any(_meet(one, other) for other in found):
            found.append(one)
    return tuple(found)


def _meet(one: CouncilDecision, other: CouncilDecision) -> bool:
    return one.course_from <= other.course_to and other.course_from <= one.course_to


def standing_decision(rows: Sequence[CouncilDecision], day: date) -> CouncilDecision | None:
    """The decision that counts on a day: whose course goes on, else begins next, else ended last.

    ``rows`` are the newest first; of several courses that go on the one recorded last counts.
    """
    gone = corrected(rows)
    standing = [one for one in rows if one.id not in gone]
    for one in standing:
        if one.course_from <= day <= one.course_to:
            return one
    coming = [one for one in standing if one.course_from > day]
    if coming:
        return min(coming, key=lambda one: one.course_from)
    return max(standing, key=lambda one: one.course_to, default=None)


def check_council(
    session: Session, programme: Programme, region: Region, day: date
) -> tuple[Violation, ...]:
    """What a contract of the day lacks of the council's word; nothing where no council decides."""
    rule = council_course(region, programme.unit_code, day)
    if rule is None:
        return ()
    found = standing_decision(decisions_of(session, programme.id), day)
    if found is None:
        text = (
            "Срок курса определяет консилиум, а его решения нет. Запишите протокол: номер, день, "
            "первый и последний день курса."
        )
    elif found.course_to < day:
        text = (
            f"Курс по протоколу № {found.minutes_number} закончился {found.course_to:%d.%m.%Y}. "
            "Запишите новое решение консилиума."
        )
    else:
        return ()
    clause = rule.record.fields.citation
    return (Violation(rule.record.refusal, text, "programme_id", clause),)


def demand_council(session: Session, programme: Programme, region: Region, day: date) -> None:
    """Refuse a contract without the council's decision on a course (VLA-SCH-03).

    Raises council_decision_missing.
    """
    if found := check_council(session, programme, region, day):
        raise RulesBroken(*found)
