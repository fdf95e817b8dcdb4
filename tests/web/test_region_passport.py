"""The passport of the region: what it says, and who may read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from portal.models import Role
from portal.regions import passport as passports
from portal.regions.identity import Gap
from portal.regions.proof import Proof, Unproved
from portal.web.admin import presenters
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

PROOF = Proof(
    checked_on=date(2026, 11, 22),
    fingerprint="0" * 16,
    constants=12,
    proved=10,
    examples=25,
    scenarios=3,
    unproved=(Unproved("work_calendar.years[2027]", "постановления нет"), Unproved("norms[x]")),
)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenters, "_PASSPORTS", {})


def test_the_passport_tells_rules_sources_and_what_is_to_be_verified(director: Browser) -> None:
    page = words(director.get("/admin/region"))

    assert "Владимирская область: какие правила считает портал" in page
    assert "VLA-FEE-02" in page
    assert "пределы платы, на дому" in page
    assert "fee_rules" not in page
    assert "Федеральный закон от 28.12.2013 № 442-ФЗ" in page
    assert "Сверить с действующим актом" in page
    assert "Тарифы" in page
    assert "2024, 2025, 2026, 2027" in page


def test_the_result_of_the_check_is_told_with_what_is_open(
    director: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passports, "stored_proof", lambda _: PROOF)

    page = words(director.get("/admin/region"))

    assert "22 ноября 2026: доказано 10 из 12" in page
    assert "Правила с тех пор менялись" in page
    assert "Не доказано: 1, постановления нет" in page
    assert "work_calendar.years[2027]" in page
    assert "Не доказано: 1, причина не названа" in page


def test_a_region_that_was_never_checked_says_so(
    director: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passports, "stored_proof", lambda _: None)

    assert "ещё не проводилась" in words(director.get("/admin/region"))


def test_what_the_region_leaves_is_told_with_its_reason(app: Flask, director: Browser) -> None:
    regions = app.extensions["regions"]
    whole = regions["vladimir"]
    gaps = (Gap("VLA-URG-07", "порядка выдачи ещё нет"),)
    left = replace(whole, identity=replace(whole.identity, gaps=gaps))
    app.extensions["regions"] = {**regions, "vladimir": left}

    page = words(director.get("/admin/region"))

    assert "Оставлено сознательно" in page
    assert "VLA-URG-07 порядка выдачи ещё нет" in page


def test_the_passport_is_made_once(
    director: Browser, administrator: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = director.get("/admin/region").get_data()
    monkeypatch.setattr(presenters, "passport_of", lambda _: pytest.fail("made again"))

    assert administrator.get("/admin/region").status_code == 200
    assert first


def test_the_menu_leads_to_it(administrator: Browser) -> None:
    page = administrator.get("/admin/people").get_data(as_text=True)

    assert '<a href="/admin/region">Регион</a>' in page


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.SOCIAL_WORKER, Role.HEAD_OF_DEPARTMENT])
def test_the_passport_is_not_for(staff: Staff, role: Role) -> None:
    assert staff.browser(role).get("/admin/region").status_code == 403
