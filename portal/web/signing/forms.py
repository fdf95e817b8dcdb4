"""Forms of the signing queue. Whether a paper may be signed, the law says."""

from __future__ import annotations

import re

from flask_wtf.file import FileField
from wtforms import PasswordField, SelectMultipleField

from portal.usecases.own_names import TakeText
from portal.usecases.paper_copies import RecordCopy
from portal.usecases.queries.paper_copies import CopyView
from portal.usecases.queries.signing_queue import QueuedPaper
from portal.usecases.signing_queue import QueueKind, SeenPaper
from portal.usecases.signing_returns import (
    SendBackAmendment,
    SendBackContract,
    SendBackTermination,
)
from portal.web.contracts.forms import upload_of
from portal.web.fields import Secret
from portal.web.forms import (
    OPTIONAL,
    DateField,
    Line,
    PortalForm,
    Required,
    Seen,
    Text,
)

_SEEN = re.compile(
    r"(contract|amendment|act|ending|fee)\.([0-9]{1,9})\.([0-9]{1,9})\.([0-9a-f]{64}|)"
)


def seen_value(paper: QueuedPaper) -> str:
    """What a tick says: the paper, and in which state it was shown."""
    return f"{paper.kind.value}.{paper.id}.{paper.version}.{paper.sha256 or ''}"


class QueueForm(PortalForm):
    """The ticked papers, each with the state seen, the own password and a token's PIN once."""

    asks_pin = False
    """Whether the organisation's key lies on a token; a new fee alone is sealed by no key."""

    papers = SelectMultipleField("Бумаги", validate_choice=False)
    password = PasswordField("Ваш пароль", [Required("Введите свой пароль ещё раз")])
    pin = Secret("PIN токена организации")

    def validate(self, extra_validators: object = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if not self.seen:
            self.papers.errors = [*self.papers.errors, "Отметьте хотя бы одну бумагу"]
            return False
        sealed = any(one.kind is not QueueKind.FEE for one in self.seen)
        if self.asks_pin and sealed and not self.pin.data:
            self.pin.errors = [*self.pin.errors, "Введите PIN токена"]
            return False
        return fine

    @property
    def seen(self) -> tuple[SeenPaper, ...]:
        """The ticked papers, each once; what no page of ours has offered is left out."""
        found = (_SEEN.fullmatch(value) for value in dict.fromkeys(self.papers.data or ()))
        return tuple(
            SeenPaper(QueueKind(one[1]), int(one[2]), int(one[3]), one[4]) for one in found if one
        )


class TakeForm(PortalForm):
    """The paper as the page showed it, to be drawn in the director's own name."""

    version = Seen()

    def to_command(self, paper_id: int) -> TakeText:
        return TakeText(paper_id, self.version.data)


class SendBackForm(PortalForm):
    """What is to be put right, in the words of whoever sends the paper back."""

    reason = Text("Что исправить", validators=[Required("Напишите, что исправить")])
    version = Seen()

    def contract(self, contract_id: int) -> SendBackContract:
        return SendBackContract(contract_id, self.reason.data or "", self.version.data)

    def amendment(self, amendment_id: int) -> SendBackAmendment:
        return SendBackAmendment(amendment_id, self.reason.data or "", self.version.data)

    def termination(self, termination_id: int) -> SendBackTermination:
        return SendBackTermination(termination_id, self.reason.data or "", self.version.data)


class CopyForm(PortalForm):
    """Where one copy stands."""

    printed_on = DateField("Напечатан", validators=[Required("Введите день печати")])
    provider_signed_on = DateField("Подписан директором", validators=[OPTIONAL])
    customer_signed_on = DateField("Подписан получателем", validators=[OPTIONAL])
    handed_on = DateField("Отдан на руки", validators=[OPTIONAL])
    handed_to = Line("Кому отдан", validators=[OPTIONAL])
    scan = FileField("Скан этого экземпляра")
    version = Seen()

    def fill(self, copy: CopyView) -> None:
        """What is recorded now, unless something was typed."""
        if self.is_submitted():
            return
        for name in ("printed_on", "provider_signed_on", "customer_signed_on", "handed_on"):
            self[name].data = getattr(copy, name)
        self.handed_to.data = copy.handed_to
        self.version.data = copy.version

    def to_command(self, paper_id: int, number: int) -> RecordCopy:
        return RecordCopy(
            paper_id=paper_id,
            number=number,
            printed_on=self.printed_on.data,
            provider_signed_on=self.provider_signed_on.data,
            customer_signed_on=self.customer_signed_on.data,
            handed_on=self.handed_on.data,
            handed_to=self.handed_to.data or "",
            scan=upload_of(self.scan.data),
            version=self.version.data,
        )
