"""The application for a review by the region's own form: filled, checked, printed (AST-FRM-02).

The card fills what it knows; what it does not know stays a line to write on. What is asked of the
applicant must be said: the wishes, and at least one of the two reasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session, selectinload

from portal.documents.facts import FormFacts
from portal.documents.press import Press
from portal.domain.conditions import Trait
from portal.domain.documents import (
    DocumentRequirement,
    SubmittedPaper,
    missing_documents,
    names_document,
)
from portal.domain.printed_forms import PrintedForm, check_filled
from portal.domain.violations import NotFound, Violation, refuse
from portal.models import Programme, ProgrammeReview, Provider
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.papers import form_facts_of, freeze_for, paper_bytes
from portal.usecases.queries.blanks import filled_blank
from portal.usecases.transaction import reading, transaction

ASKED_OF_APPLICANT = frozenset(
    {"service_form", "preferred_providers", "wanted_services", "circumstances"}
)
REPRESENTATIVE, SIGNATURE_NAME = "representative", "signature_name"
NO_FORM = FormFacts(title="", values={}, tables={})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an application asks for; empty = as it is now. A service a line: «уход — ежедневно»."""

    service_form: str = ""
    providers: str = ""
    services: str | None = None


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class AskReview:
    """Who asks to review a programme, when and why.

    Where the region has an application of its own, ``circumstances`` and ``changed_need`` are its
    two reasons, and ``reason`` alone stands for the second; ``wishes`` are what it asks for.
    ``enclosed`` are the papers marked as there, None = nobody asked; ``without`` = filed so.
    """

    programme_id: int
    initiator: str
    asked_on: date
    reason: str = ""
    circumstances: str = ""
    changed_need: str = ""
    wishes: Wishes = NO_WISHES
    enclosed: frozenset[str] | None = None
    without: bool = False


def revision_form(region: Region, programme: Programme, day: date) -> PrintedForm | None:
    """The region's application for a review of such a programme; None where it has none."""
    wanted = region.rules.programme_rules.on(day).review.form
    forms = region.rules.printed_forms.on(day)
    found = next((one for one in forms if wanted and one.citation.rule == wanted), None)
    fits = found is not None and found.is_for(programme.form, programme.unit_code)
    return found if fits else None


def reason_of(command: AskReview) -> str:
    """Why a review is asked for, in one text."""
    texts = (command.circumstances, command.changed_need, command.reason)
    return "; ".join(filter(None, map(_words, texts)))


def _words(text: str) -> str:
    """What somebody wrote; a dash or dots give no reason."""
    return text.strip() if names_document(text) else ""


def application_of(
    command: AskReview, region: Region, actor: Actor, today: date
) -> tuple[PrintedForm | None, FormFacts]:
    """The form that this initiator files, filled; no form where another way is used."""
    with reading() as session:
        programme = own(
            session,
            Programme,
            command.programme_id,
            actor.provider_id,
            selectinload(Programme.services),
        )
        form = revision_form(region, programme, today)
        applicants = region.rules.programme_rules.on(command.asked_on).review.applicants
        if form is None or applicants is None or command.initiator not in applicants.codes:
            return None, NO_FORM
        recipient_id = programme.recipient_id
        said = _said(session, command, programme, region)
    facts = _filled(form, said, region=region, actor=actor, recipient_id=recipient_id, today=today)
    return form, _signed_by(form, facts, command.initiator)


def left_empty(form: PrintedForm, facts: FormFacts) -> tuple[Violation, ...]:
    """What the applicant has not said; the rest of the form may be written by hand."""
    rows = {code: "; ".join(row[0] for row in rows) for code, rows in facts.tables.items()}
    found = check_filled(form, {**facts.values, **rows})
    return tuple(one for one in found if one.field in ASKED_OF_APPLICANT)


def missing_enclosures(command: AskReview, region: Region) -> tuple[DocumentRequirement, ...]:
    """Which enclosures of an applicant's own application are not marked as there (AST-DOC-04)."""
    asked = region.rules.programme_rules.on(command.asked_on).review.enclosures
    if asked is None or command.enclosed is None:
        return ()
    represented = frozenset({Trait.REPRESENTED} if command.initiator == REPRESENTATIVE else ())
    there = [SubmittedPaper(code, command.asked_on) for code in command.enclosed]
    return missing_documents(asked, represented, there, command.asked_on)


