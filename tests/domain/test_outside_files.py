"""A file signed elsewhere: whose certificate may sign for the recipient's side."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portal.domain.contract import Party
from portal.domain.e_signatures import CertificateFacts, Integrity, Owner, SignatureFinding, Trust
from portal.domain.outside_files import PersonName, outside_violations

NOW = datetime(2026, 4, 20, 7, 0, tzinfo=UTC)
OWNER = Owner("3327000017", ("ГБУ «Клязьма»",))


def finding(signer: str, organisation: str = "", inn: str = "") -> SignatureFinding:
    return SignatureFinding(
        signer=signer,
        organisation=organisation,
        inn=inn,
        issuer="Удостоверяющий центр",
        integrity=Integrity.INTACT,
        trust=Trust.UNCHECKED,
        covers_paper=True,
        claimed_at=NOW,
        fingerprint="00",
        valid_from=None,
        valid_until=None,
    )


PEOPLE = (PersonName("Ильина", "Мария Петровна"), PersonName("Королёва", "Анна"))


@pytest.mark.parametrize(
    ("signer", "codes"),
    [
        ("Ильина Мария Петровна", []),
        ("ИЛЬИНА МАРИЯ ПЕТРОВНА", []),
        ("Мария Петровна Ильина", []),
        ("Ильина Мария", []),
        ("Ильина М. П.", []),
        ("Ильина М.П.", []),
        ("Ильина", []),
        ("Королёва Анна", []),
        ("КОРОЛЕВА АННА", []),
        ("Королева Анна Ивановна", []),
        ("Петров Пётр Петрович", ["certificate_of_another"]),
        ("Ильинская Мария Петровна", ["certificate_of_another"]),
        ("Ильина Алевтина Петровна", ["certificate_of_another"]),
        ("Ильина Мария Фёдоровна", ["certificate_of_another"]),
        ("Ильина А. П.", ["certificate_of_another"]),
        ("Королёва Мария Петровна", ["certificate_of_another"]),
        ("", ["signature_broken"]),
    ],
)
def test_the_recipients_side_signs_by_a_certificate_in_its_own_name(
    signer: str, codes: list[str]
) -> None:
    """A relative of the same surname is another person."""
    found = outside_violations([finding(signer)], OWNER, Party.RECIPIENT, NOW, PEOPLE)

    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("signer", "organisation", "inn", "codes"),
    [
        ("Орлова Анна Петровна", "", "", []),
        ("Орлова Анна Петровна", "", "332700001789", []),
        ("Орлова А. П.", "", "", []),
        ("ГБУ «Клязьма»", "ГБУ «Клязьма»", "", []),
        ("Петров Пётр Петрович", "ГБУ Клязьма", "3327000017", []),
        ("Петров Пётр Петрович", "", "003327000017", []),
        ("Козлова Алевтина Фёдоровна", "", "", ["certificate_of_another"]),
        ("Козлова Алевтина Фёдоровна", "", "332700001789", ["certificate_of_another"]),
        ("Орлова Инна Петровна", "", "", ["certificate_of_another"]),
        ("Орлова Анна Петровна", "ГБУ «Другой»", "", ["certificate_of_another"]),
        ("Орлова Анна Петровна", "", "7700000017", ["certificate_of_another"]),
        ("Орлова Анна Петровна", "", "007700000017", ["certificate_of_another"]),
        ("", "", "", ["signature_broken"]),
    ],
)
def test_for_the_provider_its_own_certificate_signs_or_its_directors(
    signer: str, organisation: str, inn: str, codes: list[str]
) -> None:
    """63-FZ art. 2: whose the certificate is, his the signature is."""
    made = finding(signer, organisation, inn)
    directors = (PersonName("Орлова", "Анна Петровна"),)

    found = outside_violations([made], OWNER, Party.PROVIDER, NOW, directors)

    assert [one.code for one in found] == codes


@pytest.mark.parametrize("ours", [True, False])
def test_one_of_several_signatures_is_the_providers(ours: bool) -> None:
    others = [finding("Козлова Алевтина Фёдоровна"), finding("Петров", "ГБУ «Другой»")]
    both = [*others, *([finding("Орлова", "ГБУ «Клязьма»")] if ours else [])]

    assert (outside_violations(both, OWNER, Party.PROVIDER, NOW) == ()) is ours


@pytest.mark.parametrize(
    ("signer", "organisation", "codes"),
    [
        pytest.param("Козлова Алевтина Фёдоровна", "", ["certificate_of_another"], id="a stranger"),
        pytest.param("Ильина Мария Петровна", "", [], id="a director"),
        pytest.param("Орлова", "ГБУ «Клязьма»", [], id="the organisation elsewhere"),
        pytest.param("Орлова", "ГБУ «Другой»", ["certificate_of_another"], id="another one"),
    ],
)
def test_over_the_seal_of_the_portal_the_provider_signs_itself(
    signer: str, organisation: str, codes: list[str]
) -> None:
    """The seal was there before: whoever signs over it is whose signature it is."""
    seal = replace(finding("Орлова", "ГБУ «Клязьма»"), trust=Trust.OWN)
    both = [seal, finding(signer, organisation)]

    found = outside_violations(both, OWNER, Party.PROVIDER, NOW, PEOPLE)

    assert [one.code for one in found] == codes


def test_a_provider_without_a_director_is_told_of_its_certificate_alone() -> None:
    (told,) = outside_violations([finding("Козлова Алевтина")], OWNER, Party.PROVIDER, NOW, ())

    assert "сертификатом с его ИНН 3327000017. Файл не сохранён." in told.text


def test_where_nobody_may_sign_the_refusal_says_whom_to_enter() -> None:
    (told,) = outside_violations([finding("Ильина Мария")], OWNER, Party.RECIPIENT, NOW, ())

    assert told.code == "certificate_of_another"
    assert "Внесите представителя" in told.text


@pytest.mark.parametrize(
    ("signer", "codes"),
    [
        ("Мамедова Лейла Ахмед кызы", []),
        ("Мамедова Анна-Мария", ["certificate_of_another"]),
        ("Римская-Корсакова Анна-Мария", []),
        ("Корсакова Анна-Мария", ["certificate_of_another"]),
    ],
)
def test_names_of_several_words_are_compared_word_by_word(signer: str, codes: list[str]) -> None:
    people = (
        PersonName("Мамедова", "Лейла Ахмед кызы"),
        PersonName("Римская-Корсакова", "Анна-Мария"),
    )
    found = outside_violations([finding(signer)], OWNER, Party.REPRESENTATIVE, NOW, people)

    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("subject", "organisation", "person", "signer"),
    [
        ("Ильина", "", "Ильина Мария Петровна", "Ильина Мария Петровна"),
        ("Ильина Мария Петровна", "", "Ильина", "Ильина Мария Петровна"),
        ("Ильина Мария Петровна", "", "", "Ильина Мария Петровна"),
        ("ГБУ «Клязьма»", "ГБУ «Клязьма»", "Орлова Нина Павловна", "ГБУ «Клязьма»"),
    ],
)
def test_a_persons_certificate_names_its_owner_by_the_fields_that_say_more(
    subject: str, organisation: str, person: str, signer: str
) -> None:
    facts = CertificateFacts(
        subject=subject,
        organisation=organisation,
        inn="",
        issuer="Удостоверяющий центр",
        serial="1",
        not_before=NOW,
        not_after=NOW,
        fingerprint="00",
        self_made=False,
        person=person,
    )

    assert facts.signer == signer
