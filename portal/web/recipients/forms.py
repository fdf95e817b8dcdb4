"""Forms of a recipient's record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, FieldList, FileField, Form, FormField, HiddenField

from portal.domain.documents import Proof
from portal.domain.fees import ClaimedCategory, FreeCategory
from portal.domain.people import Sex
from portal.domain.violations import Violation
from portal.models import RepresentativeKind
from portal.usecases.documents import SubmitDocument
from portal.usecases.queries.people import DepartmentChoice, WorkerChoice
from portal.usecases.queries.recipients import RecipientView
from portal.usecases.recipient_details import RUSSIAN_PASSPORT, details_violations
from portal.usecases.recipients import (
    ChangeRecipient,
    IdentityDetails,
    RegisterRecipient,
    RepresentativeDetails,
)
from portal.usecases.uploads import Upload
from portal.web.access import region
from portal.web.clock import today
from portal.web.forms import (
    LONGEST_DEED_NUMBER,
    LONGEST_NAME,
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
    SnilsField,
    Text,
)

NOBODY = ""
SPARE_CATEGORIES = 2


class Part(Form):
    """A part of a bigger form; CSRF is the whole form's matter."""

    class Meta:
        locales = ("ru",)


class IdentityPart(Part):
    """A passport or another paper; empty when nobody has seen it yet."""

    kind = Line("Документ", longest=LONGEST_TITLE, default=RUSSIAN_PASSPORT)
    series = Line("Серия", longest=LONGEST_NUMBER)
    number = Line("Номер", longest=LONGEST_NUMBER)
    issued_by = Line("Кем выдан", longest=LONGEST_TITLE)
    issued_on = DateField("Дата выдачи", past=True, validators=[OPTIONAL])

    def is_empty(self) -> bool:
        written = (self.series.data, self.number.data, self.issued_by.data)
        return not any(written) and not (self.issued_on.raw_data or [""])[0]

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if fine and not self.is_empty() and self.issued_on.data is None:
            self.issued_on.errors = ["Введите дату выдачи документа"]
            return False
        return fine

    def details(self) -> IdentityDetails | None:
        return None if self.is_empty() else self._written(self.issued_on.data)

    def read(self, stand_in: date) -> IdentityDetails | None:
        """The same while the day may be unreadable: another stands in for it."""
        return None if self.is_empty() else self._written(self.issued_on.data or stand_in)

    def _written(self, issued_on: date) -> IdentityDetails:
        return IdentityDetails(
            kind=self.kind.data,
            series=self.series.data,
            number=self.number.data,
            issued_by=self.issued_by.data,
            issued_on=issued_on,
        )


class CategoryPart(Part):
    """A category that may free from payment, and whether a paper proves it."""

    code = Choice("Категория")
    proved = BooleanField("Есть подтверждающий документ")


class RepresentativePart(Part):
    """Who acts for the recipient; nobody when no kind is chosen."""

    kind = Choice("Кто представляет получателя")
    surname = Line("Фамилия представителя", longest=LONGEST_NAME)
    name = Line("Имя представителя", longest=LONGEST_NAME)
    patronymic = Line("Отчество представителя", longest=LONGEST_NAME)
    basis = Line("Документ о полномочиях", longest=LONGEST_TITLE)
    capable = BooleanField("Представитель дееспособен", default=True)

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if fine and not self.kind.data and (self.surname.data or self.name.data):
            self.kind.errors = ["Выберите, кем этот человек приходится получателю"]
            return False
        return fine

    def details(self) -> RepresentativeDetails | None:
        if self.kind.data not in set(RepresentativeKind):
            return None
        return RepresentativeDetails(
            kind=RepresentativeKind(self.kind.data),
            surname=self.surname.data,
            name=self.name.data,
            patronymic=self.patronymic.data or None,
            basis=self.basis.data,
            capable=self.capable.data,
        )


def _id(chosen: str | None) -> int | None:
    """The id behind a choice; the form has already refused what is not in its list."""
    return int(chosen) if chosen else None


