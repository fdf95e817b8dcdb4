"""Verbs about a move to another provider: the application, the authority, the receiver, the end."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from portal.documents.page_marks import Marker
from portal.domain.catalogue import Form
from portal.models import Department, Role, Transfer
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, many, reference, text
from portal.scenarios.stage import AUTHORITY, Stage, Thing
from portal.scenarios.verb import Played, Verb
from portal.scenarios.verb import day as day_fact
from portal.usecases.envelopes import send_envelope
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import TransferDone
from portal.usecases.transfer_choice import (
    ChooseProvider,
    WithdrawTransfer,
    choose_provider,
    withdraw_transfer,
)
from portal.usecases.transfer_completion import (
    CompleteTransfer,
    VouchFor,
    complete_transfer,
    vouch_for,
)
from portal.usecases.transfer_decisions import (
    DecideTransfer,
    Decision,
    Recommended,
    decide_transfer,
)
from portal.usecases.transfer_handover import ReceiptFile, SendFile, receipt_file, send_file
from portal.usecases.transfer_papers import PackagePaperDetails
from portal.usecases.transfer_reception import ConfirmVacancy, accept_person, confirm_vacancy
from portal.usecases.transfers import (
    AddPaper,
    MoveOn,
    RequestTransfer,
    add_paper,
    prepare_package,
    request_transfer,
    submit_transfer,
)

TRANSFER = "transfer"
SHEET, EXAMINATION, MISSING = "clearance_sheet", "medical_examination", "_missing"
UNDATED = ("provider_petition", "transfer_application", "personal_file", "data_consent")
NOMENCLATURE = "both_in_nomenclature"
_KEY = Marker("scenario")
_PAPER = {"code": text(needed=True), "issued": day(), "number": text(), "title": text()}
_STATE = frozenset({"state", "register_due", "agreement_due", "notice_due", "warnings"})


def _request(stage: Stage, given: Given) -> Played:
    """Filed at once, unless the step is a ``draft``; both are in the nomenclature by default."""
    contract = stage.thing(given.text("contract"))
    wish = _provider(stage, given.text("to"))
    marks = tuple(item.text("code") for item in given.many("marks", short="code"))
    outside = given.flag("outside_nomenclature")
    done = request_transfer(
        RequestTransfer(
            contract_id=contract.id,
            reason=given.text("reason", "хочет жить ближе к родным"),
            wish_provider_id=wish.provider_id,
            wish_name=wish.name,
            applied_on=given.day_or_none("applied_on"),
            signed_by=_signers(given),
            consent=given.text_or_none("consent") or "agree",
            facts=marks if outside else (*marks, NOMENCLATURE),
            to_form=given.choice("to_form", Form, Form.STATIONARY),
            basis=given.text_or_none("basis"),
            papers=_papers(given),
            submit=not given.flag("draft"),
            petition_signed=not given.flag("unsigned"),
            citizenship=given.text("citizenship", "Российская Федерация"),
        ),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, contract.provider),
        now=stage.now,
    )
    return Played(_facts(done), Thing(TRANSFER, done.id, contract.provider))


def _signers(given: Given) -> tuple[str, ...]:
    found = tuple(item.text("code") for item in given.many("signed_by", short="code"))
    return found or ("recipient",)


def _papers(given: Given) -> tuple[PackagePaperDetails, ...]:
    """The papers named, else all that carry no term; the dated ones by the days of the step."""
    listed = given.many("documents", short="code")
    papers = {item.text("code"): _paper(item) for item in listed}
    if not given.has("documents"):
        papers = {code: PackagePaperDetails(code) for code in UNDATED}
    for key, code in (("clearance_issued", SHEET), ("medical_issued", EXAMINATION)):
        if given.has(key):
            papers[code] = PackagePaperDetails(code, given.day(key))
    return tuple(papers.values())


def _paper(item: Given) -> PackagePaperDetails:
    issued, number = item.day_or_none("issued"), item.text("number")
    return PackagePaperDetails(item.text("code"), issued, number, title=item.text("title"))


def _provider(stage: Stage, name: str) -> Recommended:
    """A provider of the stage, or one that does not work in the portal."""
    thing = stage.things.get(name)
    if thing is not None and thing.kind == "provider":
        return Recommended(provider_id=thing.id)
    return Recommended(name=name)


def _facts(done: TransferDone) -> Mapping[str, object]:
    codes = [one.code for one in done.warnings]
    return {
        "state": done.state,
        "register_due": day_fact(done.register_due),
        "agreement_due": day_fact(done.agreement_due),
        "notice_due": day_fact(done.notice_due),
        "missing_documents": [
            code.removesuffix(MISSING) for code in codes if code.endswith(MISSING)
        ],
        "warnings": codes,
    }


def _add_paper(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("transfer"))
    done = add_paper(
        AddPaper(thing.id, _paper(given), given.text_or_none("basis")),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, thing.provider),
        now=stage.now,
    )
    return Played(_facts(done))


def _prepare(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("transfer"))
    actor = stage.actor(Role.SOCIAL_WORKER, thing.provider)
    return Played(
        _facts(prepare_package(MoveOn(thing.id), region=stage.region, actor=actor, now=stage.now))
    )


def _submit(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("transfer"))
    role = given.choice("role", Role, Role.DIRECTOR)
    done = submit_transfer(
        MoveOn(thing.id, petition_signed=not given.flag("unsigned")),
        region=stage.region,
        actor=stage.actor(role, given.text("by", thing.provider)),
        now=stage.now,
    )
    return Played(_facts(done))


def _decide(stage: Stage, given: Given) -> Played:
    """The authority's arrows: an outcome brings those before it, unless the step is ``strict``."""
    thing = stage.thing(given.text("transfer"))
    recommended = tuple(
        _provider(stage, item.text("name")) for item in given.many("recommended", short="name")
    )
    returned = tuple(item.text("code") for item in given.many("returned", short="code"))
    done = decide_transfer(
        DecideTransfer(
            transfer_id=thing.id,
            steps=_steps(stage, thing, given, notify=bool(recommended)),
            on=given.day_or_none("day"),
            recommended=recommended,
            returned=returned if given.has("returned") else None,
            number=given.text("number"),
            reason=given.text("reason"),
        ),
        region=stage.region,
        actor=stage.actor(Role.OFFICER, AUTHORITY),
        now=stage.now,
    )
    return Played(_facts(done))


