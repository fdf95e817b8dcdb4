"""Drafts of programmes with the day of the decision: the register, one draft, its paper."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, request, url_for

from portal.domain.admission import AdmissionRules
from portal.domain.choices import ChoiceList
from portal.domain.programme_life import Drafting, draft_overdue_days, draft_warning
from portal.domain.violations import NotFound
from portal.domain.workflow import WorkflowStep, open_steps
from portal.models import DutyKind
from portal.usecases.indications import Indication, degrees_of, indication_warning
from portal.usecases.programme_drafts import MoveDraft, StartDraft, move_draft, start_draft
from portal.usecases.queries import duties as queries
from portal.usecases.queries.duty_papers import draft_paper
from portal.usecases.queries.programme_content import filling_hints
from portal.usecases.queries.recipients import get_recipient
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.admissions.views import blueprint
from portal.web.clock import now, today
from portal.web.duties import presenters
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    Radios,
    Required,
    Seen,
    Text,
)
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of

TOOK_PART = (("yes", "да"), ("no", "нет"))
NOT_SAID = ("", "не указано")


class StartForm(PortalForm):
    """The decision and the day it names."""

    decision_number = Line("Номер решения", validators=[Required("Введите номер решения")])
    decision_on = DateField("Дата решения", validators=[Required("Введите дату решения")])
    due_on = DateField("День, названный в решении", validators=[Required("Введите день")])
    service = Choice("Какое обслуживание", validators=[OPTIONAL])
    degree = Choice("Степень самообслуживания", validators=[OPTIONAL])
    asks_indication = False

    def offer(self, rules: AdmissionRules) -> None:
        """The services and degrees of the region; not asked where it names none."""
        if rules.indications is None:
            return
        self.asks_indication = True
        self.service.offer([NOT_SAID, *((one.code, one.title) for one in rules.indications.lists)])
        degrees = degrees_of(rules.indications)
        self.degree.offer([NOT_SAID, *((one.code, one.title) for one in degrees)])

    def to_command(self, recipient_id: int) -> StartDraft:
        return StartDraft(
            recipient_id,
            self.decision_number.data,
            self.decision_on.data,
            self.due_on.data,
            Indication(self.service.data or "", self.degree.data or ""),
        )


class MoveForm(PortalForm):
    """The next step and its day; for a draft that leaves, whether the applicant took part."""

    version = Seen()
    day = DateField("Когда", validators=[Required("Введите день")])
    took_part = Radios("Заявитель участвовал в подготовке", validators=[OPTIONAL])
    reason = Text("Если нет, почему", validators=[OPTIONAL])

    def begin(self, shown: queries.DutyView) -> None:
        """Today, and what was shown."""
        self.took_part.offer(TOOK_PART)
        if not self.is_submitted():
            self.day.data = self.day.data or today()
            self.took_part.data = self.took_part.data or "yes"
            self.version.data = shown.version

    def to_command(self, draft_id: int, step: str) -> MoveDraft:
        return MoveDraft(
            draft_id=draft_id,
            step=step,
            day=self.day.data,
            took_part=self.took_part.data != "no",
            reason=self.reason.data or "",
            version=self.version.data,
        )


@blueprint.app_context_processor
def sections() -> dict[str, Callable[[], Drafting | ChoiceList | None]]:
    """What the region asks of admission besides the usual: asked only by the pages that show it."""
    return {"programme_drafting": _drafting, "inspecting_commission": _commission}


def _drafting() -> Drafting | None:
    return queries.drafting_rules(region(), today())


def _commission() -> ChoiceList | None:
    return queries.commission(region(), today())


def _demanded() -> Drafting:
    found = _drafting()
    if found is None:
        raise NotFound
    return found


@blueprint.get("/drafts")
@allow(*OFFICE)
def drafts() -> Response:
    """The register of drafts, open ones first."""
    drafting = _demanded()
    every = request.args.get("all") == "1"
    page = queries.list_duties(
        actor(), DutyKind.PROGRAMME_DRAFT, region(), page=page_number(), every=every
    )
    return render(
        "admissions/drafts.html",
        page=page,
        pages=pages_of(page),
        every=every,
        drafting=drafting,
        tag_of=presenters.duty_tag,
    )


@blueprint.route("/drafts/new/<int:recipient_id>", methods=["GET", "POST"])
@allow(*OFFICE)
def new_draft(recipient_id: int) -> Response:
    """A draft for a recipient by a decision that names its day."""
    drafting = _demanded()
    person = get_recipient(actor(), recipient_id, today())
    form = StartForm()
    form.offer(region().rules.admission_rules.on(today()))
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            done = start_draft(command, region=region(), actor=actor(), now=now())
            flash("Проект записан. Накануне срока портал напомнит.")
            return redirect(url_for("admissions.draft", duty_id=done))
    return render(
        "admissions/new_draft.html",
        status=form.status,
        form=form,
        person=person,
        drafting=drafting,
    )


@blueprint.route("/drafts/<int:duty_id>", methods=["GET", "POST"])
@allow(*OFFICE)
def draft(duty_id: int) -> Response:
    """One draft: where it stands, its days, the next step."""
    shown = queries.get_duty(actor(), duty_id, DutyKind.PROGRAMME_DRAFT, region())
    drafting = _demanded()
    step = _next_step(drafting, shown)
    form = MoveForm()
    form.begin(shown)
    if step is not None and form.validate_on_submit():
        with form.refusals():
            command = form.to_command(duty_id, step.code)
            move_draft(command, region=region(), actor=actor(), now=now())
            flash("Записано.")
            return redirect(url_for("admissions.draft", duty_id=duty_id))
    return render(
        "admissions/draft.html",
        status=form.status,
        form=form,
        shown=shown,
        drafting=drafting,
        step=step,
        warnings=indication_warning(region().rules.admission_rules.on(today()), shown.facts),
        leaves=shown.state == drafting.workflow.start,
        days=shown.days,
        late=_late(shown),
        eve=_eve(shown, drafting),
        tag_of=presenters.term_tag,
        hints=filling_hints(region(), today()),
    )


@blueprint.get("/drafts/<int:duty_id>/paper")
@allow(*OFFICE)
def draft_pdf(duty_id: int) -> Response:
    """The draft on the region's form, to be filled in together with the applicant."""
    form, facts = draft_paper(actor(), duty_id, region(), today())
    content = press().pdf(form, region().code, facts)
    return downloads.paper(content, name=f"draft-{duty_id}", title=form.title)


def _next_step(drafting: Drafting, shown: queries.DutyView) -> WorkflowStep | None:
    return next(iter(open_steps(drafting.workflow, shown.state)), None)


def _late(shown: queries.DutyView) -> int:
    due_on, term = shown.day("due_on"), shown.next_term
    sent = shown.terms[0].done_at if shown.terms else None
    if due_on is None or (term is None and sent is None):
        return 0
    return draft_overdue_days(due_on, sent.date() if sent else today())


def _eve(shown: queries.DutyView, drafting: Drafting) -> bool:
    due_on = shown.day("due_on")
    waits = shown.next_term is not None and due_on is not None
    return waits and draft_warning(drafting, due_on or today(), today())
