"""Whether a provider receives a person, though one transfer of the person there came to nothing.

A transfer that was refused or withdrawn says nothing of the next one, nor of somebody who comes on
the person's own application. Rules: AST-TRN-11, AST-TRN-13, AST-PDP-01.
"""

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, or_, select
from sqlalchemy.orm import aliased

from portal.domain.contract import RUNNING
from portal.models import (
    Application,
    Contract,
    HoldState,
    Outcome,
    Programme,
    Recipient,
    Transfer,
    TransferEnvelope,
    VacancyHold,
)
from portal.usecases.transfer_case import NOTHING_CAME


def taken_over(
    provider_id: SQLColumnExpression[int] | int, recipient_id: SQLColumnExpression[int] | int
) -> ColumnElement[bool]:
    """Of a card, by its keys: a transfer that goes on, or is completed, brings the person here."""
    move, place = aliased(Transfer), aliased(VacancyHold)
    return (
        select(place.id)
        .join(move, move.id == place.transfer_id)
        .where(
            place.provider_id == provider_id,
            place.recipient_id == recipient_id,
            place.state != HoldState.RELEASED,
            move.chosen_provider_id == provider_id,
            move.state.not_in(NOTHING_CAME),
        )
        .correlate_except(place, move)
        .exists()
    )


def comes_otherwise() -> ColumnElement[bool]:
    """Of ``Recipient``, ``VacancyHold`` and ``Transfer`` joined: the person comes in spite of it.

    By another transfer, as a file from elsewhere, or on an application or a programme of its own.
    """
    return or_(
        taken_over(Recipient.provider_id, Recipient.id),
        _chosen_again(),
        _brought_since(),
        _applies(),
    )


def _chosen_again() -> ColumnElement[bool]:
    """The same person has chosen the provider anew, and is not taken over yet."""
    move = aliased(Transfer)
    return (
        select(move.id)
        .where(
            move.provider_id == Transfer.provider_id,
            move.recipient_id == Transfer.recipient_id,
            move.chosen_provider_id == VacancyHold.provider_id,
            move.state.not_in(NOTHING_CAME),
        )
        .exists()
    )


def _brought_since() -> ColumnElement[bool]:
    """A file from elsewhere was taken over into the card after the place had been kept."""
    since = or_(
        TransferEnvelope.made_at >= VacancyHold.confirmed_at,
        Recipient.registered_at >= VacancyHold.confirmed_at,
    )
    return (
        select(TransferEnvelope.id)
        .where(
            TransferEnvelope.provider_id == Recipient.provider_id,
            TransferEnvelope.recipient_id == Recipient.id,
            TransferEnvelope.came_in.is_(True),
            since,
        )
        .exists()
    )


def _applies() -> ColumnElement[bool]:
    """Served here, waiting for the outcome of an application, or with a programme presented since.

    The programme of the transfer itself is presented for the transfer.
    """
    theirs = aliased(Programme)
    moved = (
        select(theirs.id)
        .where(
            theirs.id == Transfer.programme_id,
            theirs.number == Programme.number,
            theirs.issued_on == Programme.issued_on,
        )
        .correlate(Programme, Transfer)
        .exists()
    )
    own = select(Programme.id).where(
        _of_the_card(Programme),
        Programme.withdrawn_at.is_(None),
        Programme.presented_at >= VacancyHold.confirmed_at,
        ~moved,
    )
    served = select(Contract.id).where(_of_the_card(Contract), Contract.state.in_(RUNNING))
    asked = select(Application.id).where(
        _of_the_card(Application), Application.outcome == Outcome.OPEN
    )
    return or_(own.exists(), served.exists(), asked.exists())


def _of_the_card(kind: type[Programme | Contract | Application]) -> ColumnElement[bool]:
    return and_(kind.provider_id == Recipient.provider_id, kind.recipient_id == Recipient.id)
