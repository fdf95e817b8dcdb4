"""Pages about breaks in the service and about bounds that several bills spend."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.fee_rules import CapPeriod
from portal.models import (
    Contract,
    FeeSetting,
    FormerBill,
    Role,
    Suspension,
    SuspensionWarning,
    TransferEnvelope,
)
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.served import APRIL_MORNING, Served, serve


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=APRIL_MORNING)


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    return serve(rows, staff)


def move(rows: Session, staff: Staff, region: str) -> None:
    staff.provider.region_code = region
    rows.commit()


def test_the_form_asks_for_the_warning_where_the_region_does(
    director: Browser, rows: Session, served: Served, staff: Staff
) -> None:
    """MSK-SUS-01."""
    address = f"/contracts/{served.contract.id}/suspend"
    before = words(director.get(address))
    move(rows, staff, "moscow")
    after = words(director.get(address))
    form = {"ground": "breach_by_recipient", "since": "16.03.2026"}
    refused = director.post(address, form)
    warned = form | {"warned_on": "13.03.2026"}
    unnamed = director.post(address, warned)
    done = director.post(address, warned | {"reason": "не открывает дверь работнику"})

    assert "какое условие договора нарушено" in words(unnamed)
    assert "Письменное предупреждение" not in before
    assert "Письменное предупреждение" in after
    assert refused.status_code == 422
    assert "Сначала письменно предупредите получателя" in words(refused)
    assert done.status_code == 303
    assert rows.scalars(select(SuspensionWarning.suspension_id)).one() == (
        rows.scalars(select(Suspension.id)).one()
    )


def test_a_warning_is_recorded_by_itself(
    director: Browser, rows: Session, served: Served, staff: Staff
) -> None:
    """MSK-SUS-01."""
    address = f"/contracts/{served.contract.id}"
    elsewhere = director.get(f"{address}/warn")
    move(rows, staff, "moscow")
    form = {"ground": "breach_by_recipient", "handed_on": "13.03.2026"}
    refused = director.post(f"{address}/warn", {**form, "handed_on": "13.03.2027"})
    done = director.post(f"{address}/warn", form)

    assert (elsewhere.status_code, refused.status_code, done.status_code) == (404, 422, 303)
    assert "вручено 13.03.2026" in words(director.get(f"{address}/suspend"))
    assert "Записать письменное предупреждение" in words(director.get(f"{address}/warn"))


def test_a_warning_is_drawn_once_and_handed_over_after(
    director: Browser, rows: Session, served: Served, staff: Staff
) -> None:
    """MSK-SUS-01: the paper stands frozen; the day of its handover is written beside it."""
    address = f"/contracts/{served.contract.id}/warn"
    form = {"ground": "breach_by_recipient", "breach": "не открывает дверь работнику"}
    elsewhere = director.get(f"{address}/print")
    move(rows, staff, "moscow")
    unowed = director.post(f"{address}/print", {"ground": "debt"})
    drawn = director.post(f"{address}/print", form)
    twice = director.post(f"{address}/print", form)
    warning = rows.scalars(select(SuspensionWarning)).one()
    shown = words(director.get(address))
    paper = director.get(f"{address}/{warning.id}")
    again = director.get(f"{address}/{warning.id}")
    early = director.post(address, {**form, "handed_on": "16.03.2026"})
    order = {"ground": form["ground"], "reason": form["breach"], "since": "20.03.2026"}
    suspend = address.replace("/warn", "/suspend")
    backdated = words(director.post(suspend, order | {"warned_on": "16.03.2026"}))
    assert "вручить его раньше не могли" in backdated
    done = director.post(address, {**form, "handed_on": f"{APRIL_MORNING:%d.%m.%Y}"})

    rows.refresh(warning)
    assert (elsewhere.status_code, unowed.status_code) == (404, 422)
    assert (drawn.status_code, twice.status_code) == (303, 422)
    assert "напечатано, ещё не вручено" in shown
    assert paper.get_data().startswith(b"%PDF")
    assert paper.get_data() == again.get_data()
    assert (early.status_code, done.status_code) == (422, 303)
    assert warning.handed_on == APRIL_MORNING.date()


def test_a_ground_left_out_of_the_contract_is_told(
    director: Browser, rows: Session, served: Served, staff: Staff
) -> None:
    """MSK-SUS-02."""
    move(rows, staff, "moscow")
    rows.get_one(Contract, served.contract.id).suspension_grounds = ["hospital_stay"]
    rows.commit()
    address = f"/contracts/{served.contract.id}/suspend"

    refused = director.post(address, {"ground": "sanatorium", "since": "16.03.2026"})

    assert refused.status_code == 422
    assert "Договор не называет, поэтому приостановить нельзя" in words(refused)


def test_the_director_chooses_how_a_course_spends_its_bound(
    director: Browser, accountant: Browser, rows: Session, served: Served, staff: Staff
) -> None:
    """VLA-FEE-09."""
    address = "/months/cap-period"
    before = words(director.get("/months"))
    shown = words(director.get(address))
    empty = director.post(address, {"period": "year"})
    done = director.post(address, {"period": "month"})

    assert "Предел платы за курс: один на весь курс" in before
    assert "первый месяц берёт из него, сколько нужно" in shown
    assert (empty.status_code, done.status_code) == (422, 303)
    assert rows.scalars(select(FeeSetting.cap_period)).one() is CapPeriod.MONTH
    assert "свой на каждый месяц" in words(director.get("/months"))
    assert accountant.get(address).status_code == 403
    move(rows, staff, "moscow")
    assert director.get(address).status_code == 404


def test_the_former_providers_bill_is_recorded(
    accountant: Browser, rows: Session, served: Served, staff: Staff
) -> None:
    """AST-FEE-01."""
    contract = rows.get_one(Contract, served.contract.id)
    address = f"/months/former-bill/{contract.id}"
    elsewhere = accountant.get(address)
    contract.form = Form.STATIONARY
    move(rows, staff, "astrakhan")
    shown = words(accountant.get(address))
    form = {
        "amount": "6000,00",
        "provider_name": "Дом-интернат № 2",
        "certificate_number": "15",
        "certificate_on": "02.03.2026",
    }
    refused = accountant.post(address, {**form, "amount": "0,00"})
    unseen = accountant.post(address, form)
    done = accountant.post(address, {**form, "above_bound": "y"})

    assert "больше предела платы за этот месяц" in words(unseen)
    assert "Сумма больше предела, и в справке так и написано" in words(unseen)
    assert "один на двух поставщиков" in shown
    assert (elsewhere.status_code, refused.status_code, done.status_code) == (404, 422, 303)
    assert done.headers["Location"].endswith(address)
    assert rows.scalars(select(FormerBill.amount)).one() == Decimal("6000.00")
    assert "Сейчас записано: 6 000,00" in words(accountant.get(address)).replace(
        "\N{NO-BREAK SPACE}", " "
    )


@pytest.mark.parametrize(("first", "told"), [(date(2026, 3, 1), False), (date(2026, 3, 2), True)])
def test_the_check_of_a_month_names_who_came_without_the_former_bill(
    accountant: Browser, rows: Session, served: Served, staff: Staff, first: date, *, told: bool
) -> None:
    """AST-FEE-01."""
    contract = rows.get_one(Contract, served.contract.id)
    contract.form, contract.in_force_from = Form.STATIONARY, first
    move(rows, staff, "astrakhan")
    before = words(accountant.get("/months/2026-03"))
    envelope = TransferEnvelope(
        provider_id=staff.provider.id,
        came_in=True,
        sender="Дом-интернат № 2",
        person="Ольшанский И. П.",
        public_key="key",
        sha256="0" * 64,
        content=b"zip",
        recipient_id=contract.recipient_id,
        made_at=APRIL_MORNING,
        made_by_id=staff.actor(Role.DIRECTOR).membership_id,
    )
    factories.save(rows, envelope)
    pages = [words(accountant.get(f"/months/2026-03{rest}")) for rest in ("", "/close")]

    assert "Нет справки прежнего поставщика" not in before
    assert [("Нет справки прежнего поставщика" in page) for page in pages] == [told, told]


def test_the_director_is_reminded_of_a_break_without_an_end(
    director: Browser, rows: Session, served: Served, staff: Staff
) -> None:
    """FED-SUS-03."""
    before = words(director.get("/"))
    served_contract = rows.get_one(Contract, served.contract.id)
    served_contract.state = ContractState.SUSPENDED
    rows.add(
        Suspension(
            provider_id=staff.provider.id,
            contract_id=served_contract.id,
            ground="hospital_stay",
            since=date(2026, 3, 2),
            order_number="1/2026",
            recorded_at=APRIL_MORNING,
            recorded_by_id=staff.actor(Role.DIRECTOR).membership_id,
        )
    )
    rows.commit()

    after = words(director.get("/"))

    assert "Перерывы в обслуживании" not in before
    assert "Перерыв с 2 марта без срока: нахождение в медицинской организации" in after


def test_a_break_shows_its_paper_and_who_tells_that_it_is_over(
    director: Browser, staff: Staff, rows: Session, served: Served
) -> None:
    """FED-SUS-03: the scan opens from the break; the worker's word is proposed to the director."""
    address = f"/contracts/{served.contract.id}"
    form = {"ground": "hospital_stay", "since": "16.04.2026"}
    scan = (BytesIO(b"%PDF-1.4\nstartxref\n9\n%%EOF\n"), "справка.pdf")
    typed = {**form, "paper_on": "16.04.2026", "paper_number": "7", "paper": scan}
    done = director.post(f"{address}/suspend", typed)
    pause = rows.scalars(select(Suspension.id)).one()
    shown = director.get(f"{address}/breaks")
    link = re.search(r'href="(/recipients/\d+/documents/\d+/scan)"', shown.get_data(as_text=True))
    assert done.status_code == 303
    assert link is not None
    assert director.get(link[1]).status_code == 200

    worker, head = staff.browser(Role.SOCIAL_WORKER), staff.browser(Role.HEAD_OF_DEPARTMENT)
    event = f"{address}/breaks/{pause}/event"
    assert "Скачать скан" not in words(head.get(f"{address}/breaks"))
    assert event in worker.get(address).get_data(as_text=True)
    assert worker.post(event, {"happened_on": "15.04.2026"}).status_code == 422
    assert worker.post(event, {"happened_on": "19.04.2026"}).location == address
    assert "Получатель вернулся: возобновите с 19 апреля" in words(director.get("/"))


