from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.demo.certificates import give_certificates
from portal.models import Paper, ProviderCertificate
from portal.signing.vault import Vault
from portal.usecases.sealing import Sealer, seal_paper
from portal.usecases.transaction import transaction
from tests.demo.conftest import blank_page
from tests.support.factories import make_paper, make_provider, make_staff

NOW = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)
VAULT = Vault("a secret of the demonstration, long enough")


def test_each_provider_of_the_demonstration_gets_one_certificate_of_its_own(
    session: Session,
) -> None:
    first = make_provider(session, inn="3300000014")
    second = make_provider(session, inn="3300000022")
    actor = make_staff(session, first)
    make_staff(session, second)
    paper = make_paper(session, first.id, blank_page(("", "")))

    made = give_certificates(VAULT, NOW)
    again = give_certificates(VAULT, NOW + timedelta(days=1))

    found = session.scalars(select(ProviderCertificate)).all()
    assert (made, again) == (2, 0)
    assert {(one.provider_id, one.inn) for one in found} == {
        (first.id, "3300000014"),
        (second.id, "3300000022"),
    }
    assert all(one.self_made for one in found)
    with transaction() as writing:
        row = writing.get_one(Paper, paper.id)
        assert seal_paper(writing, row, Sealer(VAULT), "Договор", actor=actor, now=NOW)
