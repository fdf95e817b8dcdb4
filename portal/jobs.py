"""Queued work: each job calls one use case and leaves its progress in a row that a page can show.

The row is the truth, the queue (huey) only carries its number: a number delivered twice runs once,
a number that was lost is put back when the worker starts. Papers are drawn here, off the web's
threads.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Protocol, cast

from flask import Flask, current_app
from huey import Huey, PostgresHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import make_url, select, update
from sqlalchemy.orm import Session

from portal.domain.people import short_name
from portal.domain.violations import RulesBroken
from portal.extensions import db
from portal.models import Job, JobState, Membership, Provider, User
from portal.models.types import JsonObject
from portal.signing.vault import Vault
from portal.usecases import act_signing, months, notice_papers, signing_queue, tariff_days
from portal.usecases.actor import Actor
from portal.usecases.sealing import Sealer
from portal.usecases.transaction import reading, transaction, write_aside

if TYPE_CHECKING:
    from portal.config import Settings
    from portal.documents.press import Press
    from portal.regions.registry import Region

log = logging.getLogger(__name__)

LONGEST_PAUSE = 0.5
"""Seconds an idle worker sleeps at most before it looks into the queue again."""


class Progress(Protocol):
    """How a use case tells how far it is: done of total, and what it is at."""

    def __call__(self, done: int, total: int, message: str = "") -> None: ...


@dataclass(frozen=True, slots=True)
class Order:
    """Everything a kind of job needs to call its use case."""

    arguments: JsonObject
    region: Region
    actor: Actor
    press: Press
    now: datetime
    progress: Progress
    opened: Sealer | None = None

    @property
    def sealer(self) -> Sealer:
        """What seals at the director's signature: what the request has opened, or the vault."""
        if self.opened is not None:
            return self.opened
        settings: Settings = current_app.extensions["settings"]
        return Sealer(Vault(settings.secret_key))

    def day(self, name: str) -> date:
        """An argument that is a day or a month."""
        return date.fromisoformat(str(self.arguments[name]))

    def number(self, name: str) -> int:
        """An argument that is a row's number or its version."""
        return int(str(self.arguments[name]))


Kind = Callable[[Order], JsonObject]


def _close_month(order: Order) -> JsonObject:
    closed = months.close_month(
        months.CloseMonth(month=order.day("month")),
        region=order.region,
        actor=order.actor,
        now=order.now,
    )
    return {
        "month": order.day("month").isoformat(),
        "acts": closed.acts,
        "total_due": str(closed.total_due),
        "skipped": len(closed.skipped),
        "warnings": list(closed.warnings),
    }


def _print_month_papers(order: Order) -> JsonObject:
    printed = months.print_month_papers(
        order.day("month"),
        region=order.region,
        actor=order.actor,
        now=order.now,
        press=order.press,
        progress=order.progress,
    )
    return {
        "month": order.day("month").isoformat(),
        "papers": printed.papers,
        "failed": list(printed.failed),
    }


def _rehearse_tariff_day(order: Order) -> JsonObject:
    contracts = tariff_days.rehearse_tariff_day(
        order.number("tariff_day_id"),
        region=order.region,
        actor=order.actor,
        now=order.now,
        progress=order.progress,
    )
    return {"tariff_day_id": order.number("tariff_day_id"), "contracts": contracts}


def _set_tariff_day(order: Order) -> JsonObject:
    day_id = order.number("tariff_day_id")
    done = tariff_days.set_tariff_day(
        tariff_days.SetTariffDay(
            day_id, order.number("version"), leave_uncounted=bool(order.arguments.get("leave"))
        ),
        region=order.region,
        actor=order.actor,
        now=order.now,
        progress=order.progress,
    )
    return {
        "tariff_day_id": day_id,
        "notices": done.notices,
        "agreements": done.agreements,
    }


def _print_notices(order: Order) -> JsonObject:
    day_id = order.number("tariff_day_id")
    printed = notice_papers.print_notices(
        day_id,
        region=order.region,
        actor=order.actor,
        now=order.now,
        press=order.press,
        progress=order.progress,
    )
    return {"tariff_day_id": day_id, "papers": printed.papers, "failed": list(printed.failed)}


def _sign_acts(order: Order) -> JsonObject:
    acts = cast("list[list[int]]", order.arguments["acts"])
    done = act_signing.sign_acts(
        act_signing.SignActs(
            acts=tuple(act_signing.SeenAct(act_id, version) for act_id, version in acts),
            signed_on=order.day("signed_on"),
        ),
        region=order.region,
        actor=order.actor,
        now=order.now,
        press=order.press,
        progress=order.progress,
        sealer=order.sealer,
    )
    return {
        "month": order.day("month").isoformat(),
        "signed": list(done.signed),
        "failed": list(done.failed),
    }


