"""Who signs for the recipient: the person, a representative, or both (FED-MIN-01, FED-CON-02)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.contract import (
    WHO_SIGNS,
    ContractRules,
    Party,
    SignerFacts,
    check_signer,
)
from portal.domain.people import MAJORITY, SIGNS_WITH_CONSENT, age_on
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Recipient, Representative, RepresentativeKind

LEGAL_KINDS = (
    RepresentativeKind.PARENT,
    RepresentativeKind.GUARDIAN,
    RepresentativeKind.TRUSTEE,
)


class Side(StrEnum):
    """Whose signatures the recipient's side needs."""

    RECIPIENT = "recipient"
    REPRESENTATIVE = "representative"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Signing:
    """A recipient on a day with those who may act for them on that day."""

    recipient: Recipient
    representatives: tuple[Representative, ...]
    day: date

    @property
    def age(self) -> int:
        """Full years on the day."""
        return age_on(self.recipient.born, self.day)

    @property
    def incapable(self) -> bool:
        """From fourteen on a guardian is appointed only for whom a court found incapable."""
        return self.age >= SIGNS_WITH_CONSENT and self._has(RepresentativeKind.GUARDIAN)

    @property
    def side(self) -> Side:
        """Whose signatures make the contract."""
        if self.age < SIGNS_WITH_CONSENT or self.incapable:
            return Side.REPRESENTATIVE
        limited = self.age >= MAJORITY and self._has(RepresentativeKind.TRUSTEE)
        return Side.BOTH if self.age < MAJORITY or limited else Side.RECIPIENT

    def _has(self, kind: RepresentativeKind) -> bool:
        return any(person.kind is kind for person in self.representatives)


def signing_on(recipient: Recipient, people: Iterable[Representative], day: date) -> Signing:
    """The recipient with the representatives whose right holds on the day."""
    current = tuple(
        person
        for person in people
        if person.since <= day and (person.until is None or day < person.until)
    )
    return Signing(recipient, current, day)


def choose_representative(
    signing: Signing, representative_id: int | None, rules: ContractRules
) -> Representative | None:
    """The representative a contract names: the one chosen, else the only one the law asks for."""
    if representative_id is not None:
        chosen = next(
            (person for person in signing.representatives if person.id == representative_id), None
        )
        if chosen is None:
            refuse(
                "not_authorised",
                "Этот человек сейчас не представляет получателя. Выберите представителя из "
                "карточки или внесите его документ о полномочиях.",
                field="representative_id",
                citation=rules.signatories,
            )
        demand_may_represent(signing, chosen, rules, field="representative_id")
        return chosen
    if signing.side is Side.RECIPIENT:
        return None
    legal = [one for one in eligible_representatives(signing, rules) if one.kind in LEGAL_KINDS]
    if not legal:
        refuse(
            "not_authorised",
            f"{who_signs(signing)} Внесите законного представителя в карточку получателя.",
            field="representative_id",
            citation=WHO_SIGNS,
        )
    return legal[-1]


def eligible_representatives(signing: Signing, rules: ContractRules) -> tuple[Representative, ...]:
    """Those whom a contract may name: who else is recorded may not act for this recipient."""
    return tuple(
        person
        for person in signing.representatives
        if not _objections(signing, person, rules, field="representative_id")
    )


def demand_may_represent(
    signing: Signing, person: Representative, rules: ContractRules, *, field: str
) -> None:
    """Refuse a representative who may not act for this recipient on this day."""
    found = _objections(signing, person, rules, field=field)
    if found:
        raise RulesBroken(*found)


def _objections(
    signing: Signing, person: Representative, rules: ContractRules, *, field: str
) -> tuple[Violation, ...]:
    if person.kind is RepresentativeKind.PARENT and signing.age >= MAJORITY:
        text = (
            f"Получателю {signing.age} лет: родитель за него договор не подписывает. Подписывает "
            "сам получатель, опекун или попечитель."
        )
        return (Violation("not_authorised", text, field, WHO_SIGNS),)
    if person.kind is RepresentativeKind.ATTORNEY and (
        not person.capable or signing.side is not Side.RECIPIENT
    ):
        text = (
            "По доверенности действует только дееспособный человек и только за того, кто сам может "
            "подписать договор. Выберите законного представителя."
        )
        return (Violation("not_authorised", text, field, rules.signatories),)
    facts = SignerFacts(
        born=signing.recipient.born,
        capable=not signing.incapable,
        signed_on=signing.day,
        party=Party.REPRESENTATIVE,
        representative_kind=person.kind.value,
    )
    return _in_field(check_signer(facts, rules), field)


def demand_recipient_may_sign(
    signing: Signing, rules: ContractRules, *, consent_given: bool
) -> None:
    """Refuse the recipient's own signature where the law asks for somebody else's, or first."""
    facts = SignerFacts(
        born=signing.recipient.born,
        capable=not signing.incapable,
        signed_on=signing.day,
        party=Party.RECIPIENT,
        consent_given=consent_given,
    )
    _demand(check_signer(facts, rules), "party")
    if signing.side is Side.BOTH and not consent_given:
        refuse(
            "not_authorised",
            "Дееспособность получателя ограничена: сначала нужна подпись попечителя. Запишите её.",
            field="party",
            citation=WHO_SIGNS,
        )


def side_has_signed(signing: Signing, parties: frozenset[Party]) -> bool:
    """Whether every signature of the recipient's side is there."""
    match signing.side:
        case Side.BOTH:
            return {Party.RECIPIENT, Party.REPRESENTATIVE} <= parties
        case Side.REPRESENTATIVE:
            return Party.REPRESENTATIVE in parties
        case Side.RECIPIENT:
            return bool(parties & {Party.RECIPIENT, Party.REPRESENTATIVE})


def who_signs(signing: Signing) -> str:
    """Whose signature the law asks for on the recipient's side; a sentence for people."""
    if signing.age < SIGNS_WITH_CONSENT:
        return f"Получателю {signing.age} лет: договор подписывает законный представитель."
    if signing.age < MAJORITY:
        return (
            f"Получателю {signing.age} лет: договор подписывает он сам, нужно согласие законного "
            "представителя."
        )
    if signing.incapable:
        return "За недееспособного получателя договор подписывает опекун."
    if signing.side is Side.BOTH:
        return (
            "Дееспособность получателя ограничена: договор подписывает он сам, нужно согласие "
            "попечителя."
        )
    return "Договор подписывает получатель."


def _in_field(found: tuple[Violation, ...], field: str) -> tuple[Violation, ...]:
    return tuple(
        Violation(one.code, one.text, field if one.field else None, one.citation) for one in found
    )


def _demand(found: tuple[Violation, ...], field: str) -> None:
    if found:
        raise RulesBroken(*_in_field(found, field))
