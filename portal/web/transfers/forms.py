"""Forms of the provider that is left. What may be done in a state, the region's path says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.usecases.queries.transfer_lists import ProviderChoice
from portal.usecases.queries.transfer_sides import PackageView
from portal.usecases.transfer_choice import ChooseProvider, WithdrawTransfer
from portal.usecases.transfer_completion import CompleteTransfer, VouchFor
from portal.usecases.transfer_decisions import DecideTransfer, Decision, Recommended
from portal.usecases.transfer_file_return import ReturnFile
from portal.usecases.transfer_handover import SendFile
from portal.usecases.transfer_papers import EXAMINATION, SPECIAL, PackagePaperDetails
from portal.usecases.transfers import AddPaper, MoveOn
from portal.web.contracts.forms import upload_of
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    Radios,
    Required,
    Secret,
    Seen,
    Text,
)

CITIZENS = [("recipient", "Получатель"), ("representative", "Представитель")]
CONSENTED = "Письменное согласие представителя есть"


class Ticks(SelectMultipleField):
    """Several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Fill a list that is known only when the page is made."""
        self.choices = [SelectChoice(value, words) for value, words in choices]


class ProviderForm(PortalForm):
    """A provider from the list, or by name when it does not work in the portal."""

    provider_id = Choice("Поставщик")
    name = Line("Если его нет в списке, его название", validators=[OPTIONAL])

    def offer_providers(self, providers: Iterable[ProviderChoice]) -> None:
        self.provider_id.offer(
            [("", "Нет в списке"), *((str(one.id), one.name) for one in providers)]
        )

    @property
    def chosen_id(self) -> int | None:
        """The provider's row, None when only a name is given."""
        return int(self.provider_id.data) if self.provider_id.data else None


class StepForm(PortalForm):
    """One thing done with a move, and the version of it that was seen."""

    step = HiddenField()
    version = Seen()


class PaperForm(StepForm):
    """A paper of the package with the day on it, perhaps its scan."""

    code = Choice("Документ", validators=[Required("Выберите документ")])
    issued_on = DateField("День на документе", validators=[Required("Введите день")])
    number = Line("Номер, если есть", validators=[OPTIONAL])
    issuer = Line("Кто выдал", validators=[OPTIONAL])
    basis = Choice("По каким правилам обследовали")
    scan = FileField("Скан, если есть")
    title = Line("Как называется, если его нет в списке", validators=[OPTIONAL])
    by_act = False
    """Whether the region names the acts of an examination."""

    def offer(self, package: PackageView, *, more: bool, sent: bool) -> None:
        """The papers of the package; once sent, those of a special route and what runs out."""
        listed = [
            (row.code, row.title)
            for row in package.rows
            if row.special or not sent or row.valid_until is not None
        ]
        listed = [one for one in listed if not one[0].startswith(SPECIAL)]
        other = [(SPECIAL, "Другой документ, например направление")] if more else []
        self.code.offer([("", "Выберите документ"), *listed, *other])
        self.basis.offer([("", "Не обследование"), *package.bases])
        self.by_act = bool(package.bases)

    def validate_basis(self, field: Choice) -> None:
        """An examination goes with the act it was made by (AST-DOC-02)."""
        if self.code.data == EXAMINATION and self.by_act and not field.data:
            raise ValidationError("Выберите, по каким правилам обследовали: этого ждёт орган")

    def to_command(self, transfer_id: int) -> AddPaper:
        paper = PackagePaperDetails(
            self.code.data,
            self.issued_on.data,
            self.number.data or "",
            self.issuer.data or "",
            upload_of(self.scan.data),
            self.title.data or "",
        )
        return AddPaper(transfer_id, paper, self.basis.data or None, self.version.data)

    def paths(self) -> Mapping[str, str]:
        return {self.code.data or "code": "issued_on"}


class ReadyForm(StepForm):
    """The package is whole."""

    def to_command(self, transfer_id: int) -> MoveOn:
        return MoveOn(transfer_id, version=self.version.data)


class SubmitForm(StepForm):
    """The director signs the petition with the own password and sends the package."""

    password = Secret("Ваш пароль", validators=[Required("Введите свой пароль")])

    def to_command(self, transfer_id: int) -> MoveOn:
        return MoveOn(transfer_id, petition_signed=True, version=self.version.data)


class DecideForm(StepForm):
    """What came from an authority that does not work in the portal, as received on paper."""

    outcome = Radios("Что пришло", validators=[Required("Отметьте, что пришло")])
    on = DateField("Когда", validators=[Required("Введите день из документа")])
    number = Line("Номер решения", validators=[OPTIONAL])
    why = Text("Причина отказа", validators=[OPTIONAL])
    recommended = Text("Рекомендованные поставщики, каждый с новой строки", validators=[OPTIONAL])

    def offer(self, steps: Iterable[tuple[str, str]], today: date) -> None:
        self.outcome.offer(steps)
        if not self.is_submitted():
            self.on.data = self.on.data or today

    def to_command(self, transfer_id: int) -> DecideTransfer:
        names = [line.strip() for line in (self.recommended.data or "").splitlines()]
        return DecideTransfer(
            transfer_id=transfer_id,
            steps=(Decision(self.outcome.data),),
            on=self.on.data,
            recommended=tuple(Recommended(name=name) for name in names if name),
            number=self.number.data or "",
            reason=self.why.data or "",
            version=self.version.data,
        )

    def paths(self) -> Mapping[str, str]:
        return {"reason": "why"}


