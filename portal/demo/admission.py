"""How a person comes in: recorded, papers ticked off, programme presented, contract signed.

Every step is the use case that the pages call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from portal.demo.cases import Case, Stage
from portal.demo.drawing import blank_page
from portal.demo.persons import Earner
from portal.demo.staffing import Office
from portal.documents.press import Press
from portal.domain.calendar import next_month
from portal.domain.contract import Party
from portal.domain.fees import ClaimedCategory
from portal.domain.income import MONTHS_IN_WINDOW, IncomeItem, income_window
from portal.domain.people import MAJORITY, age_on
from portal.domain.personal_data import CONSENT
from portal.models import Role, SignatureMethod
from portal.regions.registry import Region
from portal.usecases.briefings import RecordBriefing
from portal.usecases.contracts import (
    ConcludeContract,
    SignContract,
    conclude_contract,
    sign_contract,
)
from portal.usecases.documents import SubmitDocument, submit_document
from portal.usecases.income import MemberIncome, RecordIncome, record_income
from portal.usecases.programmes import PresentProgramme, ProgrammeGrounds, present_programme
from portal.usecases.queries.briefings import get_briefing
from portal.usecases.queries.checklist import document_checklist
from portal.usecases.recipient_details import RegisterRecipient
from portal.usecases.recipients import register_recipient
from portal.usecases.uploads import Upload

_RAISE = Decimal("1.073")
_KOPECK = Decimal("0.01")
_PAPER_DAYS = 12
_ALONE = 4
_STAYS = ("permanent", "permanent", "five_day_week", "permanent", "temporary")


@dataclass(frozen=True, slots=True)
class Admitted:
    """The rows of a person who has come in."""

    recipient_id: int
    programme_id: int


def register(case: Case, office: Office, at: datetime) -> int:
    """Open the person's record half an hour before the programme is presented."""
    worker = office.actor(Role.SOCIAL_WORKER, case.worker)
    return register_recipient(
        RegisterRecipient(
            surname=case.name.surname,
            name=case.name.name,
            patronymic=case.name.patronymic,
            born=case.born,
            sex=case.name.sex,
            snils=case.snils,
            address=case.address,
            phone=case.phone,
            identity=case.identity,
            categories=tuple(ClaimedCategory(code, proved=True) for code in case.categories),
            representative=case.representative,
            department_id=office.department_id,
            social_worker_id=worker.membership_id,
        ),
        region=office.region,
        actor=office.actor(Role.HEAD_OF_DEPARTMENT),
        now=at,
    )


def come_in(case: Case, office: Office) -> Admitted:
    """From the first visit to the presented programme and the papers behind it."""
    presented = office.region.utc(case.presented_at)
    recipient_id = register(case, office, presented - timedelta(minutes=30))
    if case.family:
        _record_income(case, office, recipient_id, presented - timedelta(minutes=20))
    programme_id = _present(case, office, recipient_id, presented)
    if case.stage is Stage.JUST_CAME:
        _hand_in(case, office, recipient_id, presented + timedelta(minutes=5), half=True)
    else:
        _hand_in(case, office, recipient_id, presented + timedelta(minutes=10))
    return Admitted(recipient_id, programme_id)


def conclude(case: Case, office: Office, admitted: Admitted, press: Press) -> int:
    """Draw the contract up on the day after."""
    at = office.region.utc(case.concluded_at)
    return conclude_contract(
        ConcludeContract(admitted.programme_id, told=_told(office, admitted.programme_id, at)),
        region=office.region,
        actor=office.actor(Role.DIRECTOR),
        now=at,
        press=press,
    ).id


def _told(office: Office, programme_id: int, at: datetime) -> RecordBriefing:
    """Every point of the list told, and the sheet signed, on the day of the contract."""
    today = office.region.today(at)
    director = office.actor(Role.DIRECTOR)
    shown = get_briefing(director, programme_id, office.region, today)
    told = tuple(point.code for point in shown.points)
    return RecordBriefing(programme_id, told, today, shown.listener, signed_on=today)


