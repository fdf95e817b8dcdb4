"""The tariff day's pages: a draft, its rehearsal, the day set, notices handed over."""

import io
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.fees import FeeFacts, PlannedService
from portal.domain.income import HouseholdMember, IncomeItem
from portal.domain.people import Relation
from portal.models import (
    Contract,
    ContractTerms,
    Notice,
    Provider,
    ReferenceValue,
    Role,
    TariffDay,
    TariffDayValue,
)
from portal.usecases.facts import as_data
from portal.usecases.queries.tariff_days import ContractChange
from portal.web.tariff_days.presenters import cause
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

DRAFT = {"since": "01.04.2026", "act": "приказ от 20.03.2026 № 17", "factor": "1"}
LIMIT = "subsistence_minimum;pensioners;18000,00\n"
SURE = {"sure": "y"}


def facts() -> FeeFacts:
    """A pensioner alone with 26 000.00 a month and eight visits of 125.50."""
    months = tuple(
        IncomeItem(date(2025 + (month > 12), (month - 1) % 12 + 1, 1), Decimal("26000.00"))
        for month in range(2, 14)
    )
    return FeeFacts(
        form=Form.HOME,
        applied_on=date(2026, 3, 2),
        rules_day=date(2026, 3, 2),
        born=date(1948, 5, 2),
        household=(HouseholdMember(Relation.RECIPIENT, date(1948, 5, 2), months),),
        services=(PlannedService(factories.SERVICE, Decimal(8), Decimal("125.50")),),
    )


def make_paying(
    rows: Session, provider: Provider, tariff: str = "125.50", surname: str = "Ильина"
) -> Contract:
    """A contract in force whose fee can be decided again."""
    terms = factories.make_terms(
        ((factories.SERVICE, 8, tariff),),
        inputs={"facts": as_data(facts())},
        average_income=Decimal("26000.00"),
        threshold=Decimal("21000.00"),
        fee_cap=Decimal("2500.00"),
    )
    recipient = factories.make_recipient(rows, provider, surname=surname)
    return factories.make_contract(rows, factories.make_programme(rows, recipient), terms=terms)


def drafted(browser: Browser, rows: Session, table: str = LIMIT) -> int:
    """A draft from a table whose far rows the reader has held against the act."""
    answer = browser.post("/tariff-days/new", {**DRAFT, "table": table, "sure": "y"})
    assert answer.status_code == 303, words(answer)
    day_id = rows.scalars(select(TariffDay.id).order_by(TariffDay.id.desc())).first()
    assert day_id is not None
    return day_id


def set_form(rows: Session, day_id: int) -> Mapping[str, object]:
    version = rows.scalar(select(TariffDay.version).where(TariffDay.id == day_id))
    return {**SURE, "version": str(version)}


@pytest.fixture
def day_id(accountant: Browser, staff: Staff, rows: Session, provider: Provider) -> int:
    """A draft that was rehearsed over one contract, at a provider with a director."""
    staff.actor(Role.DIRECTOR)
    make_paying(rows, provider)
    found = drafted(accountant, rows)
    accountant.post(f"/tariff-days/{found}/rehearse")
    return found


def test_the_rehearsal_shows_who_becomes_free(accountant: Browser, day_id: int) -> None:
    page = words(accountant.get(f"/tariff-days/{day_id}")).replace("\u00a0", " ")

    assert "Станет бесплатно 1" in page
    assert "1 004,00 бесплатно −1 004,00" in page
    assert "1 договор: меньше заплатят по 1, столько же — по 0, больше — по 0." in page
    assert "Черновик" in page
    assert "Почему? Изменилась предельная величина дохода." in page
    for told in ("По условиям договора накануне", "По значениям с"):
        assert re.search(rf"{told}.*?Предельная величина дохода: [\d ,]+ ₽ × 1,5 = ", page)
    assert re.search(r"Платить можно не больше 50 % этой разницы: [\d ,]+ ₽", page)


