"""Pages of amendments: drafted, signed by both, withdrawn; the fee changed alone."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentState
from portal.domain.people import PopulationGroup
from portal.models import (
    Amendment,
    Contract,
    ContractTerms,
    Membership,
    Notice,
    Paper,
    PlannedService,
    Provider,
    Recipient,
    ReferenceValue,
    RepresentativeKind,
    Role,
    User,
    VisitPlan,
)
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff
from tests.web.test_tariff_days import make_paying

WORDS = "Социальный работник приходит по вторникам и пятницам."
DRAFT = {
    "since": "16.03.2026",
    "initiator": "recipient",
    "reason": "agreement",
    "quantity-0": "8",
    "clauses": WORDS,
}
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def contract(rows: Session, staff: Staff, provider: Provider) -> Contract:
    """A paid contract in force of one service, at a provider with a director."""
    staff.actor(Role.DIRECTOR)
    return make_paying(rows, provider)


def drafted(rows: Session, browser: Browser, contract: Contract, **changes: str) -> Amendment:
    answer = browser.post(f"/contracts/{contract.id}/amendments/new", {**DRAFT, **changes})
    assert answer.status_code == 303, words(answer)
    found = rows.scalars(select(Amendment).order_by(Amendment.id.desc())).first()
    assert found is not None
    assert answer.location == f"/amendments/{found.id}"
    return found


def sign(rows: Session, director: Browser, amendment: Amendment) -> None:
    director.get(f"/amendments/{amendment.id}/sign")
    rows.refresh(amendment)
    answer = director.post(
        f"/amendments/{amendment.id}/sign",
        {
            "password": factories.PASSWORD,
            "version": str(amendment.version),
            "paper_sha256": _sha(rows, amendment),
        },
    )
    assert answer.status_code == 303, words(answer)


def _sha(rows: Session, amendment: Amendment) -> str:
    found = rows.scalar(select(Paper.sha256).where(Paper.id == amendment.paper_id))
    assert found is not None
    return found


def test_an_amendment_goes_from_a_draft_to_force(
    rows: Session, director: Browser, staff: Staff, contract: Contract
) -> None:
    """FED-CON-07."""
    amendment = drafted(rows, director, contract)
    sign(rows, director, amendment)
    done = director.post(
        f"/amendments/{amendment.id}/paper-signature",
        {
            "party": "recipient",
            "signed_on": "16.03.2026",
            "scan": (io.BytesIO(PDF), "scan.pdf"),
        },
    )

    rows.refresh(amendment)
    page = words(director.get(f"/amendments/{amendment.id}"))
    line = words(director.get(f"/contracts/{contract.id}")).replace("\u00a0", " ")
    assert done.status_code == 303
    assert (amendment.state, amendment.in_force_from) == (
        AmendmentState.IN_FORCE,
        date(2026, 3, 16),
    )
    assert WORDS in page
    assert "скан" in page
    assert "Дополнительное соглашение № 1 Действует" in line


@pytest.mark.parametrize("grown", [0, 1], ids=["on the birthday", "the day before"])
def test_after_the_birthday_the_pages_of_a_paper_in_a_parents_name_say_one_thing(
    rows: Session, director: Browser, contract: Contract, grown: int
) -> None:
    """FED-MIN-01: born on 16 March 2008 or a day later; the parent signs nothing from that day."""
    child = rows.get_one(Recipient, contract.recipient_id)
    child.born = date(2008, 4, 2)
    mother = factories.make_representative(rows, child, kind=RepresentativeKind.PARENT)
    contract.representative_id = mother.id
    rows.commit()
    amendment = drafted(rows, director, contract)
    sign(rows, director, amendment)
    child.born = date(2008, 3, 16 + grown)
    rows.commit()
    here = f"/amendments/{amendment.id}"

    page = director.get(here)
    form = director.get(f"{here}/paper-signature")
    codes = words(director.get(f"/signing-codes/amendments/{amendment.id}/paper"))

    text = page.get_data(as_text=True)
    links = (
        f'href="{here}/paper-signature"',
        "/signing-codes/amendments/",
        f'href="{here}/withdraw"',
    )
    offered = [link in text for link in links]
    assert offered == [True, bool(grown), True]
    assert ("с 16 марта 2026 не действует" in words(page)) is not bool(grown)
    assert ("поставленные раньше этого дня" in words(form)) is not bool(grown)
    hands = form.get_data(as_text=True)
    assert 'value="representative"' in hands
    assert 'value="recipient"' in hands
    assert "ничьей подписи" not in codes
    assert ("исполнилось 18 лет" in codes) is not bool(grown)


def test_the_paper_names_services_by_their_titles(
    rows: Session, director: Browser, contract: Contract
) -> None:
    amendment = drafted(rows, director, contract, **{"quantity-0": "4", "clauses": ""})
    page = words(director.get(f"/amendments/{amendment.id}")).replace("\u00a0", " ")
    paper = director.get(f"/amendments/{amendment.id}/paper.pdf")

    assert paper.mimetype == "application/pdf"
    assert "1 004,00 ₽ → 502,00 ₽" in page
    assert "VLA-H-01" not in page.split("Что говорит закон")[0]


def test_days_beyond_the_new_volume_are_told_of_before_anything_is_drafted(
    rows: Session, director: Browser, contract: Contract
) -> None:
    """FED-SCH-02: twice a week is eight a month at least, and four are to be agreed on."""
    plan = VisitPlan(
        provider_id=contract.provider_id,
        programme_id=contract.programme_id,
        contract_id=contract.id,
        since=date(2026, 3, 1),
        recorded_at=datetime(2026, 3, 1, tzinfo=UTC),
        recorded_by_id=rows.scalars(select(Membership.id)).first(),
        lines=[
            PlannedService(
                provider_id=contract.provider_id, code=factories.SERVICE, weekday=day, weeks="every"
            )
            for day in (0, 3)
        ],
    )
    rows.add(plan)
    rows.flush()
    form = {**DRAFT, "quantity-0": "4", "clauses": ""}
    asked = director.post(f"/contracts/{contract.id}/amendments/new", form)
    none = rows.scalars(select(Amendment)).all()
    amendment = drafted(rows, director, contract, **{**form, "days_later": "1"})
    page = words(director.get(f"/amendments/{amendment.id}"))

    assert asked.status_code == 200
    assert "по графику не меньше 8 в месяц, по соглашению будет 4" in words(asked)
    assert none == []
    assert "по согласованию с Заказчиком" in page
    assert "График больше нового объёма" not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"quantity-0": "9"}, "В программе 8 в месяц", id="over the programme"),
        pytest.param({"since": "15.03.2026"}, "задним числом", id="of yesterday"),
        pytest.param({"clauses": ""}, "ничего не меняется", id="changes nothing"),
        pytest.param({"since": "когда-нибудь"}, "Например", id="no date"),
        pytest.param({"reason": "wish"}, "Выберите", id="no ground"),
        pytest.param({"quantity-0": "много"}, "Введите количество", id="no number"),
    ],
)
def test_a_draft_that_cannot_be_comes_back_with_what_was_typed(
    rows: Session, director: Browser, contract: Contract, changes: dict[str, str], sentence: str
) -> None:
    answer = director.post(f"/contracts/{contract.id}/amendments/new", {**DRAFT, **changes})

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert rows.scalars(select(Amendment)).all() == []


def test_a_wrong_password_signs_nothing(
    rows: Session, director: Browser, contract: Contract
) -> None:
    amendment = drafted(rows, director, contract)
    director.get(f"/amendments/{amendment.id}/sign")
    rows.refresh(amendment)
    answer = director.post(
        f"/amendments/{amendment.id}/sign",
        {
            "password": "не тот пароль",
            "version": str(amendment.version),
            "paper_sha256": _sha(rows, amendment),
        },
    )

    rows.refresh(amendment)
    assert answer.status_code == 422
    assert amendment.state is AmendmentState.DRAFT


def test_who_signs_what_changed_meanwhile_is_told(
    rows: Session, director: Browser, contract: Contract
) -> None:
    amendment = drafted(rows, director, contract)
    director.get(f"/amendments/{amendment.id}/sign")
    rows.refresh(amendment)
    stale = {
        "password": factories.PASSWORD,
        "version": str(amendment.version - 1),
        "paper_sha256": _sha(rows, amendment),
    }

    assert director.post(f"/amendments/{amendment.id}/sign", stale).status_code == 409


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"consent_on": "01.01.2020"}, "раньше согласиться изменить его не могли"),
        ({"reason": "legislation_changed_significantly"}, "Назовите акт с номером или датой"),
        (
            {
                "reason": "legislation_changed_significantly",
                "changed_act": "приказ № 1171, с 1 марта 2026",
            },
            "",
        ),
    ],
)
def test_what_the_provider_proposes_rests_on_a_consent_or_an_act(
    app: Flask, rows: Session, staff: Staff, changes: dict[str, str], sentence: str
) -> None:
    """MSK-CON-11, MSK-CON-12; the same agreement twice waits for nothing."""
    moscow = factories.make_provider(rows, region="moscow")
    there = Staff(app, rows, moscow)
    director, contract = there.browser(Role.DIRECTOR), make_paying(rows, moscow)
    form = {**DRAFT, "initiator": "provider", **changes}
    address = f"/contracts/{contract.id}/amendments/new"

    answers = [director.post(address, form) for _time in range(2)]

    if sentence:
        assert sentence in words(answers[0])
        return
    assert [one.status_code for one in answers] == [303, 422]
    inputs = rows.scalars(select(Amendment.inputs)).one()
    assert ": приказ № 1171, с 1 марта 2026 (" in str(inputs["ground"])


def test_an_agreement_in_another_name_is_drawn_anew_by_one_button(
    rows: Session, director: Browser, staff: Staff, contract: Contract
) -> None:
    """FED-CON-02: the page says so before anybody types a password."""
    amendment = drafted(rows, director, contract)
    rows.get_one(User, staff.actor(Role.DIRECTOR).user_id).surname = "Вторых"
    rows.commit()
    page = f"/amendments/{amendment.id}/sign"
    before = words(director.get(page))
    rows.refresh(amendment)

    taken = director.post(
        f"/signing/amendments/{amendment.id}/own-name", {"version": str(amendment.version)}
    )

    after = words(director.get(taken.location))
    assert (taken.status_code, taken.location == page) == (303, False)
    shown = [("Составить от моего имени" in one, "Ваш пароль" in one) for one in (before, after)]
    assert shown == [(True, False), (False, True)]
    assert "а подписываете вы, Вторых" in before
    assert "кнопка" not in before


@pytest.mark.parametrize("form", ["withdraw", "send-back"])
def test_who_comes_second_to_a_change_reads_what_it_has_become_who_did_it_and_when(
    rows: Session, director: Browser, accountant: Browser, contract: Contract, form: str
) -> None:
    amendment = drafted(rows, director, contract)
    director.get(f"/amendments/{amendment.id}/sign")
    rows.refresh(amendment)
    seen = {
        "password": factories.PASSWORD,
        "version": str(amendment.version),
        "paper_sha256": _sha(rows, amendment),
        "reason": "передумали",
    }
    first = accountant.post(f"/amendments/{amendment.id}/withdraw", seen)
    late = director.post(f"/amendments/{amendment.id}/sign", seen)
    flashed = words(director.get(late.location)).replace("\u00a0", " ")
    assert "вашей подписи уже не ждёт: отозвано (" in flashed
    address = {"send-back": f"/signing/amendments/{amendment.id}/send-back"}.get(
        form, f"/amendments/{amendment.id}/{form}"
    )

    answer = director.post(address, seen)

    told = words(answer).replace("\u00a0", " ")
    assert (first.status_code, answer.status_code) == (303, 409)
    assert f"соглашение № {amendment.number} к договору № {contract.number}: отозвано" in told
    assert "Последняя запись: " in told
    assert "Время изменения: " in told


def test_director_who_signs_what_was_withdrawn_meanwhile_is_told(
    rows: Session, director: Browser, contract: Contract
) -> None:
    amendment = drafted(rows, director, contract)
    director.get(f"/amendments/{amendment.id}/sign")
    rows.refresh(amendment)
    form = {"version": str(amendment.version)}
    late = {**form, "password": factories.PASSWORD, "paper_sha256": _sha(rows, amendment)}
    director.post(f"/amendments/{amendment.id}/withdraw", {**form, "reason": "передумала"})

    assert director.post(f"/amendments/{amendment.id}/sign", late).status_code == 303

    told = words(director.get(f"/amendments/{amendment.id}"))
    assert "вашей подписи уже не ждёт: отозвано (" in told


def test_a_withdrawn_amendment_keeps_its_number_and_reason(
    rows: Session, accountant: Browser, contract: Contract
) -> None:
    amendment = drafted(rows, accountant, contract)
    address = f"/amendments/{amendment.id}/withdraw"
    form = {"version": str(amendment.version), "reason": "Получатель передумал"}
    empty = accountant.post(address, {**form, "reason": ""})
    done = accountant.post(address, form)

    line = words(accountant.get(f"/contracts/{contract.id}"))
    assert (empty.status_code, done.status_code) == (422, 303)
    assert "Отозвано" in line
    assert "Получатель передумал" in line
    assert drafted(rows, accountant, contract).number == 2


@pytest.mark.parametrize(
    ("role", "drafts"),
    [
        (Role.DIRECTOR, 200),
        (Role.ACCOUNTANT, 200),
        (Role.SOCIAL_WORKER, 403),
        (Role.HEAD_OF_DEPARTMENT, 403),
    ],
)
def test_who_prepares_changes(staff: Staff, contract: Contract, role: Role, drafts: int) -> None:
    browser = staff.browser(role)

    assert browser.get(f"/contracts/{contract.id}/amendments/new").status_code == drafts
    assert browser.get(f"/contracts/{contract.id}/fee-change").status_code == drafts


def test_only_the_director_signs(rows: Session, staff: Staff, contract: Contract) -> None:
    accountant = staff.browser(Role.ACCOUNTANT)
    amendment = drafted(rows, accountant, contract)

    assert accountant.get(f"/amendments/{amendment.id}/sign").status_code == 403
    assert "Соглашение ждёт подписи директора" in words(
        accountant.get(f"/amendments/{amendment.id}")
    )


def test_the_recipient_reads_what_the_provider_has_signed(
    rows: Session, director: Browser, staff: Staff, contract: Contract
) -> None:
    person = rows.get_one(Recipient, contract.recipient_id)
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, person)
    recipient = staff.browser(Role.RECIPIENT)
    amendment = drafted(rows, director, contract)
    address = f"/cabinet/amendments/{amendment.id}/amendment.pdf"
    before = recipient.get(address)
    sign(rows, director, amendment)

    assert before.status_code == 404
    assert recipient.get(address).mimetype == "application/pdf"
    own = words(recipient.get("/cabinet/contract")).replace("\u00a0", " ")
    assert "Дополнительное соглашение № 1 Ждёт подписи получателя" in own


def lower_minimum(rows: Session, staff: Staff, since: date = date(2026, 3, 16)) -> None:
    factories.save(
        rows,
        ReferenceValue(
            region_code="vladimir",
            key="subsistence_minimum",
            group=PopulationGroup.PENSIONERS,
            amount=Decimal("16500.00"),
            since=since,
            citation_rule="FED-FEE-03",
            act="приказ от 20.03.2026 № 17",
            checked_on=date(2026, 3, 16),
            entered_by_id=staff.actor(Role.DIRECTOR).user_id,
            entered_at=MORNING,
        ),
    )


def test_the_fee_is_first_shown_and_then_changed_by_the_director(
    rows: Session, accountant: Browser, director: Browser, staff: Staff, contract: Contract
) -> None:
    """FED-FEE-14, FED-NOT-02: a new threshold from 16 March, to be told by 18 March."""
    lower_minimum(rows, staff)
    address = f"/contracts/{contract.id}/fee-change"
    ground = {"ground": "threshold_changed", "since": "16.03.2026"}
    looked = words(accountant.post(address, {**ground, "look": "1"})).replace("\u00a0", " ")
    assert rows.scalars(select(Amendment)).all() == []
    handed_on = accountant.post(address, {**ground, "seen": "625,00"})
    assert handed_on.location == f"/contracts/{contract.id}"
    assert rows.scalars(select(Amendment)).all() == []
    waiting = f"{address}/waiting"
    assert waiting in director.get("/signing").text
    asked = words(accountant.get(waiting))
    assert "Новая плата ждёт директора" in asked
    assert "Как посчитали" in asked
    assert 'type="password"' not in accountant.get(waiting).text
    word = {"password": factories.PASSWORD, "version": "1"}
    done = director.post(waiting, word)

    notice = rows.scalars(select(Notice)).one()
    terms = rows.scalars(select(ContractTerms).order_by(ContractTerms.since)).all()
    line = words(accountant.get(f"/contracts/{contract.id}")).replace("\u00a0", " ")
    assert "1 004,00 ₽ → 625,00 ₽" in looked
    assert "Как посчитали" in looked
    assert done.location == f"/tariff-days/notices/{notice.id}"
    assert notice.due_on == date(2026, 3, 18)
    assert [row.monthly_fee for row in terms] == [Decimal("1004.00"), Decimal("625.00")]
    assert "уведомление надо вручить до 18 марта" in line


@pytest.mark.parametrize(
    ("since", "late"),
    [
        pytest.param(date(2026, 3, 11), True, id="FED-NOT-02: the second day was Friday"),
        pytest.param(date(2026, 3, 12), False, id="FED-NOT-02: it is Monday, today"),
    ],
)
def test_a_notice_that_is_late_already_is_told_before_the_fee_is_decided(
    rows: Session, accountant: Browser, staff: Staff, contract: Contract, since: date, *, late: bool
) -> None:
    lower_minimum(rows, staff, since)
    ground = {"ground": "threshold_changed", "since": f"{since:%d.%m.%Y}"}

    looked = words(accountant.post(f"/contracts/{contract.id}/fee-change", {**ground, "look": "1"}))

    assert ("Известить о такой плате надо было до 13 марта" in looked) is late
    assert ("Уведомление надо вручить до 16 марта" in looked) is not late


def test_a_fee_the_director_declines_is_told_to_whoever_prepared_it(
    rows: Session, accountant: Browser, director: Browser, staff: Staff, contract: Contract
) -> None:
    """FED-FEE-14."""
    lower_minimum(rows, staff)
    address = f"/contracts/{contract.id}/fee-change"
    ground = {"ground": "threshold_changed", "since": "16.03.2026", "seen": "625,00"}
    accountant.post(address, ground)
    assert "Новую плату отклонили" not in words(accountant.get("/"))

    director.post(f"{address}/decline", {"reason": "ждём новую справку", "version": "1"})
    told = words(accountant.get("/"))
    late = director.post(f"{address}/waiting", {"password": "любой", "version": "1"})
    assert (late.status_code, director.get(f"{address}/waiting").status_code) == (409, 404)
    assert "плата остаётся прежней (ждём новую справку)" in words(late)
    accountant.post(address, ground)

    assert "Новую плату отклонили" in told
    assert "ждём новую справку" in told
    assert "Новую плату отклонили" not in words(accountant.get("/"))


def test_another_ground_is_refused_with_the_way_out(
    accountant: Browser, contract: Contract
) -> None:
    address = f"/contracts/{contract.id}/fee-change"
    page = accountant.get(address)
    answer = accountant.post(
        address, {"ground": "tariff_changed", "since": "16.03.2026", "look": "1"}
    )

    assert f"/contracts/{contract.id}/amendments/new" in page.get_data(as_text=True)
    assert answer.status_code == 422
    assert "составьте дополнительное соглашение" in words(answer)


def test_a_ground_that_changes_nothing_says_so(accountant: Browser, contract: Contract) -> None:
    ground = {"ground": "average_income_changed", "since": "16.03.2026", "look": "1"}
    answer = accountant.post(f"/contracts/{contract.id}/fee-change", ground)

    assert answer.status_code == 422
    assert "Нового дохода в карточке получателя нет" in words(answer)


def test_the_agreements_of_a_tariff_day_are_listed(
    rows: Session, accountant: Browser, staff: Staff, contract: Contract
) -> None:
    director = staff.actor(Role.DIRECTOR)
    day, _ = factories.make_tariff_day(rows, contract, director)
    amendment = factories.make_amendment(rows, contract, director, tariff_day_id=day.id)
    page = words(accountant.get(f"/tariff-days/{day.id}/agreements"))

    assert "1 соглашение" in page
    assert "Ждёт подписи директора" in page
    assert amendment.number == 1


def test_a_second_press_drafts_nothing_more(
    rows: Session, director: Browser, contract: Contract
) -> None:
    first = drafted(rows, director, contract, op="key")
    second = drafted(rows, director, contract, op="key")

    assert second.id == first.id


def test_what_can_never_be_signed_offers_to_be_withdrawn(
    rows: Session, director: Browser, social_worker: Browser, contract: Contract
) -> None:
    amendment = drafted(rows, director, contract, **{"quantity-0": "4"})
    sign(rows, director, amendment)
    after = factories.make_terms(since=amendment.since, contract_id=contract.id)
    after.provider_id = contract.provider_id
    factories.save(rows, after)
    here = f"/amendments/{amendment.id}"
    withdrawing = f'href="{here}/withdraw"'

    pages = [f"{here}", f"{here}/paper-signature"]
    signing = director.get(f"{here}/sign")

    assert signing.location == here
    for page in pages:
        theirs, hers = director.get(page), social_worker.get(page)
        assert "Подписать это соглашение уже нельзя" in words(theirs)
        assert withdrawing in theirs.text
        assert "иректор или бухгалтер" in words(hers)
        assert withdrawing not in hers.text


@pytest.mark.parametrize(
    ("tariff", "said"),
    [
        pytest.param("118.50", "по договору 118,50 ₽, сейчас 125,50 ₽", id="differs"),
        pytest.param("125.50", "125,50 ₽", id="the same"),
    ],
)
def test_written_and_present_tariffs_are_told_apart(
    rows: Session, staff: Staff, provider: Provider, tariff: str, said: str
) -> None:
    contract = make_paying(rows, provider, tariff)
    person = rows.get_one(Recipient, contract.recipient_id)
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, person)
    recipient = staff.browser(Role.RECIPIENT)

    pages = [
        words(staff.browser(Role.DIRECTOR).get(f"/contracts/{contract.id}")),
        words(recipient.get("/cabinet/contract")),
    ]

    for page in pages:
        assert said in page.replace("\xa0", " ")
        assert ("сейчас 125,50" in page.replace("\xa0", " ")) is (tariff == "118.50")


@pytest.mark.parametrize(
    ("free", "told"),
    [
        pytest.param(True, False, id="free as before"),
        pytest.param(False, True, id="free from then"),
    ],
)
def test_a_day_that_changes_no_fee_is_not_announced(
    rows: Session, staff: Staff, contract: Contract, free: bool, told: bool
) -> None:
    first = contract.terms[0]
    if free:
        first.free, first.monthly_fee, first.free_ground = True, Decimal(0), "income"
    later = factories.make_terms(
        contract_id=contract.id,
        provider_id=contract.provider_id,
        since=date(2027, 1, 1),
        free=True,
        monthly_fee=Decimal(0),
        free_ground="income",
    )
    first.until = later.since
    factories.save(rows, later)
    person = rows.get_one(Recipient, contract.recipient_id)
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, person)

    page = words(staff.browser(Role.RECIPIENT).get("/cabinet/contract")).replace("\xa0", " ")

    assert ("С 1 января 2027 — бесплатно" in page) is told
