"""The printed copies of a paper: whose each is, who signed it by hand, to whom it went, its scan.

A contract is made in as many copies as its text says, one for each party (FED-CON-05).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.law import Citation
from portal.domain.printed_forms import AMENDMENT, CONTRACT
from portal.domain.violations import NotAllowed, NotFound, refuse
from portal.models import AmendmentSignature, Paper, PaperCopy, Role, Signature
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.paper_signatures import Put
from portal.usecases.transaction import demand_version, transaction
from portal.usecases.uploads import Upload, store_signed_scan

IN_COPIES = frozenset({CONTRACT, AMENDMENT})
LONGEST = 200
_NAME = 2
"""Letters of the shortest surname."""


@dataclass(frozen=True, slots=True)
class RecordCopy:
    """A copy as the office knows it; ``version`` is None for one not recorded before.

    ``handed_to`` names who took it, and is empty while nobody has. A scan stays until another
    comes.
    """

    paper_id: int
    number: int
    printed_on: date
    provider_signed_on: date | None = None
    customer_signed_on: date | None = None
    handed_on: date | None = None
    handed_to: str = ""
    scan: Upload | None = None
    version: int | None = None


def record_copy(command: RecordCopy, *, region: Region, actor: Actor, now: datetime) -> int:
    """Write down where one copy of a contract or an amendment stands.

    Raises RulesBroken for a day that cannot be, a hand under a text that this party has not signed
    in the portal, or a copy the paper does not have (FED-CON-05); Conflict when
    somebody else has recorded it meanwhile.
    """
    if actor.role is Role.RECIPIENT:
        raise NotAllowed
    with transaction() as session:
        paper = own(session, Paper, command.paper_id, actor.provider_id, lock=True)
        if paper.form_code not in IN_COPIES or not 0 < command.number <= copies_in(paper.inputs):
            raise NotFound
        _demand_days(command, region.today(paper.issued_at), region.today(now))
        row = _row(session, paper, command.number)
        if command.version is not None:
            demand_version(row.version if row.id else 0, command.version)
        citation = region.rules.contract_rules.on(paper.rules_day).copies_citation
        _demand_signed(command, signed_parties(session, paper), citation)
        before = _said(row)
        signers = signers_in(paper.inputs)
        row.printed_on = command.printed_on
        row.provider_signed_on = command.provider_signed_on
        row.provider_signer = signers.provider if command.provider_signed_on else ""
        row.customer_signed_on = command.customer_signed_on
        row.customer_signer = signers.customer if command.customer_signed_on else ""
        row.handed_on = command.handed_on
        row.handed_to = " ".join(command.handed_to.split())[:LONGEST] if command.handed_on else ""
        _keep(session, row, command.scan, actor=actor, now=now)
        subject = ("copy_recorded", "contract", paper.contract_id)
        audit.record(session, actor, now, *subject, before, {**_said(row), "paper": paper.sha256})
        return row.id


def note_signed_copies(
    session: Session,
    paper: Paper,
    put: Put,
    numbers: tuple[int, ...] | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """A signature by hand stands on each of these copies, all of them unless they are named.

    A step of the transaction that records the signature. A copy nobody has recorded as printed was
    printed by the day it was signed. Raises value_invalid where none of them is named.
    """
    if numbers is not None and not numbers:
        text = "Отметьте, какие экземпляры подписаны: подпись стоит хотя бы на одном."
        refuse("value_invalid", text, field="copies")
    for number in range(1, copies_in(paper.inputs) + 1):
        if numbers is not None and number not in numbers:
            continue
        row = _row(session, paper, number)
        if not row.id:
            row.printed_on = put.signed_on
        if put.party is Party.PROVIDER:
            row.provider_signed_on, row.provider_signer = put.signed_on, put.signer
        else:
            row.customer_signed_on, row.customer_signer = put.signed_on, put.signer
        _keep(session, row, None, actor=actor, now=now)


def signed_parties(session: Session, paper: Paper) -> frozenset[Party]:
    """Whose signatures are recorded under this very text, checked as each signing is."""
    found = session.scalars(
        union_all(
            *(
                select(one.party).where(
                    one.provider_id == paper.provider_id, one.paper_id == paper.id
                )
                for one in (Signature, AmendmentSignature)
            )
        )
    )
    return frozenset(Party(one) for one in found)


def copies_in(inputs: Mapping[str, object]) -> int:
    """How many copies a paper says it is made in; one where it says nothing."""
    return int(str(inputs.get("copies") or 1))


def holder_of(number: int) -> Party:
    """Whose a copy is: the first is the recipient's, the others are the provider's (FED-CON-05)."""
    return Party.RECIPIENT if number == 1 else Party.PROVIDER


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signs each copy by hand, as the text names them."""

    provider: str
    customer: str


