"""Pages of services: a tap, a number, a button; what is refused stays, with its clause."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentState
from portal.domain.calendar import next_month
from portal.models import Delivery, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.support.factories import SERVICE
from tests.web.conftest import Staff
from tests.web.served import Served, close_march, deliver, everything, serve

FULL_MONTH = range(2, 10)


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    return serve(rows, staff, social_worker_id=staff.actor(Role.SOCIAL_WORKER).membership_id)


def sheet_of(served: Served) -> str:
    return f"/deliveries/{served.contract.id}/2026-03"


def tap(mark: str, **changes: str) -> dict[str, object]:
    return {"code": SERVICE, "mark": mark, **changes}


def recorded(rows: Session) -> dict[date, Decimal]:
    rows.rollback()
    return {row.day: row.quantity for row in rows.scalars(select(Delivery))}


def test_a_stranger_is_sent_to_sign_in(stranger: Browser, served: Served) -> None:
    assert stranger.get(sheet_of(served)).location.startswith("/sign-in")
    assert stranger.post(f"{sheet_of(served)}/cell", tap("4:1:0")).location == "/sign-in"


def test_months_before_the_law_are_not_linked(
    app: Flask, social_worker: Browser, staff: Staff, served: Served
) -> None:
    region = app.extensions["regions"][staff.provider.region_code]
    first = region.rules.service_catalogue.versions[0].since.replace(day=1)
    second, before = next_month(first), next_month(first, -1)
    sheet = f"/deliveries/{served.contract.id}"

    for page, link in (
        ("/deliveries?month={:%Y-%m}", 'href="/deliveries?month={:%Y-%m}"'),
        (sheet + "/{:%Y-%m}", f'href="{sheet}/' + '{:%Y-%m}"'),
    ):
        at_first = social_worker.get(page.format(first)).get_data(as_text=True)
        at_second = social_worker.get(page.format(second)).get_data(as_text=True)

        assert link.format(second) in at_first
        assert link.format(before) not in at_first
        assert link.format(first) in at_second


def test_the_list_compares_plan_and_record(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    deliver(rows, staff, served, [3, 4, 5])
    serve(rows, staff, surname="Ёлкина")

    everybody = words(social_worker.get("/deliveries?month=2026-03"))
    empty = words(social_worker.get("/deliveries?month=2026-03&unrecorded=yes"))
    part = social_worker.get("/deliveries?month=2026-03&q=ел", htmx=True)

    assert "2 получателя. Ничего не записано у 1." in everybody
    assert "Осталось 5" in everybody
    assert "Итого по всем 16 3" in everybody
    assert "Ёлкина" in empty
    assert "Ильина" not in empty
    assert part.get_data(as_text=True).lstrip().startswith('<div id="_list"')
    assert "Ёлкина" in words(part)


def test_a_worker_records_for_her_own_and_for_nobodys(
    social_worker: Browser, rows: Session, staff: Staff
) -> None:
    colleague = factories.make_staff(rows, staff.provider, Role.SOCIAL_WORKER)
    theirs = serve(rows, staff, surname="Чужова", social_worker_id=colleague.membership_id)
    nobodys = serve(rows, staff, surname="Ничейнова")
    before = everything(rows)

    page = social_worker.get(sheet_of(theirs))
    entry = social_worker.post(f"{sheet_of(theirs)}/cell", tap("4:1:0"))
    open_one = social_worker.get(sheet_of(nobodys))

    assert (page.status_code, entry.status_code, open_one.status_code) == (404, 404, 200)
    assert everything(rows) == before


def test_a_tap_saves_one_cell_and_answers_with_its_row(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    answer = social_worker.post(f"{sheet_of(served)}/cell", tap("4:1:0"), htmx=True)

    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert html.lstrip().startswith(f'<tr id="row-q-{SERVICE}"')
    assert "1 из 8, осталось 7" in html
    assert 'id="live" class="small" hx-swap-oob="true"' in html
    assert "4 марта: записано 1." in words(answer)
    assert recorded(rows) == {date(2026, 3, 4): Decimal(1)}


def test_a_second_tap_takes_it_back(social_worker: Browser, rows: Session, served: Served) -> None:
    social_worker.post(f"{sheet_of(served)}/cell", tap("4:1:0"))

    answer = social_worker.post(f"{sheet_of(served)}/cell", tap("4:0:1"), htmx=True)

    assert "запись убрана" in words(answer)
    assert recorded(rows) == {}


def test_an_impatient_second_tap_changes_nothing(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    answers = [
        social_worker.post(f"{sheet_of(served)}/cell", tap("4:1:0"), htmx=True) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert recorded(rows) == {date(2026, 3, 4): Decimal(1)}


def test_two_people_in_one_cell_are_told(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    factories.make_delivery(
        rows, served.contract, staff.actor(Role.SOCIAL_WORKER), quantity=Decimal(3)
    )

    answer = social_worker.post(f"{sheet_of(served)}/cell", tap("4:1:0"), htmx=True)

    assert answer.status_code == 422
    assert "Эту ячейку уже изменили" in words(answer)
    assert recorded(rows) == {date(2026, 3, 4): Decimal(3)}


def test_without_script_a_tap_leads_back_to_the_sheet(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    answer = social_worker.post(f"{sheet_of(served)}/cell", tap("4:1:0"))

    assert answer.status_code == 303
    assert answer.location == f"{sheet_of(served)}#d-4"
    assert 'id="d-4"' in social_worker.get(sheet_of(served)).get_data(as_text=True)
    assert recorded(rows) == {date(2026, 3, 4): Decimal(1)}


@pytest.mark.parametrize("htmx", [True, False])
def test_more_than_prescribed_is_refused_with_the_clause(
    social_worker: Browser, rows: Session, staff: Staff, served: Served, htmx: bool
) -> None:
    deliver(rows, staff, served, FULL_MONTH)
    before = everything(rows)

    answer = social_worker.post(f"{sheet_of(served)}/cell", tap("12:1:0"), htmx=htmx)

    text = words(answer)
    assert answer.status_code == 422
    assert "По договору — 8 в месяц" in text
    assert "порядка обслуживания на дому" in text
    assert everything(rows) == before


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [
        pytest.param("1:1:0", "вне срока", id="before the contract"),
        pytest.param("17:1:0", "ещё не наступил", id="tomorrow"),
        pytest.param("32:1:0", "Такой ячейки на листе нет", id="32 March"),
        pytest.param("4:-1:0", "Такой ячейки на листе нет", id="less than nothing"),
        pytest.param("4:૯:0", "Такой ячейки на листе нет", id="other digits"),
    ],
)
def test_a_day_that_takes_no_entry_is_refused(
    social_worker: Browser, rows: Session, served: Served, mark: str, sentence: str
) -> None:
    before = everything(rows)

    answer = social_worker.post(f"{sheet_of(served)}/cell", tap(mark), htmx=True)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert everything(rows) == before


def test_a_service_outside_the_contract_has_no_cell(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    before = everything(rows)

    answer = social_worker.post(
        f"{sheet_of(served)}/cell", tap("4:1:0", code="VLA-H-09"), htmx=True
    )

    assert answer.status_code == 404
    assert everything(rows) == before


def test_an_entry_needs_the_forms_token(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    before = everything(rows)

    answer = social_worker.post(f"{sheet_of(served)}/cell", tap("4:1:0"), token=False)

    assert answer.status_code == 400
    assert everything(rows) == before


def test_days_without_entries_say_why_in_words(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    factories.make_suspension(
        rows,
        served.contract,
        staff.actor(Role.DIRECTOR),
        since=date(2026, 3, 10),
        until=date(2026, 3, 13),
    )

    page = social_worker.get(sheet_of(served))

    text, html = words(page), page.get_data(as_text=True)
    assert "1 марта: до начала договора" in text
    assert "10–12 марта: приостановлено" in text
    assert "17–31 марта: ещё не наступило" in text
    assert "выходной" in text
    assert f'id="row-q-{SERVICE}-13"' in html
    assert f'id="row-q-{SERVICE}-12"' not in html


def test_a_closed_month_shows_its_record_and_takes_nothing(
    app: Flask, social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    deliver(rows, staff, served, [4])
    close_march(app, rows, staff)
    before = everything(rows)

    page = social_worker.get(sheet_of(served))
    answer = social_worker.post(f"{sheet_of(served)}/cell", tap("5:1:0"), htmx=True)

    assert "Месяц закрыт." in words(page)
    assert 'name="mark"' not in page.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Месяц закрыт" in words(answer)
    assert everything(rows) == before


def test_every_cell_is_a_button_with_a_name_of_its_own(
    social_worker: Browser, served: Served
) -> None:
    html = social_worker.get(sheet_of(served)).get_data(as_text=True)

    labels = re.findall(r'<button form="f-row-q-[^"]+"[^>]*aria-label="([^"]+)"', html)
    assert len(labels) == len(set(labels)) == 15
    assert labels[0].endswith("2\u00a0марта: пусто. Записать один раз")


def test_the_month_can_be_typed_in_numbers(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    deliver(rows, staff, served, [3])
    shown = json.dumps({f"q-{SERVICE}-3": "1"})

    answer = social_worker.post(
        f"{sheet_of(served)}/numbers",
        {"shown": shown, f"q-{SERVICE}-3": "", f"q-{SERVICE}-4": "2", f"q-{SERVICE}-5": "3"},
    )

    assert answer.status_code == 303
    assert "Записано: 3 ячейки." in words(social_worker.get(answer.location))
    assert recorded(rows) == {date(2026, 3, 4): Decimal(2), date(2026, 3, 5): Decimal(3)}


def test_a_part_of_a_visit_is_refused_in_numbers_and_in_the_grid(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    numbers = social_worker.post(
        f"{sheet_of(served)}/numbers", {"shown": "{}", f"q-{SERVICE}-5": "1,5"}
    )
    grid = social_worker.post(f"{sheet_of(served)}/cell", tap("4:0.5:0"))

    for answer in (numbers, grid):
        assert answer.status_code == 422
        assert "её считают целыми числами" in words(answer)
    assert 'inputmode="numeric"' in numbers.get_data(as_text=True)
    assert recorded(rows) == {}


def test_each_refused_number_is_named_and_the_others_are_saved(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    typed = {f"q-{SERVICE}-4": "7", f"q-{SERVICE}-5": "2", f"q-{SERVICE}-6": "три"}

    answer = social_worker.post(f"{sheet_of(served)}/numbers", {"shown": "{}", **typed})

    text, html = words(answer), answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Не записано: 2 ячейки" in text
    assert "5 марта, четверг : По договору — 8 в месяц, записано уже 7" in text
    assert "Введите количество цифрами" in text
    assert 'value="три" aria-invalid="true"' in html
    assert recorded(rows) == {date(2026, 3, 4): Decimal(7)}


def test_what_the_page_showed_may_be_nonsense(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    for shown in ("", "[1]", "{", '{"q": "x"}', "[" * 100_000):
        form = {"shown": shown, f"q-{SERVICE}-4": "1"}
        assert social_worker.post(f"{sheet_of(served)}/numbers", form).status_code in {303, 422}

    assert recorded(rows) == {date(2026, 3, 4): Decimal(1)}


def test_today_lists_everybodys_services_with_buttons(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    page = social_worker.get("/deliveries/today")

    text = words(page)
    assert "16 марта, понедельник" in text
    assert "Сегодня у вас 1 получатель" in text
    assert "Сделано" in text
    assert 'href="tel:' in page.get_data(as_text=True)


@pytest.fixture
def neighbours(rows: Session, staff: Staff) -> list[Served]:
    """Three people in the order of their addresses; the first of them has her services today."""
    worker = staff.actor(Role.SOCIAL_WORKER).membership_id
    people = [
        serve(rows, staff, surname=name, address=f"ул. {name}", social_worker_id=worker)
        for name in ("Алова", "Белова", "Ветрова")
    ]
    deliver(rows, staff, people[0], [16])
    return people


def unfolded(page: str) -> list[str]:
    return re.findall(r'<details class="card person" id="contract-([0-9]+)" open>', page)


def test_today_unfolds_the_first_who_waits(
    social_worker: Browser, neighbours: list[Served]
) -> None:
    page = social_worker.get("/deliveries/today")

    ids = [str(one.contract.id) for one in neighbours]
    text = page.get_data(as_text=True)
    assert re.findall(r'<details class="card person" id="contract-([0-9]+)"', text) == ids
    assert unfolded(text) == [ids[1]]
    assert re.findall("Записано 1|Не записано", words(page))[:2] == ["Записано 1", "Записано 1"]
    assert words(page).count("Не записано") == 2


def test_without_script_today_comes_back_to_the_same_person(
    social_worker: Browser, neighbours: list[Served]
) -> None:
    last = str(neighbours[2].contract.id)
    after = unescape(
        re.findall(r'name="next" value="([^"]+)"', _today(social_worker))[-1],
    )

    answer = social_worker.post(f"/deliveries/{last}/2026-03/visit", tap("16:1:0", next=after))

    assert answer.location == after == f"/deliveries/today?open={last}#contract-{last}"
    assert unfolded(social_worker.get(answer.location).get_data(as_text=True)) == [last]


def _today(browser: Browser) -> str:
    return browser.get("/deliveries/today").get_data(as_text=True)


@pytest.mark.parametrize("asked", ["", "999", "x", "-1"])
def test_today_ignores_whom_it_does_not_know(
    social_worker: Browser, neighbours: list[Served], asked: str
) -> None:
    page = social_worker.get(f"/deliveries/today?open={asked}").get_data(as_text=True)

    assert unfolded(page) == [str(neighbours[1].contract.id)]


def test_a_part_carries_the_state_of_the_folded_line(
    social_worker: Browser, neighbours: list[Served]
) -> None:
    contract = neighbours[1].contract.id

    today = social_worker.post(
        f"/deliveries/{contract}/2026-03/visit", tap("16:1:0"), htmx=True
    ).get_data(as_text=True)
    earlier = social_worker.post(
        f"/deliveries/{contract}/2026-03/visit", tap("5:1:0"), htmx=True
    ).get_data(as_text=True)

    assert f'id="state-{contract}" hx-swap-oob="true"><span class="tag ok">Записано 1<' in today
    assert f"state-{contract}" not in earlier


def test_links_to_a_month_lead_to_today(social_worker: Browser, served: Served) -> None:
    sheet = f"/deliveries/{served.contract.id}"

    assert f'href="{sheet}/2026-03#d-16"' in _today(social_worker)
    assert f'href="{sheet}/2026-03#d-16"' in social_worker.get("/").get_data(as_text=True)
    assert social_worker.get(sheet).location == f"{sheet}/2026-03#d-16"
    grid = social_worker.get(f"{sheet}/2026-03").get_data(as_text=True)
    assert '<a href="#d-16">К сегодняшнему дню' in grid
    now = social_worker.get("/deliveries").get_data(as_text=True)
    assert f'href="{sheet}/2026-03#d-16"' in now
    assert "#d-" not in social_worker.get("/deliveries?month=2026-04").get_data(as_text=True)


def test_a_button_of_today_records_and_answers_with_its_line(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    form = tap("16:1:0", next="/deliveries/today")

    part = social_worker.post(f"{sheet_of(served)}/visit", form, htmx=True)
    more = social_worker.post(f"{sheet_of(served)}/visit", tap("16:2:1"), htmx=True)
    plain = social_worker.post(f"{sheet_of(served)}/visit", tap("16:1:2", next="//evil.example"))

    assert part.get_data(as_text=True).lstrip().startswith('<li class="visit" id="visit-')
    assert "Записано 1" in words(part)
    assert "Записано 2" in words(more)
    assert (plain.status_code, plain.location) == (303, "/")
    assert recorded(rows) == {date(2026, 3, 16): Decimal(1)}


def test_a_refused_button_shows_the_day_with_the_reason(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    deliver(rows, staff, served, FULL_MONTH)
    before = everything(rows)

    answer = social_worker.post(f"{sheet_of(served)}/visit", tap("16:1:0"))

    assert answer.status_code == 422
    assert "По договору — 8 в месяц" in words(answer)
    assert everything(rows) == before


@pytest.mark.parametrize("address", ["2026-13", "2026-00", "1999-01", "2026-03/32", "2026-03/0"])
def test_a_month_or_a_day_that_cannot_be_is_not_found(
    social_worker: Browser, served: Served, address: str
) -> None:
    answer = social_worker.get(f"/deliveries/{served.contract.id}/{address}")

    assert answer.status_code == 404


def test_a_service_beyond_the_programme_gets_a_row_of_its_own(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    form = {"code": "VLA-H-02", "day": "10.03.2026", "quantity": "2"}
    asked = f"/contracts/{served.contract.id}/additional"

    refused = social_worker.post(f"{sheet_of(served)}/additional", form)
    social_worker.post(asked, {"code": "VLA-H-02", "requested_on": "10.03.2026"})
    answer = social_worker.post(f"{sheet_of(served)}/additional", form)

    page = words(social_worker.get(answer.location))
    assert refused.status_code == 422
    assert "по письменной просьбе" in words(refused)
    assert asked in refused.get_data(as_text=True)
    assert answer.status_code == 303
    assert "Сверх программы" in page
    assert "2 сверх программы" in page
    assert recorded(rows) == {date(2026, 3, 10): Decimal(2)}


def drop_the_service(rows: Session, staff: Staff, served: Served, since: date) -> None:
    """An agreement in force gives another service in its place from a day on."""
    after = factories.make_terms(
        services=(("VLA-H-02", 4, "100.00"),), since=since, contract_id=served.contract.id
    )
    after.provider_id = served.contract.provider_id
    served.terms.until = since
    factories.save(rows, after)
    factories.make_amendment(
        rows,
        served.contract,
        staff.actor(Role.ACCOUNTANT),
        number=2,
        state=AmendmentState.IN_FORCE,
        since=since,
        in_force_from=since,
        provider_signed_on=since,
        customer_signed_on=since,
        terms_id=after.id,
    )


@pytest.mark.parametrize("page", ["", "/numbers", "/04"])
def test_what_was_given_before_an_agreement_stays_on_the_sheet(
    social_worker: Browser, rows: Session, staff: Staff, served: Served, page: str
) -> None:
    deliver(rows, staff, served, [3, 4, 5])
    drop_the_service(rows, staff, served, date(2026, 3, 10))

    shown = words(social_worker.get(f"{sheet_of(served)}{page}"))

    assert "Покупка и доставка на дом продуктов питания" in shown
    assert "3 из 8, с 10 марта не оказывается" in shown
    assert "С 10.03.2026 договор изменён соглашением № 2" in shown


@pytest.mark.parametrize(("number", "status"), [(9, 200), (10, 422)], ids=["last day", "dropped"])
def test_a_dropped_service_takes_entries_to_its_last_day(
    social_worker: Browser, rows: Session, staff: Staff, served: Served, number: int, status: int
) -> None:
    drop_the_service(rows, staff, served, date(2026, 3, 10))

    answer = social_worker.post(f"{sheet_of(served)}/cell", tap(f"{number}:1:0"), htmx=True)
    page = social_worker.get(sheet_of(served)).get_data(as_text=True)

    assert answer.status_code == status
    assert (f'id="row-q-{SERVICE}-{number}"' in page) is (status == 200)


@pytest.mark.parametrize(("number", "listed"), [(9, True), (10, False)])
def test_a_day_lists_what_the_contract_gives_on_it(
    social_worker: Browser, rows: Session, staff: Staff, served: Served, number: int, listed: bool
) -> None:
    drop_the_service(rows, staff, served, date(2026, 3, 10))

    page = social_worker.get(f"{sheet_of(served)}/{number:02d}").get_data(as_text=True)

    assert (f'row-q-{SERVICE}"' in page) is listed
    assert ('row-q-VLA-H-02"' in page) is not listed


def test_the_list_plans_what_the_sheet_plans(
    social_worker: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    deliver(rows, staff, served, [3, 4, 5])
    drop_the_service(rows, staff, served, date(2026, 3, 10))

    sheet = words(social_worker.get(sheet_of(served)))
    everybody = words(social_worker.get("/deliveries?month=2026-03"))

    assert "Записано 3 из 12" in sheet
    assert "Осталось 9" in everybody


def test_a_service_beyond_the_programme_needs_its_fields(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    before = everything(rows)

    answer = social_worker.post(f"{sheet_of(served)}/additional", {"code": "VLA-S-01"})

    text = words(answer)
    assert answer.status_code == 422
    assert all(
        sentence in text
        for sentence in ("Выберите услугу из списка", "Введите день", "Введите количество")
    )
    assert everything(rows) == before


@pytest.mark.parametrize(
    ("month", "says", "nearest"),
    [
        pytest.param("2026-02", "с 2 марта 2026", "2026-03", id="the month before the contract"),
        pytest.param("2026-03", "", "", id="its first month"),
        pytest.param("2029-02", "", "", id="its last month"),
        pytest.param("2029-03", "последний день услуг — 27 февраля 2029", "2029-02", id="after"),
        pytest.param("2099-01", "последний день услуг — 27 февраля 2029", "2029-02", id="later"),
    ],
)
@pytest.mark.parametrize("shape", ["", "/numbers"])
def test_a_month_without_the_contract_says_so_and_leads_to_the_nearest(
    social_worker: Browser, served: Served, month: str, says: str, nearest: str, shape: str
) -> None:
    sheet = f"/deliveries/{served.contract.id}"

    answer = social_worker.get(f"{sheet}/{month}{shape}")
    page = words(answer).replace("\u00a0", " ")
    shown = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert says in page
    assert ("<table" in shown) is not bool(says)
    assert not nearest or f'href="{sheet}/{nearest}{shape}"' in shown
