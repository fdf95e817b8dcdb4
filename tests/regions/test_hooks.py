"""What each hook promises in its specification, asked of every region."""

from datetime import date, datetime

import pytest

from portal.domain.calendar import WorkCalendar
from portal.domain.catalogue import Form, Kind
from portal.domain.conditions import Trait
from portal.domain.documents import document_list
from portal.domain.people import PopulationGroup
from portal.domain.reference import LOWEST_MULTIPLIER, ReferenceBook
from portal.regions.federal.clauses import PLACEHOLDERS
from portal.regions.federal.legal_acts import EVERY_FORM, IN_FORCE
from portal.regions.registry import Region

DAY = date(2026, 11, 22)
EDITIONS = [IN_FORCE, date(2023, 5, 23), date(2025, 1, 1), DAY]


def test_hook_region_identity(region: Region) -> None:
    identity = region.identity

    assert identity.code == region.code
    assert identity.name
    assert identity.genitive
    assert identity.authority
    assert region.today(region.utc(datetime.fromisoformat("2026-11-22T00:00"))) == DAY
    assert all(act.url and act.title and act.edition for act in identity.acts)


def test_hook_departments(region: Region) -> None:
    codes = [unit.code for unit in region.units]

    assert len(codes) == len(set(codes))
    assert {unit.form for unit in region.units} == EVERY_FORM


def test_hook_work_calendar(region: Region) -> None:
    assert isinstance(region.calendar, WorkCalendar)
    assert not region.calendar.is_working(date(2026, 1, 1))


def test_hook_service_catalogue(region: Region) -> None:
    items = region.rules.service_catalogue.on(DAY).items
    codes = [item.code for item in items]

    assert len(codes) == len(set(codes))
    assert not any(item.kind is Kind.URGENT and item.form in EVERY_FORM for item in items)
    assert all(item.unit_title for item in items)


def test_hook_reference_values(region: Region) -> None:
    book = ReferenceBook(region.reference_values)

    for item in region.rules.service_catalogue.on(DAY).items:
        assert book.tariff(item.code, DAY).amount > 0
    assert all(book.subsistence_minimum(group, DAY).amount > 0 for group in PopulationGroup)
    assert book.threshold_multiplier(DAY).amount >= LOWEST_MULTIPLIER


def test_hook_fee_rules(region: Region) -> None:
    rules = region.rules.fee_rules.on(DAY)

    assert {cap.form for cap in rules.caps} == EVERY_FORM
    assert "minor" in {category.code for category in rules.categories_on(DAY)}
    assert rules.income.on(date(2024, 12, 31)) != rules.income.on(date(2025, 1, 1))


def test_hook_required_documents(region: Region) -> None:
    lists = region.rules.required_documents.on(DAY)

    for unit in region.units:
        papers = document_list(lists, unit.form, unit.code)
        assert papers is not None
        codes = [paper.code for paper in papers.requirements]
        assert len(codes) == len(set(codes))
        assert "programme" in codes


@pytest.mark.parametrize("day", EDITIONS)
@pytest.mark.parametrize("paid", [Trait.PAID, Trait.FREE])
def test_hook_contract_rules(region: Region, day: date, paid: Trait) -> None:
    clauses = region.rules.contract_rules.on(day).clauses
    values = dict.fromkeys(PLACEHOLDERS, "…")

    printed = [clause for clause in clauses if clause.when.holds(frozenset({paid}))]

    assert {clause.number.rstrip("абвгдежзи").split(".")[0] for clause in printed} == {
        str(number) for number in range(1, 19)
    }
    assert all("{" not in clause.text.format_map(values) for clause in printed)
    numbers = [clause.number for clause in printed]
    assert len(numbers) == len(set(numbers))


def test_hook_act_rules(region: Region) -> None:
    rules = region.rules.act_rules.on(DAY)

    assert rules.copies == 2
    assert rules.provider_signs_first


def test_hook_payment_rules(region: Region) -> None:
    rules = region.rules.payment_rules.on(DAY)

    assert rules.channels
    if rules.receipt_workflow is not None:
        assert rules.receipt_workflow.start


def test_hook_suspension_rules(region: Region) -> None:
    before = region.rules.suspension_rules.on(date(2023, 5, 22))
    since = region.rules.suspension_rules.on(date(2023, 5, 23))

    codes = [ground.code for ground in since.grounds]
    assert len(codes) == len(set(codes))
    assert {"documents_missing", "hospital_stay"} <= set(codes)
    assert set(codes) - {ground.code for ground in before.grounds} == {"medical_contraindication"}
    assert since.ground("medical_contraindication", Form.HOME).document == "medical_conclusion"


def test_hook_printed_forms(region: Region) -> None:
    forms = region.rules.printed_forms.on(DAY)
    codes = [form.code for form in forms]

    assert len(codes) == len(set(codes))
    assert {"act", "contract", "receipt", "application", "data_consent"} <= set(codes)
    assert region.printed_form("contract", DAY).copies == 2
    for form in forms:
        fields = [field.code for field in form.fields]
        numbers = [field.n for field in form.fields]
        assert fields
        assert len(fields) == len(set(fields))
        assert len(numbers) == len(set(numbers))
        assert set(form.one_of) <= set(fields)
        assert all(field.columns for field in form.fields if field.kind == "table")