def test_a_contract_that_writes_another_sum_says_so(
    accountant: Browser, director: Browser, rows: Session, provider: Provider
) -> None:
    """FED-FEE-15: the region's 125.50 are billed, whatever an unsigned agreement left written."""
    contract_id = make_paying(rows, provider, "150.00").id
    day_id = drafted(accountant, rows, f"{factories.SERVICE};130,00\n")
    accountant.post(f"/tariff-days/{day_id}/rehearse")

    listed = words(accountant.get(f"/tariff-days/{day_id}")).replace("\u00a0", " ")
    page = words(accountant.get(f"/tariff-days/{day_id}/contracts/{contract_id}"))

    assert "1 004,00 по договору 1 200,00 1 040,00 +36,00" in listed
    assert "В договоре записана плата 1 200,00 ₽" in page.replace("\u00a0", " ")

    # Once set, the page keeps the figures of its rehearsal: the contract's own go on changing.
    director.post(f"/tariff-days/{day_id}/set", set_form(rows, day_id))
    after = words(accountant.get(f"/tariff-days/{day_id}")).replace("\u00a0", " ")
    assert "1 004,00 1 040,00 +36,00" in after


def test_the_page_says_that_tariffs_apply_by_themselves(
    accountant: Browser, staff: Staff, rows: Session, provider: Provider
) -> None:
    """FED-FEE-14: in the shipped region tariffs are no ground to write the contract anew alone."""
    staff.actor(Role.DIRECTOR)
    contract_id = make_paying(rows, provider).id
    day_id = drafted(accountant, rows, f"{factories.SERVICE};130,00\n")
    accountant.post(f"/tariff-days/{day_id}/rehearse")

    for address in ("", f"/contracts/{contract_id}"):
        page = words(accountant.get(f"/tariff-days/{day_id}{address}")).replace("\u00a0", " ")
        assert "Новые тарифы применяются к услугам с 01.04.2026 сами" in page
        assert "без подписи получателя поставщик меняет договор только на основаниях" in page
    assert "в соглашении надо записать 1 040,00 ₽" in page


def test_the_list_answers_htmx_with_its_part(accountant: Browser, day_id: int) -> None:
    part = accountant.get(f"/tariff-days/{day_id}?outcome=more", htmx=True)

    assert part.get_data(as_text=True).startswith('<div id="_list"')
    assert "С таким отбором договоров нет" in words(part)


@pytest.mark.parametrize("order", ["change", "name", "before", "after", "nonsense"])
def test_the_list_is_sorted_as_asked(accountant: Browser, day_id: int, order: str) -> None:
    answer = accountant.get(f"/tariff-days/{day_id}?order={order}&outcome=free")

    assert answer.status_code == 200
    assert "Найдено 1" in words(answer).replace("\u00a0", " ")


def test_one_contract_tells_why(accountant: Browser, rows: Session, day_id: int) -> None:
    contract_id = rows.scalars(select(Contract.id)).one()

    page = words(accountant.get(f"/tariff-days/{day_id}/contracts/{contract_id}"))

    assert "Как получилась новая плата" in page
    assert "27 000,00" in page.replace("\u00a0", " ")


def test_the_day_is_set_once_and_its_notice_is_printed(
    accountant: Browser, director: Browser, rows: Session, day_id: int
) -> None:
    form = set_form(rows, day_id)
    done = director.post(f"/tariff-days/{day_id}/set", form)
    assert done.status_code == 303, words(done)
    again = director.post(f"/tariff-days/{day_id}/set", form)

    notice = rows.scalars(select(Notice)).one()
    terms = rows.scalars(select(ContractTerms).order_by(ContractTerms.since)).all()
    listed = words(accountant.get(f"/tariff-days/{day_id}/notices"))
    paper = accountant.get(f"/tariff-days/notices/{notice.id}/paper.pdf")
    assert done.headers["Location"] == f"/tariff-days/{day_id}/notices"
    assert again.status_code == 303
    assert [row.free for row in terms] == [False, True]
    assert notice.due_on == date(2026, 4, 3)
    assert "03.04.2026" in listed
    assert paper.data.startswith(b"%PDF")
    assert rows.scalar(select(func.count()).select_from(ReferenceValue)) == 1
    contract = words(accountant.get(f"/contracts/{notice.contract_id}")).replace("\u00a0", " ")
    assert "Уведомление о новой плате с 1 апреля 2026" in contract
    # On 16 March she still pays; what begins in April stands beside it.
    assert "Плата в месяц 1 004,00 ₽" in contract
    assert "С 1 апреля 2026 — бесплатно" in contract
    assert "1 004,00" in words(accountant.get("/contracts")).replace("\u00a0", " ")
    person = rows.scalars(select(Contract.recipient_id)).one()
    card = words(accountant.get(f"/recipients/{person}")).replace("\u00a0", " ")
    assert ": 1 004,00 ₽ в месяц, с 2 марта 2026" in card