_OUTCOMES = {
    "registered": (Decision.REGISTER,),
    "agreed": (Decision.REGISTER, Decision.AGREE),
    "refused": (Decision.REGISTER, Decision.REFUSE),
    "notified": (Decision.REGISTER, Decision.AGREE, Decision.NOTIFY),
}
_TAKEN = {"registered": (Decision.REGISTER,), "agreed": (Decision.REGISTER, Decision.AGREE)}


def _steps(stage: Stage, thing: Thing, given: Given, *, notify: bool) -> tuple[Decision, ...]:
    outcome = given.text("outcome")
    wanted = _OUTCOMES.get(outcome, (Decision.REFUSE,))
    if outcome == "agreed" and notify:
        wanted = _OUTCOMES["notified"]
    if given.flag("strict"):
        return wanted[-1:]
    with reading() as session:
        state = session.scalar(select(Transfer.state).where(Transfer.id == thing.id)) or ""
    return tuple(step for step in wanted if step not in _TAKEN.get(state, ())) or wanted[-1:]


def _choose(stage: Stage, given: Given) -> Played:
    """The recipient learnt the list on the same day, unless the step says another or ``untold``.

    Whoever chooses beside the list was warned of it.
    """
    thing = stage.thing(given.text("transfer"))
    chosen = _provider(stage, given.text("provider"))
    told = None if given.flag("untold") else given.day_or_none("told") or stage.today
    by = given.text("by", "recipient")
    done = choose_provider(
        ChooseProvider(thing.id, chosen.provider_id, chosen.name, by, told_on=told, warned=True),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, thing.provider),
        now=stage.now,
    )
    return Played(_facts(done))


def _withdraw(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("transfer"))
    done = withdraw_transfer(
        WithdrawTransfer(
            thing.id, given.text("by", "recipient"), note=given.text("reason", "передумал")
        ),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, thing.provider),
        now=stage.now,
    )
    return Played(_facts(done))


def _confirm_vacancy(stage: Stage, given: Given) -> Played:
    receiver = given.text("provider", "other")
    actor = stage.actor(Role.DIRECTOR, receiver)
    with reading() as session:
        department = session.scalars(
            select(Department.id).where(
                Department.provider_id == actor.provider_id, Department.form == Form.STATIONARY
            )
        ).first()
    confirm_vacancy(
        ConfirmVacancy(
            stage.thing(given.text("transfer")).id,
            department or 0,
            given.day_or_none("from") or stage.today,
        ),
        region=stage.region,
        actor=actor,
        now=stage.now,
    )
    return Played({"vacancy_confirmed": True})


def _send_file(stage: Stage, given: Given) -> Played:
    """Handed over and, unless the step is ``without_receipt``, receipted by the other."""
    thing = stage.thing(given.text("transfer"))
    person = given.text("person")
    receipted_on = stage.today if person else None
    send_file(
        SendFile(thing.id, "личное дело, 40 листов", person=person, receipted_on=receipted_on),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, thing.provider),
        now=stage.now,
    )
    if person or given.flag("without_receipt"):
        return Played({"personal_file_sent": bool(person)})
    receipt_file(
        ReceiptFile(thing.id, "Носова И. Д."),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, given.text("provider", "other")),
        now=stage.now,
    )
    return Played({"personal_file_sent": True})


