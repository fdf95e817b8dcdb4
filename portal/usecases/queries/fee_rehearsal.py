"""«А что если…»: a recipient's case without the person, and what an invented case comes to."""

from collections.abc import Mapping
from datetime import date

from portal.domain.calendar import month_of
from portal.domain.fees import PlannedService
from portal.domain.money import ZERO
from portal.domain.people import population_group
from portal.domain.rehearsal import (
    FamilyKind,
    RehearsedCase,
    RehearsedFee,
    RehearsedMember,
    family_of,
    rehearse_fee,
)
from portal.domain.violations import NotAllowed
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import fee_facts, load_case
from portal.usecases.queries.family_income import may_see_income
from portal.usecases.queries.recipients import get_recipient
from portal.usecases.reference import reference_book
from portal.usecases.transaction import reading

# An anonymous address must not grow without end.
MOST_SERVICES = 40
ALONE = (RehearsedMember(FamilyKind.RECIPIENT, ZERO),)


def anonymous_case(actor: Actor, recipient_id: int, region: Region, day: date) -> RehearsedCase:
    """The recipient's case of the day as kinds and sums; raises NotFound, NotAllowed for income.

    Without recorded income it is a person alone with nothing yet.
    """
    if not may_see_income(actor, get_recipient(actor, recipient_id, day)):
        raise NotAllowed
    with reading() as session:
        case = load_case(session, actor.provider_id, recipient_id, day=day)
        facts = fee_facts(case)
        rules = region.rules.fee_rules.on(day).income.on(facts.applied_on)
        return RehearsedCase(
            form=facts.form,
            group=facts.group or population_group(facts.born, day),
            applied_on=facts.applied_on,
            rules_day=day,
            month=month_of(day),
            members=family_of(facts.household, facts.applied_on, rules) or ALONE,
            services=tuple(
                PlannedService(one.code, one.quantity) for one in facts.services[:MOST_SERVICES]
            ),
            categories=tuple(one.code for one in facts.categories if one.proved),
        )


def rehearsed_fee(case: RehearsedCase, region: Region) -> RehearsedFee:
    """What the case comes to by the region's law and the values in its book; nothing is saved."""
    with reading() as session:
        book = reference_book(session, region)
    return rehearse_fee(case, region.rules.fee_rules.on(case.rules_day), book)


def service_titles(region: Region, day: date) -> Mapping[str, str]:
    """The services that may be chosen, by code."""
    items = region.rules.service_catalogue.on(day).items
    return {item.code: item.title for item in items}
