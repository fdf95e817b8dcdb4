"""Questions about suspension, termination, transfer and urgent services (SUS, TER, TRN, URG)."""

from collections.abc import Mapping

from portal.explain.question import Question

QUESTIONS: Mapping[str, Question] = {}