@pytest.mark.parametrize(
    ("table", "left"),
    [
        pytest.param(LIMIT, "Осталось вручить 1 уведомление.", id="the threshold, a ground"),
        pytest.param(
            f"{factories.SERVICE};130,00\n",
            "Осталось подписать 1 соглашение.",
            id="tariffs, no ground: FED-FEE-14",
        ),
        pytest.param(
            f"{factories.SERVICE};130,00\nsubsistence_minimum;pensioners;15950,00\n",
            "Осталось вручить 1 уведомление",
            id="both, the cap under the cost",
        ),
        pytest.param("", "Уведомлять некого и подписывать нечего.", id="nothing new"),
    ],
)
def test_setting_says_what_is_left_to_do(
    accountant: Browser,
    director: Browser,
    rows: Session,
    provider: Provider,
    table: str,
    left: str,
) -> None:
    make_paying(rows, provider)
    day_id = drafted(accountant, rows, table or f"{factories.SERVICE};125,50\n")
    accountant.post(f"/tariff-days/{day_id}/rehearse")

    done = director.post(f"/tariff-days/{day_id}/set", set_form(rows, day_id))

    page = words(director.get(done.headers["Location"])).replace("\u00a0", " ")
    assert left in page


def test_without_the_tick_nothing_is_set(director: Browser, rows: Session, day_id: int) -> None:
    answer = director.post(f"/tariff-days/{day_id}/set", {"version": "1"})

    assert answer.status_code == 422
    assert "только договоры вашего учреждения" in words(answer)
    assert rows.scalar(select(func.count()).select_from(Notice)) == 0


def test_a_state_that_was_not_seen_is_a_conflict(
    director: Browser, rows: Session, day_id: int
) -> None:
    answer = director.post(f"/tariff-days/{day_id}/set", {**SURE, "version": "1"})

    assert answer.status_code == 409
    assert rows.scalar(select(func.count()).select_from(Notice)) == 0


def test_contracts_that_were_not_counted_are_left_only_when_told(
    accountant: Browser, director: Browser, rows: Session, day_id: int, provider: Provider
) -> None:
    lost = make_paying(rows, provider, surname="Потерянная")
    lost_terms = rows.scalars(select(ContractTerms).where(ContractTerms.contract_id == lost.id))
    lost_terms.one().inputs = {}
    rows.commit()
    address = f"/tariff-days/{day_id}"
    assert "Плата всех за месяц" in words(accountant.get(address))
    accountant.post(f"{address}/rehearse")

    shown, asked = words(accountant.get(address)), words(director.get(f"{address}/set"))
    refused = director.post(f"{address}/set", set_form(rows, day_id))
    done = director.post(f"{address}/set", {**set_form(rows, day_id), "leave": "y"})

    assert "1 договор из 2" in shown.replace("\u00a0", " ")
    assert "Плата всех за месяц" not in shown + asked
    assert "Условия непосчитанных договоров останутся прежними" in asked
    assert (refused.status_code, done.status_code) == (422, 303)


