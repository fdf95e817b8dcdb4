"""Words for signatures: how each was put, what was checked about it and what was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.domain.contract import Party
from portal.domain.e_signatures import finding_words
from portal.models import OutsideKind, SignatureMethod
from portal.usecases.queries.electronic import OutsideView, SealView
from portal.usecases.queries.issued_papers import SignatureView
from portal.web.filters import day_words

_METHODS = {
    SignatureMethod.PASSWORD: "паролем в портале",
    SignatureMethod.PAPER: "на бумаге",
    SignatureMethod.CODE: "одноразовым кодом, простая электронная подпись",
}
_CHECKED = {
    SignatureMethod.PASSWORD: (
        "Перед подписью портал ещё раз спросил пароль. Подпись записана под отпечатком файла."
    ),
    SignatureMethod.PAPER: "Сотрудник {recorded_by} внёс день подписи.",
    SignatureMethod.CODE: (
        "Код был выдан для этого файла и введён один раз в кабинете получателя. Соглашение о "
        "простой электронной подписи получатель подписал раньше."
    ),
}
_UNCHECKED = {
    SignatureMethod.PASSWORD: "Это запись в портале, а не усиленная электронная подпись.",
    SignatureMethod.PAPER: "Саму подпись на бумаге портал не проверяет.",
    SignatureMethod.CODE: "Это не усиленная подпись: кто набирал код, портал не видит.",
}


@dataclass(frozen=True, slots=True)
class SignatureNote:
    """One signature in words; ``scan`` is the file behind it, if there is one."""

    who: str
    how: str
    checked: str
    unchecked: str
    scan: int | None


def signature_notes(signatures: Sequence[SignatureView]) -> tuple[SignatureNote, ...]:
    """Every signature with its method, what was checked and what was not."""
    return tuple(_note(one) for one in signatures)


def _note(signature: SignatureView) -> SignatureNote:
    side = "учреждение" if signature.party is Party.PROVIDER else signature.party.label
    return SignatureNote(
        who=f"{signature.signer}, {side}",
        how=f"{_METHODS[signature.method]}, {day_words(signature.signed_on, year=True)}",
        checked=_CHECKED[signature.method].format(recorded_by=signature.recorded_by),
        unchecked=_UNCHECKED[signature.method],
        scan=signature.file_id,
    )


def seal_trust(seal: SealView, now: datetime) -> str:
    """What nobody has checked about the seal's certificate."""
    if seal.certificate.self_made:
        text = "Сертификат сделан самим учреждением: за его владельца никто не ручается."
    else:
        text = f"Доверяют ли центру «{seal.certificate.issuer}», портал не проверял."
    ended = " Сейчас срок сертификата прошёл." if now >= seal.certificate.not_after else ""
    return f"{text}{ended}"


@dataclass(frozen=True, slots=True)
class OutsideNote:
    """A signature made elsewhere in words, sentence by sentence."""

    who: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutsideFile:
    """A file brought from elsewhere with everything that was found in it."""

    view: OutsideView
    title: str
    notes: tuple[OutsideNote, ...]


UNCHECKED = (
    "Подпись не проверена: портал хранит файл рядом с договором и не умеет проверять подписи в "
    "отдельном файле. Проверьте её в программе, в которой её сделали."
)


def outside_files(found: Sequence[OutsideView]) -> tuple[OutsideFile, ...]:
    """Every outside signature with what was checked and what was not."""
    return tuple(_outside(one) for one in found)


def _outside(view: OutsideView) -> OutsideFile:
    if view.kind is OutsideKind.DETACHED:
        note = OutsideNote("", (UNCHECKED,))
        return OutsideFile(view, f"Подпись в отдельном файле, {view.party.label}", (note,))
    notes = tuple(
        OutsideNote(
            ", ".join(
                part
                for part in (one.signer, one.organisation, f"ИНН {one.inn}" if one.inn else "")
                if part
            )
            or "имя подписавшего не прочитано",
            finding_words(one),
        )
        for one in view.findings
    )
    return OutsideFile(view, f"Подпись внутри PDF, {view.party.label}", notes)
