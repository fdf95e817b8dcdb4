"""FED-PDP-01: the accountant's job needs no address and no telephone of a recipient.

A new page or paper is asked here by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.models import Recipient, Role
from portal.usecases.queries.blanks import blanks_for, filled_blank
from tests.support import factories
from tests.web.conftest import MORNING, Staff
from tests.web.test_roles import addresses, own, person, shown

__all__ = ["own", "person"]

STREET, PHONE = "Заповедная", "+79209998877"
HER_PAPERS = {
    "contracts.draft_text": "the contract before it is drawn",
    "contracts.paper_page": "the contract",
    "contracts.paper": "the contract",
    "terminations.draft": "the contract's end",
    "acts.paper": "acts",
    "acts.receipt": "payments",
    "acts.rest": "payments",
    "tariff_days.paper": "a notice of the contract's new fee",
}
"""Papers of the subjects that the table of roles gives her whole, the address with them."""


def lived_in(rows: Session, person: Recipient) -> None:
    person.address, person.phone = f"г. Владимир, ул. {STREET}, д. 7", PHONE
    rows.commit()


def contacts_in(text: str) -> bool:
    return STREET in text or PHONE[-7:] in text.replace("-", "").replace(" ", "")


def test_the_accountant_reads_no_address_on_any_page(
    app: Flask, rows: Session, staff: Staff, own: Mapping[str, int], person: Recipient
) -> None:
    lived_in(rows, person)
    reader = staff.browser(Role.ACCOUNTANT)
    told, opened = [], 0

    for endpoint, url in addresses(app, own):
        if endpoint in HER_PAPERS:
            continue
        answer = reader.get(url)
        opened += answer.status_code == 200
        if contacts_in(shown(answer)):
            told.append(f"{endpoint} {url}")

    assert not told, "\n".join(told)
    assert opened > 50


def test_the_exceptions_are_papers(app: Flask) -> None:
    assert HER_PAPERS.keys() <= app.view_functions.keys()


@pytest.mark.parametrize("code", ["vladimir", "moscow", "astrakhan"])
@pytest.mark.parametrize(
    ("role", "reads"), [(Role.ACCOUNTANT, False), (Role.HEAD_OF_DEPARTMENT, True)], ids=str
)
def test_a_blank_holds_the_address_for_those_whose_work_it_is(
    app: Flask, rows: Session, code: str, role: Role, *, reads: bool
) -> None:
    provider = factories.make_provider(rows, region=code)
    person = factories.make_recipient(rows, provider)
    lived_in(rows, person)
    reader = factories.make_staff(rows, provider, role)
    region, day = app.extensions["regions"][code], MORNING.date()

    with app.app_context():
        forms = blanks_for(reader, person.id, region, day)
        filled = [filled_blank(reader, person.id, one.code, region, day) for one in forms]

    told = [form.code for form, facts in filled if contacts_in(" ".join(facts.values.values()))]
    assert forms
    assert bool(told) is reads, told


@pytest.mark.parametrize(
    ("page", "paper"),
    [
        (
            "/recipients/{recipient_id}/consents",
            "/recipients/{recipient_id}/consents/{consent_id}/consent.pdf",
        ),
        (
            "/signing-codes/recipients/{recipient_id}",
            "/signing-codes/recipients/{recipient_id}/agreement.pdf",
        ),
        ("/refusals/{refusal_id}", "/refusals/{refusal_id}/paper.pdf"),
    ],
)
def test_a_kept_paper_with_the_address_is_not_hers(
    staff: Staff, own: Mapping[str, int], page: str, paper: str
) -> None:
    reader = staff.browser(Role.ACCOUNTANT)
    url = paper.format(**own)

    shown_page = reader.get(page.format(**own))

    assert shown_page.status_code == 200
    assert url not in shown_page.get_data(as_text=True)
    assert reader.get(url).status_code == 403
    assert staff.browser(Role.SOCIAL_WORKER).get(url).status_code != 403