def test_next_years_minimums_are_typed_beside_the_draft(
    accountant: Browser, staff: Staff, rows: Session, provider: Provider
) -> None:
    """VLA-FEE-05."""
    staff.actor(Role.DIRECTOR)
    make_paying(rows, provider)
    accountant.post("/tariff-days/new", {**DRAFT, "since": "01.01.2027"})
    day_id = rows.scalars(select(TariffDay.id)).one()
    address = f"/tariff-days/{day_id}/values"
    page = accountant.get(address)
    version = rows.scalar(select(TariffDay.version))
    drafted_rows = rows.scalars(select(TariffDayValue)).all()
    form: dict[str, object] = {
        f"value-{row.id}": f"{row.amount.normalize():f}" for row in drafted_rows
    }
    typed = {f"minimum-{one}": "15000,00" for one in ("children", "working_age", "pensioners")}

    wrong = {**typed, "minimum-children": "0"}
    odd = {**form, **typed, "minimum-pensioners": "0,01", "version": str(version)}
    refused = accountant.post(address, {**form, **wrong, "version": str(version)})
    asked = accountant.post(address, odd)
    done = accountant.post(address, {**form, **typed, "version": str(version)})

    assert "Нет на этот день" in words(page)
    assert (refused.status_code, done.status_code) == (422, 303), words(done)
    assert asked.status_code == 422
    assert "больше чем на 50 %" in words(asked)
    assert "сверены с актом" in words(asked)
    assert "Нет на этот день" not in words(accountant.get(address))


@pytest.mark.parametrize(
    ("difference", "told"),
    [
        pytest.param("0.00", "без изменений", id="the same fee"),
        pytest.param("0.01", "предел дохода", id="a kopeck more"),
    ],
)
def test_a_cause_stands_only_where_something_changes(difference: str, told: str) -> None:
    fee = Decimal("100.00")
    row = ContractChange(
        contract_id=1,
        number="1",
        recipient="Ильина",
        free_before=False,
        before=fee,
        free_after=False,
        after=fee + Decimal(difference),
        difference=Decimal(difference),
        by_tariffs=False,
        by_threshold=True,
        needs_agreement=False,
        problem="",
    )

    assert cause(row) == told


def test_what_was_not_rehearsed_cannot_be_set(
    accountant: Browser, director: Browser, rows: Session
) -> None:
    day_id = drafted(accountant, rows)

    answer = director.post(f"/tariff-days/{day_id}/set", set_form(rows, day_id))

    assert answer.status_code == 422
    assert "Сначала посмотрите репетицию" in words(answer)


def test_values_are_edited_and_ask_for_a_new_rehearsal(
    accountant: Browser, rows: Session, day_id: int
) -> None:
    page = accountant.get(f"/tariff-days/{day_id}/values")
    shown = rows.scalars(
        select(TariffDayValue)
        .where(TariffDayValue.tariff_day_id == day_id)
        .order_by(TariffDayValue.key.startswith("tariff."), TariffDayValue.key, TariffDayValue.id)
        .limit(50)
    ).all()
    form: dict[str, object] = {
        f"value-{row.id}": str(row.amount.quantize(Decimal("0.01"))) for row in shown
    }
    version = rows.scalar(select(TariffDay.version).where(TariffDay.id == day_id))
    limit = next(row for row in shown if row.group is not None)
    changed = accountant.post(
        f"/tariff-days/{day_id}/values",
        {**form, f"value-{limit.id}": "15 000,50", "version": str(version)},
    )

    assert "Прожиточный минимум" in words(page)
    assert changed.status_code == 303, words(changed)
    rows.expire_all()
    assert rows.get_one(TariffDayValue, limit.id).amount == Decimal("15000.5")
    assert rows.get_one(TariffDay, day_id).rehearsed_at is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"since": ""}, "Введите день", id="no day"),
        pytest.param({"act": ""}, "Назовите акт", id="no act"),
        pytest.param({"factor": "0"}, "больше 0", id="an index of nothing"),
        pytest.param({"factor": "шесть"}, "Введите индекс цифрами, например 1,064", id="no index"),
        pytest.param({"factor": "-1"}, "Введите индекс без минуса", id="a negative index"),
        pytest.param({"factor": "1,0645"}, "не больше трёх знаков", id="a fourth decimal"),
        pytest.param({"factor": "1234567"}, "до запятой не больше 6 цифр", id="seven digits"),
        pytest.param({"factor": "11"}, "не больше 10", id="an index past the bound"),
        pytest.param({"factor": "1,0645"}, "например 1,064", id="four places"),
        pytest.param(
            {"file": (io.BytesIO(f"{factories.SERVICE};157,325".encode()), "t.csv")},
            "В «157,325» больше двух знаков копеек. Напишите, например, 157,32.",
            id="a third decimal, as it was typed",
        ),
        pytest.param(
            {"file": (io.BytesIO(b"NONE-1;5"), "t.csv")}, "Строка 1", id="an unknown service"
        ),
    ],
)
def test_a_bad_draft_is_refused(
    accountant: Browser, rows: Session, changes: dict[str, object], sentence: str
) -> None:
    answer = accountant.post("/tariff-days/new", {**DRAFT, **changes})

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert rows.scalar(select(func.count()).select_from(TariffDay)) == 0


