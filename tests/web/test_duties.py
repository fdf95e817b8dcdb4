"""Duties with a due day in pages: incidents, open information, drafts, inspections, register."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.models import AccessEvent, Duty, DutyKind, DutyTerm, Provider, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

TODAY_PAGE = "/"
INCIDENT = {"found_on": "14.03.2026", "found_at": "18:00", "about": "Потерян журнал посещений"}


@pytest.fixture
def muscovites(rows: Session, provider: Provider) -> Provider:
    provider.region_code = "moscow"
    rows.add(provider)
    rows.flush()
    return provider


def only(rows: Session, kind: DutyKind) -> Duty:
    return rows.scalars(select(Duty).where(Duty.kind == kind)).one()


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ADMINISTRATOR])
def test_an_incident_runs_two_terms_until_both_reports_are_out(
    staff: Staff, rows: Session, role: Role
) -> None:
    """FED-PDP-06: found on a Saturday evening, both terms end at the same hour."""
    reader = staff.browser(role)

    answer = reader.post("/duties/incidents", INCIDENT)
    duty = only(rows, DutyKind.INCIDENT)
    page = words(reader.get(f"/duties/incidents/{duty.id}"))
    for code in ("incident_report", "inquiry_report"):
        terms = rows.scalars(select(DutyTerm.code).where(DutyTerm.duty_id == duty.id)).all()
        assert code in terms, terms
        reader.post(
            f"/duties/incidents/{duty.id}",
            {"code": code, "reported_on": "16.03.2026", "reported_at": "9:00", "note": "№ 15"},
        )

    rows.refresh(duty)
    after = words(reader.get(f"/duties/incidents/{duty.id}"))
    assert answer.status_code == 303
    assert "до 18:00 15 марта" in page
    assert "до 18:00 17 марта" in page
    assert duty.closed_at is not None
    assert "сделано в срок" in after
    assert "с опозданием: 1 день" in after


def test_the_administrator_is_reminded_and_takes_a_mistake_back(
    staff: Staff, rows: Session
) -> None:
    """FED-PDP-06."""
    reader = staff.browser(Role.ADMINISTRATOR)
    reader.post("/duties/incidents", INCIDENT)
    duty = rows.scalars(select(Duty)).one()
    reminded = words(reader.get("/admin/people"))

    empty = reader.post(f"/duties/incidents/{duty.id}/withdraw", {"reason": " "})
    answer = reader.post(f"/duties/incidents/{duty.id}/withdraw", {"reason": "Журнал нашёлся"})

    assert "Инцидент с персональными данными" in reminded
    assert (empty.status_code, answer.status_code) == (422, 303)
    assert "Инцидент с персональными данными" not in words(reader.get("/admin/people"))
    assert "внесён по ошибке Журнал нашёлся" in words(reader.get(f"/duties/incidents/{duty.id}"))
    assert "Внесён по ошибке" in words(reader.get("/duties/incidents?all=1"))


def test_an_open_incident_stands_on_the_directors_first_page(staff: Staff, rows: Session) -> None:
    director = staff.browser(Role.DIRECTOR)

    director.post("/duties/incidents", INCIDENT)

    page = words(director.get(TODAY_PAGE))
    assert "Инцидент с персональными данными: Потерян журнал посещений" in page
    assert "Инцидент" not in words(staff.browser(Role.SOCIAL_WORKER).get(TODAY_PAGE))


def test_an_incident_of_tomorrow_is_not_recorded(staff: Staff, rows: Session) -> None:
    answer = staff.browser(Role.DIRECTOR).post(
        "/duties/incidents", {**INCIDENT, "found_on": "17.03.2026"}
    )

    assert answer.status_code == 422
    assert rows.scalars(select(Duty)).all() == []


def test_new_places_are_to_be_published_in_ten_working_days(
    staff: Staff, rows: Session, provider: Provider
) -> None:
    """FED-NOT-04: from 16 March on, ten working days end on the thirtieth."""
    department = factories.make_department(rows, provider, unit_code="home_care", places=4)
    director = staff.browser(Role.DIRECTOR)

    director.post(f"/admissions/places/{department.id}", {"places": "5"})
    before = words(director.get("/duties/openness"))
    answer = director.post("/duties/openness", {"published_on": "16.03.2026", "where": "сайт"})
    after = words(director.get("/duties/openness"))

    assert "до конца дня 30 марта" in before
    assert answer.status_code == 303
    assert "Сайт обновлять не нужно" in after
    assert "16 марта 2026, сайт" in after


@pytest.mark.parametrize(
    ("where", "refused"),
    [
        ("javascript:alert(1)", True),
        ("https://example.org/tarify", False),
        ("example.org:8080/tarify", False),
    ],
)
def test_the_site_stands_at_an_address_of_the_web(
    director: Browser, where: str, *, refused: bool
) -> None:
    page = director.post("/duties/openness", {"published_on": "16.03.2026", "where": where})

    assert ("Введите адрес сайта" in words(page)) is refused


def test_figures_for_the_site_come_as_a_table_and_on_paper(
    staff: Staff, rows: Session, provider: Provider
) -> None:
    department = factories.make_department(rows, provider, unit_code="home_care", places=4)
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, person, unit_code="home_care")
    contract = factories.make_contract(rows, programme)
    director = staff.browser(Role.DIRECTOR)

    table = director.get("/duties/openness/table").get_data().decode("utf-8-sig")
    paper = director.get("/duties/openness/paper")

    assert contract.department_id in (None, department.id)
    assert "на дому;1;" in table
    # VLA-IPP-02: the same service stands in two lists at two prices.
    listed = [line for line in table.splitlines() if line.startswith("на дому, отделение")]
    assert listed
    assert not any("профилактики" in line for line in listed)
    assert person.surname not in table
    assert paper.get_data().startswith(b"%PDF")


def test_a_draft_sent_a_day_late_says_so(staff: Staff, rows: Session, muscovites: Provider) -> None:
    """MSK-IPP-02: the decision names 13 March, the draft leaves on the sixteenth."""
    person = factories.make_recipient(rows, muscovites)
    director = staff.browser(Role.DIRECTOR)

    answer = director.post(
        f"/admissions/drafts/new/{person.id}",
        {"decision_number": "17", "decision_on": "11.03.2026", "due_on": "13.03.2026"},
    )
    duty = only(rows, DutyKind.PROGRAMME_DRAFT)
    waiting = words(director.get(f"/admissions/drafts/{duty.id}"))
    paper = director.get(f"/admissions/drafts/{duty.id}/paper")
    silent = director.send(
        f"/admissions/drafts/{duty.id}", {"day": "16.03.2026", "took_part": "no"}
    )
    for _ in range(3):
        director.send(f"/admissions/drafts/{duty.id}", {"day": "16.03.2026", "took_part": "yes"})

    rows.refresh(duty)
    done = words(director.get(f"/admissions/drafts/{duty.id}"))
    assert answer.status_code == 303
    assert "просрочено: 3 дня" in waiting
    assert paper.get_data().startswith(b"%PDF")
    assert silent.status_code == 422
    assert duty.state == "handed_over"
    assert duty.closed_at is not None
    assert "опоздание: 3 дня" in done


def test_where_the_authority_drafts_there_is_no_register_of_drafts(
    staff: Staff, rows: Session, provider: Provider
) -> None:
    person = factories.make_recipient(rows, provider)
    director = staff.browser(Role.DIRECTOR)

    assert director.get("/admissions/drafts").status_code == 404
    assert director.get("/admissions/inspections").status_code == 404
    assert "Проекты программ" not in words(director.get("/admissions/applications"))
    assert "проект программы" not in words(director.get(f"/recipients/{person.id}"))


def test_a_commission_without_veterans_is_not_ordered(
    staff: Staff, rows: Session, muscovites: Provider
) -> None:
    """MSK-REC-09: an application of 16 March, the visit by the earlier of two days."""
    worker = staff.actor(Role.SOCIAL_WORKER)
    person = factories.make_recipient(rows, muscovites)
    application = factories.make_application(rows, person, worker)
    director = staff.browser(Role.DIRECTOR)
    page = f"/admissions/inspections/new/{application.id}"
    order = {
        "order_number": "5",
        "order_date": "16.03.2026",
        "chair": "Яузова А. А., директор",
        "public_association": "Иванова И. И., «Дом»",
    }

    refused = director.post(page, order)
    taken = director.post(page, {**order, "veterans_organisation": "Петров П. П., совет ветеранов"})
    duty = only(rows, DutyKind.INSPECTION)
    shown = words(director.get(f"/admissions/inspections/{duty.id}"))
    paper = director.get(f"/admissions/inspections/{duty.id}/paper")
    visit = director.post(
        f"/admissions/inspections/{duty.id}",
        {"visited_on": "16.03.2026", "interviewed": "yes"},
    )

    rows.refresh(duty)
    assert refused.status_code == 422
    assert taken.status_code == 303
    assert "совет ветеранов" in shown
    assert paper.get_data().startswith(b"%PDF")
    assert visit.status_code == 303
    assert duty.closed_at is not None


@pytest.mark.parametrize(
    ("role", "logged"),
    [
        pytest.param(Role.DIRECTOR, 1, id="who sees the income"),
        pytest.param(Role.SOCIAL_WORKER, 0, id="who is not shown it"),
    ],
)
def test_an_act_with_the_income_on_it_is_logged(
    staff: Staff, rows: Session, muscovites: Provider, role: Role, logged: int
) -> None:
    """FED-PDP-01."""
    worker = staff.actor(Role.SOCIAL_WORKER)
    person = factories.make_recipient(rows, muscovites)
    terms = factories.make_terms()
    factories.make_contract(rows, factories.make_programme(rows, person), terms=terms)
    duty = factories.make_duty(
        rows,
        person,
        worker,
        kind=DutyKind.INSPECTION,
        recipient_id=person.id,
        facts={"chair": "И."},
    )
    path = f"/admissions/inspections/{duty.id}/paper"

    answer = staff.browser(role).get(path)

    found = rows.scalars(select(AccessEvent).where(AccessEvent.path == path)).all()
    assert answer.status_code == 200
    assert [one.recipient_id for one in found] == [person.id] * logged


def test_the_entry_of_the_register_is_kept_and_looked_at(
    staff: Staff, rows: Session, provider: Provider
) -> None:
    """FED-REG-01: the day of exclusion is the last one in the register."""
    director = staff.browser(Role.DIRECTOR)
    before = words(director.get(TODAY_PAGE))

    answer = director.post(
        "/settings/register",
        {
            "number": "33-007",
            "registered_on": "01.02.2015",
            "excluded_on": "15.03.2026",
            "forms": Form.HOME.value,
        },
    )

    rows.refresh(provider)
    page = words(director.get("/settings/register"))
    assert "в реестре поставщиков" in before
    assert answer.status_code == 303
    assert (provider.registered_on, provider.registered_forms) == (date(2015, 2, 1), ["home"])
    assert "Сегодня учреждения в реестре нет" in page
    first = words(director.get(TODAY_PAGE))
    assert "Запишите, под каким номером" not in first
    assert "Учреждения сегодня нет в реестре поставщиков" in first
    assert "последний день в реестре — 15 марта 2026" in first


@pytest.mark.parametrize(
    ("born", "told"),
    [
        pytest.param(date(2008, 5, 16), "", id="61 days before"),
        pytest.param(date(2008, 5, 15), "18 лет исполнится 15 мая", id="60 days before"),
        pytest.param(date(2008, 3, 17), "18 лет исполнится 17 марта", id="the eve"),
        pytest.param(date(2008, 3, 16), "работа подлежит закрытию", id="the birthday"),
    ],
)
@pytest.mark.parametrize("drawn_up", [True, False], ids=["a contract", "a programme alone"])
def test_work_with_a_minor_ends_with_the_eighteenth_birthday(
    staff: Staff, rows: Session, provider: Provider, born: date, told: str, *, drawn_up: bool
) -> None:
    """VLA-SCH-04: the programme's department counts, whatever department has the contract."""
    unit = "minors_prevention"
    department = factories.make_department(rows, provider)
    person = factories.make_recipient(rows, provider, born=born)
    programme = factories.make_programme(rows, person, unit_code=unit)
    director = staff.browser(Role.DIRECTOR)
    pages = [TODAY_PAGE, f"/recipients/{person.id}", f"/programmes/{programme.id}"]
    if drawn_up:
        # The contract may stand with another department than the programme says.
        contract = factories.make_contract(rows, programme, department_id=department.id)
        pages.append(f"/contracts/{contract.id}")
    else:
        pages.append(f"/contracts/draft/{programme.id}")

    for page in pages:
        text = words(director.get(page)).replace("\u00a0", " ")
        assert (told in text) if told else ("18 лет исполн" not in text), page
