"""Verbs about the end of a contract, services given up, and a contract that is not concluded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from portal.domain.contract import DropReason, Party
from portal.domain.endings import (
    BY_COURT,
    CLAIM,
    FULLY_NAMED,
    IN_WORDS,
    CourtFinding,
    EndingState,
    Handover,
)
from portal.domain.termination import Initiator
from portal.models import Role
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, many, one, reference, text
from portal.scenarios.stage import Stage, Thing
from portal.scenarios.verb import Played, Verb
from portal.scenarios.verb import day as day_fact
from portal.usecases.contract_drops import DropContract, drop_contract
from portal.usecases.contract_refusals import RefuseContract, refuse_contract
from portal.usecases.ending_notices import (
    HandOverDocument,
    HandOverNotice,
    hand_over_document,
    hand_over_notice,
)
from portal.usecases.ending_steps import TerminationDone
from portal.usecases.ending_text import BasisPaper
from portal.usecases.ending_withdrawals import WithdrawTermination, withdraw_termination
from portal.usecases.lawful_ends import TerminateContract
from portal.usecases.termination_papers import (
    ConfirmTermination,
    SignTermination,
    confirm_termination,
    sign_termination,
)
from portal.usecases.terminations import prepare_termination
from portal.usecases.waivers import WaiveServices, refuse_services

TERMINATION = "termination"
_HOLDS = timedelta(days=30)
"""How long a medical conclusion of a scenario holds from its day on."""
_PAPER = {"code": text(), "number": text(), "issued": day(), "words": text()}
_APPLICATION, _CONCLUSION = "refusal_application", "medical_conclusion"


def _terminate(stage: Stage, given: Given) -> Played:
    """Prepared, and confirmed by the director unless the step is ``unconfirmed``."""
    contract = stage.thing(given.text("contract"))
    actor = stage.actor(Role.DIRECTOR, contract.provider)
    prepared = prepare_termination(
        TerminateContract(
            contract_id=contract.id,
            ground=given.text("ground"),
            day=given.day_or_none("day"),
            stop_on=given.day_or_none("stop"),
            initiator=given.choice("by", Initiator) if given.has("by") else None,
            papers=_papers(stage, given),
            moved_to=given.text("moved_to"),
            finding=given.choice("finding", CourtFinding, CourtFinding.MISSING),
        ),
        region=stage.region,
        actor=actor,
        now=stage.now,
    )
    thing = Thing(TERMINATION, prepared.id, contract.provider)
    if given.flag("unconfirmed"):
        waits = TerminationDone(prepared.state, None, None, prepared.needs)
        return Played(_facts(waits), thing)
    return Played(_facts(_confirmed(stage, thing)), thing)


def _confirm(stage: Stage, given: Given) -> Played:
    return Played(_facts(_confirmed(stage, stage.thing(given.text("termination")))))


def _confirmed(stage: Stage, thing: Thing) -> TerminationDone:
    return confirm_termination(
        ConfirmTermination(thing.id),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, thing.provider),
        now=stage.now,
        press=stage.press,
    )


def _facts(done: TerminationDone) -> Mapping[str, object]:
    return {
        "state": done.state.value,
        "terminated_on": day_fact(done.terminated_on),
        "order_number": done.order_number,
        "next_step": done.needs[0].value if done.needs else None,
    }


def _papers(stage: Stage, given: Given) -> tuple[BasisPaper, ...]:
    """The papers of the step; what it leaves out of one is filled in with something plain."""
    single = given.one("document", short="code")
    every = given.many("documents", short="code")
    papers = tuple(_paper(stage, item) for item in ((single, *every) if single else every))
    if papers or not _is_claimed(stage, given):
        return papers
    return (BasisPaper(CLAIM, stage.today, "1"),)


def _is_claimed(stage: Stage, given: Given) -> bool:
    """Whether the step says that the recipient wants the end, on a ground of the recipient's."""
    grounds = stage.region.rules.termination_rules.on(stage.today).grounds
    return given.text("by") != Initiator.PROVIDER and any(
        demand.code == CLAIM
        for ground in grounds
        if ground.code == given.text("ground")
        for demand in ground.demands
    )


def _paper(stage: Stage, item: Given) -> BasisPaper:
    code = item.text("code")
    issuer = "районный суд" if code in BY_COURT else ""
    told = "по записям учреждения" if code in FULLY_NAMED | IN_WORDS else issuer
    return BasisPaper(
        code=code,
        issued_on=item.day_or_none("issued") or stage.today,
        number=item.text("number", "1"),
        words=item.text("words", told),
        **_said_of(stage, code),
    )


def _said_of(stage: Stage, code: str) -> dict[str, Any]:
    """What a medical conclusion says beside its number: a scenario tells of none that does not."""
    if code not in FULLY_NAMED:
        return {}
    return {"valid_until": stage.today + _HOLDS, "contraindicated": True}


def _sign(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("termination"))
    done = sign_termination(
        SignTermination(
            thing.id, given.choice("by", Party), given.day_or_none("day") or stage.today
        ),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, thing.provider),
        now=stage.now,
    )
    return Played(_facts(done))


