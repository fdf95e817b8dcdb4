"""Three people move to another house, each on another step of the way.

One may choose now, the papers of the second were just sent, the third goes by special service.
Elsewhere somebody has written in the cabinet of a wish to move away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.demo.care import Served
from portal.demo.houses import VLADIMIR
from portal.demo.neighbours import MOVES_FROM, NEIGHBOURS
from portal.demo.staffing import Office, signs_in
from portal.documents.press import Press
from portal.domain.contract import ContractState
from portal.domain.moves import MoveKind
from portal.domain.people import short_name
from portal.models import Contract, Membership, Provider, Role, User
from portal.usecases.actor import Actor
from portal.usecases.envelopes import send_envelope
from portal.usecases.move_requests import AskToGo, ask_to_go
from portal.usecases.transaction import reading
from portal.usecases.transfer_decisions import (
    DecideTransfer,
    Decision,
    Recommended,
    decide_transfer,
)
from portal.usecases.transfer_letter_words import INFORMATION
from portal.usecases.transfer_letters import PrintLetter, print_letter
from portal.usecases.transfer_papers import APPLICATION, PackagePaperDetails
from portal.usecases.transfers import (
    MoveOn,
    RequestTransfer,
    prepare_package,
    request_transfer,
    submit_transfer,
)

EARLIER = timedelta(minutes=50)
PAPERS = ("provider_petition", "transfer_application", "personal_file", "clearance_sheet")
_WHY = ("хочет жить ближе к дочери", "просит место в доме, где живёт брат")
_SPECIAL = "нужен дом со специальным обслуживанием"


@dataclass(frozen=True, slots=True)
class _Others:
    """The home to which they move and the officer who decides."""

    home_id: int
    officer: Actor


def move_some(office: Office, served: Iterable[Served], now: datetime, press: Press) -> None:
    """Let the person with a login choose, and send the papers of one more.

    Where nobody agrees to moves, the person with a login has written in the cabinet of a wish.
    """
    if office.house is not MOVES_FROM:
        if office.house is not VLADIMIR:
            _wish(office, [one.contract_id for one in served if one.case.signs_alone], now, press)
        return
    contracts = _contracts(office, [one.contract_id for one in served if one.case.signs_alone])
    if len(contracts) <= len(_WHY):
        return
    others = _others()
    at = now - EARLIER
    first, *_ = (
        _file(office, number, why, others.home_id, at, press)
        for number, why in zip(contracts, _WHY, strict=False)
    )
    steps = (Decision.REGISTER, Decision.AGREE, Decision.NOTIFY)
    answer = DecideTransfer(first, steps, recommended=(Recommended(others.home_id),))
    decide_transfer(answer, region=office.region, actor=others.officer, now=at)
    _print(office, first, INFORMATION, at, press)
    if press.marker is not None:
        director = office.actor(Role.DIRECTOR)
        send_envelope(first, marker=press.marker, region=office.region, actor=director, now=at)
    _special(office, contracts[len(_WHY)], others.home_id, at)


def _special(office: Office, contract_id: int, home_id: int, at: datetime) -> None:
    """An application on the route of special service, whose papers are still to be collected."""
    wanted = RequestTransfer(
        contract_id,
        _SPECIAL,
        wish_provider_id=home_id,
        facts=("both_in_nomenclature", "special_social_service"),
        citizenship="Российская Федерация",
    )
    request_transfer(wanted, region=office.region, actor=office.actor(Role.DIRECTOR), now=at)


def _wish(office: Office, ids: list[int], now: datetime, press: Press) -> None:
    """An application of the cabinet that waits for the office."""
    with reading() as session:
        found = session.execute(
            select(Contract.id, Membership.id, User)
            .join(Membership, Membership.recipient_id == Contract.recipient_id)
            .join(User, User.id == Membership.user_id)
            .where(
                Membership.role == Role.RECIPIENT,
                Contract.id.in_(ids),
                Contract.state == ContractState.ACTIVE,
            )
            .order_by(Contract.id)
            .limit(1)
        ).one_or_none()
    if found is None:
        return
    contract_id, member_id, user = found
    name = short_name(user.surname, user.name, user.patronymic)
    person = Actor(user.id, member_id, office.provider_id, Role.RECIPIENT, name)
    wish = AskToGo(contract_id, MoveKind.REGION, "Тверская область", "переезжает к сыну")
    ask_to_go(wish, region=office.region, actor=person, now=now - EARLIER, press=press)


def _file(
    office: Office, contract_id: int, why: str, home_id: int, at: datetime, press: Press
) -> int:
    """An application with its package, sent to the authority."""
    region, director = office.region, office.actor(Role.DIRECTOR)
    today = region.today(at)
    papers = tuple(
        PackagePaperDetails(code, today, issuer="Городская поликлиника № 2" if sheet else "")
        for code in PAPERS
        for sheet in (code == "clearance_sheet",)
    )
    wanted = RequestTransfer(
        contract_id,
        why,
        wish_provider_id=home_id,
        facts=("both_in_nomenclature",),
        papers=papers,
        citizenship="Российская Федерация",
    )
    done = request_transfer(wanted, region=region, actor=director, now=at)
    _print(office, done.id, APPLICATION, at, press)
    for step in (prepare_package, submit_transfer):
        step(MoveOn(done.id), region=region, actor=director, now=at)
    return done.id


def _print(office: Office, move: int, code: str, at: datetime, press: Press) -> None:
    wanted, by = PrintLetter(move, code), office.actor(Role.DIRECTOR)
    print_letter(wanted, region=office.region, actor=by, now=at, press=press)


def _contracts(office: Office, ids: list[int]) -> list[int]:
    """Contracts in force of people who decide alone, that of the person with a login first."""
    with reading() as session:
        return list(
            session.scalars(
                select(Contract.id)
                .where(
                    Contract.provider_id == office.provider_id,
                    Contract.id.in_(ids),
                    Contract.state == ContractState.ACTIVE,
                )
                .order_by(signs_in().desc(), Contract.id)
                .limit(len(_WHY) + 1)
            )
        )


def _others() -> _Others:
    codes = {one.role: one.code for one in NEIGHBOURS}
    with reading() as session:
        home = session.scalars(
            select(Provider.id).where(Provider.code == codes[Role.DIRECTOR])
        ).one()
        member, user = session.execute(
            select(Membership, User)
            .join(User, User.id == Membership.user_id)
            .where(Membership.role == Role.OFFICER)
            .order_by(Membership.id)
            .limit(1)
        ).one()
        name = short_name(user.surname, user.name, user.patronymic)
        officer = Actor(user.id, member.id, member.provider_id, member.role, name)
    return _Others(home, officer)