def demand_enclosures(missing: Sequence[DocumentRequirement], command: AskReview) -> None:
    """Tell of missing enclosures before the application is filed; ``without`` files it so."""
    if missing and not command.without:
        titles = "; ".join(one.title for one in missing)
        refuse(
            "value_invalid",
            f"К заявлению не приложено: {titles}. Отметьте, что собрано, или отметьте, что "
            "заявление подают без этих бумаг.",
            field="enclosed",
            citation=missing[0].citation,
        )


def review_paper(
    review_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> bytes:
    """The application's bytes: drawn and frozen the first time, copied ever after.

    Raises NotFound for a review that was asked for without this form.
    """
    with transaction() as session:
        review = own(session, ProgrammeReview, review_id, actor.provider_id, lock=True)
        if review.paper_id is None:
            programme = own(session, Programme, review.programme_id, actor.provider_id)
            form = revision_form(region, programme, review.asked_on)
            if form is None or not review.inputs:
                raise NotFound
            paper = freeze_for(
                session,
                programme,
                press,
                form,
                region,
                form_facts_of(review.inputs),
                rules_day=review.asked_on,
                now=now,
            )
            review.paper_id = paper.id
        paper_id = review.paper_id
    return paper_bytes(actor.provider_id, paper_id)


def services_text(programme: Programme, region: Region, day: date) -> str:
    """The services of a programme as an application may wish them: one a line."""
    titles = {one.code: one for one in region.rules.service_catalogue.on(day).items}
    return "\n".join(
        f"{titles[one.code].title if one.code in titles else one.code} — "
        f"{one.frequency.label if one.frequency else _monthly(one.quantity_per_month)}"
        for one in programme.services
    )


def _said(session: Session, command: AskReview, programme: Programme, region: Region) -> FormFacts:
    """What is asked of the applicant, with the programme's own where nothing else is wished."""
    wishes, day = command.wishes, command.asked_on
    provider = session.get_one(Provider, programme.provider_id).name
    services = wishes.services
    if services is None:
        services = services_text(programme, region, day)
    circumstances, changed_need = _words(command.circumstances), _words(command.changed_need)
    apart = not circumstances and not changed_need
    values = {
        "addressee": region.identity.authority,
        "service_form": wishes.service_form.strip() or programme.form.label,
        "preferred_providers": wishes.providers.strip() or provider,
        "circumstances": circumstances,
        "changed_need_reasons": _words(command.reason) if apart else changed_need,
        "filled_on": f"{day:%d.%m.%Y}",
    }
    rows = tuple(_row(line) for line in services.splitlines() if line.strip())
    return FormFacts(title="", values=values, tables={"wanted_services": rows} if rows else {})


def _row(line: str) -> tuple[str, ...]:
    """A wished service and how often: what stands before and after the dash."""
    title, _dash, often = line.partition(" — ")
    return (title.strip(), often.strip())


def _filled(
    form: PrintedForm,
    said: FormFacts,
    *,
    region: Region,
    actor: Actor,
    recipient_id: int,
    today: date,
) -> FormFacts:
    """The form with what the card knows and the applicant has said."""
    try:
        _form, known = filled_blank(actor, recipient_id, form.code, region, today)
    except NotFound:
        # The newest programme is of another form of service: the card's blanks are others.
        known = replace(said, values={})
    codes = {one.code for one in form.fields}
    values = {**known.values, **said.values}
    return FormFacts(
        title=form.title,
        values={code: text for code, text in values.items() if code in codes and text},
        tables=said.tables,
    )


def _signed_by(form: PrintedForm, facts: FormFacts, initiator: str) -> FormFacts:
    """The name under the line of the signature: of whoever files the application."""
    represented = initiator == REPRESENTATIVE
    name = facts.values.get("representative_name" if represented else "applicant_name")
    if name is None or SIGNATURE_NAME not in {one.code for one in form.fields}:
        return facts
    return replace(facts, values={**facts.values, SIGNATURE_NAME: name})


def _monthly(volume: Decimal) -> str:
    return f"{volume.normalize():f} в месяц".replace(".", ",")
