"""What the contract pages read: one contract with what happened to it, its scans, its facts.

Every statement is limited to the reader's provider; another provider's contract is not found.
"""

from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.documents.facts import ContractFacts
from portal.domain.contract import ContractState
from portal.domain.explanation import from_data
from portal.domain.people import full_name, short_name
from portal.domain.printed_forms import CONTRACT
from portal.domain.violations import NotFound
from portal.models import (
    AuditEvent,
    Contract,
    ContractService,
    ContractTerms,
    Membership,
    Paper,
    Programme,
    Recipient,
    Representative,
    Signature,
    Suspension,
    User,
)
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.authority import ended_by
from portal.usecases.department_days import change_ahead, department_of_contract
from portal.usecases.missing_people import missing_since
from portal.usecases.paper_signatures import signing_of
from portal.usecases.queries.contract_views import (
    ContractView,
    EventView,
    ProgrammeView,
    ServiceRow,
    SuspensionView,
    TermsView,
)
from portal.usecases.queries.issued_papers import (
    PaperView,
    paper_columns,
    paper_view,
    signatures_of,
    stored_scan,
)
from portal.usecases.queries.scans import ScanView
from portal.usecases.queries.scope import served_by
from portal.usecases.signatories import Side, who_signs
from portal.usecases.stopped_services import last_days
from portal.usecases.transaction import reading


def get_contract(actor: Actor, contract_id: int, day: date | None = None) -> ContractView:
    """One contract of the reader's provider; NotFound for any other.

    With a day its terms are those of that day, else the last; later ones are ``coming``.
    """
    with reading() as session:
        return contract_view(session, contract_id, _own_contract(actor), day)


def demand_text(actor: Actor, contract_id: int, paper_id: int) -> None:
    """Raises NotFound unless a text of this contract was frozen as this paper."""
    text = select(Paper.id).where(
        Paper.provider_id == actor.provider_id,
        Paper.id == paper_id,
        Paper.contract_id == contract_id,
        Paper.form_code == CONTRACT,
    )
    with reading() as session:
        if session.scalar(text) is None:
            raise NotFound


