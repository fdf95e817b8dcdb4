"""Forms of a way. Which step is next and what it needs, the region's path says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from wtforms import BooleanField, HiddenField

from portal.domain.moves import MoveKind, MoveWish
from portal.regions.registry import Region
from portal.usecases.move_case import RECIPIENT
from portal.usecases.move_papers import DrawList
from portal.usecases.move_steps import StepTold
from portal.usecases.move_withdrawals import WithdrawMove
from portal.usecases.moves import OpenMove, TakeStep
from portal.usecases.queries.moves import MoveView
from portal.usecases.queries.own_moves import RequestRow
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

BY_CITIZEN = [("recipient", "Получатель"), ("representative", "Представитель")]
CITIZENS_STEPS = frozenset({"present_programme_to_new", "present_to_new"})
WITH_FIRST_DAY = {
    "department_order": "Первый день в новом отделении",
    "place_confirmed": "День приёма в стационар",
    "conclude_new": "Первый день нового договора",
}
WITH_WORDS = {
    "papers_handed": "Кому выданы бумаги",
    "conclude_new": "Новый договор: поставщик, номер, день",
}
Pairs = Iterable[tuple[str, str]]


class OpenForm(PortalForm):
    """The recipient's application: where to, why, whose word it is."""

    to_provider_id = Choice("Поставщик")
    destination = Line("Куда", validators=[OPTIONAL])
    department_id = Choice("Отделение")
    reason = Text("Почему получатель переходит", validators=[Required("Напишите причину")])
    author = Choice("Чьё заявление")
    by_director = BooleanField("Просит не получатель: так решило учреждение")
    applied_on = DateField("День заявления", validators=[Required("Введите день заявления")])
    signed_on_paper = BooleanField("Заявление из кабинета подписано на бумаге и лежит у нас")
    unsigned = False

    def offer(
        self,
        kind: MoveKind,
        authors: Iterable[tuple[int | None, str]],
        today: date,
        *,
        providers: Pairs = (),
        departments: Pairs = (),
    ) -> None:
        """The lists of the kind of way, and today."""
        self.kind = kind
        self.to_provider_id.offer([("", "Нет в списке"), *providers])
        self.department_id.offer([("", "Выберите отделение"), *departments])
        self.author.offer([("" if key is None else str(key), words) for key, words in authors])
        if kind is MoveKind.REGION:
            self.destination.label.text = "Регион, куда переезжает получатель"
        else:
            self.destination.label.text = "Если его нет в списке, его название"
        if not self.is_submitted():
            self.applied_on.data = self.applied_on.data or today

    def take_over(self, asked: RequestRow | None, region: Region) -> None:
        """What the recipient wrote in the cabinet about this way, until somebody types."""
        if asked is None or asked.wish is not MoveWish.GO:
            return
        self.unsigned = not asked.signed
        if asked.kind is not self.kind or self.is_submitted():
            return
        self.destination.data = self.destination.data or asked.destination
        self.reason.data = self.reason.data or asked.reason
        self.applied_on.data = region.today(asked.asked_at)

    def to_command(self, contract_id: int) -> OpenMove:
        return OpenMove(
            contract_id=contract_id,
            kind=self.kind,
            reason=self.reason.data,
            author_id=_number(self.author.data),
            by_director=bool(self.by_director.data),
            applied_on=self.applied_on.data,
            to_provider_id=_number(self.to_provider_id.data),
            destination=self.destination.data or "",
            department_id=_number(self.department_id.data),
            signed_on_paper=bool(self.signed_on_paper.data),
        )

    def paths(self) -> Mapping[str, str]:
        return {"kind": "reason", "contract_id": "reason", "representative_id": "author"}


class MoveForm(PortalForm):
    """One thing done with a way, and the version of it that was seen."""

    do = HiddenField()
    version = Seen()


class StepForm(MoveForm):
    """The next step: its day, and what this step has to be told."""

    step = HiddenField()
    on = DateField("Когда это сделано", validators=[Required("Введите день")])
    by = Radios("Кто предъявил", choices=BY_CITIZEN)
    moves_on = DateField("Первый день", validators=[OPTIONAL])
    department_id = Choice("Отделение")
    note = Line("Подробности", validators=[OPTIONAL])
    days_between = BooleanField("День верен: в эти дни получателя никто не обслуживал")
    asks_first_day = asks_words = asks_department = asks_who = False

    def offer(self, view: MoveView, homes: Pairs, today: date) -> None:
        """The fields of the step whose turn it is."""
        code = view.current.code if view.current else ""
        elsewhere = code == "conclude_new" and view.row.kind is not MoveKind.PROVIDER
        known = elsewhere or (code == "conclude_new" and bool(view.elsewhere))
        self.asks_first_day = code in WITH_FIRST_DAY and not known
        self.asks_words = code in WITH_WORDS and not known
        self.asks_department = code == "place_confirmed"
        self.asks_who = code in CITIZENS_STEPS
        self.moves_on.label.text = WITH_FIRST_DAY.get(code, "Первый день")
        self.note.label.text = WITH_WORDS.get(code, "Примечание, если есть")
        self.department_id.offer([("", "Выберите отделение"), *homes])
        if not self.is_submitted() or self.do.data != "step":
            self.on.data = today
            self.by.data = RECIPIENT

    def to_command(self, move_id: int) -> TakeStep:
        return TakeStep(
            move_id=move_id,
            step=self.step.data or "",
            on=self.on.data,
            by=self.by.data or RECIPIENT,
            told=StepTold(
                self.moves_on.data,
                _number(self.department_id.data),
                self.note.data or "",
                gap_seen=bool(self.days_between.data),
            ),
            version=self.version.data,
        )

    def paths(self) -> Mapping[str, str]:
        return {"step": "on", "new_from": "moves_on"}


class ListForm(MoveForm):
    """The list of papers drawn anew."""

    def to_command(self, move_id: int) -> DrawList:
        return DrawList(move_id, self.version.data)

    def paths(self) -> Mapping[str, str]:
        return {"step": "version"}


class EnvelopeForm(MoveForm):
    """The envelope made from what is on record now."""


class WithdrawForm(MoveForm):
    """The way given up: the day and the words of the application for it."""

    withdrawn_on = DateField("День заявления об отказе", validators=[Required("Введите день")])
    withdrawal = Line("Почему отменяют", validators=[Required("Напишите причину")])

    def to_command(self, move_id: int) -> WithdrawMove:
        return WithdrawMove(
            move_id, self.withdrawal.data, self.withdrawn_on.data, self.version.data
        )

    def paths(self) -> Mapping[str, str]:
        return {"on": "withdrawn_on"}


class AnswerForm(PortalForm):
    """Words for a recipient whose application leads to nothing."""

    answer = Line("Ответ получателю", validators=[Required("Напишите ответ")])


class ReceiveForm(PortalForm):
    """An envelope that waits, taken in."""


def _number(text: str | None) -> int | None:
    return int(text) if text else None
