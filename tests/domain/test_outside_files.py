"""A file signed elsewhere: whose certificate may sign for the recipient's side."""

from datetime import UTC, datetime

import pytest

from portal.domain.contract import Party
from portal.domain.e_signatures import Integrity, Owner, SignatureFinding, Trust
from portal.domain.outside_files import outside_violations

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


@pytest.mark.parametrize(
    ("signer", "codes"),
    [
        ("Ильина Мария Петровна", []),
        ("ИЛЬИНА МАРИЯ ПЕТРОВНА", []),
        ("Королёва Анна", []),
        ("КОРОЛЕВА АННА", []),
        ("Петров Пётр Петрович", ["certificate_of_another"]),
        ("Ильинская Мария Петровна", ["certificate_of_another"]),
    ],
)
def test_the_recipients_side_signs_by_a_certificate_in_its_own_name(
    signer: str, codes: list[str]
) -> None:
    found = outside_violations(
        [finding(signer)], OWNER, Party.RECIPIENT, NOW, ("Ильина", "Королёва")
    )

    assert [one.code for one in found] == codes