def _hand_over(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("termination"))
    done = hand_over_notice(
        HandOverNotice(
            thing.id,
            given.day_or_none("day") or stage.today,
            given.choice("how", Handover, Handover.IN_PERSON),
        ),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, thing.provider),
        now=stage.now,
    )
    return Played(_facts(done))


def _hand_over_document(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("termination"))
    command = HandOverDocument(
        thing.id,
        given.day_or_none("day") or stage.today,
        given.choice("how", Handover, Handover.IN_PERSON),
    )
    worker = stage.actor(Role.SOCIAL_WORKER, thing.provider)
    done = hand_over_document(command, region=stage.region, actor=worker, now=stage.now)
    return Played(_facts(done))


def _withdraw(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("termination"))
    command = WithdrawTermination(
        thing.id, given.text("reason"), consent_on=given.day_or_none("consent")
    )
    director = stage.actor(Role.DIRECTOR, thing.provider)
    withdraw_termination(command, region=stage.region, actor=director, now=stage.now)
    return Played({"state": EndingState.WITHDRAWN.value})


def _refuse_services(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract"))
    application = BasisPaper(_APPLICATION, None if given.flag("oral") else stage.today)
    done = refuse_services(
        WaiveServices(
            contract_id=contract.id,
            services=tuple(item.text("code") for item in given.many("services", short="code")),
            first_day=given.day("from"),
            application=application,
            reason=given.text("reason"),
        ),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, contract.provider),
        now=stage.now,
    )
    ended = done.termination_id
    return Played(
        {"state": done.state, "remaining_services": list(done.remaining), "number": done.number},
        Thing(TERMINATION, ended, contract.provider) if ended is not None else None,
    )


def _drop(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract"))
    command = DropContract(contract.id, given.choice("reason", DropReason), given.text("words"))
    director = stage.actor(Role.DIRECTOR, contract.provider)
    drop_contract(command, region=stage.region, actor=director, now=stage.now)
    return Played({"state": "terminated"})


def _refuse_contract(stage: Stage, given: Given) -> Played:
    programme = stage.thing(given.text("programme"))
    certificate = given.one("medical_certificate", short="number")
    papers = (_certificate(stage, certificate),) if certificate else ()
    done = refuse_contract(
        RefuseContract(programme.id, given.text("ground"), papers),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, programme.provider),
        now=stage.now,
        press=stage.press,
    )
    return Played({"state": "refused", "ground": done.ground, "number": done.number})


def _certificate(stage: Stage, given: Given) -> BasisPaper:
    code = given.text("type", _CONCLUSION)
    return BasisPaper(
        code,
        given.day_or_none("issued") or stage.today,
        given.text("number"),
        given.text("issuer", "поликлиника № 1"),
        **_said_of(stage, code),
    )


_ENDED = frozenset({"state", "terminated_on", "order_number", "next_step"})
VERBS: Mapping[str, Verb] = {
    "drop_contract": Verb(
        inputs={
            "contract": reference("contract"),
            "reason": text(needed=True),
            "words": text(),
        },
        facts=frozenset({"state"}),
        play=_drop,
    ),
    "terminate_contract": Verb(
        inputs={
            "contract": reference("contract"),
            "ground": text(needed=True),
            "day": day(),
            "stop": day(),
            "by": text(),
            "document": one(_PAPER, short="code"),
            "documents": many(_PAPER, short="code"),
            "moved_to": text(),
            "finding": text(),
            "unconfirmed": flag(),
        },
        facts=_ENDED,
        play=_terminate,
        makes=TERMINATION,
    ),
    "confirm_termination": Verb(
        inputs={"termination": reference(TERMINATION)}, facts=_ENDED, play=_confirm
    ),
    "sign_termination": Verb(
        inputs={"termination": reference(TERMINATION), "by": text(needed=True), "day": day()},
        facts=_ENDED,
        play=_sign,
    ),
    "hand_over_notice": Verb(
        inputs={"termination": reference(TERMINATION), "day": day(), "how": text()},
        facts=_ENDED,
        play=_hand_over,
    ),
    "hand_over_document": Verb(
        inputs={"termination": reference(TERMINATION), "day": day(), "how": text()},
        facts=_ENDED,
        play=_hand_over_document,
    ),
    "withdraw_termination": Verb(
        inputs={
            "termination": reference(TERMINATION),
            "reason": text(needed=True),
            "consent": day(),
        },
        facts=frozenset({"state"}),
        play=_withdraw,
    ),
    "refuse_services": Verb(
        inputs={
            "contract": reference("contract"),
            "services": many({"code": text(needed=True)}, needed=True, short="code"),
            "from": day(needed=True),
            "reason": text(),
            "oral": flag(),
        },
        facts=frozenset({"state", "remaining_services", "number"}),
        play=_refuse_services,
        makes=TERMINATION,
    ),
    "refuse_contract": Verb(
        inputs={
            "programme": reference("programme"),
            "ground": text(needed=True),
            "medical_certificate": one(
                {"type": text(), "number": text(), "issued": day(), "issuer": text()},
                short="number",
            ),
        },
        facts=frozenset({"state", "ground", "number"}),
        play=_refuse_contract,
    ),
}
