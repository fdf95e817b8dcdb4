"""The row of a job, from the queue to its end; the queue itself never tells what became of it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.people import short_name
from portal.jobs.orders import Keep, Order, Progress
from portal.models import Job, JobState, Membership, Provider, User
from portal.models.types import JsonObject
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading, transaction, write_aside


def queued_row(kind: str, arguments: JsonObject, *, actor: Actor, now: datetime) -> Job:
    """The row of work that is asked for now."""
    return Job(
        provider_id=actor.provider_id,
        kind=kind,
        arguments=arguments,
        state=JobState.QUEUED,
        queued_at=now,
        queued_by_id=actor.membership_id,
    )


def same_under_way(
    session: Session, kind: str, arguments: JsonObject, *, actor: Actor, personal: bool
) -> int | None:
    """The job that does this very work by now, if there is one; ``personal``: for the actor."""
    wanted = select(Job.id, Job.arguments).where(
        Job.provider_id == actor.provider_id,
        Job.kind == kind,
        Job.state.in_((JobState.QUEUED, JobState.RUNNING)),
    )
    if personal:
        wanted = wanted.where(Job.queued_by_id == actor.membership_id)
    waiting = session.execute(wanted)
    return next((job_id for job_id, given in waiting if given == arguments), None)


def claim(job_id: int) -> bool:
    """Only one worker gets a queued job, however often its number was delivered."""
    with transaction() as session:
        claimed = session.scalars(
            update(Job)
            .where(Job.id == job_id, Job.state == JobState.QUEUED)
            .values(state=JobState.RUNNING, started_at=_now())
            .returning(Job.id)
        ).all()
        return bool(claimed)


def order_of(job_id: int) -> tuple[str, Order]:
    """The kind of a job and everything that it needs."""
    with reading() as session:
        job, provider, membership, user = session.execute(
            select(Job, Provider, Membership, User)
            .join(Provider, Provider.id == Job.provider_id)
            .join(Membership, Membership.id == Job.queued_by_id)
            .join(User, User.id == Membership.user_id)
            .where(Job.id == job_id)
        ).one()
        return job.kind, Order(
            arguments=job.arguments,
            region=current_app.extensions["regions"][provider.region_code],
            actor=Actor(
                user_id=user.id,
                membership_id=membership.id,
                provider_id=provider.id,
                role=membership.role,
                name=short_name(user.surname, user.name, user.patronymic),
            ),
            press=current_app.extensions["press"],
            now=_now(),
            progress=_progress_of(job_id),
            keep=_keeping(job_id),
        )


def _progress_of(job_id: int) -> Progress:
    """Reports go past the use case's transaction; one that would have to wait is dropped."""

    def report(done: int, total: int, message: str = "") -> None:
        row = update(Job).where(Job.id == job_id)
        write_aside(row.values(done=done, total=total, message=message))

    return report


def _keeping(job_id: int) -> Keep:
    """What came of the work so far outlives a killed worker; what would have to wait is dropped."""

    def keep(so_far: JsonObject) -> None:
        write_aside(update(Job).where(Job.id == job_id).values(result=so_far))

    return keep


def finish(
    job_id: int,
    state: JobState,
    *,
    message: str | None = None,
    error_number: str | None = None,
    result: JsonObject | None = None,
) -> None:
    """Write how a job ended: what came of it, or why nothing did."""
    with transaction() as session:
        job = session.get_one(Job, job_id)
        job.state, job.finished_at = state, _now()
        job.error_number = error_number
        if result is not None:
            job.result = result
        if message is not None:
            job.message = message
        if state is JobState.DONE:
            job.done = job.total


def fail_interrupted() -> int:
    """Mark jobs that a killed worker left running; only where there is a single worker."""
    with transaction() as session:
        return len(
            session.scalars(
                update(Job)
                .where(Job.state == JobState.RUNNING)
                .values(
                    state=JobState.FAILED,
                    finished_at=_now(),
                    message="Работа прервана остановкой портала. Запустите её ещё раз: "
                    "сделанное сохранено и не повторится.",
                )
                .returning(Job.id)
            ).all()
        )


def _now() -> datetime:
    clock = current_app.extensions.get("clock")
    return clock.now() if clock else datetime.now(UTC)
