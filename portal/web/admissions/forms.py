"""Forms of places and queues. Whose turn it is and whether a place is free, the law says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from portal.usecases.queries.people import DepartmentChoice
from portal.usecases.queries.waiting_list import TurnView
from portal.usecases.waiting_list import (
    AnswerOffer,
    JoinWaitingList,
    LeaveWaitingList,
    OfferPlace,
    SetPlaces,
)
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    Radios,
    Required,
    Seen,
    Text,
)

MOST_PLACES = 9999
OFFER, DECLINE, LEAVE = "offer", "decline", "leave"
STAYS, GOES = "stays", "goes"


class JoinForm(PortalForm):
    """Which department, since when, and whether relatives are obliged to care."""

    department_id = Choice("Отделение", validators=[Required("Выберите отделение")])
    came_on = DateField("Когда обратился", validators=[Required("Введите день обращения")])
    obliged_relatives = BooleanField("Есть близкие родственники, которые обязаны заботиться")

    def offer(self, departments: Iterable[DepartmentChoice], today: date) -> None:
        """The provider's departments, and today as the day of coming."""
        self.department_id.offer((str(one.id), one.name) for one in departments)
        if not self.is_submitted() and self.came_on.data is None:
            self.came_on.data = today

    def to_command(self, recipient_id: int) -> JoinWaitingList:
        return JoinWaitingList(
            recipient_id=recipient_id,
            department_id=int(self.department_id.data),
            came_on=self.came_on.data,
            obliged_relatives=bool(self.obliged_relatives.data),
        )

    def paths(self) -> Mapping[str, str]:
        return {"recipient_id": "department_id"}


class VersionedForm(PortalForm):
    """What is done with one turn, and the version of it that was seen."""

    step = HiddenField()
    version = Seen()


class OfferForm(VersionedForm):
    """From when a place is free, and by when the person answers."""

    free_from = DateField("Место свободно с", validators=[Required("Введите день")])
    answer_by = DateField("Ответить не позднее", validators=[Required("Введите день ответа")])

    def to_command(self, turn: TurnView) -> OfferPlace:
        return OfferPlace(turn.row.id, self.free_from.data, self.answer_by.data, self.version.data)


class DeclineForm(VersionedForm):
    """A no: whether the person goes on waiting, and why."""

    keeps = Radios("Что дальше", validators=[Required("Отметьте, ждёт ли человек дальше")])
    reason = Text("Почему отказался от места", validators=[Required("Напишите причину")])

    def offer(self) -> None:
        self.keeps.offer([(STAYS, "Остаётся в очереди"), (GOES, "Больше не ждёт")])

    def to_command(self, turn: TurnView) -> AnswerOffer:
        waits = self.keeps.data == STAYS
        return AnswerOffer(turn.row.id, waits, self.reason.data, self.version.data)


class LeaveForm(VersionedForm):
    """Why somebody waits no more."""

    leave_reason = Text("Почему снимают с очереди", validators=[Required("Напишите причину")])

    def to_command(self, turn: TurnView) -> LeaveWaitingList:
        return LeaveWaitingList(turn.row.id, self.leave_reason.data, self.version.data)

    def paths(self) -> Mapping[str, str]:
        return {"reason": "leave_reason"}


class PlacesForm(PortalForm):
    """How many places a department has; empty = nobody counts."""

    places = Line("Сколько мест в отделении", validators=[OPTIONAL])

    def validate_places(self, field: Line) -> None:
        """A whole number, or nothing."""
        typed = (field.data or "").strip()
        fits = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST_PLACES))
        if typed and not fits:
            raise ValidationError(f"Введите целое число до {MOST_PLACES} или оставьте пустым")

    def to_command(self, department_id: int) -> SetPlaces:
        typed = (self.places.data or "").strip()
        return SetPlaces(department_id, int(typed) if typed else None)
