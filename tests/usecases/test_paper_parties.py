"""The parties as a paper names them: by which right and document somebody acts."""

from datetime import date

import pytest

from portal.documents.gaps import BY_HAND
from portal.domain.authorities import Capacity
from portal.models import IdentityPaper, Recipient, Representative, RepresentativeKind
from portal.usecases.paper_parties import (
    customer_representative,
    identity_line,
    signs_beside,
)
from portal.usecases.recipient_details import IdentityDetails, write_identity

DEED = "нотариально удостоверенная доверенность"


def acting(kind: RepresentativeKind, basis: str = DEED) -> Representative:
    return Representative(
        kind=kind,
        surname="Ильин",
        name="Пётр",
        patronymic="Олегович",
        basis=basis,
        paper_number="5",
        paper_issued_on=date(2026, 1, 12),
    )


@pytest.mark.parametrize("kind", RepresentativeKind)
def test_an_attorney_is_no_legal_representative(kind: RepresentativeKind) -> None:
    printed = customer_representative(acting(kind), {})

    assert printed is not None
    assert printed.legal is (kind is not RepresentativeKind.ATTORNEY)


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ({}, "нотариально удостоверенной доверенности № 5 от 12.01.2026"),
        ({DEED: "доверенности нотариуса"}, "доверенности нотариуса № 5 от 12.01.2026"),
    ],
)
def test_the_document_stands_in_the_genitive_and_is_put_right_by_people(
    kept: dict[str, str], expected: str
) -> None:
    printed = customer_representative(acting(RepresentativeKind.ATTORNEY), kept)

    assert printed is not None
    assert printed.basis == expected


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("паспорт гражданина РФ", "выдан"),
        ("свидетельство о рождении", "выдано"),
        ("временное удостоверение личности", "выдано"),
        ("справка", "выдана"),
    ],
)
def test_a_document_is_issued_in_its_own_gender(kind: str, word: str) -> None:
    paper = IdentityPaper(
        kind=kind, series="17 03", number="123456", issued_on=date(2004, 3, 2), issued_by="ОВД"
    )

    assert identity_line(paper) == f"{kind} 17 03 123456, {word} 02.03.2004, ОВД"


def test_the_representatives_paper_and_address_are_printed_and_blank_only_while_unknown() -> None:
    person = acting(RepresentativeKind.GUARDIAN)
    unknown = customer_representative(person, {})
    write_identity(person, IdentityDetails("паспорт", "17 08", "1", "ОВД", date(2008, 3, 2)))
    person.address = "г. Вязники"

    known = customer_representative(person, {})

    assert unknown is not None
    assert known is not None
    assert (unknown.identity, unknown.address) == (BY_HAND, BY_HAND)
    assert (known.identity, known.address) == (
        "паспорт 17 08 1, выдан 02.03.2008, ОВД",
        "г. Вязники",
    )


GROWN, CHILD = date(1950, 3, 14), date(2010, 5, 2)
SIXTEEN, FOURTEEN = date(2026, 5, 2), date(2024, 5, 2)


@pytest.mark.parametrize(
    ("born", "kind", "capacity", "day", "both"),
    [
        pytest.param(CHILD, "parent", None, date(2024, 5, 1), False, id="the eve of fourteen"),
        pytest.param(CHILD, "parent", None, FOURTEEN, True, id="fourteen"),
        pytest.param(CHILD, "parent", None, date(2028, 5, 1), True, id="the eve of eighteen"),
        pytest.param(CHILD, "parent", None, date(2028, 5, 2), False, id="eighteen"),
        pytest.param(GROWN, "guardian", Capacity.INCAPABLE, SIXTEEN, False, id="a guardian"),
        pytest.param(GROWN, "trustee", Capacity.LIMITED, SIXTEEN, True, id="a trustee"),
        pytest.param(GROWN, "attorney", None, SIXTEEN, False, id="an attorney"),
    ],
)
def test_a_paper_has_a_line_for_the_recipient_beside_whom_the_law_asks_to_agree(
    born: date, kind: str, capacity: Capacity | None, day: date, *, both: bool
) -> None:
    """FED-MIN-01."""
    since = date(2012, 1, 12)
    recipient = Recipient(born=born, capacity=capacity, capacity_since=since if capacity else None)
    person = Representative(kind=RepresentativeKind(kind), since=since)

    assert signs_beside(recipient, person, day) is both
