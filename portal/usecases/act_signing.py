"""The director signs many acts of a month at once: each act for itself, none stops the others."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.documents.press import DocumentError, Press
from portal.domain.contract import Party
from portal.domain.violations import NotFound, RulesBroken
from portal.models import Act
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.acts import SignAct, sign_act
from portal.usecases.month_papers import Progress
from portal.usecases.sealing import Sealer
from portal.usecases.signed_meanwhile import signed_meanwhile
from portal.usecases.transaction import glancing, reading

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SeenAct:
    """An act as the page showed it."""

    act_id: int
    version: int


@dataclass(frozen=True, slots=True)
class SignActs:
    """The provider's signature on the acts that the director has ticked, of one day."""

    acts: tuple[SeenAct, ...]
    signed_on: date


@dataclass(frozen=True, slots=True)
class ActsSigned:
    """Numbers of the acts that are signed now, and a sentence for each that is not."""

    signed: tuple[str, ...]
    failed: tuple[str, ...]


def sign_acts(  # noqa: PLR0913 - who signs, by which rules, what draws, tells and seals
    command: SignActs,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
    progress: Progress | None = None,
    sealer: Sealer | None = None,
) -> ActsSigned:
    """Sign each act in a transaction of its own (FED-ACT-01); what is refused is said by number.

    May be stopped and started again: an act that is signed already is refused, never signed twice.
    """
    desk = _Desk(region, actor, now, press, sealer)
    numbers = _numbers([one.act_id for one in command.acts], actor)
    signed: list[str] = []
    failed: list[str] = []
    for done, seen in enumerate(command.acts, start=1):
        number = numbers.get(seen.act_id)
        if number is None:
            failed.append("Одного из отмеченных актов у вас нет. Откройте список заново.")
        elif trouble := _sign(seen, command, desk):
            failed.append(f"Акт № {number}: {trouble}")
        else:
            signed.append(number)
        if progress is not None:
            progress(done, len(command.acts))
    return ActsSigned(tuple(signed), tuple(failed))


def _numbers(ids: Sequence[int], actor: Actor) -> dict[int, str]:
    with reading() as session:
        rows = session.execute(
            select(Act.id, Act.number).where(Act.provider_id == actor.provider_id, Act.id.in_(ids))
        )
        return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class _Desk:
    """By whose rules, by whom, when and with what each act is signed."""

    region: Region
    actor: Actor
    now: datetime
    press: Press
    sealer: Sealer | None


def _sign(seen: SeenAct, command: SignActs, desk: _Desk) -> str:
    """Why this act is not signed; empty when it is."""
    signature = SignAct(seen.act_id, Party.PROVIDER, command.signed_on, version=seen.version)
    try:
        sign_act(
            signature,
            region=desk.region,
            actor=desk.actor,
            now=desk.now,
            press=desk.press,
            sealer=desk.sealer,
        )
    except RulesBroken as refusal:
        with glancing() as session:
            by = signed_meanwhile(session, Act, seen.act_id, desk.actor.provider_id, desk.region)
        if by:
            return f"Его уже подписали: {by}. Второй раз не нужно."
        return " ".join(violation.text for violation in refusal.violations)
    except NotFound:
        return "Такого акта больше нет. Откройте список заново."
    except DocumentError as error:
        return f"Бумага не печатается: {error}"
    except Exception:
        # Somebody has to look at it, but the other acts must not wait for that.
        log.exception("act %s was not signed", seen.act_id)
        return "Ошибка в программе, она записана в журнал. Подпишите акт отдельно или позже."
    return ""
