"""Electronic signing in the installation that is looked at: a certificate, a seal, an agreement."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy import select

from portal.domain.contract import Party
from portal.extensions import db
from portal.models import Contract, OutsideSignature, Paper, PaperContent, Provider
from portal.signing.certificates import SelfMade, make_pkcs12, open_pkcs12
from portal.signing.sealing import SealWords, seal
from portal.signing.vault import Vault
from portal.usecases.outside_signatures import AddOutsideSignature, add_outside_signature
from portal.usecases.sealing import AddCertificate, Sealer, add_certificate, seal_paper
from portal.usecases.signables import SignedKey, SignedKind
from portal.usecases.signing_agreements import DraftAgreement, draft_agreement
from portal.usecases.transaction import transaction
from portal.usecases.uploads import Upload
from tests.usecases.procedures import BlankPress, House


def sign_electronically(
    house: House, contract_id: int, recipient_id: int, now: datetime
) -> dict[str, object]:
    """What the pages of electronic signing show; the id of the file brought from elsewhere.

    In a thread of its own: the browser's loop runs in this one, and a seal starts another.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined] # Flask's own way
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_work, app, house, contract_id, recipient_id, now).result()


def _work(
    app: Flask, house: House, contract_id: int, recipient_id: int, now: datetime
) -> dict[str, object]:
    with app.app_context():
        vault = Vault(app.extensions["settings"].secret_key)
        director = house.director
        inn = db.session.get_one(Provider, director.provider_id).inn
        db.session.rollback()
        own = make_pkcs12(SelfMade("Центр", inn, director.name, now), "1")
        add_certificate(
            AddCertificate(Upload("own.p12", own), "1"), vault=vault, actor=director, now=now
        )
        with transaction() as session:
            contract = session.get_one(Contract, contract_id)
            paper = session.get_one(Paper, contract.paper_id)
            frozen = session.get_one(PaperContent, paper.sha256).content
            seal_paper(session, paper, Sealer(vault), "Договор", actor=director, now=now)
        stranger = open_pkcs12(make_pkcs12(SelfMade("", "", "Ильина М. П.", now), "1"), "1")
        signed = Upload("contract.pdf", seal(frozen, stranger, SealWords("", "", ""), now))
        add_outside_signature(
            AddOutsideSignature(
                SignedKey(SignedKind.CONTRACT, contract_id), Party.RECIPIENT, signed
            ),
            roots=(),
            actor=director,
            now=now,
        )
        draft_agreement(
            DraftAgreement(recipient_id, "maria@example.ru"),
            region=house.region,
            actor=house.worker,
            now=now,
            press=BlankPress(),
        )
        file_id = db.session.scalars(select(OutsideSignature.file_id)).one()
        db.session.remove()
    return {"outside_file_id": file_id}
