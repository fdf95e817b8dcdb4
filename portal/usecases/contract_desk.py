"""The parties of many contracts, read at once for the papers about a change of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.documents.changes import FeeFigures
from portal.documents.parts import Customer, CustomerRepresentative, ProviderDetails, Signatory
from portal.domain.fees import FeeDecision
from portal.domain.tariff_day import FeeInForce
from portal.models import Contract, IdentityPaper, Provider, Recipient, Representative
from portal.usecases.name_forms import kept_genitives
from portal.usecases.paper_parties import (
    customer,
    customer_representative,
    provider_details,
    provider_signatory,
)
from portal.usecases.signatories import LEGAL_KINDS, Side, signing_on


@dataclass(frozen=True, slots=True)
class Parties:
    """A contract, its recipient and who signs for the recipient."""

    contract: Contract
    recipient: Recipient
    representative: Representative | None
    genitives: Mapping[str, str]
    identities: tuple[IdentityPaper, ...] = ()

    @property
    def customer(self) -> Customer:
        """The recipient as papers print one."""
        return customer(self.recipient, self.identities)

    @property
    def customer_representative(self) -> CustomerRepresentative | None:
        """Who signs for the recipient, if somebody does."""
        return customer_representative(self.representative, self.genitives)


class Desk:
    """The provider, its signatory in office on ``today``, and the parties of the contracts."""

    provider: ProviderDetails
    signatory: Signatory

    def __init__(
        self,
        session: Session,
        provider_id: int,
        which: ColumnElement[bool],
        today: date,
        *,
        drawn_by: int | None = None,
    ) -> None:
        provider = session.get_one(Provider, provider_id)
        self.provider = provider_details(provider)
        self.place = provider.city
        self.signatory = provider_signatory(session, provider_id, today, drawn_by)
        self.today = today
        self.genitives = kept_genitives(session, provider_id)
        self._parties = _parties(session, which, self.genitives, today)

    def parties(self, contract_id: int) -> Parties:
        """Those of one contract."""
        return self._parties[contract_id]


def figures(fee: FeeInForce | FeeDecision) -> FeeFigures:
    """What a paper shows of a fee."""
    return FeeFigures(
        free=fee.free,
        monthly_fee=fee.monthly_fee,
        cost_at_tariffs=fee.cost_at_tariffs,
        fee_cap=fee.bound,
        threshold=fee.threshold,
    )


def _parties(
    session: Session, which: ColumnElement[bool], genitives: Mapping[str, str], today: date
) -> Mapping[int, Parties]:
    rows = session.execute(
        select(Contract, Recipient)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(which)
    ).all()
    papers: dict[int, list[IdentityPaper]] = {}
    for paper in session.scalars(
        select(IdentityPaper)
        .join(Contract, Contract.recipient_id == IdentityPaper.recipient_id)
        .where(which)
        .order_by(IdentityPaper.issued_on, IdentityPaper.id)
    ):
        papers.setdefault(paper.recipient_id, []).append(paper)
    people = representatives_by_recipient(session, which)
    return {
        contract.id: Parties(
            contract,
            person,
            acting_for(person, people.get(person.id, ()), contract.representative_id, today),
            genitives,
            tuple(papers.get(person.id, ())),
        )
        for contract, person in rows
    }


def representatives_by_recipient(
    session: Session, which: ColumnElement[bool]
) -> Mapping[int, tuple[Representative, ...]]:
    """Everybody recorded around the recipients of the contracts, oldest entry first."""
    found: dict[int, tuple[Representative, ...]] = {}
    rows = session.scalars(
        select(Representative)
        .where(
            select(Contract.id)
            .where(Contract.recipient_id == Representative.recipient_id, which)
            .exists()
        )
        .order_by(Representative.id)
    )
    for row in rows:
        found[row.recipient_id] = (*found.get(row.recipient_id, ()), row)
    return found


def acting_for(
    person: Recipient, people: Sequence[Representative], named_id: int | None, day: date
) -> Representative | None:
    """Whom a paper of the day names for the recipient (FED-MIN-01).

    The one of the contract while the authority holds; else who acts by law for a person who may
    not sign alone.
    """
    signing = signing_on(person, people, day)
    named = next((one for one in signing.representatives if one.id == named_id), None)
    if named is not None or signing.side is Side.RECIPIENT:
        return named
    legal = [one for one in signing.representatives if one.kind in LEGAL_KINDS]
    return legal[-1] if legal else None
