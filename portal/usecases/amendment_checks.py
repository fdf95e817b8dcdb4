"""What a change of a contract must not be: of a contract that is over, in the past, or twice."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentRules, AmendmentState, amendment_number
from portal.domain.contract import RUNNING
from portal.domain.endings import EndingState
from portal.domain.law import Citation
from portal.domain.programme_rules import ProgrammeRules, check_contract_services, may_decline
from portal.domain.violations import RulesBroken, refuse
from portal.models import Amendment, Contract, ContractTerms, Termination
from portal.models.types import JsonObject
from portal.usecases.deaths import demand_alive_on


def demand_standing(session: Session, contract: Contract, since: date, citation: Citation) -> None:
    """Refuse a contract that is not signed or has ended, a day outside of its term or of a life.

    The last day of an end that is being prepared bounds the term too (FED-CON-07): what would begin
    after it never holds while the end stands.
    """
    if contract.in_force_from is None or contract.state not in RUNNING:
        refuse(
            "contract_not_active",
            f"Договор № {contract.number}: {contract.state.label.lower()}. Изменяют договор, "
            "который подписан обеими сторонами и не прекращён.",
            citation=citation,
        )
    last = min(contract.ended_on or date.max, contract.valid_until)
    if not contract.in_force_from <= since <= last:
        refuse(
            "contract_not_active",
            f"Договор действует с {contract.in_force_from:%d.%m.%Y} по {last:%d.%m.%Y}. Введите "
            "день из этого срока.",
            field="since",
            citation=citation,
        )
    demand_alive_on(session, contract, since, field="since")
    ends_on = _prepared_end(session, contract)
    if ends_on is not None and since > ends_on:
        refuse(
            "contract_not_active",
            f"Договор № {contract.number} уже прекращают, последний день услуг — "
            f"{ends_on:%d.%m.%Y}. Введите день не позже него или сначала отмените прекращение.",
            field="since",
            citation=citation,
        )


def _prepared_end(session: Session, contract: Contract) -> date | None:
    """The last day that an end on its way names; None without one, or while it waits for a day."""
    return session.scalar(
        select(Termination.last_day).where(
            Termination.contract_id == contract.id, Termination.state == EndingState.PENDING
        )
    )


def next_number(session: Session, contract: Contract) -> int:
    """The number of the contract's next change; the contract's row is locked."""
    last = session.scalar(
        select(func.max(Amendment.number)).where(Amendment.contract_id == contract.id)
    )
    return amendment_number(last or 0)


def reason_title(rules: AmendmentRules, code: str) -> str:
    """The words of a ground; a reason of the recipient's own is its own title."""
    lists = [rules.grounds, *([rules.provider_grounds] if rules.provider_grounds else [])]
    titles = {choice.code: choice.title for one in lists for choice in one.choices}
    return titles.get(code, code)


def demand_later_than_first(
    session: Session, contract: Contract, base: ContractTerms, since: date
) -> None:
    """The first terms stand in the contract's own paper: they have at least a day of their own."""
    first = session.scalar(
        select(func.min(ContractTerms.since)).where(ContractTerms.contract_id == contract.id)
    )
    if base.since == since == first:
        refuse(
            "value_invalid",
            "С этого дня действуют условия самого договора. Введите более поздний день.",
            field="since",
        )


def demand_none_waits(drafted: Sequence[Amendment], citation: Citation) -> None:
    """Of two agreements about services or fee over the same terms only one could be signed."""
    for row in drafted:
        if row.plan and row.state in (AmendmentState.DRAFT, AmendmentState.SIGNED):
            refuse(
                "overlap",
                f"Соглашение № {row.number} об услугах или плате ещё ждёт подписи. Подпишите или "
                "отзовите его, потом составьте новое.",
                citation=citation,
            )


def demand_another(
    drafted: Sequence[Amendment], since: date, changes: JsonObject, citation: Citation
) -> None:
    """The same words of the same day twice would bind nobody to anything more (FED-CON-07)."""
    for row in drafted:
        waits = row.state in (AmendmentState.DRAFT, AmendmentState.SIGNED)
        if waits and row.since == since and row.changes == changes:
            refuse(
                "duplicate",
                f"Такое же соглашение № {row.number} с того же дня уже ждёт подписи. Подпишите "
                "его или отзовите, потом составьте новое.",
                citation=citation,
            )


def demand_all_kept(
    base: ContractTerms, kept: Mapping[str, Decimal], rules: ProgrammeRules, counts_as: str
) -> None:
    """The provider never drops a service of the programme on its own wish (FED-IPP-02).

    ``kept`` are the new volumes a month.
    """
    if may_decline(rules, counts_as):
        return
    held = {row.code: row.quantity_per_month for row in base.services}
    titles = {row.code: row.title for row in base.services}
    # Less of a service is what the recipient signs in this very agreement.
    if found := check_contract_services(rules, held, kept, frozenset(kept), titles):
        raise RulesBroken(*found)
