"""The medical conclusion behind a break: what stands on it, and until when it holds (FED-DOC-02).

A conclusion may name no term: then the break has no end, and that is said (FED-SUS-02).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.choices import ChoiceList
from portal.domain.documents import (
    SubmittedPaper,
    asked_conclusion,
    check_medical_paper,
    names_document,
)
from portal.domain.suspension import Ground, Interval, served_again_after
from portal.domain.violations import RulesBroken, Violation
from portal.models import Contract, SubmittedDocument, Suspension
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.documents import SubmitDocument, receive
from portal.usecases.suspension_papers import tie_paper
from portal.usecases.uploads import Upload

ISSUED, UNTIL = "conclusion_on", "conclusion_until"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a medical conclusion says; it holds through ``valid_until``.

    ``endless``: it names no term. ``contraindicated``: it says that there are contraindications.
    """

    issued_on: date
    number: str = ""
    issuer: str = ""
    valid_until: date | None = None
    endless: bool = False
    contraindicated: bool = False
    scan: Upload | None = None

    def said(self) -> tuple[str, ...]:
        """What of the form's contents is recorded, by the codes of FED-DOC-02."""
        told = {
            "issuer": bool(self.issuer.strip()),
            "number": any(sign.isalnum() for sign in self.number),
            "date": True,
            "contraindication_present": self.contraindicated,
            "valid_until": self.valid_until is not None or self.endless,
        }
        return tuple(code for code, there in told.items() if there)


def conclusion_of(region: Region, ground: Ground, day: date) -> ChoiceList | None:
    """What the conclusion that the ground rests on must say; None for a ground without one."""
    medical = region.rules.admission_rules.on(day).medical_paper
    return asked_conclusion(medical, [ground.document] if ground.document else [], day)


def brought_papers(
    region: Region, ground: Ground, conclusion: Conclusion | None, day: date
) -> tuple[SubmittedPaper, ...] | None:
    """The conclusion given with an order; None for a ground whose paper lies in the file."""
    if ground.document is None or conclusion_of(region, ground, day) is None:
        return None
    if conclusion is None:
        return ()
    return (SubmittedPaper(ground.document, conclusion.issued_on, conclusion.valid_until),)


def conclusion_violations(
    region: Region,
    ground: Ground,
    conclusion: Conclusion | None,
    contract: Contract,
    *,
    wanted: Interval,
    today: date,
) -> tuple[Violation, ...]:
    """What is wrong with the conclusion: unsaid, from before the contract, over, ahead, too short.

    Without an end in ``wanted`` the break ends with the conclusion.
    """
    if conclusion is None or conclusion_of(region, ground, wanted.since) is None:
        return ()
    found = tuple(_wrong(region, ground, conclusion, contract.concluded_on, wanted.since, today))
    if wanted.until is None or conclusion.valid_until is None or found:
        return found
    return outlasting(ground, conclusion.valid_until, wanted.until)


def outlasting(ground: Ground, last_day: date, until: date | None) -> tuple[Violation, ...]:
    """A break that goes on after the ``last_day`` of its conclusion rests on nothing (FED-SUS-02).

    ``until`` is the first served day again, None for a break that names none.
    """
    again = served_again_after(last_day)
    if until is not None and until <= again:
        return ()
    text = (
        f"Заключение действует по {last_day:%d.%m.%Y}, и услуги идут снова не позже "
        f"{again:%d.%m.%Y}: дальше перерыв ни на чём не держится. Выдали новое заключение — "
        f"оформите по нему новый перерыв с {again:%d.%m.%Y}."
    )
    return (Violation("documents_missing", text, "until", ground.citation),)


