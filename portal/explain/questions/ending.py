"""Questions about suspension, termination, transfer and urgent services (SUS, TER, TRN, URG)."""

from collections.abc import Mapping

from portal.explain.question import Question
from portal.explain.questions import suspending, terminating, transferring, urgent

QUESTIONS: Mapping[str, Question] = {
    **suspending.QUESTIONS,
    **terminating.QUESTIONS,
    **transferring.QUESTIONS,
    **urgent.QUESTIONS,
}
