"""What the page of information before a contract reads: the points, what was told, to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.documents.facts import FormFacts
from portal.domain.law import Citation
from portal.domain.people import full_name, short_name
from portal.domain.printed_forms import GENERIC, FieldKind, FormField, Needed, PrintedForm
from portal.domain.violations import Violation
from portal.models import (
    BriefingItem,
    Membership,
    Programme,
    Provider,
    Recipient,
    Representative,
    User,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.briefings import briefing_of, still_untold
from portal.usecases.facts import own
from portal.usecases.signatories import Side, signing_on
from portal.usecases.standing_contracts import standing_contract
from portal.usecases.transaction import reading

SHEET = "precontract_information"


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the list; ``told_on``, ``told_to`` and ``by`` are empty until it was told."""

    code: str
    title: str
    told_on: date | None = None
    told_to: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class BriefingView:
    """The list with what was told. ``demanded``: no contract without it; else a recommendation.

    ``own_hand``: the recipient may be told, and not only who acts for her. ``open`` says what is
    still to be done; ``signature`` whether the sheet is signed.
    """

    programme_id: int
    number: str
    version: int
    recipient_id: int
    recipient: str
    own_hand: bool
    representatives: tuple[tuple[int, str], ...]
    title: str
    points: tuple[Point, ...]
    demanded: bool
    signature: bool
    in_contract: bool
    signed_on: date | None
    citation: Citation
    open: tuple[Violation, ...]
    contract_id: int | None
    contract_number: str | None

    @property
    def listener(self) -> int | None:
        """Whom to tell first: nobody's id is the recipient's own, where she may be told."""
        return None if self.own_hand else next((key for key, _ in self.representatives), None)

    @property
    def told(self) -> int:
        """How many points were told."""
        return sum(point.told_on is not None for point in self.points)


def get_briefing(actor: Actor, programme_id: int, region: Region, day: date) -> BriefingView:
    """What is to be told before a contract on a programme, and what has been; or NotFound."""
    with reading() as session:
        programme = own(
            session,
            Programme,
            programme_id,
            actor.provider_id,
            selectinload(Programme.recipient).selectinload(Recipient.representatives),
        )
        contract = standing_contract(session, programme)
        briefing = briefing_of(programme, region, day)
        person = programme.recipient
        signing = signing_on(person, person.representatives, day)
        told = _told(session, programme)
        return BriefingView(
            programme_id=programme.id,
            number=programme.number,
            version=programme.version,
            recipient_id=person.id,
            recipient=person.full_name,
            own_hand=signing.side is not Side.REPRESENTATIVE,
            representatives=tuple(
                (one.id, f"{_name(one)}, {one.kind.label}") for one in signing.representatives
            ),
            title=briefing.items.title,
            points=tuple(
                told.get(one.code) or Point(one.code, one.title) for one in briefing.items.choices
            ),
            demanded=briefing.demanded,
            signature=briefing.signature,
            in_contract=briefing.clause is not None,
            signed_on=programme.informed_signed_on,
            citation=briefing.items.citation,
            open=still_untold(session, programme, region, day),
            contract_id=contract.id if contract else None,
            contract_number=contract.number if contract else None,
        )


def _told(session: Session, programme: Programme) -> Mapping[str, Point]:
    """The points recorded, with who recorded each."""
    found = session.execute(
        select(BriefingItem, User)
        .join(Membership, Membership.id == BriefingItem.recorded_by_id)
        .join(User, User.id == Membership.user_id)
        .where(
            BriefingItem.provider_id == programme.provider_id,
            BriefingItem.programme_id == programme.id,
        )
    )
    return {
        row.code: Point(
            row.code,
            row.title,
            row.told_on,
            row.told_to,
            short_name(who.surname, who.name, who.patronymic),
        )
        for row, who in found
    }


def _name(person: Representative) -> str:
    return full_name(person.surname, person.name, person.patronymic)


def briefing_sheet(
    actor: Actor, programme_id: int, region: Region, day: date
) -> tuple[PrintedForm, FormFacts]:
    """The sheet of acquaintance: every point with the day it was told, and room to sign."""
    view = get_briefing(actor, programme_id, region, day)
    with reading() as session:
        provider = session.get_one(Provider, actor.provider_id).name
    title = "Лист ознакомления до заключения договора"
    columns = ("№", "Что сообщили", "Дата")
    rows = tuple(
        (str(place), point.title, f"{point.told_on:%d.%m.%Y}" if point.told_on else "")
        for place, point in enumerate(view.points, 1)
    )
    form = PrintedForm(
        code=SHEET,
        title=title,
        template=GENERIC,
        copies=1,
        citation=view.citation,
        fields=(
            _field("1", "provider", "Поставщик", FieldKind.TEXT),
            _field("2", "recipient", "Получатель социальных услуг", FieldKind.TEXT),
            _field("3", "programme", "Индивидуальная программа", FieldKind.TEXT),
            FormField("", "points", "Мне сообщили", FieldKind.TABLE, Needed.YES, columns),
            _field("s.1", "signature", "Получатель или представитель", FieldKind.SIGNATURE),
            _field("s.2", "signed_on", "Дата", FieldKind.DATE),
            _field("s.3", "worker", "Ознакомил", FieldKind.SIGNATURE),
        ),
    )
    values = {"provider": provider, "recipient": view.recipient, "programme": f"№ {view.number}"}
    return form, FormFacts(title=title, values=values, tables={"points": rows})


def _field(number: str, code: str, title: str, kind: FieldKind) -> FormField:
    return FormField(number, code, title, kind, Needed.NO)
