"""Forms of departments for children: lessons, the council, things, placement, work, norms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from wtforms import BooleanField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.domain.choices import ChoiceList
from portal.domain.courses import Attendance
from portal.domain.minors import Maintenance
from portal.domain.schedule import DAYS_OF_WEEK
from portal.usecases.child_stays import IssueItem, SettlePlacement
from portal.usecases.council_decisions import RecordCouncil
from portal.usecases.lesson_times import RecordLessons
from portal.usecases.unit_work import RecordActivity, SetNorms
from portal.web.fields import HourField
from portal.web.filters import WEEKDAYS
from portal.web.forms import (
    LONGEST_NUMBER,
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    QuantityField,
    Radios,
    Required,
    Text,
)

_WORKDAYS = ("0", "1", "2", "3", "4")


def _pairs(choices: ChoiceList) -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in choices.choices]


class LessonsForm(PortalForm):
    """When the child learns; without hours there are no lessons."""

    mode = Radios("Кто ребёнок", validators=[Required("Выберите, кто ребёнок")])
    since = DateField("С какого дня так", validators=[Required("Введите день")])
    weekdays = SelectMultipleField(
        "Дни с уроками",
        choices=[SelectChoice(str(day), WEEKDAYS[day]) for day in range(DAYS_OF_WEEK)],
        validate_choice=False,
    )
    begins = HourField("Уроки начинаются", validators=[OPTIONAL])
    ends = HourField("Уроки кончаются", validators=[OPTIONAL])

    def offer(self, rule: Attendance, today: date) -> None:
        """The modes of the act, and a week of five days."""
        self.mode.offer(_pairs(rule.modes))
        if not self.is_submitted() and not self.restored:
            self.since.data = today
            self.weekdays.data = list(_WORKDAYS)

    def to_command(self, recipient_id: int) -> RecordLessons:
        days = {str(day): day for day in range(DAYS_OF_WEEK)}
        return RecordLessons(
            recipient_id=recipient_id,
            since=self.since.data,
            mode=self.mode.data,
            weekdays=tuple(days[one] for one in self.weekdays.data or () if one in days),
            begins=self.begins.data,
            ends=self.ends.data,
        )


class CouncilForm(PortalForm):
    """The minutes of the council."""

    minutes_number = Line(
        "Номер протокола",
        longest=LONGEST_NUMBER,
        validators=[Required("Введите номер протокола")],
    )
    held_on = DateField("День заседания", validators=[Required("Введите день заседания")])
    course_from = DateField("Первый день курса", validators=[Required("Введите первый день")])
    course_to = DateField("Последний день курса", validators=[Required("Введите последний день")])
    replaces = BooleanField("Консилиум решил заново: прежнее решение не действует")

    def to_command(self, programme_id: int) -> RecordCouncil:
        return RecordCouncil(
            programme_id=programme_id,
            minutes_number=self.minutes_number.data or "",
            held_on=self.held_on.data,
            course_from=self.course_from.data,
            course_to=self.course_to.data,
            replaces=bool(self.replaces.data),
        )


class StrikeDecisionForm(PortalForm):
    """What is wrong with a record of the council."""

    reason = Line("В чём ошибка", validators=[Required("Напишите, в чём ошибка записи")])


class PlacementForm(PortalForm):
    """How the stay ends."""

    end = Radios("Чем кончилось", validators=[Required("Выберите, чем кончилось")])
    settled_on = DateField("Когда решено", validators=[Required("Введите день")])
    note = Text(
        "Как устроен ребёнок, чем подтверждено",
        validators=[Required("Напишите, как устроен ребёнок и чем это подтверждено")],
    )

    def offer(self, ends: ChoiceList, today: date) -> None:
        """The ends of the act, today."""
        self.end.offer(_pairs(ends))
        if not self.is_submitted() and not self.restored:
            self.settled_on.data = today

    def to_command(self, recipient_id: int) -> SettlePlacement:
        return SettlePlacement(
            recipient_id, self.end.data, self.settled_on.data, self.note.data or ""
        )


class ItemForm(PortalForm):
    """A thing given to the child."""

    item = Choice("Что выдано")
    title = Line("Название", validators=[Required("Назовите вещь")])
    size = Line("Размер", validators=[Required("Введите размер")])
    season = Line("Сезон", validators=[Required("Введите сезон")])
    quantity = QuantityField("Сколько", whole=True, validators=[Required("Введите, сколько")])
    issued_on = DateField("Когда выдано", validators=[Required("Введите день")])

    def offer(self, rules: Iterable[Maintenance], today: date) -> None:
        """What is chosen by size and season."""
        self.item.offer(
            (one.code, one.title)
            for rule in rules
            if rule.criteria.choices
            for one in rule.items.choices
        )
        if not self.is_submitted() and not self.restored:
            self.issued_on.data = today
            self.quantity.data = Decimal(1)

    def to_command(self, recipient_id: int) -> IssueItem:
        return IssueItem(
            recipient_id=recipient_id,
            item=self.item.data,
            title=self.title.data or "",
            size=self.size.data or "",
            season=self.season.data or "",
            issued_on=self.issued_on.data,
            quantity=int(self.quantity.data),
        )


class ActivityForm(PortalForm):
    """What the department did under a task of its order."""

    task = Choice("Задача")
    day = DateField("День", validators=[Required("Введите день")])
    about = Text("Что сделано", validators=[Required("Напишите, что сделано")])
    people = QuantityField("Сколько человек участвовало", whole=True, validators=[OPTIONAL])

    def offer(self, tasks: ChoiceList, today: date) -> None:
        """The tasks of the order, today."""
        self.task.offer(_pairs(tasks))
        if not self.is_submitted() and not self.restored:
            self.day.data = today

    def to_command(self, department_id: int) -> RecordActivity:
        return RecordActivity(
            department_id=department_id,
            task=self.task.data,
            day=self.day.data,
            about=self.about.data or "",
            people=int(self.people.data or 0),
        )


class NormsForm(PortalForm):
    """The norms of an act."""

    since = DateField("С какого дня действуют", validators=[Required("Введите день")])
    act = Line("Акт", validators=[Required("Назовите акт: вид, дату и номер")])
    lines = Text("Нормы", validators=[Required("Введите нормы, по одной в строке")])

    def to_command(self, code: str) -> SetNorms:
        typed = (self.lines.data or "").splitlines()
        return SetNorms(code, self.since.data, self.act.data or "", tuple(typed))


class StrikeForm(PortalForm):
    """Which mistaken row is crossed out."""

    row = QuantityField("Запись", whole=True, validators=[Required("Выберите запись")])
