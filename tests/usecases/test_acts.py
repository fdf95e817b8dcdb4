"""Issued acts: papers that never drift, receipts, and who signs in which order."""

import io
import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select

from portal.documents.facts import ActPaperFacts, ReceiptFacts
from portal.documents.press import Press
from portal.domain.contract import Party
from portal.domain.law import Timeline, Version
from portal.domain.payments import Channel
from portal.domain.violations import NotFound
from portal.extensions import db
from portal.models import (
    Act,
    ActState,
    Contract,
    Membership,
    Paper,
    Provider,
    Recipient,
    Role,
    Signature,
    SignatureMethod,
)
from portal.usecases.act_papers import read_facts
from portal.usecases.act_sheets import act_paper, has_receipt, receipt_paper
from portal.usecases.act_signing import SeenAct, SignActs, sign_acts
from portal.usecases.actor import Actor
from portal.usecases.acts import ActSigned, SignAct, sign_act
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.papers import paper_bytes
from portal.usecases.payments import RecordPayment, record_payment
from portal.usecases.queries.act_names import named_otherwise
from portal.usecases.queries.paper_states import PaperState, paper_state
from portal.usecases.signing_queue import (
    Outcome,
    QueueKind,
    SeenPaper,
    SignQueue,
    sign_queue,
)
from portal.usecases.transaction import reading, transaction
from portal.usecases.uploads import Upload
from tests.support.factories import make_staff, make_user
from tests.usecases.billing import (
    Desk,
    act_of,
    deliver,
    everything,
    expect_refusal,
    make_contract,
    make_desk,
    make_reader,
    moment,
)

APRIL = date(2026, 4, 1)
ISSUED = date(2026, 4, 30)
NOW = moment(2026, 5, 6)
TODAY = date(2026, 5, 6)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
    b"\x90wS\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\r\xefF\xb8\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def desk(database: Flask) -> Desk:
    return make_desk(database)


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(Path(__file__).resolve().parents[2] / "templates", {})


def issue(desk: Desk, quantity: str = "8", **options: object) -> Act:
    """The act of April 2026 of a contract with services."""
    contract_id = make_contract(desk, **options)  # type: ignore[arg-type]
    deliver(desk, contract_id, date(2026, 4, 10), "S1", quantity)
    close(desk)
    return act_of(contract_id, APRIL)


def close(desk: Desk) -> None:
    close_month(
        CloseMonth(APRIL), region=desk.region, actor=desk.accountant, now=moment(2026, 4, 30)
    )


def pay(desk: Desk, contract_id: int, amount: str) -> None:
    record_payment(
        RecordPayment(
            contract_id,
            Decimal(amount),
            date(2026, 4, 20),
            Channel.BANK_TILL,
            "1",
            "Ильина М. П.",
            f"form-{contract_id}",
        ),
        region=desk.region,
        actor=desk.accountant,
        now=moment(2026, 4, 20),
    )


def act_pdf(desk: Desk, act: Act, press: Press, actor: Actor | None = None) -> bytes:
    return act_paper(
        act.id, region=desk.region, actor=actor or desk.accountant, now=NOW, press=press
    )


def receipt_pdf(desk: Desk, act: Act, press: Press) -> bytes:
    return receipt_paper(act.id, region=desk.region, actor=desk.accountant, now=NOW, press=press)


def receipt_facts(act: Act) -> ReceiptFacts:
    return read_facts(ReceiptFacts, act.inputs["receipt"])


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def sign(
    desk: Desk,
    act: Act,
    press: Press,
    party: Party = Party.PROVIDER,
    *,
    signed_on: date = TODAY,
    actor: Actor | None = None,
    scan: Upload | None = None,
    version: int | None = None,
) -> ActSigned:
    by = desk.director if party is Party.PROVIDER else desk.worker
    return sign_act(
        SignAct(act.id, party, signed_on, scan, version),
        region=desk.region,
        actor=actor or by,
        now=NOW,
        press=press,
    )


def test_an_act_prints_its_figures_in_cyrillic(desk: Desk, press: Press) -> None:
    act = issue(desk, name="Ильина Мария Петровна")

    text = text_of(act_pdf(desk, act, press))

    for part in (
        "АКТ № 1/2026",
        "Ильина Мария Петровна",
        "Орловой Анны Петровны",
        "Услуга S1",
        "1 200,00",
        "Одна тысяча двести рублей 00 копеек",
        "15 мая 2026",
    ):
        assert part in text.replace("\u00a0", " ")