@pytest.mark.parametrize(
    ("ground", "shown", "hidden"),
    [
        ("debt", "Письменное предупреждение", "Каких документов не хватает"),
        ("documents_missing", "Каких документов не хватает", "Письменное предупреждение"),
    ],
)
def test_the_form_of_a_break_shows_the_fields_of_its_ground(
    director: Browser,
    rows: Session,
    served: Served,
    staff: Staff,
    *,
    ground: str,
    shown: str,
    hidden: str,
) -> None:
    move(rows, staff, "moscow")
    everything = words(director.get(f"/contracts/{served.contract.id}/suspend"))
    page = words(director.get(f"/contracts/{served.contract.id}/suspend?ground={ground}"))

    assert shown in everything
    assert hidden in everything
    assert shown in page
    assert hidden not in page


def test_what_the_record_stands_for_is_not_waited_for(
    director: Browser, rows: Session, served: Served, staff: Staff
) -> None:
    """FED-SUS-01: the programme is in the portal, nobody could mark it as brought."""
    move(rows, staff, "moscow")

    page = director.get(f"/contracts/{served.contract.id}/suspend?ground=documents_missing").text

    assert 'name="missing" value="identity_document"' in page
    assert 'name="missing" value="programme"' not in page


@pytest.mark.parametrize(
    ("awaited", "marks", "tells"),
    [
        (["сведения о доходе за май"], False, True),
        (["identity_document"], True, False),
        (["identity_document", "сведения о доходе за май"], True, False),
    ],
)
def test_what_is_awaited_in_words_is_marked_in_no_card(
    director: Browser,
    rows: Session,
    served: Served,
    staff: Staff,
    *,
    awaited: list[str],
    marks: bool,
    tells: bool,
) -> None:
    """FED-SUS-01: words are no paper of the list, so their coming is recorded at the break."""
    move(rows, staff, "moscow")
    rows.get_one(Contract, served.contract.id).state = ContractState.SUSPENDED
    factories.make_suspension(
        rows,
        served.contract,
        staff.actor(Role.DIRECTOR),
        ground="documents_missing",
        until=None,
        waits_for=awaited,
    )
    page = f"/contracts/{served.contract.id}/breaks"

    shown = director.get(page).get_data(as_text=True)
    accountant = words(staff.browser(Role.ACCOUNTANT).get(page))

    assert ("Отметить документы в карточке" in shown) is marks
    assert ("Записать, что сведения поступили" in shown) is tells
    assert ("это записывают директор, заведующий или социальный работник" in accountant) is tells
    if tells:
        event = rows.scalars(select(Suspension.id)).one()
        assert director.get(f"{page}/{event}/event").status_code == 200


@pytest.mark.parametrize(
    ("last", "asked"), [(date(2026, 3, 9), False), (date(2026, 3, 10), True), (None, True)]
)
@pytest.mark.parametrize("until", [date(2026, 3, 20), None])
def test_a_break_that_never_began_waits_for_no_paper(
    director: Browser,
    rows: Session,
    served: Served,
    staff: Staff,
    *,
    last: date | None,
    until: date | None,
    asked: bool,
) -> None:
    """FED-SUS-04: the contract was over on the eve of the break."""
    if last is not None:
        contract = rows.get_one(Contract, served.contract.id)
        contract.ended_on, contract.state = last, ContractState.TERMINATED
    factories.make_suspension(
        rows,
        served.contract,
        staff.actor(Role.DIRECTOR),
        ground="temporary_absence",
        until=until,
        waits_for=["application"],
    )

    page = words(director.get(f"/contracts/{served.contract.id}/breaks"))

    assert ("Записать документ о перерыве" in page) is asked
    assert ("Ждём" in page) is asked
    assert ("— не начался: договор кончился" in page) is not asked
    assert asked or "Срок не назначен" not in page
