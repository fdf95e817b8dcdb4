"""Papers for a long name, no patronymic, twenty services: nothing cut, no page of signatures."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.documents.changes import AmendedService, ContractRefusalFacts, EndingFacts
from portal.documents.facts import FormFacts, PaperFacts
from portal.documents.parts import Customer, CustomerRepresentative
from portal.documents.press import Press
from portal.documents.typography import cited, continued
from portal.domain.law import Citation
from portal.domain.printed_forms import FieldKind, FormField, Needed, PrintedForm
from portal.regions.registry import discover
from tests.documents.pages import character_boxes, crossings, page_lines, page_texts
from tests.documents.samples import (
    ACT_FORM,
    CONTRACT_FORM,
    LONG_CUSTOMER,
    NO_PATRONYMIC,
    NOTICE_FORM,
    PROGRAMME,
    PROVIDER,
    SIGNATORY,
    make_act,
    make_contract,
    make_notice,
    make_services,
)
from tests.documents.test_amendment import FORM as AMENDMENT_FORM
from tests.documents.test_amendment import make_amendment
from tests.documents.test_page_marks import make_mark

ATTORNEY = CustomerRepresentative(
    name="Константинопольская-Преображенская Александра-Виктория Владиславовна",
    short_name="Константинопольская-Преображенская А. В.",
    name_genitive="Константинопольской-Преображенской Александры-Виктории Владиславовны",
    sex="f",
    identity="паспорт гражданина РФ 17 15 № 765432, выдан МВД по Владимирской области 02.03.2016",
    basis="нотариально удостоверенной доверенности на представление интересов в учреждениях "
    "социального обслуживания, органах социальной защиты населения и судах общей юрисдикции от "
    "12.01.2026, реестровый номер 33/77-н/33-2026-1-512, выданной нотариусом Селивановского "
    "нотариального округа Орловой А. А.",
    address="г. Владимир, ул. Гагарина, д. 5, кв. 31",
    legal=False,
)
RECORD = "Запись о нарушении от 15.04.2026: трижды не открыла дверь"
TWENTY = make_services(20)
ODD = re.compile(r"None|«»|\(\)|,,| ,|;\.|\.\.(?!\.)|: ?\.")


def _form(code: str) -> PrintedForm:
    return PrintedForm(code, code, f"{code}.html", 2, Citation("FED-TER-06", "442", "ст. 16"))


def _ending(customer: Customer, representative: CustomerRepresentative | None) -> EndingFacts:
    return EndingFacts(
        drawn_on=date(2026, 4, 16),
        place="п. Красная Горбатка",
        provider=PROVIDER,
        signatory=SIGNATORY,
        customer=customer,
        representative=representative,
        contract_number="17/2026",
        contract_date=date(2026, 3, 2),
        ground="нарушение условий договора получателем или законным представителем",
        clause="п. 14 порядка",
        basis=(RECORD,),
        last_day=None,
        balance=Decimal("1340.00"),
        open_months=(date(2026, 4, 1),),
        order_number="1/2026",
    )


def _refusal(
    customer: Customer, representative: CustomerRepresentative | None
) -> ContractRefusalFacts:
    return ContractRefusalFacts(
        number="1/2026",
        drawn_on=date(2026, 4, 16),
        place="п. Красная Горбатка",
        provider=PROVIDER,
        signatory=SIGNATORY,
        customer=customer,
        representative=representative,
        programme=PROGRAMME,
        form_title="на дому",
        ground="медицинские противопоказания",
        clause="ч. 3 ст. 18 442-ФЗ",
        basis=("Заключение медицинской организации от 15.04.2026 № 17",),
    )


def _papers(
    who: Customer, by: CustomerRepresentative | None
) -> dict[str, tuple[PrintedForm, PaperFacts]]:
    changed = tuple(
        AmendedService(
            code=one.code,
            title=one.title,
            unit_title=one.unit_title,
            before=one.quantity,
            after=one.quantity - 1,
            tariff=one.tariff,
            amount=one.amount,
        )
        for one in TWENTY
    )
    people: dict[str, Any] = {"customer": who, "representative": by}
    steps = make_notice().steps * 20
    return {
        "contract": (CONTRACT_FORM, make_contract(services=TWENTY, **people)),
        "amendment": (AMENDMENT_FORM, replace(make_amendment(), services=changed, **people)),
        "act": (ACT_FORM, make_act(count=20, steps=steps, **people)),
        "fee_notice": (NOTICE_FORM, make_notice(steps=steps, **people)),
        "ending_order": (_form("ending_order"), _ending(who, by)),
        "ending_notice": (_form("ending_notice"), _ending(who, by)),
        "ending_agreement": (_form("ending_agreement"), _ending(who, by)),
        "contract_refusal": (_form("contract_refusal"), _refusal(who, by)),
    }


HARD = _papers(LONG_CUSTOMER, ATTORNEY)
SHORT = _papers(NO_PATRONYMIC, None)


@pytest.mark.parametrize("kind", HARD)
def test_a_paper_of_long_names_is_whole(press: Press, kind: str) -> None:
    form, facts = HARD[kind]
    mark = make_mark(kind)

    paper = press.pdf(form, "vladimir", facts, mark)

    assert crossings(paper) == []
    assert all(
        left >= 13 and right <= 198.5 and bottom >= 5 and top <= 292
        for left, bottom, right, top in character_boxes(paper)
    )
    for number, text in enumerate(page_texts(paper), start=1):
        assert f"код {mark.code} · страница {number} из" in text
        assert ODD.findall(text) == []
    for lines in page_lines(paper):
        assert not lines[0].startswith(("_____", "М.П.", "Плата в месяц", "Орлова Н. П."))


@pytest.mark.parametrize("kind", SHORT)
def test_a_paper_without_a_patronymic_has_no_gap(press: Press, kind: str) -> None:
    form, facts = SHORT[kind]

    text = re.sub(r"<[^>]+>", " ", press.html(form, "vladimir", facts).partition("</head>")[2])

    assert "Ким\u00a0И." in text
    assert re.findall(r"None|«»|Ким\sИ\.\s[А-Я]?\.|Ким Ирина  ,", text) == []


@pytest.mark.parametrize("unrepresented", [True, False])
def test_a_refusal_nobody_may_take_has_a_line_for_the_representative(
    press: Press, unrepresented: bool
) -> None:
    """FED-MIN-01: who cannot sign has no line; the representative's name is written by hand."""
    form, facts = SHORT["contract_refusal"]
    assert isinstance(facts, ContractRefusalFacts)
    facts = replace(facts, unrepresented=unrepresented)

    text = re.sub(r"<[^>]+>", " ", press.html(form, "vladimir", facts).partition("</head>")[2])
    received = text.partition("Отказ получен")[2]

    assert ("Ким\u00a0И." in received) is not unrepresented
    assert ("представитель" in received) is unrepresented
    assert ("представитель: ____" in text) is unrepresented
    assert crossings(press.pdf(form, "vladimir", facts, make_mark("refusal"))) == []


