"""Whether a kind of representative fits the age and the capacity of a recipient (FED-MIN-01)."""

from datetime import date

from portal.domain.authorities import BY_CAPACITY, Capacity, decision_day
from portal.domain.contract import WHO_SIGNS
from portal.domain.people import MAJORITY, SIGNS_WITH_CONSENT, age_on, age_words
from portal.domain.violations import refuse
from portal.models import Recipient, Representative, RepresentativeKind
from portal.usecases.recipient_details import RepresentativeDetails

_BY_COURT = {
    RepresentativeKind.GUARDIAN: Capacity.INCAPABLE,
    RepresentativeKind.TRUSTEE: Capacity.LIMITED,
}
_NAMES_DECISION = ("суд", "опек", "попечит")


def lacks_room(kind: RepresentativeKind, age: int, capacity: Capacity) -> str | None:
    """Why nobody of this kind acts for a person of this age and capacity, and what to do."""
    match kind:
        case RepresentativeKind.PARENT if age >= MAJORITY:
            return (
                f"Получателю {age_words(age)}: родитель за взрослого не действует. Внесите "
                "опекуна, попечителя или доверенность."
            )
        case RepresentativeKind.GUARDIAN if (
            age >= SIGNS_WITH_CONSENT and capacity is not Capacity.INCAPABLE
        ):
            return (
                f"Получателю {age_words(age)}: опекун нужен только тому, кого суд признал "
                "недееспособным. Сначала запишите решение суда, а ребёнку с 14 лет внесите "
                "попечителя."
            )
        case RepresentativeKind.TRUSTEE if age < SIGNS_WITH_CONSENT or (
            age >= MAJORITY and capacity is not Capacity.LIMITED
        ):
            return (
                f"Получателю {age_words(age)}: попечитель бывает у ребёнка с 14 лет и у того, "
                "чью дееспособность ограничил суд. Внесите опекуна или сначала решение суда."
            )
        case _:
            return None


def demand_after_court(
    recipient: Recipient, kind: RepresentativeKind, issued_on: date | None
) -> None:
    """Nobody is appointed guardian or trustee of an adult before the court decided (FED-MIN-01)."""
    if recipient.capacity_basis is None or recipient.capacity is not _BY_COURT.get(kind):
        return
    decided = decision_day(recipient.capacity_basis)
    if decided is not None and issued_on is not None and issued_on < decided:
        refuse(
            "value_invalid",
            f"Документ от {issued_on:%d.%m.%Y} старше решения суда от {decided:%d.%m.%Y}: опеку и "
            "попечительство устанавливают после него. Сверьте даты.",
            field="paper_issued_on",
            citation=BY_CAPACITY,
        )


def demand_another(recipient: Recipient, person: Representative) -> None:
    """Nobody acts for oneself; a namesake is told by another identity paper (FED-MIN-01)."""
    own = (recipient.surname, recipient.name, recipient.patronymic or "")
    if _name(person) != tuple(part.casefold() for part in own):
        return
    numbers = {one.number for one in recipient.identity_papers}
    if person.identity_number and person.identity_number not in numbers:
        return
    refuse(
        "value_invalid",
        "Сам за себя получатель представителем не бывает. Внесите другого человека, а полному "
        "тёзке — его собственный документ, удостоверяющий личность.",
        field="surname",
        citation=WHO_SIGNS,
    )


def demand_new(recipient: Recipient, person: Representative, today: date) -> None:
    """Refuse the same person by the same paper a second time while the first record stands."""
    for one in recipient.representatives:
        same = _name(one) == _name(person) and _paper(one) == _paper(person)
        if same and (one.until is None or one.until > today):
            refuse(
                "duplicate",
                "Этот человек по этому документу уже записан. Исправьте прежнюю запись или "
                "прекратите её.",
                field="surname",
            )


def _name(person: Representative) -> tuple[str, ...]:
    parts = (person.surname, person.name, person.patronymic or "")
    return tuple(part.casefold() for part in parts)


def _paper(person: Representative) -> tuple[object, ...]:
    number = (person.paper_number or "").casefold()
    return person.kind, person.basis.casefold(), number, person.paper_issued_on


def demand_fitting(person: RepresentativeDetails, born: date, today: date) -> None:
    """Refuse somebody entered with the card whose kind does not fit the recipient's age.

    A court's decision on an adult may be named in the paper of authority only.
    """
    age, basis = age_on(born, today), person.basis.lower()
    names_decision = any(word in basis for word in _NAMES_DECISION) and "доверенн" not in basis
    capacity = Capacity.CAPABLE
    if names_decision and (age >= MAJORITY or "суд" in basis):
        capacity = _BY_COURT.get(person.kind, capacity)
    text = lacks_room(person.kind, age, capacity)
    if person.kind is RepresentativeKind.ATTORNEY and age < MAJORITY:
        text = (
            f"Получателю {age_words(age)}: за ребёнка по доверенности не действуют. Внесите "
            "родителя, опекуна или попечителя."
        )
    if text is not None:
        refuse("not_authorised", text, field="representative.kind", citation=WHO_SIGNS)
