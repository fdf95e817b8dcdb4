"""The recipient's own signature, whatever is signed: one answer for every kind of paper.

Contracts, amendments, acts, ends, agreements on codes, applications: on paper or by a code, whom a
court has taken capacity from signs none of them alone. Rules: FED-MIN-01, MSK-IPP-08.
"""

from portal.domain.authorities import Capacity
from portal.domain.contract import WHO_SIGNS, Party, SignerFacts, check_signer
from portal.domain.people import MAJORITY, SIGNS_WITH_CONSENT
from portal.domain.programme_life import check_signature_after_incapacity
from portal.domain.violations import RulesBroken, Violation
from portal.regions.registry import Region
from portal.usecases.signatories import Signing, demand_alive, in_field


def demand_own_signature(
    signing: Signing, region: Region, *, consent: bool = False, field: str = "party"
) -> None:
    """Refuse the recipient's own hand where the law asks for somebody else's, or for it first.

    ``consent``: a parent or a trustee has agreed to this paper. Raises not_authorised.
    """
    demand_alive(signing, field=field)
    found = (
        _after_court(signing, region, consent=consent)
        or _by_age_and_capacity(signing, region, consent=consent)
        or _limited(signing, consent=consent)
    )
    if found:
        raise RulesBroken(*in_field(found, field))


def _after_court(signing: Signing, region: Region, *, consent: bool) -> tuple[Violation, ...]:
    """The region's own words after a court's decision, where it has them (MSK-IPP-08)."""
    ends = region.rules.programme_rules.on(signing.day).ends
    since = signing.recipient.capacity_since
    lost = signing.capacity is Capacity.INCAPABLE or (
        signing.capacity is Capacity.LIMITED and not consent
    )
    if ends is None or since is None or signing.age < SIGNS_WITH_CONSENT or not lost:
        return ()
    return check_signature_after_incapacity(ends, since, signing.day, by_recipient_alone=True)


def _by_age_and_capacity(
    signing: Signing, region: Region, *, consent: bool
) -> tuple[Violation, ...]:
    facts = SignerFacts(
        born=signing.recipient.born,
        capable=not signing.incapable,
        signed_on=signing.day,
        party=Party.RECIPIENT,
        consent_given=consent,
    )
    return check_signer(facts, region.rules.contract_rules.on(signing.day))


def _limited(signing: Signing, *, consent: bool) -> tuple[Violation, ...]:
    if consent or signing.age < MAJORITY or signing.capacity is not Capacity.LIMITED:
        return ()
    text = "Дееспособность получателя ограничена: сначала нужна подпись попечителя. Запишите её."
    return (Violation("not_authorised", text, "party", WHO_SIGNS),)
