"""From a programme to a contract in the browser, and the paper it is frozen as."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.extensions import db
from portal.models import (
    AccessEvent,
    Contract,
    Membership,
    RepresentativeKind,
    Role,
    Signature,
    SignatureMethod,
)
from portal.usecases.recipient_details import RepresentativeDetails
from tests.support.browser import Browser, words
from tests.support.sample_region import CODE, SAMPLE
from tests.usecases import procedures
from tests.web.conftest import MORNING
from tests.web.served import everything


@pytest.fixture
def house(app: Flask) -> procedures.House:
    """A provider of the sample region, so that no change of a real law breaks this test."""
    app.extensions["regions"] = {**app.extensions["regions"], CODE: SAMPLE}
    with app.app_context():
        return procedures.make_house(db.session())


@pytest.fixture
def programme_id(app: Flask, house: procedures.House) -> int:
    with app.app_context():
        recipient_id = procedures.register(house)
        procedures.earn(house, recipient_id)
        presented = procedures.present(house, recipient_id)
        procedures.hand_in_everything(house, recipient_id)
    return presented.id


@pytest.fixture
def director(app: Flask, rows: Session, house: procedures.House) -> Browser:
    return Browser(app).enter(rows, house.director)


def test_the_draft_shows_the_fee_and_why_before_anything_exists(
    director: Browser, rows: Session, programme_id: int
) -> None:
    before = everything(rows)

    page = words(director.get(f"/contracts/draft/{programme_id}"))

    assert "Составить договор по программе № 12/2026" in page
    assert "1 200,00 ₽" in page
    assert "Как посчитали" in page
    assert "Каких бумаг не хватает" not in page
    assert everything(rows) == before


def test_the_contract_is_drafted_by_one_button(director: Browser, programme_id: int) -> None:
    answer = director.post(f"/contracts/draft/{programme_id}")

    page = words(director.get(answer.location))
    assert answer.status_code == 303
    assert "составлен. Теперь его подписывает директор." in page
    assert "Ждёт подписи директора" in page
    assert "Ильина Мария Петровна , 1948 г. р." in page
    assert "№ 12/2026 от 27 февраля 2026" in page
    assert "Покупка продуктов: 8 в месяц" in page


def test_the_same_text_can_be_read_as_a_page(director: Browser, programme_id: int) -> None:
    address = director.post(f"/contracts/draft/{programme_id}").location

    paper, page = director.get(f"{address}/paper.pdf"), director.get(f"{address}/paper")

    policy = page.headers["Content-Security-Policy"]
    assert paper.data.startswith(b"%PDF")
    assert "Ильина Мария Петровна" in words(page)
    assert re.search(r"style-src( 'sha256-[^']+')+;", policy)
    assert "script-src" not in policy
    assert "unsafe" not in policy


@pytest.fixture
def bare_programme_id(app: Flask, house: procedures.House) -> int:
    """A programme of somebody who has brought nothing else, not even their income."""
    with app.app_context():
        return procedures.present(house, procedures.register(house)).id


def test_the_text_is_read_whatever_is_missing(
    director: Browser, rows: Session, bare_programme_id: int
) -> None:
    """FED-FRM-02: missing facts stand out in the text and hold up the contract, not the reading."""
    before = everything(rows)
    address = f"/contracts/draft/{bare_programme_id}"

    refused = director.post(address)
    pages = [director.get(f"{address}/text"), director.post(f"{address}/text")]

    assert refused.status_code == 422
    for answer in pages:
        page = words(answer)
        assert answer.status_code == 200
        assert "Проект: договор ещё не составлен" in page
        assert "Не хватает документов" in page
        assert "ДОГОВОР № ______" in page
        assert "не внесено: доход семьи" in page
        assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert everything(rows) == before


def test_a_fee_that_waits_for_the_income_leads_to_it(
    director: Browser, bare_programme_id: int
) -> None:
    """FED-FEE-02: the fee is decided by the income of twelve months."""
    page = director.get(f"/contracts/draft/{bare_programme_id}")

    assert "Пока не посчитана" in words(page)
    assert "Доход семьи за 12 месяцев не внесён. Внести доходы" in words(page)


def test_each_reading_of_the_text_is_logged_and_the_same_form_may_be_sent_again(
    director: Browser, rows: Session, bare_programme_id: int
) -> None:
    """FED-PDP-01: the text names the fee, whichever way it is asked for."""
    address = f"/contracts/draft/{bare_programme_id}/text"

    answers = [director.get(address), *(director.post(address, {"op": "key"}) for _ in "12")]

    assert [one.status_code for one in answers] == [200, 200, 200]
    assert [one.path for one in rows.scalars(select(AccessEvent))] == [address] * 3


def test_nothing_holds_up_a_whole_case(director: Browser, rows: Session, programme_id: int) -> None:
    before = everything(rows)
    address = f"/contracts/draft/{programme_id}"

    page = words(
        director.post(f"{address}/text", {"starts_on": "20.03.2026", "genitive-0": "Директоры"})
    )

    assert "Составить договор можно." in page
    assert "с 20 марта 2026" in page.replace("\u00a0", " "), "what the form says stands in the text"
    assert "в лице Директоры" in page.replace("\u00a0", " "), (
        "a correction is read before it is kept"
    )
    assert "не внесено" not in page
    assert everything(rows) == before
    assert "№ 1/2026" in words(director.get(director.post(address).location)), "no number was spent"


@pytest.mark.parametrize("typed", ["31.02.2026", "вчера"])
def test_nonsense_in_the_form_is_told_of_in_the_form(
    director: Browser, programme_id: int, typed: str
) -> None:
    answer = director.post(f"/contracts/draft/{programme_id}/text", {"starts_on": typed})

    assert answer.status_code == 422
    assert "Прочитать проект" in words(answer)
    assert typed in answer.get_data(as_text=True)


def test_a_stranger_drafts_nothing(stranger: Browser, rows: Session, programme_id: int) -> None:
    before = everything(rows)

    answer = stranger.post(f"/contracts/draft/{programme_id}")

    assert answer.location == "/sign-in"
    assert everything(rows) == before


ITSELF = "получатель лично"
GUARDIAN, PARENT = RepresentativeKind.GUARDIAN, RepresentativeKind.PARENT
TRUSTEE, ATTORNEY = RepresentativeKind.TRUSTEE, RepresentativeKind.ATTORNEY


def drafted(
    app: Flask, house: procedures.House, born: date, kind: RepresentativeKind | None
) -> int:
    """A programme of somebody for whom «Белова Анна» is recorded to act; today is 16 March 2026."""
    named = ("Белова", "Анна", "Игоревна", "решение суда № 5")
    person = RepresentativeDetails(kind, *named) if kind else None
    with app.app_context():
        recipient_id = procedures.register(house, born=born, representative=person)
        presented = procedures.present(house, recipient_id)
    return presented.id


@pytest.mark.parametrize(
    ("born", "kind", "offered", "sentence"),
    [
        pytest.param(
            date(2015, 5, 2), PARENT, ["Белова Анна"], "подписывает законный представитель",
            id="FED-MIN-01 ten years and more apply themselves (VLA-MIN-02) but do not sign",
        ),
        pytest.param(
            date(2012, 3, 17), PARENT, ["Белова Анна"], "подписывает законный представитель",
            id="FED-MIN-01 the last day at thirteen",
        ),
        pytest.param(
            date(2012, 3, 16), PARENT, ["Белова Анна"], "подписывает он сам, нужно согласие",
            id="FED-MIN-01 fourteen today",
        ),
        pytest.param(
            date(2008, 3, 17), PARENT, ["Белова Анна"], "подписывает он сам, нужно согласие",
            id="FED-MIN-01 the last day at seventeen",
        ),
        pytest.param(
            date(2008, 3, 16), PARENT, [ITSELF], "",
            id="FED-MIN-01 eighteen today: no parent signs any more",
        ),
        pytest.param(
            date(1950, 3, 2), GUARDIAN, ["Белова Анна"], "подписывает опекун",
            id="FED-MIN-01 an incapable adult",
        ),
        pytest.param(
            date(1950, 3, 2), TRUSTEE, ["Белова Анна"], "нужно согласие попечителя",
            id="FED-MIN-01 limited capacity",
        ),
        pytest.param(
            date(1950, 3, 2), ATTORNEY, [ITSELF], "",
            id="FED-CON-02 no attorney where the region does not say so",
        ),
    ],
)  # fmt: skip
def test_the_draft_offers_whom_the_law_lets_sign(  # noqa: PLR0917 - a row of the table of cases
    app: Flask,
    director: Browser,
    house: procedures.House,
    born: date,
    kind: RepresentativeKind,
    offered: list[str],
    sentence: str,
) -> None:
    page = director.get(f"/contracts/draft/{drafted(app, house, born, kind)}")

    html = page.get_data(as_text=True)
    options = re.findall(r"<option[^>]*>([^<]+)</option>", html)
    # With nobody to choose from there is nothing to ask: the recipient signs.
    found = options or ["получатель лично"]
    assert len(found) == len(offered)
    assert all(name in option for name, option in zip(offered, found, strict=True))
    if sentence:
        assert sentence in words(page)
        assert "ст. 26, 28–30, 33 ГК РФ" in words(page)
    else:
        assert "законный представитель" not in words(page)
        assert "полномочиях представителя" not in words(page)


@pytest.mark.parametrize(
    ("born", "told"),
    [
        pytest.param(date(2008, 3, 17), True, id="a birthday within the programme"),
        pytest.param(date(2012, 3, 17), False, id="a birthday after the programme"),
    ],
)
def test_the_draft_says_until_when_a_minor_is_served_free(
    app: Flask, director: Browser, house: procedures.House, *, born: date, told: bool
) -> None:
    """FED-MIN-02."""
    page = words(director.get(f"/contracts/draft/{drafted(app, house, born, PARENT)}"))

    assert "Бесплатно" in page
    assert ("по 16 марта 2026: с восемнадцатилетия" in page.replace("\u00a0", " ")) is told


def test_without_a_legal_representative_the_draft_says_whom_to_enter(
    app: Flask, director: Browser, house: procedures.House
) -> None:
    programme_id = drafted(app, house, date(2015, 5, 2), None)

    page = director.get(f"/contracts/draft/{programme_id}")
    answer = director.post(f"/contracts/draft/{programme_id}")

    assert "<option" not in page.get_data(as_text=True)
    assert "Внести законного представителя" in words(page)
    assert answer.status_code == 422
    assert "Внесите законного представителя в карточку получателя." in words(answer)


@pytest.mark.parametrize(
    ("born", "kind"), [(date(2015, 5, 2), PARENT), (date(1950, 3, 2), GUARDIAN)]
)
def test_the_draft_asks_for_the_passport_of_whoever_signs_where_it_is_entered(
    app: Flask, director: Browser, house: procedures.House, born: date, kind: RepresentativeKind
) -> None:
    """FED-FRM-02: told before the text is drawn up, not at its signature."""
    page = director.get(f"/contracts/draft/{drafted(app, house, born, kind)}")

    told = page.get_data(as_text=True).split('id="h-gaps"', 1)[1].split("</section>", 1)[0]
    assert "Не указан документ, удостоверяющий личность представителя." in told
    assert '/people">Кто действует за получателя</a>' in told
    assert "Заполнить карточку" not in told


def signed_first(app: Flask, contract_id: int) -> None:
    """The director has signed, so that the other side may."""
    with app.app_context():
        contract = db.session.get_one(Contract, contract_id)
        director = db.session.scalars(
            select(Membership).where(Membership.role == Role.DIRECTOR)
        ).first()
        assert director is not None
        db.session.add(
            Signature(
                provider_id=contract.provider_id,
                contract_id=contract.id,
                paper_id=contract.paper_id,
                party=Party.PROVIDER,
                signer="Директор",
                method=SignatureMethod.PASSWORD,
                signed_on=contract.concluded_on,
                recorded_at=MORNING,
                recorded_by_id=director.id,
            )
        )
        db.session.commit()


@pytest.mark.parametrize(
    ("born", "both"),
    [
        pytest.param(date(2012, 3, 17), False, id="FED-MIN-01 thirteen: the parent alone"),
        pytest.param(date(2012, 3, 16), True, id="FED-MIN-01 fourteen: the parent, then the child"),
    ],
)
def test_a_signature_on_paper_is_asked_of_whom_the_law_names(
    app: Flask, director: Browser, house: procedures.House, born: date, *, both: bool
) -> None:
    programme_id = drafted(app, house, born, PARENT)
    with app.app_context():
        procedures.hand_in_everything(house, 1)
    shown = director.get(f"/contracts/draft/{programme_id}").get_data(as_text=True)
    parent = re.findall(r'<option[^>]*value="(\d+)"', shown)[0]

    done = director.post(f"/contracts/draft/{programme_id}", {"representative": parent})
    signed_first(app, int(done.location.rpartition("/")[2]))
    asked = parties_asked(director, done.location)

    assert asked == (["representative", "recipient"] if both else ["representative"])
    assert ("Кто даёт письменное согласие на договор" in shown) is both
    if both:
        form = {"party": "representative", "signed_on": "16.03.2026", "copies": ["1", "2"]}
        director.post(f"{done.location}/paper-signature", form)
        assert parties_asked(director, done.location) == ["recipient"]


def parties_asked(director: Browser, address: str) -> list[str]:
    page = director.get(f"{address}/paper-signature").get_data(as_text=True)
    parties = re.findall(r'name="party"[^>]*value="(\w+)"|value="(\w+)"[^>]*name="party"', page)
    return [first or second for first, second in parties]
