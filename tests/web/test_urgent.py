"""Pages of urgent help: a case from a card, its act, the signature, the register, the switch."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Provider, Recipient, Role, UrgentCase, UrgentLine
from tests.support import factories
from tests.support.browser import Browser, words

CASE = {
    "source": "medical_organisation",
    "informant": "Больница № 2, Сергеева",
    "reported_on": "16.03.2026",
    "reported_at": "9:30",
    "person": "russian_citizen",
    "given-VLA-U-01": "16.03.2026",
    "conditions-VLA-U-01": "на дому",
    "given-VLA-U-03": "16.03.2026",
    "conditions-VLA-U-03": "в приюте",
}


@pytest.fixture
def person(rows: Session, provider: Provider) -> Recipient:
    provider.renders_urgent = True
    rows.commit()
    return factories.make_recipient(rows, provider)


@pytest.fixture
def case(rows: Session, social_worker: Browser, person: Recipient) -> UrgentCase:
    answer = social_worker.post(f"/urgent/new/{person.id}", CASE)
    assert answer.status_code == 303, words(answer)
    return rows.scalars(select(UrgentCase)).one()


def test_case_goes_from_the_card_to_a_signed_act(
    rows: Session, social_worker: Browser, person: Recipient, case: UrgentCase
) -> None:
    assert "Записать срочную помощь" in words(social_worker.get(f"/recipients/{person.id}"))
    refusal = {"codes": "VLA-U-03", "refused_on": "16.03.2026", "version": str(case.version)}
    assert social_worker.post(f"/urgent/{case.id}/refused", refusal).status_code == 303

    assert social_worker.post(f"/urgent/{case.id}/act").status_code == 303

    assert social_worker.get(f"/urgent/{case.id}/act.pdf").data.startswith(b"%PDF")
    assert "ждёт подписи" in words(social_worker.get("/urgent?open=1"))
    rows.expire_all()
    signed = {"party": "recipient", "signed_on": "16.03.2026", "version": str(case.version)}
    answer = social_worker.post(f"/urgent/{case.id}/signature", signed)
    assert answer.status_code == 303, words(answer)
    page = words(social_worker.get(f"/urgent/{case.id}"))
    assert "подписан" in page
    assert person.full_name in page
    rows.expire_all()
    assert case.signed_on == date(2026, 3, 16)
    assert "Все акты подписаны" in words(social_worker.get("/urgent?open=1"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"given-VLA-U-06": "16.03.2026"}, "напишите, что именно сделано"),
        ({"given-VLA-U-01": "15.03.2026"}, "О человеке сообщили 16.03.2026"),
        ({"source": "rumour"}, "Выберите из списка: заявление получателя"),
        ({"reported_at": "23:50"}, "Этот момент ещё не наступил"),
    ],
)
def test_refusals_keep_what_was_typed(
    rows: Session,
    social_worker: Browser,
    person: Recipient,
    change: dict[str, str],
    sentence: str,
) -> None:
    answer = social_worker.post(f"/urgent/new/{person.id}", CASE | change)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "Больница № 2, Сергеева" in answer.text
    assert not rows.scalars(select(UrgentCase)).all()


def test_act_is_not_drawn_while_conditions_are_unsaid(
    rows: Session, social_worker: Browser, case: UrgentCase
) -> None:
    bare = {"given-VLA-U-01": "16.03.2026", "version": str(case.version)}
    assert social_worker.post(f"/urgent/{case.id}/services", bare).status_code == 303

    answer = social_worker.post(f"/urgent/{case.id}/act")

    assert answer.status_code == 422
    assert "условия предоставления" in words(answer)
    rows.expire_all()
    assert case.drawn_on is None


def test_director_switches_the_form_on(
    rows: Session, director: Browser, provider: Provider
) -> None:
    person = factories.make_recipient(rows, provider)
    assert director.post(f"/urgent/new/{person.id}", CASE).status_code == 422
    assert "выключены" in words(director.get("/settings"))

    director.post("/settings/urgent", {"renders": "1"})

    assert director.post(f"/urgent/new/{person.id}", CASE).status_code == 303
    assert "Учреждение оказывает срочные услуги" in words(director.get("/settings"))


def test_accountant_is_offered_no_urgent_help(accountant: Browser, person: Recipient) -> None:
    assert "Срочные услуги" not in words(accountant.get("/admissions"))
    assert "срочную помощь" not in words(accountant.get(f"/recipients/{person.id}"))
    assert accountant.get("/urgent").status_code == 403


def test_the_register_of_a_year_is_one_page_and_one_table(
    rows: Session, social_worker: Browser, person: Recipient, case: UrgentCase
) -> None:
    line = rows.scalars(select(UrgentLine).order_by(UrgentLine.position)).first()
    assert line is not None
    line.conditions = "=HYPERLINK(1)"
    rows.commit()
    assert "Журнал за 2026 год" in words(social_worker.get("/urgent"))

    page = words(social_worker.get("/urgent/register/2026"))
    answer = social_worker.get("/urgent/register/2026/table")

    assert "Актов: 1" in page
    assert person.full_name in page
    table = answer.data.decode("utf-8-sig").splitlines()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert [line.split(";")[0] for line in table] == ["Акт", case.number, case.number]
    assert table[1].split(";")[5] == "'=HYPERLINK(1)"
    assert table[2].split(";")[5] == "в приюте"


@pytest.mark.parametrize(
    ("year", "status"),
    [
        pytest.param(2014, 404, id="before the law"),
        pytest.param(2015, 200, id="its first year"),
        pytest.param(2027, 404, id="a year to come"),
    ],
)
def test_a_register_has_a_year_of_the_law(
    social_worker: Browser, person: Recipient, year: int, status: int
) -> None:
    assert social_worker.get(f"/urgent/register/{year}").status_code == status
    assert social_worker.get(f"/urgent/register/{year}/table").status_code == status


def test_another_providers_acts_are_not_in_the_register(
    rows: Session, app: Flask, other_provider: Provider, case: UrgentCase
) -> None:
    neighbour = factories.make_staff(rows, other_provider, Role.SOCIAL_WORKER)
    stranger = Browser(app).enter(rows, neighbour)

    assert "За этот год актов нет" in words(stranger.get("/urgent/register/2026"))
