"""The page of the organisation's certificate, and what the contract's page says of signatures."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from flask import Flask
from pypdf import PdfWriter
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.domain.contract import ContractState
from portal.models import Contract, OutsideSignature, PaperSeal, Provider, ProviderCertificate, Role
from portal.signing.certificates import SelfMade, make_pkcs12, open_pkcs12
from portal.signing.sealing import SealWords, seal
from tests.support import factories, soft_token
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff

OURS = "3327100015"
KEY = make_pkcs12(SelfMade("Комплексный центр", OURS, "Директорова А. А.", MORNING), "12")


def blank() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.fixture
def waiting(rows: Session, provider: Provider) -> Contract:
    """A contract that nobody has signed, with a paper that can be sealed."""
    recipient = factories.make_recipient(rows, provider)
    contract = factories.make_contract(
        rows,
        factories.make_programme(rows, recipient),
        state=ContractState.AWAITING_SIGNATURE,
        in_force_from=None,
    )
    contract.paper_id = factories.make_paper(
        rows, provider.id, blank(), inputs=factories.NAMED_TERMS
    ).id
    return factories.save(rows, contract)


def form(content: bytes = KEY, **changes: object) -> dict[str, object]:
    file = (io.BytesIO(content), "key.p12")
    return {"file": file, "key_password": "12", "password": factories.PASSWORD} | changes


def sign(browser: Browser, rows: Session, contract: Contract) -> None:
    html = browser.get(f"/contracts/{contract.id}/sign").get_data(as_text=True)
    sha256 = html.partition('name="paper_sha256" type="hidden" value="')[2][:64]
    answer = browser.post(
        f"/contracts/{contract.id}/sign",
        {
            "password": factories.PASSWORD,
            "version": str(contract.version),
            "paper_sha256": sha256,
        },
    )
    assert answer.status_code == 303


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DIRECTOR])
def test_certificate_is_added_shown_and_retired(staff: Staff, rows: Session, role: Role) -> None:
    browser = staff.browser(role)
    empty = words(browser.get("/electronic/certificate"))

    added = browser.post("/electronic/certificate", form())
    shown = words(browser.get("/electronic/certificate"))
    asked = words(browser.get("/electronic/certificate/retire"))
    gone = browser.post("/electronic/certificate/retire", {"password": factories.PASSWORD})

    assert "Сертификата нет" in empty
    assert added.status_code == 303
    assert "Директорова А. А., Комплексный центр, ИНН 3327100015" in shown.replace("\xa0", " ")
    assert "не доказывает, кто его подписал" in shown
    assert "ключ сотрётся" in asked
    assert gone.status_code == 303
    assert rows.scalars(select(ProviderCertificate.locked_key)).all() == [None]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "не тот пароль"}, "Пароль не подошёл"),
        ({"key_password": "13"}, "Проверьте файл и пароль"),
        ({"content": b"text"}, "Проверьте файл и пароль"),
        (
            {"content": make_pkcs12(SelfMade("Чужой центр", "1", "Чужова", MORNING), "12")},
            "Сертификат выдан не вашему учреждению",
        ),
        (
            {
                "content": make_pkcs12(
                    SelfMade("Центр", OURS, "Д", MORNING - timedelta(days=2), days=1), "12"
                )
            },
            "Сертификат закончился",
        ),
    ],
    ids=["own password", "key's password", "no key", "another's", "ended"],
)
def test_unfit_certificate_is_refused_with_its_reason(
    director: Browser, rows: Session, changes: dict[str, object], said: str
) -> None:
    content = changes.pop("content", KEY)
    assert isinstance(content, bytes)

    answer = director.post("/electronic/certificate", form(content, **changes))

    assert answer.status_code == 422
    assert said in words(answer)
    assert rows.scalars(select(ProviderCertificate)).all() == []


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.SOCIAL_WORKER, Role.HEAD_OF_DEPARTMENT])
def test_others_do_not_see_the_certificate(staff: Staff, role: Role) -> None:
    browser = staff.browser(role)

    assert browser.get("/electronic/certificate").status_code == 403
    assert browser.get("/electronic/certificate/retire").status_code == 403


def test_signature_of_the_director_seals_and_the_page_says_what_is_not_checked(
    director: Browser, rows: Session, waiting: Contract
) -> None:
    director.post("/electronic/certificate", form())

    sign(director, rows, waiting)

    done = words(director.get(f"/contracts/{waiting.id}/signed"))
    page = words(director.get(f"/contracts/{waiting.id}"))
    sealed = director.get(f"/electronic/contracts/{waiting.id}/sealed.pdf")
    assert "поставлена печать организации" in done
    assert "паролем в портале" in page
    assert "а не усиленная электронная подпись" in page
    assert "за его владельца никто не ручается" in page
    assert sealed.data.startswith(blank())
    assert b"ETSI.CAdES.detached" in sealed.data
    assert "sealed.pdf" in sealed.headers["Content-Disposition"]


def test_without_a_certificate_no_seal_is_claimed(
    director: Browser, rows: Session, waiting: Contract
) -> None:
    sign(director, rows, waiting)

    page = words(director.get(f"/contracts/{waiting.id}"))
    sealed = director.get(f"/electronic/contracts/{waiting.id}/sealed.pdf")
    assert "Печать организации" not in page
    assert sealed.status_code == 404
    assert rows.scalars(select(PaperSeal)).all() == []


def test_sealed_file_is_not_found_by_another_provider_nor_shown_to_a_worker(
    director: Browser, staff: Staff, rows: Session, waiting: Contract, other_provider: Provider
) -> None:
    director.post("/electronic/certificate", form())
    sign(director, rows, waiting)
    address = f"/electronic/contracts/{waiting.id}/sealed.pdf"
    stranger = factories.make_staff(rows, other_provider)

    assert staff.browser(Role.SOCIAL_WORKER).get(address).status_code == 403
    assert Browser(staff.app).enter(rows, stranger).get(address).status_code == 404


def bring(browser: Browser, contract: Contract, content: bytes, name: str) -> TestResponse:
    form = {"party": "recipient", "file": (io.BytesIO(content), name)}
    return browser.post(f"/electronic/contracts/{contract.id}/outside", form)


def test_signature_from_elsewhere_is_told_with_what_was_not_checked(
    director: Browser, rows: Session, waiting: Contract
) -> None:
    stranger = open_pkcs12(make_pkcs12(SelfMade("", "", "Ильина М. П.", MORNING), "1"), "1")
    signed = seal(blank(), stranger, SealWords("Ильина", "", ""), MORNING)

    inside = bring(director, waiting, signed, "contract.pdf")
    beside = bring(director, waiting, b"\x30\x82\x01\x00" + bytes(256), "contract.pdf.sig")

    page = words(director.get(f"/contracts/{waiting.id}"))
    assert (inside.status_code, beside.status_code) == (303, 303)
    assert "Подпись внутри PDF, получатель В сертификате: Ильина М. П." in page
    assert "Подпись цела" in page
    assert "Кому принадлежит сертификат, не проверено" in page
    assert "Подпись в отдельном файле" in page
    assert "Подпись не проверена" in page
    file_id = rows.scalars(select(OutsideSignature.file_id).order_by(OutsideSignature.id)).all()[1]
    file = director.get(f"/electronic/contracts/{waiting.id}/outside/{file_id}")
    assert file.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (blank(), "contract.pdf", "нет ни одной электронной подписи"),
        (b"hello", "contract.sig", "не файл подписи"),
    ],
)
def test_file_without_a_signature_comes_back_with_its_reason(
    director: Browser, waiting: Contract, content: bytes, name: str, said: str
) -> None:
    shown = words(director.get(f"/electronic/contracts/{waiting.id}/outside"))
    answer = bring(director, waiting, content, name)

    assert "сама не вводит её в силу" in shown
    assert answer.status_code == 422
    assert said in words(answer)


def test_key_on_a_token_is_recorded_and_asked_its_pin_at_the_signature(
    app: Flask, director: Browser, rows: Session, provider: Provider, waiting: Contract
) -> None:
    provider.inn = soft_token.INN
    rows.commit()
    app.extensions["settings"] = replace(
        app.extensions["settings"], pkcs11_library=soft_token.LIBRARY
    )
    place = soft_token.soft_token().place
    posted = {"token": place.token, "label": place.label, "token_password": factories.PASSWORD}

    refused = director.post("/electronic/certificate/token", posted | {"pin": "not-the-pin"})
    recorded = director.post("/electronic/certificate/token", posted | {"pin": soft_token.PIN})

    assert "Токен не принял PIN" in words(refused)
    assert "not-the-pin" not in refused.get_data(as_text=True)
    assert recorded.status_code == 303
    assert "На токене «centre»" in words(director.get("/electronic/certificate"))
    page = director.get(f"/contracts/{waiting.id}/sign").get_data(as_text=True)
    assert "PIN токена организации" in page
    signature = {
        "password": factories.PASSWORD,
        "version": str(waiting.version),
        "paper_sha256": page.partition('name="paper_sha256" type="hidden" value="')[2][:64],
    }
    without = director.post(f"/contracts/{waiting.id}/sign", signature)
    done = director.post(f"/contracts/{waiting.id}/sign", signature | {"pin": soft_token.PIN})
    assert "введите его PIN" in words(without)
    assert done.status_code == 303
    assert rows.scalars(select(PaperSeal.id)).all()


def test_without_a_library_of_tokens_there_is_no_page_for_one(director: Browser) -> None:
    posted = {"token": "a", "label": "b", "pin": "1", "token_password": factories.PASSWORD}

    assert director.post("/electronic/certificate/token", posted).status_code == 303
    assert "Ключ на токене" not in words(director.get("/electronic/certificate"))


@pytest.mark.parametrize(
    ("made", "days", "said"),
    [
        pytest.param(MORNING, 365, "", id="a year ahead nothing is said"),
        pytest.param(
            MORNING, 14, "Сертификат организации закончится 30.03.2026 в", id="a fortnight ahead"
        ),
        pytest.param(
            MORNING - timedelta(days=2), 1, "Сертификат закончился 15.03.2026 в", id="it has ended"
        ),
    ],
)
def test_the_end_of_the_certificate_is_told_before_anybody_signs(
    director: Browser,
    rows: Session,
    waiting: Contract,
    made: datetime,
    days: int,
    said: str,
) -> None:
    director.post("/electronic/certificate", form())
    pair = open_pkcs12(make_pkcs12(SelfMade("Центр", OURS, "Д", made, days=days), "12"), "12")
    row = rows.scalars(select(ProviderCertificate)).one()
    row.certificate = pair.certificate.public_bytes(Encoding.DER)
    rows.commit()

    for address in ("/", "/signing", f"/contracts/{waiting.id}/sign", "/electronic/certificate"):
        page = words(director.get(address))
        assert said in page, address
        assert ("(МСК)" in page) is (bool(said) or "certificate" in address), address
