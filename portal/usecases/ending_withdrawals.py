"""An end given up before it is complete; its order, number and papers stay (FED-TER-06)."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.documents import names_document
from portal.domain.endings import EndingState, demand_withdrawal
from portal.domain.violations import NotAllowed, refuse
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.meanwhile import demand_ending_seen
from portal.usecases.terminations import PREPARES, locked
from portal.usecases.transaction import transaction


@dataclass(frozen=True, slots=True)
class WithdrawTermination:
    """An end that is not wanted any more, and why.

    ``consent_on``: the day of the recipient's written consent, asked for once the recipient was
    told of the end.
    """

    termination_id: int
    reason: str
    version: int | None = None
    consent_on: date | None = None


def withdraw_termination(
    command: WithdrawTermination, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Give an end up before it is complete; its order, number and papers stay.

    Once the recipient was told, only with the recipient's written consent (FED-TER-06).
    """
    today = region.today(now)
    if actor.role not in PREPARES:
        raise NotAllowed
    with transaction() as session:
        row, contract = locked(session, command.termination_id, actor)
        demand_ending_seen(session, row, contract, command.version)
        notice = region.rules.termination_rules.on(row.rules_day).notice
        _demand_consent_day(command.consent_on, today)
        demand_withdrawal(row.state, row.notice_handed_on, command.consent_on, notice)
        if not names_document(command.reason):
            text = "Напишите, почему прекращение отменяют: эти слова останутся в договоре."
            refuse("value_invalid", text, field="reason")
        row.state = EndingState.WITHDRAWN
        row.withdrawn_at, row.withdrawn_by_id = now, actor.membership_id
        row.withdrawal_reason = command.reason.strip()
        row.withdrawal_consent_on = command.consent_on
        session.flush()
        audit.record(
            session,
            actor,
            now,
            "termination_withdrawn",
            "contract",
            contract.id,
            {"state": EndingState.PENDING.value},
            {
                "state": row.state.value,
                "termination": row.id,
                "consent_on": row.withdrawal_consent_on,
            },
            reason=row.withdrawal_reason,
        )


def _demand_consent_day(consented: date | None, today: date) -> None:
    if consented is not None and consented > today:
        text = "Этот день ещё не наступил. Введите день, который стоит на согласии получателя."
        refuse("value_invalid", text, field="consent_on")
