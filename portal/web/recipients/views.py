"""Recipients: the list, registering, the card, the papers, the income, access to the cabinet."""

from datetime import date

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.datastructures import MultiDict

from portal.documents.press import merge
from portal.domain.contract import RUNNING, ContractState
from portal.models.user import Role
from portal.usecases.accounts import grant_recipient_access
from portal.usecases.documents import submit_document
from portal.usecases.income import KNOWS_INCOME, record_income
from portal.usecases.intake import health_paper
from portal.usecases.queries import blanks, family_income, people
from portal.usecases.queries import recipients as queries
from portal.usecases.queries.blank_affairs import ABOUT_INCOME
from portal.usecases.queries.checklist import Checklist, ChecklistRow, document_checklist
from portal.usecases.queries.coming_breaks import coming_breaks
from portal.usecases.queries.contract_refusals import standing_refusal
from portal.usecases.queries.erasable_cards import left_card
from portal.usecases.queries.fee import is_free_anyway
from portal.usecases.queries.intake import IntakeView, get_intake
from portal.usecases.queries.recipient_affairs import RecipientAffairs, recipient_affairs
from portal.usecases.queries.recipient_ways import served_in_another_department
from portal.usecases.queries.stopped_contracts import stopped_by_refusal
from portal.usecases.recipients import change_recipient, register_recipient
from portal.usecases.role_access import Subject, is_own_person, sees, subject_of_paper, who_sees
from portal.usecases.transfer_reception import RECEIVES
from portal.usecases.urgent import CARE
from portal.web import access_log, downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.clock import now, today
from portal.web.contracts.presenters import state_tag
from portal.web.differences import Difference, differences
from portal.web.forms import PortalForm, drafted
from portal.web.htmx import redirect, render, wants_part
from portal.web.numbers import row_named
from portal.web.pages import page_number, pages_of
from portal.web.recipients import fees, income_form, presenters
from portal.web.recipients.forms import DocumentForm, RecipientForm, recorded
from portal.web.recipients.income_form import IncomeForm, Typed

blueprint = Blueprint("recipients", __name__, url_prefix="/recipients")

INCOME_ROLES = tuple(KNOWS_INCOME)
SEES_CONTACTS = who_sees(Subject.ADDRESS)
GRANTS_ACCESS = (Role.DIRECTOR, Role.SOCIAL_WORKER, Role.HEAD_OF_DEPARTMENT)


