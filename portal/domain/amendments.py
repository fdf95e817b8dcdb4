"""Changes of a contract: who may start one, on which ground, when it takes effect.

Rules: FED-CON-07, MSK-CON-11, MSK-CON-12; the fee is the exception (FED-FEE-14, MSK-FEE-08).
"""

from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from portal.domain.choices import ChoiceList
from portal.domain.law import Citation
from portal.domain.violations import refuse

PROVIDER = "provider"
RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True)
class AmendmentRules:
    """How a region changes contracts.

    ``provider_grounds``: the only grounds on which the provider may start a change, where a region
    names them; a recipient may then start one on any. ``by_consent`` is the clause by which a
    provider's proposal counts as the recipient's own after a written consent. ``one_sided`` are the
    changes that need no agreement.
    """

    grounds: ChoiceList
    one_sided: ChoiceList
    provider_grounds: ChoiceList | None = None
    by_consent: Citation | None = None
    copies: int | None = None
    integral: bool = True


@dataclass(frozen=True, slots=True)
class ProposedAmendment:
    """A change somebody wants: who, why, what it touches, whether the recipient agreed."""

    initiator: str
    reason: str
    subject: str | None = None
    written_consent: bool = False


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change that may be made: whose it counts as, and whose signatures put it into force."""

    counts_as: str
    signatures: tuple[str, ...]
    citation: Citation


def check_amendment(rules: AmendmentRules, proposed: ProposedAmendment) -> Amendment:
    """Whether a change may be made; raises ground_unknown when its ground is not one.

    A signed contract is never edited in place: a change is a numbered paper attached to it.
    """
    if proposed.subject in rules.one_sided.codes:
        return Amendment(proposed.initiator, (PROVIDER,), rules.one_sided.citation)
    both = (PROVIDER, RECIPIENT)
    if rules.provider_grounds is None:
        if proposed.reason not in rules.grounds.codes:
            _refuse_ground(rules.grounds)
        return Amendment(proposed.initiator, both, rules.grounds.citation)
    if proposed.initiator == RECIPIENT or proposed.reason in rules.provider_grounds.codes:
        return Amendment(proposed.initiator, both, rules.provider_grounds.citation)
    if rules.by_consent is not None and proposed.written_consent:
        return Amendment(RECIPIENT, both, rules.by_consent)
    _refuse_ground(rules.provider_grounds)


def _refuse_ground(grounds: ChoiceList) -> NoReturn:
    words = ", ".join(item.title for item in grounds.choices)
    refuse(
        "ground_unknown",
        f"Изменить договор по этой причине нельзя. Основания: {words}. Получите письменное "
        "согласие получателя или укажите основание.",
        field="reason",
        citation=grounds.citation,
    )


def amendment_number(existing: int) -> int:
    """The number of the next amendment of a contract: they run from one."""
    return existing + 1


def effective_from(amendment: Amendment, signed: dict[str, date]) -> date | None:
    """The day a change takes effect, that of its last signature; None while one is missing."""
    if any(party not in signed for party in amendment.signatures):
        return None
    return max(signed[party] for party in amendment.signatures)
