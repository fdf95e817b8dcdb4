"""Questions about admission, papers and the individual programme (REC, IPP, DOC)."""

from collections.abc import Mapping

from portal.explain.question import Question

QUESTIONS: Mapping[str, Question] = {}
