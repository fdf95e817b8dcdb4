"""Verbs about people and the values around them: recipients, income, papers, reference data."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.fees import ClaimedCategory
from portal.domain.income import IncomeItem
from portal.domain.people import PopulationGroup, Relation, Sex, age_on, is_minor
from portal.domain.personal_data import CONSENT
from portal.domain.reference import THRESHOLD_MULTIPLIER
from portal.models import RepresentativeKind, Role
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, many, money, month, one, reference, text
from portal.scenarios.stage import OWN, Stage, Thing
from portal.scenarios.verb import Played, Verb
from portal.scenarios.verb import day as day_fact
from portal.scenarios.verb import money as money_fact
from portal.usecases.documents import SubmitDocument, submit_document
from portal.usecases.income import MemberIncome, RecordIncome, record_income
from portal.usecases.queries.checklist import document_checklist
from portal.usecases.recipient_details import (
    IdentityDetails,
    RegisterRecipient,
    RepresentativeDetails,
)
from portal.usecases.recipients import register_recipient
from portal.usecases.reference import SetReferenceValue, set_reference_value
from portal.usecases.uploads import Upload

BLANK_PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"
ALL_REQUIRED = "all_required"
RECIPIENT = "recipient"
USUAL_ADDRESS = "600000, г. Город, ул. Садовая, д. 1"


def _register(stage: Stage, given: Given) -> Played:
    owner = given.text("provider", OWN)
    born = given.day("born")
    worker = stage.actor(Role.SOCIAL_WORKER, owner)
    command = RegisterRecipient(
        surname=given.text("surname"),
        name=given.text("name"),
        patronymic=given.text_or_none("patronymic"),
        born=born,
        sex=given.choice("sex", Sex),
        snils=given.text_or_none("snils"),
        address=given.text("address"),
        phone=given.text("phone"),
        categories=tuple(
            ClaimedCategory(item.text("code"), item.flag("proved"))
            for item in given.many("categories", short="code")
        ),
        identity=_identity(given.one("identity")),
        representative=_representative(stage, given.one("representative")),
        social_worker_id=worker.membership_id,
    )
    recipient_id = register_recipient(command, region=stage.region, actor=worker, now=stage.now)
    return Played(
        {
            "id": recipient_id,
            "age": age_on(born, stage.today),
            "minor": is_minor(born, stage.today),
        },
        Thing(RECIPIENT, recipient_id, owner),
    )


def _identity(given: Given | None) -> IdentityDetails | None:
    if given is None:
        return None
    return IdentityDetails(
        kind=given.text("kind", "паспорт гражданина РФ"),
        series=given.text("series"),
        number=given.text("number"),
        issued_by=given.text("issued_by", "ОВД"),
        issued_on=given.day("issued"),
    )


def _representative(stage: Stage, given: Given | None) -> RepresentativeDetails | None:
    if given is None:
        return None
    return RepresentativeDetails(
        kind=given.choice("kind", RepresentativeKind),
        surname=given.text("surname"),
        name=given.text("name"),
        patronymic=given.text_or_none("patronymic"),
        basis=given.text("basis", usual_basis(given)),
        capable=given.flag("capable", default=True),
        identity=usual_passport(stage),
        address=USUAL_ADDRESS,
    )


def usual_passport(stage: Stage) -> IdentityDetails:
    """What whoever acts for somebody shows at the door: no step names it."""
    return IdentityDetails("паспорт гражданина РФ", "17 03", "000002", "ОВД", stage.today)


def usual_basis(given: Given) -> str:
    """The paper somebody of this kind acts by, where the step names none."""
    return _BASES[given.choice("kind", RepresentativeKind)]


_BASES = {
    RepresentativeKind.PARENT: "свидетельство о рождении",
    RepresentativeKind.GUARDIAN: "акт об установлении опеки",
    RepresentativeKind.TRUSTEE: "акт об установлении попечительства",
    RepresentativeKind.ATTORNEY: "доверенность",
}


def _income(stage: Stage, given: Given) -> Played:
    recipient = stage.thing(given.text("recipient"))
    done = record_income(
        RecordIncome(
            recipient_id=recipient.id,
            applied_on=given.day("applied_on"),
            population_group=given.choice("population_group", PopulationGroup)
            if given.has("population_group")
            else None,
            household=tuple(_member(member) for member in given.many("household")),
        ),
        region=stage.region,
        actor=stage.actor(Role.ACCOUNTANT, recipient.provider),
        now=stage.now,
    )
    return Played(
        {
            "average_income": money_fact(done.average_income),
            "months_counted": done.months_counted,
        }
    )


def _member(given: Given) -> MemberIncome:
    return MemberIncome(
        relation=given.choice("relation", Relation),
        born=given.day_or_none("born"),
        incomes=tuple(
            IncomeItem(item.month("month"), item.money("amount"), item.text("kind", "pension"))
            for item in given.many("incomes")
        ),
        student=given.flag("student"),
        married=given.flag("married"),
    )


def _reference(stage: Stage, given: Given) -> Played:
    key = given.text("key")
    factor = key == THRESHOLD_MULTIPLIER
    amount = given.number("amount") if factor else given.money("amount")
    set_reference_value(
        SetReferenceValue(
            key=key,
            group=given.choice("group", PopulationGroup) if given.has("group") else None,
            amount=amount,
            since=given.day("from"),
            act=given.text("act", "приказ, принятый для примера"),
            reason="значение исправлено",
        ),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR),
        now=stage.now,
    )
    return Played({"key": key, "amount": str(amount) if factor else money_fact(amount)})


def signed_sheet(code: str) -> Upload | None:
    """A consent comes as the signed sheet itself; other papers are looked at and given back."""
    return Upload("согласие.pdf", BLANK_PDF) if code == CONSENT else None


def _submit(stage: Stage, given: Given) -> Played:
    recipient = stage.thing(given.text("recipient"))
    actor = stage.actor(Role.SOCIAL_WORKER, recipient.provider)
    kind = given.text("type")
    codes: tuple[str, ...] = (kind,)
    if kind == ALL_REQUIRED:
        owed = document_checklist(actor.provider_id, recipient.id, stage.region, stage.today)
        codes = tuple(requirement.code for requirement in owed.missing)
    expires = given.day_or_none("expires")
    for code in codes:
        expires = submit_document(
            SubmitDocument(
                recipient.id,
                code,
                given.day("issued"),
                given.day_or_none("expires"),
                contraindications=given.flag("contraindications"),
                scan=signed_sheet(code),
            ),
            region=stage.region,
            actor=actor,
            now=stage.now,
        ).expires_on
    return Played({"type": kind, "valid_until": day_fact(expires)})


VERBS: Mapping[str, Verb] = {
    "register_recipient": Verb(
        inputs={
            "surname": text(needed=True),
            "name": text(needed=True),
            "patronymic": text(),
            "born": day(needed=True),
            "sex": text(needed=True),
            "snils": text(),
            "address": text(),
            "phone": text(),
            "categories": many({"code": text(needed=True), "proved": flag()}, short="code"),
            "identity": one(
                {
                    "kind": text(),
                    "series": text(),
                    "number": text(needed=True),
                    "issued_by": text(),
                    "issued": day(needed=True),
                }
            ),
            "representative": one(
                {
                    "kind": text(needed=True),
                    "surname": text(needed=True),
                    "name": text(needed=True),
                    "patronymic": text(),
                    "basis": text(),
                    "capable": flag(),
                }
            ),
            "provider": reference("provider", needed=False),
        },
        facts=frozenset({"id", "age", "minor"}),
        play=_register,
        makes=RECIPIENT,
    ),
    "record_income": Verb(
        inputs={
            "recipient": reference(RECIPIENT),
            "applied_on": day(needed=True),
            "population_group": text(),
            "household": many(
                {
                    "relation": text(needed=True),
                    "born": day(),
                    "student": flag(),
                    "married": flag(),
                    "incomes": many(
                        {
                            "month": month(needed=True),
                            "amount": money(needed=True),
                            "kind": text(),
                        }
                    ),
                },
                needed=True,
            ),
        },
        facts=frozenset({"average_income", "months_counted"}),
        play=_income,
    ),
    "set_reference_value": Verb(
        inputs={
            "key": text(needed=True),
            "group": text(),
            "amount": money(needed=True),
            "from": day(needed=True),
            "act": text(),
        },
        facts=frozenset({"key", "amount"}),
        play=_reference,
    ),
    "submit_document": Verb(
        inputs={
            "recipient": reference(RECIPIENT),
            "type": text(needed=True),
            "issued": day(needed=True),
            "expires": day(),
            "contraindications": flag(),
        },
        facts=frozenset({"type", "valid_until"}),
        play=_submit,
    ),
}
