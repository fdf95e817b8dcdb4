"""Whose hand signs an act for the recipient: the contract's representative, or the one of the day.

Rules: FED-MIN-01, FED-CON-02.
"""

from portal.domain.contract import ContractRules
from portal.domain.violations import refuse
from portal.models import Representative
from portal.usecases.signatories import (
    LEGAL_KINDS,
    Side,
    Signing,
    eligible_representatives,
    refuse_former,
    who_signs,
)


def act_representative(
    named: Representative | None, signing: Signing, rules: ContractRules
) -> Representative:
    """Who signs an act on the day: the contract's representative, else the legal one of the day.

    Raises not_authorised where nobody acts for the recipient, or nobody needs to.
    """
    if named is not None and named in signing.representatives:
        return named
    legal = [one for one in eligible_representatives(signing, rules) if one.kind in LEGAL_KINDS]
    if legal:
        return legal[-1]
    if named is not None:
        refuse_former(signing, named.id, rules, field="party")
    text = "В договоре нет представителя: акт подписывает сам получатель."
    if signing.side is not Side.RECIPIENT:
        text = f"{who_signs(signing)} Внесите его в карточку получателя."
    refuse("not_authorised", text, field="party", citation=rules.signatories)
