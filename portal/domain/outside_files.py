"""Whether a file signed in another program can be the signature of a party of the paper.

What its certificate says decides: whose it is, and whether it held when the file says it was used.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.domain.contract import Party
from portal.domain.e_signatures import (
    Owner,
    SignatureFinding,
    Trust,
    in_clock_of_russia,
    is_owner,
    other_organisation,
)
from portal.domain.violations import Violation

PERSONS_INN = 12
"""Digits of a natural person's INN; an organisation's ten stand behind two zeros, if so many."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A surname, and the name with the patronymic, where there is one, behind it."""

    surname: str
    given: str

    @property
    def full(self) -> str:
        """As papers write it."""
        return f"{self.surname} {self.given}".strip()


def outside_violations(
    findings: Sequence[SignatureFinding],
    owner: Owner,
    party: Party,
    now: datetime,
    people: Sequence[PersonName] = (),
) -> tuple[Violation, ...]:
    """Why a file signed elsewhere cannot be the signature of ``party``; empty when it can.

    The provider signs by its own certificate or by a person's own one made out to one of
    ``people``, its directors; nobody else signs by the provider's, nobody by one that held neither
    at the moment that the file names nor now, and the recipient's side not by one made out to
    somebody who is none of ``people``: relatives share a surname, so name and patronymic are
    compared as far as the certificate carries them.
    """
    found = [_out_of_days(one) for one in findings if _ended(one, now)]
    ours = [one for one in findings if _names(one, owner)]
    if party is not Party.PROVIDER and findings and len(ours) == len(findings):
        text = (
            "В файле только подпись учреждения, подписи этой стороны в нём нет. Приложите файл "
            "после её подписи."
        )
        found.append(Violation("signature_missing", text, "file"))
    others = [one for one in findings if one not in ours]
    if party is Party.PROVIDER and findings and not ours:
        found += _of_no_director(findings, owner, people)
    elif party is Party.PROVIDER and others and all(one.trust is Trust.OWN for one in ours):
        found += _over_the_seal(others, people)
    if party is not Party.PROVIDER and others and not any(_is_of(one, people) for one in others):
        found.append(_of_somebody_else(others[0], people))
    return tuple(found)


def _of_no_director(
    findings: Sequence[SignatureFinding], owner: Owner, people: Sequence[PersonName]
) -> tuple[Violation, ...]:
    """Why none of these is the provider's; empty when a director has signed as a person."""
    own = [one for one in findings if _is_a_persons(one)]
    if any(_is_of(one, people) for one in own):
        return ()
    for one in findings:
        if one not in own:
            return (other_organisation(one.organisation or one.signer, one.inn, owner),)
    if not own[0].signer:
        return (_unreadable(),)
    directors = ", ".join(one.full for one in people)
    or_director = f" или сертификатом директора на своё имя ({directors})" if people else ""
    text = (
        f"Сертификат в файле выдан на имя «{own[0].signer}». За учреждение подписывают "
        f"сертификатом с его ИНН {owner.inn}{or_director}. Файл не сохранён. Приложите файл с "
        "такой подписью или выберите, чья это подпись на самом деле."
    )
    return (Violation("certificate_of_another", text, "file"),)


def _over_the_seal(
    others: Sequence[SignatureFinding], people: Sequence[PersonName]
) -> tuple[Violation, ...]:
    """Why a signature set over the provider's seal is none of its own; empty for a director's."""
    if any(_is_of(one, people) for one in others if _is_a_persons(one)):
        return ()
    text = (
        f"Печать учреждения в файле уже стояла, а сверх неё подписал «{others[-1].signer}»: это не "
        "подпись учреждения. Файл не сохранён. Выберите, чья это подпись на самом деле."
    )
    return (Violation("certificate_of_another", text, "file"),)


def _is_a_persons(finding: SignatureFinding) -> bool:
    """Whether the certificate is a natural person's own one; the INN of a person has 12 digits."""
    of_person = len(finding.inn) == PERSONS_INN and not finding.inn.startswith("00")
    return not finding.organisation and (of_person or not finding.inn)


def _is_of(finding: SignatureFinding, people: Sequence[PersonName]) -> bool:
    return any(_same_person(_words(finding.signer), one) for one in people)


def _same_person(certified: list[str], person: PersonName) -> bool:
    """Whether a certificate's name may be this person's; an initial stands for its name."""
    surname = _words(person.surname)
    if any(word not in certified for word in surname):
        return False
    given = list(certified)
    for word in surname:
        given.remove(word)
    return all(
        said.startswith(word) if len(word) == 1 else said == word
        for word, said in zip(given, _words(person.given), strict=False)
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold().replace("ё", "е"))


def _of_somebody_else(finding: SignatureFinding, people: Sequence[PersonName]) -> Violation:
    issued = finding.signer or finding.organisation
    if not issued:
        return _unreadable()
    if not people:
        text = (
            f"Сертификат в файле выдан на имя «{issued}», а подписать за получателя некому: "
            "представителя в карточке нет. Файл не сохранён. Внесите представителя и приложите "
            "файл снова."
        )
        return Violation("certificate_of_another", text, "file")
    text = (
        f"Сертификат в файле выдан на имя «{issued}», а подписать должны: "
        f"{', '.join(one.full for one in people)}. Файл не сохранён. Приложите файл, подписанный "
        "сертификатом этого человека. Если имя в карточке записано с ошибкой, исправьте его там."
    )
    return Violation("certificate_of_another", text, "file")


def _unreadable() -> Violation:
    text = (
        "Сертификат в подписи не читается: чья она, не узнать. Файл не сохранён. Попросите "
        "прислать подписанный файл ещё раз."
    )
    return Violation("signature_broken", text, "file")


def _names(finding: SignatureFinding, owner: Owner) -> bool:
    return is_owner(finding.inn, finding.organisation, owner)


def _ended(finding: SignatureFinding, now: datetime) -> bool:
    since, until = finding.valid_from, finding.valid_until
    if finding.trust is not Trust.EXPIRED or since is None or until is None:
        return False
    return not since <= (finding.claimed_at or now) < until


def _out_of_days(finding: SignatureFinding) -> Violation:
    since, until = finding.valid_from, finding.valid_until
    assert since is not None and until is not None  # noqa: S101, PT018 - asked before
    late = finding.claimed_at is None or finding.claimed_at >= until
    when = (
        f"закончился {in_clock_of_russia(until)}"
        if late
        else f"начнёт действовать {in_clock_of_russia(since)}"
    )
    text = (
        f"Подписано сертификатом, который {when}. Файл не сохранён. Подпишите документ "
        "действующим сертификатом и приложите ещё раз."
    )
    return Violation("certificate_expired" if late else "certificate_not_yet_valid", text, "file")
