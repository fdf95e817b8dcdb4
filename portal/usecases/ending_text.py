"""What the papers of an end print: parties, ground, its proof, the last day and the money."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.changes import EndingFacts
from portal.domain.calendar import month_of, next_month
from portal.domain.documents import names_document
from portal.domain.endings import (
    AGREEMENT,
    BY_COURT,
    FULLY_NAMED,
    IN_WORDS,
    paper_title,
    stops_by_itself,
)
from portal.domain.law import Citation
from portal.domain.violations import Violation
from portal.models import (
    Act,
    Contract,
    Delivery,
    MonthClosing,
    MonthState,
    Representative,
    Termination,
)
from portal.models.types import JsonList, JsonObject
from portal.regions.registry import Region
from portal.usecases.contract_desk import Desk
from portal.usecases.facts import as_data
from portal.usecases.later_contracts import successor
from portal.usecases.missing_people import missing_since
from portal.usecases.paper_parties import (
    customer_representative,
    only_represented,
    signs_beside,
)
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.refusal_scopes import refusal_scopes

CLAUSE = "contract_clause"
_LAW_SINCE = date(2015, 1, 1)
_UNNUMBERED = frozenset({"б/н", "без номера"})


@dataclass(frozen=True, slots=True)
class BasisPaper:
    """A paper behind a ground: which one, its day, its number, who issued it or what it says.

    A medical conclusion holds through ``valid_until``; ``contraindicated``: it names some.
    """

    code: str
    issued_on: date | None = None
    number: str = ""
    words: str = ""
    valid_until: date | None = None
    contraindicated: bool = False

    @property
    def is_given(self) -> bool:
        """Whether anything was entered."""
        return bool(self.issued_on or self.number.strip() or self.words.strip())

    def text(self) -> str:
        """«Свидетельство о смерти от 17.04.2026 № 12, выдано …»; a clause is told as broken."""
        if self.code == CLAUSE:
            told = self.words.strip().removesuffix("договора").strip()
            return f"Нарушен {told} договора"
        day = f" от {self.issued_on:%d.%m.%Y}" if self.issued_on else ""
        number = f" {with_sign(self.number)}" if self.number.strip() else ""
        sign = ":" if self.code in IN_WORDS else ","
        words = f"{sign} {self.words.strip()}" if self.words.strip() else ""
        until = f", действует до {self.valid_until:%d.%m.%Y}" if self.valid_until else ""
        return f"{paper_title(self.code)}{day}{number}{words}{until}"


def with_sign(number: str) -> str:
    """«№ 12», once, however it was typed; a number with a series before the sign stays as it is."""
    bare = number.strip().removeprefix("№").strip()
    return bare if "№" in bare else f"№ {bare}"


def entered(papers: Iterable[BasisPaper]) -> tuple[BasisPaper, ...]:
    """Those that hold anything."""
    return tuple(one for one in papers if one.is_given)


def paper_violations(
    papers: Sequence[BasisPaper], today: date, citation: Citation | None
) -> tuple[Violation, ...]:
    """What keeps entered papers from being a proof: no day or an impossible one, half of it."""
    found = []
    for one in papers:
        text = _wrong_day(one, today) or _wrong_words(one)
        if text is not None:
            title, field = paper_title(one.code), f"papers.{one.code}"
            found.append(Violation("value_invalid", f"{title}: {text}", field, citation))
    return tuple(found)


def _wrong_day(paper: BasisPaper, today: date) -> str | None:
    if paper.issued_on is None:
        return None if paper.code in IN_WORDS else "введите день, который стоит на документе."
    if paper.issued_on > today:
        return "этот день ещё не наступил. Введите день, который стоит на документе."
    if paper.issued_on < _LAW_SINCE:
        return (
            f"442-ФЗ действует с {_LAW_SINCE:%d.%m.%Y}, документ старше закона основанием не "
            "бывает. Проверьте день."
        )
    return None


def _wrong_words(paper: BasisPaper) -> str | None:
    number, words = paper.number.strip(), paper.words.strip()
    if paper.code in FULLY_NAMED and not (number and words):
        return "внесите номер и кем оно выдано."
    if paper.code in IN_WORDS and not words:
        return "напишите словами."
    if paper.code in BY_COURT and not (number and "суд" in words.casefold()):
        return "внесите номер и название суда."
    if words and paper.code != CLAUSE and not names_document(words):
        return "по этим словам документ не узнать. Напишите, кем он выдан или что в нём сказано."
    if number and number.casefold() not in _UNNUMBERED and not any(map(str.isdigit, number)):
        return "в номере документа есть цифры. Перепишите номер с бумаги или оставьте поле пустым."
    return None


def basis_data(papers: Iterable[BasisPaper]) -> JsonList:
    """The papers as they are kept with the end, each with its line for print."""
    return [{**cast("JsonObject", as_data(one)), "text": one.text()} for one in papers]


def paper_day(kept: JsonObject) -> date | None:
    """The day of a kept paper, where it names one."""
    day = kept.get("issued_on")
    return date.fromisoformat(str(day)) if day else None


def basis_lines(basis: JsonList) -> tuple[str, ...]:
    """The lines of kept papers."""
    return tuple(str(one["text"]) for one in basis)


def ending_facts(  # noqa: PLR0913 - the end, who signs it when, and the words of the region
    session: Session,
    termination: Termination,
    contract: Contract,
    signer: Representative | None,
    today: date,
    *,
    drawn_by: int,
    region: Region,
) -> EndingFacts:
    """The facts of order, agreement and notice on the day the director confirms the end.

    ``drawn_by`` is the membership of that director.
    """
    which = Contract.id == contract.id
    desk = Desk(session, contract.provider_id, which, today, drawn_by=drawn_by)
    parties = desk.parties(contract.id)
    open_months = months_without_act(session, contract, termination.last_day or today)
    follows = successor(session, contract, termination.last_day)
    # A paper of both sides names its signer only; order and notice tell whoever acts (FED-MIN-01).
    told = signer if termination.needs_both else parties.representative
    return EndingFacts(
        order_number=termination.order_number or "",
        drawn_on=today,
        place=desk.place,
        provider=desk.provider,
        signatory=desk.signatory,
        customer=parties.customer,
        representative=customer_representative(
            told, desk.genitives, beside=signs_beside(parties.recipient, told, today)
        ),
        unrepresented=told is None and only_represented(parties.recipient, today),
        contract_number=contract.number,
        contract_date=contract.concluded_on,
        ground=termination.ground_title,
        clause=termination.clause,
        basis=basis_lines(termination.basis),
        last_day=termination.last_day,
        moved_to=termination.moved_to,
        balance=balance_of(session, contract.id, today).balance,
        open_months=open_months,
        silent_months=months_without_services(session, contract, open_months),
        copies=termination.copies,
        agreed=termination.ground == AGREEMENT,
        needs_customer=termination.needs_customer and not stops_by_itself(termination.ground),
        died=parties.recipient.died_on is not None,
        missing=missing_since(parties.recipient, today) is not None,
        covers=_covers(termination, region),
        succeeded_by=follows.words if follows else "",
    )


def _covers(termination: Termination, region: Region) -> str:
    """What the refusal covers, in the region's words; nothing where nobody asked (MSK-IPP-06)."""
    scopes = refusal_scopes(region, termination.ground, termination.rules_day)
    if scopes is None or termination.scope is None:
        return ""
    return scopes.choice(termination.scope, field="scope").title


