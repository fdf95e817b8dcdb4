"""What the federal baseline says stands on the page where it is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.domain.admission import CIRCUMSTANCES
from portal.domain.documents import asked_conclusion
from portal.domain.law import Timeline, Version
from portal.models import Provider, Role
from portal.regions.api import FEDERAL_NOTICES
from portal.regions.federal.admission import FEDERAL_ADMISSION
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff
from tests.web.served import serve

ONLY = "подходит только заключение уполномоченной медицинской организации"


def plain(page: str) -> str:
    return page.replace("\u00a0", " ")


def fee_of(*, free: bool) -> Decimal:
    return Decimal() if free else Decimal("1200.00")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        pytest.param(date(2023, 5, 22), False, id="FED-DOC-02: the day before the order"),
        pytest.param(date(2023, 5, 23), True, id="FED-DOC-02: its first day"),
    ],
)
def test_the_form_of_a_conclusion_is_named_since_the_order(day: date, *, told: bool) -> None:
    required = FEDERAL_ADMISSION.medical_paper

    found = asked_conclusion(required, ["medical_conclusion"], day)

    assert (found is not None) is told
    assert asked_conclusion(required, ["referral_note"], day) is None


@pytest.mark.parametrize(
    ("ground", "told"),
    [
        pytest.param("medical_contraindication", True, id="FED-DOC-02: on medical grounds"),
        pytest.param("refusal", False, id="FED-DOC-02: a refusal of one's own"),
    ],
)
def test_an_end_says_which_medical_paper_will_do(
    rows: Session, staff: Staff, ground: str, *, told: bool
) -> None:
    contract = serve(rows, staff).contract

    page = words(staff.browser(Role.DIRECTOR).get(f"/contracts/{contract.id}/end?ground={ground}"))

    assert "Когда и чем подтверждено" in page
    assert (ONLY in page) is told
    assert ("кто выдал; номер; дата; есть ли противопоказания; срок действия" in page) is told


def test_a_break_says_which_medical_paper_will_do(rows: Session, staff: Staff) -> None:
    """FED-DOC-02."""
    contract = serve(rows, staff).contract

    page = words(staff.browser(Role.DIRECTOR).get(f"/contracts/{contract.id}/suspend"))

    assert ONLY in page


@pytest.mark.parametrize(
    ("ground", "told"),
    [
        pytest.param("medical_contraindication", True, id="FED-DOC-02: on medical grounds"),
        pytest.param("no_vacancy", False, id="FED-DOC-02: for want of a place"),
    ],
)
def test_a_refused_contract_says_which_medical_paper_will_do(
    rows: Session, provider: Provider, staff: Staff, ground: str, *, told: bool
) -> None:
    programme = factories.make_programme(rows, factories.make_recipient(rows, provider))
    full = factories.make_department(rows, provider, places=0)
    programme.unit_code, full.unit_code, full.form = "home_care", "home_care", programme.form
    rows.commit()
    address = f"/programmes/{programme.id}/refuse?ground={ground}"

    page = words(staff.browser(Role.DIRECTOR).get(address))

    assert "Чем подтверждено" in page
    assert (ONLY in page) is told


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        pytest.param("", "", id="all of the form"),
        pytest.param("valid", "не внесено: срок действия", id="FED-DOC-02: no term"),
        pytest.param("against", "не внесено: есть ли противопоказания", id="FED-DOC-02: bare"),
    ],
)
def test_a_refusal_records_all_that_stands_in_the_conclusion(
    rows: Session, provider: Provider, staff: Staff, left_out: str, said: str
) -> None:
    programme = factories.make_programme(rows, factories.make_recipient(rows, provider))
    rows.commit()
    address = f"/programmes/{programme.id}/refuse?ground=medical_contraindication"
    fields = {"issued": "16.03.2026", "number": "17", "words": "поликлиника № 1",
              "valid": "16.03.2026", "against": "y"}  # fmt: skip
    fields.pop(left_out, None)
    form = {f"{name}-medical_conclusion": typed for name, typed in fields.items()}
    form |= {"ground": "medical_contraindication", "password": factories.PASSWORD}

    answer = staff.browser(Role.DIRECTOR).post(address, form)

    assert answer.status_code == (422 if said else 303), words(answer)
    assert said in words(answer)


@pytest.mark.parametrize(
    ("free", "coming_free", "told"),
    [
        pytest.param(False, None, True, id="FED-CON-04: paid"),
        pytest.param(True, None, False, id="FED-CON-04: free"),
        pytest.param(True, False, True, id="FED-CON-04: free now, paid later"),
        pytest.param(True, True, False, id="FED-CON-04: free now and later"),
    ],
)
def test_a_contract_shows_terms_of_payment_or_that_it_is_free(
    rows: Session, staff: Staff, *, free: bool, coming_free: bool | None, told: bool
) -> None:
    served = serve(rows, staff)
    served.terms.free, served.terms.monthly_fee = free, fee_of(free=free)
    if coming_free is not None:
        later = factories.make_terms(
            since=date(2026, 6, 1), free=coming_free, monthly_fee=fee_of(free=coming_free)
        )
        later.contract_id, later.provider_id = served.contract.id, staff.provider.id
        rows.add(later)
    rows.commit()

    page = plain(words(staff.browser(Role.DIRECTOR).get(f"/contracts/{served.contract.id}")))

    sentence = "день оплаты — 10-е число. Платят раз в месяц, наличными или переводом на счёт"
    assert (sentence in page) is told
    assert ("день оплаты" in page) is told


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(True, id="FED-NOT-01: the baseline asks for it"),
        pytest.param(False, id="FED-NOT-01: a region without it"),
    ],
)
def test_the_notices_of_a_fee_say_what_else_is_told_in_writing(
    app: Flask, rows: Session, provider: Provider, staff: Staff, *, told: bool
) -> None:
    contract = serve(rows, staff).contract
    day, _ = factories.make_tariff_day(rows, contract, staff.actor(Role.ACCOUNTANT))
    rows.commit()
    if not told:
        _leave_out_changes(app, provider)

    page = words(staff.browser(Role.ACCOUNTANT).get(f"/tariff-days/{day.id}/notices"))

    assert ("О чём ещё извещают письменно" in page) is told
    assert ("порядок предоставления услуг" in page.casefold()) is told


@pytest.mark.parametrize("code", ["vladimir", "moscow", "astrakhan"])
def test_a_programme_is_accepted_beside_the_circumstances_of_need(
    rows: Session, provider: Provider, staff: Staff, code: str
) -> None:
    """FED-REC-02: one is enough, and the mark of a care leaver has its age."""
    provider.region_code = code
    person = factories.make_recipient(rows, provider)
    rows.commit()

    page = plain(words(staff.browser(Role.DIRECTOR).get(f"/programmes/present/{person.id}")))

    assert "названо хотя бы одно обстоятельство, одного достаточно" in page
    listed = page[page.index("Обстоятельства, названные в решении") :]
    for one in FEDERAL_ADMISSION.named(CIRCUMSTANCES).choices:
        assert one.title.casefold() in listed.casefold(), one.code
    assert "нет определённого места жительства»: ставят до 23 лет" in listed
    assert listed.count("до 23 лет") == 1


def _leave_out_changes(app: Flask, provider: Provider) -> None:
    regions = dict(app.extensions["regions"])
    region = regions[provider.region_code]
    left = tuple(one for one in FEDERAL_NOTICES.notices if one.code != "conditions_changed")
    law = region.rules.notices.versions[0].citation
    timeline = Timeline(Version(date(2015, 1, 1), replace(FEDERAL_NOTICES, notices=left), law))
    rules = replace(region.rules, notices=timeline)
    regions[provider.region_code] = replace(region, rules=rules)
    app.extensions["regions"] = regions
