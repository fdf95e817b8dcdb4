"""Forms about the end of a programme: marks, what was sent, reviews. The law says what may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.domain.catalogue import Form
from portal.domain.conditions import Always
from portal.domain.documents import DocumentList
from portal.domain.endings import Handover
from portal.models import ReviewOutcome
from portal.usecases.programme_changes import RecordEnding, RecordMarks
from portal.usecases.programme_reviews import DAYS, EndReview, RecordReviewDays
from portal.usecases.queries.programme_endings import EndingView
from portal.usecases.queries.review_rows import ReviewRow
from portal.usecases.review_application import AskReview, Wishes
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    QuantityField,
    Required,
    Seen,
    Text,
)

MOST_COPIES = 20


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
    notice_handed = Choice("Как вручено")
    conclusion_sent_on = DateField("Заключение отправлено", validators=[OPTIONAL])
    dispatch_number = Line("Исходящий номер", validators=[OPTIONAL])
    copies = QuantityField("Экземпляров", whole=True, validators=[OPTIONAL])
    receipt = Line("Отметка о получении", validators=[OPTIONAL])
    moved_on = DateField("Переезжает в другой регион с", validators=[OPTIONAL])
    moved_to = Line("В какой регион", validators=[OPTIONAL])
    version = Seen()
    _told = False
    """Whether anything of it is recorded, which the form may take back."""

    def validate_copies(self, field: QuantityField) -> None:
        """Copies are counted whole, and no more of them than anybody prints."""
        if field.data is None:
            return
        if field.data != field.data.to_integral_value() or field.data > MOST_COPIES:
            text = f"Введите целое число экземпляров, не больше {MOST_COPIES}, например 2"
            raise ValidationError(text)

    def validate(self, extra_validators: object = None) -> bool:
        """Something is told, or a line that stood is emptied."""
        fine = bool(super().validate(extra_validators))
        fields = (self.notice_delivered_on, self.conclusion_sent_on, self.copies, self.moved_on)
        words = (self.notice_handed, self.dispatch_number, self.receipt, self.moved_to)
        if self._told or any(one.data for one in (*fields, *words)):
            return fine
        text = "Ничего не заполнено. Введите день того, что сделано"
        self.notice_delivered_on.errors = [*self.notice_delivered_on.errors, text]
        return False

    def fill(self, view: EndingView) -> None:
        """What is recorded already."""
        self.notice_handed.offer([("", "—"), *((one.value, one.label) for one in Handover)])
        row = view.row
        days = (row.notice_delivered_on, row.conclusion_sent_on, view.moved_on)
        words = (view.dispatch_number, view.receipt, row.moved_to)
        self._told = row.copies is not None or any((*days, *words))
        if self.is_submitted():
            return
        self.notice_handed.data = view.notice_handed.value if view.notice_handed else ""
        self.dispatch_number.data = view.dispatch_number
        self.notice_delivered_on.data = row.notice_delivered_on
        self.conclusion_sent_on.data = row.conclusion_sent_on
        self.copies.data = None if row.copies is None else Decimal(row.copies)
        self.receipt.data = view.receipt
        self.moved_on.data, self.moved_to.data = view.moved_on, row.moved_to or ""
        self.version.data = view.version

    def to_command(self, programme_id: int) -> RecordEnding:
        return RecordEnding(
            programme_id=programme_id,
            notice_delivered_on=self.notice_delivered_on.data,
            notice_handed=Handover(self.notice_handed.data) if self.notice_handed.data else None,
            dispatch_number=self.dispatch_number.data or "",
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


class ReviewApplicationForm(PortalForm):
    """The same where the region has an application of its own: its wishes and two reasons."""

    initiator = Choice("Кто просит", validators=[Required("Выберите, кто просит")])
    asked_on = DateField("Когда", validators=[Required("Введите день")])
    circumstances = Text("Что ухудшает или может ухудшить условия жизни", validators=[OPTIONAL])
    changed_need = Text("Почему изменилась потребность в услугах", validators=[OPTIONAL])
    service_form = Choice("Желаемая форма обслуживания")
    providers = Line("Желаемый поставщик", validators=[OPTIONAL])
    services = Text("Желаемые услуги и как часто", validators=[OPTIONAL])
    enclosed = SelectMultipleField(
        "Что приложено к заявлению",
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    without = BooleanField("Заявление подают без недостающих бумаг")

    def offer_papers(self, asked: DocumentList | None) -> None:
        """The enclosures the region names, each to be marked as there."""
        self.enclosed.choices = [
            (one.code, one.title if one.when == Always() else f"{one.title}, {one.when.text()}")
            for one in (asked.requirements if asked else ())
        ]

    def offer(self, view: EndingView, today: date) -> None:
        """Those whom the law names; the wishes begin with what the programme says."""
        self.initiator.offer(view.initiators)
        forms = [one for one in Form if one is not Form.URGENT]
        self.service_form.offer((one.label, one.label) for one in forms)
        if not self.is_submitted():
            self.asked_on.data = today
            self.service_form.data = view.row.form.label
            self.providers.data, self.services.data = view.provider, view.wished_services

    def paths(self) -> Mapping[str, str]:
        return {
            "reason": "changed_need",
            "preferred_providers": "providers",
            "wanted_services": "services",
        }

    def to_command(self, programme_id: int) -> AskReview:
        return AskReview(
            programme_id,
            self.initiator.data,
            self.asked_on.data,
            circumstances=self.circumstances.data or "",
            changed_need=self.changed_need.data or "",
            wishes=Wishes(
                self.service_form.data, self.providers.data or "", self.services.data or ""
            ),
            enclosed=frozenset(self.enclosed.data or ()) if self.enclosed.choices else None,
            without=self.without.data,
        )


class ReviewDaysForm(PortalForm):
    """The days of an application in the authority's register."""

    organisation_received_on = DateField(
        "Заявление поступило в уполномоченную организацию", validators=[OPTIONAL]
    )
    ministry_received_on = DateField("Заявление поступило в министерство", validators=[OPTIONAL])
    conditions_act_on = DateField(
        "Составлен акт оценки условий жизнедеятельности", validators=[OPTIONAL]
    )
    conditions_act_received_on = DateField("Акт поступил в министерство", validators=[OPTIONAL])

    def fill(self, row: ReviewRow) -> None:
        """What is recorded already."""
        if not self.is_submitted():
            for name in DAYS:
                self[name].data = getattr(row, name)

    def to_command(self, review_id: int) -> RecordReviewDays:
        return RecordReviewDays(review_id, **{name: self[name].data for name in DAYS})


class ReviewEndForm(PortalForm):
    """What came of a review."""

    outcome = Choice("Чем закончился", validators=[Required("Выберите исход")])
    decided_on = DateField("Когда", validators=[Required("Введите день")])
    new_programme_id = Choice("Новая программа")

    def offer(self, view: EndingView, today: date) -> None:
        """Outcomes, and the recipient's programmes that may have come of the review."""
        ends = [one for one in ReviewOutcome if one is not ReviewOutcome.OPEN]
        self.outcome.offer((one.value, one.label) for one in ends)
        others = [(str(row_id), title) for row_id, title in view.outcomes]
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


class GoneReviewEndForm(ReviewEndForm):
    """The same after the person has gone: a new programme is presented elsewhere."""

    new_number = Line("Номер новой программы", validators=[OPTIONAL])
    new_issued_on = DateField("От какого дня новая программа", past=True, validators=[OPTIONAL])

    def to_command(self, review_id: int) -> EndReview:
        return replace(
            super().to_command(review_id),
            new_number=self.new_number.data or "",
            new_issued_on=self.new_issued_on.data,
        )
