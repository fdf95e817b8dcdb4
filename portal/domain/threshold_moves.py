"""When the threshold of a contract's fee became another one: the day is the reference data's.

Rules: FED-FEE-03 (the values it is made of), FED-FEE-14 (a new threshold is a ground from its day).
"""

from datetime import date, timedelta

from portal.domain.fees import FeeFacts
from portal.domain.people import population_group
from portal.domain.reference import SUBSISTENCE_MINIMUM, THRESHOLD_MULTIPLIER, ReferenceBook


def threshold_days(facts: FeeFacts, book: ReferenceBook, until: date) -> tuple[date, ...]:
    """The days up to ``until`` on which minimum or multiplier became another, in order.

    Counted after the day whose threshold the facts stand on; a value repeated by another act of the
    same amount is no change.
    """
    held = facts.threshold_day or facts.applied_on
    group = facts.group or population_group(facts.born, held)
    found: set[date] = set()
    for key, of in ((SUBSISTENCE_MINIMUM, group), (THRESHOLD_MULTIPLIER, None)):
        value = book.newest(key, of, until)
        while value is not None and value.since > held:
            before = book.newest(key, of, value.since - timedelta(days=1))
            if before is None or before.amount != value.amount:
                found.add(value.since)
            value = before
    return tuple(sorted(found))
