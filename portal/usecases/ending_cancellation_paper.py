"""The order that takes a complete end back: drawn, frozen, read again.

No act gives the form of such an order: the words are the portal's.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.domain.contract_life import LifeStep, passage
from portal.domain.printed_forms import GENERIC, FieldKind, FormField, Needed, PrintedForm
from portal.domain.violations import NotFound
from portal.models import Contract, EndingCancellation, Paper, Termination
from portal.usecases.actor import Actor
from portal.usecases.contract_desk import Desk
from portal.usecases.facts import own
from portal.usecases.papers import freeze_for, paper_bytes
from portal.usecases.suspension_orders import Office
from portal.usecases.transaction import reading

CANCELLATION = "ending_cancellation"
TITLE = "Приказ об отмене прекращения обслуживания"
_TEXTS = (
    ("customer", "Получатель"),
    ("contract", "Договор"),
    ("taken_back", "Отменяется"),
    ("ground", "Основание прекращения было"),
    ("last_day", "Последним днём услуг должен был стать"),
    ("reason", "Причина отмены"),
    ("consent", "Письменное согласие получателя от"),
)
_EFFECT = (
    "Договор действует дальше на прежних условиях: услуги планируют, оказывают и записывают и "
    "после этого дня, плату начисляют по договору."
)


def draw_cancellation(
    session: Session, row: Termination, contract: Contract, number: str, reason: str, by: Office
) -> Paper:
    """The frozen order of today."""
    today = by.region.today(by.now)
    which = Contract.id == contract.id
    drawn_by = by.actor.membership_id
    desk = Desk(session, contract.provider_id, which, today, drawn_by=drawn_by)
    parties = desk.parties(contract.id)
    confirmed = f" от {row.confirmed_on:%d.%m.%Y}" if row.confirmed_on else ""
    order = f"приказ № {row.order_number}" if row.order_number else "документ о расторжении"
    consented = row.withdrawal_consent_on
    values = {
        "day": f"{today:%d.%m.%Y}",
        "provider": f"{desk.provider.name}, {desk.provider.address}",
        "customer": parties.customer.name,
        "contract": f"№ {contract.number} от {contract.concluded_on:%d.%m.%Y}",
        "taken_back": f"{order}{confirmed}",
        "ground": row.ground_title,
        "last_day": f"{row.last_day:%d.%m.%Y}" if row.last_day else "",
        "reason": reason,
        "consent": f"{consented:%d.%m.%Y}" if consented else "",
        "signatory": desk.signatory.short_name,
        "received": (parties.customer_representative or parties.customer).short_name,
    }
    known = {code for code, text in values.items() if text}
    return freeze_for(
        session,
        contract,
        by.press,
        _form(known),
        by.region,
        FormFacts(title=f"{TITLE} № {number}", values=values, tables={}, number=number),
        rules_day=today,
        now=by.now,
    )


def cancellation_paper(actor: Actor, termination_id: int) -> bytes:
    """The frozen bytes; raises NotFound where no order has taken the end back."""
    with reading() as session:
        row = own(session, Termination, termination_id, actor.provider_id)
        paper_id = session.scalar(
            select(EndingCancellation.paper_id).where(EndingCancellation.termination_id == row.id)
        )
        if paper_id is None:
            raise NotFound
        return paper_bytes(actor.provider_id, paper_id)


def _form(known: set[str]) -> PrintedForm:
    text, clause, signature = FieldKind.TEXT, FieldKind.CLAUSE, FieldKind.SIGNATURE
    fields = (
        FormField("", "day", "Дата", text, Needed.NO),
        FormField("", "provider", "Поставщик", text, Needed.NO),
        FormField(
            "", "command", "ПРИКАЗЫВАЮ отменить прекращение социального обслуживания:", clause,
            Needed.NO,
        ),
        *(FormField("", code, name, text, Needed.NO) for code, name in _TEXTS if code in known),
        FormField("", "effect", _EFFECT, clause, Needed.NO),
        FormField("s.1", "signatory", "Руководитель учреждения", signature, Needed.NO),
        FormField(
            "s.2", "received", "С приказом ознакомлен(а) «___» __________ 20___ г.", signature,
            Needed.NO,
        ),
    )  # fmt: skip
    return PrintedForm(
        CANCELLATION, TITLE, GENERIC, 2, passage(LifeStep.CANCEL_END).citation, fields
    )
