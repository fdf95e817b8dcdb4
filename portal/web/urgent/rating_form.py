"""The form of a rating: a mark for each criterion, the result, on whose word (VLA-RGT-05)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from wtforms import Field, IntegerField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from portal.domain.information import QualityMark, Rater, UrgentQuality
from portal.usecases.queries.urgent_ratings import NOT_REACHED, RatingView
from portal.usecases.urgent_ratings import RateUrgent
from portal.web.clock import today
from portal.web.forms import DateField, PortalForm, Radios, Required, Text, drafted_for

_NONE = "none"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of the region with its buttons."""

    code: str
    field: Field


class RatingForm(PortalForm):
    """How complete, timely and effective the help was, and what came of it."""

    more_names = ("mark",)

    result = Radios("Что изменилось", validators=[Required("Отметьте, что изменилось")])
    rater = Radios("Кто оценил", validators=[Required("Отметьте, кто оценил")])
    rated_on = DateField("Когда", validators=[Required("Введите день оценки")])
    note = Text("Заключение по случаю")
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def __init__(self, quality: UrgentQuality, seen: RatingView | None) -> None:
        shown: dict[str, object] = {"rated_on": seen.rated_on if seen else today()}
        if seen is not None:
            shown |= {
                "result": seen.result or _NONE,
                "rater": seen.rater.value,
                "note": seen.note,
                "version": seen.version,
            }
        super().__init__(data=shown)
        listed = [(one.code, one.title) for one in quality.results.choices]
        self.result.offer([*listed, (_NONE, NOT_REACHED)])
        self.rater.offer([(one.value, one.label) for one in Rater])
        typed = drafted_for(self) or (request.form if self.is_submitted() else None)
        self.criteria = tuple(
            Criterion(one.code, self._mark(one.code, one.title, typed, seen))
            for one in quality.criteria.choices
        )

    def _mark(self, code: str, title: str, typed: object, seen: RatingView | None) -> Field:
        buttons = Radios(
            title[:1].upper() + title[1:], choices=[(m.value, m.label) for m in QualityMark]
        )
        field = self.add(f"mark-{code}", buttons, typed)
        if typed is None and seen is not None and code in seen.marks:
            field.data = seen.marks[code].value
        return field

    def to_command(self, case_id: int) -> RateUrgent:
        known = {mark.value: mark for mark in QualityMark}
        return RateUrgent(
            case_id=case_id,
            marks={
                one.code: known[one.field.data] for one in self.criteria if one.field.data in known
            },
            result=None if self.result.data == _NONE else self.result.data,
            rater=Rater(self.rater.data),
            rated_on=self.rated_on.data,
            note=self.note.data or "",
            version=self.version.data,
        )
