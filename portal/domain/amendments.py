"""Changes of a contract: who may start one, on which ground, when it takes effect.

Rules: FED-CON-07, MSK-CON-11, MSK-CON-12; the fee is the exception (FED-FEE-14, MSK-FEE-08).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NoReturn

from portal.domain.choices import ChoiceList
from portal.domain.documents import names_document, names_number
from portal.domain.law import Citation
from portal.domain.violations import Violation, refuse

ONLY_AS_PRESCRIBED = Citation("FED-IPP-09", "442-FZ", "ст. 16, ч. 2 ст. 11 442-ФЗ", verify=True)

PROVIDER = "provider"
RECIPIENT = "recipient"
AGREEMENT = "agreement"
"""The ground of a change that both parties want."""


class AmendmentState(StrEnum):
    """Where a change of a contract stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The words for people."""
        return _STATES[self]


_STATES = {
    AmendmentState.DRAFT: "Ждёт подписи директора",
    AmendmentState.SIGNED: "Ждёт подписи получателя",
    AmendmentState.IN_FORCE: "Действует",
    AmendmentState.WITHDRAWN: "Отозвано",
}


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


def demand_changed_act(rules: AmendmentRules, initiator: str, reason: str, act: str) -> None:
    """Refuse the provider's own ground, a change of law, without the act and its day (MSK-CON-11).

    A written consent does not stand in for it: with one, the provider names another ground.
    """
    grounds = rules.provider_grounds
    if grounds is None or initiator != PROVIDER or reason not in grounds.codes:
        return
    if not (names_document(act) and names_number(act)):
        refuse(
            "value_invalid",
            "Назовите акт с номером или датой и день, с которого он изменился: эти слова встанут в "
            "соглашение.",
            field="changed_act",
            citation=grounds.citation,
        )


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """A volume a month that changes: none before for a new service, none after for a dropped one.

    Volumes are in units of the service's tariff.
    """

    code: str
    before: Decimal | None
    after: Decimal | None


def changed_services(
    before: Mapping[str, Decimal], after: Mapping[str, Decimal]
) -> tuple[ServiceChange, ...]:
    """What differs between two sets of services with their volumes a month, by code."""
    return tuple(
        ServiceChange(code, before.get(code), after.get(code))
        for code in sorted(before.keys() | after.keys())
        if before.get(code) != after.get(code)
    )


def new_volumes(
    before: Mapping[str, Decimal], after: Mapping[str, Decimal]
) -> Mapping[str, Decimal]:
    """The services whose volume a month is another or new, with that volume."""
    return {one.code: one.after for one in changed_services(before, after) if one.after is not None}


def check_prescribed(
    after: Mapping[str, Decimal], prescribed: Mapping[str, Decimal]
) -> tuple[Violation, ...]:
    """What keeps a contract from these services: it gives what its programme names, no more.

    not_in_programme, over_programme_limit (FED-IPP-09); value_invalid where no service is left.
    """
    if not after:
        text = (
            "В договоре не остаётся ни одной услуги. Если получатель отказался от всех, "
            "расторгните договор."
        )
        return (Violation("value_invalid", text, "services", ONLY_AS_PRESCRIBED),)
    found = []
    for code, quantity in after.items():
        limit = prescribed.get(code)
        field = f"services.{code}"
        if limit is None:
            text = f"Услуги {code} нет в программе. Сначала нужна новая программа с этой услугой."
            found.append(Violation("not_in_programme", text, field, ONLY_AS_PRESCRIBED))
        elif quantity > limit:
            text = (
                f"В программе {format(limit.normalize(), 'f')} в месяц, больше в договоре быть не "
                "может. Уменьшите объём."
            )
            found.append(Violation("over_programme_limit", text, field, ONLY_AS_PRESCRIBED))
    return tuple(found)


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


def takes_effect(since: date, signed: Iterable[date]) -> date:
    """The first day of a signed change: the agreed day, or the last signature's if later."""
    return max([since, *signed])
