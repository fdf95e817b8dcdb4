"""Forms of a break in the service. Whether it is lawful, the law says."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from flask_wtf.file import FileField
from wtforms import BooleanField, SelectMultipleField

from portal.domain.violations import Violation
from portal.usecases.queries.checklist import Checklist
from portal.usecases.queries.contract_views import ContractView
from portal.usecases.queries.suspension_calendar import BreakRow
from portal.usecases.queries.suspension_desk import OfferedGround, SuspensionDesk
from portal.usecases.resumptions import ResumeContract
from portal.usecases.suspension_bounds import day_violations
from portal.usecases.suspension_events import RecordBreakEvent
from portal.usecases.suspension_moves import MoveSuspension
from portal.usecases.suspension_papers import PAPERS_CAME
from portal.usecases.suspension_proofs import BringProof, ProofPaper
from portal.usecases.suspension_warnings import RecordWarning
from portal.usecases.suspension_withdrawals import WithdrawSuspension
from portal.usecases.suspensions import SuspendContract
from portal.usecases.warning_papers import DrawWarning
from portal.web.access import region
from portal.web.contracts.break_conclusion import ConclusionFields
from portal.web.contracts.forms import upload_of
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    Required,
    Seen,
    Text,
)

CHOOSE = ("", "Выберите основание")
CORRECTS = "Исправить выданный акт: услуги этих дней уйдут из него или вернутся в него"
SCAN = "Скан предупреждения с подписью, если он есть"


class SuspendForm(ConclusionFields, PortalForm):
    """On what ground and from when service stops for a while, and when the recipient was warned."""

    ground = Choice("Основание", validators=[Required("Выберите основание из списка")])
    since = DateField("Первый день без услуг", validators=[Required("Введите дату")])
    until = DateField("Первый день услуг после перерыва", validators=[OPTIONAL])
    reason = Text("Чем подтверждается", validators=[OPTIONAL])
    warned_on = DateField("Когда вручено письменное предупреждение", validators=[OPTIONAL])
    warning = FileField(SCAN)
    notified_on = DateField("Когда получателя известили о перерыве", validators=[OPTIONAL])
    paper_on = DateField("Дата документа", validators=[OPTIONAL])
    paper_number = Line("Номер документа, если есть", validators=[OPTIONAL])
    paper = FileField("Скан документа, если есть")
    paper_later = BooleanField("Донесут позже")
    missing = SelectMultipleField("Каких документов не хватает", validate_choice=False)
    missing_words = Text("Каких сведений ещё не хватает", validators=[OPTIONAL])
    corrects = BooleanField(CORRECTS)
    offered: tuple[OfferedGround, ...] = ()

    def begin_with(self, code: str, since: str = "") -> None:
        """The ground and the first day that the address names, until others are sent."""
        if self.is_submitted():
            return
        if any(one.ground.code == code for one in self.offered):
            self.ground.data = code
        with suppress(ValueError):
            self.since.data = date.fromisoformat(since)

    @property
    def chosen(self) -> OfferedGround | None:
        """The ground whose fields the form shows; without one it shows those of all."""
        return next((one for one in self.offered if one.ground.code == self.ground.data), None)

    @property
    def asks_missing(self) -> bool:
        """Whether the chosen ground waits for papers that are not there."""
        return self.chosen is not None and self.chosen.ground.ends_when == PAPERS_CAME

    def offer(self, desk: SuspensionDesk, contract: ContractView, papers: Checklist) -> None:
        """The grounds that the contract names, its days, the papers of the region's list."""
        self.missing.choices = [
            (row.requirement.code, row.requirement.title)
            for row in papers.rows
            # What the portal's own record stands for is brought by nobody (FED-SUS-01).
            if not row.requirement.optional and not (row.submitted and row.submitted.id is None)
        ]
        if not self.is_submitted():
            self.missing.data = [one.code for one in papers.missing]
        self.term = region().rules.contract_rules.on(contract.rules_day).term
        self.first = contract.in_force_from or contract.concluded_on
        self.last = min(contract.ended_on or date.max, contract.valid_until)
        self.offered = desk.grounds
        self.ground.choices = [
            CHOOSE,
            *((one.ground.code, one.ground.title) for one in desk.grounds),
        ]

    def meaning(self) -> tuple[Violation, ...]:
        """As of the days that could be read; the contract's first day stands in for the first."""
        since = self.since.data or self.first
        return day_violations(since, self.until.data, self.first, self.last, self.term)

    def to_command(self, contract_id: int) -> SuspendContract:
        return SuspendContract(
            contract_id=contract_id,
            ground=self.ground.data,
            since=self.since.data,
            until=self.until.data,
            reason=self.reason.data or "",
            warned_on=self.warned_on.data,
            warning=upload_of(self.warning.data),
            notified_on=self.notified_on.data,
            corrects=self.corrects.data,
            missing=(*(self.missing.data or ()), *_lines(self.missing_words.data)),
            paper=_paper(self),
            paper_later=self.paper_later.data,
            conclusion=self.conclusion(),
        )