@pytest.mark.parametrize("beside", [True, False])
def test_a_refusal_has_a_line_for_everybody_who_takes_it(press: Press, beside: bool) -> None:
    """FED-MIN-01: whoever signs with consent receives it beside the one who consents."""
    form, facts = HARD["contract_refusal"]
    assert isinstance(facts, ContractRefusalFacts)
    trustee = replace(ATTORNEY, beside=beside, kind="попечитель" if beside else "")
    facts = replace(facts, representative=trustee)

    text = re.sub(r"<[^>]+>", " ", press.html(form, "vladimir", facts).partition("</head>")[2])
    lines = text.split("Отказ получен")[1:]

    assert len(lines) == (2 if beside else 1)
    assert ("попечитель" in lines[-1]) is beside
    assert crossings(press.pdf(form, "vladimir", facts, make_mark("refusal"))) == []


def _hard_values(form: PrintedForm) -> FormFacts:
    """Every line of a form with a long text, twenty rows in a table, seven where there are many."""
    tabled = [one for one in form.fields if one.kind is FieldKind.TABLE]
    texts = {
        one.code: LONG_CUSTOMER.name if one.kind.by_hand else f"{ATTORNEY.name}, {ATTORNEY.basis}"
        for one in form.fields
        if not one.kind.printed_as_it_is and one.kind is not FieldKind.TABLE
    }
    tables = {
        one.code: tuple(
            tuple(
                ATTORNEY.name if place % 3 == 1 else f"{place} 100,00"
                for place in range(len(one.columns))
            )
            for _ in range(20 if len(tabled) < 3 else 7)
        )
        for one in tabled
    }
    return FormFacts(title=form.title, values=texts, tables=tables, number="1/2026")


