"""The fee before a contract: what the recipient would pay on a day, with every step."""

from datetime import date

from portal.domain.fees import FeeDecision, decide_fee
from portal.regions.registry import Region
from portal.usecases.contract_fee import beside_the_decision, is_free_by_category
from portal.usecases.facts import fee_facts, load_case
from portal.usecases.reference import reference_book
from portal.usecases.transaction import reading


def is_free_anyway(provider_id: int, recipient_id: int, region: Region, day: date) -> bool:
    """Whether a proved category, age or full maintenance frees: no income is asked (FED-FEE-01)."""
    with reading() as session:
        case = load_case(session, provider_id, recipient_id, day=day)
    return is_free_by_category(case, region.rules.fee_rules.on(day))


def fee_for(
    provider_id: int, recipient_id: int, programme_id: int | None, region: Region, day: date
) -> FeeDecision | None:
    """The decision of the day; None while neither income nor a proved category is recorded.

    Without a programme it is made for no services: income, threshold and cap are known already.
    Raises RulesBroken("reference_missing") when a tariff or a minimum is not in the book.
    """
    with reading() as session:
        case = load_case(session, provider_id, recipient_id, day=day, programme_id=programme_id)
        rules = region.rules.fee_rules.on(day)
        if case.assessment is None and not is_free_by_category(case, rules):
            return None
        decision = decide_fee(fee_facts(case), rules, reference_book(session, region))
        return beside_the_decision(case, decision, rules)
