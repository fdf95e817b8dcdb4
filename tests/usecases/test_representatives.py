"""People who act for a recipient: recorded by age and capacity, ended on the day, told by name."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.authorities import Capacity
from portal.domain.contract import Party
from portal.domain.violations import NotFound, RulesBroken
from portal.models import (
    AuditEvent,
    Recipient,
    Representative,
    RepresentativeKind,
    Role,
    Signature,
    SignatureMethod,
    User,
    UserSession,
)
from portal.usecases.capacity import RecordCapacity, RecordDeath, record_capacity, record_death
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.missing_people import RecordMissing, record_missing
from portal.usecases.queries.people_around import people_around
from portal.usecases.recipient_details import IdentityDetails, RepresentativeDetails
from portal.usecases.representative_room import demand_fitting
from portal.usecases.representatives import (
    AddRepresentative,
    EndAuthority,
    add_representative,
    end_authority,
)
from portal.usecases.sessions import SignIn, open_session
from tests.support.factories import (
    PASSWORD,
    make_provider,
    make_recipient_access,
    make_representative,
    make_staff,
)
from tests.support.sample_region import CODE
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    House,
    conclude,
    earn,
    expect_refusal,
    hand_in_everything,
    present,
    register,
)

KINDS = RepresentativeKind
LATER = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
EVE, DAY = date(2026, 6, 30), date(2026, 7, 1)


def somebody(recipient_id: int, kind: KINDS = KINDS.ATTORNEY, **changes: Any) -> AddRepresentative:
    command = AddRepresentative(
        recipient_id=recipient_id,
        kind=kind,
        surname="Смирнова",
        name="Ирина",
        patronymic="Олеговна",
        basis="доверенность",
        since=TODAY,
        paper_number="33 АА 0000005",
        paper_issued_on=date(2026, 1, 12),
        paper_issued_by="нотариус Орлова А. А.",
    )
    return replace(command, **changes)


def add(house: House, command: AddRepresentative, now: datetime = MORNING) -> int:
    return add_representative(command, region=house.region, actor=house.worker, now=now)


def end(house: House, row_id: int, day: date, now: datetime = LATER, reason: str = "отзыв") -> None:
    end_authority(
        EndAuthority(row_id, day, reason), region=house.region, actor=house.worker, now=now
    )


def decide(house: House, recipient_id: int, capacity: Capacity, since: date) -> None:
    record_capacity(
        RecordCapacity(recipient_id, capacity, since, "решение суда № 2-15"),
        region=house.region,
        actor=house.worker,
        now=LATER,
    )


def die(house: House, recipient_id: int, day: date | None, now: datetime = LATER) -> None:
    record_death(
        RecordDeath(recipient_id, day, "свидетельство I-ИК № 1"),
        region=house.region,
        actor=house.worker,
        now=now,
    )


def test_an_attorney_is_recorded_with_the_paper(session: Session, house: House) -> None:
    recipient_id = register(house)

    row_id = add(house, somebody(recipient_id, paper_until=EVE))

    around = people_around(house.worker, recipient_id, house.region, EVE)
    assert [one.id for one in around.acting] == [row_id]
    assert "№ 33 АА 0000005 от 12.01.2026, нотариус" in around.acting[0].paper
    assert "действует по 30.06.2026" in around.acting[0].paper
    assert not people_around(house.worker, recipient_id, house.region, DAY).acting
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).one()
    assert event.what == "representative_added"


def test_a_power_of_attorney_without_a_term_lasts_a_year(session: Session, house: House) -> None:
    row_id = add(house, somebody(register(house)))

    row = session.get_one(Representative, row_id)
    assert (row.paper_until, row.until) == (date(2027, 1, 12), date(2027, 1, 13))


@pytest.mark.parametrize(
    ("until", "refused"),
    [
        pytest.param(TODAY - timedelta(days=1), True, id="expired yesterday"),
        pytest.param(TODAY, False, id="expires today"),
    ],
)
def test_an_expired_paper_gives_no_right(
    session: Session, house: House, until: date, *, refused: bool
) -> None:
    recipient_id = register(house)
    command = somebody(recipient_id, paper_until=until)
    if refused:
        with expect_refusal(session, "not_authorised", "paper_until"):
            add(house, command)
    else:
        assert add(house, command)


@pytest.mark.parametrize(
    ("born", "kind", "allowed"),
    [
        pytest.param(date(2008, 3, 3), KINDS.PARENT, True, id="parent on the eve of eighteen"),
        pytest.param(date(2008, 3, 2), KINDS.PARENT, False, id="parent at eighteen"),
        pytest.param(date(2012, 3, 3), KINDS.GUARDIAN, True, id="guardian on the eve of fourteen"),
        pytest.param(date(2012, 3, 2), KINDS.GUARDIAN, False, id="guardian at fourteen"),
        pytest.param(date(2012, 3, 3), KINDS.TRUSTEE, False, id="trustee on the eve of fourteen"),
        pytest.param(date(2012, 3, 2), KINDS.TRUSTEE, True, id="trustee at fourteen"),
        pytest.param(date(2008, 3, 2), KINDS.TRUSTEE, False, id="trustee at eighteen"),
        pytest.param(date(2008, 3, 3), KINDS.ATTORNEY, False, id="attorney of a minor"),
        pytest.param(date(2008, 3, 2), KINDS.ATTORNEY, True, id="attorney at eighteen"),
    ],
)
def test_age_says_who_may_act(
    session: Session, house: House, born: date, kind: KINDS, *, allowed: bool
) -> None:
    command = somebody(register(house, born=born), kind)
    if allowed:
        assert add(house, command)
    else:
        with expect_refusal(session, "not_authorised", "kind"):
            add(house, command)


@pytest.mark.parametrize(
    ("told", "kind", "allowed"),
    [
        (Capacity.INCAPABLE, KINDS.GUARDIAN, True),
        (Capacity.INCAPABLE, KINDS.TRUSTEE, False),
        (Capacity.INCAPABLE, KINDS.ATTORNEY, False),
        (Capacity.LIMITED, KINDS.TRUSTEE, True),
        (Capacity.LIMITED, KINDS.GUARDIAN, False),
        (Capacity.LIMITED, KINDS.ATTORNEY, False),
        (Capacity.CAPABLE, KINDS.ATTORNEY, True),
        (Capacity.CAPABLE, KINDS.GUARDIAN, False),
    ],
)
def test_the_court_says_who_may_act(
    session: Session, house: House, told: Capacity, kind: KINDS, *, allowed: bool
) -> None:
    recipient_id = register(house)
    decide(house, recipient_id, told, date(2026, 2, 1))
    command = somebody(recipient_id, kind)
    if allowed:
        assert add(house, command, LATER)
    else:
        with expect_refusal(session, "not_authorised", "kind"):
            add(house, command, LATER)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"surname": " "}, "surname", id="no surname"),
        pytest.param({"basis": ""}, "basis", id="no paper"),
        pytest.param({"basis": "ъ"}, "basis", id="a letter is no paper"),
        pytest.param({"paper_issued_on": None}, "paper_issued_on", id="attorney without a date"),
        pytest.param({"since": TODAY + timedelta(days=1)}, "since", id="from tomorrow"),
        pytest.param({"since": date(2026, 1, 11)}, "since", id="before the paper"),
        pytest.param({"paper_until": date(2026, 1, 11)}, "paper_until", id="ends before issue"),
        pytest.param({"body": "guardianship_body"}, "body", id="no such body in the region"),
        pytest.param({"capable": False}, "kind", id="an incapable attorney"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    session: Session, house: House, changes: dict[str, Any], field: str
) -> None:
    command = somebody(register(house), **changes)
    code = "not_authorised" if field == "kind" else "value_invalid"

    with expect_refusal(session, code, field):
        add(house, command)


def test_what_a_court_decided_names_the_court(session: Session, house: House) -> None:
    """FED-MIN-01."""
    command = RecordCapacity(register(house), Capacity.INCAPABLE, TODAY, "ъ")

    with expect_refusal(session, "value_invalid", "basis"):
        record_capacity(command, region=house.region, actor=house.worker, now=MORNING)


def test_nobody_acts_for_oneself_and_a_namesake_shows_another_paper(
    session: Session, house: House
) -> None:
    """FED-MIN-01."""
    recipient_id = register(house)
    same = somebody(recipient_id, surname="Ильина", name="Мария", patronymic="Петровна")
    passport = IdentityDetails("паспорт", "00 00", "999999", "МВД", date(2010, 5, 6))

    with expect_refusal(session, "value_invalid", "surname"):
        add(house, same)
    with expect_refusal(session, "value_invalid", "identity.issued_on"):
        add(house, replace(same, identity=replace(passport, issued_on=date(1925, 12, 31))))

    assert add(house, replace(same, identity=passport))


def test_the_same_paper_is_recorded_once_while_it_stands(session: Session, house: House) -> None:
    recipient_id = register(house)
    first = add(house, somebody(recipient_id))

    with expect_refusal(session, "duplicate", "surname"):
        add(house, somebody(recipient_id))
    assert add(house, somebody(recipient_id, paper_number="33 АА 0000006"))

    end(house, first, EVE)
    assert add(house, somebody(recipient_id), LATER)


def test_revocation_ends_the_right_the_same_day(session: Session, house: House) -> None:
    recipient_id = register(house)
    row_id = add(house, somebody(recipient_id))

    end(house, row_id, EVE)

    assert people_around(house.worker, recipient_id, house.region, EVE - timedelta(days=1)).acting
    around = people_around(house.worker, recipient_id, house.region, EVE)
    assert not around.acting
    assert around.former[0].reason == "отзыв"
    with expect_refusal(session, "transition_not_allowed", "day"):
        end(house, row_id, EVE)


def test_a_right_may_end_on_the_day_it_began(session: Session, house: House) -> None:
    recipient_id = register(house)
    row_id = add(house, somebody(recipient_id))

    end(house, row_id, TODAY)

    assert not people_around(house.worker, recipient_id, house.region, TODAY).acting


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), DAY])
def test_a_right_ends_neither_before_it_began_nor_tomorrow(
    session: Session, house: House, day: date
) -> None:
    row_id = add(house, somebody(register(house)))

    with expect_refusal(session, "value_invalid", "day"):
        end(house, row_id, day)
    for reason in (" ", "ъ"):
        with expect_refusal(session, "value_invalid", "reason"):
            end(house, row_id, EVE, reason=reason)


def drafted(house: House, born: date, *people: AddRepresentative) -> tuple[int, int, list[int]]:
    """A contract that the director has signed: its id, the recipient, the representatives."""
    recipient_id = register(house, born=born)
    added = [add(house, replace(one, recipient_id=recipient_id)) for one in people]
    earn(house, recipient_id)
    programme_id = present(house, recipient_id).id
    hand_in_everything(house, recipient_id)
    contract_id = conclude(house, programme_id).id
    sign_contract(
        SignContract(contract_id, Party.PROVIDER, SignatureMethod.PASSWORD, TODAY),
        region=house.region,
        actor=house.director,
        now=MORNING,
    )
    return contract_id, recipient_id, added


def sign(house: House, contract_id: int, party: Party, day: date) -> None:
    sign_contract(
        SignContract(contract_id, party, SignatureMethod.PAPER, day),
        region=house.region,
        actor=house.worker,
        now=datetime(2026, 7, 1, 9, 0, tzinfo=UTC),
    )


MOTHER = somebody(0, KINDS.PARENT, basis="свидетельство о рождении")


def test_a_revoked_representative_does_not_sign_and_the_refusal_says_why(
    session: Session, house: House
) -> None:
    contract_id, _, added = drafted(house, date(2014, 5, 5), MOTHER)
    end(house, added[0], EVE)

    with expect_refusal(session, "not_authorised", "party") as caught:
        sign(house, contract_id, Party.REPRESENTATIVE, EVE)
    text = caught.value.violations[0].text
    assert (
        "Смирнова Ирина Олеговна с 30.06.2026 не действует за получателя: полномочия отозваны"
        in text
    )
    sign(house, contract_id, Party.REPRESENTATIVE, EVE - timedelta(days=1))


def test_an_incapable_parent_is_not_recorded_and_does_not_sign(
    session: Session, house: House
) -> None:
    """FED-MIN-01: whoever cannot act for oneself acts for nobody else."""
    contract_id, recipient_id, added = drafted(house, date(2014, 5, 5), MOTHER)
    father = somebody(recipient_id, KINDS.PARENT, name="Пётр", basis="запись", capable=False)
    with expect_refusal(session, "not_authorised", "kind"):
        add(house, father)
    session.get_one(Representative, added[0]).capable = False
    session.commit()

    with expect_refusal(session, "not_authorised", "party") as caught:
        sign(house, contract_id, Party.REPRESENTATIVE, EVE)
    assert "Недееспособный" in caught.value.violations[0].text
    around = people_around(house.director, recipient_id, house.region, TODAY)
    assert [(one.acts, one.may_sign) for one in around.former] == [(False, False)]


def test_majority_ends_the_parents_signature_on_the_birthday(
    session: Session, house: House
) -> None:
    contract_id, _, _ = drafted(house, date(2008, 6, 30), MOTHER)

    with expect_refusal(session, "not_authorised", "party") as caught:
        sign(house, contract_id, Party.REPRESENTATIVE, EVE)
    assert "исполнилось 18 лет" in caught.value.violations[0].text
    with expect_refusal(session, "not_authorised", "party") as caught:
        sign(house, contract_id, Party.RECIPIENT, EVE)
    assert "составьте заново" in caught.value.violations[0].text


def test_on_the_eve_of_majority_the_parent_still_signs(session: Session, house: House) -> None:
    contract_id, _, _ = drafted(house, date(2008, 7, 1), MOTHER)

    sign(house, contract_id, Party.REPRESENTATIVE, EVE)
    sign(house, contract_id, Party.RECIPIENT, EVE)

    session.expire_all()
    signed = session.scalars(select(Signature.party).where(Signature.contract_id == contract_id))
    assert {Party.REPRESENTATIVE, Party.RECIPIENT} <= set(signed)


def test_nobody_signs_from_the_day_of_death_on(session: Session, house: House) -> None:
    contract_id, recipient_id, _ = drafted(house, date(1948, 5, 2))
    die(house, recipient_id, EVE)

    with expect_refusal(session, "not_authorised", "party"):
        sign(house, contract_id, Party.RECIPIENT, EVE)
    sign(house, contract_id, Party.RECIPIENT, EVE - timedelta(days=1))


def test_nothing_is_concluded_with_the_dead(session: Session, house: House) -> None:
    recipient_id = register(house)
    earn(house, recipient_id)
    programme_id = present(house, recipient_id).id
    hand_in_everything(house, recipient_id)
    die(house, recipient_id, TODAY)

    with expect_refusal(session, "not_authorised", "representative_id"):
        conclude(house, programme_id)


def test_a_death_recorded_by_mistake_is_taken_back(session: Session, house: House) -> None:
    recipient_id = register(house)
    die(house, recipient_id, TODAY)
    die(house, recipient_id, None)

    person = session.get_one(Recipient, recipient_id)
    assert (person.died_on, person.death_basis) == (None, None)
    with expect_refusal(session, "value_invalid", "died_on"):
        die(house, recipient_id, None)


def test_a_death_closes_the_open_sessions(session: Session, house: House) -> None:
    recipient_id = register(house)
    actor = make_recipient_access(session, session.get_one(Recipient, recipient_id))
    login = session.scalars(select(UserSession)).all()
    assert not login
    user_login = _login(session, actor.user_id)
    open_session(SignIn(user_login, PASSWORD, "127.0.0.1"), now=LATER)

    die(house, recipient_id, TODAY)

    assert all(row.ended_at for row in session.scalars(select(UserSession)))


def _login(session: Session, user_id: int) -> str:
    return session.get_one(User, user_id).login


@pytest.mark.parametrize(
    ("since", "refused"),
    [
        pytest.param(date(1962, 5, 1), True, id="before fourteen"),
        pytest.param(date(1962, 5, 2), False, id="at fourteen"),
        pytest.param(EVE, False, id="today"),
        pytest.param(DAY, True, id="tomorrow"),
    ],
)
def test_a_decision_of_the_court_has_a_day_that_can_be(
    session: Session, house: House, since: date, *, refused: bool
) -> None:
    recipient_id = register(house)
    if refused:
        with expect_refusal(session, "value_invalid", "since"):
            decide(house, recipient_id, Capacity.LIMITED, since)
    else:
        decide(house, recipient_id, Capacity.LIMITED, since)
        assert session.get_one(Recipient, recipient_id).capacity is Capacity.LIMITED


@pytest.mark.parametrize(
    ("kind", "issued", "refused"),
    [
        (KINDS.GUARDIAN, date(2026, 2, 9), True),
        (KINDS.GUARDIAN, date(2026, 2, 10), False),
    ],
)
def test_nobody_is_appointed_before_the_court_decided(
    session: Session, house: House, kind: KINDS, issued: date, *, refused: bool
) -> None:
    recipient_id = register(house)
    basis = "решение районного суда № 2-15 от 10.02.2026"
    command = RecordCapacity(recipient_id, Capacity.INCAPABLE, date(2026, 2, 9), basis)
    with expect_refusal(session, "value_invalid", "basis"):
        record_capacity(command, region=house.region, actor=house.worker, now=LATER)
    command = replace(command, since=date(2026, 2, 10))
    record_capacity(command, region=house.region, actor=house.worker, now=LATER)

    guardian = somebody(recipient_id, kind, basis="акт об опеке", paper_issued_on=issued)
    if refused:
        with expect_refusal(session, "value_invalid", "paper_issued_on"):
            add(house, guardian, LATER)
    else:
        assert add(house, guardian, LATER)


def test_a_decision_of_the_court_ends_the_attorneys_right(session: Session, house: House) -> None:
    recipient_id = register(house)
    add(house, somebody(recipient_id))

    decide(house, recipient_id, Capacity.INCAPABLE, EVE)

    assert people_around(house.worker, recipient_id, house.region, EVE - timedelta(days=1)).acting
    around = people_around(house.worker, recipient_id, house.region, EVE)
    assert not around.acting
    assert around.capacity is Capacity.INCAPABLE


def test_another_providers_people_are_not_found(session: Session, house: House) -> None:
    recipient_id = register(house)
    row_id = add(house, somebody(recipient_id))
    stranger = make_staff(session, make_provider(session, CODE), Role.DIRECTOR)
    other = replace(house, worker=stranger)

    for act in (
        lambda: add(other, somebody(recipient_id)),
        lambda: end(other, row_id, EVE),
        lambda: die(other, recipient_id, EVE),
        lambda: decide(other, recipient_id, Capacity.LIMITED, EVE),
        lambda: people_around(stranger, recipient_id, house.region, EVE),
    ):
        with pytest.raises(NotFound):
            act()


CHILD, ADULT = date(2015, 5, 2), date(1948, 5, 2)


@pytest.mark.parametrize(
    ("kind", "born", "basis", "fits"),
    [
        (RepresentativeKind.GUARDIAN, ADULT, "доверенность", False),
        (RepresentativeKind.GUARDIAN, ADULT, "решение суда от 12.01.2026 № 2-17", True),
        (RepresentativeKind.TRUSTEE, ADULT, "", False),
        (RepresentativeKind.TRUSTEE, ADULT, "решение суда от 12.01.2026 № 2-17", True),
        (RepresentativeKind.TRUSTEE, CHILD, "акт об опеке", False),
        (RepresentativeKind.GUARDIAN, CHILD, "акт об опеке", True),
        (RepresentativeKind.ATTORNEY, CHILD, "доверенность", False),
        (RepresentativeKind.ATTORNEY, ADULT, "доверенность", True),
        (RepresentativeKind.PARENT, ADULT, "свидетельство о рождении", False),
        (RepresentativeKind.PARENT, CHILD, "свидетельство о рождении", True),
    ],
)
def test_who_is_entered_with_the_card_fits_the_recipients_age(
    kind: RepresentativeKind, born: date, basis: str, fits: bool
) -> None:
    person = RepresentativeDetails(kind, "Белова", "Анна", basis=basis)

    with nullcontext() if fits else pytest.raises(RulesBroken, match="Получателю"):
        demand_fitting(person, born, date(2026, 4, 16))


@pytest.mark.parametrize(("year", "said"), [(1985, "41 год:"), (1984, "42 года:")])
def test_the_age_of_whom_a_parent_does_not_act_for_is_told_in_grammar(year: int, said: str) -> None:
    person = RepresentativeDetails(KINDS.PARENT, "Белова", "Анна", basis="свидетельство")

    with pytest.raises(RulesBroken, match=said):
        demand_fitting(person, date(year, 4, 16), date(2026, 4, 16))


@pytest.mark.parametrize(("since", "fits"), [(EVE - timedelta(days=1), False), (EVE, True)])
def test_a_guardian_is_not_earlier_than_the_court_s_decision(
    house: House, since: date, fits: bool
) -> None:
    """FED-MIN-01: the refusal names the day that is wrong, not a decision that is there."""
    recipient_id = register(house)
    decide(house, recipient_id, Capacity.INCAPABLE, EVE)
    command = somebody(
        recipient_id,
        KINDS.GUARDIAN,
        basis="распоряжение об опеке",
        since=since,
        paper_issued_on=None,
    )
    if fits:
        assert add(house, command, LATER)
        return

    with expect_refusal(house.session, "not_authorised", "since") as refused:
        add(house, command, LATER)
    assert "решение суда действует с 30.06.2026" in str(refused.value)


def test_a_second_guardian_of_an_adult_is_not_told_of_a_childs_age(
    house: House, session: Session
) -> None:
    """FED-MIN-01: the capacity follows from the guardian on record, no court's day is there."""
    recipient_id = register(house)
    person = session.get_one(Recipient, recipient_id)
    make_representative(session, person, kind=KINDS.GUARDIAN, since=EVE)
    session.commit()
    command = somebody(
        recipient_id,
        KINDS.GUARDIAN,
        basis="распоряжение об опеке",
        since=EVE - timedelta(days=1),
        paper_issued_on=None,
    )

    with expect_refusal(session, "not_authorised", "since") as refused:
        add(house, command, LATER)

    assert "решения суда о дееспособности" in str(refused.value)


