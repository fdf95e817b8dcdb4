"""Signing in and out, the own password, the look of the pages."""

from flask import Blueprint, Response, current_app, flash, make_response, request, session, url_for
from flask_login import current_user

from portal.domain.violations import RulesBroken
from portal.models.user import Role
from portal.usecases.accounts import ChangePassword, change_password
from portal.usecases.sessions import SignIn, TooManyAttempts, open_session
from portal.web import drafts
from portal.web.access import actor, allow, public, region
from portal.web.auth.forms import ActivationForm, PasswordForm, SignInForm
from portal.web.auth.signing import address, begin, end
from portal.web.clock import now
from portal.web.display import local_path, remember
from portal.web.forms import PortalForm, violations_into
from portal.web.htmx import redirect, render

blueprint = Blueprint("auth", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    form = SignInForm()
    if request.method == "GET":
        form.next.data = local_path(request.args.get("next"))
    if form.validate_on_submit():
        answer = _open(form, form.to_command(address()), local_path(form.next.data))
        if answer is not None:
            return answer
    kept = drafts.KEY in session
    return render("auth/sign_in.html", form=form, status=form.status, kept=kept)


@blueprint.route("/activate", methods=["GET", "POST"])
@public
def activate() -> Response:
    """The first sign-in with the one-time code from paper; the password is chosen next."""
    form = ActivationForm()
    if form.validate_on_submit():
        answer = _open(form, form.to_command(address()), url_for("home.today"))
        if answer is not None:
            return answer
    return render("auth/activate.html", form=form, status=form.status)


def _open(form: PortalForm, command: SignIn, target: str) -> Response | None:
    """Open the session and go on; None when the form must be shown again."""
    try:
        opened = open_session(command, now=now())
    except TooManyAttempts:
        raise
    except RulesBroken as error:
        violations_into(form, error)
        return None
    begin(opened)
    return redirect(url_for("auth.password") if opened.must_change_password else target)


@blueprint.post("/sign-out")
@allow(*Role)
def sign_out() -> Response:
    end()
    response = make_response(redirect(url_for("auth.sign_in")))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.route("/password", methods=["GET", "POST"])
@allow(*Role)
def password() -> Response:
    """A new password; every other open session of the reader ends."""
    form = PasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            command = ChangePassword(form.current.data or None, form.new.data)
            change_password(command, region=region(), actor=actor(), now=now())
            _open(form, SignIn(current_user.session.login, form.new.data, address()), "/")
            flash("Пароль сохранён. Другие открытые входы закрыты.")
            return redirect(url_for("home.today"))
    return render(
        "auth/password.html",
        form=form,
        status=form.status,
        first=current_user.session.must_change_password,
        login=current_user.session.login,
    )


@blueprint.post("/view")
@public
def look() -> Response:
    """Keep the chosen font and colours and go back to the page."""
    response = redirect(local_path(request.form.get("next")))
    remember(response, request.form.to_dict(), https=current_app.extensions["settings"].https)
    return response