def _past_without_services(session: Session, contract: Contract, first: date) -> set[date]:
    """Months that are over for good without services of the contract.

    A closed month is, and one before it that was never opened: nobody records there any more.
    """
    known = select(MonthClosing.month, MonthClosing.state).where(
        MonthClosing.provider_id == contract.provider_id
    )
    states = {row.month: row.state for row in session.execute(known)}
    last = max((one for one, state in states.items() if state is MonthState.CLOSED), default=None)
    found, month = set(), first
    while last is not None and month <= last:
        if states.get(month) is not MonthState.OPEN:
            found.add(month)
        month = next_month(month)
    return set(months_without_services(session, contract, found))


def months_without_services(
    session: Session, contract: Contract, months: Iterable[date]
) -> tuple[date, ...]:
    """Of the months those of which no service of the contract is on record (FED-ACT-01)."""
    served = session.scalars(
        select(Delivery.day).where(Delivery.contract_id == contract.id).distinct()
    )
    known = {month_of(day) for day in served}
    return tuple(one for one in months if one not in known)


def months_without_act(session: Session, contract: Contract, last: date) -> tuple[date, ...]:
    """Months of service up to the last day whose act is still to be issued.

    A month that is closed, or lies before a closed one, issues no act any more, unless services of
    it are on record or it was opened again.
    """
    if contract.in_force_from is None:
        return ()
    issued = set(session.scalars(select(Act.month).where(Act.contract_id == contract.id)))
    month, months = month_of(contract.in_force_from), []
    issued |= _past_without_services(session, contract, month)
    while month <= last:
        if month not in issued:
            months.append(month)
        month = next_month(month)
    return tuple(months)
