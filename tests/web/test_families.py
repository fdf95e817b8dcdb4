"""Pages of work with families: from a message to the register, who may do what, whose they are."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.models import (
    AccessEvent,
    FamilyCase,
    FamilyMember,
    FamilyPaper,
    FamilyRelation,
    Membership,
    Provider,
    Recipient,
    Role,
)
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

MESSAGE = {
    "name": "Кузнецовы",
    "address": "п. Красная Горбатка, ул. Лесная, 4",
    "received_on": "02.03.2026",
    "sender": "школа № 3, Сергеева",
    "circumstances": "ребёнок пропускает уроки",
}


@pytest.fixture
def child(rows: Session, provider: Provider) -> Recipient:
    return factories.make_recipient(
        rows, provider, surname="Кузнецов", name="Илья", patronymic="Петрович",
        born=date(2014, 5, 12),
    )  # fmt: skip


@pytest.fixture
def family(rows: Session, staff: Staff, provider: Provider) -> FamilyCase:
    head = staff.actor(Role.HEAD_OF_DEPARTMENT)
    return factories.make_family(rows, provider, head)


def take(browser: Browser, rows: Session, code: str, **told: str) -> str:
    """A step of the only family; the page after it, or the page that was sent back."""
    rows.expire_all()
    case = rows.scalars(select(FamilyCase)).one()
    form = {"day": "16.03.2026", "version": str(case.version), **told}
    answer = browser.post(f"/families/{case.id}/steps/{code}", form)
    if answer.status_code != 303:
        assert answer.status_code == 422
        return words(answer)
    return words(browser.get(f"/families/{case.id}"))


def test_a_family_goes_from_a_message_to_a_file_on_the_shelf(
    rows: Session, staff: Staff, provider: Provider, child: Recipient
) -> None:
    factories.make_department(rows, provider, unit_code="minors_prevention", name="Профилактика")
    head = staff.browser(Role.HEAD_OF_DEPARTMENT)
    assert "Семьи на учёте" in words(head.get("/admissions"))

    assert head.post("/families/new", MESSAGE).status_code == 303
    case = rows.scalars(select(FamilyCase)).one()
    someone = {"name": "кузнецов илья петрович", "relation": "child", "born": "12.05.2014"}
    linked = head.post(f"/families/{case.id}/people", someone | {"version": str(case.version)})
    assert linked.status_code == 303
    assert f"/recipients/{child.id}" in head.get(f"/families/{case.id}").get_data(as_text=True)

    day = "16.03.2026"
    dates = {"paper-living_conditions_act": day, "paper-family_social_passport": day}
    assert "решение" in take(head, rows, "visit", **dates)
    assert "paper-head" not in head.get(f"/families/{case.id}/steps/decide").get_data(as_text=True)
    decided = take(head, rows, "decide", ground="approved_conclusion", help_needed="yes")
    assert "помощь нужна" in decided
    codes = rows.scalars(select(FamilyPaper.code).order_by(FamilyPaper.id)).all()
    assert codes[0] == "incoming_information"
    assert codes.count("head_decision") == 1
    assert "№ 1/2026" in take(head, rows, "open_file")
    waiting = head.get(f"/families/{case.id}/steps/start").get_data(as_text=True)
    assert f'href="/programmes/present/{child.id}"' in waiting
    programme = factories.make_programme(rows, child, form=Form.HOME)
    assert "не выбрана. Выберите её из списка" in take(head, rows, "start")
    assert "реабилитация" in take(head, rows, "start", programme_id=str(programme.id))
    talk = {"question": "школа", "decision": "продолжить", "participants": "Котова, Зимина"}
    assert "Решение: продолжить" in take(head, rows, "discuss", **talk)
    take(head, rows, "go_on", work_continues="y")
    end = {"ended_by": "help_completed", "decision": "снять с учёта"}
    assert "Помощь оказана" in take(head, rows, "remove", **end)
    assert "шкаф 2" in take(head, rows, "archive", kept_at="шкаф 2")
    file = f"/families/{case.id}"
    assert "Внести бумагу" not in head.get(file).text
    rows.refresh(case)
    more = {
        "name": "Кузнецова Анна",
        "relation": "parent",
        "born": "12.05.1990",
        "version": case.version,
    }
    assert "Дело закрыто и хранится: шкаф 2" in words(head.post(f"{file}/people", more))

    page = words(head.get("/families/register"))
    assert "№ 1/2026" in page
    assert "снять с учёта" in page
    assert "Семей в работе нет" in words(head.get("/families"))
    assert "Семья на учёте" in words(head.get(f"/recipients/{child.id}"))
    table = head.get("/families/register/table").get_data().decode("utf-8-sig")
    assert table.splitlines()[1].startswith("1/2026;Кузнецовы;")


@pytest.mark.parametrize(
    ("code", "told", "said"),
    [
        pytest.param("visit", {}, "Нет акта обследования", id="no visit without its papers"),
        pytest.param("open_file", {}, "Нет акта обследования", id="a step is not skipped"),
        pytest.param(
            "visit",
            {
                "paper-living_conditions_act": "17.03.2026",
                "paper-family_social_passport": "16.03.2026",
            },
            "позже этого шага",
            id="a paper is not drawn up after its step",
        ),
        pytest.param("visit", {"day": "01.03.2026"}, "не может быть раньше", id="no step back"),
        pytest.param("visit", {"day": "17.03.2026"}, "ещё не наступило", id="no day to come"),
    ],
)
def test_a_step_that_may_not_be_taken_says_why_and_changes_nothing(
    rows: Session, staff: Staff, family: FamilyCase, code: str, told: dict[str, str], said: str
) -> None:
    page = take(staff.browser(Role.HEAD_OF_DEPARTMENT), rows, code, **told)

    assert said in page
    rows.expire_all()
    assert family.state == "information_received"
    assert rows.scalars(select(FamilyPaper)).all() == []


def test_no_file_is_opened_about_a_family_without_a_child(
    rows: Session, staff: Staff, family: FamilyCase
) -> None:
    """VLA-MIN-09."""
    family.state, family.ground, family.help_needed = "decided", "court_act", True
    rows.commit()

    page = take(staff.browser(Role.HEAD_OF_DEPARTMENT), rows, "open_file")

    assert "В составе семьи нет ребёнка" in page
    rows.expire_all()
    assert (family.state, family.sequence) == ("decided", None)


def test_only_the_head_decides(rows: Session, staff: Staff, family: FamilyCase) -> None:
    family.state = "visited"
    family.specialist_id = staff.actor(Role.SOCIAL_WORKER).membership_id
    rows.commit()
    worker = staff.browser(Role.SOCIAL_WORKER)
    decision = {"ground": "court_act", "help_needed": "yes"}

    assert "записывает заведующий отделением" in words(worker.get(f"/families/{family.id}"))
    assert "другой сотрудник" in take(worker, rows, "decide", **decision)

    rows.expire_all()
    assert family.ground is None


def test_a_decision_without_a_ground_is_none(
    rows: Session, staff: Staff, family: FamilyCase
) -> None:
    family.state = "visited"
    rows.commit()

    page = take(staff.browser(Role.HEAD_OF_DEPARTMENT), rows, "decide", help_needed="yes")

    assert "Основание не указано" in page


def test_a_worker_sees_her_own_families_and_nobodys(
    rows: Session, staff: Staff, provider: Provider, family: FamilyCase
) -> None:
    me = staff.actor(Role.SOCIAL_WORKER).membership_id
    rows.get_one(Membership, me).department_id = family.department_id
    rows.commit()
    worker = staff.browser(Role.SOCIAL_WORKER)
    assert "Кузнецовы" in words(worker.get("/families"))

    colleague = factories.make_staff(rows, provider, Role.SOCIAL_WORKER).membership_id
    given = {"specialist_id": str(colleague), "version": str(family.version)}
    assert worker.post(f"/families/{family.id}/lead", given).status_code == 403
    head = staff.browser(Role.HEAD_OF_DEPARTMENT)
    assert head.post(f"/families/{family.id}/lead", given).status_code == 303

    assert "Кузнецовы" not in words(worker.get("/families"))
    assert worker.get(f"/families/{family.id}").status_code == 404
    assert worker.post(f"/families/{family.id}/steps/visit", {}).status_code == 404


def test_nobodys_family_is_closed_to_a_worker_of_another_department_and_each_look_is_logged(
    rows: Session, staff: Staff, provider: Provider, family: FamilyCase
) -> None:
    """FED-PDP-01, VLA-REG-02: the director's look and the refusal; her own family opens."""
    me = rows.get_one(Membership, staff.actor(Role.SOCIAL_WORKER).membership_id)
    me.department_id = factories.make_department(rows, provider).id
    rows.commit()
    page, worker = f"/families/{family.id}", staff.browser(Role.SOCIAL_WORKER)

    seen = staff.browser(Role.DIRECTOR).get(page).status_code
    refused = [worker.get(f"{page}{rest}").status_code for rest in ("", "/people")]
    family.specialist_id = me.id
    rows.commit()

    assert (seen, refused, worker.get(page).status_code) == (200, [404, 404], 200)
    log = rows.execute(select(AccessEvent.subject, AccessEvent.path, AccessEvent.allowed)).all()
    assert [tuple(one) for one in log] == [
        ("families", page, True),
        ("families", page, False),
        ("families", f"{page}/people", False),
        ("families", page, True),
    ]


