"""Verbs about programmes and contracts: presented, concluded, signed."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.domain.catalogue import Form
from portal.domain.contract import Party
from portal.domain.fee_decision import FeeByDecision, ModeConfirmed
from portal.domain.fee_rules import FeeMode
from portal.domain.programme import ProgrammeLine
from portal.models import (
    IdentityPaper,
    Programme,
    Recipient,
    Representative,
    RepresentativeKind,
    Role,
    SignatureMethod,
)
from portal.scenarios.amendment_verbs import AMENDMENT, sign
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, many, money, number, reference, text
from portal.scenarios.stage import Stage, Thing
from portal.scenarios.verb import Played, Verb, moment
from portal.scenarios.verb import day as day_fact
from portal.scenarios.verb import money as money_fact
from portal.usecases.briefings import RecordBriefing
from portal.usecases.contracts import (
    ConcludeContract,
    SignContract,
    conclude_contract,
    sign_contract,
)
from portal.usecases.facts import own
from portal.usecases.programmes import PresentProgramme, ProgrammeGrounds, present_programme
from portal.usecases.queries.briefings import get_briefing
from portal.usecases.transaction import reading, transaction

PROGRAMME, CONTRACT = "programme", "contract"
_SIGNER = {Party.PROVIDER: Role.DIRECTOR}
_METHOD = {Party.PROVIDER: SignatureMethod.PASSWORD}


def _present(stage: Stage, given: Given) -> Played:
    recipient = stage.thing(given.text("recipient"))
    issued = given.day("issued")
    done = present_programme(
        PresentProgramme(
            recipient_id=recipient.id,
            number=given.text("number"),
            issued_on=issued,
            decision_date=given.day_or_none("decision_date"),
            first_contract_on=given.day_or_none("first_contract_on"),
            form=given.choice("form", Form),
            unit_code=given.text_or_none("unit"),
            valid_from=given.day_or_none("valid_from") or issued,
            valid_until=given.day("valid_until"),
            services=tuple(_service(item) for item in given.many("services")),
            conditions=given.text("conditions"),
            decision=FeeByDecision(
                given.money("decision_income") if given.has("decision_income") else None,
                given.money("decision_cap") if given.has("decision_cap") else None,
                given.choice("decision_mode", FeeMode) if given.has("decision_mode") else None,
            ),
            target_group=given.text_or_none("target_group"),
            issued_elsewhere=given.text("issued_elsewhere"),
            grounds=_grounds_of_need(given),
        ),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, recipient.provider),
        now=stage.now,
    )
    _show_papers(stage, recipient)
    return Played(
        {
            "contract_due": moment(done.contract_due),
            "contract_due_rule": done.contract_due_rule,
            "federal_due": moment(done.federal_due) if done.federal_due else None,
            "missing_documents": list(done.missing_documents),
            "approach_due": day_fact(done.approach_due),
        },
        Thing(PROGRAMME, done.id, recipient.provider),
    )


def _grounds_of_need(given: Given) -> ProgrammeGrounds | None:
    """What the decision names; None for a step that is silent about it, as an old list is."""
    if not any(given.has(name) for name in ("circumstances", "care_leaver", "stay", "decided_by")):
        return None
    return ProgrammeGrounds(
        circumstances=tuple(one.text("code") for one in given.many("circumstances", short="code")),
        care_leaver=given.flag("care_leaver"),
        stay=given.text_or_none("stay"),
        issuer=given.text_or_none("decided_by"),
    )


def _show_papers(stage: Stage, recipient: Thing) -> None:
    """Whoever brings a programme shows a passport: a step names address and paper only to test."""
    with transaction() as session:
        papers = selectinload(Recipient.identity_papers)
        provider_id = stage.actor(Role.DIRECTOR, recipient.provider).provider_id
        person = own(session, Recipient, recipient.id, provider_id, papers)
        person.address = person.address or "600000, г. Город, ул. Садовая, д. 1"
        if not person.identity_papers:
            person.identity_papers.append(
                IdentityPaper(
                    provider_id=person.provider_id,
                    kind="паспорт гражданина РФ",
                    series="17 03",
                    number="000001",
                    issued_by="ОВД",
                    issued_on=stage.today,
                )
            )


def _service(given: Given) -> ProgrammeLine:
    return ProgrammeLine(
        code=given.text("code"),
        quantity_per_month=given.number("quantity_per_month"),
        since=given.day_or_none("since"),
        until=given.day_or_none("until"),
    )


def _conclude(stage: Stage, given: Given) -> Played:
    programme = stage.thing(given.text("programme"))
    done = conclude_contract(
        ConcludeContract(
            programme_id=programme.id,
            representative_id=_representative(stage, programme, given),
            free_ground=given.text_or_none("free_ground"),
            suspension_grounds=_grounds(given),
            mode=_mode(given),
            course_start=given.day_or_none("course_start"),
            until_course=given.flag("until_course"),
            starts_on=given.day_or_none("starts_on"),
            told=_told(stage, programme, given),
        ),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, programme.provider),
        now=stage.now,
        press=stage.press,
    )
    fee = done.decision
    return Played(
        {
            "number": done.number,
            "state": done.state.value,
            "monthly_fee": money_fact(fee.monthly_fee) if fee.known else None,
            "cost_at_tariffs": money_fact(fee.cost_at_tariffs),
            "fee_cap": money_fact(fee.fee_cap),
            "average_income": money_fact(fee.average_income),
            "threshold": money_fact(fee.threshold),
            "free": fee.free,
            "free_ground": fee.free_ground,
            "fee_rules": list(fee.rules),
            "warnings": list(fee.warnings),
        },
        Thing(CONTRACT, done.id, programme.provider),
    )


def _told(stage: Stage, programme: Thing, given: Given) -> RecordBriefing:
    """What the recipient was told before the contract: everything, unless the step says what."""
    actor = stage.actor(Role.DIRECTOR, programme.provider)
    shown = get_briefing(actor, programme.id, stage.region, stage.today)
    every = tuple(one.code for one in shown.points)
    told = tuple(item.text("code") for item in given.many("information", short="code"))
    told = told if given.has("information") else every
    signed_on = stage.today if set(told) == set(every) else None
    return RecordBriefing(programme.id, told, stage.today, shown.listener, signed_on=signed_on)


def _mode(given: Given) -> ModeConfirmed | None:
    if not given.has("mode_reason"):
        return None
    return ModeConfirmed(given.text("mode_reason"), by_decision=given.flag("by_decision"))


def _grounds(given: Given) -> tuple[str, ...] | None:
    """The optional grounds of suspension that the contract names; None = all of them."""
    if not given.has("suspension_grounds"):
        return None
    return tuple(one.text("code") for one in given.many("suspension_grounds", short="code"))


def _representative(stage: Stage, programme: Thing, given: Given) -> int | None:
    """The recipient's representative of the kind that the step names."""
    if not given.has("representative"):
        return None
    kind = given.choice("representative", RepresentativeKind)
    with reading() as session:
        return session.scalar(
            select(Representative.id)
            .join(Programme, Programme.recipient_id == Representative.recipient_id)
            .where(Programme.id == programme.id, Representative.kind == kind)
            .order_by(Representative.id.desc())
            .limit(1)
        )


