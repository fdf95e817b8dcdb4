"""Who issues a programme, and what follows when its paper is lost: shown, nothing is held up.

Rules: MSK-REC-04, MSK-IPP-04. The authority decides and issues.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.admission import AdmissionRules, check_decider
from portal.domain.choices import Choice, ChoiceList
from portal.domain.programme_life import outcome_of_loss
from portal.domain.violations import Violation
from portal.models import Programme
from portal.regions.registry import Region

POWERS = "district_office_powers"


@dataclass(frozen=True, slots=True)
class LostPaper:
    """The outcomes of a loss, the usual one, that of a change, and what a local office may do."""

    outcomes: ChoiceList
    usual: Choice
    on_change: Choice
    powers: ChoiceList | None


def lost_paper(region: Region, day: date) -> LostPaper | None:
    """What the region does when a programme is lost; None where no act says it (MSK-IPP-04)."""
    rules = region.rules.programme_rules.on(day).loss
    if rules is None:
        return None
    lists = region.rules.admission_rules.on(day).lists
    return LostPaper(
        rules.on_loss,
        outcome_of_loss(rules, lost=True, chosen=None),
        outcome_of_loss(rules, lost=False, chosen=None),
        next((one for one in lists if one.code == POWERS), None),
    )


def issuer_warning(row: Programme, region: Region, day: date) -> tuple[Violation, ...]:
    """A warning when the body written down decides on other forms of service (MSK-REC-04).

    Nothing is said of a body the region does not know, of another region's, and of the one that
    the portal fills in where the paper names none.
    """
    if row.issued_elsewhere or row.issuer == region.identity.authority:
        return ()
    rules = region.rules.admission_rules.on(day)
    body = _body_of(rules, row.issuer)
    return () if body is None else check_decider(rules, row.form, body)


def _body_of(rules: AdmissionRules, issuer: str) -> str | None:
    """The body whose title begins with the same word: an office names itself before its parent."""
    first = issuer.casefold().split()[:1]
    found = (one.body for one in rules.deciders if one.title.casefold().split()[:1] == first)
    return next(found, None)
