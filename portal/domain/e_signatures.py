"""What a check of an electronic signature found, and what is refused because of it.

Nothing here is called verified that was not verified: integrity, the signer's certificate and the
trust in who issued it are three answers, and each is told for itself (63-ФЗ).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from portal.domain.contract import Party
from portal.domain.violations import Violation

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=10)
PRINTED_CODE_LIFE = timedelta(days=1)
"""A slip is carried to the recipient's home: ten minutes would be over on the way."""
CODE_ATTEMPTS = 5
CODES_AN_HOUR = 5
"""How many codes one person may ask for within an hour: a letterbox is not to be flooded."""
HOUR = timedelta(hours=1)
_MSK = timezone(timedelta(hours=3))
ORGANISATION_INN = 10
PADDED_INN = 12
"""Before 2021 a certificate wrote an organisation's ten digits behind two zeros."""


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says of its owner; ``inn`` is empty when it names none.

    ``fingerprint`` is the SHA-256 of the certificate itself in hexadecimal; ``person`` is who acts
    for an organisation by it, surname first, empty where it names nobody.
    """

    subject: str
    organisation: str
    inn: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    fingerprint: str
    self_made: bool
    person: str = ""

    @property
    def signer(self) -> str:
        """Whom it names; of a person's own one the fields of the name, where they say more."""
        own = "" if self.organisation else self.person
        return own if len(own.split()) > len(self.subject.split()) else self.subject


@dataclass(frozen=True, slots=True)
class Owner:
    """The provider a certificate must belong to."""

    inn: str
    names: tuple[str, ...]


def certificate_violations(
    facts: CertificateFacts, owner: Owner, now: datetime
) -> tuple[Violation, ...]:
    """Why a certificate cannot seal this provider's papers at ``now`` (aware); empty when it can.

    It must be within its days and belong to the provider: by the INN, or by the exact name of the
    organisation where the certificate names no INN.
    """
    found = [] if belongs_to(facts, owner) else [_of_another(facts, owner)]
    if now < facts.not_before:
        text = (
            f"Сертификат начнёт действовать {in_clock_of_russia(facts.not_before)}. Дождитесь "
            "этого часа или выберите другой сертификат."
        )
        found.append(Violation("certificate_not_yet_valid", text, "file"))
    if now >= facts.not_after:
        text = (
            f"Сертификат закончился {in_clock_of_russia(facts.not_after)}. Получите новый и "
            "загрузите его на странице «Сертификат организации». До этого подписывайте на бумаге "
            "или снимите на той же странице этот сертификат: тогда пароль подписывает без печати "
            "файла."
        )
        found.append(Violation("certificate_expired", text, "file"))
    return tuple(found)


def made_out_to_another(facts: CertificateFacts, signer: str) -> bool:
    """Whether the certificate names another person than ``signer``, a short name as papers print.

    Its signature would be that person's under what somebody else has signed (63-FZ art. 2, 10).
    """
    named, signing = (one.casefold().replace("ё", "е").split() for one in (facts.person, signer))
    if not named or not signing:
        return False
    ours = [*signing[:1], *(one[:1] for one in signing[1:])]
    theirs = [*named[:1], *(one[:1] for one in named[1:])]
    return any(one != other for one, other in zip(ours, theirs, strict=False))


def in_clock_of_russia(moment: datetime) -> str:
    """An aware moment as certificates of this country are read: «23.11.2026 в 01:25 (МСК)»."""
    return f"{moment.astimezone(_MSK):%d.%m.%Y в %H:%M} (МСК)"


def belongs_to(facts: CertificateFacts, owner: Owner) -> bool:
    """Whether the certificate names this organisation."""
    return is_owner(facts.inn, facts.organisation, owner)


def is_owner(inn: str, organisation: str, owner: Owner) -> bool:
    """Whether these are the provider's INN and name; the name counts where there is no INN."""
    if inn:
        padded = len(inn) == PADDED_INN and inn.startswith("00")
        return (inn[PADDED_INN - ORGANISATION_INN :] if padded else inn) == owner.inn
    return plain_name(organisation) in {plain_name(name) for name in owner.names} - {""}


def _of_another(facts: CertificateFacts, owner: Owner) -> Violation:
    return other_organisation(facts.organisation or facts.subject, facts.inn, owner)


def other_organisation(whose: str, inn: str, owner: Owner) -> Violation:
    """The refusal of a certificate that names somebody else."""
    inn = f" (ИНН {inn})" if inn else ""
    return Violation(
        "certificate_of_another",
        f"Сертификат выдан не вашему учреждению, а другому: {whose}{inn}. ИНН вашего учреждения — "
        f"{owner.inn}. Выберите сертификат своего учреждения.",
        "file",
    )


