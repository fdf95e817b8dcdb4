"""Work with a family: which facts its case holds for the arrows of the procedure.

Rules: VLA-MIN-09, VLA-SCH-04, VLA-SCH-06. The arrows and what each of them asks for are the
region's; here stands which records of a case count as those facts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.domain.documents import names_document
from portal.domain.law import Citation
from portal.domain.records import RecordSpec, check_record
from portal.domain.schedule import AgeEnd, must_close
from portal.domain.violations import RulesBroken, Violation

HEAD_DECISION = "head_decision"
HELP_NEEDED = "help_needed"
PROGRAMME_REGISTERED = "programme_registered"
NEED_TO_DISCUSS = "need_to_discuss"
WORK_CONTINUES = "work_continues"
COLLEGIAL_DECISION = "collegial_decision"
FILE_KEPT = "file_kept"
INFORMATION_PAPER = "incoming_information"
PROGRAMME_PAPER = "programme"


LEAST_PEOPLE = 2
_BETWEEN = re.compile(r"[,;\n]|\sи\s")


@dataclass(frozen=True, slots=True)
class JointRecord:
    """A joint discussion as it is entered in the family's file (VLA-SCH-06)."""

    day: date
    participants: str = ""
    question: str = ""
    decision: str = ""

    @property
    def filled(self) -> frozenset[str]:
        """The fields of the record that say something; a joint work has two people at least."""
        people = [one for one in _BETWEEN.split(self.participants) if names_document(one)]
        told = {
            "participants": len(people) >= LEAST_PEOPLE,
            "question": names_document(self.question),
            "decision": names_document(self.decision),
        }
        return frozenset({"date", *(code for code, there in told.items() if there)})


def facts_on_record(
    papers: Iterable[str], *, decided: bool, help_needed: bool, programme: bool
) -> frozenset[str]:
    """The facts that a case holds by itself.

    A sheet of paper called the head's decision is none: the decision counts once it is recorded
    with its ground (VLA-MIN-08).
    """
    facts = set(papers) - {HEAD_DECISION, PROGRAMME_PAPER}
    marks = {HEAD_DECISION: decided, HELP_NEEDED: help_needed, PROGRAMME_REGISTERED: programme}
    return frozenset(facts | {code for code, holds in marks.items() if holds})


def check_discussion(spec: RecordSpec | None, record: JointRecord) -> tuple[Violation, ...]:
    """What a joint discussion's record still lacks, each field by itself (VLA-SCH-06)."""
    if spec is None:
        return ()
    return (*_alone(spec, record), *check_record(spec, record.filled))


def _alone(spec: RecordSpec, record: JointRecord) -> tuple[Violation, ...]:
    """Whoever is named takes part with somebody: one person's word is no joint discussion."""
    if not record.participants.strip() or "participants" in record.filled:
        return ()
    text = "Обсуждение совместное: назовите не меньше двух участников, через запятую."
    return (Violation("value_invalid", text, "participants", spec.fields.citation),)


def end_facts(
    rule: AgeEnd | None,
    spec: RecordSpec | None,
    ended_by: str | None,
    record: JointRecord,
    births: Iterable[date | None],
) -> frozenset[str]:
    """The facts a removal from the register rests on.

    Raises RulesBroken for a decision of one person, an end that is not in the region's list, an
    age that not every child of the family has reached, and a birth date that nobody has entered.
    """
    if spec is not None and (wrong := _alone(spec, record)):
        raise RulesBroken(*wrong)
    facts = frozenset() if check_discussion(spec, record) else frozenset({COLLEGIAL_DECISION})
    if rule is None or ended_by is None:
        return facts
    rule.ends.choice(ended_by, field="ended_by")
    if ended_by == rule.by_age:
        _demand_of_age(rule, tuple(births), record.day)
    return facts | {ended_by}


def check_child(
    rule: AgeEnd | None, births: Iterable[date | None], day: date, procedure: Citation
) -> tuple[Violation, ...]:
    """A file is opened for the sake of somebody under age; without any it is about nobody.

    ``births`` are the birthdays of the family's children, None where nobody wrote it down yet.
    """
    children = tuple(births)
    if any(born is None or rule is None or not must_close(rule, born, day) for born in children):
        return ()
    text = (
        "Всем детям семьи уже исполнилось 18 лет, а дело заводят ради несовершеннолетнего. "
        "Проверьте дни рождения в составе семьи."
        if children
        else "В составе семьи нет ребёнка, а дело заводят ради него. Внесите ребёнка в состав "
        "семьи, потом заводите дело."
    )
    return (Violation("value_invalid", text, None, procedure),)


def _demand_of_age(rule: AgeEnd, births: tuple[date | None, ...], day: date) -> None:
    unknown = not births or any(born is None for born in births)
    grown = all(born is not None and must_close(rule, born, day) for born in births)
    if grown and not unknown:
        return
    text = (
        "Не у всех детей записан день рождения. Внесите его в состав семьи."
        if unknown
        else f"Не всем детям исполнилось {rule.age} лет. Выберите другую причину."
    )
    raise RulesBroken(Violation("value_invalid", text, "ended_by", rule.ends.citation))
