"""The grid of a family's income: twelve months × kinds of income of each member.

Cells are named by their month, so that nothing typed is lost when another day of application moves
the window. Members and kinds of income may have gaps in their numbers: a removed one leaves one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField

from portal.domain.calendar import month_title
from portal.domain.income import IncomeItem
from portal.domain.people import PopulationGroup, Relation
from portal.domain.violations import RulesBroken
from portal.usecases.income import MemberIncome, RecordIncome, countable_violations
from portal.usecases.queries.family_income import AssessmentView
from portal.usecases.queries.recipients import RecipientView
from portal.web.access import region
from portal.web.clock import today
from portal.web.forms import (
    LONGEST_NAME,
    OPTIONAL,
    Choice,
    DateField,
    Line,
    MoneyField,
    PortalForm,
    Required,
    violations_into,
)
from portal.web.recipients.words import INCOME_KINDS

MOST_MEMBERS = 20
MOST_SOURCES = 6
PENSION = "pension"
_MEMBER = re.compile(r"household-([0-9]{1,3})-relation")
_SOURCE = re.compile(r"household-([0-9]{1,3})-sources-([0-9]{1,3})-kind")
_CELL = re.compile(r"household-[0-9]{1,3}-sources-[0-9]{1,3}-m([0-9]{4})-([0-9]{2})")
Typed = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class SourceFields:
    """A column of the grid: one kind of income of one member."""

    number: int
    kind: Field
    cells: tuple[tuple[date, Field], ...]


@dataclass(frozen=True, slots=True)
class MemberFields:
    """A member of the family with the columns of the grid."""

    number: int
    relation: Field
    name: Field
    born: Field
    student: Field
    married: Field
    sources: tuple[SourceFields, ...]
    is_recipient: bool


class IncomeForm(PortalForm):
    """The day of application, the population group and the grid."""

    applied_on = DateField("Дата заявления", validators=[Required("Введите дату заявления")])
    population_group = Choice(
        "Группа населения",
        choices=[
            ("", "По возрасту"),
            *((group.value, group.label) for group in PopulationGroup),
        ],
    )
    first_month = HiddenField()

    def __init__(self, typed: Typed, months: Sequence[date]) -> None:
        super().__init__(formdata=typed)
        self.typed = typed
        self.months = tuple(months)
        self.members = tuple(self._member(number) for number in member_numbers(typed))
        self.outside = tuple(sorted(self._outside()))

    def _member(self, number: int) -> MemberFields:
        path = f"household-{number}"
        relations = [(one.value, one.label) for one in Relation if one is not Relation.RECIPIENT]
        is_recipient = self.typed.get(f"{path}-relation") == Relation.RECIPIENT
        if is_recipient:
            relations = [(Relation.RECIPIENT.value, Relation.RECIPIENT.label)]
        return MemberFields(
            number=number,
            relation=self._add(f"{path}-relation", Choice("Кем приходится", choices=relations)),
            name=self._add(f"{path}-name", Line("Имя", longest=LONGEST_NAME)),
            born=self._add(
                f"{path}-born", DateField("Дата рождения", past=True, validators=[OPTIONAL])
            ),
            student=self._add(f"{path}-student", BooleanField("Учится очно")),
            married=self._add(f"{path}-married", BooleanField("В браке")),
            sources=tuple(
                self._source(path, source) for source in source_numbers(self.typed, number)
            ),
            is_recipient=is_recipient,
        )

    def _source(self, path: str, number: int) -> SourceFields:
        name = f"{path}-sources-{number}"
        return SourceFields(
            number=number,
            kind=self._add(
                f"{name}-kind", Choice("Вид дохода", choices=list(INCOME_KINDS.items()))
            ),
            cells=tuple(
                (
                    month,
                    self._add(
                        f"{name}-m{month:%Y-%m}",
                        MoneyField(
                            f"{month:%m.%Y}", example="26000,00", zero=True, validators=[OPTIONAL]
                        ),
                    ),
                )
                for month in self.months
            ),
        )

    def _add(self, name: str, unbound: Any) -> Field:
        return self.add(name, unbound, self.typed)

    def _outside(self) -> Iterator[tuple[str, str]]:
        """Sums typed for months that are out of the window now: kept, not counted."""
        for name, value in self.typed.items():
            found = _CELL.fullmatch(name)
            if found and value.strip() and name not in self:
                yield name, value

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """As of every form; a message about a cell says which cell it is."""
        cells = {
            cell.id: f"{month_title(month)}, {member.name.data or 'член семьи'}"
            for member in self.members
            for source in member.sources
            for month, cell in source.cells
        }
        return [
            (place, f"{cells[place]}: {message}" if place in cells else message)
            for place, message in super().problems
        ]

    @property
    def has_sums(self) -> bool:
        """Whether anything is typed into the grid at all."""
        return any(True for member in self.members for _ in _items(member))

    def window_moved(self) -> bool:
        """Whether the grid on the reader's screen showed other months than those that count."""
        shown = self.first_month.data
        return bool(shown) and shown != f"{self.months[0]:%Y-%m}"

    def check_day(self) -> bool:
        """Whether the portal can count for the day of application; else it is said at the day."""
        day = self.applied_on.data
        found = countable_violations(day, region(), today()) if day else ()
        if found and not self.applied_on.errors:
            violations_into(self, RulesBroken(*found))
        return not found

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators)) and self.check_day()
        if fine and self.window_moved():
            self.applied_on.errors = [
                "К этой дате считаются другие месяцы: таблица уже показывает их. "
                "Проверьте суммы и запишите ещё раз"
            ]
            return False
        return fine

    def to_command(self, recipient_id: int) -> RecordIncome:
        group = self.population_group.data
        return RecordIncome(
            recipient_id=recipient_id,
            applied_on=self.applied_on.data,
            population_group=PopulationGroup(group) if group else None,
            household=tuple(
                MemberIncome(
                    relation=Relation(member.relation.data),
                    born=member.born.data,
                    incomes=tuple(item for item, _ in _items(member)),
                    student=member.student.data,
                    married=member.married.data,
                    name=member.name.data or None,
                )
                for member in self.members
            ),
        )

    def paths(self) -> Mapping[str, str]:
        """Where the command's places are in the grid."""
        names: dict[str, str] = {"household": "applied_on"}
        for position, member in enumerate(self.members):
            for part in ("relation", "born", "name"):
                names[f"household[{position}].{part}"] = f"household[{member.number}].{part}"
            for index, (_, cell) in enumerate(_items(member)):
                for part in ("amount", "month", "kind"):
                    names[f"household[{position}].incomes[{index}].{part}"] = cell.name
        return names