def _own_contract(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (Contract.provider_id == actor.provider_id, *served_by(actor))


def contract_view(
    session: Session,
    contract_id: int,
    among: tuple[ColumnElement[bool], ...],
    day: date | None = None,
) -> ContractView:
    """A contract out of those that the reader may see, with the terms of a day, or the last."""
    contract, recipient, programme = _found(session, contract_id, among)
    first, terms, coming = _terms_around(session, contract, day)
    representative = _representative(session, contract)
    # Without a day the contract is shown as it is in the end.
    here = department_of_contract(session, contract, day or date.max)
    ahead = change_ahead(session, contract, day) if day is not None else None
    return ContractView(
        id=contract.id,
        number=contract.number,
        state=contract.state,
        form=contract.form,
        version=contract.version,
        recipient_id=recipient.id,
        recipient=full_name(recipient.surname, recipient.name, recipient.patronymic),
        recipient_short=short_name(recipient.surname, recipient.name, recipient.patronymic),
        born=recipient.born,
        representative=_full_name(representative) if representative else None,
        representative_basis=representative.basis if representative else None,
        representative_until=ended_by(recipient, representative, day) if day else None,
        concluded_on=contract.concluded_on,
        rules_day=contract.rules_day,
        in_force_from=contract.in_force_from,
        starts_on=contract.starts_on,
        valid_until=contract.valid_until,
        ended_on=contract.ended_on,
        drop_reason=contract.drop_reason,
        drop_words=contract.drop_words,
        died_on=recipient.died_on,
        death_basis=recipient.death_basis,
        temporary=contract.temporary,
        payment_day=contract.payment_day,
        worker=_worker(session, contract),
        department=here.name if here else None,
        next_department=(ahead[0], ahead[1].name) if ahead else None,
        programme=programme_view(programme),
        terms=_terms(terms),
        first_terms=_terms(first),
        coming=_terms(coming) if coming else None,
        services=_services(session, terms),
        paper=_paper(session, contract),
        signatures=signatures_of(session, Signature, Signature.contract_id == contract.id),
        suspensions=_suspensions(session, contract),
        events=_events(session, contract),
        cannot_sign=_cannot_sign(session, contract, day),
        missing_since=missing_since(recipient, day or date.max),
        stopped_after=last_days(session, (contract.id,)).get(contract.id),
    )


def _found(
    session: Session, contract_id: int, among: tuple[ColumnElement[bool], ...]
) -> tuple[Contract, Recipient, Programme]:
    found = session.execute(
        select(Contract, Recipient, Programme)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(*among, Contract.id == contract_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    contract, recipient, programme = found
    return contract, recipient, programme


def _terms_around(
    session: Session, contract: Contract, day: date | None
) -> tuple[ContractTerms, ContractTerms, ContractTerms | None]:
    """The contract's first terms, those of the day or the last, and those that come after them."""
    every = session.scalars(
        select(ContractTerms)
        .where(ContractTerms.contract_id == contract.id)
        .order_by(ContractTerms.since)
    ).all()
    begun = [row for row in every if day is None or row.since <= day]
    terms = begun[-1] if begun else every[0]
    return every[0], terms, next((row for row in every if row.since > terms.since), None)


def _cannot_sign(session: Session, contract: Contract, day: date | None) -> str:
    """Whom the law asks for since the text was drawn in the recipient's name (FED-MIN-01)."""
    waits = contract.state is ContractState.AWAITING_SIGNATURE
    if day is None or not waits or contract.representative_id is not None:
        return ""
    signing = signing_of(session, contract, day)
    alone = signing.side is Side.RECIPIENT
    return "" if alone or not signing.alive else who_signs(signing)


def _full_name(person: Representative | User) -> str:
    return full_name(person.surname, person.name, person.patronymic)


def _representative(session: Session, contract: Contract) -> Representative | None:
    if contract.representative_id is None:
        return None
    return session.get(Representative, contract.representative_id)


def _worker(session: Session, contract: Contract) -> str | None:
    user = session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.id == contract.social_worker_id)
    ).one_or_none()
    return _full_name(user) if user else None


def programme_view(programme: Programme) -> ProgrammeView:
    """The row of a programme as the pages of contracts show it."""
    return ProgrammeView(
        id=programme.id,
        number=programme.number,
        issued_on=programme.issued_on,
        valid_until=programme.valid_until,
        presented_at=programme.presented_at,
        due_at=programme.contract_due_at,
        due_rule=programme.contract_due_rule,
        federal_due_at=programme.federal_due_at,
        steps=from_data(programme.due_steps),
        circumstances=tuple(programme.circumstances or ()),
        stay_mode=programme.stay_mode,
    )


def _terms(terms: ContractTerms) -> TermsView:
    return TermsView(
        since=terms.since,
        rules_day=terms.rules_day,
        free=terms.free,
        free_ground_title=terms.free_ground_title,
        monthly_fee=terms.monthly_fee,
        cost_at_tariffs=terms.cost_at_tariffs,
        average_income=terms.average_income,
        threshold=terms.threshold,
        fee_cap=terms.fee_cap,
        steps=from_data(terms.explanation),
        fee_known=terms.fee_known,
    )


def _services(session: Session, terms: ContractTerms) -> tuple[ServiceRow, ...]:
    rows = session.scalars(
        select(ContractService)
        .where(ContractService.terms_id == terms.id)
        .order_by(ContractService.code)
    )
    return tuple(
        ServiceRow(row.code, row.title, row.unit_title, row.quantity_per_month, row.tariff)
        for row in rows
    )


def _paper(session: Session, contract: Contract) -> PaperView:
    paper, size = session.execute(paper_columns().where(Paper.id == contract.paper_id)).one()
    return paper_view(paper, size)


def _suspensions(session: Session, contract: Contract) -> tuple[SuspensionView, ...]:
    rows = session.execute(
        select(Suspension, User)
        .join(Membership, Membership.id == Suspension.recorded_by_id)
        .join(User, User.id == Membership.user_id)
        .where(
            Suspension.contract_id == contract.id,
            Suspension.until.is_(None) | (Suspension.until > Suspension.since),
        )
        .order_by(Suspension.since)
    )
    return tuple(
        SuspensionView(
            id=pause.id,
            ground=pause.ground,
            since=pause.since,
            until=pause.until,
            order_number=pause.order_number,
            reason=pause.reason,
            recorded_at=pause.recorded_at,
            recorded_by=short_name(user.surname, user.name, user.patronymic),
        )
        for pause, user in rows
    )


def _events(session: Session, contract: Contract) -> tuple[EventView, ...]:
    rows = session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.provider_id == contract.provider_id,
            AuditEvent.subject_kind == "contract",
            AuditEvent.subject_id == contract.id,
            AuditEvent.what != "delivery_recorded",
        )
        .order_by(AuditEvent.seq)
    )
    return tuple(EventView(event.at, event.actor, event.what) for event in rows)


def contract_facts(actor: Actor, paper_id: int) -> ContractFacts:
    """What a contract's paper was printed from."""
    with reading() as session:
        inputs = session.scalar(
            select(Paper.inputs).where(Paper.provider_id == actor.provider_id, Paper.id == paper_id)
        )
    if inputs is None:
        raise NotFound
    return read_facts(ContractFacts, inputs)


def get_scan(actor: Actor, contract_id: int, file_id: int) -> ScanView:
    """The scan behind a signature of the contract; NotFound for any other file."""
    with reading() as session:
        return stored_scan(session, actor, Signature, Signature.contract_id == contract_id, file_id)
