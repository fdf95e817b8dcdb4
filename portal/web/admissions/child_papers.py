"""The papers of a child beside an application, by age (MSK-MIN-02)."""

from __future__ import annotations

from datetime import date

from portal.domain.choices import ChoiceList
from portal.domain.representation import RepresentationRules


def papers_of_age(
    rules: RepresentationRules, born: date | None, day: date
) -> tuple[ChoiceList, ...]:
    """The lists for somebody of this age on the day, those with a disorder last.

    Somebody without a card has no day of birth yet: then the lists of every age are shown.
    """
    asked = None if born is None else rules.papers_on(born, day)
    found = rules.age_papers if born is None else (asked,) if asked else ()
    lists = (*(one.papers for one in found), *(one.with_disorder for one in found))
    return tuple(dict.fromkeys(one for one in lists if one.choices))
