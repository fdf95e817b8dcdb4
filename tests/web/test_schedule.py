"""«График»: a week is planned, warned of, printed; the worker's day begins with it; no sums."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import date, time

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.visit_plan import Frequency, Weeks
from portal.models import PlannedService, Provider, Role, VisitPlan
from tests.support import factories
from tests.support.browser import Browser, words
from tests.support.factories import SERVICE
from tests.web.conftest import Staff
from tests.web.served import Served, deliver, everything, serve

MON, TUE, WED = 0, 1, 2


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    return serve(rows, staff, social_worker_id=staff.actor(Role.SOCIAL_WORKER).membership_id)


def page_of(served: Served) -> str:
    return f"/contracts/{served.contract.id}/schedule"


def week(*days: int, since: str = "16.03.2026", **changes: object) -> dict[str, object]:
    chosen = {f"days-{SERVICE}": [str(day) for day in days], f"weeks-{SERVICE}": "every"}
    return {"since": since, **chosen, **changes}


def planned(
    rows: Session,
    staff: Staff,
    served: Served,
    days: Iterable[int],
    since: date = date(2026, 3, 2),
    hours: tuple[time, time] | None = None,
) -> VisitPlan:
    """A plan past the form."""
    begins, ends = hours or (None, None)
    return factories.save(
        rows,
        VisitPlan(
            provider_id=served.contract.provider_id,
            programme_id=served.programme.id,
            contract_id=served.contract.id,
            since=since,
            recorded_at=factories.MOMENT,
            recorded_by_id=staff.actor(Role.SOCIAL_WORKER).membership_id,
            lines=[
                PlannedService(
                    code=SERVICE, weekday=day, weeks=Weeks.EVERY, begins_at=begins, ends_at=ends
                )
                for day in days
            ],
        ),
    )


def lines(rows: Session) -> list[tuple[date, int, time | None]]:
    rows.rollback()
    found = rows.execute(
        select(VisitPlan.since, PlannedService.weekday, PlannedService.begins_at)
        .join(PlannedService, PlannedService.plan_id == VisitPlan.id)
        .order_by(VisitPlan.since, PlannedService.weekday)
    )
    return [(since, day, begins) for since, day, begins in found]


def test_the_worker_plans_a_week_and_the_old_one_stays(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    planned(rows, staff, served, [WED])

    answer = social_worker.post(
        page_of(served), week(MON, TUE, **{"begins-0": "10:00", "ends-0": "11:30"})
    )

    assert (answer.status_code, answer.location) == (303, page_of(served))
    assert lines(rows) == [
        (date(2026, 3, 2), WED, None),
        (date(2026, 3, 16), MON, time(10)),
        (date(2026, 3, 16), TUE, None),
    ]
    page = words(social_worker.get(page_of(served)))
    assert "пн 10:00–11:30; вт" in page
    assert "С 2 марта 2026" in page


@pytest.mark.parametrize(
    ("start", "last", "by_weeks"),
    [
        pytest.param(date(2026, 3, 2), "23 марта", True, id="VLA-SCH-01: a holiday inside"),
        pytest.param(date(2026, 4, 6), "24 апреля", False, id="no holiday inside"),
    ],
)
def test_the_course_says_why_it_ends_on_its_day(
    director: Browser, rows: Session, served: Served, start: date, last: str, *, by_weeks: bool
) -> None:
    rows.get_one(Provider, served.contract.provider_id).region_code = "vladimir"
    served.programme.unit_code = "day_care"
    served.contract.course_start = start
    rows.commit()

    page = words(director.get(page_of(served)))

    assert f"по {last} 2026" in page
    assert ("По неделям (3) курс кончился бы 20.03.2026" in page) is by_weeks


def test_the_same_day_replaces_its_plan(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    for days in ((MON, TUE), (TUE, WED)):
        social_worker.post(page_of(served), week(*days))

    assert [day for _since, day, _ in lines(rows)] == [TUE, WED]


def test_ten_planned_of_eight_are_warned_of_with_the_clause(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    """FED-SCH-02: June 2026 has five Mondays and five Tuesdays, March has eight from the 2nd."""
    planned(rows, staff, served, [MON, TUE])

    page = words(social_worker.get(page_of(served)))
    june = words(social_worker.get(f"{page_of(served)}/2026-06"))
    february = words(social_worker.get(f"{page_of(served)}/2027-02"))

    assert "Запланировано 10, по программе 8" in page
    assert "Почему?" in page
    assert "Запланировано 10, по программе 8" in june
    assert "Запланировано" not in february


def test_nothing_is_planned_on_suspended_days(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    planned(rows, staff, served, [MON, TUE])
    factories.make_suspension(
        rows,
        served.contract,
        staff.actor(Role.DIRECTOR),
        since=date(2026, 3, 30),
        until=date(2026, 4, 1),
    )

    march = words(social_worker.get(f"{page_of(served)}/2026-03"))

    assert "Посещений на дому: 8" in march
    assert "Запланировано 9" not in march


@pytest.mark.parametrize(
    ("form", "said"),
    [
        pytest.param(week(), "ни одного дня", id="no days"),
        pytest.param(week(MON, since="28.02.2026"), "не раньше 02.03.2026", id="before the month"),
        pytest.param(week(MON, since="28.02.2029"), "не позже 27.02.2029", id="after the contract"),
        pytest.param(week(MON, **{"begins-0": "10:00"}), "и начало, и конец", id="half the hours"),
        pytest.param(week(MON, **{"begins-0": "25:00"}), "часами и минутами", id="no such hour"),
        pytest.param({f"days-{SERVICE}": ["9"], "since": "16.03.2026"}, "из списка", id="no day"),
        pytest.param(week(MON, since="вчера"), "дат", id="no date"),
    ],
)
def test_a_week_that_is_none_is_sent_back(
    social_worker: Browser, rows: Session, served: Served, form: dict[str, object], said: str
) -> None:
    before = everything(rows)

    answer = social_worker.post(page_of(served), form)

    assert answer.status_code == 422
    assert said in words(answer)
    assert everything(rows) == before


def test_the_days_are_suggested_by_the_programmes_frequency_and_held_to_it(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    """FED-SCH-01."""
    served.programme.services[0].frequency = Frequency.TWICE_A_WEEK
    rows.commit()

    html = social_worker.get(page_of(served)).get_data(as_text=True)
    answer = social_worker.post(page_of(served), week(MON))

    ticked = re.findall(rf'name="days-{SERVICE}" value="(\d)"( checked)?', html)
    assert [int(day) for day, chosen in ticked if chosen] == [MON, 3]
    assert len(ticked) == 7
    assert "Дни предложены по периодичности" in html
    assert "дней выбрано: 1" in words(answer)


def test_the_sheet_marks_what_is_planned(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    planned(rows, staff, served, [MON])
    deliver(rows, staff, served, [2])

    html = social_worker.get(f"/deliveries/{served.contract.id}/2026-03").get_data(as_text=True)
    html = html.replace("\xa0", " ")

    # Of five Mondays one is recorded, two may be, two are still to come.
    assert html.count('<td class="plan">') == 2
    assert html.count('<td class="shut plan">') == 2
    assert "9 марта: запланировано. Записать один раз" in html


def test_the_day_begins_with_the_planned_visits(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    """Today is Monday, 16 March."""
    worker = staff.actor(Role.SOCIAL_WORKER).membership_id
    late = serve(rows, staff, surname="Яковлева", address="а, первая", social_worker_id=worker)
    tomorrow = serve(rows, staff, surname="Завтрашняя", social_worker_id=worker)
    planned(rows, staff, served, [MON], hours=(time(9), time(10)))
    planned(rows, staff, late, [MON], hours=(time(12), time(13)))
    planned(rows, staff, tomorrow, [TUE])

    home = words(social_worker.get("/"))
    visits = words(social_worker.get("/deliveries/today"))

    card = home.partition("По графику сегодня: 2 визита")[2].partition("Записи за")[0]
    card = card.partition("Ничего не внесено")[0]
    assert card.index("Ильина") < card.index("Яковлева")
    assert "9:00–10:00" in card
    assert "+7 910 123-45-67" in card
    assert "Покупка и доставка" in card
    assert "Завтрашняя" not in card
    assert visits.index("Яковлева") < visits.index("Завтрашняя")


def test_a_plan_does_not_send_anybody_to_a_suspended_contract(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    planned(rows, staff, served, [MON])
    factories.make_suspension(
        rows, served.contract, staff.actor(Role.DIRECTOR), since=date(2026, 3, 16), until=None
    )

    assert "По графику сегодня" not in words(social_worker.get("/"))


def test_the_pages_of_the_schedule_hold_no_sums(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    planned(rows, staff, served, [MON])

    for page in (page_of(served), f"{page_of(served)}/2026-03"):
        text = words(social_worker.get(page))
        assert "₽" not in text
        assert "150" not in text


def test_who_does_not_give_services_does_not_see_the_schedule(
    accountant: Browser, stranger: Browser, served: Served
) -> None:
    """FED-PDP-01."""
    for page in (page_of(served), f"{page_of(served)}/2026-03"):
        assert accountant.get(page).status_code == 403
        assert stranger.get(page).location.startswith("/sign-in")


def test_a_colleagues_recipient_is_not_found(
    social_worker: Browser, rows: Session, staff: Staff
) -> None:
    colleague = factories.make_staff(rows, staff.provider, Role.SOCIAL_WORKER)
    theirs = serve(rows, staff, surname="Чужова", social_worker_id=colleague.membership_id)
    before = everything(rows)

    pages = [page_of(theirs), f"{page_of(theirs)}/2026-03"]
    answers = [social_worker.get(page).status_code for page in pages]

    assert answers == [404, 404]
    assert social_worker.post(page_of(theirs), week(MON)).status_code == 404
    assert everything(rows) == before


@pytest.fixture
def moscow(rows: Session, provider: Provider, served: Served) -> Served:
    """The same recipient where the region has a form of the month."""
    provider.region_code = "moscow"
    rows.commit()
    return served


def printed(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_regions_form_prints_a_grid_a_week_with_totals(
    social_worker: Browser, rows: Session, staff: Staff, moscow: Served
) -> None:
    """MSK-SCH-01: June 2026 begins on a Monday, so five grids; August needs six."""
    planned(rows, staff, moscow, [TUE, 3], hours=(time(10), time(11)))

    june = printed(social_worker.get(f"{page_of(moscow)}/2026-06/paper.pdf").data)
    august = printed(social_worker.get(f"{page_of(moscow)}/2026-08/paper.pdf").data)

    assert ("Неделя № 5" in june, "Неделя № 6" in june) == (True, False)
    assert "Неделя № 6" in august
    assert f"{SERVICE} 9" in june
    assert "на дому) 9" in june
    assert "10:00–11:00" in june
    assert "июнь 2026" in june


def test_after_the_month_the_same_form_has_what_was_given(
    social_worker: Browser, rows: Session, staff: Staff, moscow: Served
) -> None:
    planned(rows, staff, moscow, [MON])
    deliver(rows, staff, moscow, [4, 5])

    page = words(social_worker.get(f"{page_of(moscow)}/2026-03?done=yes"))
    paper = printed(social_worker.get(f"{page_of(moscow)}/2026-03/paper.pdf?done=yes").data)

    assert "Посещений на дому: 2" in page
    assert "на дому) 2" in paper


@pytest.mark.parametrize(
    ("month", "earlier", "later"),
    [
        pytest.param("2026-03", False, True, id="the contract's first month"),
        pytest.param("2026-04", True, True, id="a month inside"),
        pytest.param("2029-02", True, False, id="its last month"),
    ],
)
def test_months_lead_no_further_than_the_contract(
    social_worker: Browser, served: Served, month: str, *, earlier: bool, later: bool
) -> None:
    html = social_worker.get(f"{page_of(served)}/{month}").get_data(as_text=True)

    links = re.findall(rf'href="{page_of(served)}/(\d{{4}}-\d{{2}})"', html)
    assert any(link < month for link in links) is earlier
    assert any(link > month for link in links) is later


def test_where_the_region_has_no_form_there_is_no_paper(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    planned(rows, staff, served, [MON])

    assert social_worker.get(f"{page_of(served)}/2026-03/paper.pdf").status_code == 404
    assert "PDF" not in words(social_worker.get(f"{page_of(served)}/2026-03"))


@pytest.mark.parametrize(
    ("minutes", "warned"),
    [
        pytest.param("60", False, id="MSK-SCH-04: fits the hour"),
        pytest.param("61", True, id="MSK-SCH-04: a minute over"),
    ],
)
def test_a_visit_too_short_by_the_norms_is_warned_of(
    administrator: Browser,
    social_worker: Browser,
    rows: Session,
    staff: Staff,
    moscow: Served,
    minutes: str,
    *,
    warned: bool,
) -> None:
    code = "MSK-H-01"
    moscow.programme.services[0].code = moscow.terms.services[0].code = code
    rows.commit()
    plan = planned(rows, staff, moscow, [TUE], hours=(time(10), time(11)))
    plan.lines[0].code = code
    rows.commit()
    value = {
        "key": f"time_norm.{code}",
        "amount": minutes,
        "since": "01.01.2026",
        "act": "Приказ от 20.12.2025 № 17",
    }

    before = words(social_worker.get(page_of(moscow)))
    added = administrator.post("/admin/reference/new", value | {"step": "write", "sure": "y"})
    page = words(social_worker.get(f"{page_of(moscow)}/2026-06"))
    after = words(social_worker.get(page_of(moscow)))

    assert added.status_code == 303
    assert ("Нормы времени не внесены" in before, "Нормы времени не внесены" in after) == (
        True,
        False,
    )
    assert ("запланировано услуг на 61 мин." in page) is warned
    assert f"{minutes} мин." in words(administrator.get("/admin/reference?kind=time_norm"))


def test_where_visits_are_not_measured_no_norm_is_entered(administrator: Browser) -> None:
    value = {
        "key": f"time_norm.{SERVICE}",
        "amount": "30",
        "since": "01.01.2026",
        "act": "Приказ от 20.12.2025 № 17",
    }

    answer = administrator.post("/admin/reference/new", value | {"step": "write", "sure": "y"})

    assert answer.status_code == 422


def prepared(rows: Session, staff: Staff, **changes: object) -> str:
    """The page of a plan before the contract, for a programme that has none yet."""
    person = factories.make_recipient(rows, staff.provider)
    programme = factories.make_programme(rows, person, services=[("MSK-H-01", 8)], **changes)
    programme.services[0].frequency = Frequency.AS_NEEDED
    rows.commit()
    return f"/contracts/draft/{programme.id}"


def test_the_draft_asks_for_days_and_tells_temporary_from_permanent(
    director: Browser, rows: Session, provider: Provider, staff: Staff
) -> None:
    """MSK-SCH-02, MSK-SCH-03."""
    provider.region_code = "moscow"
    draft = prepared(rows, staff, valid_until=date(2026, 9, 15))
    days = {"days-MSK-H-01": ["1"], "weeks-MSK-H-01": "every"}

    before = words(director.get(draft))
    answer = director.post(f"{draft}/schedule", days | {"reason": "по самочувствию"})
    after = words(director.get(draft))

    assert "Назовите дни недели и часы" in before
    assert "Временное, до 15.09.2026 самое позднее" in before
    assert answer.status_code == 303
    assert "Назовите дни недели" not in after
    assert "График посещений составлен" in after
    assert "вт" in words(director.get(f"{draft}/schedule"))


def test_temporary_service_is_not_offered_on_a_longer_programme(
    director: Browser, rows: Session, provider: Provider, staff: Staff
) -> None:
    """MSK-SCH-03, MSK-CON-09: the contract ends with the programme, a day too late here."""
    provider.region_code = "moscow"

    page = words(director.get(prepared(rows, staff, valid_until=date(2026, 9, 16))))

    assert "Временное, до" not in page
    assert "Временному нужна программа до 15 сентября 2026" in page


def test_elsewhere_the_draft_asks_neither(director: Browser, rows: Session, staff: Staff) -> None:
    page = words(director.get(prepared(rows, staff)))

    assert "Назовите дни недели" not in page
    assert "Временное" not in page


def test_a_contract_plans_on_its_own_page(director: Browser, rows: Session, served: Served) -> None:
    answer = director.post(
        f"/contracts/draft/{served.programme.id}/schedule",
        {f"days-{SERVICE}": ["1"], f"weeks-{SERVICE}": "every"},
    )

    assert answer.status_code == 422
    assert "уже есть договор" in words(answer)