def _send_envelope(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("transfer"))
    made = send_envelope(
        thing.id,
        marker=_KEY,
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, thing.provider),
        now=stage.now,
    )
    return Played({"files": [line.name for line in made.lines]})


def _accept(stage: Stage, given: Given) -> Played:
    receiver = given.text("provider", "other")
    settled = accept_person(
        stage.thing(given.text("transfer")).id,
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, receiver),
        now=stage.now,
    )
    return Played(
        {"papers": settled.papers, "known": settled.known},
        Thing("recipient", settled.recipient_id, receiver),
    )


def _vouch(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("transfer"))
    marks = tuple(item.text("code") for item in given.many("marks", short="code"))
    vouch_for(
        VouchFor(thing.id, marks, given.text("note", "письмо № 1")),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, thing.provider),
        now=stage.now,
    )
    return Played({"marks": list(marks)})


def _complete(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("transfer"))
    done = complete_transfer(
        CompleteTransfer(thing.id, given.day("day"), new_from=given.day("day")),
        region=stage.region,
        actor=stage.actor(given.choice("role", Role, Role.DIRECTOR), thing.provider),
        now=stage.now,
        press=stage.press,
    )
    return Played(
        {
            "state": done.state,
            "old_contract_state": done.old_contract_state.value,
            "terminated_on": day_fact(done.terminated_on),
            "programme_kept": done.programme_kept,
            "personal_file_sent": done.personal_file_sent,
        }
    )


_CASE = reference(TRANSFER)
_RECEIVER = reference("provider", needed=False)
VERBS: Mapping[str, Verb] = {
    "request_transfer": Verb(
        inputs={
            "contract": reference("contract"),
            "to": text(needed=True),
            "reason": text(),
            "citizenship": text(),
            "clearance_issued": day(),
            "medical_issued": day(),
            "documents": many(_PAPER, short="code"),
            "applied_on": day(),
            "signed_by": many({"code": text(needed=True)}, short="code"),
            "consent": text(),
            "marks": many({"code": text(needed=True)}, short="code"),
            "basis": text(),
            "to_form": text(),
            "outside_nomenclature": flag(),
            "draft": flag(),
            "unsigned": flag(),
        },
        facts=_STATE | {"missing_documents"},
        play=_request,
        makes=TRANSFER,
    ),
    "add_transfer_paper": Verb(
        inputs={"transfer": _CASE, **_PAPER, "basis": text()},
        facts=_STATE | {"missing_documents"},
        play=_add_paper,
    ),
    "prepare_package": Verb(inputs={"transfer": _CASE}, facts=_STATE, play=_prepare),
    "submit_transfer": Verb(
        inputs={"transfer": _CASE, "unsigned": flag(), "role": text(), "by": _RECEIVER},
        facts=_STATE,
        play=_submit,
    ),
    "decide_transfer": Verb(
        inputs={
            "transfer": _CASE,
            "outcome": text(needed=True),
            "recommended": many({"name": text(needed=True)}, short="name"),
            "returned": many({"code": text(needed=True)}, short="code"),
            "day": day(),
            "number": text(),
            "reason": text(),
            "strict": flag(),
        },
        facts=_STATE,
        play=_decide,
    ),
    "choose_provider": Verb(
        inputs={
            "transfer": _CASE,
            "provider": text(needed=True),
            "by": text(),
            "told": day(),
            "untold": flag(),
        },
        facts=_STATE,
        play=_choose,
    ),
    "withdraw_transfer": Verb(
        inputs={"transfer": _CASE, "by": text(), "reason": text()}, facts=_STATE, play=_withdraw
    ),
    "confirm_vacancy": Verb(
        inputs={"transfer": _CASE, "provider": _RECEIVER, "from": day()},
        facts=frozenset({"vacancy_confirmed"}),
        play=_confirm_vacancy,
    ),
    "send_personal_file": Verb(
        inputs={
            "transfer": _CASE,
            "provider": _RECEIVER,
            "without_receipt": flag(),
            "person": text(),
        },
        facts=frozenset({"personal_file_sent"}),
        play=_send_file,
    ),
    "send_envelope": Verb(
        inputs={"transfer": _CASE}, facts=frozenset({"files"}), play=_send_envelope
    ),
    "accept_transfer": Verb(
        inputs={"transfer": _CASE, "provider": _RECEIVER},
        facts=frozenset({"papers", "known"}),
        play=_accept,
        makes="recipient",
    ),
    "vouch_for_transfer": Verb(
        inputs={
            "transfer": _CASE,
            "marks": many({"code": text(needed=True)}, needed=True, short="code"),
            "note": text(),
        },
        facts=frozenset({"marks"}),
        play=_vouch,
    ),
    "complete_transfer": Verb(
        inputs={"transfer": _CASE, "day": day(needed=True), "role": text()},
        facts=frozenset(
            {
                "state",
                "old_contract_state",
                "terminated_on",
                "programme_kept",
                "personal_file_sent",
            }
        ),
        play=_complete,
    ),
}