_KINDS = (FieldKind.TEXT, FieldKind.CLAUSE, FieldKind.TABLE, FieldKind.SIGNATURE)
LETTER = replace(
    _form("form"),
    fields=tuple(
        FormField("", f"{kind}_{place}", "Письмо получено, дата", kind, Needed.NO, ("№", "Имя"))
        for kind in _KINDS
        for place in range(4)
    ),
)
# A paper that regions share is drawn once.
OF_FIELDS = {
    (form.template, form.fields): form
    for region in discover().values()
    for form in region.rules.printed_forms.on(date(2026, 4, 16))
    if form.template in ("form.html", "form_copies.html", "schedule.html")
}.values()
SIGNED = re.compile(r"_{15,} ?/|_{15,}$")


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize(
    "form",
    [
        *(pytest.param(form, id=form.code) for form in OF_FIELDS),
        pytest.param(LETTER, id="letter"),
        pytest.param(replace(LETTER, template="register.html"), id="register"),
    ],
)
def test_a_form_of_fields_is_whole(press: Press, form: PrintedForm, filled: bool) -> None:
    facts = _hard_values(form) if filled else FormFacts(title=form.title, values={}, tables={})
    mark = make_mark(form.code)

    paper = press.pdf(form, "vladimir", facts, mark)

    right_edge = 286 if form.template == "register.html" else 198.5
    assert crossings(paper) == []
    assert all(right <= right_edge for _, _, right, _ in character_boxes(paper))
    for number, text in enumerate(page_texts(paper), start=1):
        assert f"код {mark.code} · страница {number} из" in text
    for lines in page_lines(paper):
        assert not SIGNED.search(lines[0])


@pytest.mark.parametrize(
    ("by", "said"), [(None, "С приказом ознакомлен (если"), (ATTORNEY, "ознакомлена (если")]
)
def test_who_reads_the_order_is_a_man_or_a_woman(
    press: Press, by: CustomerRepresentative | None, said: str
) -> None:
    man = replace(NO_PATRONYMIC, name="Ким Олег", short_name="Ким О.", sex="m")

    assert said in press.html(_form("ending_order"), "vladimir", _ending(man, by))


def test_a_proof_goes_on_with_a_small_letter(press: Press) -> None:
    page = press.html(_form("ending_order"), "vladimir", _ending(LONG_CUSTOMER, None))

    assert "Подтверждено: запись о нарушении" in page
    assert continued("ОВД района") == "ОВД района"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("К оплате: 1,00 ₽.", "К оплате: 1,00 ₽ (ст. 32)."),
        ("В семье — 1 чел.", "В семье — 1 чел. (ст. 32)."),
        ("Тариф 1,00 ₽", "Тариф 1,00 ₽ (ст. 32)"),
    ],
)
def test_the_full_stop_follows_the_clause(text: str, printed: str) -> None:
    assert cited(text, "ст. 32") == printed
    assert cited(text, "") == text


LINE = "от «____» ______________ 20____ г. № __________."


@pytest.mark.parametrize(
    ("act", "lines"),
    [
        ("Постановление Департамента «Об утверждении тарифов»", 1),
        ("Постановление Департамента от 20.03.2026 № 17", 0),
    ],
)
def test_an_act_without_its_number_has_a_line_for_it(press: Press, act: str, lines: int) -> None:
    (step,) = make_notice().steps

    page = press.html(NOTICE_FORM, "vladimir", make_notice(steps=(replace(step, edition=act),)))

    assert page.replace("\u00a0", " ").count(LINE) == lines


