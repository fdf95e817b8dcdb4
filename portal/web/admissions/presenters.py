"""Words of places and queues."""

from dataclasses import dataclass

from portal.models import WaitingState
from portal.usecases.queries.waiting_list import TurnRow
from portal.usecases.waiting_list import Turn


@dataclass(frozen=True, slots=True)
class Tag:
    """A word beside a title, and its colour."""

    text: str
    kind: str


def turn_tag(row: TurnRow) -> Tag:
    """Where a person in the queue stands."""
    if row.lapsed and row.answer_by is not None:
        return Tag(f"не ответил до {row.answer_by:%d.%m.%Y}", "bad")
    if row.state is WaitingState.OFFERED and row.answer_by is not None:
        return Tag(f"место предложено, ответ до {row.answer_by:%d.%m.%Y}", "warn")
    return Tag("следующий", "ok") if row.first else Tag("ждёт", "")


def offered(recipient: str, turn: Turn) -> str:
    """What the next page says after a place was offered."""
    if turn.contract_due is None:
        return f"Место предложено: {recipient}. Программы ещё нет, срок договора не идёт."
    return (
        f"Место предложено: {recipient}. Договор заключить до {turn.contract_due:%d.%m.%Y, %H:%M}."
    )
