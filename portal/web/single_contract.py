"""The one contract of a recipient, where the region knows no second (MSK-CON-05).

Templates ask with ``{{ single_note(single_contract_of(recipient_id, programme_id)) }}``.
"""

from __future__ import annotations

from flask import Flask, url_for

from portal.models.user import Role
from portal.usecases.move_case import KEEPS
from portal.usecases.queries.single_contract import SingleContract, single_contract
from portal.usecases.role_access import Subject, sees
from portal.web.access import actor, region
from portal.web.clock import today

MONEY = (Role.DIRECTOR, Role.ACCOUNTANT)


def init_app(app: Flask) -> None:
    """Let templates ask."""
    app.jinja_env.globals.update(single_contract_of=single_contract_of, way_from_single=way_on)


def single_contract_of(recipient_id: int, programme_id: int | None = None) -> SingleContract | None:
    """The contract that runs, if another on the programme would be refused."""
    return single_contract(actor(), recipient_id, region(), today(), programme_id=programme_id)


def way_on(found: SingleContract) -> tuple[str, str] | None:
    """Where the reader goes instead, and by which words: an amendment, or the contract itself.

    From a contract that is left for residential care the way on is its move.
    """
    if found.move_id is not None and actor().role in KEEPS:
        return url_for("moves.show", move_id=found.move_id), "Открыть переход в стационар"
    if found.active and found.move_id is None and actor().role in MONEY:
        url = url_for("amendments.new", contract_id=found.contract_id)
        return url, "Составить дополнительное соглашение"
    if sees(actor(), Subject.CONTRACT):
        return url_for("contracts.show", contract_id=found.contract_id), "Открыть договор"
    return None
