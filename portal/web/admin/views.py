"""Administration: who may sign in, the dated reference values, the passport of the region."""

from flask import Blueprint, Response, flash, request, url_for

from portal.models.user import Role
from portal.usecases.accounts import block_user, create_user, renew_code, unblock_user
from portal.usecases.queries import people as queries
from portal.usecases.queries import reference as reference_values
from portal.usecases.reference import SetReferenceValue, set_reference_value
from portal.usecases.reference_weighing import WeighedValue, weigh_reference_value
from portal.web.access import actor, allow, region
from portal.web.admin import presenters
from portal.web.admin.forms import PersonForm, ReferenceForm
from portal.web.clock import now, today
from portal.web.htmx import redirect, render

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

KEEPS_ACCOUNTS = (Role.ADMINISTRATOR, Role.DIRECTOR)
EDIT, WRITE = "edit", "write"
READS_REFERENCE = (Role.ADMINISTRATOR, Role.DIRECTOR, Role.ACCOUNTANT)


@blueprint.get("/people")
@allow(*KEEPS_ACCOUNTS)
def people() -> Response:
    return render(
        "admin/people.html",
        rows=queries.list_staff(actor(), today()),
        first_page=actor().role is Role.ADMINISTRATOR,
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@allow(*KEEPS_ACCOUNTS)
def new_person() -> Response:
    form = PersonForm()
    form.offer(queries.list_departments(actor()), queries.roles_of_staff(actor()))
    if form.validate_on_submit():
        with form.refusals():
            done = create_user(form.to_command(), region=region(), actor=actor(), now=now())
            return _code_slip(done.id, done.login, done.code)
    return render("admin/new_person.html", status=form.status, form=form)


def _code_slip(user_id: int, login: str, code: str) -> Response:
    """The login and the one-time code: on the screen once, then on paper only."""
    person = queries.get_person(actor(), user_id, today())
    return render("admin/code.html", person=person, login=login, code=code)


@blueprint.get("/people/<int:user_id>")
@allow(*KEEPS_ACCOUNTS)
def person(user_id: int) -> Response:
    found = queries.get_person(actor(), user_id, today())
    return render("admin/person.html", person=found, is_self=found.user_id == actor().user_id)


@blueprint.post("/people/<int:user_id>/code")
@allow(*KEEPS_ACCOUNTS)
def renew(user_id: int) -> Response:
    granted = renew_code(user_id, region=region(), actor=actor(), now=now())
    return _code_slip(user_id, granted.login, granted.code)


@blueprint.post("/people/<int:user_id>/block")
@allow(*KEEPS_ACCOUNTS)
def block(user_id: int) -> Response:
    block_user(user_id, region=region(), actor=actor(), now=now())
    flash("Вход закрыт, открытые сеансы завершены.")
    return redirect(url_for("admin.person", user_id=user_id))


@blueprint.post("/people/<int:user_id>/unblock")
@allow(*KEEPS_ACCOUNTS)
def unblock(user_id: int) -> Response:
    unblock_user(user_id, region=region(), actor=actor(), now=now())
    flash("Вход снова открыт.")
    return redirect(url_for("admin.person", user_id=user_id))


@blueprint.get("/reference")
@allow(*READS_REFERENCE)
def reference() -> Response:
    words, kind = request.args.get("q", "").strip(), request.args.get("kind", "")
    kind = kind if kind in presenters.KINDS else ""
    rows = presenters.reference_rows(reference_values.list_reference_values(region()), words, kind)
    gaps = reference_values.reference_gaps(region(), today())
    return render(
        "admin/reference.html",
        part="admin/_reference.html",
        rows=rows,
        words=words,
        kind=kind,
        kinds=presenters.KINDS,
        missing=presenters.missing(gaps),
        next_year=gaps.next_year,
        region_name=region().identity.name,
        may_add=actor().role is Role.ADMINISTRATOR,
        handles_money=actor().role in (Role.DIRECTOR, Role.ACCOUNTANT),
    )


@blueprint.route("/reference/new", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def new_reference() -> Response:
    """Typed, then checked beside the value it follows, then written."""
    rules = region().rules
    form = ReferenceForm(
        rules.service_catalogue.on(today()).items,
        norms=rules.schedule_rules.on(today()).norms is not None,
    )
    if form.step.data != EDIT and form.validate_on_submit():
        with form.refusals():
            command = form.to_command()
            weighed = weigh_reference_value(command, region=region(), actor=actor(), now=now())
            asked = form.step.data == WRITE
            if asked and (form.sure.data or not weighed.doubts):
                with form.refusals():
                    set_reference_value(command, region=region(), actor=actor(), now=now())
                    flash("Значение записано.")
                    return redirect(url_for("admin.reference"))
            elif asked:
                form.sure.errors = ["Отметьте, что значение и день сверены с актом"]
            return _check_page(form, command, weighed)
    status = 200 if form.step.data == EDIT else form.status
    return render("admin/new_reference.html", status=status, form=form)


def _check_page(form: ReferenceForm, command: SetReferenceValue, weighed: WeighedValue) -> Response:
    line = presenters.line_of(command, today())
    return render(
        "admin/check_reference.html",
        status=form.status if form.errors else 200,
        form=form,
        line=line,
        weighed=weighed,
        before=presenters.amount_text(command.key, weighed.before.amount) if weighed.before else "",
        percent=presenters.percent_text(weighed.percent),
        region_name=region().identity.name,
    )


@blueprint.get("/region")
@allow(*KEEPS_ACCOUNTS)
def region_passport() -> Response:
    return render("admin/region.html", passport=presenters.passport_of_region())
