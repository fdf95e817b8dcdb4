"""What the settings page reads: the choices of the region and the provider's own."""

from dataclasses import dataclass
from datetime import date

from portal.domain.choices import ChoiceList
from portal.domain.contract_due import chosen_term
from portal.domain.law import Citation
from portal.models import Provider
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class TermSetting:
    """The terms of concluding a contract, the one chosen, and what each is called and rests on.

    ``chosen`` is None while nobody has chosen: the first of ``named`` is kept then.
    """

    terms: ChoiceList
    chosen: str | None
    named: tuple[tuple[str, Citation], ...]


def conclusion_term(actor: Actor, region: Region, day: date) -> TermSetting | None:
    """The choice of terms, None where the region has one only."""
    rules = region.rules.contract_rules.on(day)
    terms, strict = rules.conclusion_setting, rules.strict_conclusion
    if terms is None or strict is None:
        return None
    with reading() as session:
        kept = session.get_one(Provider, actor.provider_id).conclusion_term
    is_strict = chosen_term(rules, kept) is strict
    chosen = next(one.code for one in terms.choices if (one.code == strict.code) is is_strict)
    clauses = {True: strict.citation, False: rules.conclusion.citation}
    named = sorted(terms.choices, key=lambda one: one.code == strict.code)
    return TermSetting(
        terms,
        chosen if kept is not None else None,
        # «24 часа, приказ № 1171»: the clause beside it names the act.
        tuple((one.title.partition(", ")[0], clauses[one.code == strict.code]) for one in named),
    )