@blueprint.get("")
@allow(*OFFICE)
def index() -> Response:
    words = request.args.get("q", "").strip()[:100]
    mine = request.args.get("mine") == "1"
    page = queries.list_recipients(actor(), words, mine=mine, page=page_number())
    contracts = [row.contract_id for row in page.rows if row.contract_id]
    return render(
        "recipients/index.html",
        part="recipients/_list.html",
        page=page,
        pages=pages_of(page),
        sees_contacts=sees(actor(), Subject.ADDRESS),
        words=words,
        mine=mine,
        state_tag=state_tag,
        coming=coming_breaks(actor(), contracts, today()),
        stopped=stopped_by_refusal(contracts),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@allow(*OFFICE)
def new() -> Response:
    form = RecipientForm()
    _offer(form)
    if request.method == "GET" and not form.restored and actor().role is Role.SOCIAL_WORKER:
        form.social_worker_id.data = str(actor().membership_id)
    if form.validate_on_submit():
        with form.refusals():
            recipient_id = register_recipient(
                form.to_register(), region=region(), actor=actor(), now=now()
            )
            return _saved(recipient_id, "Получатель записан. Теперь отметьте документы.")
    return render("recipients/new.html", form=form, status=form.status)


def _saved(recipient_id: int, said: str) -> Response:
    """To the card; a worker who has given the person to a colleague opens it no more."""
    if is_own_person(actor(), recipient_id):
        flash(said)
        return redirect(url_for("recipients.show", recipient_id=recipient_id))
    flash("Записано. Карточка теперь у другого социального работника, у вас её больше нет.")
    return redirect(url_for("recipients.index"))


def _offer(form: RecipientForm) -> None:
    form.offer(
        presenters.free_categories(),
        people.list_departments(actor()),
        people.list_social_workers(actor(), today()),
    )


@blueprint.get("/<int:recipient_id>")
@allow(*OFFICE)
def show(recipient_id: int) -> Response:
    person = queries.get_recipient(actor(), recipient_id, today())
    affairs = recipient_affairs(actor(), recipient_id, today())
    checklist = document_checklist(actor().provider_id, recipient_id, region(), today())
    sees_income = family_income.may_see_income(actor())
    return render(
        "recipients/show.html",
        person=person,
        affairs=affairs,
        papers=presenters.papers_line(checklist),
        checklist=checklist,
        categories=presenters.category_titles(),
        state_tag=state_tag,
        coming=coming_breaks(actor(), [one.id for one in affairs.contracts], today()),
        stopped=stopped_by_refusal([one.id for one in affairs.contracts]),
        sees_income=sees_income,
        sees_contacts=sees(actor(), Subject.ADDRESS),
        sees_payments=sees(actor(), Subject.PAYMENTS),
        fee=fees.fee(recipient_id) if sees_income else None,
        free_anyway=is_free_anyway(actor().provider_id, recipient_id, region(), today()),
        step=presenters.next_step(person, affairs, checklist, sees_income=sees_income),
        place=presenters.place_awaited(person, affairs),
        grants_access=actor().role in GRANTS_ACCESS,
        gives_urgent=actor().role in CARE,
        may_draft=actor().role in presenters.DRAFTERS,
        intake=_intake(affairs),
        elsewhere=served_in_another_department(actor(), recipient_id, today()),
        left=left_card(actor(), recipient_id) if actor().role in RECEIVES else None,
    )


def _intake(affairs: RecipientAffairs) -> IntakeView | None:
    """The steps of the newest programme, while its contract is not in force and was not refused."""
    newest = next((one for one in affairs.programmes if not one.withdrawn), None)
    if newest is None or newest.valid_until < today():
        return None
    served = any(one.id == newest.contract_id and one.state in RUNNING for one in affairs.contracts)
    ended = any(
        one.state is ContractState.TERMINATED and one.concluded_on >= newest.issued_on
        for one in affairs.contracts
    )
    if served or ended or standing_refusal(actor(), newest.id) is not None:
        return None
    return get_intake(actor(), newest.id, region(), today())


@blueprint.route("/<int:recipient_id>/edit", methods=["GET", "POST"])
@allow(*SEES_CONTACTS)
def edit(recipient_id: int) -> Response:
    person = queries.get_recipient(actor(), recipient_id, today())
    form = RecipientForm(data=recorded(person))
    _offer(form)
    if form.validate_on_submit():
        with form.refusals(), form.conflicts():
            command = form.to_change(recipient_id)
            change_recipient(command, region=region(), actor=actor(), now=now())
            return _saved(recipient_id, "Изменения записаны.")
    changed: tuple[Difference, ...] = ()
    if form.outdated:
        person = queries.get_recipient(actor(), recipient_id, today())
        now_recorded = RecipientForm(formdata=None, data=recorded(person))
        _offer(now_recorded)
        changed = differences(form, now_recorded)
        # The reader has the newer record in sight: what is sent next is meant over it.
        form.version.data = str(person.version)
    return render(
        "recipients/edit.html", form=form, status=form.status, person=person, changed=changed
    )


@blueprint.get("/<int:recipient_id>/documents")
@allow(*OFFICE)
def documents(recipient_id: int) -> Response:
    person = queries.get_recipient(actor(), recipient_id, today())
    return _documents_page(person, _checklist(person), {})


@blueprint.post("/<int:recipient_id>/documents/<string:code>")
@allow(*OFFICE)
def receive_document(recipient_id: int, code: str) -> Response:
    person = queries.get_recipient(actor(), recipient_id, today())
    checklist = _checklist(person)
    asked = _row_of(checklist.rows, code)
    form = DocumentForm(code, asked.requirement.kinds if asked else ())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id, code)
            submit_document(command, region=region(), actor=actor(), now=now())
            return _received(person, code)
    return _documents_page(person, checklist, {code: form}, status=422)


def _received(person: queries.RecipientView, code: str) -> Response:
    if not wants_part():
        flash("Документ отмечен.")
        asked = row_named("programme")
        page = url_for("recipients.documents", recipient_id=person.id, programme=asked)
        return redirect(f"{page}#paper-{code}")
    return _documents_page(person, _checklist(person), {}, saved=code)


def _documents_page(
    person: queries.RecipientView,
    checklist: Checklist,
    forms: dict[str, DocumentForm],
    *,
    status: int = 200,
    saved: str | None = None,
) -> Response:
    """The whole list, or for htmx the row that was sent."""
    asked = [row.requirement for row in checklist.rows]
    shown = saved or next(iter(forms), None)
    return render(
        "recipients/documents.html",
        part="recipients/_document.html" if shown in [one.code for one in asked] else None,
        status=status,
        person=person,
        programme_named=row_named("programme"),
        checklist=checklist,
        row=_row_of(checklist.rows, shown),
        forms={
            one.code: forms.get(one.code) or DocumentForm(one.code, one.kinds, formdata=None)
            for one in asked
        },
        form=next(iter(forms.values()), None),
        tags=presenters.PAPER_TAGS,
        may_read=lambda code: sees(actor(), subject_of_paper(code)),
        saved=saved,
        sees_contacts=sees(actor(), Subject.ADDRESS),
        health_paper=health_paper(region(), today()),
        papers=presenters.papers_line(checklist),
    )


def _checklist(person: queries.RecipientView) -> Checklist:
    """By the programme of the address, else by the newest; read anew once a paper came."""
    asked = row_named("programme")
    return document_checklist(actor().provider_id, person.id, region(), today(), asked)


def _row_of(rows: tuple[ChecklistRow, ...], code: str | None) -> ChecklistRow | None:
    return next((row for row in rows if row.requirement.code == code), None)


@blueprint.get("/<int:recipient_id>/documents/<int:document_id>/scan")
@allow(*OFFICE)
def scan(recipient_id: int, document_id: int) -> Response:
    found = queries.get_scan(actor(), recipient_id, document_id)
    return downloads.scan(found, name=f"scan-{document_id}")


