"""What counts as a region's own constant, and the region rebuilt with one of them nudged."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest

from portal.domain.calendar import WorkCalendar
from portal.regions.api import (
    FEDERAL_CONTRACT,
    FEDERAL_DOCUMENTS,
    FEDERAL_FEE,
    FEDERAL_PAYMENT,
    FEDERAL_SUSPENSION,
    Channel,
    Citation,
    DocumentList,
    DocumentRequirement,
    FeeCap,
    Form,
    Ground,
    Roll,
    SuspensionRules,
    Timeline,
    Version,
)
from portal.regions.constants import Constant, constants_of, nudge, with_constant
from portal.regions.registry import Region, baseline, build, discover
from portal.regions.walk import DROPPED, Found, changed_at, children, name_of, walk
from tests.regions.fake_region import CITED, CODE, SINCE, make_plugin

BASELINE = baseline()
OWN = Citation("FAK-FEE-01", "442-FZ", "ст. 1 порядка")


def region(**hooks: object) -> Region:
    return build(CODE, make_plugin(**hooks))


def own(**hooks: object) -> dict[str, Constant]:
    return {item.path: item for item in constants_of(region(**hooks), BASELINE)}


def always(value: object, since: date = SINCE, citation: Citation = CITED) -> Timeline[object]:
    return Timeline(Version(since, value, citation))


@pytest.mark.parametrize(
    ("value", "other"),
    [
        pytest.param(3, 4, id="one more"),
        pytest.param(True, False, id="the other answer"),
        pytest.param(Decimal("125.50"), Decimal("125.51"), id="a kopeck more"),
        pytest.param(Decimal("1.5"), Decimal("1.6"), id="the last place"),
        pytest.param(Decimal(100), Decimal(101), id="a ruble, written whole"),
        pytest.param(date(2026, 2, 28), date(2026, 3, 1), id="a day later"),
        pytest.param(Roll.KEEP, Roll.NEXT_WORKING_DAY, id="the next word"),
        pytest.param(Form.URGENT, Form.HOME, id="after the last word the first"),
        pytest.param("текст", None, id="a text has none"),
        pytest.param(None, None, id="nothing has none"),
    ],
)
def test_a_nudge_is_the_nearest_other_value(value: object, other: object) -> None:
    assert nudge(value) == other


def test_a_region_that_says_nothing_of_a_procedure_has_no_constants_there() -> None:
    hooks = {path.split(".")[0].split("[")[0] for path in own()}

    assert hooks == {"service_catalogue", "reference_values"}


def test_prices_and_their_days_are_constants_and_checks_of_them_are_not() -> None:
    found = own()

    assert found["reference_values[tariff.FAK-H-01 2015-01-01].amount"].value == Decimal("100.00")
    assert found["reference_values[tariff.FAK-H-01 2015-01-01].since"].value == SINCE
    assert found["service_catalogue.items[FAK-H-01]"].nudged is DROPPED
    assert not [path for path in found if "checked_on" in path or path.endswith("dated")]


def test_what_an_object_keeps_from_the_baseline_is_not_the_regions() -> None:
    changed = replace(FEDERAL_PAYMENT, receipt_required=True, channels=(Channel.BANK_TILL,))

    found = own(payment_rules=always(changed))

    assert {path for path in found if path.startswith("payment")} == {
        "payment_rules.since",
        "payment_rules.channels[bank_till]",
        "payment_rules.receipt_required",
    }


def test_an_object_with_a_clause_of_its_own_restates_every_number() -> None:
    cap = FeeCap(Form.HOME, 50, over_threshold=True, citation=OWN)
    rules = replace(FEDERAL_FEE, caps=(cap, *FEDERAL_FEE.caps[1:]))

    found = own(fee_rules=always(rules))

    assert {path for path in found if path.startswith("fee_rules.caps")} == {
        "fee_rules.caps[home].form",
        "fee_rules.caps[home].percent",
        "fee_rules.caps[home].over_threshold",
    }
    assert found["fee_rules.caps[home].percent"].rule == "FAK-FEE-01"
    assert found["fee_rules.caps[home].percent"].hooks == {"fee_rules"}


def test_a_ground_of_the_region_is_its_own_and_one_of_the_baseline_is_not() -> None:
    ground = Ground("flood", "Наводнение", OWN, frozenset({Form.HOME}))
    rules = SuspensionRules((*FEDERAL_SUSPENSION.grounds, ground))

    found = own(suspension_rules=always(rules))

    assert set(found) & {path for path in found if "suspension" in path} == {
        "suspension_rules.since",
        "suspension_rules.grounds[flood]",
        "suspension_rules.grounds[flood].forms[home]",
    }


def test_the_same_clause_at_another_place_is_compared_with_the_baselines_edition() -> None:
    timeline = Timeline(
        Version(SINCE, FEDERAL_CONTRACT, OWN),
        Version(date(2026, 1, 1), replace(FEDERAL_CONTRACT, copies=3), OWN),
    )

    found = own(contract_rules=timeline)

    assert "contract_rules[2015-01-01].since" in found
    assert found["contract_rules[2026-01-01].copies"].value == 3
    assert "contract_rules[2015-01-01].copies" not in found


def test_a_region_from_before_the_baseline_has_nothing_to_keep() -> None:
    found = own(payment_rules=always(FEDERAL_PAYMENT, date(2014, 1, 1)))

    assert "payment_rules.since" in found


def test_the_baseline_itself_declares_everything() -> None:
    found = {item.path: item for item in constants_of(BASELINE)}

    assert found["fee_rules.caps[home].percent"].rule == "FED-FEE-04"
    assert found["fee_rules.income[2025-01-01].skipped_months"].rule == "FED-FEE-09"
    assert found["work_calendar.working_weekends[2024-04-27]"].nudged is DROPPED


@pytest.mark.parametrize("code", [*discover(), "federal"])
def test_every_constant_can_be_nudged_and_nothing_else_changes(code: str) -> None:
    whole = discover().get(code, BASELINE)
    before = {found.place: found.value for found in walk(whole)}

    for constant in constants_of(whole, None if whole is BASELINE else BASELINE):
        try:
            changed = with_constant(whole, constant)
        except ValueError:
            continue
        assert changed != whole, constant.text
        assert changed.identity is whole.identity
    assert {found.place: found.value for found in walk(whole)} == before


def test_a_dropped_member_is_gone_and_the_others_stay() -> None:
    constants = {item.path: item for item in constants_of(BASELINE)}
    last = constants["fee_rules.income_frees[semi_stationary]"]

    changed = with_constant(BASELINE, last)

    rules = changed.rules.fee_rules.on(date(2026, 1, 1))
    assert rules.income_frees == frozenset({Form.HOME})
    assert last.text == "fee_rules.income_frees[semi_stationary]: убрать"


def test_two_editions_on_one_day_cannot_be_built() -> None:
    timeline = Timeline(
        Version(SINCE, FEDERAL_CONTRACT, OWN),
        Version(date(2015, 1, 2), replace(FEDERAL_CONTRACT, copies=3), OWN),
    )
    whole = region(contract_rules=timeline)
    constants = {item.path: item for item in constants_of(whole, BASELINE)}

    with pytest.raises(ValueError, match="out of order"):
        with_constant(whole, constants["contract_rules[2015-01-01].since"])


@dataclass(frozen=True)
class Table:
    rows: MappingProxyType[str, int]


def test_tables_by_key_are_walked_and_rebuilt() -> None:
    table = Table(MappingProxyType({"a": 1, "b": 2}))
    rows = next(children(Found("table", (), table, OWN)))

    found = [(item.path, item.value, item.citation) for item in children(rows)]

    assert found == [("table.rows[a]", 1, OWN), ("table.rows[b]", 2, OWN)]
    changed = changed_at(table, ("rows", 1), 3)
    assert dict(changed.rows) == {"a": 1, "b": 3}
    dropped = changed_at(table, ("rows", 0), DROPPED)
    assert dict(dropped.rows) == {"b": 2}


def test_things_that_share_a_code_are_counted() -> None:
    rules = replace(FEDERAL_FEE, free_categories=FEDERAL_FEE.free_categories[:1] * 2)

    paths = {found.path for found in walk(region(fee_rules=always(rules)))}

    assert {"fee_rules.free_categories[minor]", "fee_rules.free_categories[minor 2]"} <= paths


def test_a_thing_without_any_name_is_told_by_its_place() -> None:
    assert name_of(Table(MappingProxyType({}))) is None
    assert isinstance(BASELINE.calendar, WorkCalendar)
    listed = Found("tables", (), (Table(MappingProxyType({})),), None)
    assert [item.path for item in children(listed)] == ["tables[1]"]


def two_editions(first: object, second: object) -> Timeline[object]:
    return Timeline(Version(SINCE, first, OWN), Version(date(2026, 1, 1), second, OWN))


def test_what_editions_share_is_one_constant_nudged_in_all_of_them() -> None:
    ground = Ground("flood", "Наводнение", OWN, frozenset({Form.HOME, Form.STATIONARY}))
    fire = Ground("fire", "Пожар", OWN, frozenset({Form.HOME}))
    timeline = two_editions(SuspensionRules((ground,)), SuspensionRules((fire, ground)))
    whole = region(suspension_rules=timeline)

    found = own(suspension_rules=timeline)
    flood = found["suspension_rules[2015-01-01].grounds[flood]"]
    form = found["suspension_rules[2015-01-01].grounds[flood].forms[home]"]

    assert "suspension_rules[2026-01-01].grounds[flood]" not in found
    assert len(flood.places) == len(form.places) == 2
    editions = with_constant(whole, flood).rules.suspension_rules.versions
    assert [len(one.value.grounds) for one in editions if one.value] == [0, 1]
    for version in with_constant(whole, form).rules.suspension_rules.versions:
        assert version.value is not None
        assert version.value.grounds[-1].forms == frozenset({Form.STATIONARY})


def test_what_a_later_edition_keeps_is_one_constant_and_what_it_changes_is_another() -> None:
    first = replace(FEDERAL_CONTRACT, copies=3, starting_papers=("programme", "decision"))
    timeline = two_editions(first, replace(first, attorney_may_sign=True))

    found = own(contract_rules=timeline)

    assert len(found["contract_rules[2015-01-01].copies"].places) == 2
    assert len(found["contract_rules[2015-01-01].starting_papers[decision]"].places) == 2
    assert "contract_rules[2026-01-01].attorney_may_sign" in found
    assert "contract_rules[2026-01-01].copies" not in found


def test_a_thing_that_stands_twice_in_one_list_goes_from_both_places() -> None:
    category = replace(FEDERAL_FEE.free_categories[0], citation=OWN)
    rules = replace(FEDERAL_FEE, free_categories=(category, category))
    whole = region(fee_rules=always(rules))
    constant = own(fee_rules=always(rules))["fee_rules.free_categories[minor]"]

    changed = with_constant(whole, constant)

    assert changed.rules.fee_rules.on(date(2026, 1, 1)).free_categories == ()


@pytest.mark.parametrize(("blocking", "optional"), [(True, True), (False, False)])
def test_a_flag_counts_unless_it_stands_down_by_default(blocking: bool, optional: bool) -> None:
    paper = DocumentRequirement("pass", "Паспорт", OWN, blocking=blocking, optional=optional)
    papers = (DocumentList(Form.HOME, (paper,), OWN), *FEDERAL_DOCUMENTS)

    found = own(required_documents=always(papers))

    path = "required_documents[home].requirements[pass]"
    assert f"{path}.blocking" in found
    assert (f"{path}.optional" in found) is optional
    assert f"{path}.obtainable_by_provider" not in found
