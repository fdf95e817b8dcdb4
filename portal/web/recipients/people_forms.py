"""Forms about the people around a recipient: who acts, when it ends, the court's word, a death."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wtforms import BooleanField, FileField, FormField

from portal.domain.authorities import Capacity
from portal.domain.cabinet import Part
from portal.domain.choices import ChoiceList
from portal.domain.violations import Violation
from portal.models import RepresentativeKind
from portal.usecases.capacity import RecordCapacity, RecordDeath
from portal.usecases.missing_people import RecordMissing
from portal.usecases.relatives import GrantRelativeAccess
from portal.usecases.representatives import (
    AddRepresentative,
    EndAuthority,
    RecordIdentity,
    representative_violations,
)
from portal.usecases.uploads import Upload
from portal.web.access import region
from portal.web.clock import today
from portal.web.forms import (
    LONGEST_DEED_NUMBER,
    LONGEST_NAME,
    LONGEST_TITLE,
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
from portal.web.recipients.forms import IdentityPart


def upload_of(field: FileField) -> Upload | None:
    """The file that was chosen, if any."""
    file = field.data
    if file is None or not getattr(file, "filename", ""):
        return None
    return Upload(file.filename, file.read(), file.mimetype)


class RepresentativeForm(PortalForm):
    """Somebody who acts for the recipient, with the paper it rests on."""

    kind = Choice(
        "Кто это получателю",
        choices=[(kind.value, kind.label) for kind in RepresentativeKind],
    )
    surname = Line("Фамилия", longest=LONGEST_NAME, validators=[Required("Введите фамилию")])
    name = Line("Имя", longest=LONGEST_NAME, validators=[Required("Введите имя")])
    patronymic = Line("Отчество", longest=LONGEST_NAME)
    body = Choice("Действует от имени органа или организации")
    body_name = Line("Название органа или организации", longest=LONGEST_TITLE)
    basis = Line(
        "Документ о полномочиях",
        longest=LONGEST_TITLE,
        validators=[Required("Назовите документ, например «доверенность»")],
    )
    paper_number = Line("Номер", longest=LONGEST_DEED_NUMBER)
    paper_issued_on = DateField("Дата документа", past=True, validators=[OPTIONAL])
    paper_issued_by = Line("Кем выдан или удостоверен", longest=LONGEST_TITLE)
    paper_until = DateField("Последний день действия", validators=[OPTIONAL])
    since = DateField("Действует с", past=True, validators=[Required("Введите день")])
    capable = BooleanField("Представитель дееспособен", default=True)
    scan = FileField("Скан документа")
    identity = FormField(IdentityPart, "Документ, удостоверяющий личность")
    address = Line("Адрес представителя", longest=LONGEST_TITLE)

    def offer(self, bodies: ChoiceList | None) -> None:
        """The bodies that the region lets act for a child without parents."""
        listed = [(one.code, one.title) for one in bodies.choices] if bodies else []
        self.body.offer([("", "Нет, сам за себя"), *listed])

    def meaning(self) -> Iterable[Violation]:
        """What can be said of the rest while a day cannot be read."""
        return representative_violations(self._command(0, today()), region(), today())

    def to_command(self, recipient_id: int) -> AddRepresentative:
        return self._command(recipient_id, self.since.data, upload_of(self.scan))

    def _command(
        self, recipient_id: int, since: date, scan: Upload | None = None
    ) -> AddRepresentative:
        known = set(RepresentativeKind)
        kind = self.kind.data if self.kind.data in known else RepresentativeKind.PARENT
        return AddRepresentative(
            recipient_id=recipient_id,
            kind=RepresentativeKind(kind),
            surname=self.surname.data or "",
            name=self.name.data or "",
            patronymic=self.patronymic.data or None,
            basis=self.basis.data or "",
            since=self.since.data or since,
            paper_number=self.paper_number.data or "",
            paper_issued_on=self.paper_issued_on.data,
            paper_issued_by=self.paper_issued_by.data or "",
            paper_until=self.paper_until.data,
            capable=self.capable.data,
            body=self.body.data or None,
            body_name=self.body_name.data or "",
            scan=scan,
            identity=self.identity.form.read(today()),
            address=self.address.data or "",
        )


class IdentityForm(PortalForm):
    """A representative's identity paper and address."""

    identity = FormField(IdentityPart, "Документ, удостоверяющий личность")
    address = Line(
        "Адрес представителя", longest=LONGEST_TITLE, validators=[Required("Введите адрес")]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Here the paper is what the page is for: an empty one is refused."""
        fine = bool(super().validate(extra_validators))
        if fine and self.identity.form.is_empty():
            self.identity.form.number.errors = ["Введите номер документа"]
            return False
        return fine

    def to_command(self, representative_id: int) -> RecordIdentity:
        paper = self.identity.form.details()
        assert paper is not None  # noqa: S101 - validated above
        return RecordIdentity(representative_id, paper, self.address.data)


class EndForm(PortalForm):
    """The day an authority is taken away, and why."""

    day = DateField("С какого дня не действует", past=True, validators=[Required("Введите день")])
    reason = Text("Почему", validators=[Required("Напишите, почему полномочия прекращены")])

    def to_command(self, representative_id: int) -> EndAuthority:
        return EndAuthority(representative_id, self.day.data, self.reason.data)


class CapacityForm(PortalForm):
    """What the court decided of the recipient's capacity."""

    version = Seen()
    capacity = Radios(
        "Что решил суд",
        choices=[
            (one.value, one.label.capitalize())
            for one in (Capacity.INCAPABLE, Capacity.LIMITED, Capacity.CAPABLE)
        ],
        validators=[Required("Выберите, что решил суд")],
    )
    since = DateField("Решение вступило в силу", past=True, validators=[Required("Введите день")])
    basis = Line(
        "Суд, номер и дата решения",
        longest=LONGEST_TITLE,
        validators=[Required("Назовите суд, номер и дату решения")],
    )

    def to_command(self, recipient_id: int) -> RecordCapacity:
        return RecordCapacity(
            recipient_id,
            Capacity(self.capacity.data),
            self.since.data,
            self.basis.data,
            self.version.data,
        )


class DeathForm(PortalForm):
    """The day of death; left empty it takes back a day recorded by mistake."""

    version = Seen()
    died_on = DateField("День смерти", past=True, validators=[OPTIONAL])
    basis = Line(
        "Свидетельство о смерти: номер, дата, кем выдано",
        longest=LONGEST_TITLE,
        validators=[Required("Назовите свидетельство или причину исправления")],
    )

    def to_command(self, recipient_id: int) -> RecordDeath:
        return RecordDeath(recipient_id, self.died_on.data, self.basis.data, self.version.data)


class MissingForm(PortalForm):
    """What a court found of somebody who is gone, and the return; no day takes it back."""

    version = Seen()
    since = DateField("Решение вступило в силу", past=True, validators=[OPTIONAL])
    basis = Line(
        "Суд, номер и дата решения",
        longest=LONGEST_TITLE,
        validators=[Required("Назовите суд, номер и дату решения или причину исправления")],
    )
    returned_on = DateField("Получатель вернулся", past=True, validators=[OPTIONAL])
    return_basis = Line(
        "Чем подтверждено возвращение", longest=LONGEST_TITLE, validators=[OPTIONAL]
    )

    def to_command(self, recipient_id: int) -> RecordMissing:
        return RecordMissing(
            recipient_id,
            self.since.data,
            self.basis.data,
            self.returned_on.data,
            self.return_basis.data or "",
            self.version.data,
        )


class AccessForm(PortalForm):
    """Which parts of the cabinet a representative is shown, and how long."""

    last_day = DateField("Последний день доступа", validators=[OPTIONAL])
    contract = BooleanField(Part.CONTRACT.label.capitalize(), default=True)
    services = BooleanField(Part.SERVICES.label.capitalize(), default=True)
    acts = BooleanField(Part.ACTS.label.capitalize(), default=True)
    payments = BooleanField(Part.PAYMENTS.label.capitalize(), default=True)

    @property
    def boxes(self) -> tuple[BooleanField, ...]:
        """The parts in the order of the cabinet."""
        return tuple(self[part.value] for part in Part)

    def paths(self) -> Mapping[str, str]:
        """A refusal about the parts stands under the first of them."""
        return {"parts": Part.CONTRACT.value}

    def to_command(self, representative_id: int) -> GrantRelativeAccess:
        parts = frozenset(part for part in Part if self[part.value].data)
        return GrantRelativeAccess(representative_id, parts, self.last_day.data)
