"""What an application says of the recipient whose card there is: who applies, and since when.

Rules: FED-REC-01 (a legal representative or the citizen), MSK-IPP-08, VLA-MIN-01 to VLA-MIN-03.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.admission import APPLICANTS
from portal.domain.authorities import BY_DEATH
from portal.domain.catalogue import Form
from portal.domain.people import is_minor
from portal.domain.violations import RulesBroken, refuse
from portal.models import Recipient
from portal.regions.registry import Region
from portal.usecases.child_opinions import OWN, PARENTS, Opinion, check_child
from portal.usecases.earliest_days import too_early
from portal.usecases.missing_people import NotBegun, demand_not_missing
from portal.usecases.own_signature import demand_own_signature
from portal.usecases.signatories import Side, Signing, signing_on


@dataclass(frozen=True, slots=True)
class Asks:
    """Who applies, on which day, for which form of service; what a child has said of it."""

    applicant: str
    applied_on: date
    form: Form
    opinion: Opinion


def demand_may_ask(person: Recipient, asks: Asks, region: Region) -> None:
    """Refuse a day that cannot be, and an applicant who does not act for this recipient.

    Nobody applies for who has died or is missing by a court's word; whoever signs nothing alone
    applies through somebody. A grown person whom a court took capacity from applies through
    somebody (MSK-IPP-08), one who acts alone has no legal representative; a child's own appeal has
    rules of its own.
    """
    if found := too_early(asks.applied_on, person.born, "applied_on"):
        raise RulesBroken(*found)
    _demand_alive(person, asks.applied_on)
    asked = NotBegun.APPLICATION.label
    demand_not_missing(person, asks.applied_on, field="applied_on", asked=asked)
    signing = signing_on(person, person.representatives, asks.applied_on)
    if signing.alive and not is_minor(person.born, asks.applied_on):
        if asks.applicant == OWN:
            demand_own_signature(signing, region, field="applicant")
        if asks.applicant == PARENTS:
            _demand_needs_one(signing, region)
    found = check_child(
        region, asks.form, asks.applicant, person.born, asks.applied_on, asks.opinion
    )
    if found:
        raise RulesBroken(*found)


def _demand_alive(person: Recipient, day: date) -> None:
    if person.died_on is not None and day > person.died_on:
        refuse(
            "not_authorised",
            f"Получатель умер {person.died_on:%d.%m.%Y}: после этого дня заявлений о нём не "
            "принимают. Проверьте день заявления или день смерти в карточке.",
            field="applied_on",
            citation=BY_DEATH,
        )


def _demand_needs_one(signing: Signing, region: Region) -> None:
    if signing.side is Side.RECIPIENT:
        refuse(
            "not_authorised",
            "Получатель совершеннолетний и дееспособный: законного представителя у него нет. "
            "Выберите, кто обратился на деле, или внесите в карточку решение суда и опекуна.",
            field="applicant",
            citation=region.rules.admission_rules.on(signing.day).named(APPLICANTS).citation,
        )
