"""The last acts of a contract drawn before an envelope takes them along (FED-TRN-01, AST-TRN-11).

An act is drawn on first need; in an envelope it is needed as a file, whoever has read it so far.
"""

from datetime import datetime

from sqlalchemy import select

from portal.documents.press import Press
from portal.models import Act
from portal.regions.registry import Region
from portal.usecases.act_sheets import act_paper
from portal.usecases.actor import Actor
from portal.usecases.envelope_facts import LAST_ACTS
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import demand_role
from portal.usecases.transfer_reception import RECEIVES


def draw_last_acts(
    contract_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> int:
    """Freeze the papers of the acts that an envelope names; returns how many were not drawn yet."""
    demand_role(actor, *RECEIVES)
    with reading() as session:
        last = session.execute(
            select(Act.id, Act.paper_id)
            .where(Act.provider_id == actor.provider_id, Act.contract_id == contract_id)
            .order_by(Act.month.desc())
            .limit(LAST_ACTS)
        ).all()
    undrawn = [act_id for act_id, paper_id in last if paper_id is None]
    for act_id in undrawn:
        act_paper(act_id, region=region, actor=actor, now=now, press=press)
    return len(undrawn)