def _lines(typed: str | None) -> tuple[str, ...]:
    return tuple(one.strip() for one in (typed or "").splitlines() if one.strip())


class PaperForm(PortalForm):
    """The awaited paper of a break."""

    paper_on = DateField("Дата документа", validators=[Required("Введите дату")])
    paper_number = Line("Номер документа, если есть", validators=[OPTIONAL])
    paper = FileField("Скан документа, если есть")

    def to_command(self, suspension_id: int) -> BringProof:
        return BringProof(suspension_id, _proof(self))


class EventForm(PortalForm):
    """What the break waited for has come."""

    happened_on = DateField("Когда", validators=[Required("Введите дату")])
    note = Text("Откуда это известно", validators=[OPTIONAL])

    def to_command(self, suspension_id: int) -> RecordBreakEvent:
        return RecordBreakEvent(suspension_id, self.happened_on.data, self.note.data or "")


def _proof(form: SuspendForm | PaperForm) -> ProofPaper:
    number = form.paper_number.data or ""
    return ProofPaper(form.paper_on.data, number, upload_of(form.paper.data))


def _paper(form: SuspendForm) -> ProofPaper | None:
    return None if form.paper_on.data is None else _proof(form)


class MoveForm(PortalForm):
    """Other days for a break, and why."""

    since = DateField("Первый день без услуг", validators=[Required("Введите дату")])
    until = DateField("Первый день услуг после перерыва", validators=[OPTIONAL])
    reason = Text("Почему меняют", validators=[Required("Напишите причину")])
    corrects = BooleanField(CORRECTS)
    seen = Seen()

    def fill(self, row: BreakRow) -> None:
        """The days as they are."""
        self.since.data, self.until.data, self.seen.data = row.since, row.until, len(row.orders)

    def to_command(self, suspension_id: int) -> MoveSuspension:
        return MoveSuspension(
            suspension_id=suspension_id,
            since=self.since.data,
            until=self.until.data,
            reason=self.reason.data or "",
            corrects=self.corrects.data,
            seen=self.seen.data,
        )


class PreviewForm(MoveForm):
    """The same days looked at beforehand: the reason may come later."""

    reason = Text("Почему меняют", validators=[OPTIONAL])
    seen = Seen(needed=False)


class WithdrawForm(PortalForm):
    """Why a break does not take place."""

    reason = Text("Почему отменяют", validators=[Required("Напишите причину")])
    seen = Seen()

    def to_command(self, suspension_id: int) -> WithdrawSuspension:
        return WithdrawSuspension(suspension_id, self.reason.data or "", self.seen.data)


class WarnForm(PortalForm):
    """A written warning that was handed over."""

    ground = Choice("О чём предупреждён", validators=[Required("Выберите основание из списка")])
    handed_on = DateField("Когда вручено", validators=[Required("Введите дату")])
    scan = FileField(SCAN)

    def offer(self, desk: SuspensionDesk) -> None:
        """The grounds that a warning comes before."""
        self.ground.choices = [
            CHOOSE,
            *((one.ground.code, one.ground.title) for one in desk.grounds if one.asks_warning),
        ]

    def to_command(self, contract_id: int) -> RecordWarning:
        return RecordWarning(
            contract_id=contract_id,
            ground=self.ground.data,
            handed_on=self.handed_on.data,
            scan=upload_of(self.scan.data),
        )


class PrintWarningForm(PortalForm):
    """Of what the recipient is warned."""

    ground = Choice("О чём предупредить", validators=[Required("Выберите основание из списка")])
    breach = Text("Что нарушено и что надо исправить", validators=[OPTIONAL])

    def offer(self, desk: SuspensionDesk) -> None:
        """The grounds that a warning comes before."""
        self.ground.choices = [
            CHOOSE,
            *((one.ground.code, one.ground.title) for one in desk.grounds if one.asks_warning),
        ]

    def to_command(self, contract_id: int) -> DrawWarning:
        return DrawWarning(contract_id, self.ground.data, self.breach.data or "")


class ResumeForm(PortalForm):
    """From which day service goes on."""

    day = DateField("Первый день услуг после перерыва", validators=[Required("Введите дату")])
    seen = Seen()

    def to_command(self, contract_id: int) -> ResumeContract:
        return ResumeContract(contract_id, self.day.data, self.seen.data)
