"""Words for signatures: how each was put, what was checked about it and what was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.domain.contract import Party
from portal.domain.e_signatures import Trust, finding_words
from portal.models import CodeChannel, OutsideKind, SignatureMethod
from portal.usecases.queries.electronic import OutsideView, SealView
from portal.usecases.queries.issued_papers import SignatureView
from portal.usecases.queries.signing_codes import CodeProof
from portal.web.filters import day_words

_METHODS = {
    SignatureMethod.PASSWORD: "паролем в портале",
    SignatureMethod.PAPER: "на бумаге",
    SignatureMethod.CODE: "одноразовым кодом, простая электронная подпись",
}
_ASKED = "Перед подписью портал ещё раз спросил пароль. Подпись записана под отпечатком файла."
_TYPED = {
    Party.RECIPIENT: "Код был выдан для этого файла и введён один раз в кабинете получателя.",
    Party.REPRESENTATIVE: "Код был выдан представителю для этого файла и введён один раз под его "
    "собственным входом в кабинет.",
}
_WHO_AGREED = {Party.RECIPIENT: "получатель", Party.REPRESENTATIVE: "представитель"}


@dataclass(frozen=True, slots=True)
class SignatureNote:
    """One signature in words; ``scan`` is its file, ``checked`` is "" where nothing was checked."""

    who: str
    how: str
    checked: str
    unchecked: str
    scan: int | None


def signature_notes(
    signatures: Sequence[SignatureView], proofs: Mapping[Party, CodeProof] | None = None
) -> tuple[SignatureNote, ...]:
    """Every signature with its method, what was checked and what was not.

    ``proofs`` are what stands behind those by a code, if there are any.
    """
    return tuple(_note(one, (proofs or {}).get(one.party)) for one in signatures)


def _note(signature: SignatureView, proof: CodeProof | None) -> SignatureNote:
    side = "учреждение" if signature.party is Party.PROVIDER else signature.party.label
    checked, unchecked = _told(signature, proof)
    return SignatureNote(
        who=f"{signature.signer}, {side}",
        how=f"{_METHODS[signature.method]}, {day_words(signature.signed_on, year=True)}",
        checked=checked,
        unchecked=unchecked,
        scan=signature.file_id,
    )


def _told(signature: SignatureView, proof: CodeProof | None) -> tuple[str, str]:
    """What was checked about a signature, and what was not."""
    match signature.method:
        case SignatureMethod.PASSWORD:
            return _ASKED, "Это запись в портале, а не усиленная электронная подпись."
        case SignatureMethod.PAPER:
            scan = " Скан приложен, но что на нём, портал не читает." if signature.file_id else ""
            return "", (
                "подпись на бумаге портал не видит. День подписи внёс сотрудник: "
                f"{_ended(signature.recorded_by)}{scan}"
            )
        case SignatureMethod.CODE:
            return _of_code(signature.party, proof)


def _ended(name: str) -> str:
    """A name at the end of a sentence: initials bring the full stop with them."""
    return name if name.endswith(".") else f"{name}."


def _of_code(party: Party, proof: CodeProof | None) -> tuple[str, str]:
    checked = _TYPED[party]
    unchecked = "Это не усиленная подпись: кто набирал код, портал не видит."
    if proof is None:
        return checked, unchecked
    if proof.channel is CodeChannel.PAPER and proof.login_by_another:
        checked += f" Код на бумаге: {proof.issued_by}; вход в кабинет выдан другим сотрудником."
    elif proof.channel is CodeChannel.PAPER:
        unchecked += (
            " И код на бумаге, и вход в кабинет выданы одним сотрудником: "
            f"{_ended(proof.issued_by)}"
        )
    if proof.confirmed_by:
        checked += (
            " Подписанное соглашение о простой электронной подписи видел второй сотрудник: "
            f"{_ended(proof.confirmed_by)}"
        )
    elif proof.agreement_scan:
        checked += " Скан соглашения о простой электронной подписи приложен."
        unchecked += " Что на скане, портал не читает."
    else:
        unchecked += (
            f" Что {_WHO_AGREED[party]} подписал соглашение о простой электронной подписи, "
            "записал один сотрудник, скана нет."
        )
    return checked, unchecked


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
    # Our own seal in the file stands above, under its own name: here it is not the party's.
    others = view.party is not Party.PROVIDER
    shown = [one for one in view.findings if not (others and one.trust is Trust.OWN)]
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
        for one in shown
    )
    return OutsideFile(view, f"Подпись внутри PDF, {view.party.label}", notes)