@pytest.mark.parametrize(
    ("months", "said"),
    [
        ((4,), "Акт составляется ещё за апрель 2026, по записанным услугам; сумма этого акта"),
        ((3, 4), "Акты составляются ещё за март 2026 и апрель 2026, по записанным услугам; суммы"),
        ((2, 3, 4), "Акты составляются ещё за февраль 2026, март 2026 и апрель 2026,"),
    ],
)
def test_an_end_counts_the_months_without_an_act(
    press: Press, months: tuple[int, ...], said: str
) -> None:
    open_months = tuple(date(2026, month, 1) for month in months)
    facts = replace(_ending(LONG_CUSTOMER, None), open_months=open_months)

    assert said in press.html(_form("ending_order"), "vladimir", facts)


@pytest.mark.parametrize("code", ["ending_order", "ending_agreement", "ending_notice"])
@pytest.mark.parametrize("follows", [True, False])
def test_the_papers_of_an_end_name_the_contract_that_follows(
    press: Press, code: str, *, follows: bool
) -> None:
    """FED-IPP-06."""
    told = "Программа пересмотрена: выдана № 7 от 23.11.2026; с 24.11.2026 услуги по договору № 5"
    facts = replace(_ending(LONG_CUSTOMER, None), succeeded_by=told if follows else "", copies=2)

    page = press.html(_form(code), "vladimir", facts)

    assert (f"{told}." in page.replace("\u00a0", " ")) is follows


@pytest.mark.parametrize("needs_customer", [True, False])
@pytest.mark.parametrize("moved_to", ["", "Тверская область"])
def test_the_document_of_an_end_names_where_the_programme_goes(
    press: Press, moved_to: str, needs_customer: bool
) -> None:
    """FED-TRN-03: its clauses are counted with the move and without it."""
    facts = replace(
        _ending(LONG_CUSTOMER, None), moved_to=moved_to, needs_customer=needs_customer, copies=2
    )

    page = press.html(_form("ending_agreement"), "vladimir", facts)
    clauses = re.findall(r'<p class="clause">(\d)\. (\w+)', page)

    move = "Заказчик выезжает: Тверская область. Исполнитель выдаёт ему программу с отметками"
    assert (move in page.replace("\u00a0", " ")) is bool(moved_to)
    assert [int(number) for number, _ in clauses] == list(range(1, len(clauses) + 1))
    assert len(clauses) == 4 + bool(moved_to) + (not needs_customer)


@pytest.mark.parametrize("moved_to", ["", "Тверская область"])
def test_the_notice_of_an_end_names_where_the_programme_goes(press: Press, moved_to: str) -> None:
    """FED-TRN-03: as the order and the document do."""
    facts = replace(_ending(LONG_CUSTOMER, None), moved_to=moved_to)

    page = press.html(_form("ending_notice"), "vladimir", facts).replace("\u00a0", " ")

    gone = "Получатель выезжает: Тверская область. Учреждение выдаёт программу с отметками"
    assert (gone in page) is bool(moved_to)
    assert ("Получатель выезжает" in page) is bool(moved_to)


@pytest.mark.parametrize(
    ("silent", "said"),
    [
        ((), "по записанным услугам; суммы"),
        ((4,), "по записанным услугам (пока не записано ни одной за апрель 2026); суммы"),
        ((3, 4), "по записанным услугам (пока не записано ни одной); суммы"),
    ],
)
def test_an_end_tells_the_months_without_a_service(
    press: Press, silent: tuple[int, ...], said: str
) -> None:
    facts = replace(
        _ending(LONG_CUSTOMER, None),
        open_months=(date(2026, 3, 1), date(2026, 4, 1)),
        silent_months=tuple(date(2026, month, 1) for month in silent),
    )

    page = press.html(_form("ending_order"), "vladimir", facts)

    assert said in page.replace("\u00a0", " ")
