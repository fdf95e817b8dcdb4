"""Registering and changing a recipient: shape, duplicates, dated parts, versions."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.fees import ClaimedCategory
from portal.domain.payment_code import personal_code
from portal.domain.violations import Conflict, NotFound
from portal.models import AuditEvent, Recipient, RepresentativeKind, Role
from portal.usecases.recipients import (
    ChangeRecipient,
    IdentityDetails,
    RegisterRecipient,
    RepresentativeDetails,
    change_recipient,
)
from tests.support.factories import make_department, make_provider, make_staff
from tests.support.sample_region import CODE
from tests.usecases.procedures import (
    MORNING,
    SNILS,
    TODAY,
    House,
    break_journal,
    expect_refusal,
    make_house,
    register,
    registration,
    rows,
)

PASSPORT = IdentityDetails("паспорт гражданина РФ", "17 03", "123456", "ОВД", date(2003, 6, 4))
DAUGHTER = RepresentativeDetails(
    RepresentativeKind.ATTORNEY, "Ильина", "Ольга", "Сергеевна", "доверенность № 5"
)


def loaded(session: Session, recipient_id: int) -> Recipient:
    session.rollback()
    return session.scalars(
        select(Recipient)
        .where(Recipient.id == recipient_id)
        .options(
            selectinload(Recipient.identity_papers),
            selectinload(Recipient.categories),
            selectinload(Recipient.representatives),
        )
    ).one()


def change(recipient: Recipient, **changes: object) -> ChangeRecipient:
    first = registration()
    values = {field.name: getattr(first, field.name) for field in fields(RegisterRecipient)}
    command = ChangeRecipient(recipient_id=recipient.id, version=recipient.version, **values)
    return replace(command, **changes)  # type: ignore[arg-type]


def alter(house: House, command: ChangeRecipient, now: datetime = MORNING) -> None:
    change_recipient(command, region=house.region, actor=house.worker, now=now)


def test_registration_keeps_everything_and_opens_an_account_code(
    session: Session, house: House
) -> None:
    recipient_id = register(
        house,
        snils="11223344595",
        identity=PASSPORT,
        categories=(ClaimedCategory("wwii_participant", proved=True),),
        representative=DAUGHTER,
        department_id=house.department_id,
        social_worker_id=house.worker.membership_id,
    )

    recipient = loaded(session, recipient_id)
    assert recipient.snils == SNILS
    assert recipient.full_name == "Ильина Мария Петровна"
    assert recipient.personal_code == personal_code(int(recipient.personal_code[:-1]))
    assert [paper.number for paper in recipient.identity_papers] == ["123456"]
    assert [(row.code, row.proved) for row in recipient.categories] == [("wwii_participant", True)]
    assert [row.surname for row in recipient.representatives] == ["Ильина"]
    assert session.scalars(select(AuditEvent.what)).all() == ["recipient_registered"]


def test_names_are_tidied_and_account_codes_differ(session: Session, house: House) -> None:
    first = loaded(session, register(house, surname="  Ильина ", name="Анна - Мария", snils=None))
    second = loaded(session, register(house, snils=""))

    assert (first.surname, first.name, first.snils) == ("Ильина", "Анна - Мария", None)
    assert second.snils is None
    assert first.personal_code != second.personal_code


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"surname": " "}, "surname", id="no surname"),
        pytest.param({"name": ""}, "name", id="no name"),
        pytest.param({"surname": "Ильина7"}, "surname", id="a digit in the surname"),
        pytest.param({"surname": "И" * 61}, "surname", id="a surname of 61 letters"),
        pytest.param({"patronymic": "<b>"}, "patronymic", id="markup in the patronymic"),
        pytest.param({"born": TODAY + timedelta(days=1)}, "born", id="born tomorrow"),
        pytest.param({"born": date(1905, 3, 2)}, "born", id="born 121 years ago"),
        pytest.param({"snils": "112-233-445 96"}, "snils", id="SNILS with a wrong check digit"),
        pytest.param({"snils": "112-233-445 9"}, "snils", id="SNILS of ten digits"),
        pytest.param({"snils": "١١٢٢٣٣٤٤٥٩٥"}, "snils", id="SNILS in other digits"),
        pytest.param({"phone": "позвоните дочери"}, "phone", id="words for a phone"),
        pytest.param({"phone": "12"}, "phone", id="a phone of two digits"),
        pytest.param({"address": "д" * 301}, "address", id="an address of 301 letters"),
        pytest.param(
            {"identity": replace(PASSPORT, issued_on=TODAY + timedelta(days=1))},
            "identity.issued_on",
            id="a passport of tomorrow",
        ),
        pytest.param(
            {"identity": replace(PASSPORT, number=" ")}, "identity.number", id="no passport number"
        ),
        pytest.param(
            {"identity": replace(PASSPORT, series="АБВ")}, "identity.series", id="letters, series"
        ),
        pytest.param(
            {"identity": replace(PASSPORT, kind="Паспорт гражданина РФ", number="буквы")},
            "identity.number",
            id="letters, number",
        ),
        pytest.param(
            {"categories": (ClaimedCategory("favourite", proved=True),)},
            "categories[0].code",
            id="a category the region does not know, FED-FEE-07",
        ),
        pytest.param(
            {"categories": (ClaimedCategory("minor", True), ClaimedCategory("minor", False))},
            "categories[1].code",
            id="a category twice",
        ),
        pytest.param(
            {"representative": replace(DAUGHTER, name="")},
            "representative.name",
            id="a representative without a name",
        ),
    ],
)
def test_bad_shape_is_refused_at_its_field(
    session: Session, house: House, changes: dict[str, Any], field: str
) -> None:
    with expect_refusal(session, "value_invalid", field):
        register(house, **changes)


@pytest.mark.parametrize(
    "paper",
    [
        pytest.param(replace(PASSPORT, series="17-03", number="№ 123456"), id="how people write"),
        pytest.param(
            replace(PASSPORT, kind="свидетельство о рождении", series="II-ЛБ"), id="another paper"
        ),
    ],
)
def test_a_paper_is_kept_with_the_signs_that_it_has(
    session: Session, house: House, paper: IdentityDetails
) -> None:
    kept = loaded(session, register(house, identity=paper)).identity_papers[0]

    assert (kept.series, kept.number) == (paper.series, paper.number)


def test_born_today_and_aged_120_pass(house: House) -> None:
    assert register(house, born=TODAY, snils=None)
    assert register(house, born=date(1906, 3, 2), snils=None)


def test_all_faults_of_a_form_are_named_at_once(session: Session, house: House) -> None:
    with expect_refusal(session, "value_invalid", "surname") as caught:
        register(house, surname="", born=TODAY + timedelta(days=1), snils="1", identity=None)

    assert [fault.field for fault in caught.value.violations] == ["surname", "born", "snils"]


def test_same_snils_is_refused_with_a_link_to_its_holder(session: Session, house: House) -> None:
    holder = register(house)

    with expect_refusal(session, "duplicate", "snils") as caught:
        register(house, surname="Петрова", snils="11223344595")

    assert caught.value.violations[0].subject == f"recipient:{holder}"
    assert "Ильина Мария Петровна" in caught.value.violations[0].text


def test_another_provider_may_have_the_same_snils(session: Session, house: House) -> None:
    register(house)

    assert register(make_house(session))


def test_department_and_worker_belong_to_the_provider(session: Session, house: House) -> None:
    other = make_provider(session, CODE)
    foreign = make_department(session, other)
    stranger = make_staff(session, other, Role.SOCIAL_WORKER)
    before = rows(session)

    with pytest.raises(NotFound):
        register(house, department_id=foreign.id)
    with pytest.raises(NotFound):
        register(house, social_worker_id=stranger.membership_id)

    assert rows(session) == before


def test_a_director_does_not_visit_recipients(session: Session, house: House) -> None:
    with expect_refusal(session, "value_invalid", "social_worker_id"):
        register(house, social_worker_id=house.director.membership_id)


def test_nothing_is_kept_when_the_journal_fails(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(session)
    break_journal(monkeypatch)

    with pytest.raises(OSError, match="disk"):
        register(house, identity=PASSPORT)

    assert rows(session) == before


def test_a_change_rewrites_the_record_and_moves_its_version(session: Session, house: House) -> None:
    recipient = loaded(session, register(house))
    version = recipient.version

    alter(house, change(recipient, surname="Кузнецова", phone="+7 920 000-00-01"))

    changed = loaded(session, recipient.id)
    assert (changed.surname, changed.name_key) == ("Кузнецова", "кузнецова мария петровна")
    assert (changed.version, changed.snils) == (version + 1, SNILS)


def test_a_change_from_an_old_page_is_a_conflict(session: Session, house: House) -> None:
    recipient = loaded(session, register(house))
    stale = change(recipient, surname="Первая")
    alter(house, change(recipient, surname="Вторая"))

    with expect_refusal(session, "conflict") as caught:
        alter(house, stale)

    assert caught.type is Conflict
    assert loaded(session, recipient.id).surname == "Вторая"


def test_a_new_category_alone_moves_the_version(session: Session, house: House) -> None:
    recipient = loaded(session, register(house))
    version = recipient.version

    alter(house, change(recipient, categories=(ClaimedCategory("wwii_participant", True),)))

    assert loaded(session, recipient.id).version == version + 1


def test_facts_that_mattered_are_closed_and_never_erased(session: Session, house: House) -> None:
    claim = ClaimedCategory("wwii_participant", proved=False)
    recipient = loaded(session, register(house, categories=(claim,), representative=DAUGHTER))
    later = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)
    proved = ClaimedCategory("wwii_participant", proved=True)
    guardian = replace(DAUGHTER, kind=RepresentativeKind.GUARDIAN, basis="акт об опеке № 5")

    alter(house, change(recipient, categories=(proved,), representative=guardian), later)

    changed = loaded(session, recipient.id)
    april = date(2026, 4, 1)
    assert [(row.proved, row.since, row.until) for row in changed.categories] == [
        (False, TODAY, april),
        (True, april, None),
    ]
    assert [(row.kind.value, row.until) for row in changed.representatives] == [
        ("attorney", april),
        ("guardian", None),
    ]


def test_what_was_typed_today_is_put_right_in_place(session: Session, house: House) -> None:
    claim = ClaimedCategory("wwii_participant", proved=False)
    recipient = loaded(
        session, register(house, categories=(claim,), representative=DAUGHTER, identity=PASSPORT)
    )
    command = change(
        recipient,
        categories=(replace(claim, proved=True),),
        representative=replace(DAUGHTER, name="Оксана"),
        identity=replace(PASSPORT, number="654321"),
    )

    alter(house, command)

    changed = loaded(session, recipient.id)
    assert [row.proved for row in changed.categories] == [True]
    assert [row.name for row in changed.representatives] == ["Оксана"]
    assert [row.number for row in changed.identity_papers] == ["654321"]


def test_a_claim_of_today_can_be_taken_back(session: Session, house: House) -> None:
    claim = ClaimedCategory("wwii_participant", proved=False)
    recipient = loaded(session, register(house, categories=(claim,), representative=DAUGHTER))

    alter(house, change(recipient))

    changed = loaded(session, recipient.id)
    assert (changed.categories, changed.representatives) == ([], [])


def test_a_new_passport_stands_beside_the_old_one(session: Session, house: House) -> None:
    recipient = loaded(session, register(house, identity=PASSPORT))
    fresh = replace(PASSPORT, series="17 26", issued_on=date(2026, 2, 20))

    alter(house, change(recipient, identity=fresh))

    papers = loaded(session, recipient.id).identity_papers
    assert [paper.series for paper in papers] == ["17 03", "17 26"]


def test_the_number_of_another_recipient_is_refused(session: Session, house: House) -> None:
    holder = register(house)
    recipient = loaded(session, register(house, snils=None))

    with expect_refusal(session, "duplicate", "snils") as caught:
        alter(house, change(recipient, snils=SNILS))

    assert caught.value.violations[0].subject == f"recipient:{holder}"


def test_another_providers_recipient_is_not_found(session: Session, house: House) -> None:
    foreign = loaded(session, register(make_house(session)))
    before = rows(session)

    with pytest.raises(NotFound):
        alter(house, change(foreign, surname="Чужая"))

    assert rows(session) == before
