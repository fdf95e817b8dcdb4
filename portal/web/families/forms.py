"""Forms of work with families: the message, the people, papers of the file, a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, FileField

from portal.domain.families import (
    COLLEGIAL_DECISION,
    FILE_KEPT,
    HEAD_DECISION,
    NEED_TO_DISCUSS,
    PROGRAMME_REGISTERED,
)
from portal.models import FamilyRelation
from portal.usecases.families import AddFamilyPaper, LeadFamily, OpenFamily
from portal.usecases.family_members import AddFamilyMember
from portal.usecases.family_steps import FamilyTold, TakeFamilyStep
from portal.usecases.queries.family_view import FamilyView, StepDesk
from portal.usecases.queries.people import WorkerChoice
from portal.web.clock import today
from portal.web.contracts.forms import upload_of
from portal.web.forms import (
    LONGEST_NUMBER,
    LONGEST_TITLE,
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PhoneField,
    PortalForm,
    Radios,
    Required,
    Seen,
    Text,
)

YES, NO = "yes", "no"


class MessageForm(PortalForm):
    """A message about a family: what the region asks to write down of it."""

    name = Line("Семья", longest=LONGEST_TITLE, validators=[Required("Впишите фамилию семьи")])
    address = Line("Адрес", longest=LONGEST_TITLE, validators=[OPTIONAL])
    phone = PhoneField("Телефон", validators=[OPTIONAL])
    received_on = DateField("Когда получены сведения", validators=[Required("Введите день")])
    sender = Line(
        "От кого сведения", longest=LONGEST_TITLE, validators=[Required("Впишите, кто сообщил")]
    )
    channel = Line("Как переданы", longest=LONGEST_TITLE, validators=[OPTIONAL])
    circumstances = Text("Что случилось", validators=[Required("Напишите, что случилось")])
    scan = FileField("Скан заявления или сообщения, если он есть")

    def offer(self) -> None:
        """Today as the usual day."""
        if not self.is_submitted():
            self.received_on.data = self.received_on.data or today()

    def to_command(self) -> OpenFamily:
        return OpenFamily(
            name=self.name.data,
            received_on=self.received_on.data,
            sender=self.sender.data,
            circumstances=self.circumstances.data,
            channel=self.channel.data or "",
            address=self.address.data or "",
            phone=self.phone.data or "",
            scan=upload_of(self.scan.data),
        )


class LeadForm(PortalForm):
    """Who leads the family."""

    specialist_id = Choice("Кто ведёт семью")
    version = Seen()

    def offer(self, workers: Sequence[WorkerChoice], view: FamilyView) -> None:
        """The social workers in office; nobody by name = the whole department."""
        people = ((str(one.membership_id), one.name) for one in workers)
        self.specialist_id.offer([("", "Всё отделение"), *people])
        if not self.is_submitted():
            self.specialist_id.data = str(view.specialist_id or "")

    def to_command(self, family_id: int) -> LeadFamily:
        chosen = self.specialist_id.data
        return LeadFamily(family_id, int(chosen) if chosen else None, self.version.data)


class MemberForm(PortalForm):
    """Somebody of the family."""

    name = Line(
        "Фамилия, имя, отчество",
        longest=LONGEST_TITLE,
        validators=[Required("Впишите фамилию, имя, отчество")],
    )
    relation = Radios("Кто это в семье", validators=[Required("Отметьте, кто это")])
    born = DateField("День рождения", past=True, validators=[OPTIONAL])
    occupation = Line("Где учится или работает", longest=LONGEST_TITLE, validators=[OPTIONAL])
    version = Seen()

    def offer(self) -> None:
        """Who somebody may be."""
        self.relation.offer((one.value, one.label) for one in FamilyRelation)

    def to_command(self, family_id: int) -> AddFamilyMember:
        return AddFamilyMember(
            family_id,
            FamilyRelation(self.relation.data),
            self.name.data,
            self.born.data,
            self.occupation.data or "",
            self.version.data,
        )


class PaperForm(PortalForm):
    """A paper of the file."""

    code = Radios("Какая бумага", validators=[Required("Отметьте бумагу")])
    drawn_on = DateField("День бумаги", validators=[Required("Введите день")])
    number = Line("Номер, если он есть", longest=LONGEST_NUMBER, validators=[OPTIONAL])
    scan = FileField("Скан, если он есть")
    version = Seen()

    def offer(self, view: FamilyView) -> None:
        """The papers of the list that are entered by hand; the head's decision once it is taken."""
        codes = [one.requirement.code for one in view.file]
        listed = [one for code in codes if (one := view.rules.paper(code)) is not None]
        self.code.offer(
            (one.code, one.title)
            for one in listed
            if one.code != HEAD_DECISION or view.ground is not None
        )
        if not self.is_submitted():
            self.drawn_on.data = today()

    def to_command(self, family_id: int) -> AddFamilyPaper:
        return AddFamilyPaper(
            family_id,
            self.code.data,
            self.drawn_on.data,
            self.number.data or "",
            upload_of(self.scan.data),
            self.version.data,
        )


