"""Somebody in Moscow goes to another provider: the refusal is written, the envelope is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.demo.care import Served
from portal.demo.houses import MOSCOW
from portal.demo.staffing import Office, signs_in
from portal.domain.contract import ContractState
from portal.domain.moves import MoveKind
from portal.models import Contract, Role
from portal.usecases.moves import OpenMove, open_move
from portal.usecases.transaction import reading

EARLIER = timedelta(minutes=40)
TO = "ГБУ ТЦСО «Засетуньский»"
WHY = "переезжает к дочери в другой округ"


def go_elsewhere(office: Office, served: Iterable[Served], now: datetime) -> None:
    """Open one way for somebody without a login who decides alone."""
    if office.house is not MOSCOW:
        return
    contract_id = _contract(office, [one.contract_id for one in served if one.case.signs_alone])
    if contract_id is None:
        return
    wanted = OpenMove(contract_id, MoveKind.PROVIDER, WHY, destination=TO)
    director = office.actor(Role.DIRECTOR)
    open_move(wanted, region=office.region, actor=director, now=now - EARLIER)


def _contract(office: Office, ids: list[int]) -> int | None:
    with reading() as session:
        return session.scalar(
            select(Contract.id)
            .where(
                Contract.provider_id == office.provider_id,
                Contract.id.in_(ids),
                Contract.state == ContractState.ACTIVE,
                ~signs_in(),
            )
            .order_by(Contract.id)
            .limit(1)
        )