@blueprint.route("/<int:recipient_id>/income", methods=["GET", "POST"])
@allow(*INCOME_ROLES)
def income(recipient_id: int) -> Response:
    person = queries.get_recipient(actor(), recipient_id, today())
    form = _grid(_typed(person))
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            record_income(command, region=region(), actor=actor(), now=now())
            flash("Доходы записаны.")
            return redirect(url_for("recipients.show", recipient_id=recipient_id))
    return _income_page(person, form, status=form.status)


@blueprint.post("/<int:recipient_id>/income/preview")
@allow(*INCOME_ROLES)
def preview(recipient_id: int) -> Response:
    """What the figures come to; nothing is recorded."""
    person = queries.get_recipient(actor(), recipient_id, today())
    form = _grid(request.form)
    return _income_page(person, form, status=200 if form.validate() else 422, counted=True)


@blueprint.post("/<int:recipient_id>/income/months")
@allow(*INCOME_ROLES)
def months(recipient_id: int) -> Response:
    """The same grid for the months of another day of application."""
    person = queries.get_recipient(actor(), recipient_id, today())
    return _income_page(person, _grid(request.form))


@blueprint.post("/<int:recipient_id>/income/members")
@allow(*INCOME_ROLES)
def add_member(recipient_id: int) -> Response:
    person = queries.get_recipient(actor(), recipient_id, today())
    return _income_page(person, _grid(income_form.with_member(request.form)))


@blueprint.post("/<int:recipient_id>/income/members/<int:member>/remove")
@allow(*INCOME_ROLES)
def remove_member(recipient_id: int, member: int) -> Response:
    person = queries.get_recipient(actor(), recipient_id, today())
    return _income_page(person, _grid(income_form.without_member(request.form, member)))


@blueprint.post("/<int:recipient_id>/income/members/<int:member>/sources")
@allow(*INCOME_ROLES)
def add_source(recipient_id: int, member: int) -> Response:
    person = queries.get_recipient(actor(), recipient_id, today())
    return _income_page(person, _grid(income_form.with_source(request.form, member)))


@blueprint.post("/<int:recipient_id>/income/members/<int:member>/sources/<int:source>/remove")
@allow(*INCOME_ROLES)
def remove_source(recipient_id: int, member: int, source: int) -> Response:
    person = queries.get_recipient(actor(), recipient_id, today())
    typed = income_form.without_source(request.form, member, source)
    return _income_page(person, _grid(typed))


def _typed(person: queries.RecipientView) -> Typed:
    if request.method == "POST":
        return MultiDict(request.form)
    if typed := drafted():
        return typed
    known = family_income.newest_income(actor(), person.id)
    return income_form.first_values(person, known, today())


def _grid(typed: Typed) -> IncomeForm:
    """The grid for the months that count on the day of application, today's while it is unclear."""
    return IncomeForm(typed, family_income.income_months(region(), _applied_on(typed), today()))


def _applied_on(typed: Typed) -> date:
    return fees.day_typed(typed.get("applied_on", "")) or today()


def _income_page(
    person: queries.RecipientView, form: IncomeForm, *, status: int = 200, counted: bool = False
) -> Response:
    return render(
        "recipients/income.html",
        part="recipients/_fee.html" if counted else "recipients/_grid.html",
        status=status,
        person=person,
        form=form,
        result=fees.income_result(person, form),
    )


@blueprint.route("/<int:recipient_id>/access", methods=["GET", "POST"])
@allow(*GRANTS_ACCESS)
def access(recipient_id: int) -> Response:
    """A login and a one-time code for the cabinet: shown once, printed and handed over."""
    person = queries.get_recipient(actor(), recipient_id, today())
    granted = None
    form = PortalForm()
    if form.validate_on_submit():
        with form.refusals():
            granted = grant_recipient_access(
                recipient_id, region=region(), actor=actor(), now=now()
            )
    affairs = recipient_affairs(actor(), recipient_id, today())
    return render(
        "recipients/access.html",
        status=200 if granted else form.status,
        person=person,
        form=form,
        granted=granted,
        login=affairs.login,
    )


@blueprint.get("/<int:recipient_id>/forms")
@allow(*OFFICE)
def forms(recipient_id: int) -> Response:
    person = queries.get_recipient(actor(), recipient_id, today())
    found = blanks.blanks_for(actor(), recipient_id, region(), today())
    return render("recipients/forms.html", person=person, forms=found)


@blueprint.get("/<int:recipient_id>/forms/<string:code>")
@allow(*OFFICE)
def form(recipient_id: int, code: str) -> Response:
    paper, facts = blanks.filled_blank(actor(), recipient_id, code, region(), today())
    if ABOUT_INCOME & facts.values.keys():
        access_log.shown()
    content = press().pdf(paper, region().code, facts)
    if beside := blanks.consent_beside(actor(), recipient_id, paper, region(), today()):
        content = merge([content, press().pdf(beside[0], region().code, beside[1])])
    return downloads.paper(content, name=f"blank-{recipient_id}", title=paper.title)