def test_an_act_is_drawn_once_and_never_drifts(desk: Desk, press: Press) -> None:
    act = issue(desk)
    first = act_pdf(desk, act, press)
    with transaction() as session:
        session.get_one(Provider, desk.provider_id).name = "Другое учреждение"
        session.scalars(select(Recipient)).one().address = "г. Суздаль"

    again = act_paper(
        act.id, region=desk.region, actor=desk.accountant, now=moment(2030, 1, 1), press=press
    )

    assert again == first
    with reading() as session:
        assert session.scalar(select(func.count(Paper.id))) == 1


def another_director(desk: Desk) -> Actor:
    """Who came into office later and acts beside the first."""
    provider = db.session().get_one(Provider, desk.director.provider_id)
    user = make_user(db.session(), surname="Вторых", name="Пётр", patronymic="Львович")
    since = date(2026, 5, 1)
    return make_staff(db.session(), provider, Role.DIRECTOR, user=user, basis="Приказ", since=since)


def named_in(paper_id: int | None) -> str:
    signatory = db.session().get_one(Paper, paper_id).inputs["signatory"]
    assert isinstance(signatory, dict)
    return str(signatory["name"])


@pytest.mark.parametrize("drawn", [False, True])
@pytest.mark.parametrize(("by_other", "name"), [(False, "Орлова"), (True, "Вторых")])
def test_an_act_names_the_director_who_signs_it(
    desk: Desk, press: Press, drawn: bool, by_other: bool, name: str
) -> None:
    """FED-FRM-03: whoever had it drawn before, and whoever came into office last."""
    act = issue(desk)
    other = another_director(desk)
    if drawn:
        act_pdf(desk, act, press, actor=desk.director)

    sign(desk, act, press, actor=other if by_other else desk.director)

    assert named_in(act_of(act.contract_id, APRIL).paper_id).startswith(name)


def test_the_text_in_the_other_name_stays_and_is_told_to_be_replaced(
    desk: Desk, press: Press
) -> None:
    act = issue(desk)
    other = another_director(desk)
    before = act_pdf(desk, act, press, actor=desk.director)
    old = act_of(act.contract_id, APRIL).paper_id
    assert old is not None
    assert named_otherwise(desk.director, TODAY) == {}
    assert list(named_otherwise(other, TODAY, month=APRIL)) == [act.id]
    assert named_otherwise(other, TODAY, month=date(2026, 3, 1)) == {}

    sign(desk, act, press, actor=other)

    assert paper_bytes(desk.provider_id, old) == before
    now = act_of(act.contract_id, APRIL).paper_id
    with reading() as session:
        states = [paper_state(session, session.get_one(Paper, one)) for one in (old, now)]
    assert states == [PaperState.REPLACED, PaperState.UNSIGNED]
    assert named_otherwise(other, TODAY) == {}


def test_a_text_that_the_recipient_has_signed_is_not_drawn_anew(desk: Desk, press: Press) -> None:
    """Only where a region lets the recipient sign first."""
    act = issue(desk)
    other = another_director(desk)
    act_pdf(desk, act, press, actor=desk.director)
    either = replace(desk.region.rules.act_rules.on(TODAY), provider_signs_first=False)
    rules = replace(
        desk.region.rules, act_rules=Timeline(Version(date(2015, 1, 1), either, either.signing))
    )
    desk = replace(desk, region=replace(desk.region, rules=rules))
    sign(desk, act, press, Party.RECIPIENT)
    paper = act_of(act.contract_id, APRIL).paper_id

    with expect_refusal("not_authorised"):
        sign(desk, act, press, actor=other)

    assert act_of(act.contract_id, APRIL).paper_id == paper
    sign(desk, act, press)


def test_what_changed_after_the_closing_never_reaches_the_paper(desk: Desk, press: Press) -> None:
    act = issue(desk, name="Ильина Мария Петровна")
    with transaction() as session:
        session.get_one(Provider, desk.provider_id).name = "Другое учреждение"
        recipient = session.scalars(select(Recipient)).one()
        recipient.surname, recipient.address = "Новикова", "г. Суздаль"
        director = session.scalars(select(Membership).where(Membership.role == Role.DIRECTOR)).one()
        director.until = TODAY

    text = text_of(act_pdf(desk, act, press)) + text_of(receipt_pdf(desk, act, press))

    assert "Комплексный центр" in text
    assert "Ильина" in text
    assert "Орлова" in text
    for later in ("Другое", "Новикова", "Суздаль"):
        assert later not in text


