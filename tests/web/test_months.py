"""Pages of months and of long work: the rehearsal, one closing, its progress, its papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.printed_forms import MONTH
from portal.models import Act, Job, JobState, MonthClosing, Paper, PaperContent, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.served import APRIL_MORNING, Served, close_march, deliver, everything, serve

LAST_MOMENT = datetime.fromisoformat("2026-03-30T07:00:00+00:00")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=APRIL_MORNING)


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    found = serve(rows, staff)
    deliver(rows, staff, found, [3, 4, 5])
    staff.actor(Role.DIRECTOR)
    return found


def make_job(rows: Session, staff: Staff, **changes: object) -> Job:
    values: dict[str, object] = {
        "provider_id": staff.provider.id,
        "kind": "close_month",
        "state": JobState.RUNNING,
        "arguments": {"month": "2026-03-01"},
        "done": 12,
        "total": 48,
        "queued_at": APRIL_MORNING,
        "queued_by_id": staff.actor(Role.ACCOUNTANT).membership_id,
    }
    return factories.save(rows, Job(**values | changes))


def test_months_are_listed_since_the_first_contract(accountant: Browser, served: Served) -> None:
    page = words(accountant.get("/months"))

    assert "Апрель 2026 Идёт" in page
    assert "Март 2026 Ждёт закрытия" in page
    assert "Февраль 2026" not in page


def test_a_social_worker_does_not_close_months(social_worker: Browser) -> None:
    assert social_worker.get("/months").status_code == 403
    assert social_worker.post("/months/2026-03/close", {"sure": "y"}).status_code == 403


def test_the_rehearsal_shows_every_act_before_it_exists(
    accountant: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    serve(rows, staff, surname="Пустова")
    before = everything(rows)

    page = words(accountant.get("/months/2026-03"))

    assert "Ильина Мария Петровна" in page
    assert "первый акт" in page.lower() or "—" in page
    assert "Итого 376,50 376,50" in page
    assert "Пустова" in page
    assert "не записано ни одной услуги" in page
    assert "Всё готово к закрытию." in page
    assert everything(rows) == before


def test_a_draft_act_opens_into_its_derivation(accountant: Browser, served: Served) -> None:
    page = words(accountant.get(f"/months/2026-03/draft/{served.contract.id}"))

    assert "будущий акт за март 2026" in page
    assert "Почему столько" in page
    assert "3 × 125,50 ₽ = 376,50 ₽" in page
    assert accountant.get("/months/2026-03/draft/999").status_code == 404


def test_a_running_month_says_when_it_can_be_closed(accountant: Browser, served: Served) -> None:
    page = words(accountant.get("/months/2026-04"))

    assert "Закрыть его можно с 30.04.2026" in page
    assert "Проверить и закрыть" not in page


def test_closing_needs_the_tick_first(accountant: Browser, rows: Session, served: Served) -> None:
    before = everything(rows)

    check = words(accountant.get("/months/2026-03/close"))
    answer = accountant.post("/months/2026-03/close")

    assert "1 акт" in check
    assert "второй раз нельзя" in check
    assert answer.status_code == 422
    assert "Отметьте, что суммы проверены" in words(answer)
    assert everything(rows) == before


def test_the_month_is_closed_by_a_job_that_tells_its_result(
    accountant: Browser, rows: Session, served: Served
) -> None:
    answer = accountant.post("/months/2026-03/close", {"sure": "y"})

    progress = words(accountant.get(answer.location))
    month = words(accountant.get("/months/2026-03"))
    rows.rollback()
    assert answer.status_code == 303
    assert "Месяц закрыт. Выставлен 1 акт на 376,50 ₽." in progress
    assert "Март 2026 Закрыт" in month
    assert rows.scalars(select(Act.payable)).all() == [Decimal("376.50")]


def test_a_second_closing_changes_nothing_and_says_so(
    app: Flask, accountant: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    close_march(app, rows, staff)
    before = everything(rows)

    page = accountant.get("/months/2026-03/close")
    answer = accountant.post("/months/2026-03/close", {"sure": "y"})

    assert (page.status_code, answer.status_code) == (422, 422)
    assert "Март 2026 уже закрыт" in words(answer)
    assert "Второй раз месяц не закрывают" in words(answer)
    assert everything(rows) == before


def test_the_same_closing_asked_for_twice_is_one_job(
    app: Flask, accountant: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    waiting = make_job(rows, staff, state=JobState.QUEUED, done=0, total=0)

    answer = accountant.post("/months/2026-03/close", {"sure": "y"})

    rows.rollback()
    assert answer.location.endswith(f"/jobs/{waiting.id}")
    assert rows.scalar(select(func.count()).select_from(Job)) == 1
    assert rows.scalar(select(func.count()).select_from(MonthClosing)) == 0


def test_a_month_that_still_runs_is_refused_before_any_job(
    accountant: Browser, rows: Session, served: Served
) -> None:
    before = everything(rows)

    answer = accountant.post("/months/2026-04/close", {"sure": "y"})

    assert answer.status_code == 422
    assert "Закрыть его можно с 30.04.2026" in words(answer)
    assert everything(rows) == before


def test_the_papers_of_the_month_make_one_file(
    app: Flask, accountant: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    close_march(app, rows, staff)
    too_early = accountant.get("/months/2026-03/papers.pdf")
    waiting = words(accountant.get("/months/2026-03"))

    printing = accountant.post("/months/2026-03/print")
    told = words(accountant.get(printing.location))
    file = accountant.get("/months/2026-03/papers.pdf")

    assert too_early.status_code == 404
    assert "Не напечатаны бумаги по 1 акту: № 1/2026." in waiting
    assert "каждый акт — 2 экземпляра (п. 5 примерной формы договора" in waiting
    month = words(accountant.get("/months/2026-03"))
    assert "Открыть один PDF" in month
    assert "3 страницы" in month
    assert "Напечатать" not in month
    assert "Готово: 2 документа." in told
    assert file.mimetype == "application/pdf"
    assert file.data.startswith(b"%PDF")
    assert 'inline; filename="month-2026-03.pdf"' in file.headers["Content-Disposition"]


def test_the_file_is_handed_out_as_stored_and_never_made_in_a_request(
    app: Flask, accountant: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    close_march(app, rows, staff)
    accountant.post("/months/2026-03/print")
    before = everything(rows)

    files = [accountant.get("/months/2026-03/papers.pdf").data for _ in range(2)]

    assert files[0] == files[1]
    stored = rows.scalars(
        select(PaperContent.content)
        .join(Paper, Paper.sha256 == PaperContent.sha256)
        .where(Paper.form_code == MONTH)
    ).one()
    assert files[0] == stored
    assert everything(rows) == before


def test_what_could_not_be_printed_is_listed(
    accountant: Browser, rows: Session, staff: Staff
) -> None:
    failed = ["Акт № 7/2026, Ильина М. П.: знак нельзя напечатать."]
    job = make_job(
        rows,
        staff,
        kind="print_month_papers",
        state=JobState.DONE,
        result={"papers": 3, "failed": failed},
    )

    page = words(accountant.get(f"/jobs/{job.id}"))

    assert "Готово: 3 документа. Не напечатано: 1." in page
    assert failed[0] in page


def test_waiting_for_a_job_works_with_and_without_script(
    accountant: Browser, rows: Session, staff: Staff
) -> None:
    job = make_job(rows, staff)

    page = accountant.get(f"/jobs/{job.id}").get_data(as_text=True)
    part = accountant.get(f"/jobs/{job.id}?said=1", htmx=True).get_data(as_text=True)

    assert 'max="48" value="12"' in page
    assert f'<a href="/jobs/{job.id}"' in page
    assert 'hx-trigger="every 2s"' in part
    assert part.lstrip().startswith('<section class="card" id="_job"')
    assert "hx-swap-oob" not in part


def test_each_quarter_is_announced_once(accountant: Browser, rows: Session, staff: Staff) -> None:
    job = make_job(rows, staff, done=25)

    part = accountant.get(f"/jobs/{job.id}?said=1", htmx=True).get_data(as_text=True)

    assert 'id="live" class="vh" hx-swap-oob="true"' in part
    assert f"/jobs/{job.id}?said=2" in part


def test_a_finished_job_stops_asking(accountant: Browser, rows: Session, staff: Staff) -> None:
    failed = make_job(
        rows, staff, state=JobState.FAILED, message="Нет тарифа.", error_number="7f3a"
    )
    done = make_job(rows, staff, state=JobState.DONE, result={"acts": 48, "total_due": "86320.00"})

    parts = [accountant.get(f"/jobs/{job.id}", htmx=True) for job in (failed, done)]

    assert "every 2s" not in "".join(part.get_data(as_text=True) for part in parts)
    assert "Нет тарифа." in words(parts[0])
    assert "7f3a" in words(parts[0])
    assert "Выставлено 48 актов на 86 320,00 ₽." in words(parts[1])
    assert 'href="/months/2026-03"' in parts[1].get_data(as_text=True)


@pytest.mark.parametrize(
    ("at", "last_day"),
    [
        pytest.param("2026-03-31T20:59:00+00:00", True, id="FED-ACT-01 the last minute of March"),
        pytest.param("2026-03-31T21:00:00+00:00", False, id="FED-ACT-01 the first minute of April"),
    ],
)
def test_on_the_last_day_closing_asks_whether_services_are_over(
    app: Flask, rows: Session, staff: Staff, served: Served, at: str, *, last_day: bool
) -> None:
    from portal.web.clock import Clock  # noqa: PLC0415

    app.extensions["clock"] = Clock(datetime.fromisoformat(at))
    accountant = staff.browser(Role.ACCOUNTANT)

    check = words(accountant.get("/months/2026-03/close"))
    first = accountant.post("/months/2026-03/close", {"sure": "y"})

    assert ("Сегодня последний день месяца" in check) is last_day
    assert first.status_code == (422 if last_day else 303)
    if last_day:
        assert "Отметьте, что услуг сегодня больше не будет" in words(first)
        job = accountant.post("/months/2026-03/close", {"sure": "y", "over": "y"})
        assert "Закрыто в последний день, 31.03.2026" in words(accountant.get(job.location))
    rows.rollback()
    assert rows.scalar(select(func.count()).select_from(MonthClosing)) == 1


def test_a_month_that_goes_on_is_not_compared(accountant: Browser, served: Served) -> None:
    going_on = words(accountant.get("/months/2026-04"))
    over = words(accountant.get("/months/2026-03"))

    assert going_on.count("месяц не закончен") == 1
    assert "Почему изменилось" not in going_on
    assert "месяц не закончен" not in over
    assert "Первый месяц, договор действует с" in over


def test_march_is_closed_on_its_last_day_at_the_earliest(
    app: Flask, rows: Session, staff: Staff, served: Served
) -> None:
    from portal.web.clock import Clock  # noqa: PLC0415

    app.extensions["clock"] = Clock(LAST_MOMENT)

    page = words(staff.browser(Role.ACCOUNTANT).get("/months/2026-03"))

    assert f"Закрыть его можно с {date(2026, 3, 31):%d.%m.%Y}" in page


def test_a_last_month_without_services_says_that_there_will_be_no_act(
    accountant: Browser, rows: Session, served: Served
) -> None:
    served.contract.ended_on = date(2026, 4, 20)
    rows.merge(served.contract)
    rows.commit()
    page = f"/months/2026-04/last-act/{served.contract.id}"

    shown, posted = accountant.get(page), accountant.post(page, {"sure": "y", "over": "y"})

    assert shown.status_code == 200
    assert "не записано ни одной услуги" in words(shown)
    assert "Если услуг не было, акта за этот месяц не будет" in words(shown)
    assert "Выдать последний акт" not in words(posted)
    assert rows.scalars(select(Act).where(Act.month == date(2026, 4, 1))).all() == []


@pytest.mark.parametrize(
    ("day", "status"),
    [
        pytest.param(20, 200, id="on the last day of services"),
        pytest.param(21, 404, id="the day before"),
        pytest.param(None, 404, id="the contract goes on"),
    ],
)
def test_the_last_act_of_an_ended_contract_need_not_wait_for_its_month(
    accountant: Browser, rows: Session, staff: Staff, served: Served, day: int | None, status: int
) -> None:
    """FED-TRN-01, FED-ACT-01: the other contracts of the month are left alone."""
    staff.actor(Role.DIRECTOR)
    other = serve(rows, staff)
    for one in (served, other):
        worker = staff.actor(Role.SOCIAL_WORKER)
        factories.make_delivery(rows, one.contract, worker, day=date(2026, 4, 10))
    served.contract.ended_on = None if day is None else date(2026, 4, day)
    rows.merge(served.contract)
    rows.commit()
    page = f"/months/2026-04/last-act/{served.contract.id}"

    assert accountant.get(page).status_code == status
    if status != 200:
        return
    assert accountant.post(page, {"sure": "y"}).status_code == 422
    done = accountant.post(page, {"sure": "y", "over": "y"})
    act = rows.scalars(select(Act).where(Act.month == date(2026, 4, 1))).one()
    assert (done.status_code, done.location) == (303, f"/acts/{act.id}")
    assert act.contract_id == served.contract.id
    assert accountant.get(page).status_code == 404
