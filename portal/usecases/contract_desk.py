"""The parties of many contracts, read at once for the papers about a change of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.documents.facts import (
    Customer,
    CustomerRepresentative,
    FeeFigures,
    ProviderDetails,
    Signatory,
)
from portal.domain.fees import FeeDecision
from portal.domain.tariff_day import FeeInForce
from portal.models import Contract, IdentityPaper, Provider, Recipient, Representative
from portal.usecases.authority import acting_on
from portal.usecases.name_forms import kept_genitives
from portal.usecases.paper_parties import (
    customer,
    customer_representative,
    provider_details,
    provider_signatory,
)


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
        self, session: Session, provider_id: int, which: ColumnElement[bool], today: date
    ) -> None:
        provider = session.get_one(Provider, provider_id)
        self.provider = provider_details(provider)
        self.place = provider.city
        self.signatory = provider_signatory(session, provider_id, today)
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
        fee_cap=fee.fee_cap,
        threshold=fee.threshold,
    )


def _parties(
    session: Session, which: ColumnElement[bool], genitives: Mapping[str, str], today: date
) -> Mapping[int, Parties]:
    rows = session.execute(
        select(Contract, Recipient, Representative)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .outerjoin(Representative, Representative.id == Contract.representative_id)
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
    return {
        contract.id: Parties(
            contract,
            person,
            _acting(person, signer, today),
            genitives,
            tuple(papers.get(person.id, ())),
        )
        for contract, person, signer in rows
    }


def _acting(person: Recipient, signer: Representative | None, today: date) -> Representative | None:
    """The representative a contract names, while the authority holds (FED-MIN-01)."""
    if signer is None:
        return None
    return next(iter(acting_on(person, (signer,), today)), None)
