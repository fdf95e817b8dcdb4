"""Bad input in one table: each line is refused by its sentence and leaves every row as it was."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.models import Provider, Role
from portal.web.forms import Choice, PortalForm
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff
from tests.web.served import everything, serve

MEGABYTE = 1024 * 1024
PERSON = {
    "surname": "Ильина",
    "name": "Мария",
    "patronymic": "Петровна",
    "born": "02.05.1948",
    "sex": "f",
    "snils": "112-233-445 95",
    "identity-kind": "паспорт гражданина РФ",
    "address": "г. Владимир, ул. Горького, д. 3",
    "phone": "8 910 123-45-67",
}
MONTHS = (*(f"2025-{month:02d}" for month in range(2, 13)), "2026-01")
INCOME = {
    "applied_on": "16.03.2026",
    "first_month": MONTHS[0],
    "household-0-relation": "recipient",
    "household-0-sources-0-kind": "pension",
    **{f"household-0-sources-0-m{month}": "26000" for month in MONTHS},
}
PROGRAMME = {
    "number": "77/2026",
    "issued_on": "02.03.2026",
    "valid_from": "02.03.2026",
    "valid_until": "01.03.2029",
    "service-VLA-H-01": "8",
}
PAYMENT = {
    "op": "0123456789abcdef0123456789abcdef",
    "amount": "300,00",
    "paid_on": "13.03.2026",
    "channel": "bank_till",
    "receipt_number": "000777",
    "payer": "Ильина Мария Петровна",
    "bank": "Отделение банка",
    "month": "",
}
PAPER = {"issued_on": "02.03.2026", "expires_on": "", "number": ""}
SIGNATURE = {"party": "recipient", "signed_on": "02.03.2026"}


@dataclass(frozen=True)
class Bad:
    """A form sent to an address, ``{…}`` being an id of the scenery, and what it is answered."""

    role: Role
    address: str
    form: Mapping[str, str]
    sentence: str
    status: int = 422
    upload: tuple[bytes, str] | None = None


def bad(name: str, *args: object, **kwargs: object) -> object:
    return pytest.param(Bad(*args, **kwargs), id=name)  # type: ignore[arg-type]


WORKER, ACCOUNTANT, DIRECTOR = Role.SOCIAL_WORKER, Role.ACCOUNTANT, Role.DIRECTOR
NOT_A_PDF = (b"<script>alert(1)</script>", "scan.pdf")
TOO_LARGE = (b"%PDF-1.7\n" + b"0" * (20 * MEGABYTE), "scan.pdf")

TABLE = [
    bad(
        "wrong SNILS check digit",
        WORKER,
        "/recipients/new",
        PERSON | {"snils": "112-233-445 96"},
        "Контрольные цифры СНИЛС не сходятся",
    ),
    bad(
        "a sign that no paper can show",
        DIRECTOR,
        "/contracts/{contract}/amendments/new",
        {"since": "16.03.2026", "reason": "agreement", "clauses": "Приходят по вторникам 😀"},
        "нет в шрифте документов, напечатать нельзя: «😀»",
    ),
    bad(
        "birth date in the future",
        WORKER,
        "/recipients/new",
        PERSON | {"born": "17.03.2026"},
        "Дата рождения",
    ),
    bad(
        "income text instead of a number",
        ACCOUNTANT,
        "/recipients/{recipient}/income",
        INCOME | {"household-0-sources-0-m2025-05": "двадцать тысяч"},
        "Введите сумму цифрами, например 26000,00",
    ),
    bad(
        "presenting an expired programme",
        WORKER,
        "/programmes/present/{recipient}?form=home",
        PROGRAMME
        | {"issued_on": "01.02.2023"}
        | {"valid_from": "01.02.2023", "valid_until": "31.01.2026"},
        "закончилась",
    ),
    bad(
        "a contract on an expired programme",
        DIRECTOR,
        "/contracts/draft/{expired}",
        {},
        "31.01.2026",
    ),
    bad(
        "a service not in the programme",
        WORKER,
        "/deliveries/{contract}/2026-03/cell",
        {"code": "VLA-H-07", "mark": "4:1:0"},
        "программ",
    ),
    bad(
        "a payment on 32 March",
        ACCOUNTANT,
        "/payments/accounts/{contract}/record",
        PAYMENT | {"paid_on": "32.03.2026"},
        "Дня 32.03.2026 не бывает. Проверьте число и месяц",
    ),
    bad(
        "a service on 32 March",
        WORKER,
        "/deliveries/{contract}/2026-03/cell",
        {"code": "VLA-H-01", "mark": "32:1:0"},
        "Такой ячейки на листе нет",
    ),
    bad(
        "a negative payment",
        ACCOUNTANT,
        "/payments/accounts/{contract}/record",
        PAYMENT | {"amount": "-300,00"},
        "Введите сумму больше нуля, например 2140,00",
    ),
    bad(
        "a negative payment past the check page",
        ACCOUNTANT,
        "/payments/accounts/{contract}/confirm",
        PAYMENT | {"amount": "−300,00"},
        "Введите сумму больше нуля, например 2140,00",
    ),
    bad(
        "a payment dated next year",
        ACCOUNTANT,
        "/payments/accounts/{contract}/record",
        PAYMENT | {"paid_on": "13.03.2027"},
        "не может быть позже сегодняшней",
    ),
    bad(
        "a paper's scan that is no PDF",
        WORKER,
        "/recipients/{recipient}/documents/application",
        PAPER,
        "PDF",
        upload=NOT_A_PDF,
    ),
    bad(
        "a signed contract's scan that is no PDF",
        WORKER,
        "/contracts/{unsigned}/paper-signature",
        SIGNATURE,
        "PDF",
        upload=NOT_A_PDF,
    ),
    bad(
        "a paper's scan of 20 MB",
        WORKER,
        "/recipients/{recipient}/documents/application",
        PAPER,
        "до 10 МБ",
        status=413,
        upload=TOO_LARGE,
    ),
    bad(
        "a signed contract's scan of 20 MB",
        WORKER,
        "/contracts/{unsigned}/paper-signature",
        SIGNATURE,
        "до 10 МБ",
        status=413,
        upload=TOO_LARGE,
    ),
    *(
        bad(f"another provider's {name}", DIRECTOR, address, form, "Не нашли", status=404)
        for name, address, form in (
            ("recipient", "/recipients/{foreign_recipient}/edit", PERSON),
            ("programme", "/contracts/draft/{foreign_programme}", {}),
            ("contract", "/payments/accounts/{foreign_contract}/confirm", PAYMENT),
        )
    ),
]


@pytest.fixture
def scenery(rows: Session, staff: Staff, other_provider: Provider) -> Mapping[str, int]:
    """Somebody served, a programme that is over, a contract to be signed, and another house's."""
    served = serve(rows, staff)
    expired = factories.make_programme(
        rows,
        served.recipient,
        issued_on=date(2023, 2, 1),
        valid_from=date(2023, 2, 1),
        valid_until=date(2026, 1, 31),
    )
    waiting = factories.make_programme(rows, factories.make_recipient(rows, staff.provider))
    unsigned = factories.make_contract(
        rows, waiting, state="awaiting_signature", in_force_from=None
    )
    foreign_recipient = factories.make_recipient(rows, other_provider)
    foreign_programme = factories.make_programme(rows, foreign_recipient)
    return {
        "recipient": served.recipient.id,
        "contract": served.contract.id,
        "expired": expired.id,
        "unsigned": unsigned.id,
        "foreign_recipient": foreign_recipient.id,
        "foreign_programme": foreign_programme.id,
        "foreign_contract": factories.make_contract(rows, foreign_programme).id,
    }


