"""The papers of an end as they would be drawn now: read before the director confirms it.

Nothing is kept and no number is given: the drawing carries no code, and says that it is a draft.
"""

from dataclasses import replace
from datetime import datetime

from portal.documents.press import Press, merge
from portal.domain.endings import demand_open
from portal.domain.printed_forms import ENDING_AGREEMENT, ENDING_NOTICE, ENDING_ORDER
from portal.domain.violations import refuse
from portal.models import Contract, Termination
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.ending_text import ending_facts
from portal.usecases.facts import own
from portal.usecases.lawful_ends import order_rule
from portal.usecases.termination_papers import signer_named
from portal.usecases.transaction import reading

_NO_NUMBER = "______"


def ending_preview(
    termination_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> bytes:
    """Every paper that the confirmation would draw, in one file; the notice where it draws none.

    Refused with transition_not_allowed once the end is confirmed: then its papers stand.
    """
    today = region.today(now)
    with reading() as session:
        row = own(session, Termination, termination_id, actor.provider_id)
        demand_open(row.state)
        if row.confirmed_at is not None:
            text = "Прекращение уже подтверждено: откройте сами бумаги, проекта больше нет."
            refuse("transition_not_allowed", text)
        contract = own(session, Contract, row.contract_id, actor.provider_id)
        signer = signer_named(session, row, contract, region, today)
        by = actor.membership_id
        facts = ending_facts(session, row, contract, signer, today, drawn_by=by, region=region)
        facts = replace(facts, order_rule=order_rule(session, row, contract, region))
        codes = [
            *([ENDING_ORDER] if row.needs_order else []),
            *([ENDING_AGREEMENT] if row.needs_both else []),
            *([ENDING_NOTICE] if row.needs_notice else []),
        ]
    draft = replace(facts, draft=True, order_number=_NO_NUMBER)
    return merge(
        press.pdf(region.printed_form(code, today), region.code, draft)
        for code in codes or [ENDING_NOTICE]
    )
