"""The supplementary agreement: two copies, clauses in order, services by their titles, sums."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.documents.changes import AmendedService, AmendmentFacts, FeeFigures
from portal.documents.parts import ScheduledService
from portal.documents.press import Press
from portal.domain.law import Citation
from portal.domain.printed_forms import PrintedForm
from tests.documents.pages import page_texts, text_of
from tests.documents.samples import (
    CUSTOMER,
    LONG_CUSTOMER,
    PROGRAMME,
    PROVIDER,
    SIGNATORY,
    make_notice,
)

FORM = PrintedForm(
    "amendment",
    "Дополнительное соглашение к договору",
    "amendment.html",
    2,
    Citation("FED-CON-07", "874n", "п. 13"),
)


def line(
    code: str, before: str | None, after: str | None, tariff: str = "150.00"
) -> AmendedService:
    return AmendedService(
        code=code,
        title="Покупка и доставка на дом продуктов питания, горячих обедов",
        unit_title="1 раз",
        before=Decimal(before) if before else None,
        after=Decimal(after) if after else None,
        tariff=Decimal(tariff),
        amount=Decimal(tariff) * Decimal(after or 0),
    )


def make_amendment(**changes: object) -> AmendmentFacts:
    notice = make_notice()
    facts = AmendmentFacts(
        number="2",
        drawn_on=date(2026, 3, 16),
        place="пгт. Красная Горбатка",
        provider=PROVIDER,
        signatory=SIGNATORY,
        customer=CUSTOMER,
        contract_number="17/2026",
        contract_date=date(2026, 3, 2),
        since=date(2026, 4, 1),
        ground="соглашение сторон (п. 13 примерной формы договора)",
        clauses=("Социальный работник приходит по вторникам и пятницам.",),
        services=(line("VLA-H-01", "8", "4"), line("VLA-H-02", None, "2"), line("X", "3", None)),
        before=notice.before,
        after=notice.after,
        steps=notice.steps,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def test_it_names_its_number_contract_day_and_ground(press: Press) -> None:
    """FED-CON-07."""
    text = text_of(press.pdf(FORM, "vladimir", make_amendment()))

    assert "ДОПОЛНИТЕЛЬНОЕ СОГЛАШЕНИЕ № 2" in text
    assert "к договору о предоставлении социальных услуг № 17/2026 от 02.03.2026" in text
    assert "Соглашение действует с 1 апреля 2026 года" in text
    assert "в двух экземплярах, по одному для каждой из Сторон" in text
    assert "Основание: соглашение сторон" in text


def test_changed_services_bring_the_schedule_anew(press: Press) -> None:
    """FED-SCH-01."""
    line = ScheduledService(title="Покупка продуктов", frequency="1 раз в неделю", days="вт")
    facts = make_amendment(programme=PROGRAMME, schedule=(line,))

    *_, schedule = pages = page_texts(press.pdf(FORM, "vladimir", facts))

    assert "3. График предоставления социальных услуг с 1 апреля 2026 года изложить" in pages[0]
    assert "Приложение к Дополнительному соглашению № 2 к Договору № 17/2026" in schedule
    assert "Покупка продуктов 1 раз в неделю вт" in schedule


def test_points_are_numbered_through(press: Press) -> None:
    html = press.html(FORM, "vladimir", make_amendment())
    only_words = press.html(FORM, "vladimir", make_amendment(services=(), before=None, after=None))

    for number, words in enumerate(
        ("Социальный работник", "Услуги, их объём", "Ежемесячную плату", "Соглашение действует",
         "Остальные условия"),
        start=1,
    ):  # fmt: skip
        assert f"{number}. {words}" in html
    assert "2. Соглашение действует" in only_words
    assert "Плата в месяц" not in only_words


def test_services_are_new_changed_or_gone(press: Press) -> None:
    text = text_of(press.pdf(FORM, "vladimir", make_amendment()))

    assert "8 4 150,00 600,00" in text
    assert "— 2 150,00 300,00" in text
    assert "3 нет — —" in text


@pytest.mark.parametrize(
    ("free", "words"),
    [
        pytest.param(True, "услуги по Договору предоставляются бесплатно", id="free"),
        pytest.param(False, "установить в размере 1 320,00 руб. (Одна тысяча", id="paid"),
    ],
)
def test_the_fee_is_in_figures_and_words(press: Press, free: bool, words: str) -> None:
    after = FeeFigures(
        free=free,
        monthly_fee=Decimal("0.00") if free else Decimal("1320.00"),
        cost_at_tariffs=Decimal("1320.00"),
        fee_cap=None,
        threshold=None,
    )
    text = text_of(press.pdf(FORM, "vladimir", make_amendment(after=after)))

    assert words in text


def test_twenty_services_and_a_long_name_are_printed_whole(press: Press) -> None:
    services = tuple(line(f"VLA-H-{number:02d}", "8", "8") for number in range(1, 21))
    pages = page_texts(
        press.pdf(FORM, "vladimir", make_amendment(services=services, customer=LONG_CUSTOMER))
    )

    assert len(pages) <= 3
    assert sum("VLA-H-" in page for page in pages) >= 1
