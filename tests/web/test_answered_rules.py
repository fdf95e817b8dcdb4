"""What a region says of lost papers, of issuers, of children and of the court stands on pages."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.conformance.usage import answered_only, portals_usage
from portal.domain.authorities import Capacity
from portal.domain.catalogue import Form
from portal.models import Provider, Role
from portal.regions.registry import discover
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

REGIONS = [pytest.param("moscow", True, id="named"), pytest.param("astrakhan", False, id="silent")]
DRAFT = {"decision_number": "17", "decision_on": "12.03.2026", "due_on": "19.03.2026"}


def settle(rows: Session, provider: Provider, region: str) -> None:
    provider.region_code = region
    rows.commit()


def text(page: str) -> str:
    return page.replace("\u00a0", " ")


@pytest.mark.parametrize(("region", "told"), REGIONS)
def test_the_page_of_a_programme_says_what_to_do_when_it_is_lost(
    rows: Session, provider: Provider, staff: Staff, region: str, *, told: bool
) -> None:
    """MSK-IPP-04, MSK-REC-04: a duplicate keeps number, day and contract; who may issue it."""
    programme = factories.make_programme(rows, factories.make_recipient(rows, provider))
    settle(rows, provider, region)

    page = text(words(staff.browser(Role.DIRECTOR).get(f"/programmes/{programme.id}")))

    for sentence in (
        "просит дубликат: номер, дата",
        "Что может управление",
        "другие услуги, объём",
    ):
        assert (sentence in page) is told, sentence


@pytest.mark.parametrize(("region", "told"), REGIONS)
def test_a_duplicate_brought_in_needs_no_second_programme(
    rows: Session, provider: Provider, staff: Staff, region: str, *, told: bool
) -> None:
    """MSK-IPP-04: no new contract, no new term."""
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(
        rows, person, issued_on=date(2026, 3, 2), valid_from=date(2026, 3, 2)
    )
    settle(rows, provider, region)
    item = discover()[region].rules.service_catalogue.on(date(2026, 3, 16)).for_form(Form.HOME)[0]
    same = {
        "number": programme.number,
        "issued_on": "02.03.2026",
        "valid_from": "02.03.2026",
        "valid_until": "01.03.2029",
        f"service-{item.code}": "2",
        "circumstances": "no_care",
    } | ({"issuer_kind": "uszn"} if told else {})

    answer = staff.browser(Role.DIRECTOR).post(f"/programmes/present/{person.id}?form=home", same)

    assert "Вторая запись не создана" in words(answer)
    assert ("Дубликат взамен утраченной записывают на её странице" in words(answer)) is told


@pytest.mark.parametrize(
    ("form", "issuer", "warned"),
    [
        pytest.param(Form.STATIONARY, "uszn", True, id="a district office on residential care"),
        pytest.param(Form.STATIONARY, "department", False, id="the Department on it"),
        pytest.param(Form.HOME, "uszn", False, id="a district office on home care"),
        pytest.param(Form.HOME, "department", True, id="the Department on home care"),
        pytest.param(Form.HOME, "other", True, id="another body"),
        pytest.param(Form.STATIONARY, None, False, id="a record from before the question"),
    ],
)
def test_an_issuer_that_does_not_decide_on_the_form_is_pointed_out(
    rows: Session, provider: Provider, staff: Staff, form: Form, issuer: str | None, *, warned: bool
) -> None:
    """MSK-REC-04."""
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(
        rows, person, form=form, issuer="Департамент труда", issuer_kind=issuer
    )
    settle(rows, provider, "moscow")

    page = text(words(staff.browser(Role.DIRECTOR).get(f"/programmes/{programme.id}")))

    assert ("Проверьте, кто подписал решение" in page) is warned


@pytest.mark.parametrize(
    ("region", "capacity", "told"),
    [
        pytest.param("moscow", Capacity.INCAPABLE, True, id="after the court's word"),
        pytest.param("moscow", Capacity.LIMITED, True, id="limited only"),
        pytest.param("moscow", Capacity.CAPABLE, False, id="capacity given back"),
        pytest.param("moscow", None, False, id="nothing recorded"),
        pytest.param("astrakhan", Capacity.INCAPABLE, False, id="a silent region"),
    ],
)
def test_the_courts_word_does_not_end_the_programme(
    rows: Session,
    provider: Provider,
    staff: Staff,
    region: str,
    capacity: Capacity | None,
    *,
    told: bool,
) -> None:
    """MSK-IPP-08."""
    since = date(2026, 3, 1) if capacity else None
    person = factories.make_recipient(
        rows, provider, capacity=capacity, capacity_since=since, capacity_basis="решение суда"
    )
    settle(rows, provider, region)

    page = words(staff.browser(Role.DIRECTOR).get(f"/recipients/{person.id}/people"))

    for sentence in ("Внести опекуна или попечителя", "Предложить пересмотр программы"):
        assert (sentence in page) is told, sentence


@pytest.mark.parametrize(
    ("born", "certificate", "passport"),
    [
        pytest.param(date(2012, 3, 17), True, False, id="fourteen tomorrow"),
        pytest.param(date(2012, 3, 16), False, True, id="fourteen today"),
        pytest.param(date(2008, 3, 16), False, False, id="of age today"),
        pytest.param(None, True, True, id="no card yet"),
    ],
)
def test_papers_of_a_child_stand_beside_the_application_by_age(
    rows: Session,
    provider: Provider,
    staff: Staff,
    born: date | None,
    *,
    certificate: bool,
    passport: bool,
) -> None:
    """MSK-MIN-02."""
    path = "/admissions/applications/new"
    if born is not None:
        path = f"{path}/{factories.make_recipient(rows, provider, born=born).id}"
    settle(rows, provider, "moscow")

    page = words(staff.browser(Role.DIRECTOR).get(path))

    assert ("Документы ребёнка до 14 лет" in page) is certificate
    assert ("Документы ребёнка с 14 лет" in page) is passport
    assert ("Заключение ПМПК, подлинник" in page) is (certificate or passport)


@pytest.mark.parametrize(
    ("service", "degree", "warned"),
    [
        pytest.param("home", "no_limits", True, id="no limits recorded"),
        pytest.param("home", "limited_self_care", False, id="self-care limited"),
        pytest.param("semi_stationary_day_care", "limited_self_care", True, id="day care"),
        pytest.param("", "", False, id="not noted"),
    ],
)
def test_a_draft_without_an_indication_is_pointed_out(
    rows: Session, provider: Provider, staff: Staff, service: str, degree: str, *, warned: bool
) -> None:
    """MSK-REC-10."""
    person = factories.make_recipient(rows, provider)
    settle(rows, provider, "moscow")
    director = staff.browser(Role.DIRECTOR)
    answers = {"service": service, "degree": degree}

    done = director.post(f"/admissions/drafts/new/{person.id}", DRAFT | answers)

    page = words(director.get(done.location))
    assert ("Для этого обслуживания нет показаний" in page) is warned


def test_half_an_indication_is_asked_to_be_finished(
    rows: Session, provider: Provider, staff: Staff
) -> None:
    person = factories.make_recipient(rows, provider)
    settle(rows, provider, "moscow")
    path = f"/admissions/drafts/new/{person.id}"

    answer = staff.browser(Role.DIRECTOR).post(path, DRAFT | {"service": "home", "degree": ""})

    assert answer.status_code == 422
    assert "Выберите степень самообслуживания" in words(answer)


def test_these_rules_are_met_by_people_who_work_with_the_portal() -> None:
    shown = {"MSK-IPP-04", "MSK-IPP-08", "MSK-MIN-02", "MSK-REC-04", "MSK-REC-10"}

    answered = {one.rule for one in answered_only(discover()["moscow"], portals_usage())}

    assert not shown & answered
