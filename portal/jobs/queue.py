"""The queue of an application: work is put into it by number, and a worker takes it out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, current_app
from huey import Huey, PostgresHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import make_url, select

from portal.extensions import db
from portal.jobs.kinds import IN_OWN_NAME, KINDS
from portal.jobs.rows import fail_interrupted, queued_row, same_under_way
from portal.jobs.running import run_job
from portal.models import Job, JobState
from portal.models.types import JsonObject
from portal.usecases.actor import Actor
from portal.usecases.sealing import Sealer
from portal.usecases.transaction import reading, transaction

if TYPE_CHECKING:
    from portal.config import Settings

LONGEST_PAUSE = 0.5
"""Seconds an idle worker sleeps at most before it looks into the queue again."""


class _JsonSerializer(Serializer):
    """Messages as JSON: a queue that somebody tampered with must not run code."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Message:
        message: list[Any] = json.loads(bytes(data))
        return Message(*message)


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue of one application and its only task: run the job of this number."""

    huey: Huey
    run: Callable[[int], object]


def init_app(app: Flask) -> None:
    """Open the application's queue: a file beside SQLite, the database itself on PostgreSQL."""
    huey = _huey(app.extensions["settings"])

    @huey.task(name="run_job")
    def run(job_id: int) -> None:
        with app.app_context():
            run_job(job_id)

    app.extensions["jobs"] = Queue(huey, run)


def _huey(settings: Settings) -> Huey:
    options: dict[str, object] = {
        "results": False,
        "immediate": settings.immediate_jobs,
        "serializer": _JsonSerializer(),
    }
    url = make_url(settings.database_url)
    if url.get_backend_name() == "postgresql" and settings.queue_path is None:
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey("portal", dsn=dsn, **options)
    return SqliteHuey("portal", filename=str(settings.queue_path), timeout=15, **options)


def enqueue(kind: str, arguments: JsonObject, *, actor: Actor, now: datetime) -> int:
    """Write a job's row and put its number into the queue; the row's id is its address.

    The same work that already waits or runs is not done twice: its id is the answer. What is done
    in somebody's own name is the same only when the same person asks.
    """
    if kind not in KINDS:
        raise ValueError(f"No job is called {kind}")
    with transaction() as session:
        mine = kind in IN_OWN_NAME
        same = same_under_way(session, kind, arguments, actor=actor, personal=mine)
        if same is not None:
            return same
        job = queued_row(kind, arguments, actor=actor, now=now)
        session.add(job)
        session.flush()
        job_id = job.id
    # After the commit: a worker may be quicker than we are.
    _queue().run(job_id)
    return job_id


def run_here(
    kind: str, arguments: JsonObject, *, actor: Actor, now: datetime, sealer: Sealer
) -> int:
    """Do the work within this request, with its row and its progress like any other.

    For what must not outlive the request: a token's PIN is in ``sealer`` and nowhere else.
    """
    with transaction() as session:
        job = queued_row(kind, arguments, actor=actor, now=now)
        session.add(job)
        session.flush()
        job_id = job.id
    run_job(job_id, opened=sealer)
    return job_id


def recover() -> int:
    """Put every queued job back into the queue; returns how many.

    Called when a worker starts: a crash between the row and the queue must lose nothing.
    """
    with reading() as session:
        queued = session.scalars(
            select(Job.id).where(Job.state == JobState.QUEUED).order_by(Job.id)
        ).all()
    for job_id in queued:
        _queue().run(job_id)
    return len(queued)


def run_worker(app: Flask, *, workers: int = 1) -> None:
    """Run queued jobs until the process is told to stop: `portal worker`.

    A single worker is a thread, because drawing a month's papers starts processes of its own.
    """
    queue: Queue = app.extensions["jobs"]
    _prepare(app, alone=workers == 1 and isinstance(queue.huey, SqliteHuey))
    consumer = queue.huey.create_consumer(
        workers=workers,
        worker_type="thread" if workers == 1 else "process",
        periodic=False,
        max_delay=LONGEST_PAUSE,
    )
    consumer.run()


def _prepare(app: Flask, *, alone: bool) -> None:
    with app.app_context():
        if alone:
            fail_interrupted()
        recover()
        # Connections must not be shared with the processes that are going to be forked.
        db.session.remove()
        db.engine.dispose()


def _queue() -> Queue:
    return cast("Queue", current_app.extensions["jobs"])