def test_a_paper_names_what_it_is_about(desk: Desk, press: Press) -> None:
    act = issue(desk)

    act_pdf(desk, act, press)

    with reading() as session:
        paper = session.scalars(select(Paper)).one()
        recipient_id = session.get_one(Contract, act.contract_id).recipient_id
    assert (paper.form_code, paper.act_id, paper.contract_id, paper.recipient_id) == (
        "act",
        act.id,
        act.contract_id,
        recipient_id,
    )
    assert (paper.month, paper.rules_day) == (APRIL, ISSUED)


def test_stored_facts_read_back_as_they_were_written(desk: Desk) -> None:
    contract_id = make_contract(desk, represented=True)
    deliver(desk, contract_id, date(2026, 4, 10), "S1", "2")
    deliver(desk, contract_id, date(2026, 4, 10), "X1", "1", additional=True)
    close(desk)

    facts = read_facts(ActPaperFacts, act_of(contract_id, APRIL).inputs["act"])

    assert facts.lines[0].quantity == Decimal(2)
    assert facts.additional[0].allowed is None
    assert facts.representative is not None
    assert facts.representative.name_genitive == "Ильина Петра Олеговича"
    assert facts.steps[-1].value == "1\u00a0000,00\u00a0₽"
    assert facts.drawn_on == ISSUED


@pytest.mark.parametrize(
    ("paid", "debt_before", "total"),
    [
        pytest.param(None, "0.00", "1200.00", id="nothing paid before"),
        pytest.param("400.00", "-400.00", "800.00", id="an overpayment, FED-FRM-04"),
        pytest.param("1200.00", "-1200.00", "0.00", id="covered by an overpayment"),
        pytest.param("1500.00", "-1500.00", "-300.00", id="more than covered"),
    ],
)
def test_a_receipt_tells_debt_accrued_and_total(
    desk: Desk, paid: str | None, debt_before: str, total: str
) -> None:
    contract_id = make_contract(desk)
    deliver(desk, contract_id, date(2026, 4, 10), "S1", "8")
    if paid is not None:
        pay(desk, contract_id, paid)
    close(desk)

    facts = receipt_facts(act_of(contract_id, APRIL))

    assert (facts.debt_before, facts.accrued, facts.total_due) == (
        Decimal(debt_before),
        Decimal("1200.00"),
        Decimal(total),
    )
    assert (facts.payload is not None) == (Decimal(total) > 0)


def test_the_code_of_a_receipt_asks_for_the_total_in_kopecks(desk: Desk) -> None:
    act = issue(desk, name="Ильина Мария Петровна")

    facts = receipt_facts(act)

    assert facts.payload is not None
    assert facts.payload.startswith(
        "ST00012|Name=Комплексный центр социального обслуживания|PersonalAcc=40702810138250123017|"
        "BankName=Отделение Владимир Банка России|BIC=044525225|CorrespAcc=30101810400000000225|"
    )
    for pair in ("|Sum=120000|", f"|PersAcc={facts.personal_code}|", "|PaymPeriod=042026|"):
        assert pair in facts.payload
    assert facts.personal_code in facts.purpose


def test_an_unpaid_month_stands_on_the_next_receipt_as_debt(desk: Desk) -> None:
    contract_id = make_contract(desk)
    deliver(desk, contract_id, date(2026, 4, 10), "S1", "2")
    deliver(desk, contract_id, date(2026, 5, 10), "S1", "1")
    close(desk)
    close_month(
        CloseMonth(date(2026, 5, 1)),
        region=desk.region,
        actor=desk.accountant,
        now=moment(2026, 5, 31),
    )

    facts = receipt_facts(act_of(contract_id, date(2026, 5, 1)))

    assert (facts.debt_before, facts.total_due) == (Decimal("300.00"), Decimal("450.00"))


def test_who_is_represented_has_a_receipt_in_the_payer_s_name(desk: Desk) -> None:
    facts = receipt_facts(issue(desk, represented=True, name="Ильина Мария Петровна"))

    assert (facts.payer_name, facts.recipient_name) == (
        "Ильин Пётр Олегович",
        "Ильина Мария Петровна",
    )


def test_a_receipt_is_drawn_once(desk: Desk, press: Press) -> None:
    act = issue(desk)

    first, again = receipt_pdf(desk, act, press), receipt_pdf(desk, act, press)

    assert first == again
    assert "1 200,00" in text_of(first).replace("\u00a0", " ")


def test_a_zero_sum_has_no_receipt(desk: Desk, press: Press) -> None:
    act = issue(desk, free=True, fee_cap=None)

    with expect_refusal("value_invalid"):
        receipt_pdf(desk, act, press)


