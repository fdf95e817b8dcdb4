"""Who signs for the recipient: the person, a representative, or both (FED-MIN-01, FED-CON-02)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NoReturn

from portal.domain.authorities import BY_ABSENCE, BY_DEATH, AuthorityEnd, Capacity
from portal.domain.contract import (
    WHO_SIGNS,
    ContractRules,
    Party,
    SignerFacts,
    check_signer,
)
from portal.domain.endings import Handover
from portal.domain.people import MAJORITY, SIGNS_WITH_CONSENT, age_on, age_words, full_name
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Recipient, Representative, RepresentativeKind
from portal.usecases.authority import acting_on, authority_end_of, capacity_of
from portal.usecases.missing_people import NotBegun, demand_not_missing, missing_since

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
    """A recipient on a day with those who may act for them on that day.

    ``former`` may no longer, or not yet; the end of an authority is told in the refusal.
    """

    recipient: Recipient
    representatives: tuple[Representative, ...]
    day: date
    former: tuple[Representative, ...] = ()

    @property
    def age(self) -> int:
        """Full years on the day."""
        return age_on(self.recipient.born, self.day)

    @property
    def alive(self) -> bool:
        """Whether there is anybody to sign for: not from the day of death on."""
        return self.recipient.died_on is None or self.day < self.recipient.died_on

    @property
    def capacity(self) -> Capacity:
        """What the court's word, or the kind of representative, says of the day."""
        return capacity_of(self.recipient, self.representatives, self.day)

    @property
    def incapable(self) -> bool:
        """Whether only a guardian signs, whatever the age from fourteen on."""
        return self.capacity is Capacity.INCAPABLE

    @property
    def side(self) -> Side:
        """Whose signatures make the contract."""
        if self.age < SIGNS_WITH_CONSENT or self.incapable:
            return Side.REPRESENTATIVE
        limited = self.age >= MAJORITY and self.capacity is Capacity.LIMITED
        return Side.BOTH if self.age < MAJORITY or limited else Side.RECIPIENT


def signing_on(recipient: Recipient, people: Iterable[Representative], day: date) -> Signing:
    """The recipient with the representatives whose authority holds on the day (FED-MIN-01)."""
    known = tuple(people)
    current = acting_on(recipient, known, day)
    return Signing(recipient, current, day, tuple(one for one in known if one not in current))


def standing_hands(
    signing: Signing, representative_id: int | None
) -> tuple[Signing, AuthorityEnd | None]:
    """Whose hands a paper in a representative's name waits for, and what ended that authority.

    Those of the day while the authority holds; afterwards those of its last day, since what was
    signed until then may still be recorded (FED-MIN-01).
    """
    person = next((one for one in signing.former if one.id == representative_id), None)
    end = authority_end_of(signing.recipient, person) if person is not None else None
    if end is None or end.day > signing.day:
        return signing, None
    people = (*signing.representatives, *signing.former)
    last = signing_on(signing.recipient, people, end.day - timedelta(days=1))
    return (last if person in last.representatives else signing), end


def choose_representative(
    signing: Signing, representative_id: int | None, rules: ContractRules
) -> Representative | None:
    """The representative a contract names: the one chosen, else the only one the law asks for."""
    demand_alive(signing, field="representative_id")
    if representative_id is not None:
        chosen = next(
            (person for person in signing.representatives if person.id == representative_id), None
        )
        if chosen is None:
            refuse_former(signing, representative_id, rules, field="representative_id")
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


def demand_alive(signing: Signing, *, field: str) -> None:
    """Refuse any signature for a person who is dead, or missing by a court's word, on the day."""
    asked = NotBegun.SIGNATURE.label
    demand_not_missing(signing.recipient, signing.day, field=field, asked=asked)
    if not signing.alive:
        refuse(
            "not_authorised",
            f"Получатель умер {signing.recipient.died_on:%d.%m.%Y}: с этого дня за него никто не "
            "подписывает. Проверьте дату или оформите прекращение договора.",
            field=field,
            citation=BY_DEATH,
        )


INCAPABLE_AGENT = "Недееспособный человек за другого не действует и не подписывает."
ANOTHER_PERSON = "Внесите новый документ о полномочиях или выберите другого представителя."


