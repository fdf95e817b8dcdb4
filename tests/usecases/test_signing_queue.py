"""The director's queue: forty at once, one bad, two directors, a killed process."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentState
from portal.domain.contract import ContractState, Party
from portal.domain.violations import NotAllowed, refuse
from portal.extensions import db
from portal.models import Contract, Provider, Role, Signature
from portal.usecases import audit
from portal.usecases import signing_queue as module
from portal.usecases.actor import Actor
from portal.usecases.month_papers import Progress
from portal.usecases.queries.signing_queue import queue_total, signing_queue
from portal.usecases.signing_queue import (
    Outcome,
    PaperOutcome,
    QueueKind,
    SeenPaper,
    SignQueue,
    sign_queue,
)
from portal.usecases.signing_returns import SendBackContract, send_back_contract
from portal.usecases.transaction import glancing
from tests.support.factories import (
    make_act,
    make_amendment,
    make_contract,
    make_programme,
    make_provider,
    make_recipient,
    make_staff,
    make_termination,
    make_terms,
)
from tests.support.faults import killed_after
from tests.support.sample_region import CODE
from tests.usecases.procedures import MORNING, TODAY, BlankPress, House

FORTY = 40


def provider_of(house: House) -> Provider:
    return house.session.get_one(Provider, house.provider_id)


def waiting(house: House, count: int) -> list[Contract]:
    """Contracts that nobody has signed."""
    return [_waiting(house) for _ in range(count)]


def _waiting(house: House) -> Contract:

    provider = provider_of(house)
    return make_contract(
        house.session,
        make_programme(house.session, make_recipient(house.session, provider)),
        state=ContractState.AWAITING_SIGNATURE,
        in_force_from=None,
    )


def seen(contract: Contract, **changes: object) -> SeenPaper:
    values: dict[str, object] = {
        "kind": QueueKind.CONTRACT,
        "id": contract.id,
        "version": contract.version,
    }
    return SeenPaper(**(values | changes))  # type: ignore[arg-type]


def sign(
    house: House,
    papers: list[SeenPaper],
    *,
    director: Actor | None = None,
    progress: Progress | None = None,
) -> tuple[PaperOutcome, ...]:
    return sign_queue(
        SignQueue(tuple(papers), TODAY),
        region=house.region,
        actor=director or house.director,
        now=MORNING,
        press=BlankPress(),
        progress=progress,
    )


def signed(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Signature)) or 0


def test_forty_contracts_are_signed_and_the_bad_one_stops_nobody(
    session: Session, house: House
) -> None:
    contracts = waiting(house, FORTY)
    bad = contracts[17]
    bad.valid_until = TODAY.replace(year=2025)
    bad.concluded_on = TODAY.replace(year=2024)
    session.commit()
    told: list[tuple[int, int]] = []

    done = sign(
        house,
        [seen(one) for one in contracts],
        progress=lambda count, total, _title="": told.append((count, total)),
    )

    assert [one.outcome for one in done].count(Outcome.SIGNED) == FORTY - 1
    assert done[17].outcome is Outcome.REFUSED
    assert done[17].title == f"Договор № {bad.number}"
    assert "Срок договора закончился" in done[17].text
    assert signed(session) == FORTY - 1
    assert told[-1] == (FORTY, FORTY)
    assert queue_total(house.director) == 1


def test_after_each_paper_what_came_of_all_so_far_is_told(session: Session, house: House) -> None:
    contracts = waiting(house, 3)
    told: list[list[Outcome]] = []

    sign_queue(
        SignQueue(tuple(seen(one) for one in contracts), TODAY),
        region=house.region,
        actor=house.director,
        now=MORNING,
        press=BlankPress(),
        told=lambda so_far: told.append([one.outcome for one in so_far]),
    )

    assert told == [[Outcome.SIGNED] * count for count in (1, 2, 3)]


def test_what_was_signed_or_changed_meanwhile_says_by_whom(session: Session, house: House) -> None:
    first, second = waiting(house, 2)
    papers = [seen(first), seen(second, version=second.version + 1)]
    other = make_staff(session, provider_of(house), Role.DIRECTOR)
    sign(house, papers[:1], director=other)

    done = sign(house, papers)

    assert [one.outcome for one in done] == [Outcome.CHANGED, Outcome.CHANGED]
    assert done[0].text.startswith("Её уже подписали: ")
    assert "бумагу изменили" in done[1].text
    assert signed(session) == 1


@pytest.mark.parametrize("late", [False, True], ids=["first", "second"])
def test_each_paper_names_the_director_who_was_quicker(
    session: Session, house: House, late: bool
) -> None:
    (contract,) = waiting(house, 1)
    person = make_recipient(session, provider_of(house))
    running = make_contract(session, make_programme(session, person))
    ending = make_termination(session, running, house.director, last_day=TODAY)
    papers = [seen(contract), SeenPaper(QueueKind.ENDING, ending.id, ending.version)]
    other = make_staff(session, provider_of(house), Role.DIRECTOR)
    first = sign(house, papers, director=other)

    done = sign(house, papers) if late else first

    told = f"Её уже подписали: {other.name}, {TODAY:%d.%m.%Y}. Второй раз не нужно."
    assert {one.outcome for one in done} == {Outcome.CHANGED if late else Outcome.SIGNED}
    assert [one.text for one in done] == [told if late else ""] * 2


@pytest.mark.parametrize(
    ("reason", "told"),
    [("Нет отчества.", "Нет отчества."), ("Нет отчества", "Нет отчества."), ("Где я?", "Где я?")],
)
def test_what_was_sent_back_meanwhile_says_why(
    session: Session, house: House, reason: str, told: str
) -> None:
    (contract,) = waiting(house, 1)
    paper = seen(contract)
    command = SendBackContract(contract.id, reason)
    send_back_contract(command, actor=house.director, now=MORNING)

    done = sign(house, [paper])

    assert [one.outcome for one in done] == [Outcome.CHANGED]
    assert f"вернули без подписи: {told} Договор" in done[0].text


def test_another_text_than_the_one_read_is_not_signed(session: Session, house: House) -> None:
    (contract,) = waiting(house, 1)

    (done,) = sign(house, [seen(contract, sha256="0" * 64)])

    assert (done.outcome, signed(session)) == (Outcome.CHANGED, 0)


def test_two_directors_at_once_sign_each_paper_once(
    database: Flask, session: Session, house: House
) -> None:
    papers = [seen(one) for one in waiting(house, 6)]
    directors = [house.director, make_staff(session, provider_of(house), Role.DIRECTOR)]
    session.rollback()
    outcomes: list[Outcome] = []
    start = threading.Barrier(2)

    def run(number: int) -> None:
        with database.app_context():
            start.wait()
            done = sign(house, papers, director=directors[number])
            outcomes.extend(one.outcome for one in done)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == sorted([Outcome.SIGNED] * 6 + [Outcome.CHANGED] * 6)
    assert signed(session) == 6


def test_nothing_is_half_signed_after_a_killed_process(
    database: Flask, session: Session, house: House
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL survives its clients by itself")
    contracts = waiting(house, 12)
    papers = [seen(one) for one in contracts]
    db.session.remove()
    db.engine.dispose()

    def work(tell: Callable[[str], None]) -> None:
        sign(house, papers, progress=lambda count, _total, _title="": tell(str(count)))

    acknowledged = killed_after(0.01, work)

    with glancing() as fresh:
        events = fresh.scalars(
            select(func.count()).where(
                Signature.party == Party.PROVIDER, Signature.provider_id == house.provider_id
            )
        ).one()
        broken = audit.verify_chain(fresh)
    assert len(acknowledged) <= events <= len(papers)
    assert broken is None
    again = sign(house, papers)
    assert {one.outcome for one in again} <= {Outcome.SIGNED, Outcome.CHANGED}
    assert [one.outcome for one in again].count(Outcome.CHANGED) == events
    assert signed(session) == len(papers)


def test_a_wrong_pin_is_tried_once(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [seen(one) for one in waiting(house, 3)]
    asked: list[object] = []

    def refused(command: object, **_others: object) -> None:
        asked.append(command)
        refuse("pin_refused", "PIN не подошёл.")

    monkeypatch.setattr(module, "sign_contract", refused)

    done = sign(house, papers)

    assert len(asked) == 1
    assert [one.outcome for one in done] == [Outcome.REFUSED] * 3
    assert "не пробовали" in done[2].text


def test_everything_that_waits_stands_in_one_queue(session: Session, house: House) -> None:
    contract, served = waiting(house, 2)
    terms = make_terms()
    running = make_contract(
        session,
        make_programme(session, make_recipient(session, provider_of(house))),
        terms=terms,
    )
    session.refresh(running, ["terms"])
    amendment = make_amendment(session, running, house.director, state=AmendmentState.DRAFT)
    act = make_act(session, running, terms)
    ending = make_termination(session, running, house.director)
    send_back_contract(
        SendBackContract(served.id, "Не тот тариф."), actor=house.director, now=MORNING
    )

    groups = {group.kind: group for group in signing_queue(house.director, house.region)}

    assert {kind: [one.id for one in group.papers] for kind, group in groups.items()} == {
        QueueKind.CONTRACT: [contract.id],
        QueueKind.AMENDMENT: [amendment.id],
        QueueKind.ACT: [act.id],
        QueueKind.ENDING: [ending.id],
    }
    assert groups[QueueKind.CONTRACT].papers[0].due_at is not None


def test_another_providers_papers_are_neither_shown_nor_signed(
    session: Session, house: House
) -> None:
    (contract,) = waiting(house, 1)
    stranger = make_staff(session, make_provider(session, CODE), Role.DIRECTOR)

    (done,) = sign(house, [seen(contract)], director=stranger)

    assert (done.outcome, done.title, signed(session)) == (Outcome.REFUSED, "Бумага", 0)
    assert signing_queue(stranger, house.region) == ()


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.HEAD_OF_DEPARTMENT, Role.SOCIAL_WORKER])
def test_nobody_but_the_director_signs_the_queue(
    session: Session, house: House, role: Role
) -> None:
    clerk = make_staff(session, provider_of(house), role)

    with pytest.raises(NotAllowed):
        sign(house, [], director=clerk)