class ChooseForm(ProviderForm):
    """Whom the recipient chose."""

    step = HiddenField()
    version = Seen()
    by = Radios("Кто выбрал", validators=[Required("Отметьте, кто выбрал")])
    told_on = DateField("Когда получателю сообщили, кого рекомендуют")
    warned = BooleanField("Получателя предупредили: этого поставщика орган не рекомендовал")
    consented = BooleanField(CONSENTED)

    def offer(self, providers: Iterable[ProviderChoice]) -> None:
        self.offer_providers(providers)
        self.by.offer(CITIZENS)

    def to_command(self, transfer_id: int) -> ChooseProvider:
        told, version = self.told_on.data, self.version.data
        name = self.name.data or ""
        return ChooseProvider(
            transfer_id,
            self.chosen_id,
            name,
            self.by.data,
            version=version,
            told_on=told,
            warned=self.warned.data,
            consented=self.consented.data,
        )


class EnvelopeForm(StepForm):
    """The envelope made anew from what is on record now."""

    despite = Line("Почему передаёте без согласия", validators=[OPTIONAL])


class FileForm(StepForm):
    """The personal file handed over with the list of its papers."""

    papers = Text("Опись личного дела", validators=[Required("Перечислите бумаги")])
    on = DateField("Когда передано", validators=[Required("Введите день")])
    person = Line("Кто принял, если расписка уже есть", validators=[OPTIONAL])

    def offer(self, today: date, listed: Iterable[str] = ()) -> None:
        """Today, and the papers of the file as they are recorded."""
        if not self.is_submitted():
            self.on.data = self.on.data or today
            self.papers.data = self.papers.data or "\n".join(listed)

    def to_command(self, transfer_id: int) -> SendFile:
        person = self.person.data or ""
        return SendFile(
            transfer_id, self.papers.data, self.on.data, person, self.on.data if person else None
        )


class ReturnForm(StepForm):
    """The personal file come back from the authority."""

    returned_on = DateField("Когда дело вернулось", validators=[Required("Введите день")])

    def to_command(self, transfer_id: int) -> ReturnFile:
        return ReturnFile(transfer_id, self.returned_on.data)


class VouchForm(StepForm):
    """The director's marks with the paper they rest on."""

    vouched = Ticks("Отметки директора")
    note = Line(
        "На чём основано: документ, номер, день",
        validators=[Required("Напишите название документа и его номер или день")],
    )

    def offer(self, marks: Iterable[tuple[str, str]]) -> None:
        self.vouched.offer(marks)

    def validate_vouched(self, field: Ticks) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError("Отметьте хотя бы одно")

    def to_command(self, transfer_id: int) -> VouchFor:
        marks = tuple(self.vouched.data or ())
        return VouchFor(transfer_id, marks, self.note.data, self.version.data)

    def paths(self) -> Mapping[str, str]:
        return {"marks": "vouched"}


class WithdrawForm(StepForm):
    """A written withdrawal."""

    taken_back_by = Radios("Кто отзывает", validators=[Required("Отметьте, кто отзывает")])
    withdrawn_on = DateField("День заявления об отзыве", validators=[Required("Введите день")])
    words = Line("Слова заявления об отзыве", validators=[Required("Перепишите из заявления")])
    consent_given = BooleanField(CONSENTED)

    def offer(self) -> None:
        self.taken_back_by.offer(CITIZENS)

    def to_command(self, transfer_id: int) -> WithdrawTransfer:
        return WithdrawTransfer(
            transfer_id,
            self.taken_back_by.data,
            self.withdrawn_on.data,
            self.words.data,
            self.version.data,
            self.consent_given.data,
        )

    def paths(self) -> Mapping[str, str]:
        return {
            "by": "taken_back_by",
            "on": "withdrawn_on",
            "note": "words",
            "consented": "consent_given",
        }


class CompleteForm(StepForm):
    """The first day at the receiving provider, and the director's own password."""

    moved_on = DateField("Первый день у нового поставщика", validators=[Required("Введите день")])
    new_from = DateField("Первый день нового договора, как сообщил поставщик")
    own_password = Secret("Ваш пароль", validators=[Required("Введите свой пароль")])
    elsewhere = False

    def offer(self, day: date, *, elsewhere: bool) -> None:
        """The day of the move; a contract that is not in the portal is asked for by its first."""
        self.elsewhere = elsewhere
        if not self.is_submitted():
            self.moved_on.data = self.moved_on.data or day

    def to_command(self, transfer_id: int) -> CompleteTransfer:
        first = self.new_from.data if self.elsewhere else None
        return CompleteTransfer(transfer_id, self.moved_on.data, self.version.data, first)

    def paths(self) -> Mapping[str, str]:
        return {"day": "moved_on"} | ({} if self.elsewhere else {"new_from": "moved_on"})
