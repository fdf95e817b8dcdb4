"""Questions about the contract and its people: CON, SCH, CAP, RGT, PDP, MIN."""

from collections.abc import Mapping

from portal.explain.question import Question

QUESTIONS: Mapping[str, Question] = {}