def _sign_queue(order: Order) -> JsonObject:
    papers = cast("list[tuple[str, int, int, str]]", order.arguments["papers"])
    done = signing_queue.sign_queue(
        signing_queue.SignQueue(
            papers=tuple(
                signing_queue.SeenPaper(signing_queue.QueueKind(kind), paper_id, version, sha256)
                for kind, paper_id, version, sha256 in papers
            ),
            signed_on=order.day("signed_on"),
        ),
        region=order.region,
        actor=order.actor,
        now=order.now,
        press=order.press,
        sealer=order.sealer,
        progress=order.progress,
    )
    return {
        "papers": [
            {
                "kind": one.kind.value,
                "id": one.id,
                "title": one.title,
                "outcome": one.outcome.value,
                "text": one.text,
            }
            for one in done
        ]
    }


KINDS: Mapping[str, Kind] = {
    "close_month": _close_month,
    "print_month_papers": _print_month_papers,
    "rehearse_tariff_day": _rehearse_tariff_day,
    "set_tariff_day": _set_tariff_day,
    "print_notices": _print_notices,
    "sign_acts": _sign_acts,
    "sign_queue": _sign_queue,
}


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

    The same work that already waits or runs is not done twice: its id is the answer.
    """
    if kind not in KINDS:
        raise ValueError(f"No job is called {kind}")
    with transaction() as session:
        if (under_way := _under_way(session, kind, arguments, actor)) is not None:
            return under_way
        job = _row(kind, arguments, actor=actor, now=now)
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
        job = _row(kind, arguments, actor=actor, now=now)
        session.add(job)
        session.flush()
        job_id = job.id
    run_job(job_id, opened=sealer)
    return job_id


def _row(kind: str, arguments: JsonObject, *, actor: Actor, now: datetime) -> Job:
    return Job(
        provider_id=actor.provider_id,
        kind=kind,
        arguments=arguments,
        state=JobState.QUEUED,
        queued_at=now,
        queued_by_id=actor.membership_id,
    )


def _under_way(session: Session, kind: str, arguments: JsonObject, actor: Actor) -> int | None:
    waiting = session.execute(
        select(Job.id, Job.arguments).where(
            Job.provider_id == actor.provider_id,
            Job.kind == kind,
            Job.state.in_((JobState.QUEUED, JobState.RUNNING)),
        )
    )
    return next((job_id for job_id, given in waiting if given == arguments), None)


def run_job(job_id: int, *, opened: Sealer | None = None) -> None:
    """Run a queued job to its end, good or bad; does nothing when it is not queued any more."""
    if not _claim(job_id):
        return
    try:
        kind, order = _order_of(job_id)
        result = KINDS[kind](replace(order, opened=opened))
    except RulesBroken as refusal:
        sentences = " ".join(violation.text for violation in refusal.violations)
        _finish(job_id, JobState.FAILED, message=sentences)
    except Exception:
        number = secrets.token_hex(4)
        log.exception("Job %s failed, error number %s", job_id, number)
        sentence = (
            f"Работа не выполнена из-за ошибки в программе, её номер {number}. "
            "Сообщите номер администратору; данные остались целы."
        )
        _finish(job_id, JobState.FAILED, message=sentence, error_number=number)
    else:
        _finish(job_id, JobState.DONE, result=result)


def _claim(job_id: int) -> bool:
    """Only one worker gets a queued job, however often its number was delivered."""
    with transaction() as session:
        claimed = session.scalars(
            update(Job)
            .where(Job.id == job_id, Job.state == JobState.QUEUED)
            .values(state=JobState.RUNNING, started_at=_now())
            .returning(Job.id)
        ).all()
        return bool(claimed)


def _order_of(job_id: int) -> tuple[str, Order]:
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
        )


def _progress_of(job_id: int) -> Progress:
    """Reports go past the use case's transaction; one that would have to wait is dropped."""

    def report(done: int, total: int, message: str = "") -> None:
        row = update(Job).where(Job.id == job_id)
        write_aside(row.values(done=done, total=total, message=message))

    return report


def _finish(
    job_id: int,
    state: JobState,
    *,
    message: str | None = None,
    error_number: str | None = None,
    result: JsonObject | None = None,
) -> None:
    with transaction() as session:
        job = session.get_one(Job, job_id)
        job.state, job.finished_at = state, _now()
        job.error_number, job.result = error_number, result
        if message is not None:
            job.message = message
        if state is JobState.DONE:
            job.done = job.total


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


def _now() -> datetime:
    clock = current_app.extensions.get("clock")
    return clock.now() if clock else datetime.now(UTC)
