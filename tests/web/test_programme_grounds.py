"""What a decision names stands on the programme: circumstances, mode of stay, who decided."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.models import Programme, ProgrammeDuplicate, Provider, Recipient, Role
from portal.regions.registry import discover
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff
from tests.web.served import serve

TODAY = MORNING.date()


def blank(region: str, form: Form, **more: object) -> dict[str, object]:
    item = discover()[region].rules.service_catalogue.on(TODAY).for_form(form)[0]
    return {
        "number": "77/2026",
        "issued_on": "02.03.2026",
        "valid_from": "02.03.2026",
        "valid_until": "01.03.2029",
        f"service-{item.code}": "2",
        **more,
    }


def settle(rows: Session, provider: Provider, region: str) -> Recipient:
    provider.region_code = region
    born = date(2003, 3, 17)
    person = factories.make_recipient(rows, provider, born=born)
    rows.commit()
    return person


HOMELESS = ["family_conflict", "homeless"]


@pytest.mark.parametrize(
    ("region", "form", "named", "refused"),
    [
        pytest.param(
            "vladimir", Form.HOME, {}, "Не указано ни одного обстоятельства", id="FED-REC-02: none"
        ),
        pytest.param(
            "vladimir", Form.HOME, {"circumstances": "family_conflict"}, "", id="FED-REC-02: one"
        ),
        pytest.param(
            "vladimir",
            Form.HOME,
            {"circumstances": "war"},
            "Выберите из предложенного",
            id="FED-REC-02: strange",
        ),
        pytest.param(
            "vladimir",
            Form.HOME,
            {"circumstances": "homeless", "care_leaver": "y"},
            "",
            id="FED-REC-02: the eve of twenty-three",
        ),
        pytest.param(
            "vladimir",
            Form.HOME,
            {"circumstances": "no_care", "care_leaver": "y"},
            "Отметьте и это обстоятельство",
            id="FED-REC-02: a care leaver with a home",
        ),
        pytest.param(
            "astrakhan",
            Form.STATIONARY,
            {"circumstances": "no_care"},
            "Укажите режим проживания",
            id="FED-IPP-12: no mode",
        ),
        pytest.param(
            "astrakhan",
            Form.STATIONARY,
            {"circumstances": "no_care", "stay": "temporary", "valid_until": ""},
            "Введите последний день срока",
            id="FED-IPP-12: temporary without an end",
        ),
        pytest.param(
            "astrakhan",
            Form.STATIONARY,
            {"circumstances": "no_care", "stay": "temporary"},
            "",
            id="FED-IPP-12: temporary until a day",
        ),
        pytest.param(
            "moscow",
            Form.HOME,
            {"circumstances": "no_care"},
            "Выберите, кто вынес решение",
            id="MSK-REC-04: nobody decided",
        ),
        pytest.param(
            "moscow",
            Form.HOME,
            {"circumstances": "no_care", "issued_elsewhere": "Тверская область"},
            "",
            id="MSK-REC-04: another region's body",
        ),
    ],
)
def test_a_programme_is_accepted_with_what_its_decision_names(  # noqa: PLR0917 - a row of cases
    rows: Session,
    provider: Provider,
    staff: Staff,
    region: str,
    form: Form,
    named: dict[str, object],
    refused: str,
) -> None:
    person = settle(rows, provider, region)
    address = f"/programmes/present/{person.id}?form={form.value}"

    answer = staff.browser(Role.DIRECTOR).post(address, blank(region, form, **named))

    assert answer.status_code == (422 if refused else 303), words(answer)
    if refused:
        assert refused in words(answer).replace("\u00a0", " ")


def test_what_was_named_stands_on_the_page_but_not_before_the_accountant(
    rows: Session, provider: Provider, staff: Staff
) -> None:
    """FED-REC-02, FED-IPP-12, MSK-REC-04; violence at home is no business of the fee."""
    person = settle(rows, provider, "moscow")
    named = {"circumstances": HOMELESS, "stay": "five_day_week", "issuer_kind": "uszn"}
    director = staff.browser(Role.DIRECTOR)
    form = Form.STATIONARY

    answer = director.post(
        f"/programmes/present/{person.id}?form={form.value}",
        blank("moscow", form, care_leaver="y", **named),
    )

    row = rows.scalars(select(Programme)).one()
    page, other = (
        words(director.get(answer.location)),
        words(staff.browser(Role.ACCOUNTANT).get(answer.location)),
    )
    assert (row.circumstances, row.care_leaver) == (HOMELESS, True)
    assert (row.stay_mode, row.issuer_kind) == ("five_day_week", "uszn")
    assert "Проживание: пять дней в неделю" in page
    assert "Управление социальной защиты округа" in page
    assert "Проверьте, кто подписал решение" in page
    assert "В семье конфликт" in page
    assert "В семье конфликт" not in other
    assert "Проживание: пять дней в неделю" in other


def test_the_contract_and_the_places_say_how_one_lives_in(
    rows: Session, provider: Provider, staff: Staff
) -> None:
    """FED-IPP-12."""
    served = serve(rows, staff)
    house = factories.make_department(rows, provider, form=Form.STATIONARY, unit_code="ward")
    served.programme.form = served.contract.form = Form.STATIONARY
    served.programme.stay_mode, served.programme.circumstances = "temporary", ["no_care"]
    served.contract.department_id = house.id
    rows.commit()
    director = staff.browser(Role.DIRECTOR)

    page = words(director.get(f"/contracts/{served.contract.id}"))
    places = words(director.get(f"/admissions?department={house.id}"))

    assert "проживание: временно" in page
    assert "Некому ухаживать" in page
    assert "постоянно: 0; временно: 1; пять дней в неделю: 0" in places


class TestDuplicates:
    """MSK-IPP-04: number, day, contract and term stay the original's."""

    @pytest.fixture
    def programme(self, rows: Session, provider: Provider) -> Programme:
        person = settle(rows, provider, "moscow")
        return factories.make_programme(rows, person, issuer="Управление")

    @pytest.fixture
    def director(self, staff: Staff) -> Browser:
        return staff.browser(Role.DIRECTOR)

    def test_a_duplicate_is_linked_to_the_original(
        self, rows: Session, director: Browser, programme: Programme
    ) -> None:
        due = programme.contract_due_at
        address = f"/programmes/{programme.id}/duplicate"
        form = {"issued_on": "10.03.2026", "presented_on": "12.03.2026", "issuer": ""}

        answer = director.post(address, form)
        again = director.post(address, form)

        page = words(director.get(f"/programmes/{programme.id}")).replace("\u00a0", " ")
        row = rows.scalars(select(ProgrammeDuplicate)).one()
        rows.refresh(programme)
        assert (answer.status_code, again.status_code) == (303, 422)
        assert (row.programme_id, row.issuer) == (programme.id, "Управление")
        assert programme.contract_due_at == due
        assert "Вместо утраченной — дубликат от 10.03.2026" in page
        assert "Дубликат от 10.03.2026, Управление; показан 12.03.2026" in page

    @pytest.mark.parametrize(
        ("issued", "presented", "status"),
        [
            pytest.param("26.02.2026", "12.03.2026", 422, id="before the programme"),
            pytest.param("27.02.2026", "27.02.2026", 303, id="on its day"),
            pytest.param("12.03.2026", "11.03.2026", 422, id="shown before it was issued"),
            pytest.param("12.03.2026", "16.03.2026", 303, id="shown today"),
            pytest.param("12.03.2026", "17.03.2026", 422, id="shown tomorrow"),
        ],
    )
    def test_its_days_follow_one_another(
        self, director: Browser, programme: Programme, issued: str, presented: str, status: int
    ) -> None:
        form = {"issued_on": issued, "presented_on": presented}

        answer = director.post(f"/programmes/{programme.id}/duplicate", form)

        assert answer.status_code == status

    def test_a_region_without_duplicates_has_no_page_for_them(
        self, rows: Session, provider: Provider, director: Browser, programme: Programme
    ) -> None:
        provider.region_code = "vladimir"
        rows.commit()

        assert director.get(f"/programmes/{programme.id}/duplicate").status_code == 404
        assert "Записать дубликат" not in words(director.get(f"/programmes/{programme.id}"))
