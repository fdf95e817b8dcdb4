"""Verbs that change nothing but the time: moving the clock, and asking for facts."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from portal.models import Contract, ContractRefusal, Programme, Role
from portal.scenarios.facts_of import FACTS, facts_of
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, reference, text
from portal.scenarios.stage import Stage
from portal.scenarios.verb import Played, Verb
from portal.usecases.queries.ending_tasks import ended_terms
from portal.usecases.transaction import reading


def _advance(stage: Stage, _given: Given) -> Played:
    """The clock is moved before a step is played; what is left is to look around."""
    return Played({"notices": [], "overdue": _overdue(stage), "expired": _expired(stage)})


def _overdue(stage: Stage) -> list[str]:
    """Programmes whose contract should have been signed by both sides by now."""
    refused = select(ContractRefusal.programme_id).where(ContractRefusal.lifted_at.is_(None))
    signed = select(Contract.programme_id).where(Contract.in_force_from.is_not(None))
    with reading() as session:
        ids = session.scalars(
            select(Programme.id).where(
                Programme.provider_id == stage.provider_id(),
                Programme.contract_due_at < stage.now,
                Programme.id.not_in(signed),
                Programme.id.not_in(refused),
            )
        ).all()
    return sorted(stage.name_of("programme", row_id) for row_id in ids)


def _expired(stage: Stage) -> list[str]:
    """Programmes that have run out, and contracts in force whose last day is over."""
    with reading() as session:
        ids = session.scalars(
            select(Programme.id).where(
                Programme.provider_id == stage.provider_id(),
                Programme.valid_until < stage.today,
            )
        ).all()
    over = ended_terms(stage.actor(Role.DIRECTOR), stage.today)
    return sorted(
        [
            *(stage.name_of("programme", row_id) for row_id in ids),
            *(stage.name_of("contract", one.contract_id) for one in over),
        ]
    )


def _facts(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("of"))
    return Played(facts_of(stage, thing, given.day_or_none("day") or stage.today))


VERBS: Mapping[str, Verb] = {
    "advance_clock": Verb(
        inputs={"to": text(needed=True)},
        facts=frozenset({"notices", "overdue", "expired"}),
        play=_advance,
    ),
    "facts": Verb(
        inputs={"of": reference(*FACTS), "day": day()},
        # Which facts there are depends on the thing: see FACTS.
        facts=frozenset().union(*FACTS.values()),
        play=_facts,
    ),
}
