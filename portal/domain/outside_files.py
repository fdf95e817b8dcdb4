"""Whether a file signed in another program can be the signature of a party of the paper.

What its certificate says decides: whose it is, and whether it held when the file says it was used.
"""

from collections.abc import Sequence
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


def outside_violations(
    findings: Sequence[SignatureFinding],
    owner: Owner,
    party: Party,
    now: datetime,
    surnames: Sequence[str] = (),
) -> tuple[Violation, ...]:
    """Why a file signed elsewhere cannot be the signature of ``party``; empty when it can.

    The provider does not sign by the certificate of another organisation, nobody else by the
    provider's, nobody by one that held neither at the moment that the file names nor now, and the
    recipient's side not by one made out to somebody whose surname is none of ``surnames``.
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
    named = [one for one in others if one.inn or one.organisation]
    if party is Party.PROVIDER and findings and len(named) == len(findings):
        found.append(other_organisation(named[0].organisation, named[0].inn, owner))
    if party is not Party.PROVIDER and others and not any(_is_of(one, surnames) for one in others):
        found.append(_of_somebody_else(others[0], surnames))
    return tuple(found)


def _is_of(finding: SignatureFinding, surnames: Sequence[str]) -> bool:
    words = _folded(finding.signer).split()
    return any(_folded(surname) in words for surname in surnames)


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е").replace(",", " ")


def _of_somebody_else(finding: SignatureFinding, surnames: Sequence[str]) -> Violation:
    issued = finding.signer or finding.organisation
    text = (
        f"Сертификат в файле выдан на имя «{issued}», а подписать должны: {', '.join(surnames)}. "
        "Файл не сохранён. Приложите файл, подписанный сертификатом этого человека."
    )
    return Violation("certificate_of_another", text, "file")


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
