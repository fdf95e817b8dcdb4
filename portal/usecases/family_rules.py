"""What a region says of work with families, gathered from the parts of its law."""

from dataclasses import dataclass
from datetime import date

from portal.domain.documents import DocumentList, DocumentRequirement
from portal.domain.families import PROGRAMME_PAPER
from portal.domain.minors import CaseGrounds, GuardedWorkflow
from portal.domain.notices import NoticeRule
from portal.domain.records import RecordSpec
from portal.domain.registers import RegisterSpec
from portal.domain.schedule import AgeEnd
from portal.domain.violations import NotFound, refuse
from portal.models import Role
from portal.regions.registry import Region

FAMILY_CARE = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.SOCIAL_WORKER)
"""Who reads the files of families; who takes a step, the procedure itself says."""


@dataclass(frozen=True, slots=True)
class Prevention:
    """Work with families as in force on a day (VLA-MIN-08, VLA-MIN-09, VLA-DOC-07, VLA-SCH-04).

    ``papers`` is the list of the family's file, ``message`` what is written down of the word that
    began it, ``register`` the columns of the families' register.
    """

    work: GuardedWorkflow
    grounds: CaseGrounds
    papers: DocumentList | None
    discussion: RecordSpec | None
    age_end: AgeEnd | None
    message: NoticeRule | None
    register: RegisterSpec | None

    @property
    def unit_code(self) -> str:
        """The department the work belongs to."""
        return self.grounds.unit_code

    @property
    def requirements(self) -> tuple[DocumentRequirement, ...]:
        """The papers of the file in their order."""
        return self.papers.requirements if self.papers else ()

    def paper(self, code: str) -> DocumentRequirement | None:
        """A paper that is entered by hand; the programme comes from its own record."""
        listed = (one for one in self.requirements if one.code != PROGRAMME_PAPER)
        return next((one for one in listed if one.code == code), None)


def prevention_on(region: Region, day: date) -> Prevention | None:
    """The region's rules of the work; None where a region has no such procedure."""
    minors = region.rules.representation_rules.on(day).minors
    if minors.family_work is None or not minors.grounds:
        return None
    grounds = minors.grounds[0]
    schedule = region.rules.schedule_rules.on(day)
    files = region.rules.admission_rules.on(day).enrolment.personal_files
    notices = region.rules.notices.on(day).notices
    registers = region.rules.registers.on(day).registers
    unit = grounds.unit_code
    return Prevention(
        work=minors.family_work,
        grounds=grounds,
        papers=next((one for one in files if one.unit_code == unit), None),
        discussion=schedule.discussion,
        age_end=next((one for one in schedule.age_ends if one.unit_code == unit), None),
        message=next((one for one in notices if one.code == "information_received"), None),
        register=next((one for one in registers if one.code == "family_files"), None),
    )


def rules_of_day(region: Region, day: date, today: date, *, field: str) -> Prevention:
    """The rules of a day that somebody has entered.

    Raises value_invalid for a day to come and for one before the region had such rules, with the
    clause of this work and of no other department; NotFound where there is no such procedure.
    """
    present = demanded(region, today)
    clause = present.grounds.grounds.citation
    first = first_day(region)
    if day > today:
        text = f"{day:%d.%m.%Y} ещё не наступило. Проверьте дату."
        refuse("value_invalid", text, field=field)
    if day < first:
        text = (
            f"Правила работы с семьями действуют с {first:%d.%m.%Y}, а введено {day:%d.%m.%Y}. "
            "Проверьте год."
        )
        refuse("value_invalid", text, field=field, citation=clause)
    return demanded(region, day)


def first_day(region: Region) -> date:
    """The first day on which every rule of work with families and children is in force."""
    rules = region.rules
    timelines = (
        rules.representation_rules,
        rules.schedule_rules,
        rules.admission_rules,
        rules.notices,
        rules.registers,
    )
    return max(one.versions[0].since for one in timelines)


def demanded(region: Region, day: date) -> Prevention:
    """The same; raises NotFound where a region has no such procedure."""
    found = prevention_on(region, day)
    if found is None:
        raise NotFound
    return found