@pytest.mark.parametrize(
    ("accrued", "total", "printed"),
    [
        pytest.param("0.00", "0.00", False, id="nothing at all, FED-FRM-04"),
        pytest.param("0.00", "-5.00", False, id="nothing and an overpayment"),
        pytest.param("0.00", "0.01", True, id="an old debt of a kopeck"),
        pytest.param("5.00", "0.00", True, id="covered: the reader sees why"),
    ],
)
def test_when_a_receipt_is_printed(desk: Desk, accrued: str, total: str, printed: bool) -> None:
    facts = receipt_facts(issue(desk))

    changed = replace(facts, accrued=Decimal(accrued), total_due=Decimal(total))

    assert has_receipt(changed) is printed


def test_the_provider_signs_first_then_the_recipient(desk: Desk, press: Press) -> None:
    act = issue(desk, name="Ильина Мария Петровна")

    first = sign(desk, act, press)
    second = sign(desk, act, press, Party.RECIPIENT)

    assert first == ActSigned(ActState.ISSUED, (Party.PROVIDER,))
    assert second == ActSigned(ActState.SIGNED, (Party.PROVIDER, Party.RECIPIENT))
    with reading() as session:
        rows = session.scalars(select(Signature).order_by(Signature.id)).all()
    assert [(row.signer, row.method) for row in rows] == [
        ("Орлова А. П.", SignatureMethod.PASSWORD),
        ("Ильина Мария Петровна", SignatureMethod.PAPER),
    ]
    assert rows[0].paper_id == rows[1].paper_id == act_of(act.contract_id, APRIL).paper_id


def test_the_recipient_does_not_sign_before_the_provider(desk: Desk, press: Press) -> None:
    act = issue(desk)
    act_pdf(desk, act, press)

    with expect_refusal("signature_missing") as told:
        sign(desk, act, press, Party.RECIPIENT)

    assert told.rule == "FED-ACT-01"


def test_only_the_director_signs_for_the_provider(desk: Desk, press: Press) -> None:
    act = issue(desk)
    act_pdf(desk, act, press)

    with expect_refusal("not_authorised"):
        sign(desk, act, press, actor=desk.accountant)


@pytest.mark.parametrize("taken", [False, True], ids=["theirs", "another's"])
def test_of_many_acts_each_names_the_director_who_was_quicker(
    desk: Desk, press: Press, taken: bool
) -> None:
    act = issue(desk)
    if taken:
        sign(desk, act, press)
    second = another_director(desk)
    queue = SignQueue((SeenPaper(QueueKind.ACT, act.id, act.version),), TODAY)
    month = SignActs((SeenAct(act.id, act.version),), TODAY)

    (outcome,) = sign_queue(queue, region=desk.region, actor=second, now=NOW, press=press)
    done = sign_acts(month, region=desk.region, actor=second, now=NOW, press=press)

    by = f"{desk.director.name if taken else second.name}, {TODAY:%d.%m.%Y}"
    told = f"Её уже подписали: {by}. Второй раз не нужно."
    assert outcome.outcome is (Outcome.CHANGED if taken else Outcome.SIGNED)
    assert outcome.text == (told if taken else "")
    assert done.failed == (f"Акт № {act.number}: {told.replace('Её', 'Его')}",)


@pytest.mark.parametrize("party", [Party.PROVIDER, Party.RECIPIENT])
def test_nobody_signs_twice(desk: Desk, press: Press, party: Party) -> None:
    act = issue(desk)
    sign(desk, act, press)
    sign(desk, act, press, Party.RECIPIENT)

    with expect_refusal("duplicate"):
        sign(desk, act, press, party)


def test_a_represented_person_s_act_is_signed_by_the_guardian(desk: Desk, press: Press) -> None:
    act = issue(desk, represented=True)
    sign(desk, act, press)

    with expect_refusal("not_authorised"):
        sign(desk, act, press, Party.RECIPIENT)
    signed = sign(desk, act, press, Party.REPRESENTATIVE)

    assert signed.state is ActState.SIGNED
    with expect_refusal("duplicate"):
        sign(desk, act, press, Party.RECIPIENT)


def test_without_a_representative_nobody_signs_as_one(desk: Desk, press: Press) -> None:
    act = issue(desk)
    sign(desk, act, press)

    with expect_refusal("not_authorised"):
        sign(desk, act, press, Party.REPRESENTATIVE)


@pytest.mark.parametrize(
    ("born", "code"),
    [
        pytest.param(date(2008, 5, 6), None, id="eighteen on the day, FED-MIN-01"),
        pytest.param(date(2008, 5, 7), "not_authorised", id="eighteen tomorrow, FED-MIN-01"),
    ],
)
def test_a_minor_does_not_sign_alone(
    desk: Desk, press: Press, born: date, code: str | None
) -> None:
    act = issue(desk, born=born)
    sign(desk, act, press)

    if code is None:
        assert sign(desk, act, press, Party.RECIPIENT).state is ActState.SIGNED
    else:
        with expect_refusal(code):
            sign(desk, act, press, Party.RECIPIENT)


