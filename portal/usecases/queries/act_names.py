"""Acts that are drawn in another director's name than the reader's: signing draws them anew."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from portal.models import Act, Paper, Role
from portal.usecases.actor import Actor
from portal.usecases.paper_parties import provider_signatory
from portal.usecases.queries.acts import awaits_provider
from portal.usecases.transaction import reading


def named_otherwise(
    actor: Actor, day: date, *, month: date | None = None, act_id: int | None = None
) -> Mapping[int, str]:
    """Whom the drawn acts that wait for the director name for the provider, where not the reader.

    By the act's id, of one month or one act where asked. Empty for anybody but a director
    (FED-FRM-03).
    """
    if actor.role is not Role.DIRECTOR:
        return {}
    with reading() as session:
        reader = provider_signatory(session, actor.provider_id, day, actor.membership_id)
        named = Paper.inputs["signatory", "name"].as_string()
        rows = session.execute(
            select(Act.id, Paper.inputs["signatory", "short_name"].as_string())
            .join(Paper, Paper.id == Act.paper_id)
            .where(
                Act.provider_id == actor.provider_id,
                awaits_provider(),
                named != reader.name,
                *([Act.month == month] if month else []),
                *([Act.id == act_id] if act_id else []),
            )
            .order_by(Act.id)
        )
        return dict(rows.all())