def signers_in(inputs: Mapping[str, object]) -> Signers:
    """The people whose names stand under the lines of a text."""
    provider = cast("Mapping[str, object]", inputs.get("signatory") or {})
    customer = cast(
        "Mapping[str, object]", inputs.get("representative") or inputs.get("customer") or {}
    )
    return Signers(
        str(provider.get("short_name") or "директор"),
        str(customer.get("short_name") or "получатель"),
    )


def _row(session: Session, paper: Paper, number: int) -> PaperCopy:
    found = session.scalars(
        select(PaperCopy).where(PaperCopy.paper_id == paper.id, PaperCopy.number == number)
    ).one_or_none()
    if found is not None:
        return found
    return PaperCopy(
        provider_id=paper.provider_id,
        paper_id=paper.id,
        number=number,
        holder=holder_of(number),
        provider_signer="",
        customer_signer="",
        handed_to="",
    )


def _keep(
    session: Session, row: PaperCopy, scan: Upload | None, *, actor: Actor, now: datetime
) -> None:
    file_id = store_signed_scan(session, scan, provider_id=actor.provider_id, now=now)
    row.file_id = file_id or row.file_id
    row.recorded_at, row.recorded_by_id = now, actor.membership_id
    session.add(row)
    session.flush()


def _said(row: PaperCopy) -> dict[str, object]:
    if not row.id:
        return {}
    return {
        "copy": row.number,
        "printed_on": row.printed_on,
        "provider_signed_on": row.provider_signed_on,
        "customer_signed_on": row.customer_signed_on,
        "handed_on": row.handed_on,
        "handed_to": row.handed_to,
        "scan": row.file_id,
    }


def _demand_signed(command: RecordCopy, signed: frozenset[Party], citation: Citation) -> None:
    """A copy follows the signatures: here nobody checks who may sign and on which day."""
    hands = (
        ("provider_signed_on", command.provider_signed_on, Party.PROVIDER, "директора"),
        ("customer_signed_on", command.customer_signed_on, Party.RECIPIENT, "получателя"),
    )
    for field, day, party, whose in hands:
        if day is not None and party not in signed:
            text = f"Подпись {whose} под этим текстом ещё не записана. Сначала запишите её на "
            text += "странице подписания: там портал проверит, кто и когда может подписать."
            refuse("value_invalid", text, field=field, citation=citation)
    if command.handed_on is not None and Party.PROVIDER not in signed:
        text = "Директор этот текст ещё не подписал: получателю на руки отдают подписанный "
        text += "экземпляр. Отметьте выдачу после подписи."
        refuse("value_invalid", text, field="handed_on", citation=citation)
    if command.handed_to.strip() and sum(one.isalpha() for one in command.handed_to) < _NAME:
        text = "Напишите фамилию и инициалы того, кто взял экземпляр."
        refuse("value_invalid", text, field="handed_to")


def _demand_days(command: RecordCopy, issued: date, today: date) -> None:
    """Nothing before the text existed, nothing to come, nothing on a copy not printed yet."""
    days = {
        "printed_on": command.printed_on,
        "provider_signed_on": command.provider_signed_on,
        "customer_signed_on": command.customer_signed_on,
        "handed_on": command.handed_on,
    }
    for field, day in days.items():
        if day is not None and day > today:
            text = "Этот день ещё не наступил. Введите день, когда это случилось."
            refuse("value_invalid", text, field=field)
    if command.printed_on < issued:
        text = f"Текст составлен {issued:%d.%m.%Y}: напечатать его раньше нельзя. Проверьте дату."
        refuse("value_invalid", text, field="printed_on")
    for field, day in days.items():
        if day is not None and day < command.printed_on:
            text = "Это было бы до печати экземпляра. Проверьте дату."
            refuse("value_invalid", text, field=field)
    if command.handed_on is not None and not command.handed_to.strip():
        refuse("value_invalid", "Напишите, кому отдали экземпляр.", field="handed_to")
    if command.handed_on is None and command.handed_to.strip():
        refuse("value_invalid", "Введите день, когда отдали экземпляр.", field="handed_on")