@pytest.mark.parametrize(
    ("signed_on", "code"),
    [
        pytest.param(date(2026, 4, 29), "value_invalid", id="before the act was issued"),
        pytest.param(date(2026, 4, 30), None, id="the day of issue"),
        pytest.param(date(2026, 5, 6), None, id="today"),
        pytest.param(date(2026, 5, 7), "value_invalid", id="tomorrow"),
    ],
)
def test_the_day_of_signing_lies_between_issue_and_today(
    desk: Desk, press: Press, signed_on: date, code: str | None
) -> None:
    act = issue(desk)
    act_pdf(desk, act, press)

    if code is None:
        assert sign(desk, act, press, signed_on=signed_on).parties == (Party.PROVIDER,)
    else:
        with expect_refusal(code) as told:
            sign(desk, act, press, signed_on=signed_on)
        assert told.first.field == "signed_on"


def test_the_recipient_does_not_sign_earlier_than_the_provider(desk: Desk, press: Press) -> None:
    act = issue(desk)
    sign(desk, act, press, signed_on=date(2026, 5, 4))

    with expect_refusal("value_invalid"):
        sign(desk, act, press, Party.RECIPIENT, signed_on=date(2026, 5, 3))
    late = sign(desk, act, press, Party.RECIPIENT, signed_on=date(2026, 5, 4))
    assert late.state is ActState.SIGNED


def test_a_signature_on_an_act_seen_in_another_version_is_a_conflict(
    desk: Desk, press: Press
) -> None:
    act = issue(desk)
    act_pdf(desk, act, press)

    with expect_refusal("conflict"):
        sign(desk, act, press, version=act.version + 1)
    assert sign(desk, act, press, version=act.version).parties == (Party.PROVIDER,)


def test_drawing_the_paper_is_no_edit_of_the_act(desk: Desk, press: Press) -> None:
    act = issue(desk)

    act_pdf(desk, act, press)

    assert act_of(act.contract_id, APRIL).version == act.version


def test_the_scan_of_a_signed_act_is_kept(desk: Desk, press: Press) -> None:
    act = issue(desk)
    sign(desk, act, press)

    sign(desk, act, press, Party.RECIPIENT, scan=Upload("акт.png", PNG, "image/png"))

    with reading() as session:
        row = session.scalars(select(Signature).where(Signature.party == Party.RECIPIENT)).one()
    assert row.file_id is not None


def test_a_file_that_is_no_scan_is_refused(desk: Desk, press: Press) -> None:
    act = issue(desk)
    sign(desk, act, press)

    with expect_refusal("value_invalid"):
        sign(desk, act, press, Party.RECIPIENT, scan=Upload("акт.pdf", b"MZ", "application/pdf"))


def test_a_failure_on_the_way_leaves_the_act_unsigned(
    desk: Desk, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = issue(desk)
    act_pdf(desk, act, press)
    before = everything()

    def fail(*_arguments: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("portal.usecases.acts.audit.record", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        sign(desk, act, press)

    assert everything() == before


def test_two_first_readers_get_the_same_paper(desk: Desk, press: Press) -> None:
    act = issue(desk)
    start = threading.Barrier(2)
    papers: list[bytes] = []

    def read() -> None:
        with desk.app.app_context():
            start.wait()
            papers.append(act_pdf(desk, act, press))
            db.session.remove()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    assert papers[0] == papers[1]
    with reading() as session:
        assert session.scalar(select(func.count(Paper.id))) == 1


def test_another_provider_s_act_is_not_found(desk: Desk, press: Press) -> None:
    act = issue(make_desk(desk.app, code="other"))

    with pytest.raises(NotFound):
        act_pdf(desk, act, press)
    with pytest.raises(NotFound):
        sign(desk, act, press)


def test_a_recipient_reads_the_own_act_and_nobody_else_s(desk: Desk, press: Press) -> None:
    contracts = [make_contract(desk) for _ in range(2)]
    for contract_id in contracts:
        deliver(desk, contract_id, date(2026, 4, 10), "S1", "1")
    close(desk)
    own, other = (act_of(contract_id, APRIL) for contract_id in contracts)
    reader = make_reader(desk, contracts[0])

    assert act_pdf(desk, own, press, reader).startswith(b"%PDF")
    with pytest.raises(NotFound):
        act_pdf(desk, other, press, reader)
