"""The timeline of a contract: every paper and signature once, newest first, by what may be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.extensions import db
from portal.models import (
    Notice,
    NoticeEvent,
    PaperCopy,
    Role,
    Signature,
    SignatureMethod,
    Suspension,
    SuspensionWarning,
)
from portal.usecases.queries.contract_timeline import contract_timeline
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff
from tests.web.served import Served, close_march, deliver, serve


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    return serve(rows, staff, social_worker_id=staff.actor(Role.SOCIAL_WORKER).membership_id)


def sign(rows: Session, staff: Staff, served: Served) -> None:
    """Both sides sign at one moment."""
    actor = staff.actor(Role.DIRECTOR)
    for party, signer in ((Party.PROVIDER, "Орлова Н. П."), (Party.RECIPIENT, "Ильина М. П.")):
        rows.add(
            Signature(
                provider_id=staff.provider.id,
                contract_id=served.contract.id,
                paper_id=served.contract.paper_id,
                party=party,
                signer=signer,
                method=SignatureMethod.PAPER,
                signed_on=date(2026, 3, 2),
                recorded_at=MORNING,
                recorded_by_id=actor.membership_id,
            )
        )
    rows.commit()


def warn(rows: Session, staff: Staff, served: Served, times: int) -> None:
    actor = staff.actor(Role.DIRECTOR)
    for number in range(times):
        rows.add(
            SuspensionWarning(
                provider_id=staff.provider.id,
                contract_id=served.contract.id,
                ground="debt",
                debt=0,
                handed_on=date(2026, 3, 3),
                recorded_at=MORNING + timedelta(minutes=number),
                recorded_by_id=actor.membership_id,
            )
        )
    rows.commit()


def test_papers_signatures_copies_breaks_and_acts_stand_in_one_list(
    app: Flask, rows: Session, staff: Staff, director: Browser, served: Served
) -> None:
    deliver(rows, staff, served, range(10, 13))
    act = close_march(app, rows, staff)[0]
    sign(rows, staff, served)
    member = staff.actor(Role.DIRECTOR).membership_id
    rows.add(
        PaperCopy(
            provider_id=staff.provider.id,
            paper_id=served.contract.paper_id,
            number=1,
            holder=Party.RECIPIENT,
            printed_on=date(2026, 3, 2),
            handed_on=date(2026, 3, 4),
            handed_to="Ильина М. П.",
            recorded_at=MORNING,
            recorded_by_id=member,
        )
    )
    rows.add(
        Suspension(
            provider_id=staff.provider.id,
            contract_id=served.contract.id,
            ground="debt",
            since=date(2026, 3, 20),
            until=date(2026, 3, 22),
            order_number="7-п",
            recorded_at=MORNING,
            recorded_by_id=member,
        )
    )
    rows.commit()

    page = words(director.get(f"/contracts/{served.contract.id}")).replace("\u00a0", " ")
    told = page[page.index("Ход договора") : page.index("Что возможно дальше")]

    in_order = (
        f"Акт № {act.number} за март",
        "Подпись",
        "Экземпляр 1, получателя: договор",
        "Договор составлен",
        "Программа №",
    )
    places = [told.index(one) for one in in_order]
    assert places == sorted(places)
    for line in (
        "Подпись учреждения: договор",
        "Подпись получателя: договор",
        "Отдан 4 марта 2026: Ильина М. П.",
        "Приостановлен с 20 марта",
    ):
        assert told.count(line) == 1
    assert "Что было" not in page
    assert "Возобновить обслуживание" not in page[page.index("Что возможно дальше") :]


def test_a_reader_is_told_what_the_job_needs_and_led_where_the_role_may_go(
    app: Flask, rows: Session, staff: Staff, social_worker: Browser, director: Browser,
    served: Served,
) -> None:  # fmt: skip
    deliver(rows, staff, served, range(10, 13))
    act = close_march(app, rows, staff)[0]
    rows.add(
        Notice(
            provider_id=staff.provider.id,
            contract_id=served.contract.id,
            event=NoticeEvent.FEE_CHANGED,
            since=date(2026, 4, 1),
            due_on=date(2026, 4, 3),
            due_rule="FED-NOT-02",
            drafted_at=MORNING,
            drafted_by_id=staff.actor(Role.DIRECTOR).membership_id,
        )
    )
    rows.commit()
    address = f"/contracts/{served.contract.id}"

    whole, narrow = director.get(address).text, social_worker.get(address).text

    for one in (f"/acts/{act.id}/act.pdf", f"{address}/paper.pdf", "Уведомление о новой плате"):
        assert one in whole
        assert one not in narrow
    assert "Договор составлен" in narrow


def test_every_text_of_a_contract_opens_from_its_line(
    rows: Session, staff: Staff, director: Browser, served: Served
) -> None:
    """A text that another has replaced stays frozen, and is read by whoever reads the contract."""
    contract, provider_id = served.contract, staff.provider.id
    mine = {"contract_id": contract.id, "recipient_id": contract.recipient_id}
    old = factories.make_paper(rows, provider_id, b"%PDF-1.4 replaced", **mine)
    other = factories.make_paper(rows, provider_id, b"%PDF-1.4 order", **mine, form_code="act")
    here = f"/contracts/{contract.id}"
    address = f"{here}/texts/{old.id}/paper.pdf"

    page = director.get(here)
    opened = director.get(address)

    assert f'href="{address}"' in page.get_data(as_text=True)
    assert "Составлен прежний текст договора" in words(page)
    assert (opened.mimetype, opened.get_data()) == ("application/pdf", b"%PDF-1.4 replaced")
    assert director.get(f"{here}/texts/{other.id}/paper.pdf").status_code == 404
    worker = staff.browser(Role.SOCIAL_WORKER)
    assert f'href="{address}"' not in worker.get(here).get_data(as_text=True)
    assert worker.get(address).status_code == 403


@pytest.mark.parametrize(("warnings", "pages"), [(28, 1), (29, 2)])
def test_thirty_lines_stand_on_a_page(
    rows: Session, staff: Staff, director: Browser, served: Served, warnings: int, pages: int
) -> None:
    """The programme and the text are two lines more."""
    warn(rows, staff, served, warnings)
    address = f"/contracts/{served.contract.id}"

    first, last = director.get(address).text, director.get(f"{address}?page={pages}").text

    assert ("page=2" in first) == (pages == 2)
    assert ("получена</a>" in first) == (pages == 1)
    assert "получена</a>" in last


def test_the_timeline_asks_as_often_for_three_lines_as_for_thirty(
    app: Flask, rows: Session, staff: Staff, served: Served
) -> None:
    actor, asked = staff.actor(Role.DIRECTOR), [0]

    def count(*_: object) -> None:
        asked[0] += 1

    found = []
    for more in (1, 25):
        warn(rows, staff, served, more)
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", count)
            asked[0] = 0
            lines = contract_timeline(actor, served.contract.id).page.rows
            found.append((len(lines), asked[0]))
            event.remove(db.engine, "before_cursor_execute", count)

    assert found[0][0] < found[1][0]
    assert found[0][1] == found[1][1]


def test_another_providers_contract_has_no_lines(
    app: Flask, rows: Session, staff: Staff, served: Served
) -> None:
    warn(rows, staff, served, 2)
    stranger = replace(staff.actor(Role.DIRECTOR), provider_id=factories.make_provider(rows).id)
    rows.commit()

    with app.app_context():
        assert contract_timeline(stranger, served.contract.id).page.total == 0
