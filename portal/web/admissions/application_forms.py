"""Forms of the register of applications. Who may apply and what may come of it, the law says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from wtforms import BooleanField

from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.models import Outcome
from portal.usecases.applications import RecordOutcome, RegisterApplication
from portal.usecases.child_opinions import Opinion
from portal.usecases.queries.applications import ApplicationView
from portal.usecases.queries.open_applications import OpenApplication
from portal.usecases.repeat_applications import AfterRefusal
from portal.web.forms import (
    LONGEST_NUMBER,
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    Radios,
    Required,
    Seen,
    Text,
    parse_day,
)

_FORMS = (Form.HOME, Form.SEMI_STATIONARY, Form.STATIONARY, Form.URGENT)


class ApplicationForm(PortalForm):
    """Who asks for services, for whom, how and when."""

    citizen = Line("Кому нужны услуги", validators=[OPTIONAL])
    applicant = Choice("Кто обратился", validators=[Required("Выберите, кто обратился")])
    submitted_by = Line("Имя или название того, кто подал", validators=[OPTIONAL])
    channel = Radios("Как подано", validators=[Required("Отметьте, как подано заявление")])
    applied_on = DateField("Дата в заявлении", validators=[Required("Введите дату заявления")])
    service_form = Choice("Форма обслуживания", validators=[Required("Выберите форму")])
    kind = Line("Вид обслуживания или услуги", validators=[OPTIONAL])
    repeats = Choice("После отказа по заявлению")
    repeat_reason = Choice("Что изменилось")
    opinion = Text("Мнение ребёнка", validators=[OPTIONAL])
    opinion_on = DateField("Когда выслушано", validators=[OPTIONAL])
    opinion_by = Line("Кто выслушал", validators=[OPTIONAL])
    opinion_exception = Choice("Почему мнение не учтено")
    opinion_reason = Line("В чём причина", validators=[OPTIONAL])
    another = BooleanField("Это другое обращение, прежнее заявление рассматривают само по себе")
    asks_opinion = False
    asks_repeat = False
    asks_another = False

    def offer(
        self,
        applicants: Iterable[tuple[str, str]],
        channels: Iterable[tuple[str, str]],
        today: date,
    ) -> None:
        """The lists of the law; today as the usual day of an application."""
        self.applicant.offer(applicants)
        self.channel.offer(channels)
        self.service_form.offer((one.value, one.label) for one in _FORMS)
        if not self.is_submitted():
            self.applied_on.data = self.applied_on.data or today

    def ask_opinion(self, exceptions: ChoiceList | None) -> None:
        """The law's exceptions, where the application is about a child who is asked."""
        self.asks_opinion = exceptions is not None
        listed = exceptions.choices if exceptions else ()
        self.opinion_exception.offer([("", "—"), *((one.code, one.title) for one in listed)])

    def ask_another(self, beside: Sequence[OpenApplication]) -> None:
        """A word that it is not one of those that are open: nothing leaves the register again."""
        self.asks_another = bool(beside)

    def validate(self, extra_validators: object = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if not self.asks_another or self.another.data:
            return fine
        text = "Отметьте, что это другое обращение, или откройте прежнее заявление"
        self.another.errors = [*self.another.errors, text]
        return False

    def ask_repeat(
        self, refused: Iterable[tuple[int, str]], reasons: ChoiceList | None, chosen: int | None
    ) -> None:
        """The refused applications of the citizen, and why one may apply again (MSK-REC-07)."""
        listed = [(str(row_id), words) for row_id, words in refused]
        self.asks_repeat = bool(listed) and reasons is not None
        self.repeats.offer([("", "Нет, обращается впервые"), *listed])
        told = reasons.choices if reasons else ()
        self.repeat_reason.offer([("", "—"), *((one.code, one.title) for one in told)])
        if not self.is_submitted() and chosen is not None:
            self.repeats.data = str(chosen)

    def paths(self) -> Mapping[str, str]:
        return {"exception": "opinion_exception"}

    def to_command(self, recipient_id: int | None) -> RegisterApplication:
        return RegisterApplication(
            applicant=self.applicant.data,
            channel=self.channel.data,
            applied_on=self.applied_on.data,
            form=Form(self.service_form.data),
            recipient_id=recipient_id,
            citizen=self.citizen.data or "",
            submitted_by=self.submitted_by.data or "",
            kind=self.kind.data or "",
            opinion=Opinion(
                self.opinion.data or "",
                self.opinion_on.data,
                self.opinion_by.data or "",
                self.opinion_exception.data or None,
                self.opinion_reason.data or "",
            ),
            after=AfterRefusal(int(self.repeats.data), self.repeat_reason.data or "")
            if self.asks_repeat and self.repeats.data
            else None,
        )


class OutcomeForm(PortalForm):
    """What came of an application, and the order of enrolment."""

    outcome = Choice("Чем закончилось", validators=[Required("Выберите, чем закончилось")])
    decided_on = DateField("Когда", validators=[Required("Введите день")])
    decision_number = Line("Номер решения", longest=LONGEST_NUMBER, validators=[OPTIONAL])
    ground = Choice("Основание отказа")
    note = Text("Почему", validators=[OPTIONAL])
    programme_id = Choice("Программа")
    enrolled_on = DateField("День зачисления", validators=[OPTIONAL])
    order_number = Line("Номер приказа о зачислении", validators=[OPTIONAL])
    order_date = DateField("Дата приказа", validators=[OPTIONAL])
    version = Seen()

    def offer(self, shown: ApplicationView, today: date) -> None:
        """What the line says now, and the citizen's programmes."""
        outcomes = [one for one in Outcome if one is not Outcome.OPEN]
        self.outcome.offer((one.value, one.label) for one in outcomes)
        programmes = [(str(row_id), title) for row_id, title in shown.programmes]
        self.programme_id.offer([("", "—"), *programmes])
        grounds = shown.grounds.choices if shown.grounds else ()
        self.ground.offer([("", "—"), *((one.code, one.title) for one in grounds)])
        if self.is_submitted():
            return
        if shown.row.outcome is not Outcome.OPEN:
            self.outcome.data = shown.row.outcome.value
        self.decided_on.data = shown.row.outcome_on or today
        self.note.data = shown.row.outcome_note
        self.programme_id.data = str(shown.row.programme_id or "")
        self.enrolled_on.data, self.order_date.data = shown.enrolled_on, shown.order_date
        self.order_number.data = shown.order_number
        self.version.data = shown.version
        self.ground.data = shown.ground
        self.decision_number.data = shown.decision_number

    def to_command(self, application_id: int) -> RecordOutcome:
        return RecordOutcome(
            application_id=application_id,
            outcome=Outcome(self.outcome.data),
            decided_on=self.decided_on.data,
            note=self.note.data or "",
            programme_id=int(self.programme_id.data) if self.programme_id.data else None,
            enrolled_on=self.enrolled_on.data,
            order_number=self.order_number.data or "",
            order_date=self.order_date.data,
            version=self.version.data,
            ground=self.ground.data or "",
            decision_number=self.decision_number.data or "",
        )


def period_of(args: Mapping[str, str], today: date) -> tuple[date, date]:
    """The period in an address, by default this year until today."""
    first = date(today.year, 1, 1)
    since, until = _day(args.get("since", "")), _day(args.get("until", ""))
    since, until = since or first, until or today
    return (since, until) if since <= until else (first, today)


def _day(typed: str) -> date | None:
    try:
        return parse_day(typed)
    except ValueError:
        return None
