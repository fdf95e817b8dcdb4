"""What other programs get wrong: each answer names the field and what to do (issue 3)."""

import copy
from typing import Any

import pytest

from tests.commands.conftest import Case, Portal
from tests.commands.test_explain_fee import changed, make_case

RECIPIENT = {"relation": "recipient", "born": "1948-05-02", "incomes": []}
THIRTEEN = [RECIPIENT, *({"relation": "child", "incomes": []} for _ in range(12))]
PAYMENT = {"region": "moscow", "deadline": "payment_due", "month": "2026-03"}
CONCLUSION = {"region": "moscow", "deadline": "contract_conclusion", "from": "2026-04-30T16:10"}
APPROACH = {
    "region": "moscow",
    "deadline": "approach_provider",
    "decision_date": "2026-03-04",
    "valid_from": "2026-03-04",
    "valid_until": "2026-09-03",
}


def fee(path: str, value: object) -> Case:
    return changed(path, value)


@pytest.mark.parametrize(
    ("case", "code", "field", "remedy"),
    [
        pytest.param(
            make_case(categories=[{"code": "hero", "proved": True}]),
            "value_invalid", "categories[0].code", "Выберите категорию из перечня",
            id="an unknown category",
        ),
        pytest.param(
            make_case(categories=[{"code": "minor", "proved": True}, {"code": "h", "proved": True}],
                      applied_on="2026-03-16"),
            "value_invalid", "categories[1].code", "Выберите категорию из перечня",
            id="an unknown category after one that does not hold",
        ),
        pytest.param(
            make_case(categories=[{"code": "minor"}]),
            "value_invalid", "categories[0].proved", "Напишите, подтверждена ли",
            id="a category without a word on its proof",
        ),
        pytest.param(
            make_case(household=THIRTEEN),
            "value_invalid", "household[1].born", "Укажите дату рождения",
            id="thirteen members with no birth date",
        ),
        pytest.param(
            make_case(household=[]),
            "value_invalid", "household", "Добавьте", id="no recipient",
        ),
        pytest.param(
            make_case(household=[RECIPIENT, RECIPIENT]),
            "value_invalid", "household", "ровно один", id="two recipients",
        ),
        pytest.param(
            fee("household[0].incomes[3].month", "2025-04"),
            "value_invalid", "household[0].incomes[3].month", "Оставьте одну строку",
            id="a month twice",
        ),
        pytest.param(
            fee("household[0].incomes[3].amount", "26000,00"),
            "value_invalid", "household[0].incomes[3].amount", "с точкой",
            id="an amount with a comma",
        ),
        pytest.param(
            fee("household[0].incomes[3].amount", "26000.001"),
            "value_invalid", "household[0].incomes[3].amount", "двумя знаками",
            id="an amount with three decimals",
        ),
        pytest.param(
            fee("household[0].incomes[3].amount", 26000.0),
            "value_invalid", "household[0].incomes[3].amount", "строкой",
            id="an amount as a JSON number",
        ),
        pytest.param(
            fee("services[0].tariff", "150,00"),
            "value_invalid", "services[0].tariff", "с точкой", id="a tariff with a comma",
        ),
        pytest.param(
            fee("subsistence_minimum", "14000.000"),
            "value_invalid", "subsistence_minimum", "двумя знаками",
            id="a minimum with three decimals",
        ),
        *(
            pytest.param(
                fee(field, amount), "value_invalid", field, "сумма больше нуля",
                id=f"{field} of {amount}",
            )
            for field in ("subsistence_minimum", "services[0].tariff")
            for amount in ("0.00", "-0.01")
        ),
        pytest.param(
            fee("services[0].quantity", "-8"),
            "value_invalid", "services[0].quantity", "не может быть отрицательным",
            id="a negative quantity",
        ),
        pytest.param(
            fee("household[0].incomes[3]", {"month": "2025-05", "amount": "1.00", "kind": "gift"}),
            "value_invalid", "household[0].incomes[3].kind", "Выберите один из",
            id="a kind of income that no edition names",
        ),
        pytest.param(
            fee("services[0].code", "VLA-D-01"),
            "value_invalid", "services[0].code", "исправьте форму",
            id="a service of another form with a tariff of its own",
        ),
        pytest.param(
            make_case(form="stationary", services=[{"code": "VLA-D-01", "quantity": "1"}]),
            "value_invalid", "services[0].code", "оказывают в форме «полустационарная»",
            id="a service of another form at the region's tariff",
        ),
        pytest.param(
            fee("applied_on", "2014-12-31"),
            "not_in_force", "applied_on", "Проверьте дату", id="an application before 2015",
        ),
        pytest.param(
            fee("rules_day", "2014-12-31"),
            "not_in_force", "rules_day", "Проверьте дату", id="rules of a day before 2015",
        ),
        pytest.param(
            fee("region", "atlantis"),
            "value_invalid", "region", "Установлены: astrakhan, moscow, vladimir",
            id="a region that is not installed",
        ),
    ],
)  # fmt: skip
def test_a_wrong_fee_case_names_its_field_and_the_remedy(
    portal: Portal, case: Case, code: str, field: str, remedy: str
) -> None:
    done = portal("explain", "fee", reads=case)

    assert (done.status, done.out) == (2, "")
    assert (done.error["code"], done.error["field"]) == (code, field)
    assert remedy in (done.error["message"] or "")


