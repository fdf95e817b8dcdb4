"""A contract's text as it would be drawn now, and everything that it still lacks.

Missing facts hold up the numbered contract and its signature, never the reading of the text: here
nothing is kept, no number is given, and no refusal hides the rest.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar, cast

from sqlalchemy.orm import Session

from portal.documents.gaps import Project
from portal.documents.press import Press
from portal.domain.fees import FeeDecision, FeeFacts
from portal.domain.printed_forms import CONTRACT
from portal.domain.reference import ReferenceBook
from portal.domain.violations import RulesBroken, Violation
from portal.models import Contract, Programme, Representative
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.briefings import demand_briefing
from portal.usecases.contract_demands import contract_to_redraw
from portal.usecases.contract_fee import decide_contract_fee, reckoned_fee
from portal.usecases.contract_gaps import gaps_in
from portal.usecases.contract_paper import ContractDraft, facts_to_print
from portal.usecases.contract_rows import (
    ConcludeContract,
    check_last_day,
    fill,
    new_contract,
    terms_row,
    traits_of,
    with_days,
)
from portal.usecases.facts import CaseFile, as_data, load_case, own
from portal.usecases.lawful_contracts import (
    Check,
    checks_of_case,
    lawful_checks,
    signs_for,
    take_place,
)
from portal.usecases.name_forms import check_genitives
from portal.usecases.queries.visit_plans import plan_for_draft
from portal.usecases.reference import reference_book
from portal.usecases.role_access import Subject, sees
from portal.usecases.transaction import reading
from portal.usecases.visit_plans import demand_exact_days

_NO_NUMBER = "______"
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class ContractPreview:
    """The text as a page; what holds up the contract, and what would hold up its signature."""

    html: str
    before_contract: tuple[Violation, ...]
    before_signature: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the contract is to be drawn from; ``returned`` is one that is drawn up anew."""

    command: ConcludeContract
    case: CaseFile
    programme: Programme
    returned: Contract | None
    region: Region


class _Lacking:
    """Asks every question of the law and keeps what is refused."""

    def __init__(self) -> None:
        """Begin with nothing refused."""
        self.found: list[Violation] = []

    def ask(self, check: Callable[[], _Answer]) -> _Answer | None:
        """The answer; None where it was a refusal."""
        try:
            return check()
        except RulesBroken as broken:
            self.keep(*broken.violations)
            return None

    def keep(self, *violations: Violation) -> None:
        """Add what is not said yet: several questions meet the same fact."""
        self.found.extend(one for one in violations if one not in self.found)


def contract_preview(
    command: ConcludeContract, *, region: Region, actor: Actor, now: datetime, press: Press
) -> ContractPreview:
    """The contract as it would be drawn for this command, whatever is missing (FED-FRM-02).

    Raises RulesBroken only where there is no text to print: a service without a tariff, nobody
    who signs for the provider.
    """
    today = region.today(now)
    lacking = _Lacking()
    with reading() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id)
        case = load_case(
            session, actor.provider_id, programme.recipient_id, day=today, programme_id=programme.id
        )
        lacking.keep(*check_genitives(command.genitives))
        asked = command
        command = lacking.ask(lambda: with_days(session, asked, case, programme, region)) or asked
        returned = contract_to_redraw(session, programme)
        wanted = _Wanted(command, case, programme, returned, region)
        representative = _ask_all(session, lacking, wanted, told=sees(actor, Subject.MEDICAL))
        draft = _draft(session, lacking, wanted, representative)
        draft = replace(draft, drawn_by=actor.membership_id)
        text = facts_to_print(session, draft, region)
    rules = region.rules.contract_rules.on(today)
    gaps = gaps_in(cast("Mapping[str, object]", as_data(text)), rules.terms)
    held = tuple(lacking.found)
    project = Project(_texts(held), _texts(gaps))
    form = region.printed_form(CONTRACT, today)
    return ContractPreview(press.screen(form, region.code, text, project), held, gaps)


def _ask_all(
    session: Session, lacking: _Lacking, wanted: _Wanted, *, told: bool
) -> Representative | None:
    """Every question before a contract, in the order of its use case; the answer is who signs."""
    command, case, programme = wanted.command, wanted.case, wanted.programme
    returned, region = wanted.returned, wanted.region
    for check in lawful_checks(session, command, case, programme, returned, region):
        lacking.ask(check)
    person = lacking.ask(lambda: signs_for(case, command, region))
    represented = person is not None
    later: tuple[Check, ...] = (
        *checks_of_case(session, case, programme, region, told=told, represented=represented),
        lambda: demand_briefing(session, programme, region, case.day),
        lambda: demand_exact_days(session, programme, region, case.day),
        lambda: take_place(session, command, case, programme, returned, region),
    )
    for check in later:
        lacking.ask(check)
    lacking.keep(*check_last_day(command, case, programme, region))
    return person


def _draft(
    session: Session, lacking: _Lacking, wanted: _Wanted, representative: Representative | None
) -> ContractDraft:
    """The contract as it would be; its row belongs to no session and is never stored."""
    command, case, region = wanted.command, wanted.case, wanted.region
    contract = new_contract(case, wanted.programme)
    contract.number = wanted.returned.number if wanted.returned else _NO_NUMBER
    fill(session, contract, command, case, representative, region)
    facts, decision = _fee(lacking, case, command, reference_book(session, region), region)
    return ContractDraft(
        case,
        contract,
        terms_row(case, region, facts, decision),
        representative,
        decision,
        traits_of(case, region, representative),
        plan_for_draft(session, wanted.programme.id),
        genitives=command.genitives,
    )


def _fee(
    lacking: _Lacking,
    case: CaseFile,
    command: ConcludeContract,
    book: ReferenceBook,
    region: Region,
) -> tuple[FeeFacts, FeeDecision]:
    """The fee of the day; as it is reckoned, where somebody has still to confirm or to choose."""
    decided = lacking.ask(
        lambda: decide_contract_fee(
            case, command.free_ground, region=region, book=book, confirmed=command.mode
        )
    )
    return decided or reckoned_fee(case, region, book)


def _texts(found: Iterable[Violation]) -> tuple[str, ...]:
    return tuple(one.text for one in found)
