"""Jobs: the row tells the truth, whatever the queue delivers and however the work ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import jobs
from portal.config import Settings
from portal.domain.violations import RulesBroken, Violation
from portal.models import Job, JobState, Provider, Role
from portal.models.types import JsonObject
from portal.usecases.actor import Actor
from portal.usecases.transaction import glancing
from tests.support.factories import make_provider, make_staff

Kind = Callable[[jobs.Order], JsonObject]


class Office:
    """A provider with an accountant who queues jobs of one kind, which the test gives."""

    def __init__(self, app: Flask, session: Session, patch: pytest.MonkeyPatch) -> None:
        self.app, self.patch = app, patch
        self.actor: Actor = make_staff(session, make_provider(session), Role.ACCOUNTANT)

    def queue(self, kind: Kind, now: datetime) -> int:
        self.patch.setitem(jobs.KINDS, "sample", kind)
        arguments: JsonObject = {"month": "2026-03-01"}
        return jobs.enqueue("sample", arguments, actor=self.actor, now=now)

    def seen(self, job_id: int) -> Job:
        with glancing() as session:
            return session.get_one(Job, job_id)


@pytest.fixture
def office(
    database: Flask,
    session: Session,
    regions: object,
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    database.extensions |= {"regions": regions, "press": None}
    jobs.init_app(database)
    return Office(database, session, monkeypatch)


@pytest.fixture
def waiting(office: Office, settings: Settings) -> Office:
    """The same office with a queue that somebody has to work off."""
    office.app.extensions["settings"] = replace(settings, immediate_jobs=False)
    jobs.init_app(office.app)
    return office


def nothing(_order: jobs.Order) -> JsonObject:
    return {}


def test_job_gets_its_order_and_leaves_its_result(office: Office, now: datetime) -> None:
    orders: list[jobs.Order] = []

    def note(order: jobs.Order) -> JsonObject:
        orders.append(order)
        return {"acts": 3}

    job = office.seen(office.queue(note, now))

    assert (job.state, job.result, job.queued_at) == (JobState.DONE, {"acts": 3}, now)
    assert (job.provider_id, job.error_number) == (office.actor.provider_id, None)
    assert job.started_at is not None
    assert job.finished_at is not None
    assert orders[0].actor == office.actor
    assert orders[0].region.code == "vladimir"
    assert orders[0].day("month") == date(2026, 3, 1)


def test_progress_is_seen_while_the_job_runs(office: Office, now: datetime) -> None:
    seen: list[tuple[int, int, str, JobState]] = []

    def work(order: jobs.Order) -> JsonObject:
        order.progress(1, 4, "Акт 1")
        with glancing() as session:
            row = session.get_one(Job, 1)
            seen.append((row.done, row.total, row.message, row.state))
        return {}

    job = office.seen(office.queue(work, now))

    assert seen == [(1, 4, "Акт 1", JobState.RUNNING)]
    assert (job.done, job.total) == (4, 4)


def test_refusal_of_the_law_is_the_jobs_sentence(office: Office, now: datetime) -> None:
    def refuse(_order: jobs.Order) -> JsonObject:
        raise RulesBroken(Violation("month_closed", "Месяц закрыт."), Violation("x", "И ещё."))

    job = office.seen(office.queue(refuse, now))

    assert (job.state, job.message) == (JobState.FAILED, "Месяц закрыт. И ещё.")
    assert job.error_number is None


def test_error_of_the_program_gets_a_number_that_the_log_has_too(
    office: Office, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(_order: jobs.Order) -> JsonObject:
        raise ZeroDivisionError("секрет")

    job = office.seen(office.queue(stumble, now))

    assert job.state is JobState.FAILED
    assert job.error_number is not None
    assert job.error_number in job.message
    assert "секрет" not in job.message
    assert job.error_number in caplog.text


def test_job_delivered_twice_runs_once(office: Office, now: datetime) -> None:
    runs: list[int] = []

    def count(_order: jobs.Order) -> JsonObject:
        runs.append(1)
        return {}

    job_id = office.queue(count, now)
    jobs.run_job(job_id)

    assert len(runs) == 1


def test_unknown_kind_is_a_mistake_of_the_program(office: Office, now: datetime) -> None:
    with pytest.raises(ValueError, match="No job is called nonsense"):
        jobs.enqueue("nonsense", {}, actor=office.actor, now=now)


def test_queued_job_waits_for_a_worker(waiting: Office, now: datetime) -> None:
    job_id = waiting.queue(nothing, now)
    assert waiting.seen(job_id).state is JobState.QUEUED

    work_off(waiting)

    assert waiting.seen(job_id).state is JobState.DONE


@pytest.mark.parametrize("kind", sorted(jobs.KINDS))
def test_the_same_work_is_asked_for_once_and_a_signature_by_each_director(
    waiting: Office, session: Session, now: datetime, kind: str
) -> None:
    provider = session.get_one(Provider, waiting.actor.provider_id)
    first, second = (make_staff(session, provider, Role.DIRECTOR) for _ in range(2))

    asked = [
        jobs.enqueue(kind, {"papers": [1, 2]}, actor=actor, now=now)
        for actor in (first, second, first)
    ]

    assert asked[0] == asked[2]
    assert (asked[1] != asked[0]) is (kind in {"sign_acts", "sign_queue"})


def test_number_lost_between_the_row_and_the_queue_is_put_back(
    waiting: Office, now: datetime
) -> None:
    job_id = waiting.queue(nothing, now)
    waiting.app.extensions["jobs"].huey.flush()
    work_off(waiting)
    assert waiting.seen(job_id).state is JobState.QUEUED

    assert jobs.recover() == 1
    work_off(waiting)

    assert waiting.seen(job_id).state is JobState.DONE


def test_job_of_a_killed_worker_is_told_to_have_failed(
    waiting: Office, session: Session, now: datetime
) -> None:
    job_id = waiting.queue(nothing, now)
    session.get_one(Job, job_id).state = JobState.RUNNING
    session.commit()

    assert jobs.fail_interrupted() == 1

    job = waiting.seen(job_id)
    assert job.state is JobState.FAILED
    assert "прервана" in job.message


def test_what_a_job_kept_before_it_broke_off_stays(
    waiting: Office, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(order: jobs.Order) -> JsonObject:
        order.keep({"papers": ["первая"]})
        raise RuntimeError

    job_id = waiting.queue(broken, now)
    work_off(waiting)

    job = waiting.seen(job_id)
    assert (job.state, job.result) == (JobState.FAILED, {"papers": ["первая"]})


def test_message_in_the_queue_is_plain_json(waiting: Office, now: datetime) -> None:
    job_id = waiting.queue(nothing, now)

    message = waiting.app.extensions["jobs"].huey.storage.enqueued_items()[0]

    assert bytes(message).startswith(b"[")
    assert f"[{job_id}]".encode() in bytes(message)


def test_registered_kinds_call_the_use_cases() -> None:
    assert set(jobs.KINDS) == {
        "close_month",
        "print_month_papers",
        "print_notices",
        "rehearse_tariff_day",
        "set_tariff_day",
        "sign_acts",
        "sign_queue",
    }


def work_off(office: Office) -> None:
    huey = office.app.extensions["jobs"].huey
    while task := huey.dequeue():
        huey.execute(task)
