"""Whether the recipient is escorted within the premises and during services (FED-RGT-05)."""

from datetime import date

from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.domain.information import escorted
from portal.models import Recipient
from portal.regions.registry import Region


def is_escorted(person: Recipient, form: Form, region: Region, day: date) -> bool:
    """Whether the visits of a contract of this form are marked: the need is on the card."""
    rule = region.rules.information_rules.on(day).escort
    return escorted(rule, form, needed=person.escort)


def escort_duties(region: Region, day: date) -> ChoiceList:
    """What the provider sees to for whoever needs it."""
    return region.rules.information_rules.on(day).escort.duties
