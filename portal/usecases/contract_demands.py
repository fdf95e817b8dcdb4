"""What stands in the way of a contract on a programme, and what may be drawn up anew on it.

Rules: FED-CON-01, MSK-CON-05 (one contract of a recipient), MSK-SCH-03 (temporary service).
"""

from dataclasses import replace
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.catalogue import Form
from portal.domain.contract import ContractRules, ContractState, check_single
from portal.domain.programme import ENDS
from portal.domain.schedule import check_temporary
from portal.domain.violations import RulesBroken, refuse
from portal.models import Contract, ContractTerms, Programme, Recipient
from portal.regions.registry import Region
from portal.usecases.contract_refusals import demand_not_refused
from portal.usecases.facts import CaseFile, own
from portal.usecases.queries.gone_elsewhere import gone_with
from portal.usecases.queries.older_income import income_of_earlier_application
from portal.usecases.reviewed_programmes import is_followed_on, replacements
from portal.usecases.signing_returns import sent_back_unsettled

NOBODY = 0


def redrawn_id(session: Session, programme: Programme) -> int | None:
    """Which contract on the programme waits to be drawn up anew.

    One that was sent back, or one whose fee was not known, which nobody can have signed.
    """
    undecided = (
        select(ContractTerms.id)
        .where(ContractTerms.contract_id == Contract.id, ContractTerms.fee_known.is_(False))
        .exists()
    )
    return session.scalars(
        select(Contract.id).where(
            Contract.provider_id == programme.provider_id,
            Contract.programme_id == programme.id,
            Contract.state == ContractState.AWAITING_SIGNATURE,
            sent_back_unsettled() | undecided,
        )
    ).one_or_none()


def contract_to_redraw(session: Session, programme: Programme) -> Contract | None:
    """The contract that waits to be drawn up anew (``redrawn_id``), held, with its terms."""
    found = redrawn_id(session, programme)
    if found is None:
        return None
    terms = selectinload(Contract.terms).selectinload(ContractTerms.services)
    return own(session, Contract, found, programme.provider_id, terms, lock=True)


def demand_not_gone(
    session: Session,
    programme: Programme,
    region: Region,
    day: date,
    *,
    field: str = "programme_id",
    then: str = "",
) -> None:
    """No contract on a programme that went with the person elsewhere: no day is billed twice.

    ``then``: what to do with a contract that waits already. Raises transition_not_allowed
    (AST-TRN-11, FED-TRN-01, FED-TRN-03); whoever came back is served.
    """
    gone = gone_with(session, programme, region, day)
    if gone is not None:
        refuse(
            "transition_not_allowed",
            f"{gone.title}. {gone.text}{then}",
            field=field,
            citation=region.rules.transfer_rules.on(day).continuity.citation,
            subject=gone.subject or None,
        )


def demand_not_replaced(session: Session, programme: Programme, region: Region, day: date) -> None:
    """No contract on a programme that a review has replaced (FED-IPP-06).

    One programme carries the person's contract: the new one. Raises transition_not_allowed.
    """
    instead = replacements(session, programme.provider_id, [programme.id]).get(programme.id)
    if instead is None:
        return
    page = f"programme:{instead.programme_id}" if instead.programme_id else None
    refuse(
        "transition_not_allowed",
        instead.text,
        field="programme_id",
        citation=region.rules.programme_rules.on(day).review.initiators.citation,
        subject=page,
    )


def demand_free_programme(
    session: Session, programme: Programme, region: Region, today: date, *, besides: Contract | None
) -> None:
    """A programme in force, not withdrawn, with no contract on it that is not terminated.

    ``besides`` is the one that is being drawn up anew. Raises transition_not_allowed for a
    programme that went with the person to another provider, or that a review has replaced.
    """
    if programme.withdrawn_at is not None:
        refuse(
            "value_invalid",
            "Эту программу отозвали как внесённую по ошибке. Составьте договор по той, которую "
            "приняли вместо неё.",
            field="programme_id",
        )
    if programme.valid_until < today:
        refuse(
            "programme_expired",
            f"Программа действовала до {programme.valid_until:%d.%m.%Y} и уже закончилась. "
            "Получателю нужна новая программа: её выдаёт орган социальной защиты.",
            field="programme_id",
            citation=ENDS,
        )
    demand_not_refused(session, programme)
    demand_not_gone(session, programme, region, today)
    demand_not_replaced(session, programme, region, today)
    standing = session.execute(
        select(Contract.id, Contract.number).where(
            Contract.provider_id == programme.provider_id,
            Contract.programme_id == programme.id,
            # One that ends on a day to come is still served until then.
            (Contract.state != ContractState.TERMINATED) | (Contract.ended_on >= today),
            Contract.id != (besides.id if besides else NOBODY),
        )
    ).first()
    if standing is not None:
        refuse(
            "overlap",
            f"По этой программе уже есть договор № {standing.number}, второй по ней не составляют. "
            "Откройте его. Новый договор не составлен.",
            field="programme_id",
            subject=f"contract:{standing.id}",
        )


def running(provider_id: int, recipient_id: int, today: date) -> Select[Contract]:
    """A recipient's contracts with a provider that have neither run out nor been ended."""
    return select(Contract).where(
        Contract.provider_id == provider_id,
        Contract.recipient_id == recipient_id,
        Contract.state != ContractState.TERMINATED,
        Contract.valid_until >= today,
    )


def demand_single(
    session: Session,
    programme: Programme,
    rules: ContractRules,
    today: date,
    *,
    besides: Contract | None,
) -> None:
    """No other contract of the recipient, where the region knows one only (MSK-CON-05).

    A contract that has run out stands in nobody's way, whatever its state; nor does one that this
    one follows: its programme is replaced by a review, and with the programme ends its term
    (MSK-CON-09, FED-IPP-06), which no amendment changes.
    """
    if rules.single is None:
        return
    # Programmes of one recipient queue up behind the person, so that two cannot both be first.
    own(session, Recipient, programme.recipient_id, programme.provider_id, lock=True)
    found = running(programme.provider_id, programme.recipient_id, today)
    other = found.where(
        Contract.id != (besides.id if besides else NOBODY), ~is_followed_on(programme)
    )
    standing = session.scalars(other).first()
    if standing is not None:
        broken = check_single(rules, standing.number)
        raise RulesBroken(*(replace(one, subject=f"contract:{standing.id}") for one in broken))


def demand_new_income(session: Session, programme: Programme, region: Region, day: date) -> None:
    """No fee out of the income of an earlier application (FED-FEE-02): raises documents_missing."""
    older = income_of_earlier_application(session, programme, region, day)
    if older is not None:
        refuse(
            "documents_missing",
            f"Доход записан к обращению {older.applied_on:%d.%m.%Y}, по нему уже есть договор. "
            "Запишите доход на день нового обращения или отметьте, что обращение то же самое.",
            field="same_application",
            citation=older.citation,
        )


def demand_short_service(case: CaseFile, end: date, region: Region) -> None:
    """Temporary service is known at home, in some regions, and is short (MSK-SCH-03)."""
    rules = region.rules.schedule_rules.on(case.day)
    if rules.temporary is None or case.form is not Form.HOME:
        text = "Временного обслуживания здесь не бывает. Снимите отметку."
        refuse("value_invalid", text, field="temporary")
    if found := check_temporary(rules, case.day, end):
        raise RulesBroken(*(replace(one, field="temporary") for one in found))