def go_missing(house: House, recipient_id: int, since: date, back: date | None = None) -> None:
    record_missing(
        RecordMissing(
            recipient_id,
            since,
            "решение районного суда № 2-15 от 01.06.2026",
            back,
            "паспорт 17 02 № 900001" if back else "",
        ),
        region=house.region,
        actor=house.worker,
        now=LATER,
    )


@pytest.mark.parametrize(("day", "acts"), [(EVE - timedelta(days=1), True), (EVE, False)])
def test_nobody_acts_or_signs_for_somebody_missing(house: House, day: date, acts: bool) -> None:
    """FED-MIN-01: a power of attorney is over on the day of the court's finding."""
    recipient_id = register(house)
    add(house, somebody(recipient_id))
    go_missing(house, recipient_id, EVE)

    around = people_around(house.worker, recipient_id, house.region, day)

    assert bool(around.acting) is acts
    assert around.who_signs.startswith("Никто не подписывает") is not acts


def test_no_power_of_attorney_is_given_by_somebody_missing(house: House) -> None:
    recipient_id = register(house)
    go_missing(house, recipient_id, EVE)

    with expect_refusal(house.session, "not_authorised", "kind"):
        add(house, somebody(recipient_id, since=EVE, paper_issued_on=EVE), LATER)