def refuse_former(
    signing: Signing,
    representative_id: int | None,
    rules: ContractRules,
    *,
    field: str | None,
    remedy: str = ANOTHER_PERSON,
) -> NoReturn:
    """Refuse somebody whose authority does not hold on the day, and say since when and why.

    ``remedy`` is the sentence that follows.
    """
    person = next((one for one in signing.former if one.id == representative_id), None)
    if person is not None and not person.capable:
        refuse("not_authorised", f"{INCAPABLE_AGENT} {remedy}", field=field, citation=WHO_SIGNS)
    end = authority_end_of(signing.recipient, person) if person is not None else None
    if person is None or end is None or signing.day < end.day:
        refuse(
            "not_authorised",
            "Этот человек сейчас не представляет получателя. Выберите представителя из "
            "карточки или внесите его документ о полномочиях.",
            field=field,
            citation=rules.signatories,
        )
    name = full_name(person.surname, person.name, person.patronymic)
    refuse(
        "not_authorised",
        f"{name} с {end.day:%d.%m.%Y} не действует за получателя: {end.why.label}. {remedy}",
        field=field,
        citation=end.citation,
    )


def eligible_representatives(signing: Signing, rules: ContractRules) -> tuple[Representative, ...]:
    """Those whom a contract may name: who else is recorded may not act for this recipient."""
    return tuple(
        person
        for person in signing.representatives
        if not _objections(signing, person, rules, field="representative_id")
    )


def somebody_acts(
    recipient: Recipient, people: Iterable[Representative], day: date, rules: ContractRules
) -> bool:
    """Whether anybody may sign for the recipient on a day: then papers of authority are asked for.

    Who is recorded and signs no contract brings none (FED-DOC-01).
    """
    return bool(eligible_representatives(signing_on(recipient, people, day), rules))


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
    if person.kind is RepresentativeKind.ATTORNEY and signing.side is not Side.RECIPIENT:
        text = (
            "По доверенности действуют только за того, кто сам может подписать договор. Выберите "
            "законного представителя."
        )
        return (Violation("not_authorised", text, field, rules.signatories),)
    facts = SignerFacts(
        born=signing.recipient.born,
        capable=not signing.incapable,
        signed_on=signing.day,
        party=Party.REPRESENTATIVE,
        representative_kind=person.kind.value,
    )
    return in_field(check_signer(facts, rules), field)


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
        return f"Получателю {age_words(signing.age)}: договор подписывает законный представитель."
    if signing.age < MAJORITY:
        return (
            f"Получателю {age_words(signing.age)}: договор подписывает он сам, нужно согласие "
            "законного представителя."
        )
    if signing.incapable:
        return "За недееспособного получателя договор подписывает опекун."
    if signing.side is Side.BOTH:
        return (
            "Дееспособность получателя ограничена: договор подписывает он сам, нужно согласие "
            "попечителя."
        )
    return "Договор подписывает получатель."


def in_field(found: tuple[Violation, ...], field: str) -> tuple[Violation, ...]:
    """The same refusals under the field of the form that asked."""
    return tuple(
        Violation(one.code, one.text, field if one.field else None, one.citation) for one in found
    )


def may_receive(signing: Signing, handed: Handover) -> bool:
    """Whether a paper may come this way on that day; the post and a record always may."""
    if handed is Handover.REPRESENTATIVE:
        return bool(signing.representatives)
    if handed is not Handover.IN_PERSON:
        return True
    lost = missing_since(signing.recipient, signing.day) is not None
    return signing.side is not Side.REPRESENTATIVE and not lost


def demand_receiver(signing: Signing, handed: Handover, *, field: str = "handed") -> None:
    """Only who may take a paper on that day: its terms run from it (FED-TER-06, FED-MIN-01).

    Raises not_authorised for a representative whom nobody has, for whoever signs nothing alone and
    for somebody who was missing on the day.
    """
    if may_receive(signing, handed):
        return
    if handed is Handover.REPRESENTATIVE:
        refuse(
            "not_authorised",
            f"{signing.day:%d.%m.%Y} представителя у получателя не было: вручить ему бумагу не "
            "могли. Выберите, как её получил сам получатель, или внесите документ о полномочиях.",
            field=field,
            citation=WHO_SIGNS,
        )
    if missing_since(signing.recipient, signing.day) is not None:
        refuse(
            "not_authorised",
            f"{signing.day:%d.%m.%Y} получатель считался безвестно отсутствующим: лично бумагу ему "
            "не вручить. Отправьте её по последнему адресу и выберите письмо.",
            field=field,
            citation=BY_ABSENCE,
        )
    refuse(
        "not_authorised",
        f"{who_signs(signing)} Эту бумагу тоже вручают ему: выберите представителя.",
        field=field,
        citation=WHO_SIGNS,
    )
