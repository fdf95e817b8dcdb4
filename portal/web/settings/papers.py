"""The provider's papers that are shown on request: the list, the form that keeps one, a file."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for
from wtforms import FileField

from portal.domain.violations import NotFound
from portal.usecases.departments import OPENS
from portal.usecases.provider_papers import (
    KeepPaper,
    ShownPapers,
    keep_provider_paper,
    provider_paper_file,
    shown_papers,
)
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, region
from portal.web.clock import now, today
from portal.web.forms import Choice, PortalForm, Required
from portal.web.htmx import redirect, render
from portal.web.recipients.people_forms import upload_of


class ProviderPaperForm(PortalForm):
    """Which paper, and its file."""

    code = Choice("Документ", validators=[Required("Выберите документ")])
    scan = FileField("Файл")

    def offer(self, found: ShownPapers) -> None:
        """The papers of the region's list."""
        self.code.offer((one.code, one.title) for one in found.papers)

    def to_command(self) -> KeepPaper:
        return KeepPaper(self.code.data or "", upload_of(self.scan))


def join(blueprint: Blueprint) -> None:
    """Add the pages to the blueprint of settings."""
    blueprint.add_url_rule("/papers", view_func=papers, methods=["GET", "POST"])
    blueprint.add_url_rule("/papers/<string:code>", view_func=provider_file)


@allow(*OPENS)
def papers() -> Response:
    """What is kept, and a form to keep one more."""
    found = shown_papers(actor(), region(), today())
    if found is None:
        raise NotFound
    form = ProviderPaperForm()
    form.offer(found)
    if form.validate_on_submit():
        with form.refusals():
            keep_provider_paper(form.to_command(), region=region(), actor=actor(), now=now())
            flash("Файл сохранён. Его видно там, где составляют договор.")
            return redirect(url_for("settings.papers"))
    return render("settings/papers.html", status=form.status, form=form, found=found)


@allow(*OFFICE)
def provider_file(code: str) -> Response:
    """The file of a paper, for whoever shows it to a recipient."""
    found = provider_paper_file(actor(), code)
    return downloads.scan(found, name=code.replace("_", "-"))
