"""What confirms an absence: there when a break is ordered, or awaited since (FED-SUS-03)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.suspension import Ground
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Contract, Suspension
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.documents import SubmitDocument, receive
from portal.usecases.ending_text import with_sign
from portal.usecases.facts import own
from portal.usecases.suspension_papers import tie_paper
from portal.usecases.transaction import transaction
from portal.usecases.uploads import Upload


@dataclass(frozen=True, slots=True)
class ProofPaper:
    """A notice, a certificate or an application with its day; the number and the scan if any."""

    issued_on: date
    number: str = ""
    scan: Upload | None = None


@dataclass(frozen=True, slots=True)
class BringProof:
    """The awaited paper of a break has come."""

    suspension_id: int
    paper: ProofPaper


def ground_of(region: Region, contract: Contract, row: Suspension) -> Ground:
    """The ground of a break by the rules of its first day."""
    rules = region.rules.suspension_rules.on(max(row.since, contract.rules_day))
    return rules.ground(row.ground, contract.form)


def proof_violations(
    ground: Ground, paper: ProofPaper | None, *, later: bool, since: date, today: date
) -> tuple[Violation, ...]:
    """A ground with a proof has it, or says that it comes later.

    ``since`` is the day of the contract: no paper of a break is older.
    """
    if ground.proof is None or later or paper is not None:
        return _day_violations(paper, since, today) if paper else ()
    text = (
        f"Основание «{ground.title}» подтверждает {ground.proof.title}. Введите дату документа или "
        "отметьте, что его донесут позже: портал напомнит."
    )
    return (Violation("documents_missing", text, "paper_on", ground.citation),)


def _day_violations(paper: ProofPaper, since: date, today: date) -> tuple[Violation, ...]:
    if since <= paper.issued_on <= today:
        return ()
    if paper.issued_on > today:
        text = f"{paper.issued_on:%d.%m.%Y} ещё не наступил. Проверьте дату документа."
    else:
        text = (
            f"Документ от {paper.issued_on:%d.%m.%Y} старше договора ({since:%d.%m.%Y}) и о "
            "перерыве в нём говорить не может. Проверьте дату документа."
        )
    return (Violation("value_invalid", text, "paper_on"),)


def keep_proof(  # noqa: PLR0913 - the paper of one break, and who takes it
    session: Session,
    contract: Contract,
    row: Suspension,
    ground: Ground,
    paper: ProofPaper | None,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> str:
    """Put the paper into the recipient's file and at the break; returns how an order names it.

    Empty without one.
    """
    if ground.proof is None or paper is None:
        return ""
    command = SubmitDocument(
        contract.recipient_id,
        ground.proof.code,
        paper.issued_on,
        number=paper.number,
        scan=paper.scan,
    )
    try:
        kept = receive(session, command, region=region, actor=actor, now=now)
    except RulesBroken as broken:
        raise RulesBroken(*(_on_form(one) for one in broken.violations)) from broken
    tie_paper(session, row, kept.id, actor=actor, now=now)
    number = f"{with_sign(paper.number)} " if paper.number else ""
    return f"{ground.proof.title} {number}от {paper.issued_on:%d.%m.%Y}"


_FIELDS = {"issued_on": "paper_on", "number": "paper_number", "scan": "paper"}


def _on_form(one: Violation) -> Violation:
    return Violation(one.code, one.text, _FIELDS.get(one.field or "", one.field), one.citation)


def bring_proof(command: BringProof, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record the paper that a break waits for; raises transition_not_allowed without one."""
    with transaction() as session:
        row = own(session, Suspension, command.suspension_id, actor.provider_id, lock=True)
        contract = own(session, Contract, row.contract_id, actor.provider_id)
        ground = ground_of(region, contract, row)
        if ground.proof is None or not row.waits_for:
            refuse("transition_not_allowed", "Документа о перерыве больше не ждут: он записан.")
        found = _day_violations(command.paper, contract.concluded_on, region.today(now))
        if found:
            raise RulesBroken(*found)
        named = keep_proof(
            session, contract, row, ground, command.paper, region=region, actor=actor, now=now
        )
        row.waits_for = None
        after = {"suspension": row.id, "paper": named}
        audit.record(session, actor, now, "suspension_proof", "contract", contract.id, after=after)
