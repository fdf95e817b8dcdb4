"""Questions about income, fees, acts, payments and terms (FEE, ACT, PAY, CAL)."""

from collections.abc import Mapping

from portal.domain.reference import ReferenceBook
from portal.explain.answers import Answer
from portal.explain.deadline import explain_deadline
from portal.explain.fee import FeeRegion, explain_fee
from portal.explain.question import Question
from portal.explain.shapes import Object
from portal.regions.registry import Region


def _fee(case: Object, region: Region) -> Answer:
    book = ReferenceBook(region.reference_values)
    return explain_fee(case, FeeRegion(region.rules.fee_rules, book))


QUESTIONS: Mapping[str, Question] = {"fee": _fee, "deadline": explain_deadline}