def _sign(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract"))
    if contract.kind == AMENDMENT:
        return sign(stage, contract, given)
    party = given.choice("by", Party)
    done = sign_contract(
        SignContract(
            contract_id=contract.id,
            party=party,
            method=given.choice("method", SignatureMethod, default_method(party)),
            signed_on=given.day_or_none("day") or stage.today,
        ),
        region=stage.region,
        actor=stage.actor(signing_role(party), contract.provider),
        now=stage.now,
    )
    return Played(
        {
            "state": done.state.value,
            "signed_copies": done.signed_copies,
            "in_force_from": day_fact(done.in_force_from),
        }
    )


def default_method(party: Party) -> SignatureMethod:
    """The director signs with the password, everybody else on paper."""
    return _METHOD.get(party, SignatureMethod.PAPER)


def signing_role(party: Party) -> Role:
    """Whose work a signature is: the social worker brings the paper that a recipient signed."""
    return _SIGNER.get(party, Role.SOCIAL_WORKER)


VERBS: Mapping[str, Verb] = {
    "present_programme": Verb(
        inputs={
            "recipient": reference("recipient"),
            "number": text(needed=True),
            "issued": day(needed=True),
            "decision_date": day(),
            "first_contract_on": day(),
            "form": text(needed=True),
            "unit": text(),
            "valid_from": day(),
            "valid_until": day(needed=True),
            "services": many(
                {
                    "code": text(needed=True),
                    "quantity_per_month": number(needed=True),
                    "since": day(),
                    "until": day(),
                },
                needed=True,
            ),
            "conditions": text(),
            "decision_income": money(),
            "decision_cap": money(),
            "decision_mode": text(),
            "target_group": text(),
            "issued_elsewhere": text(),
            "circumstances": many({"code": text(needed=True)}, short="code"),
            "care_leaver": flag(),
            "stay": text(),
            "decided_by": text(),
        },
        facts=frozenset(
            {
                "contract_due", "contract_due_rule", "federal_due", "missing_documents",
                "approach_due",
            }
        ),
        play=_present,
        makes=PROGRAMME,
    ),
    "conclude_contract": Verb(
        inputs={
            "programme": reference(PROGRAMME),
            "representative": text(),
            "free_ground": text(),
            "course_start": day(),
            "until_course": flag(),
            "starts_on": day(),
            "suspension_grounds": many({"code": text(needed=True)}, short="code"),
            "information": many({"code": text(needed=True)}, short="code"),
            "mode_reason": text(),
            "by_decision": flag(),
        },
        facts=frozenset(
            {
                "number", "state", "monthly_fee", "cost_at_tariffs", "fee_cap", "average_income",
                "threshold", "free", "free_ground", "fee_rules", "warnings",
            }
        ),
        play=_conclude,
        makes=CONTRACT,
    ),
    "sign_contract": Verb(
        inputs={
            "contract": reference(CONTRACT, AMENDMENT),
            "by": text(needed=True),
            "method": text(),
            "day": day(),
        },
        facts=frozenset({"state", "signed_copies", "in_force_from"}),
        play=_sign,
    ),
}  # fmt: skip
