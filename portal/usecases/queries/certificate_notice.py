"""What the director is told of the organisation's certificate before signing, and ahead of its end.

While a certificate that cannot seal is in use, nothing is signed by password: it is replaced or
taken off first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.x509 import load_der_x509_certificate

from portal.domain.e_signatures import (
    certificate_violations,
    in_clock_of_russia,
    made_out_to_another,
)
from portal.models import Provider, Role
from portal.signing.certificates import describe
from portal.usecases.actor import Actor
from portal.usecases.sealing import in_use, owner_of
from portal.usecases.transaction import reading

TOLD_AHEAD = timedelta(days=14)
"""A new certificate takes a week or two to get."""


@dataclass(frozen=True, slots=True)
class CertificateNotice:
    """A sentence about the certificate in use; ``stops``: nothing can be signed with it now."""

    text: str
    stops: bool


def certificate_notice(actor: Actor, now: datetime) -> CertificateNotice | None:
    """What is wrong with the certificate in use, or that it ends soon; None when all is well."""
    with reading() as session:
        row = in_use(session, actor.provider_id)
        if row is None:
            return None
        owner = owner_of(session.get_one(Provider, actor.provider_id))
        facts = describe(load_der_x509_certificate(row.certificate))
    if found := certificate_violations(facts, owner, now):
        return CertificateNotice(" ".join(one.text for one in found), stops=True)
    if actor.role is Role.DIRECTOR and made_out_to_another(facts, actor.name):
        text = (
            f"В сертификате организации стоит другое имя: {facts.person}. Под вашей подписью "
            "печать по нему не ставится: это была бы чужая электронная подпись. Пароль подпишет "
            "без печати файла, или загрузите сертификат на своё имя."
        )
        return CertificateNotice(text, stops=False)
    if facts.not_after - now > TOLD_AHEAD:
        return None
    text = (
        f"Сертификат организации закончится {in_clock_of_russia(facts.not_after)}. После этого "
        "подпись паролем не пройдёт: заранее получите новый сертификат и загрузите его."
    )
    return CertificateNotice(text, stops=False)
