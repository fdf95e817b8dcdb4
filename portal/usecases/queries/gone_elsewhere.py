"""That a recipient has gone with the programme to another provider or region (FED-TRN-01)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.contract import RUNNING, ContractState
from portal.domain.moves import MoveKind
from portal.models import (
    Contract,
    HoldState,
    Move,
    Programme,
    Provider,
    Transfer,
    TransferEnvelope,
    VacancyHold,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.coming_people import taken_over
from portal.usecases.facts import own
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import NOTHING_CAME

COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Gone:
    """Where to and since when; ``to_region``: to another region, not to a provider of this one.

    ``transfer_id``: the completed transfer, None for a way that no authority agrees to.
    ``never_came``: the transfer that was to bring the person here has come to nothing, and the
    former provider serves on.
    """

    destination: str
    since: date | None
    to_region: bool
    transfer_id: int | None = None
    never_came: bool = False

    @property
    def subject(self) -> str:
        """The page that tells of it, as refusals name pages; empty without one."""
        return f"transfer:{self.transfer_id}" if self.transfer_id else ""

    @property
    def title(self) -> str:
        """That the person has gone, with the day."""
        since = f" {self.since:%d.%m.%Y}" if self.since else ""
        if self.never_came:
            return f"Перевод сюда не состоялся{since}"
        where = "в другой регион" if self.to_region else "к другому поставщику"
        return f"Переход {where} завершён{since}"

    @property
    def text(self) -> str:
        """What stays here, and what a return needs."""
        if self.never_came:
            return (
                f"Получателя по этой программе обслуживает {self.destination}: второй договор на "
                "те же дни не заключают."
            )
        return (
            f"Куда: {self.destination}. Программа ушла вместе с получателем, бумаги и расчёты "
            "остаются здесь. Если получатель вернётся, понадобится новая программа или конверт от "
            "того поставщика."
        )


def gone_elsewhere(actor: Actor, programme_id: int, region: Region, day: date) -> Gone | None:
    """The completed way or transfer on this programme; None where nobody went, or came back."""
    with reading() as session:
        programme = own(session, Programme, programme_id, actor.provider_id)
        return gone_with(session, programme, region, day)


def gone_with(session: Session, programme: Programme, region: Region, day: date) -> Gone | None:
    """Where the person has gone with the programme and still is on ``day`` (AST-TRN-08).

    Whoever was taken over again, or whose contract at the receiving provider has ended before the
    day, is there no more.
    """
    found = _way(session, programme) or _transfer(session, programme, day)
    if found is None:
        return _never_came(session, programme)
    return None if _came_back(session, programme, found, region) else found


def gone_by(day: date) -> ColumnElement[bool]:
    """Of rows of programmes: the person has moved away with it by the day and is not served again.

    Or was to come with it and never does.

    Whoever serves the person has the duties of the programme's end (AST-IPP-01).
    """
    transfer = select(Transfer.id).where(
        Transfer.provider_id == Programme.provider_id,
        Transfer.recipient_id == Programme.recipient_id,
        Transfer.programme_id == Programme.id,
        Transfer.state == COMPLETED,
        Transfer.moved_on <= day,
    )
    way = select(Move.id).where(
        Move.provider_id == Programme.provider_id,
        Move.recipient_id == Programme.recipient_id,
        Move.programme_id == Programme.id,
        Move.closed_on <= day,
        *_away(),
    )
    served = select(Contract.id).where(
        Contract.provider_id == Programme.provider_id,
        Contract.programme_id == Programme.id,
        Contract.state != ContractState.TERMINATED,
    )
    gone = or_(transfer.exists(), way.exists()) & ~served.exists()
    return or_(gone, never_comes())


def never_comes() -> ColumnElement[bool]:
    """Of rows of programmes: a transfer was to bring the person here with it and never does.

    Whoever else serves the person by it, nobody signs a contract on it here (AST-TRN-11).
    """
    return _came_to_nothing(Programme).correlate(Programme).exists()


def served_elsewhere(
    session: Session, contract: Contract, region: Region, day: date
) -> Gone | None:
    """The transfer after which another provider of this portal serves the person on ``day``.

    Asked for the other contracts of the same form: the one that was left has its own last day.
    """
    left = session.scalars(
        select(Programme)
        .join(Transfer, Transfer.programme_id == Programme.id)
        .where(
            Transfer.provider_id == contract.provider_id,
            Transfer.recipient_id == contract.recipient_id,
            Transfer.contract_id != contract.id,
            Transfer.state == COMPLETED,
            Transfer.moved_on <= day,
            Transfer.new_contract_id.is_not(None),
            Programme.form == contract.form,
        )
        .distinct()
    )
    found = (gone_with(session, programme, region, day) for programme in left)
    return next((one for one in found if one is not None), None)


def _away() -> tuple[ColumnElement[bool], ...]:
    """Of rows of moves: the programme goes with the person, and nobody has called the way off."""
    return Move.withdrawal == "", Move.kind.in_((MoveKind.PROVIDER, MoveKind.REGION))


def _way(session: Session, programme: Programme) -> Gone | None:
    way = session.scalars(
        select(Move)
        .where(
            Move.provider_id == programme.provider_id,
            Move.programme_id == programme.id,
            Move.closed_on.is_not(None),
            *_away(),
        )
        .order_by(Move.id.desc())
        .limit(1)
    ).one_or_none()
    return Gone(way.destination, way.closed_on, way.kind is MoveKind.REGION) if way else None


def _transfer(session: Session, programme: Programme, day: date) -> Gone | None:
    row = session.scalars(
        select(Transfer)
        .where(
            Transfer.provider_id == programme.provider_id,
            Transfer.programme_id == programme.id,
            Transfer.state == COMPLETED,
        )
        .order_by(Transfer.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None or _ended_there(session, row, day):
        return None
    return Gone(row.chosen_name, row.moved_on, to_region=False, transfer_id=row.id)


def _never_came(session: Session, programme: Programme) -> Gone | None:
    """The transfer to this provider that came to nothing, or went to another one after all."""
    came_to_nothing = (
        select(Transfer.state, Transfer.closed_on, Transfer.chosen_name, Provider.short_name)
        .join(Provider, Provider.id == Transfer.provider_id)
        .where(Transfer.id.in_(_came_to_nothing(programme)))
        .order_by(Transfer.id.desc())
    )
    row = session.execute(came_to_nothing.limit(1)).one_or_none()
    if row is None:
        return None
    served_by = row.chosen_name if row.state == COMPLETED else row.short_name
    return Gone(served_by, row.closed_on, to_region=False, never_came=True)


def _came_to_nothing(programme: Programme | type[Programme]) -> Select[int]:
    """The transfers of the programme's person to its provider that will not bring the person.

    Of the same programme: another one may be presented here by the person. Rules: AST-TRN-11,
    AST-TRN-13.
    """
    theirs = aliased(Programme)
    chose_another = Transfer.chosen_provider_id.is_distinct_from(programme.provider_id)
    went = and_(Transfer.state == COMPLETED, chose_another)
    stays = and_(or_(Transfer.state.in_(NOTHING_CAME), chose_another), Contract.state.in_(RUNNING))
    return (
        select(Transfer.id)
        .join(VacancyHold, VacancyHold.transfer_id == Transfer.id)
        .join(Contract, Contract.id == Transfer.contract_id)
        .join(theirs, theirs.id == Transfer.programme_id)
        .where(
            VacancyHold.provider_id == programme.provider_id,
            VacancyHold.recipient_id == programme.recipient_id,
            or_(stays, went),
            theirs.number == programme.number,
            theirs.issued_on == programme.issued_on,
            ~taken_over(programme.provider_id, programme.recipient_id),
        )
    )


def _ended_there(session: Session, row: Transfer, day: date) -> bool:
    """Whether the contract by which the person was received is over before the day."""
    there = session.get(Contract, row.new_contract_id) if row.new_contract_id else None
    if there is None:
        return False
    return (there.ended_on or there.valid_until) < day


def _came_back(session: Session, programme: Programme, gone: Gone, region: Region) -> bool:
    """Whether an envelope, or a place kept for a later transfer, has brought the person back."""
    place = select(VacancyHold.id).where(
        VacancyHold.provider_id == programme.provider_id,
        VacancyHold.recipient_id == programme.recipient_id,
        VacancyHold.state != HoldState.RELEASED,
    )
    envelope = select(TransferEnvelope.id).where(
        TransferEnvelope.provider_id == programme.provider_id,
        TransferEnvelope.recipient_id == programme.recipient_id,
        TransferEnvelope.came_in.is_(True),
    )
    if gone.since is not None:
        next_day = datetime.combine(gone.since + timedelta(days=1), time.min)
        place = place.where(VacancyHold.since > gone.since)
        envelope = envelope.where(TransferEnvelope.made_at >= region.utc(next_day))
    return any(session.scalar(one.limit(1)) is not None for one in (place, envelope))
