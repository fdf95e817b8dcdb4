"""What a role of the staff is shown about a recipient: the one table every page asks (FED-PDP-01).

The table itself is the law's, ``FEDERAL_PERSONAL_DATA``; routes, templates and use cases ask here.
A region adds what it confines further, but moves no role to another row.
"""

from enum import StrEnum

from portal.domain.personal_data import may_see
from portal.models import Role
from portal.regions.federal.personal_data import FEDERAL_PERSONAL_DATA
from portal.usecases.actor import Actor


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


_ABOUT_HEALTH = frozenset(
    {
        "medical_conclusion",
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
