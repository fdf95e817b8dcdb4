"""What a role of the staff is shown about a recipient: the one table every page asks (FED-PDP-01).

The table itself is the law's, ``FEDERAL_PERSONAL_DATA``; routes, templates and use cases ask here.
A region adds what it confines further, but moves no role to another row.
"""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import select

from portal.domain.personal_data import may_see
from portal.domain.violations import NotFound
from portal.models import Recipient, Role
from portal.models.types import JsonList
from portal.regions.federal.personal_data import FEDERAL_PERSONAL_DATA
from portal.usecases.access_log import recipient_of
from portal.usecases.actor import Actor
from portal.usecases.queries.scope import own_people
from portal.usecases.transaction import reading


class Subject(StrEnum):
    """What a page may tell of a recipient, by the codes of the table.

    ``CONTRACT`` is the text of the contract with its fee; services and their volumes are
    ``SERVICES``. ``MEDICAL`` stands for every paper about health (FED-PDP-04).
    """

    IDENTITY = "identity"
    ADDRESS = "address"
    PHONE = "phone"
    SCHEDULE = "schedule"
    SERVICES = "services"
    CONTRACT = "contract"
    INCOME = "income"
    ACTS = "acts"
    PAYMENTS = "payments"
    MEDICAL = "medical_conclusion"


def who_sees(subject: Subject) -> tuple[Role, ...]:
    """The roles of the staff whose job needs the subject (FED-PDP-01, FED-PDP-04)."""
    return tuple(
        role for role in Role if may_see(FEDERAL_PERSONAL_DATA, role.value, subject.value).allowed
    )


def sees(actor: Actor, subject: Subject) -> bool:
    """Whether the reader's job needs the subject."""
    return actor.role in who_sees(subject)


_ADMITS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)


def reads_papers_of(actor: Actor, recipient_id: int | None) -> bool:
    """Whether the reader may open an application's papers: family, income, health (FED-PDP-01).

    Somebody without a card, whom nobody serves or bills yet, is the work of those who admit.
    """
    return recipient_id is not None or actor.role in _ADMITS


def is_own_person(actor: Actor, recipient_id: int) -> bool:
    """Whether the reader may open the person's card (FED-PDP-01)."""
    people = own_people(actor)
    if not people:
        return True
    with reading() as session:
        wanted = select(Recipient.id).where(Recipient.id == recipient_id, *people)
        return session.scalar(wanted) is not None


def demand_own_person(actor: Actor, about: Iterable[tuple[str, int]]) -> None:
    """Raise NotFound for what is about somebody whom another social worker serves (FED-PDP-01).

    ``about`` names the numbers of an address, such as ``programme_id``: every page and every form
    is asked, so a new one is closed without a word of its own. Her own people, and those given to
    nobody, are her work; of other providers' things the pages themselves know nothing.
    """
    people = own_people(actor)
    if not people:
        return
    with reading() as session:
        for name, key in about:
            whose = recipient_of(name, key, actor.provider_id)
            person = None if whose is None else session.scalar(whose)
            reached = select(Recipient.id).where(Recipient.id == person, *people)
            if person is not None and session.scalar(reached) is None:
                raise NotFound


_ABOUT_HEALTH = frozenset(
    {
        "medical_conclusion",
        "notice_or_certificate",
        "pmpk_conclusion",
        "disability_certificate_copy",
        "rehabilitation_programme_copy",
    }
)
_ABOUT_INCOME = frozenset({"income_certificates", "free_category_proof"})


def subject_of_paper(code: str) -> Subject:
    """What a paper of the file tells, by its code in the lists of papers.

    Of a paper about health others know that it is there, and do not read it (FED-PDP-04).
    """
    if code in _ABOUT_HEALTH:
        return Subject.MEDICAL
    return Subject.INCOME if code in _ABOUT_INCOME else Subject.IDENTITY


def told_papers(actor: Actor, papers: JsonList) -> JsonList:
    """The papers of a ground, kept each with its ``code``, that the reader may read about."""
    return [one for one in papers if sees(actor, subject_of_paper(str(one["code"])))]
