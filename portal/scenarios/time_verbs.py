"""Verbs that change nothing but the time: moving the clock, and asking for facts."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from portal.models import Contract, ContractRefusal, Notice, Programme, Role
from portal.scenarios.facts_of import FACTS, facts_of
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, reference, text
from portal.scenarios.stage import Stage
from portal.scenarios.verb import Played, Verb
from portal.usecases.queries.ending_tasks import ended_terms
from portal.usecases.queries.programme_endings import list_endings
from portal.usecases.transaction import reading


def _advance(stage: Stage, _given: Given) -> Played:
    """The clock is moved before a step is played; what is left is to look around."""
    facts = {"notices": _notices(stage), "overdue": _overdue(stage), "expired": _expired(stage)}
    return Played(facts)


def _notices(stage: Stage) -> list[str]:
    """Notices whose last day has come since the step before and that nobody has given.

    Each is written as its code and what it is about: «fee_changed contract».
    """
    since = stage.region.today(stage.earlier) if stage.earlier else stage.today
    with reading() as session:
        fees = session.execute(
            select(Notice.event, Notice.contract_id).where(
                Notice.provider_id == stage.provider_id(),
                Notice.due_on > since,
                Notice.due_on <= stage.today,
                Notice.handed_on.is_(None),
            )
        ).all()
    director = stage.actor(Role.DIRECTOR)
    found = [f"{event.value} {stage.name_of('contract', row_id)}" for event, row_id in fees]
    # The list looks three months ahead: a jump of the clock is asked at both of its ends.
    ends = [
        row
        for day in (since, stage.today)
        for row in list_endings(director, stage.region, day).rows
        if row.due is not None and since < row.due <= stage.today and not row.done
    ]
    names = {f"programme_expires {stage.name_of('programme', row.programme_id)}" for row in ends}
    return sorted([*found, *names])


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
