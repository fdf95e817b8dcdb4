"""Forms about the end of a programme: marks, what was sent, reviews. The law says what may be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from portal.models import ReviewOutcome
from portal.usecases.programme_changes import AskReview, EndReview, RecordEnding, RecordMarks
from portal.usecases.queries.programme_endings import EndingView
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    QuantityField,
    Required,
    Text,
)


class MarksForm(PortalForm):
    """A mark and a reason for each service of the programme."""

    more_names = ("mark", "reason")

    def ask(self, view: EndingView, typed: Any) -> None:
        """One pair of fields a service, filled with what is recorded or suggested."""
        self._codes = tuple(one.code for one in view.marks)
        for place, one in enumerate(view.marks):
            mark = Choice("Отметка", validators=[Required("Выберите отметку")])
            field: Any = self.add(f"mark-{place}", mark, typed)
            field.offer(tuple(view.mark_titles.items()))
            reason = self.add(f"reason-{place}", Line("Причина", validators=[OPTIONAL]), typed)
            if typed is None:
                field.data, reason.data = one.mark, one.reason

    def pair(self, place: int) -> tuple[Any, Any]:
        """The fields of a service."""
        return self[f"mark-{place}"], self[f"reason-{place}"]

    def paths(self) -> Mapping[str, str]:
        found = {f"marks.{code}.mark": f"mark-{n}" for n, code in enumerate(self._codes)}
        found |= {f"marks.{code}.reason": f"reason-{n}" for n, code in enumerate(self._codes)}
        return found

    def to_command(self, programme_id: int) -> RecordMarks:
        marks = {}
        for place, code in enumerate(self._codes):
            mark, reason = self.pair(place)
            marks[code] = (mark.data or "", reason.data or "")
        return RecordMarks(programme_id, marks)


class EndingForm(PortalForm):
    """What was done before the end, and where the recipient has moved."""

    notice_delivered_on = DateField("Уведомление вручено", validators=[OPTIONAL])
    conclusion_sent_on = DateField("Заключение отправлено", validators=[OPTIONAL])
    copies = QuantityField("Экземпляров", validators=[OPTIONAL])
    receipt = Line("Отметка о получении", validators=[OPTIONAL])
    moved_on = DateField("Переезжает в другой регион с", validators=[OPTIONAL])
    moved_to = Line("В какой регион", validators=[OPTIONAL])
    version = IntegerField(widget=HiddenInput())

    def fill(self, view: EndingView) -> None:
        """What is recorded already."""
        if self.is_submitted():
            return
        row = view.row
        self.notice_delivered_on.data = row.notice_delivered_on
        self.conclusion_sent_on.data, self.copies.data = row.conclusion_sent_on, row.copies
        self.receipt.data = view.receipt
        self.moved_on.data, self.moved_to.data = view.moved_on, row.moved_to or ""
        self.version.data = view.version

    def to_command(self, programme_id: int) -> RecordEnding:
        return RecordEnding(
            programme_id=programme_id,
            notice_delivered_on=self.notice_delivered_on.data,
            conclusion_sent_on=self.conclusion_sent_on.data,
            copies=None if self.copies.data is None else int(self.copies.data),
            receipt=self.receipt.data or "",
            moved_on=self.moved_on.data,
            moved_to=self.moved_to.data or "",
            version=self.version.data,
        )


class ReviewForm(PortalForm):
    """Who asks for a review, when and why."""

    initiator = Choice("Кто просит", validators=[Required("Выберите, кто просит")])
    asked_on = DateField("Когда", validators=[Required("Введите день")])
    reason = Text("Почему нужен пересмотр", validators=[Required("Напишите, что изменилось")])

    def offer(self, view: EndingView, today: date) -> None:
        """Those whom the law names."""
        self.initiator.offer(view.initiators)
        if not self.is_submitted():
            self.asked_on.data = today

    def to_command(self, programme_id: int) -> AskReview:
        return AskReview(programme_id, self.initiator.data, self.asked_on.data, self.reason.data)


class ReviewEndForm(PortalForm):
    """What came of a review."""

    outcome = Choice("Чем закончился", validators=[Required("Выберите исход")])
    decided_on = DateField("Когда", validators=[Required("Введите день")])
    new_programme_id = Choice("Новая программа")

    def offer(self, view: EndingView, today: date) -> None:
        """Outcomes, and the recipient's other programmes."""
        ends = [one for one in ReviewOutcome if one is not ReviewOutcome.OPEN]
        self.outcome.offer((one.value, one.label) for one in ends)
        others = [(str(row_id), title) for row_id, title in view.others]
        self.new_programme_id.offer([("", "—"), *others])
        if not self.is_submitted():
            self.decided_on.data = today

    def to_command(self, review_id: int) -> EndReview:
        chosen = self.new_programme_id.data
        return EndReview(
            review_id,
            ReviewOutcome(self.outcome.data),
            self.decided_on.data,
            int(chosen) if chosen else None,
        )
