"""Whatever both sides sign, brought to the director's signature: one desk for every kind."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.models import (
    Act,
    Amendment,
    CodeChannel,
    Contract,
    Paper,
    Provider,
    Recipient,
    SignatureMethod,
    Termination,
)
from portal.regions.registry import Region
from portal.signing.channels import CodeChannels
from portal.signing.vault import Vault
from portal.usecases.actor import Actor
from portal.usecases.acts import SignAct, sign_act
from portal.usecases.amendment_drafts import DraftAmendment, draft_amendment
from portal.usecases.amendments import SignAmendment, sign_amendment
from portal.usecases.code_signatures import ConfirmByCode, confirm_by_code
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.deliveries import RecordDelivery, record_delivery
from portal.usecases.lawful_ends import TerminateContract
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.one_time_codes import IssueCode, issue_code
from portal.usecases.sealing import Sealer
from portal.usecases.signables import SignedKey, SignedKind, find_signable
from portal.usecases.termination_papers import ConfirmTermination, confirm_termination
from portal.usecases.terminations import prepare_termination
from portal.usecases.transaction import reading
from tests.support.factories import make_recipient_access
from tests.support.sample_region import FIRST
from tests.usecases.procedures import (
    MORNING,
    BlankPress,
    House,
    conclude,
    contract_in_force,
    make_house,
    ready,
)
from tests.usecases.test_one_time_codes import agree
from tests.usecases.test_terminations import APPLICATION, BY_BOTH

VAULT = Vault("a secret for tests, which is long enough")
INN = "3300000014"
DRAWN = datetime(2026, 4, 20, 7, 0, tzinfo=UTC)
Thing = Contract | Amendment | Act | Termination
BOTH_SIGN = (SignedKind.CONTRACT, SignedKind.AMENDMENT, SignedKind.ACT, SignedKind.ENDING)


class Desk:
    """One thing that waits for the director, and everybody who has to do with it."""

    def __init__(self, session: Session, kind: SignedKind, region: Region = BY_BOTH) -> None:
        self.kind = kind
        self.house: House = make_house(session, region)
        session.get_one(Provider, self.house.provider_id).inn = INN
        session.commit()
        self.drawn = MORNING if kind is SignedKind.CONTRACT else DRAWN
        self.key = SignedKey(kind, _MADE[kind](self.house))
        self.recipient_id = session.scalars(
            select(Recipient.id).where(Recipient.provider_id == self.house.provider_id)
        ).one()
        person = session.get_one(Recipient, self.recipient_id)
        self.person = make_recipient_access(session, person)
        self.channels = CodeChannels([])

    @property
    def signed_at(self) -> datetime:
        """When the director signs: two days after the thing was drawn up."""
        return self.drawn + timedelta(days=2)

    @property
    def later(self) -> datetime:
        """An hour after the director."""
        return self.signed_at + timedelta(hours=1)

    def paper(self) -> Paper:
        self.house.session.rollback()
        with reading() as session:
            return find_signable(session, self.key, self.house.provider_id).paper(session)

    def row(self) -> Thing:
        self.house.session.rollback()
        table: type[Any] = _TABLES[self.kind]
        found: Thing = self.house.session.get_one(table, self.key.id)
        return found

    def state(self) -> str:
        return str(self.row().state)

    def director_signs(
        self,
        sealer: Sealer | None = None,
        *,
        at: datetime | None = None,
        actor: Actor | None = None,
        version: int | None = None,
    ) -> None:
        _SIGNED[self.kind](
            self, sealer, at or self.signed_at, actor or self.house.director, version
        )

    def code(self, at: datetime | None = None) -> str:
        """A code on paper for the thing."""
        issued = issue_code(
            IssueCode(self.key, CodeChannel.PAPER),
            vault=VAULT,
            channels=self.channels,
            region=self.house.region,
            actor=self.house.worker,
            now=at or self.later,
        )
        return issued.code or ""

    def confirm(self, code: str, at: datetime | None = None, person: Actor | None = None) -> object:
        return confirm_by_code(
            ConfirmByCode(self.key, code, self.paper().sha256),
            vault=VAULT,
            region=self.house.region,
            actor=person or self.person,
            now=at or self.later,
        )

    def agree(self) -> None:
        """The recipient agrees on paper to sign by codes."""
        agree(self.house, self.recipient_id)


def _contract(house: House) -> int:
    return conclude(house, ready(house)).id


def _amendment(house: House) -> int:
    contract_id = contract_in_force(house)
    clause = "Социальный работник приходит по вторникам."
    command = DraftAmendment(
        contract_id, house.region.today(DRAWN), "provider", "agreement", clauses=(clause,)
    )
    return draft_amendment(command, region=house.region, actor=house.director, now=DRAWN).id


def _act(house: House) -> int:
    contract_id = contract_in_force(house)
    command = RecordDelivery(contract_id, date(2026, 3, 10), FIRST, Decimal(4))
    record_delivery(command, region=house.region, actor=house.worker, now=DRAWN)
    close_month(CloseMonth(date(2026, 3, 1)), region=house.region, actor=house.director, now=DRAWN)
    return house.session.scalars(select(Act.id).where(Act.contract_id == contract_id)).one()


def _ending(house: House) -> int:
    contract_id = contract_in_force(house)
    last = date(2026, 4, 30)
    command = TerminateContract(contract_id, "refusal", day=last, papers=(APPLICATION,))
    return prepare_termination(command, region=house.region, actor=house.director, now=DRAWN).id


_MADE = {
    SignedKind.CONTRACT: _contract,
    SignedKind.AMENDMENT: _amendment,
    SignedKind.ACT: _act,
    SignedKind.ENDING: _ending,
}
_TABLES: dict[SignedKind, type[Thing]] = {
    SignedKind.CONTRACT: Contract,
    SignedKind.AMENDMENT: Amendment,
    SignedKind.ACT: Act,
    SignedKind.ENDING: Termination,
}


def _sign_contract(
    desk: Desk, sealer: Sealer | None, at: datetime, actor: Actor, version: int | None
) -> None:
    day = desk.house.region.today(at)
    command = SignContract(
        desk.key.id, Party.PROVIDER, SignatureMethod.PASSWORD, day, version=version
    )
    sign_contract(command, region=desk.house.region, actor=actor, now=at, sealer=sealer)


def _sign_amendment(
    desk: Desk, sealer: Sealer | None, at: datetime, actor: Actor, version: int | None
) -> None:
    day = desk.house.region.today(at)
    command = SignAmendment(
        desk.key.id, Party.PROVIDER, SignatureMethod.PASSWORD, day, version=version
    )
    sign_amendment(
        command,
        region=desk.house.region,
        actor=actor,
        now=at,
        press=BlankPress(),
        sealer=sealer,
    )


def _sign_act(
    desk: Desk, sealer: Sealer | None, at: datetime, actor: Actor, version: int | None
) -> None:
    command = SignAct(desk.key.id, Party.PROVIDER, desk.house.region.today(at), version=version)
    sign_act(
        command,
        region=desk.house.region,
        actor=actor,
        now=at,
        press=BlankPress(),
        sealer=sealer,
    )


def _confirm(
    desk: Desk, sealer: Sealer | None, at: datetime, actor: Actor, version: int | None
) -> None:
    confirm_termination(
        ConfirmTermination(desk.key.id, version),
        region=desk.house.region,
        actor=actor,
        now=at,
        press=BlankPress(),
        sealer=sealer,
    )


_SIGNED = {
    SignedKind.CONTRACT: _sign_contract,
    SignedKind.AMENDMENT: _sign_amendment,
    SignedKind.ACT: _sign_act,
    SignedKind.ENDING: _confirm,
}
