"""The form of information before a contract: a mark for each point, the day, the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import request
from wtforms import BooleanField, Field

from portal.usecases.briefings import RecordBriefing
from portal.usecases.queries.briefings import BriefingView, Point
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    PortalForm,
    Required,
    Seen,
    drafted_for,
)

ITSELF = "0"


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the list with its box."""

    point: Point
    box: Field


class BriefingForm(PortalForm):
    """What was told, when and to whom; the sheet's signature where the region asks for one."""

    more_names = ("told",)

    told_on = DateField("Когда сообщили", validators=[Required("Введите день, когда сообщили")])
    told_to = Choice("Кому сообщили", default=ITSELF)
    signed_on = DateField("Когда подписан лист ознакомления", validators=[OPTIONAL])
    version = Seen()

    def __init__(self, view: BriefingView, day: date) -> None:
        super().__init__(
            data={"told_on": day, "signed_on": view.signed_on, "version": view.version}
        )
        self.view = view
        people = [(str(key), name) for key, name in view.representatives]
        itself = [(ITSELF, f"{view.recipient}, получатель")]
        self.told_to.offer(itself + people if view.own_hand else people or itself)
        typed = drafted_for(self) or (request.form if self.is_submitted() else None)
        self.marks = tuple(Mark(point, self._box(point, typed)) for point in view.points)

    def _box(self, point: Point, typed: object) -> Field:
        box = self.add(f"told-{point.code}", BooleanField(point.title), typed)
        if typed is None:
            box.data = point.told_on is not None
        return box

    def paths(self) -> Mapping[str, str]:
        """A refusal about the marks stands under the first of them."""
        return {"told": self.marks[0].box.name}

    def to_command(self) -> RecordBriefing:
        return RecordBriefing(
            programme_id=self.view.programme_id,
            told=tuple(mark.point.code for mark in self.marks if mark.box.data),
            told_on=self.told_on.data,
            representative_id=int(self.told_to.data or ITSELF) or None,
            signed_on=self.signed_on.data if self.view.signature else None,
            version=self.version.data,
        )
