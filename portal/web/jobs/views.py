"""How far long work is: a page, and its block asked for every two seconds until it is done."""

from flask import Blueprint, Response, request

from portal.models.user import Role
from portal.usecases.queries.jobs import get_job
from portal.web.access import actor, allow
from portal.web.htmx import render
from portal.web.jobs.presenters import progress_of

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")


@blueprint.get("/<int:job_id>")
@allow(Role.DIRECTOR, Role.ACCOUNTANT)
def show(job_id: int) -> Response:
    job = get_job(actor(), job_id)
    progress = progress_of(job)
    said = request.args.get("said", "")
    return render(
        "jobs/show.html",
        part="jobs/_job.html",
        job=job,
        progress=progress,
        # A screen reader hears each quarter once, not every poll.
        news=not said.isdecimal() or int(said[:2]) < progress.quarter,
    )
