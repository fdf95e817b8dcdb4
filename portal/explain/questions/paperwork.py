"""Questions about forms, registers and notices (FRM, REG, NOT)."""

from collections.abc import Mapping

from portal.explain.question import Question

QUESTIONS: Mapping[str, Question] = {}