def _items(member: MemberFields) -> Iterator[tuple[IncomeItem, Field]]:
    """The sums typed for a member, each with its cell; an empty cell is no income."""
    for source in member.sources:
        for month, cell in source.cells:
            if cell.data is not None:
                yield IncomeItem(month, cell.data, source.kind.data), cell


def member_numbers(typed: Typed) -> list[int]:
    """The members that were posted, in their order."""
    found = {int(name[1]) for key in typed if (name := _MEMBER.fullmatch(key))}
    return sorted(found)[:MOST_MEMBERS]


def source_numbers(typed: Typed, member: int) -> list[int]:
    """The kinds of income posted for a member; at least one column is always there."""
    found = {
        int(name[2]) for key in typed if (name := _SOURCE.fullmatch(key)) and int(name[1]) == member
    }
    return sorted(found)[:MOST_SOURCES] or [0]


def with_member(typed: Typed) -> Typed:
    """The same with one more member of the family."""
    numbers = member_numbers(typed)
    if len(numbers) >= MOST_MEMBERS:
        return typed
    number = max(numbers, default=0) + 1
    return _changed(
        typed,
        {
            f"household-{number}-relation": Relation.SPOUSE.value,
            f"household-{number}-sources-0-kind": PENSION,
        },
    )


def with_source(typed: Typed, member: int) -> Typed:
    """The same with one more kind of income of a member."""
    numbers = source_numbers(typed, member)
    if member not in member_numbers(typed) or len(numbers) >= MOST_SOURCES:
        return typed
    kept = {f"household-{member}-sources-{numbers[0]}-kind": PENSION}
    present = {key: value for key, value in kept.items() if key not in typed}
    return _changed(
        typed, {**present, f"household-{member}-sources-{max(numbers) + 1}-kind": "allowance"}
    )


def without_member(typed: Typed, member: int) -> Typed:
    """The same without a member; the recipient stays."""
    if typed.get(f"household-{member}-relation") == Relation.RECIPIENT:
        return typed
    return _without(typed, f"household-{member}-")


def without_source(typed: Typed, member: int, source: int) -> Typed:
    """The same without a kind of income; a member keeps at least one."""
    if len(source_numbers(typed, member)) == 1:
        return typed
    return _without(typed, f"household-{member}-sources-{source}-")


def _changed(typed: Typed, more: Mapping[str, str]) -> Typed:
    copy = MultiDict(typed)
    copy.update(more)
    return copy


def _without(typed: Typed, beginning: str) -> Typed:
    return MultiDict(
        [(key, value) for key, value in typed.items(multi=True) if not key.startswith(beginning)]
    )


def first_values(person: RecipientView, recorded: AssessmentView | None, day: date) -> Typed:
    """What the grid shows before anything is typed: the last record, or the recipient alone."""
    typed: Typed = MultiDict({"applied_on": f"{day:%d.%m.%Y}"})
    if recorded is None:
        typed["household-0-relation"] = Relation.RECIPIENT.value
        typed["household-0-name"] = person.full_name
        typed["household-0-born"] = f"{person.born:%d.%m.%Y}"
        typed["household-0-sources-0-kind"] = PENSION
        return typed
    typed["applied_on"] = f"{recorded.applied_on:%d.%m.%Y}"
    typed["population_group"] = recorded.population_group or ""
    for number, member in enumerate(recorded.members):
        path = f"household-{number}"
        typed[f"{path}-relation"] = member.relation.value
        typed[f"{path}-name"] = member.name
        typed[f"{path}-born"] = f"{member.born:%d.%m.%Y}"
        for mark in ("student", "married"):
            if getattr(member, mark):
                typed[f"{path}-{mark}"] = "y"
        for place, source in enumerate(member.sources):
            typed[f"{path}-sources-{place}-kind"] = source.kind
            for month, amount in source.amounts.items():
                text = f"{amount:.2f}".replace(".", ",")
                typed[f"{path}-sources-{place}-m{month:%Y-%m}"] = text
    return typed
