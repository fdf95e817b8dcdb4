"""The form of a week: the days of each service, the hours of each day's visit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from flask import request
from wtforms import Field, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from portal.domain.schedule import DAYS_OF_WEEK
from portal.domain.visit_plan import PlanLine, VisitPlan, Weeks
from portal.usecases.queries.schedules import PlannedLine, ScheduleDesk
from portal.usecases.visit_plans import DraftPlan, MakePlan
from portal.web.clock import today
from portal.web.fields import HourField
from portal.web.filters import WEEKDAYS
from portal.web.forms import OPTIONAL, Choice, DateField, Line, PortalForm, Required, drafted_for

_DAYS = tuple(SelectChoice(str(day), WEEKDAYS[day]) for day in range(DAYS_OF_WEEK))
_WEEKS = {one.value: one for one in Weeks}


@dataclass(frozen=True, slots=True)
class ServiceDays:
    """A service with the fields of its weekdays and of its weeks."""

    line: PlannedLine
    days: Field
    weeks: Field


@dataclass(frozen=True, slots=True)
class VisitHours:
    """A weekday with the fields of its visit's hours."""

    weekday: int
    title: str
    begins: Field
    ends: Field


class PlanForm(PortalForm):
    """A week of visits; before the contract it begins with the contract and has no day of its own.

    Opened anew it shows the plan that holds, else the days that the programme's frequency suggests.
    """

    more_names = ("days", "weeks", "begins", "ends")

    since = DateField("Действует с", validators=[Required("Введите первый день графика")])
    reason = Line("Почему часы не названы", validators=[OPTIONAL])

    def __init__(self, desk: ScheduleDesk, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if desk.contract_id is None:
            del self.since
        self.typed = drafted_for(self) or request.form
        self.services = tuple(self._service(line) for line in desk.lines)
        self.hours = tuple(self._visit(day) for day in range(DAYS_OF_WEEK))
        self.suggested = False
        if not self.is_submitted() and not self.restored:
            self._show(desk)

    def _service(self, line: PlannedLine) -> ServiceDays:
        days = SelectMultipleField(line.title, choices=_DAYS, validate_choice=False)
        weeks = Choice(
            f"Как часто: {line.title}",
            choices=[(one.value, one.label) for one in Weeks],
            default=Weeks.EVERY.value,
        )
        return ServiceDays(
            line,
            self.add(f"days-{line.code}", days, self.typed),
            self.add(f"weeks-{line.code}", weeks, self.typed),
        )

    def _visit(self, day: int) -> VisitHours:
        title = WEEKDAYS[day]
        begins, ends = (
            self.add(f"{name}-{day}", HourField(f"{title}: {words}"), self.typed)
            for name, words in (("begins", "начало"), ("ends", "конец"))
        )
        return VisitHours(day, title, begins, ends)

    def _show(self, desk: ScheduleDesk) -> None:
        if desk.contract_id is not None and self.since.data is None:
            self.since.data = max(desk.first, today())
        if desk.current is not None:
            self._show_plan(desk.current)
            return
        for one in self.services:
            often = one.line.frequency
            one.days.data = [str(day) for day in often.usual_days] if often else []
            self.suggested = self.suggested or bool(one.days.data)

    def _show_plan(self, plan: VisitPlan) -> None:
        self.reason.data = plan.reason
        for one in self.services:
            lines = [line for line in plan.lines if line.code == one.line.code]
            one.days.data = [str(line.weekday) for line in lines]
            if lines:
                one.weeks.data = lines[0].weeks.value
        for visit in self.hours:
            timed = (line for line in plan.lines if line.weekday == visit.weekday and line.begins)
            if line := next(timed, None):
                visit.begins.data, visit.ends.data = line.begins, line.ends

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape; a weekday that the week does not have is nobody's slip of the hand."""
        fine = super().validate(extra_validators)
        known = {str(day) for day in range(DAYS_OF_WEEK)}
        for one in self.services:
            if set(one.days.data or ()) - known:
                one.days.errors = [ValidationError("Отметьте дни недели из списка").args[0]]
                fine = False
        return fine

    def lines(self) -> tuple[PlanLine, ...]:
        """The week as typed."""
        hours = {one.weekday: (one.begins.data, one.ends.data) for one in self.hours}
        return tuple(self._lines(hours))

    def _lines(self, hours: Mapping[int, tuple[time | None, time | None]]) -> Iterator[PlanLine]:
        for one in self.services:
            for day in sorted({int(value) for value in one.days.data or ()}):
                yield PlanLine(one.line.code, day, _WEEKS[one.weeks.data], *hours[day])

    def to_command(self, contract_id: int) -> MakePlan:
        return MakePlan(contract_id, self.since.data, self.lines(), self.reason.data or "")

    def to_draft(self, programme_id: int) -> DraftPlan:
        """The same before the contract."""
        return DraftPlan(programme_id, self.lines(), self.reason.data or "")

    def paths(self) -> Mapping[str, str]:
        """The command's lines go by service, its hours by weekday."""
        named = {f"lines[{one.line.code}]": one.days.name for one in self.services}
        return named | {f"ends[{one.weekday}]": one.ends.name for one in self.hours}