FREE = {"categories": [{"code": "wwii_participant", "proved": True}]}
MARCH = {"month": "2025-03", "amount": "1.00"}


@pytest.mark.parametrize(
    ("changes", "field", "remedy"),
    [
        ({"household": [RECIPIENT, RECIPIENT]}, "household", "ровно один"),
        (
            {"household": [{**RECIPIENT, "incomes": [MARCH, MARCH]}]},
            "household[0].incomes[1].month",
            "Оставьте одну строку",
        ),
        (
            {"household": [{**RECIPIENT, "incomes": [{**MARCH, "amount": "-1.00"}]}]},
            "household[0].incomes[0].amount",
            "не может быть отрицательным",
        ),
        ({"household": THIRTEEN}, "household[1].born", "Укажите дату рождения"),
        ({"threshold_multiplier": "1.4"}, "threshold_multiplier", "1,5 или больше"),
    ],
)  # fmt: skip
def test_what_a_free_category_leaves_unread_is_examined_all_the_same(
    portal: Portal, changes: Case, field: str, remedy: str
) -> None:
    done = portal("explain", "fee", reads=make_case(**FREE, **changes))

    assert (done.status, done.error["field"]) == (2, field)
    assert remedy in (done.error["message"] or "")


@pytest.mark.parametrize("changes", [{}, {"household": []}, {"threshold_multiplier": "1.5"}])
def test_a_free_category_needs_no_household(portal: Portal, changes: Case) -> None:
    done = portal("explain", "fee", reads=make_case(**FREE, **changes))

    assert (done.status, done.answer["free"]) == (0, True)


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        pytest.param(
            "rules_day", "2026-03-16", "2026-03-15", id="rules of a day before the asking"
        ),
        pytest.param("household[1].born", "1896-01-01", "1895-12-31", id="a relative of 131 years"),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_border(
    portal: Portal, path: str, good: str, bad: str
) -> None:
    assert portal("explain", "fee", reads=fee(path, good)).status == 0
    done = portal("explain", "fee", reads=fee(path, bad))

    assert (done.status, done.error["field"]) == (2, path)


@pytest.mark.parametrize(
    ("born", "status"), [("1896-01-01", 0), ("1895-12-31", 2), ("1799-05-02", 2)]
)
def test_nobody_is_older_than_anybody_has_been(portal: Portal, born: str, status: int) -> None:
    case = make_case(born=born, household=[{**RECIPIENT, "born": born}])

    assert portal("explain", "fee", reads=case).status == status


@pytest.mark.parametrize("field", ["subsistence_minimum", "services[0].tariff"])
def test_a_kopeck_is_the_least_price_there_is(portal: Portal, field: str) -> None:
    done = portal("explain", "fee", reads=fee(field, "0.01"))

    assert (done.status, done.err) == (0, "")


