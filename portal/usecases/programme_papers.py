"""Papers before a programme ends: the letter to the recipient and the conclusion, frozen.

Rules: AST-NOT-01 (the letter), AST-NOT-02 and AST-FRM-03 (the conclusion with its marks, every copy
numbered), AST-FRM-05 (the provider's own letters).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import cast

from sqlalchemy.orm import Session, selectinload

from portal.documents.facts import FormFacts
from portal.documents.page_marks import inputs_digest
from portal.documents.press import Press
from portal.domain.catalogue import Kind
from portal.domain.printed_forms import PrintedForm
from portal.domain.programme_rules import FULFILLED
from portal.domain.violations import NotFound, refuse
from portal.models import Paper, Programme, ProgrammeEnding
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import as_data, own
from portal.usecases.paper_parties import provider_signatory
from portal.usecases.papers import freeze_for, paper_bytes
from portal.usecases.programme_changes import conclusion_form, ending_line
from portal.usecases.queries.programme_marks import MarkRow, marks_of
from portal.usecases.recorded_sheets import PROGRAMME, SUPPORT, SheetKey, sheet_row, texts_of
from portal.usecases.transaction import transaction

EXPIRY_NOTICE = "expiry_notice"
NEXT_STEPS = (
    "Пока программа действует, подайте в {authority} заявление о её пересмотре: бланк даст "
    "поставщик. После {until} нужно новое заявление о предоставлении социальных услуг."
)
_DAY = "%d.%m.%Y"


def expiry_notice_paper(
    programme_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> bytes:
    """The letter that the programme ends: drawn and frozen the first time, copied ever after.

    Raises NotFound where the region has no such letter for this form of service.
    """
    today = region.today(now)
    with transaction() as session:
        programme, ending = _locked(session, programme_id, actor, now)
        form = _form(programme, region, EXPIRY_NOTICE, today)
        if ending.notice_paper_id is None:
            facts = _notice_facts(session, programme, form, region, today, actor)
            paper = freeze_for(
                session, programme, press, form, region, facts, rules_day=today, now=now
            )
            ending.notice_paper_id = paper.id
            tell = ("expiry_notice_drawn", "programme", programme.id)
            audit.record(session, actor, now, *tell, None, {"paper": paper.sha256})
        paper_id = ending.notice_paper_id
    return paper_bytes(actor.provider_id, paper_id)


def conclusion_paper(
    programme_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> bytes:
    """The conclusion in its numbered copies, drawn anew while marks change and it is not sent.

    It names the director who opens it to sign it; anybody else's look changes no name (AST-FRM-03).

    Raises documents_missing without marks, NotFound where the region has no conclusion.
    """
    today = region.today(now)
    with transaction() as session:
        programme, ending = _locked(session, programme_id, actor, now)
        form = conclusion_form(programme, region, today)
        if form is None:
            raise NotFound
        kept = session.get(Paper, ending.conclusion_paper_id) if _drawn(ending) else None
        if kept is None or ending.conclusion_sent_on is None:
            director = _named_director(session, programme, kept, today, actor)
            facts = _conclusion_facts(session, programme, form, region, today, director)
            told = inputs_digest(cast("Mapping[str, object]", as_data(facts)))
            if kept is None or inputs_digest(kept.inputs) != told:
                paper = freeze_for(
                    session, programme, press, form, region, facts, rules_day=today, now=now
                )
                ending.conclusion_paper_id = paper.id
                tell = ("conclusion_drawn", "programme", programme.id)
                audit.record(session, actor, now, *tell, None, {"paper": paper.sha256})
        paper_id = cast("int", ending.conclusion_paper_id)
    return paper_bytes(actor.provider_id, paper_id)


def _drawn(ending: ProgrammeEnding) -> bool:
    return ending.conclusion_paper_id is not None


def _locked(
    session: Session, programme_id: int, actor: Actor, now: datetime
) -> tuple[Programme, ProgrammeEnding]:
    """The programme and its line, made when there was none."""
    programme = own(
        session,
        Programme,
        programme_id,
        actor.provider_id,
        selectinload(Programme.services),
        selectinload(Programme.recipient),
        lock=True,
    )
    ending = ending_line(session, actor.provider_id, programme.id)
    if ending is None:
        ending = ProgrammeEnding(
            provider_id=actor.provider_id,
            programme_id=programme.id,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(ending)
    return programme, ending


def _form(programme: Programme, region: Region, code: str, day: date) -> PrintedForm:
    forms = region.rules.printed_forms.on(day)
    found = next((one for one in forms if one.code == code), None)
    if found is None or not found.is_for(programme.form, programme.unit_code):
        raise NotFound
    return found


def _notice_facts(
    session: Session,
    programme: Programme,
    form: PrintedForm,
    region: Region,
    today: date,
    actor: Actor,
) -> FormFacts:
    director = provider_signatory(session, programme.provider_id, today, actor.membership_id)
    until = f"{programme.valid_until:{_DAY}}"
    values = {
        **_named(programme),
        "valid_until": until,
        "next_steps": NEXT_STEPS.format(authority=region.identity.authority, until=until),
        "date": f"{today:{_DAY}}",
        "director_signature": director.short_name,
    }
    return _facts(form, values)


def _named_director(
    session: Session, programme: Programme, kept: Paper | None, today: date, actor: Actor
) -> str:
    values = cast("Mapping[str, str]", kept.inputs["values"]) if kept else {}
    named = values.get("signatory", "")
    by = actor.membership_id
    return provider_signatory(session, programme.provider_id, today, by, named).short_name


def _conclusion_facts(
    session: Session,
    programme: Programme,
    form: PrintedForm,
    region: Region,
    today: date,
    director: str,
) -> FormFacts:
    """The marks by kind of service; each service that was not fulfilled with its reason."""
    rows, marked = marks_of(session, programme, region, today)
    rules = region.rules.programme_rules.on(today)
    if not marked:
        refuse(
            "documents_missing",
            "Отметок о выполнении услуг ещё нет. Сначала поставьте их: без них заключения нет.",
            field="marks",
            citation=rules.marks.citation,
        )
    titles = {one.code: one.title for one in rules.marks.choices}
    whole = all(one.mark == FULFILLED for one in rows)
    values = {
        **_named(programme),
        "overall": "реализована полностью" if whole else "реализована не полностью",
        **{f"result_{kind.value}": _assessment(rows, kind, titles) for kind in Kind},
        "result_social_support": _support(session, programme),
        "signatory": director,
    }
    return _facts(form, values)


def _support(session: Session, programme: Programme) -> str:
    """The measures of social support with their marks (FED-FRM-01, item 14)."""
    key = SheetKey(PROGRAMME, programme_id=programme.id)
    sheet = texts_of(sheet_row(session, programme.provider_id, key))
    measures = sheet.tables.get(SUPPORT, ())
    told = "; ".join(", ".join(part for part in row if part) for row in measures)
    return told or "мероприятий программой не предусмотрено"


def _assessment(rows: Iterable[MarkRow], kind: Kind, titles: Mapping[str, str]) -> str:
    """What came of the services of a kind, one after another."""
    told = [
        f"{one.title} — {titles.get(one.mark, one.mark)}{f' ({one.reason})' if one.reason else ''}"
        for one in rows
        if one.kind is kind
    ]
    return "; ".join(told) or "услуг программой не назначено"


def _named(programme: Programme) -> dict[str, str]:
    person = programme.recipient
    told = f"№ {programme.number} от {programme.issued_on:{_DAY}}"
    return {
        **dict.fromkeys(("programme", "programme_number_and_date"), told),
        "recipient": f"{person.full_name}, {person.born:{_DAY}}",
    }


def _facts(form: PrintedForm, values: Mapping[str, str]) -> FormFacts:
    codes = [one.code for one in form.fields]
    return FormFacts(
        title=form.title,
        values={code: values[code] for code in codes if code in values},
        tables={},
    )