@pytest.mark.parametrize(
    ("born", "said"),
    [
        pytest.param(date(2008, 5, 15), "исполнится 18 лет", id="60 days ahead, VLA-SCH-04"),
        pytest.param(date(2008, 5, 16), None, id="61 days ahead"),
        pytest.param(date(2008, 3, 16), "исполнилось 18 лет", id="on the birthday"),
    ],
)
def test_a_birthday_that_ends_the_work_is_told(
    rows: Session, staff: Staff, family: FamilyCase, born: date, said: str | None
) -> None:
    line = FamilyMember(
        provider_id=family.provider_id, case_id=family.id, position=1,
        relation=FamilyRelation.CHILD, name="Кузнецов Олег", born=born,
    )  # fmt: skip
    factories.save(rows, line)
    head = staff.browser(Role.HEAD_OF_DEPARTMENT)

    for page in (words(head.get(f"/families/{family.id}")), words(head.get("/"))):
        assert (said in page) if said else ("18 лет" not in page)


def test_a_line_entered_by_mistake_is_struck(
    rows: Session, staff: Staff, family: FamilyCase
) -> None:
    head = staff.browser(Role.HEAD_OF_DEPARTMENT)
    someone = {"name": "Кузнецова Анна", "relation": "parent", "version": str(family.version)}
    assert head.post(f"/families/{family.id}/people", someone).status_code == 303
    again = someone | {"version": str(family.version + 1)}
    assert "уже записан" in words(head.post(f"/families/{family.id}/people", again))

    assert head.post(f"/families/{family.id}/people/1/remove").status_code == 303

    assert "Состав ещё не внесён" in words(head.get(f"/families/{family.id}"))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        pytest.param({"born": "16.03.2008"}, "уже исполнилось 18", id="of age today"),
        pytest.param({"born": "17.03.2008"}, None, id="of age tomorrow"),
        pytest.param({"born": ""}, "Введите день", id="a child without a birthday"),
        pytest.param({"born": "31.12.1899"}, "больше 120 лет", id="a child of another century"),
        pytest.param({"relation": "parent", "born": "17.03.2012"}, "меньше 14", id="parent of 13"),
        pytest.param({"relation": "parent", "born": "16.03.2012"}, None, id="parent of 14"),
        pytest.param({"relation": "parent", "born": ""}, None, id="a parent without a birthday"),
        pytest.param({"name": "31.12.1899"}, "только буквы", id="a day is no name"),
        pytest.param({"name": "12345"}, "только буквы", id="a number is no name"),
        pytest.param({"name": "Кузнецова Анна"}, "уже записан", id="one name twice"),
    ],
)
def test_the_people_of_a_family_are_who_they_may_be(
    rows: Session, staff: Staff, family: FamilyCase, told: dict[str, str], said: str | None
) -> None:
    """VLA-MIN-08, VLA-SCH-04."""
    line = FamilyMember(
        provider_id=family.provider_id, case_id=family.id, position=1,
        relation=FamilyRelation.PARENT, name="Кузнецова Анна",
    )  # fmt: skip
    factories.save(rows, line)
    child = {"name": "Кузнецов Олег", "relation": "child", "born": "12.05.2014"}
    form = {**child, "version": str(family.version), **told}

    answer = staff.browser(Role.HEAD_OF_DEPARTMENT).post(f"/families/{family.id}/people", form)

    assert answer.status_code == (422 if said else 303)
    assert (said or "") in words(answer)