@pytest.mark.parametrize(
    ("month", "told"),
    [
        pytest.param("2025-01", True, id="the month before the window, FED-FEE-09"),
        pytest.param("2025-02", False, id="the first month of the window, FED-FEE-09"),
        pytest.param("2026-02", True, id="the month of nobody's window yet, FED-FEE-09"),
    ],
)
def test_income_outside_the_twelve_months_is_told_with_its_reason(
    portal: Portal, month: str, told: bool
) -> None:
    incomes: Any = make_case()["household"]
    incomes = incomes[0]["incomes"]
    if month == "2025-02":
        incomes = [one for one in incomes if one["month"] != month]
    more = [*incomes, {"month": month, "amount": "26000.00"}]

    answer: Any = portal("explain", "fee", reads=changed("household[0].incomes", more)).answer

    words = f"Доход за {month[5:]}.{month[:4]} не считаем"
    assert any(words in one for one in answer["warnings"]) is told
    step = [one for one in answer["steps"] if words in one["text"]]
    assert [one["rule"] for one in step] == (["FED-FEE-09"] if told else [])
    assert answer["average_income"] == "26216.67"


@pytest.mark.parametrize(
    ("case", "changes", "code", "field", "remedy"),
    [
        pytest.param(
            CONCLUSION, {"region": "atlantis"}, "value_invalid", "region", "Установлены",
            id="a region that is not installed",
        ),
        pytest.param(
            CONCLUSION, {"deadline": "lunch"}, "no_such_deadline", "deadline", "Есть сроки",
            id="a deadline nobody knows",
        ),
        pytest.param(
            CONCLUSION, {"deadline": None}, "value_invalid", "deadline", "Добавьте",
            id="no deadline",
        ),
        pytest.param(
            CONCLUSION, {"from": "2014-12-31T10:00"}, "not_in_force", "from",
            "он считает с 01.01.2015, с начала действия нормы. Проверьте дату",
            id="an event before 2015",
        ),
        pytest.param(
            CONCLUSION, {"deadline": "recognition_decision", "from": "2014-12-31"},
            "not_in_force", "from", "Проверьте дату", id="a declared term before 2015",
        ),
        pytest.param(
            CONCLUSION, {"from": "30.04.2026 16:10"}, "value_invalid", "from", "2026-04-30T16:10",
            id="a moment in the Russian way",
        ),
        pytest.param(
            CONCLUSION, {"from": "2031-06-02T10:00"}, "reference_missing", "from",
            "Администратор может добавить", id="a year without a calendar",
        ),
        pytest.param(
            PAYMENT, {"month": "2014-11"}, "not_in_force", "month", "Проверьте дату",
            id="a month before 2015",
        ),
        pytest.param(
            PAYMENT, {"month": "2026-13"}, "value_invalid", "month", "2026-03",
            id="a thirteenth month",
        ),
        pytest.param(
            PAYMENT, {"contract_day": 32}, "value_invalid", "contract_day", "от 1 до 31",
            id="a day no month has",
        ),
        pytest.param(
            APPROACH, {"valid_until": "2026-03-03"}, "value_invalid", "valid_until",
            "Проверьте даты", id="a service that ends before it begins",
        ),
        pytest.param(
            APPROACH, {"decision_date": "2014-03-04"}, "not_in_force", "decision_date",
            "Проверьте дату", id="a decision before 2015",
        ),
        pytest.param(
            APPROACH, {"amount": "1.00"}, "value_invalid", "amount", "Уберите его",
            id="a key nobody reads",
        ),
    ],
)  # fmt: skip
def test_a_wrong_deadline_case_names_its_field_and_the_remedy(
    portal: Portal, case: Case, changes: Case, code: str, field: str, remedy: str
) -> None:
    done = portal("explain", "deadline", reads={**copy.deepcopy(case), **changes})

    assert (done.status, done.out) == (2, "")
    assert (done.error["code"], done.error["field"]) == (code, field)
    assert remedy in (done.error["message"] or "")


@pytest.mark.parametrize("command", ["fee", "deadline"])
def test_a_wrong_line_of_a_stream_names_its_field_too(portal: Portal, command: str) -> None:
    done = portal("explain", command, "--lines", reads='{"region": "atlantis"}\n')

    error: Any = done.answers[0]["error"]
    assert (done.status, error["field"]) == (1, "region")