class RecipientForm(PortalForm):
    """A person's record: names, papers, where she lives, who works with her."""

    surname = Line(
        "Фамилия", longest=LONGEST_NAME, validators=[Required("Введите фамилию, как в паспорте")]
    )
    name = Line("Имя", longest=LONGEST_NAME, validators=[Required("Введите имя, как в паспорте")])
    patronymic = Line("Отчество", longest=LONGEST_NAME)
    born = DateField("Дата рождения", past=True, validators=[Required("Введите дату рождения")])
    sex = Radios(
        "Пол",
        choices=[(sex.value, sex.label) for sex in (Sex.FEMALE, Sex.MALE)],
        validators=[Required("Выберите пол")],
    )
    snils = SnilsField("СНИЛС", validators=[OPTIONAL])
    identity = FormField(IdentityPart, "Документ, удостоверяющий личность")
    address = Text("Адрес, где живёт")
    phone = PhoneField("Телефон", validators=[OPTIONAL])
    categories = FieldList(FormField(CategoryPart), "Категории", min_entries=SPARE_CATEGORIES)
    representative = FormField(RepresentativePart, "Представитель")
    department_id = Choice("Отделение")
    social_worker_id = Choice("Социальный работник")
    escort = BooleanField("Нужно сопровождение")
    version = HiddenField()

    def offer(
        self,
        categories: Sequence[FreeCategory],
        departments: Sequence[DepartmentChoice],
        workers: Sequence[WorkerChoice],
    ) -> None:
        """Fill the lists that depend on the region and the provider."""
        listed = [("", "Не выбрана"), *((one.code, one.title) for one in categories)]
        for part in self.categories:
            part.form.code.offer(listed)
        self.department_id.offer(
            [("", "Не выбрано"), *((str(one.id), one.name) for one in departments)]
        )
        kind = self.representative.form.kind
        # A power of attorney has a day and a term: it is entered with them among close people.
        kind.offer(
            [
                (NOBODY, "Никто, действует лично"),
                *(
                    (one.value, one.label)
                    for one in RepresentativeKind
                    if one is not RepresentativeKind.ATTORNEY or kind.object_data == one.value
                ),
            ]
        )
        self.social_worker_id.offer(
            [("", "Не назначен"), *((str(one.membership_id), one.name) for one in workers)]
        )

    def details(self) -> dict[str, Any]:
        """The fields that registering and changing have in common."""
        return self._details(Sex(self.sex.data))

    def _details(self, sex: Sex) -> dict[str, Any]:
        return {
            "surname": self.surname.data,
            "name": self.name.data,
            "patronymic": self.patronymic.data or None,
            "born": self.born.data,
            "sex": sex,
            "snils": self.snils.data,
            "address": " ".join(self.address.data.split()),
            "phone": self.phone.data or "",
            "identity": self.identity.form.details(),
            "categories": tuple(
                ClaimedCategory(part.form.code.data, part.form.proved.data)
                for part in self._chosen()
            ),
            "representative": self.representative.form.details(),
            "department_id": _id(self.department_id.data),
            "social_worker_id": _id(self.social_worker_id.data),
            "escort": bool(self.escort.data),
        }

    def meaning(self) -> tuple[Violation, ...]:
        """As of everything that could be read; the birth date is any day before the papers."""
        typed = self.details() if self.sex.data in set(Sex) else self._details(Sex.FEMALE)
        typed["born"] = self.born.data or date.min
        typed["identity"] = self.identity.form.read(today())
        return details_violations(RegisterRecipient(**typed), region(), today())

    def _chosen(self) -> list[Any]:
        return [part for part in self.categories if part.form.code.data]

    def paths(self) -> Mapping[str, str]:
        """Empty category rows are left out of the command, so its numbers differ from ours."""
        rows = [part.name.rpartition("-")[2] for part in self._chosen()]
        return {
            f"categories[{index}].code": f"categories[{row}].code" for index, row in enumerate(rows)
        }

    def to_register(self) -> RegisterRecipient:
        return RegisterRecipient(**self.details())

    def to_change(self, recipient_id: int) -> ChangeRecipient:
        text = self.version.data or ""
        version = int(text) if text.isascii() and text.isdecimal() else -1
        return ChangeRecipient(recipient_id=recipient_id, version=version, **self.details())


def recorded(person: RecipientView) -> dict[str, Any]:
    """A record as the form's first values."""
    data: dict[str, Any] = {
        "surname": person.surname,
        "name": person.name,
        "patronymic": person.patronymic,
        "born": person.born,
        "sex": person.sex.value,
        "snils": person.snils,
        "address": person.address,
        "phone": person.phone or None,
        "categories": [
            *({"code": one.code, "proved": one.proved} for one in person.categories),
            *({"code": "", "proved": False} for _ in range(SPARE_CATEGORIES)),
        ],
        "department_id": str(person.department_id or ""),
        "social_worker_id": str(person.social_worker_id or ""),
        "escort": person.escort,
        "version": str(person.version),
    }
    if person.identity:
        paper = person.identity
        data["identity"] = {name: getattr(paper, name) for name in paper.__dataclass_fields__}
    if person.representative:
        who = person.representative
        data["representative"] = {name: getattr(who, name) for name in who.__dataclass_fields__}
    return data


class DocumentForm(PortalForm):
    """A paper ticked off: which it is where several will do, its dates, its number, a scan."""

    kind = Choice("Какой документ", validators=[Required("Выберите, какой документ принесли")])
    issued_on = DateField("Выдан", validators=[Required("Введите дату документа")])
    expires_on = DateField("Действует до", validators=[OPTIONAL])
    number = Line("Номер", longest=LONGEST_DEED_NUMBER)
    contraindications = BooleanField("Названы противопоказания к обслуживанию")
    scan = FileField("Скан")

    def __init__(self, code: str, kinds: Sequence[Proof] = (), **kwargs: Any) -> None:
        """Many such forms stand on one page, so their ids differ."""
        super().__init__(**kwargs)
        if kinds:
            self.kind.offer([("", "—"), *((one.code, one.title) for one in kinds)])
        else:
            del self.kind
        for field in self:
            field.id = f"{code}-{field.name}"
            field.label.field_id = field.id

    def to_command(self, recipient_id: int, code: str) -> SubmitDocument:
        file = self.scan.data
        scan = None
        if file is not None and file.filename:
            scan = Upload(file.filename, file.read(), file.mimetype)
        return SubmitDocument(
            recipient_id=recipient_id,
            code=self.kind.data if "kind" in self else code,
            issued_on=self.issued_on.data,
            expires_on=self.expires_on.data,
            number=self.number.data or None,
            scan=scan,
            contraindications=bool(self.contraindications.data),
        )