def _wrong(
    region: Region, ground: Ground, paper: Conclusion, concluded_on: date, since: date, today: date
) -> Iterator[Violation]:
    required = region.rules.admission_rules.on(since).medical_paper
    law = ground.citation
    try:
        check_medical_paper(required, ground.document or "", paper.said(), since)
    except RulesBroken as broken:
        yield from (
            Violation(one.code, one.text, ISSUED, one.citation) for one in broken.violations
        )
    if paper.issuer.strip() and not names_document(paper.issuer):
        text = (
            f"«{paper.issuer.strip()}» — слишком коротко, по такому названию организацию не найти. "
            "Напишите, как в бланке, например «Городская больница № 4»."
        )
        yield Violation("value_invalid", text, _FIELDS["issuer"], law)
    if paper.issued_on > today:
        text = f"{paper.issued_on:%d.%m.%Y} ещё не наступил. Введите дату, которая стоит на бланке."
        yield Violation("value_invalid", text, ISSUED, law)
    elif paper.issued_on < concluded_on:
        text = (
            f"Заключение от {paper.issued_on:%d.%m.%Y} старше договора ({concluded_on:%d.%m.%Y}) и "
            "о перерыве в нём говорить не может. Нужно новое."
        )
        yield Violation("value_invalid", text, ISSUED, law)
    elif paper.issued_on > since:
        text = (
            f"Перерыв начинается {since:%d.%m.%Y}, а заключение выдано "
            f"{paper.issued_on:%d.%m.%Y}. Без заключения не приостанавливают: начните перерыв с "
            "его даты."
        )
        yield Violation("value_invalid", text, "since", law)
    if paper.valid_until is not None and paper.valid_until < max(since, paper.issued_on):
        text = (
            f"Заключение действует по {paper.valid_until:%d.%m.%Y}, в первый день перерыва на него "
            "уже нельзя опереться. Проверьте срок или попросите новое."
        )
        yield Violation("value_invalid", text, UNTIL, law)
    if paper.valid_until is not None and paper.endless:
        text = "Введите срок или отметьте, что его в заключении нет: сейчас указано и то, и другое."
        yield Violation("value_invalid", text, UNTIL, law)


def keep_conclusion(  # noqa: PLR0913 - the paper of one break, and who takes it
    session: Session,
    contract: Contract,
    row: Suspension,
    ground: Ground,
    conclusion: Conclusion | None,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> None:
    """Put the conclusion into the recipient's file, unless it lies there, and at the break."""
    if conclusion is None or ground.document is None:
        return
    if conclusion_of(region, ground, row.since) is None:
        return
    kept = _same(session, contract, ground.document, conclusion)
    if kept is None:
        command = SubmitDocument(
            contract.recipient_id,
            ground.document,
            conclusion.issued_on,
            conclusion.valid_until,
            number=conclusion.number,
            issuer=conclusion.issuer,
            scan=conclusion.scan,
            contraindications=conclusion.contraindicated,
        )
        try:
            kept = receive(session, command, region=region, actor=actor, now=now).id
        except RulesBroken as broken:
            raise RulesBroken(*(_on_form(one) for one in broken.violations)) from broken
    tie_paper(session, row, kept, actor=actor, now=now)


_FIELDS = {
    "issued_on": ISSUED,
    "expires_on": UNTIL,
    "number": "conclusion_number",
    "issuer": "conclusion_issuer",
    "scan": "conclusion_scan",
}


def _on_form(one: Violation) -> Violation:
    return Violation(one.code, one.text, _FIELDS.get(one.field or "", one.field), one.citation)


def _same(session: Session, contract: Contract, code: str, paper: Conclusion) -> int | None:
    """The very paper where the file holds it already; one brought with a scan is kept anew."""
    if paper.scan is not None:
        return None
    return session.scalar(
        select(SubmittedDocument.id)
        .where(
            SubmittedDocument.provider_id == contract.provider_id,
            SubmittedDocument.recipient_id == contract.recipient_id,
            SubmittedDocument.code == code,
            SubmittedDocument.issued_on == paper.issued_on,
            SubmittedDocument.expires_on.is_not_distinct_from(paper.valid_until),
            SubmittedDocument.number == paper.number.strip(),
            SubmittedDocument.issuer == paper.issuer.strip(),
            SubmittedDocument.contraindications == paper.contraindicated,
        )
        .order_by(SubmittedDocument.id.desc())
        .limit(1)
    )
