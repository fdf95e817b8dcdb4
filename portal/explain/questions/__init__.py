"""Every question the law can be asked, by its name: one module a group of procedures.

A question takes what is given as JSON-like values and a region, and answers with plain values. A
refusal is a RulesBroken with its code; a value of the wrong shape a Misshapen.
"""

from collections.abc import Mapping

from portal.explain.question import Question
from portal.explain.questions import (
    admission,
    agreement,
    declared,
    ending,
    enrolment,
    money,
    office_hours,
    papers,
    paperwork,
    programme,
    programme_life,
    reference,
    settling,
)

QUESTIONS: Mapping[str, Question] = {
    **admission.QUESTIONS,
    **agreement.QUESTIONS,
    **declared.QUESTIONS,
    **ending.QUESTIONS,
    **enrolment.QUESTIONS,
    **money.QUESTIONS,
    **office_hours.QUESTIONS,
    **papers.QUESTIONS,
    **paperwork.QUESTIONS,
    **programme.QUESTIONS,
    **programme_life.QUESTIONS,
    **reference.QUESTIONS,
    **settling.QUESTIONS,
}
