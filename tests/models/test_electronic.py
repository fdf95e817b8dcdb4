"""Sealed copies and outside signatures stay as they are; one certificate and one agreement hold."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.extensions import Base
from portal.models import (
    OutsideKind,
    OutsideSignature,
    Paper,
    PaperSeal,
    Provider,
    ProviderCertificate,
    StoredFile,
)
from portal.usecases.refusals import CONFLICTS
from tests.models.refusals import refused_by
from tests.support.factories import (
    MOMENT,
    make_certificate,
    make_contract,
    make_programme,
    make_provider,
    make_recipient,
    make_staff,
    save,
)

FROZEN: list[tuple[type[Base], str, object]] = [
    (PaperSeal, "sha256", "another"),
    (OutsideSignature, "findings", []),
]
IDS = [model.__name__ for model, _column, _value in FROZEN]


@pytest.fixture
def signed(session: Session) -> Session:
    provider = make_provider(session)
    actor = make_staff(session, provider)
    contract = make_contract(session, make_programme(session, make_recipient(session, provider)))
    paper = session.get_one(Paper, contract.paper_id)
    common = {"provider_id": provider.id, "paper_id": paper.id}
    key = make_certificate(session, provider.id)
    file = StoredFile(
        provider_id=provider.id,
        sha256="s",
        media_type="application/pkcs7-signature",
        size=1,
        original_name="contract.pdf.sig",
        content=b"s",
        stored_at=MOMENT,
    )
    save(session, file)
    save(
        session,
        PaperSeal(
            **common,
            certificate_id=key.id,
            sha256=paper.sha256,
            sealed_at=MOMENT,
            sealed_by_id=actor.membership_id,
        ),
    )
    save(
        session,
        OutsideSignature(
            **common,
            party=Party.RECIPIENT,
            kind=OutsideKind.DETACHED,
            file_id=file.id,
            recorded_at=MOMENT,
            recorded_by_id=actor.membership_id,
        ),
    )
    return session


@pytest.mark.parametrize(("model", "column", "value"), FROZEN, ids=IDS)
def test_signed_row_is_neither_changed_nor_deleted(
    signed: Session, model: type[Base], column: str, value: object
) -> None:
    changing = update(model).values({column: value})
    guards = {
        refused_by(signed, lambda: signed.execute(changing)),
        refused_by(signed, lambda: signed.execute(delete(model))),
    }

    assert guards == {f"{model.__tablename__}_is_immutable"}
    assert guards <= CONFLICTS.keys()


def test_provider_has_one_certificate_in_use(signed: Session) -> None:
    provider = signed.query(Provider).one()

    name = refused_by(signed, lambda: make_certificate(signed, provider.id))

    assert name == "uq_provider_certificate_in_use"


def test_retired_certificate_keeps_no_key(signed: Session) -> None:
    retiring = update(ProviderCertificate).values(retired_at=MOMENT)

    name = refused_by(signed, lambda: signed.execute(retiring))
    signed.execute(retiring.values(locked_key=None))

    assert name == "ck_provider_certificate_key_while_in_use"
