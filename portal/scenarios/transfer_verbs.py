"""Verbs about an application to move to another provider: filed, its package, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.catalogue import Form
from portal.models import Role
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, many, reference, text
from portal.scenarios.stage import Stage, Thing
from portal.scenarios.verb import Played, Verb
from portal.scenarios.verb import day as day_fact
from portal.usecases.transfer_case import TransferDone
from portal.usecases.transfer_choice import WithdrawTransfer, withdraw_transfer
from portal.usecases.transfer_decisions import Recommended
from portal.usecases.transfer_papers import PackagePaperDetails
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
_PAPER = {"code": text(needed=True), "issued": day(), "number": text(), "title": text()}
STATE = frozenset({"state", "register_due", "agreement_due", "notice_due", "warnings"})


def _request(stage: Stage, given: Given) -> Played:
    """Filed at once, unless the step is a ``draft``; both are in the nomenclature by default."""
    contract = stage.thing(given.text("contract"))
    wish = named_provider(stage, given.text("to"))
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
    return Played(transfer_facts(done), Thing(TRANSFER, done.id, contract.provider))


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


def named_provider(stage: Stage, name: str) -> Recommended:
    """A provider of the stage, or one that does not work in the portal."""
    thing = stage.things.get(name)
    if thing is not None and thing.kind == "provider":
        return Recommended(provider_id=thing.id)
    return Recommended(name=name)


def transfer_facts(done: TransferDone) -> Mapping[str, object]:
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
    return Played(transfer_facts(done))


def _prepare(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("transfer"))
    actor = stage.actor(Role.SOCIAL_WORKER, thing.provider)
    return Played(
        transfer_facts(
            prepare_package(MoveOn(thing.id), region=stage.region, actor=actor, now=stage.now)
        )
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
    return Played(transfer_facts(done))


def _withdraw(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("transfer"))
    done = withdraw_transfer(
        WithdrawTransfer(
            thing.id,
            given.text("by", "recipient"),
            note=given.text("reason", "передумал"),
            consented=given.flag("consent"),
        ),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, thing.provider),
        now=stage.now,
    )
    return Played(transfer_facts(done))


CASE = reference(TRANSFER)
RECEIVER = reference("provider", needed=False)
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
        facts=STATE | {"missing_documents"},
        play=_request,
        makes=TRANSFER,
    ),
    "add_transfer_paper": Verb(
        inputs={"transfer": CASE, **_PAPER, "basis": text()},
        facts=STATE | {"missing_documents"},
        play=_add_paper,
    ),
    "prepare_package": Verb(inputs={"transfer": CASE}, facts=STATE, play=_prepare),
    "submit_transfer": Verb(
        inputs={"transfer": CASE, "unsigned": flag(), "role": text(), "by": RECEIVER},
        facts=STATE,
        play=_submit,
    ),
    "withdraw_transfer": Verb(
        inputs={"transfer": CASE, "by": text(), "reason": text(), "consent": flag()},
        facts=STATE,
        play=_withdraw,
    ),
}
