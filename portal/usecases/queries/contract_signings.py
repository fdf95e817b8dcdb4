"""What is signed of a contract, and the lines that its signing leaves in the timeline."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, String, cast, func, literal, select, union_all

from portal.models import (
    Act,
    Amendment,
    AmendmentSignature,
    Contract,
    OutsideSignature,
    PaperCopy,
    PaperSeal,
    Signature,
    SigningAgreement,
    Termination,
    TerminationSignature,
)
from portal.usecases.queries.timeline_lines import Branch, Happened, Reach, told
from portal.usecases.signables import SignedKind


def of_signing(reach: Reach) -> tuple[Branch, ...]:
    """Signatures, seals, files from elsewhere and copies of whatever is signed."""
    things = _things(reach)
    of_thing = {"thing": things.c.kind, "number": things.c.number}
    signed = (
        signature(table, things.c.key, **of_thing)
        .join(things, things.c.paper_id == table.paper_id)
        .where(table.provider_id == reach.provider_id)
        for table in (Signature, AmendmentSignature, TerminationSignature)
    )
    sealed = told(
        Happened.SEALED,
        PaperSeal.sealed_at,
        things.c.key,
        member=PaperSeal.sealed_by_id,
        **of_thing,
    ).join(things, things.c.paper_id == PaperSeal.paper_id)
    outside = told(
        Happened.OUTSIDE,
        OutsideSignature.recorded_at,
        things.c.key,
        part=OutsideSignature.file_id,
        code=OutsideSignature.party,
        how=OutsideSignature.kind,
        member=OutsideSignature.recorded_by_id,
        **of_thing,
    ).join(things, things.c.paper_id == OutsideSignature.paper_id)
    copies = told(
        Happened.COPY,
        PaperCopy.recorded_at,
        things.c.key,
        part=PaperCopy.file_id,
        code=PaperCopy.number,
        how=PaperCopy.holder,
        words=PaperCopy.handed_to,
        day=PaperCopy.handed_on,
        member=PaperCopy.recorded_by_id,
        **of_thing,
    ).join(things, things.c.paper_id == PaperCopy.paper_id)
    return (*signed, sealed, outside, copies, _of_codes(reach))


def _of_codes(reach: Reach) -> Branch:
    """The agreements to sign by one-time codes, of the recipient and of who acts for one."""
    return (
        told(
            Happened.AGREED_TO_CODES,
            SigningAgreement.drafted_at,
            SigningAgreement.recipient_id,
            part=SigningAgreement.representative_id,
            day=SigningAgreement.signed_on,
            until=SigningAgreement.ended_on,
            member=SigningAgreement.drafted_by_id,
        )
        .join(Contract, Contract.recipient_id == SigningAgreement.recipient_id)
        .where(Contract.id == reach.contract_id, SigningAgreement.provider_id == reach.provider_id)
    )


def signature(table: Any, key: Any, **of_thing: Any) -> Branch:
    """A line for each row of a table of signatures."""
    return told(
        Happened.SIGNED,
        table.recorded_at,
        key,
        part=table.file_id,
        code=table.party,
        how=table.method,
        words=table.signer,
        day=table.signed_on,
        member=table.recorded_by_id,
        **of_thing,
    )


def _things(reach: Reach) -> CTE:
    """What is signed of a contract: the kind, the row, its paper, its number."""

    def thing(kind: SignedKind, table: Any, paper: Any, number: Any, *which: Any) -> Branch:
        of_contract = table.id if table is Contract else table.contract_id
        return select(
            literal(kind.value).label("kind"),
            table.id.label("key"),
            paper.label("paper_id"),
            func.coalesce(cast(number, String), "").label("number"),
        ).where(
            table.provider_id == reach.provider_id,
            of_contract == reach.contract_id,
            paper.is_not(None),
            *which,
        )

    shown, order = Amendment.id.in_(reach.amendments), Termination.order_number
    found = [
        thing(SignedKind.CONTRACT, Contract, Contract.paper_id, Contract.number),
        thing(SignedKind.AMENDMENT, Amendment, Amendment.paper_id, Amendment.number, shown),
        thing(SignedKind.ENDING, Termination, Termination.agreement_paper_id, order),
        thing(SignedKind.ORDER, Termination, Termination.order_paper_id, order),
        thing(SignedKind.NOTICE, Termination, Termination.notice_paper_id, order),
    ]
    if reach.acts:
        found.append(thing(SignedKind.ACT, Act, Act.paper_id, Act.number))
    return union_all(*found).cte("things")
