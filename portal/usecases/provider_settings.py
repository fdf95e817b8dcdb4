"""What a provider chooses where its region leaves a choice."""

from dataclasses import dataclass
from datetime import datetime

from portal.domain.violations import refuse
from portal.models import Provider
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.transaction import transaction


@dataclass(frozen=True, slots=True)
class ChooseConclusionTerm:
    """The term of concluding a contract, by its code in the region's list (MSK-CON-02)."""

    term: str


def choose_conclusion_term(
    command: ChooseConclusionTerm, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Keep to this term from the next programme on; terms that already run stay as they are.

    Raises RulesBroken("value_invalid") for a term the region does not list.
    """
    terms = region.rules.contract_rules.on(region.today(now)).conclusion_setting
    if terms is None:
        text = "В этом регионе срок заключения договора один, выбирать не из чего."
        refuse("value_invalid", text, field="term")
    chosen = terms.choice(command.term, field="term")
    with transaction() as session:
        provider = session.get_one(Provider, actor.provider_id)
        before = {"conclusion_term": provider.conclusion_term}
        provider.conclusion_term = chosen.code
        session.flush()
        after = {"conclusion_term": chosen.code}
        subject = ("settings_changed", "provider", provider.id)
        audit.record(session, actor, now, *subject, before, after)


@dataclass(frozen=True, slots=True)
class SwitchUrgent:
    """Whether the provider gives urgent help (VLA-URG-06)."""

    renders: bool


def switch_urgent(command: SwitchUrgent, *, region: Region, actor: Actor, now: datetime) -> None:
    """Open or close the form of urgent help; cases that are open already stay.

    Raises RulesBroken("value_invalid") where the region asks for no such word.
    """
    if region.rules.urgent_rules.on(region.today(now)).rendering is None:
        text = "В этом регионе срочные услуги оказывает любой поставщик, включать их не нужно."
        refuse("value_invalid", text, field="renders")
    with transaction() as session:
        provider = session.get_one(Provider, actor.provider_id)
        before = {"renders_urgent": provider.renders_urgent}
        provider.renders_urgent = command.renders
        session.flush()
        after = {"renders_urgent": command.renders}
        subject = ("settings_changed", "provider", provider.id)
        audit.record(session, actor, now, *subject, before, after)