def sign(case: Case, office: Office, contract_id: int) -> None:
    """The director signs in the portal, the recipient's side on paper an hour later."""
    at = office.region.utc(case.concluded_at)
    party = Party.RECIPIENT if case.signs_alone else Party.REPRESENTATIVE
    for who, method, actor, moment in (
        (Party.PROVIDER, SignatureMethod.PASSWORD, office.actor(Role.DIRECTOR), at),
        (
            party,
            SignatureMethod.PAPER,
            office.actor(Role.SOCIAL_WORKER, case.worker),
            at + timedelta(minutes=1),
        ),
    ):
        sign_contract(
            SignContract(contract_id, who, method, office.region.today(moment)),
            region=office.region,
            actor=actor,
            now=moment,
        )


def _record_income(case: Case, office: Office, recipient_id: int, at: datetime) -> None:
    today = office.region.today(at)
    rules = office.region.rules.fee_rules.on(today).income.on(today)
    first, _last = income_window(today, rules)
    months = tuple(next_month(first, count) for count in range(MONTHS_IN_WINDOW))
    record_income(
        RecordIncome(
            recipient_id=recipient_id,
            applied_on=today,
            population_group=case.group,
            household=tuple(_member(one, months) for one in case.family),
        ),
        region=office.region,
        actor=office.actor(Role.ACCOUNTANT),
        now=at,
    )


def _member(one: Earner, months: tuple[date, ...]) -> MemberIncome:
    return MemberIncome(
        relation=one.relation,
        born=one.born,
        name=one.name,
        incomes=tuple(
            IncomeItem(month, _then(amount, month, months[-1]), kind)
            for kind, amount in one.monthly
            for month in months
        ),
    )


def _then(amount: Decimal, month: date, last: date) -> Decimal:
    """Pensions rise in January: the year before they were lower."""
    if month.year == last.year:
        return amount
    return (amount / _RAISE).quantize(_KOPECK, rounding=ROUND_HALF_UP)


def _present(case: Case, office: Office, recipient_id: int, at: datetime) -> int:
    return present_programme(
        PresentProgramme(
            recipient_id=recipient_id,
            number=case.programme,
            issued_on=case.issued_on,
            decision_date=case.issued_on,
            form=case.house.form,
            unit_code=case.house.unit_code,
            valid_from=case.issued_on,
            valid_until=case.valid_until,
            services=case.services,
            conditions="",
            issuer=case.house.issuer,
            grounds=_grounds(case, office.region, office.region.today(at)),
        ),
        region=office.region,
        actor=office.actor(Role.HEAD_OF_DEPARTMENT),
        now=at,
    ).id


def _grounds(case: Case, region: Region, today: date) -> ProgrammeGrounds:
    """What the decision names: most cannot care for themselves, some have nobody, few are moved."""
    minor = age_on(case.born, today) < MAJORITY
    first = "child_adaptation" if minor else "loss_of_self_care"
    lives_in = case.house.form is region.rules.programme_rules.on(today).stay.form
    deciders = region.rules.admission_rules.on(today).deciders
    return ProgrammeGrounds(
        circumstances=(first, "no_care") if case.number % _ALONE == 0 else (first,),
        stay=_STAYS[case.number % len(_STAYS)] if lives_in else None,
        issuer=next((one.body for one in deciders if one.form is case.house.form), None),
    )


def _signed_sheet(code: str) -> Upload | None:
    """A consent comes as the signed sheet itself; other papers are looked at and given back."""
    return Upload("согласие.pdf", blank_page()) if code == CONSENT else None


def _hand_in(
    case: Case, office: Office, recipient_id: int, at: datetime, *, half: bool = False
) -> None:
    """Tick off what the region asks for, or only the first half of it."""
    today = office.region.today(at)
    owed = document_checklist(office.provider_id, recipient_id, office.region, today).missing
    for requirement in owed[: len(owed) // 2 if half else None]:
        submit_document(
            SubmitDocument(
                recipient_id,
                requirement.code,
                today - timedelta(days=_PAPER_DAYS),
                scan=_signed_sheet(requirement.code),
            ),
            region=office.region,
            actor=office.actor(Role.SOCIAL_WORKER, case.worker),
            now=at,
        )