@pytest.mark.parametrize(
    ("page", "form"),
    [
        pytest.param("/new", {**MESSAGE, "received_on": "31.12.2014"}, id="a message"),
        pytest.param(
            "/{0}/papers", {"code": "incoming_information", "drawn_on": "31.12.1899"}, id="a paper"
        ),
        pytest.param("/{0}/steps/visit", {"day": "31.12.1899"}, id="a step"),
        pytest.param(
            "/{0}/steps/visit",
            {"day": "16.03.2026", "paper-living_conditions_act": "31.12.2014"},
            id="a paper of a step",
        ),
    ],
)
def test_a_day_before_the_rules_names_the_clause_of_this_department(
    staff: Staff, family: FamilyCase, page: str, form: dict[str, str]
) -> None:
    answer = staff.browser(Role.HEAD_OF_DEPARTMENT).post(
        "/families" + page.format(family.id), {**form, "version": str(family.version)}
    )

    assert answer.status_code == 422
    assert "Правила работы с семьями действуют с 01.01.2015" in words(answer)
    assert "VLA-MIN-08" in words(answer)
    assert "VLA-MIN-01" not in words(answer)


def test_blanks_bring_the_family_with_them(rows: Session, staff: Staff, family: FamilyCase) -> None:
    head = staff.browser(Role.HEAD_OF_DEPARTMENT)
    for code, status in (("living_conditions_act", 200), ("contract", 404)):
        answer = head.get(f"/families/{family.id}/forms/{code}")
        assert answer.status_code == status
        assert status != 200 or answer.data.startswith(b"%PDF")


def test_a_provider_without_the_department_is_told_so(staff: Staff) -> None:
    page = words(staff.browser(Role.DIRECTOR).post("/families/new", MESSAGE))

    assert "Отделения профилактики в учреждении нет" in page


def test_where_the_region_has_no_such_work_there_is_no_such_page(app: Flask, rows: Session) -> None:
    moscow = factories.make_provider(rows, region_code="moscow", code="kotlovka")
    stranger = Browser(app).enter(rows, factories.make_staff(rows, moscow, Role.DIRECTOR))

    assert "Семьи на учёте" not in words(stranger.get("/admissions"))
    for url in ("/families", "/families/new", "/families/register"):
        assert stranger.get(url).status_code == 404