@pytest.mark.parametrize("case", TABLE)
def test_bad_input_is_told_and_changes_nothing(
    rows: Session, staff: Staff, scenery: Mapping[str, int], case: Bad
) -> None:
    browser = staff.browser(case.role)
    form: dict[str, object] = dict(case.form)
    if case.upload:
        content, name = case.upload
        form["scan"] = (io.BytesIO(content), name, "application/pdf")
    before = everything(rows)

    answer = browser.post(case.address.format_map(scenery), form)
    # A large form lies in a temporary file of the test client, which nobody else closes.
    answer.request.environ["wsgi.input"].close()

    assert (answer.status_code, case.sentence in words(answer)) == (case.status, True), words(
        answer
    )
    assert everything(rows) == before


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        pytest.param(2, "Выберите из списка: вариант 1; вариант 2", id="a few are named"),
        pytest.param(8, "вариант 8", id="as many as a sentence holds"),
        pytest.param(9, "Выберите из списка", id="many are looked up"),
    ],
)
def test_a_choice_that_is_not_offered_is_told_what_is(
    app: Flask, count: int, sentence: str
) -> None:
    offered = [("", "Не выбрано"), *((str(n), f"вариант {n}") for n in range(1, count + 1))]

    class Ours(PortalForm):
        one = Choice("Одно", choices=offered)

    class Plain(PortalForm):
        one = RadioField("Одно", choices=[SelectChoice(*pair) for pair in offered])

    with app.test_request_context(method="POST", data={"one": "nowhere"}):
        ours, plain = Ours(), Plain()

        assert not ours.validate()
        assert not plain.validate()
        said = (str(ours.one.errors[0]), str(plain.one.errors[0]))
    assert said[0].endswith(sentence)
    assert said[1] == said[0].replace("из списка", "из предложенного")
    assert "Не выбрано" not in said[0]
