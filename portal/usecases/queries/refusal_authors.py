"""Who may sign a written refusal of a contract's services today (FED-TER-01, FED-MIN-01)."""

from datetime import date

from portal.models import Contract
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.refusal_authors import authors_on
from portal.usecases.transaction import reading


def refusal_authors(
    actor: Actor, contract_id: int, region: Region, today: date
) -> tuple[tuple[int | None, str], ...]:
    """Ids of representatives with words, the recipient as None; empty where nobody may."""
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        return authors_on(session, contract, region, today)
