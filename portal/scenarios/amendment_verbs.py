"""The verb about a change of a contract: agreed on by both sides, or made by the provider alone."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from portal.domain.amendments import PROVIDER
from portal.domain.contract import Party
from portal.domain.fee_changes import INCOME_CHANGED
from portal.domain.tariff_day import GROUNDS
from portal.models import Amendment, Role, SignatureMethod
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, many, number, one, reference, text
from portal.scenarios.stage import Stage, Thing
from portal.scenarios.verb import Played, Verb
from portal.scenarios.verb import day as day_fact
from portal.scenarios.verb import money as money_fact
from portal.usecases.amendment_drafts import DraftAmendment, ServiceVolume, draft_amendment
from portal.usecases.amendments import SignAmendment, sign_amendment
from portal.usecases.fee_changes import ChangeFee, change_fee
from portal.usecases.transaction import reading

AMENDMENT = "amendment"
CONDITIONS = "conditions"
FEE_GROUNDS = frozenset({INCOME_CHANGED}.union(*GROUNDS.values()))
"""What some region may name for a change of the fee alone; any other ground is an amendment's."""


def _amend(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract"))
    changes = given.one("changes", short=CONDITIONS) or Given({})
    reason = given.text("reason")
    if reason in FEE_GROUNDS:
        return _change_fee(stage, contract, reason, changes)
    services = tuple(
        ServiceVolume(item.text("code"), item.number("quantity_per_month"))
        for item in changes.many("services")
    )
    done = draft_amendment(
        DraftAmendment(
            contract_id=contract.id,
            since=changes.day_or_none("from") or stage.today,
            initiator=given.text("initiator", PROVIDER),
            reason=reason,
            services=services if changes.has("services") else None,
            by_tariffs=changes.flag("by_tariffs"),
            clauses=(changes.text(CONDITIONS),),
            consent_on=given.day_or_none("written_consent"),
            changed_act=given.text("changed_act", f"закон № 1 от {stage.today:%d.%m.%Y}"),
        ),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, contract.provider),
        now=stage.now,
    )
    return Played(
        {
            "number": done.number,
            "state": done.state.value,
            "effective_from": None,
            "monthly_fee": money_fact(done.monthly_fee),
            "notice_due": None,
        },
        Thing(AMENDMENT, done.id, contract.provider),
    )


def _change_fee(stage: Stage, contract: Thing, reason: str, changes: Given) -> Played:
    done = change_fee(
        ChangeFee(contract.id, reason, changes.day_or_none("from") or stage.today),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, contract.provider),
        now=stage.now,
    )
    with reading() as session:
        row_id = session.scalars(
            select(Amendment.id).where(Amendment.notice_id == done.notice_id)
        ).one()
    return Played(
        {
            "number": done.number,
            "state": done.state.value,
            "effective_from": day_fact(done.since),
            "monthly_fee": money_fact(done.monthly_fee),
            "notice_due": day_fact(done.notice_due),
        },
        Thing(AMENDMENT, row_id, contract.provider),
    )


def sign(stage: Stage, amendment: Thing, given: Given) -> Played:
    """A signature under an amendment, as ``sign_contract`` puts it."""
    party = given.choice("by", Party)
    by_provider = party is Party.PROVIDER
    done = sign_amendment(
        SignAmendment(
            amendment_id=amendment.id,
            party=party,
            method=given.choice(
                "method",
                SignatureMethod,
                SignatureMethod.PASSWORD if by_provider else SignatureMethod.PAPER,
            ),
            signed_on=given.day_or_none("day") or stage.today,
        ),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR if by_provider else Role.SOCIAL_WORKER, amendment.provider),
        now=stage.now,
        press=stage.press,
    )
    return Played(
        {
            "state": done.state.value,
            "signed_copies": done.signed_copies,
            "in_force_from": day_fact(done.in_force_from),
        }
    )


VERBS: Mapping[str, Verb] = {
    "amend_contract": Verb(
        inputs={
            "contract": reference("contract"),
            "reason": text(needed=True),
            "initiator": text(),
            "written_consent": day(),
            "changed_act": text(),
            "changes": one(
                {
                    "from": day(),
                    "services": many(
                        {"code": text(needed=True), "quantity_per_month": number(needed=True)}
                    ),
                    "by_tariffs": flag(),
                    CONDITIONS: text(),
                },
                short=CONDITIONS,
            ),
        },
        facts=frozenset({"number", "state", "effective_from", "monthly_fee", "notice_due"}),
        play=_amend,
        makes=AMENDMENT,
    ),
}