def test_strange_rows_of_a_table_are_confirmed_by_one_tick(
    accountant: Browser, rows: Session
) -> None:
    """The tick is about the table that was shown: another file is asked about anew."""

    def upload(amount: str) -> tuple[io.BytesIO, str]:
        return io.BytesIO(f"{factories.SERVICE};{amount}\r\n".encode()), "t.csv"

    first = accountant.post("/tariff-days/new", {**DRAFT, "file": upload("1250,00")})
    kept = {"table": f"{factories.SERVICE};1250,00\n", "sure": "y"}

    other = accountant.post("/tariff-days/new", {**DRAFT, **kept, "file": upload("2500,00")})
    done = accountant.post("/tariff-days/new", {**DRAFT, **kept})

    assert (first.status_code, other.status_code, done.status_code) == (422, 422, 303)
    assert "Строка 1" in words(first)
    assert "сверены с актом" in words(first)
    assert f"{factories.SERVICE};1250,00" in first.get_data(as_text=True)
    assert rows.scalars(
        select(TariffDayValue.amount).where(TariffDayValue.key == f"tariff.{factories.SERVICE}")
    ).all() == [Decimal("1250.00")]


def test_a_handover_is_recorded(
    accountant: Browser, director: Browser, rows: Session, day_id: int
) -> None:
    director.post(f"/tariff-days/{day_id}/set", set_form(rows, day_id))
    notice_id = rows.scalars(select(Notice.id)).one()

    early = accountant.post(
        f"/tariff-days/notices/{notice_id}", {"handed_on": "17.03.2026", "version": "1"}
    )
    done = accountant.post(
        f"/tariff-days/notices/{notice_id}", {"handed_on": "16.03.2026", "version": "1"}
    )

    assert (early.status_code, done.status_code) == (422, 303)
    assert rows.get_one(Notice, notice_id).handed_on == date(2026, 3, 16)
    assert "16.03.2026" in words(accountant.get(f"/tariff-days/notices/{notice_id}"))


@pytest.mark.parametrize(("answer", "leaves"), [("refuse_contract", True), ("accept", False)])
def test_a_refusal_of_the_new_fee_leads_to_the_end_of_the_contract(
    director: Browser, accountant: Browser, rows: Session, day_id: int, answer: str, leaves: bool
) -> None:
    director.post(f"/tariff-days/{day_id}/set", set_form(rows, day_id))
    notice = rows.scalars(select(Notice)).one()
    notice.handed_on = notice.answered_on = date(2026, 3, 16)
    notice.answer = answer
    rows.commit()
    end = f"/contracts/{notice.contract_id}/end?ground=refusal"

    pages = [director.get("/"), director.get(f"/tariff-days/notices/{notice.id}")]

    assert [end in page.get_data(as_text=True) for page in pages] == [leaves, leaves]
    assert end not in accountant.get(f"/tariff-days/notices/{notice.id}").get_data(as_text=True)
    assert "ответ получателя" in words(director.get(f"/contracts/{notice.contract_id}"))