class StepForm(PortalForm):
    """A step: its day and what it asks for; the page shows no other fields."""

    more_names = ("paper",)
    day = DateField("День", validators=[Required("Введите день")])
    ground = Radios("Основание", validators=[OPTIONAL])
    help_needed = Radios("Нужна ли семье помощь", validators=[OPTIONAL])
    programme_id = Choice("Программа", validators=[OPTIONAL])
    ended_by = Radios("Почему снимают с учёта", validators=[OPTIONAL])
    participants = Line("Кто участвовал", validators=[OPTIONAL])
    question = Text("Вопрос", validators=[OPTIONAL])
    decision = Text("Решение", validators=[OPTIONAL])
    work_continues = BooleanField("Работа с семьёй продолжается")
    kept_at = Line("Где хранится дело", longest=LONGEST_TITLE, validators=[OPTIONAL])
    words = Text("Примечание", validators=[OPTIONAL])
    version = Seen()
    papers: tuple[str, ...] = ()

    def offer(self, desk: StepDesk, typed: Any) -> None:
        """The lists of the law, a date for each paper that the step still waits for."""
        rules = desk.view.rules
        self.ground.offer((one.code, one.title) for one in rules.grounds.grounds.choices)
        self.help_needed.offer(((YES, "Нужна: заводим дело"), (NO, "Не нужна: дела не заводим")))
        self.programme_id.offer(
            [("", "Выберите программу"), *((str(key), title) for key, title in desk.programmes)]
        )
        ends = rules.age_end.ends.choices if rules.age_end else ()
        self.ended_by.offer((one.code, one.title) for one in ends)
        self.papers = tuple(one.code for one in desk.missing)
        for one in desk.missing:
            self.add(f"paper-{one.code}", DateField(one.title, validators=[OPTIONAL]), typed)
        if not self.is_submitted():
            self.day.data = today()

    @property
    def sheets(self) -> tuple[Any, ...]:
        """The fields of the papers."""
        return tuple(self[f"paper-{code}"] for code in self.papers)

    def to_command(self, family_id: int, step: str) -> TakeFamilyStep:
        told = FamilyTold(
            papers=tuple(
                (code, self[f"paper-{code}"].data)
                for code in self.papers
                if self[f"paper-{code}"].data is not None
            ),
            ground=self.ground.data or None,
            help_needed=self.help_needed.data == YES if self.help_needed.data else None,
            programme_id=int(self.programme_id.data) if self.programme_id.data else None,
            participants=self.participants.data or "",
            question=self.question.data or "",
            decision=self.decision.data or "",
            work_continues=bool(self.work_continues.data),
            ended_by=self.ended_by.data or None,
            kept_at=self.kept_at.data or "",
            words=self.words.data or "",
        )
        return TakeFamilyStep(family_id, step, self.day.data, told, self.version.data)

    def paths(self) -> Mapping[str, str]:
        papers = {code: f"paper-{code}" for code in self.papers}
        late = {f"papers[{code}]": f"paper-{code}" for code in self.papers}
        return {
            **papers,
            **late,
            "date": "day",
            HEAD_DECISION: "help_needed",
            PROGRAMME_REGISTERED: "programme_id",
            NEED_TO_DISCUSS: "question",
            COLLEGIAL_DECISION: "decision",
            FILE_KEPT: "kept_at",
        }
