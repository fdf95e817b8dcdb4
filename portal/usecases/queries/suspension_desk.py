"""What the form of a break shows: the grounds of a contract, the warnings, the debt."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.law import Citation
from portal.domain.suspension import Ground
from portal.models import Contract, SubmittedDocument
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.suspension_grounds import asks_warning, prepared_warning, unused_warning
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class OfferedGround:
    """A ground that this contract may be suspended on.

    ``warned_on``: the recorded warning that no break has followed yet; ``prepared_id`` one that is
    drawn and waits to be handed over.
    """

    ground: Ground
    asks_warning: bool
    warned_on: date | None
    prepared_id: int | None = None


@dataclass(frozen=True, slots=True)
class HeldConclusion:
    """The newest medical conclusion of the recipient's file that a break may rest on."""

    issued_on: date
    number: str
    issuer: str
    expires_on: date | None
    contraindications: bool


@dataclass(frozen=True, slots=True)
class SuspensionDesk:
    """What the form of a break shows: the grounds, those left out of the contract, the debt."""

    grounds: tuple[OfferedGround, ...]
    not_in_contract: tuple[Ground, ...]
    list_clause: Citation | None
    debt: Decimal

    @property
    def asks_warning(self) -> bool:
        """Whether any of the grounds comes after a written warning."""
        return any(one.asks_warning for one in self.grounds)

    @property
    def proved(self) -> tuple[Ground, ...]:
        """The grounds that a notice, a certificate or an application confirms (FED-SUS-03)."""
        return tuple(one.ground for one in self.grounds if one.ground.proof)

    @property
    def sources(self) -> tuple[Ground, ...]:
        """The grounds by themselves, each with its clause."""
        return tuple(one.ground for one in self.grounds)


def suspension_desk(actor: Actor, contract_id: int, region: Region, day: date) -> SuspensionDesk:
    """The grounds of a contract on a day; raises NotFound."""
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        rules = region.rules.suspension_rules.on(max(day, contract.rules_day))
        of_form = [ground for ground in rules.grounds if contract.form in ground.forms]
        listed = contract.suspension_grounds
        agreed = rules.by_contract
        left_out = [
            ground
            for ground in of_form
            if agreed is not None
            and listed is not None
            and ground.code not in (*agreed.always, *listed)
        ]
        return SuspensionDesk(
            grounds=tuple(
                _offered(session, contract_id, ground, day)
                for ground in of_form
                if ground not in left_out
            ),
            not_in_contract=tuple(left_out),
            list_clause=agreed.citation if agreed else None,
            debt=balance_of(session, contract_id, day).debt,
        )


def _offered(session: Session, contract_id: int, ground: Ground, day: date) -> OfferedGround:
    if not asks_warning(ground):
        return OfferedGround(ground, asks_warning=False, warned_on=None)
    warning = unused_warning(session, contract_id, ground.code, day)
    prepared = prepared_warning(session, contract_id, ground.code)
    return OfferedGround(
        ground,
        asks_warning=True,
        warned_on=warning.handed_on if warning else None,
        prepared_id=prepared.id if prepared else None,
    )


def held_conclusion(
    actor: Actor, contract_id: int, codes: Collection[str], day: date
) -> HeldConclusion | None:
    """The newest of these papers from the contract's time that holds on the day (FED-SUS-02)."""
    with reading() as session:
        row = session.scalar(
            select(SubmittedDocument)
            .join(Contract, Contract.recipient_id == SubmittedDocument.recipient_id)
            .where(
                Contract.provider_id == actor.provider_id,
                Contract.id == contract_id,
                SubmittedDocument.provider_id == actor.provider_id,
                SubmittedDocument.code.in_(codes),
                SubmittedDocument.issued_on >= Contract.concluded_on,
                SubmittedDocument.expires_on.is_(None) | (SubmittedDocument.expires_on >= day),
            )
            .order_by(SubmittedDocument.issued_on.desc(), SubmittedDocument.id.desc())
            .limit(1)
        )
        if row is None:
            return None
        return HeldConclusion(
            row.issued_on,
            row.number or "",
            row.issuer or "",
            row.expires_on,
            row.contraindications,
        )