def test_a_notice_of_a_contract_that_ended_before_its_day_is_owed_to_nobody(
    director: Browser, rows: Session, day_id: int
) -> None:
    director.post(f"/tariff-days/{day_id}/set", set_form(rows, day_id))
    contract = rows.get_one(Contract, rows.scalars(select(Notice.contract_id)).one())
    before = words(director.get("/"))
    contract.state, contract.ended_on = ContractState.TERMINATED, date(2026, 3, 31)
    rows.commit()

    assert "Вручить уведомление" in before
    assert "Вручить уведомление" not in words(director.get("/"))


def test_the_sample_lists_the_services_of_the_region(accountant: Browser) -> None:
    table = accountant.get("/tariff-days/sample").get_data(as_text=True)

    assert table.removeprefix("\ufeff").startswith("код;группа;значение;название\n")
    assert "прожиточный минимум;пенсионеры;14000,00;\n" in table
    assert f"\n{factories.SERVICE};;125,50;" in table
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(table)


def test_the_table_of_today_uploaded_unchanged_changes_nothing(
    accountant: Browser, rows: Session
) -> None:
    table = accountant.get("/tariff-days/sample").get_data(as_text=True)
    day_id = drafted(accountant, rows, table)

    without = drafted(accountant, rows, f"{factories.SERVICE};125,50\n")
    first, second = (
        {
            (row.key, row.group): row.amount
            for row in rows.scalars(
                select(TariffDayValue).where(TariffDayValue.tariff_day_id == one)
            )
        }
        for one in (day_id, without)
    )
    assert first == second


def test_the_hint_names_the_columns_of_the_table(accountant: Browser) -> None:
    page = words(accountant.get("/tariff-days/new"))

    assert "Колонки: код;группа;значение;название" in page


def test_a_draft_is_thrown_away_after_a_question(
    accountant: Browser, rows: Session, day_id: int
) -> None:
    asked = accountant.get(f"/tariff-days/{day_id}/delete")
    version = rows.scalar(select(TariffDay.version).where(TariffDay.id == day_id))
    assert "Договоры, справочники и бумаги не изменятся" in words(asked)
    assert rows.scalar(select(func.count()).select_from(TariffDay)) == 1

    done = accountant.post(f"/tariff-days/{day_id}/delete", {"version": str(version)})

    assert (done.status_code, done.headers["Location"]) == (303, "/tariff-days")
    rows.expire_all()
    assert rows.scalar(select(func.count()).select_from(TariffDay)) == 0
    assert accountant.get(f"/tariff-days/{day_id}").status_code == 404


def test_a_day_that_is_set_offers_no_deleting(
    accountant: Browser, director: Browser, rows: Session, day_id: int
) -> None:
    director.post(f"/tariff-days/{day_id}/set", set_form(rows, day_id))

    page = accountant.get(f"/tariff-days/{day_id}")
    asked = accountant.get(f"/tariff-days/{day_id}/delete")

    assert "Удалить черновик" not in words(page)
    assert asked.headers["Location"] == f"/tariff-days/{day_id}"


def test_many_contracts_go_through_the_queue(
    monkeypatch: pytest.MonkeyPatch,
    accountant: Browser,
    director: Browser,
    rows: Session,
    day_id: int,
) -> None:
    monkeypatch.setattr(import_module("portal.web.tariff_days.views"), "MANY", 1)

    rehearsed = accountant.post(f"/tariff-days/{day_id}/rehearse")
    set_ = director.post(f"/tariff-days/{day_id}/set", set_form(rows, day_id))

    assert rehearsed.headers["Location"].startswith("/jobs/")
    page = words(accountant.get(set_.headers["Location"])).replace("\u00a0", " ")
    assert "День назначен. Осталось вручить 1 уведомление." in page
    assert "Открыть уведомления" in page


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.HEAD_OF_DEPARTMENT, Role.ADMINISTRATOR])
def test_fees_are_the_business_of_money(staff: Staff, day_id: int, role: Role) -> None:
    reader = staff.browser(role)

    assert reader.get("/tariff-days").status_code == 403
    assert reader.post(f"/tariff-days/{day_id}/set", SURE).status_code == 403
