"""Who may sign an agreement on codes on a day, and who has to agree to it (FED-MIN-01)."""

from __future__ import annotations

from datetime import date

from portal.domain.contract import ContractRules
from portal.domain.violations import RulesBroken
from portal.models import Recipient, Representative, SigningAgreement
from portal.regions.registry import Region
from portal.usecases.agreement_sheet import SheetHands
from portal.usecases.own_signature import demand_own_signature
from portal.usecases.signatories import (
    Side,
    Signing,
    choose_representative,
    demand_alive,
    demand_may_represent,
    in_field,
    refuse_former,
    signing_on,
)


def hands_of(
    signing: Signing, representative_id: int | None, region: Region, *, field: str
) -> SheetHands:
    """Who signs the sheet, and who agrees to it; refused where it is not theirs to sign."""
    rules = region.rules.contract_rules.on(signing.day)
    if representative_id is not None:
        demand_alive(signing, field=field)
        found = [one for one in signing.representatives if one.id == representative_id]
        if not found:
            refuse_former(signing, representative_id, rules, field=field)
        demand_may_represent(signing, found[0], rules, field=field)
        return SheetHands(representative=found[0])
    consenter = _consenter(signing, rules, field=field)
    demand_own_signature(signing, region, consent=consenter is not None, field=field)
    return SheetHands(consenter=consenter)


def _consenter(signing: Signing, rules: ContractRules, *, field: str) -> Representative | None:
    """Who agrees to the recipient's own sheet, where the law asks for it; refused without one."""
    if not signing.alive or signing.side is not Side.BOTH:
        return None
    try:
        return choose_representative(signing, None, rules)
    except RulesBroken as broken:
        raise RulesBroken(*in_field(broken.violations, field)) from broken


def demand_hands(row: SigningAgreement, recipient: Recipient, region: Region, day: date) -> None:
    """Refuse a day on which the people of the sheet could not have signed it."""
    signing = signing_on(recipient, recipient.representatives, day)
    if row.representative_id is not None:
        hands_of(signing, row.representative_id, region, field="signed_on")
        return
    if row.consenter_id is not None and signing.side is Side.BOTH:
        rules = region.rules.contract_rules.on(day)
        if all(one.id != row.consenter_id for one in signing.representatives):
            anew = "Составьте соглашение заново."
            refuse_former(signing, row.consenter_id, rules, field="signed_on", remedy=anew)
    agreed = row.consenter_id is not None
    demand_own_signature(signing, region, consent=agreed, field="signed_on")
