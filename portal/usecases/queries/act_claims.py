"""What an act's page tells of claims and corrections, and what the forms about them offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.choices import ChoiceList
from portal.domain.corrections import StandingAct
from portal.domain.explanation import Step, from_data
from portal.domain.people import short_name
from portal.domain.violations import NotFound
from portal.models import (
    Act,
    ActClaim,
    ActCorrection,
    ActLine,
    ClaimState,
    Membership,
    Signature,
    User,
)
from portal.regions.registry import Region
from portal.usecases.act_correction_paper import KeptLine, kept_lines
from portal.usecases.act_corrections import corrections_of, standing_act
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A demand of the recipient; ``about`` is the service, or the whole act."""

    id: int
    act_id: int
    title: str
    about: str
    details: str
    claimed_on: date
    state: ClaimState
    answer: str
    answered_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class CorrectionSignature:
    """The signature of the recipient's side on a correction; ``file_id`` is its scan, if any."""

    signer: str
    signed_on: date
    recorded_by: str
    file_id: int | None


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction with its paper, in rubles."""

    id: int
    sequence: int
    drawn_on: date
    reason: str
    payable_before: Decimal
    payable: Decimal
    lines: tuple[KeptLine, ...]
    steps: tuple[Step, ...]
    paper_id: int | None
    signature: CorrectionSignature | None


@dataclass(frozen=True, slots=True)
class ActChanges:
    """What happened to an act since it was issued; ``payable`` is what holds now."""

    claims: tuple[ClaimRow, ...]
    corrections: tuple[CorrectionRow, ...]
    payable: Decimal

    @property
    def open_claims(self) -> tuple[ClaimRow, ...]:
        """Those that wait for an answer."""
        return tuple(one for one in self.claims if one.state is ClaimState.OPEN)


def act_changes(actor: Actor, act_id: int) -> ActChanges:
    """Claims and corrections of an act that the reader may see already; raises NotFound."""
    with reading() as session:
        act = own(session, Act, act_id, actor.provider_id)
        lines = select(ActLine.position, ActLine.title).where(ActLine.act_id == act.id)
        titles = dict(session.execute(lines).all())
        claims = session.scalars(
            select(ActClaim).where(ActClaim.act_id == act.id).order_by(ActClaim.id)
        ).all()
        corrections = corrections_of(session, act.id)
        signed = _signatures(session, corrections)
        return ActChanges(
            claims=tuple(_claim(one, titles) for one in claims),
            corrections=tuple(_correction(one, signed.get(one.paper_id)) for one in corrections),
            payable=corrections[-1].payable if corrections else act.payable,
        )


def get_claim(actor: Actor, act_id: int, claim_id: int) -> ClaimRow:
    """One demand about the act; raises NotFound for another's."""
    with reading() as session:
        claim = own(session, ActClaim, claim_id, actor.provider_id)
        if claim.act_id != act_id:
            raise NotFound
        titles = select(ActLine.position, ActLine.title).where(ActLine.act_id == claim.act_id)
        return _claim(claim, dict(session.execute(titles).all()))


def get_standing(actor: Actor, act_id: int) -> StandingAct:
    """The act's lines as they stand after every correction."""
    with reading() as session:
        return standing_act(session, own(session, Act, act_id, actor.provider_id))


def get_correction_paper(actor: Actor, act_id: int, sequence: int) -> int:
    """The frozen paper of an act's correction; raises NotFound without one."""
    with reading() as session:
        found = session.scalar(
            select(ActCorrection.paper_id).where(
                ActCorrection.provider_id == actor.provider_id,
                ActCorrection.act_id == act_id,
                ActCorrection.sequence == sequence,
            )
        )
    if found is None:
        raise NotFound
    return found


def claims_offered(region: Region, day: date) -> ChoiceList:
    """What a recipient may demand (FED-RGT-06)."""
    return region.rules.information_rules.on(day).claims


def _claim(one: ActClaim, titles: dict[int, str]) -> ClaimRow:
    return ClaimRow(
        id=one.id,
        act_id=one.act_id,
        title=one.title,
        about=titles.get(one.position, "") if one.position is not None else "весь акт",
        details=one.details,
        claimed_on=one.claimed_on,
        state=one.state,
        answer=one.answer,
        answered_on=one.answered_on,
        version=one.version,
    )


def _signatures(
    session: Session, corrections: Sequence[ActCorrection]
) -> dict[int | None, CorrectionSignature]:
    """The signatures on the papers of the corrections, by paper."""
    papers = [one.paper_id for one in corrections if one.paper_id is not None]
    if not papers:
        return {}
    rows = session.execute(
        select(Signature, User)
        .join(Membership, Membership.id == Signature.recorded_by_id)
        .join(User, User.id == Membership.user_id)
        .where(Signature.paper_id.in_(papers))
    )
    return {
        row.paper_id: CorrectionSignature(
            row.signer,
            row.signed_on,
            short_name(user.surname, user.name, user.patronymic),
            row.file_id,
        )
        for row, user in rows
    }


def _correction(one: ActCorrection, signature: CorrectionSignature | None) -> CorrectionRow:
    return CorrectionRow(
        id=one.id,
        sequence=one.sequence,
        drawn_on=one.drawn_on,
        reason=one.reason,
        payable_before=one.payable_before,
        payable=one.payable,
        lines=kept_lines(one),
        steps=from_data(one.explanation),
        paper_id=one.paper_id,
        signature=signature,
    )
