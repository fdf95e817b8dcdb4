"""What the paper of a correction prints: the act it belongs to, lines before and after, the sum."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.documents.facts import FormFacts
from portal.domain.calendar import month_title
from portal.domain.corrections import ActCorrection as Corrected
from portal.domain.money import quantity_text, rubles_text
from portal.domain.printed_forms import ACT_CORRECTION
from portal.models import Act, ActCorrection, Contract, Provider, Recipient
from portal.regions.registry import Region
from portal.usecases.paper_parties import provider_signatory


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line before and after, in units and rubles."""

    position: int
    title: str
    quantity_before: Decimal
    quantity: Decimal
    amount_before: Decimal
    amount: Decimal


def correction_facts(
    session: Session, act: Act, row: ActCorrection, region: Region, today: date
) -> FormFacts:
    """The fields of the form; the number is the act's with the correction's own behind it."""
    form = region.printed_form(ACT_CORRECTION, today)
    contract = session.get_one(Contract, act.contract_id)
    person = session.scalars(
        select(Recipient)
        .where(Recipient.id == contract.recipient_id)
        .options(selectinload(Recipient.identity_papers))
    ).one()
    provider = session.get_one(Provider, act.provider_id)
    director = provider_signatory(session, act.provider_id, today, row.recorded_by_id)
    number = f"{act.number}-{row.sequence}"
    return FormFacts(
        title=f"{form.title} № {number}",
        number=number,
        values={
            "drawn_on": f"{row.drawn_on:%d.%m.%Y}",
            "act": f"№ {act.number} за {month_title(act.month)}",
            "contract": f"№ {contract.number} от {contract.concluded_on:%d.%m.%Y}",
            "provider": provider.name,
            "recipient": person.full_name,
            "reason": row.reason,
            "cost": f"было {rubles_text(row.cost_before)}, стало {rubles_text(row.cost)}",
            "payable": f"было {rubles_text(row.payable_before)}, стало {rubles_text(row.payable)}",
            "difference": _less(row.payable_before - row.payable),
            "provider_signature": director.short_name,
            "recipient_signature": person.short_name,
        },
        tables={"lines": tuple(_cells(line) for line in kept_lines(row))},
    )


def _less(less: Decimal) -> str:
    """By how much less is paid; what an earlier correction took off by mistake comes back."""
    if less >= 0:
        return rubles_text(less)
    return f"не уменьшена, а возвращена к прежней: больше на {rubles_text(-less)}"


def kept_from(done: Corrected) -> tuple[KeptLine, ...]:
    """The lines as the record keeps them."""
    return tuple(
        KeptLine(
            one.line.position, one.line.title, one.line.quantity, one.quantity, one.line.amount,
            one.amount,
        )
        for one in done.lines
    )  # fmt: skip


def kept_lines(row: ActCorrection) -> tuple[KeptLine, ...]:
    """The lines that a recorded correction has changed."""
    return tuple(
        KeptLine(
            position=int(one["position"]),
            title=one["title"],
            quantity_before=Decimal(one["quantity_before"]),
            quantity=Decimal(one["quantity"]),
            amount_before=Decimal(one["amount_before"]),
            amount=Decimal(one["amount"]),
        )
        for one in cast("list[dict[str, str]]", row.lines)
    )


def _cells(line: KeptLine) -> tuple[str, ...]:
    return (
        line.title,
        quantity_text(line.quantity_before),
        quantity_text(line.quantity),
        rubles_text(line.amount_before),
        rubles_text(line.amount),
    )