def plain_name(name: str) -> str:
    """A name without quotes, capitals and repeated spaces, so that two spellings compare equal."""
    return " ".join(re.sub(r"[«»\"“”„']", " ", name).casefold().split())


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose code it is: the recipient's own, or the representative's with ``representative_id``."""

    recipient_id: int
    representative_id: int | None = None

    @property
    def party(self) -> Party:
        """In whose place the signature stands."""
        return Party.RECIPIENT if self.representative_id is None else Party.REPRESENTATIVE


class CodeVerdict(StrEnum):
    """What became of a code that somebody typed."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    NONE_ISSUED = "none_issued"
    EXPIRED = "expired"
    USED = "used"
    REPLACED = "replaced"
    EXHAUSTED = "exhausted"
    OF_ANOTHER_PAPER = "of_another_paper"
    OF_ANOTHER_PERSON = "of_another_person"


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A one-time code as it was issued: for whom, for which bytes, and what has become of it.

    ``person`` names whose it is: a recipient's, or that of somebody who acts for the recipient.
    """

    person: Signer
    sha256: str
    digest: str
    expires_at: datetime
    attempts: int
    used_at: datetime | None
    replaced_at: datetime | None


def judge_code(
    digest: str, *, person: Signer, sha256: str, issued: Iterable[IssuedCode], now: datetime
) -> CodeVerdict:
    """What a typed code is worth for this person and these bytes; ``issued`` is oldest first.

    The bytes and the person decide before the digits do: a code signs the one paper it was made
    for, once, before it expires, and dies after ``CODE_ATTEMPTS`` wrong tries.
    """
    codes = tuple(issued)
    own = [one for one in codes if one.person == person and one.sha256 == sha256]
    live = next(
        (one for one in reversed(own) if one.used_at is None and one.replaced_at is None), None
    )
    if live is not None and live.attempts >= CODE_ATTEMPTS:
        return CodeVerdict.EXHAUSTED
    if live is not None and live.digest == digest:
        return CodeVerdict.EXPIRED if now >= live.expires_at else CodeVerdict.ACCEPTED
    same = [one for one in codes if one.digest == digest]
    if not same:
        return CodeVerdict.WRONG if live is not None else CodeVerdict.NONE_ISSUED
    return _verdict_on_old(same[-1], person, sha256)


def _verdict_on_old(code: IssuedCode, person: Signer, sha256: str) -> CodeVerdict:
    if code.person != person:
        return CodeVerdict.OF_ANOTHER_PERSON
    if code.sha256 != sha256:
        return CodeVerdict.OF_ANOTHER_PAPER
    return CodeVerdict.USED if code.used_at is not None else CodeVerdict.REPLACED


_ANEW = "Попросите новый код."
CODE_REFUSALS = {
    CodeVerdict.WRONG: ("code_wrong", "Код не подошёл. Проверьте цифры и введите их ещё раз."),
    CodeVerdict.NONE_ISSUED: ("code_wrong", f"Для этого документа кода сейчас нет. {_ANEW}"),
    CodeVerdict.EXPIRED: (
        "code_expired",
        "Срок кода прошёл: из сообщения он действует десять минут, с листка — до часа на нём. "
        f"{_ANEW}",
    ),
    CodeVerdict.USED: (
        "code_used",
        "Этим кодом уже подписали, второй раз он не действует. Если подпись нужна на другом "
        "документе, попросите код для него.",
    ),
    CodeVerdict.REPLACED: (
        "code_used",
        "После этого кода выдали новый, прежний больше не действует. Введите новый.",
    ),
    CodeVerdict.EXHAUSTED: (
        "code_exhausted",
        f"Код ввели неверно пять раз, больше он не действует. {_ANEW}",
    ),
    CodeVerdict.OF_ANOTHER_PAPER: (
        "code_of_another_paper",
        "Этот код выдан для другого документа. Введите код, который выдан для этого, или "
        "попросите новый.",
    ),
    CodeVerdict.OF_ANOTHER_PERSON: (
        "code_of_another_person",
        "Этот код выдан не вам. Подписать можно только своим кодом: попросите его.",
    ),
}


def code_refusal(verdict: CodeVerdict) -> Violation:
    """The sentence for a code that was not accepted."""
    code, text = CODE_REFUSALS[verdict]
    return Violation(code, text, "code")


class Integrity(StrEnum):
    """Whether the signed bytes are the ones that were signed."""

    INTACT = "intact"
    BROKEN = "broken"
    UNCHECKED = "unchecked"


class Trust(StrEnum):
    """Whether the signer's certificate leads to a root that this installation trusts."""

    TRUSTED = "trusted"
    OWN = "own"
    UNTRUSTED = "untrusted"
    EXPIRED = "expired"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class SignatureFinding:
    """What a check of one signature found.

    ``claimed_at`` is the moment that the signer's own computer wrote: nobody has proved it.
    ``covers_paper`` tells whether the frozen bytes stand, unchanged, under the signature.
    ``valid_from`` and ``valid_until`` are the certificate's, where it could be read.
    """

    signer: str
    organisation: str
    inn: str
    issuer: str
    integrity: Integrity
    trust: Trust
    covers_paper: bool
    claimed_at: datetime | None
    fingerprint: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None


CHECKED_WORDS = {
    Integrity.INTACT: "Подпись цела: после неё в подписанном ничего не менялось.",
    Integrity.BROKEN: "Подпись нарушена: подписанное изменили после подписи.",
    Integrity.UNCHECKED: "Подпись не проверена: её способа портал не знает (например, ГОСТ).",
}
TRUST_WORDS = {
    Trust.TRUSTED: "Сертификат выдан центром, которому здесь доверяют.",
    Trust.OWN: "Сертификат учреждения, внесённый администратором. Кто его выдал, не проверено.",
    Trust.UNTRUSTED: "Кому принадлежит сертификат, не проверено: его центру здесь не доверяют.",
    Trust.EXPIRED: "Сертификат не действует в день проверки: это не проверенная подпись.",
    Trust.UNCHECKED: "Сертификат не проверен.",
}


def finding_words(finding: SignatureFinding) -> tuple[str, ...]:
    """What was checked and what was not, sentence by sentence."""
    if finding.integrity is Integrity.UNCHECKED:
        return (CHECKED_WORDS[Integrity.UNCHECKED],)
    told = [CHECKED_WORDS[finding.integrity]]
    if finding.integrity is Integrity.INTACT:
        told.append(TRUST_WORDS[finding.trust])
        told.append("Отозван ли сертификат, не проверено.")
    if finding.claimed_at is not None:
        told.append("Время подписи указал сам подписавший, оно не проверено.")
    return tuple(told)
