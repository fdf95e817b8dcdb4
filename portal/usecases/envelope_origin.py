"""An envelope that was brought as a file though its move is led in this very portal.

Such a move has its own page, where the recipient chooses first and a place is kept. Rules:
AST-TRN-11, AST-RGT-01.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from portal.domain.violations import refuse
from portal.models import Transfer, TransferEnvelope
from portal.usecases.transfer_case import NOTHING_CAME, is_receiver


def demand_from_elsewhere(session: Session, envelope: TransferEnvelope) -> None:
    """Raise transition_not_allowed for the file of a move of this installation.

    Packed anew the file has another hash, so it is known by its key and its index.
    """
    made = session.scalars(
        select(TransferEnvelope)
        .where(
            TransferEnvelope.came_in.is_(False),
            TransferEnvelope.public_key == envelope.public_key,
            TransferEnvelope.person == envelope.person,
        )
        .options(defer(TransferEnvelope.content))
        .order_by(TransferEnvelope.id.desc())
    )
    same = next((one for one in made if one.index == envelope.index), None)
    move = session.get(Transfer, same.transfer_id) if same is not None else None
    if move is None:
        return
    text = (
        "Этот перевод ведут в этом же портале: получателя принимают на странице «Переводы», когда "
        "он выбрал вас и место подтверждено."
    )
    known = is_receiver(session, move, envelope.provider_id)
    if not known and _leads_elsewhere(move, envelope.provider_id):
        text = (
            "Этот перевод вели в этом же портале, и к вам он не состоялся: получатель не придёт. "
            "Удалите конверт: напишите ниже, почему он не нужен."
        )
    refuse("transition_not_allowed", text, subject=f"incoming:{move.id}" if known else None)


def _leads_elsewhere(move: Transfer, provider_id: int) -> bool:
    """Whether it came to nothing, or the recipient has chosen somebody else."""
    if move.state in NOTHING_CAME:
        return True
    return move.chosen_on is not None and move.chosen_provider_id != provider_id
