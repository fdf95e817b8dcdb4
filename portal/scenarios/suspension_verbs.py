"""Breaks in a contract: without services from a day, other days, services again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from portal.domain.money import ZERO
from portal.models import Contract, Role, Suspension
from portal.scenarios.contract_verbs import CONTRACT
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, reference, text
from portal.scenarios.stage import Stage, Thing
from portal.scenarios.verb import Facts, Played, Verb
from portal.scenarios.verb import day as day_fact
from portal.scenarios.verb import money as money_fact
from portal.usecases.act_corrections import ActCorrected
from portal.usecases.queries.checklist import document_checklist
from portal.usecases.queries.suspension_desk import held_conclusion
from portal.usecases.queries.suspensions import proposed_resumption
from portal.usecases.resumptions import ResumeContract, resume_contract
from portal.usecases.suspension_conclusions import Conclusion
from portal.usecases.suspension_events import RecordBreakEvent, record_break_event
from portal.usecases.suspension_moves import MoveSuspension, move_suspension
from portal.usecases.suspension_proofs import BringProof, ProofPaper, bring_proof
from portal.usecases.suspensions import SuspendContract, suspend_contract
from portal.usecases.transaction import reading

SUSPENSION = "suspension"


_REASONS = {"breach_by_recipient": "в назначенное время не открывает работнику дверь"}
"""What a step means that does not tell which breach it is."""


def _suspend(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract"))
    done = suspend_contract(
        SuspendContract(
            contract_id=contract.id,
            ground=given.text("ground"),
            since=given.day("from"),
            until=given.day_or_none("until"),
            reason=given.text("reason", _REASONS.get(given.text("ground"), "")),
            warned_on=_warned_on(stage, given),
            notified_on=given.day_or_none("notified"),
            corrects=given.flag("corrects"),
            missing=_named_missing(stage, given, contract),
            paper=_proof(stage, given),
            paper_later=given.flag("paper_later"),
            conclusion=_conclusion(stage, given, contract),
        ),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, contract.provider),
        now=stage.now,
        press=stage.press,
    )
    return Played(
        {
            "state": done.state.value,
            "until": day_fact(done.until),
            "order_number": done.order_number,
            **_corrected(done.corrected),
        },
        Thing(SUSPENSION, done.id, contract.provider),
    )


def _move(stage: Stage, given: Given) -> Played:
    pause = stage.thing(given.text("suspension"))
    done = move_suspension(
        MoveSuspension(
            pause.id,
            given.day("from"),
            given.day_or_none("until"),
            given.text("reason", "уточнили дни"),
            corrects=given.flag("corrects"),
        ),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, pause.provider),
        now=stage.now,
        press=stage.press,
    )
    return Played(
        {
            "state": done.state.value,
            "until": day_fact(done.until),
            "order_number": done.order_number,
            **_corrected(done.corrected),
        }
    )


def _bring(stage: Stage, given: Given) -> Played:
    pause = stage.thing(given.text("suspension"))
    actor = stage.actor(Role.DIRECTOR, pause.provider)
    paper = ProofPaper(given.day_or_none("issued") or stage.today, given.text("number"))
    bring_proof(BringProof(pause.id, paper), region=stage.region, actor=actor, now=stage.now)
    return Played({"awaited": False})


def _tell(stage: Stage, given: Given) -> Played:
    pause = stage.thing(given.text("suspension"))
    actor = stage.actor(Role.SOCIAL_WORKER, pause.provider)
    told = RecordBreakEvent(pause.id, given.day_or_none("day") or stage.today)
    record_break_event(told, region=stage.region, actor=actor, now=stage.now)
    with reading() as session:
        contract_id = session.get_one(Suspension, pause.id).contract_id
        found = proposed_resumption(session, contract_id, stage.region, stage.today)
    return Played({"resume_proposed": day_fact(found)})


def _corrected(acts: tuple[ActCorrected, ...]) -> Facts:
    """How many acts were corrected, and what they come to together now."""
    total = sum((one.payable for one in acts), ZERO)
    return {"corrected": len(acts), "total_due": money_fact(total) if acts else None}


def _proof(stage: Stage, given: Given) -> ProofPaper | None:
    """What confirms the absence, of the step's day, unless it comes later or not at all."""
    without = given.flag("paper_later") or given.flag("unproved")
    return None if without else ProofPaper(stage.today)


def _conclusion(stage: Stage, given: Given, thing: Thing) -> Conclusion | None:
    """The newest medical conclusion of the file with all of its form; None where none is held."""
    medical = stage.region.rules.admission_rules.on(given.day("from")).medical_paper
    if medical is None:
        return None
    actor = stage.actor(Role.DIRECTOR, thing.provider)
    codes = (medical.contents.code,)
    held = held_conclusion(actor, thing.id, codes, given.day("from"))
    if held is None:
        return None
    return Conclusion(
        held.issued_on,
        held.number or "17",
        held.issuer or "поликлиника № 1",
        held.expires_on,
        endless=held.expires_on is None,
        contraindicated=True,
    )


def _warned_on(stage: Stage, given: Given) -> date | None:
    """The day of the written warning; the latest that is in time, unless the step says."""
    if given.flag("unwarned"):
        return None
    return given.day_or_none("warned") or min(stage.today, given.day("from"))


def _named_missing(stage: Stage, given: Given, thing: Thing) -> tuple[str, ...]:
    """What the step names; where every paper is there, the information that the contract needs."""
    if given.has("missing"):
        return tuple(given.text("missing").split(";"))
    with reading() as session:
        contract = session.get_one(Contract, thing.id)
    found = document_checklist(
        contract.provider_id,
        contract.recipient_id,
        stage.region,
        given.day("from"),
        contract.programme_id,
    )
    return () if found.missing else ("сведения, нужные для исполнения договора",)


def _resume(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract"))
    done = resume_contract(
        ResumeContract(contract.id, given.day("day")),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, contract.provider),
        now=stage.now,
        press=stage.press,
    )
    return Played({"state": done.state.value, "resumed_from": day_fact(done.resumed_from)})


VERBS: Mapping[str, Verb] = {
    "suspend_contract": Verb(
        inputs={
            "contract": reference(CONTRACT),
            "ground": text(needed=True),
            "from": day(needed=True),
            "until": day(),
            "reason": text(),
            "warned": day(),
            "unwarned": flag(),
            "notified": day(),
            "corrects": flag(),
            "missing": text(),
            "paper_later": flag(),
            "unproved": flag(),
        },
        facts=frozenset({"state", "until", "order_number", "corrected", "total_due"}),
        play=_suspend,
        makes=SUSPENSION,
    ),
    "move_suspension": Verb(
        inputs={
            "suspension": reference(SUSPENSION),
            "from": day(needed=True),
            "until": day(),
            "reason": text(),
            "corrects": flag(),
        },
        facts=frozenset({"state", "until", "order_number", "corrected", "total_due"}),
        play=_move,
    ),
    "bring_break_paper": Verb(
        inputs={"suspension": reference(SUSPENSION), "issued": day(), "number": text()},
        facts=frozenset({"awaited"}),
        play=_bring,
    ),
    "record_break_event": Verb(
        inputs={"suspension": reference(SUSPENSION), "day": day()},
        facts=frozenset({"resume_proposed"}),
        play=_tell,
    ),
    "resume_contract": Verb(
        inputs={"contract": reference(CONTRACT), "day": day(needed=True)},
        facts=frozenset({"state", "resumed_from"}),
        play=_resume,
    ),
}  # fmt: skip
