"""The public page for verifying a paper, and the copy of it that works without a network."""

from flask import Blueprint, Response, request

from portal.usecases.verification import (
    Verification,
    count_question,
    public_keys,
    verify_file,
    verify_text,
)
from portal.web import downloads
from portal.web.access import public, regions
from portal.web.auth.signing import address
from portal.web.clock import now
from portal.web.forms import UNPROCESSABLE
from portal.web.htmx import render
from portal.web.verify import presenters
from portal.web.verify.forms import VerifyForm

blueprint = Blueprint("verify", __name__, url_prefix="/verify")


@blueprint.route("", methods=["GET", "POST"])
@public
def index() -> Response:
    """The form and its answer; an address with ``?code=`` asks about that code at once."""
    form = VerifyForm()
    answer = None
    asked = request.args.get("code", "")
    if request.method == "GET" and asked:
        form.code.data = asked[:20]
        with form.refusals():
            answer = _ask(form)
    elif form.validate_on_submit():
        with form.refusals():
            answer = _ask(form)
    return render(
        "verify/index.html",
        form=form,
        status=UNPROCESSABLE if form.problems else 200,
        answer=answer,
        heading=presenters.heading,
        tone=presenters.tone,
        facts=presenters.facts,
        keys=public_keys(),
    )


def _ask(form: VerifyForm) -> Verification:
    count_question(address(), now())
    content = form.content()
    if content is not None:
        return verify_file(content, regions())
    return verify_text(form.text(), regions())


@blueprint.get("/page")
@public
def page() -> Response:
    """One file with the keys inside, to keep: it verifies QR codes with no network at all."""
    found = list(regions().values())
    # The latest day among the regions: nobody reads of a day that is over where he is.
    day = max((region.today(now()) for region in found), default=now().date())
    text = presenters.saved_page(public_keys(), found, day)
    return downloads.attachment(
        text.encode(), media_type="text/html", name="verify", title="Проверка документов.html"
    )
