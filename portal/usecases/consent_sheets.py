"""A consent to the processing of personal data is a sheet of its own, never a tick in a list.

Rules: FED-PDP-03, VLA-PDP-01.
"""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.personal_data import CONSENT, check_listed, consent_counts
from portal.domain.violations import RulesBroken, refuse
from portal.models import Contract, DataConsent, Department, SubmittedDocument
from portal.regions.registry import Region

APPLICATION = "application"
"""The form whose line of consent a tick in the list of papers tells of (MSK-PDP-01)."""


def demand_own_sheet(code: str, given_on: date, *, scan: bool, region: Region) -> None:
    """Refuse to tick a consent off without the scan of the signed sheet (documents_missing)."""
    if code != CONSENT or scan:
        return
    rules = region.rules.personal_data_rules.on(given_on)
    if consent_counts(rules, APPLICATION, own_sheet=False):
        return
    refuse(
        "documents_missing",
        "Согласие на обработку данных — отдельный подписанный лист, отметки в списке мало. "
        "Напечатайте его на странице «Согласия» и запишите подпись или приложите скан листа.",
        field="scan",
        citation=rules.consent,
    )


def demand_consent(session: Session, contract: Contract, region: Region, day: date) -> None:
    """Refuse to sign without the sheet in a department whose own list names it (VLA-PDP-01).

    What was ticked off in a list before is not enough. Raises documents_missing.
    """
    rules = region.rules.personal_data_rules.on(day)
    unit = _unit_of(session, contract)
    listing = rules.listing(unit)
    named = rules.separate and listing.listed and unit in listing.unit_codes
    if named and not _stands(session, contract, day):
        raise RulesBroken(*check_listed(rules, unit, given=False))


def _unit_of(session: Session, contract: Contract) -> str | None:
    if contract.programme.unit_code is not None or contract.department_id is None:
        return contract.programme.unit_code
    return session.get_one(Department, contract.department_id).unit_code


def _stands(session: Session, contract: Contract, day: date) -> bool:
    """Whether a signed sheet, or the scan of one, holds on the day."""
    sheet = select(DataConsent.id).where(
        DataConsent.recipient_id == contract.recipient_id,
        DataConsent.given_on <= day,
        or_(DataConsent.withdrawn_on.is_(None), DataConsent.withdrawn_on > day),
    )
    scan = select(SubmittedDocument.id).where(
        SubmittedDocument.recipient_id == contract.recipient_id,
        SubmittedDocument.code == CONSENT,
        SubmittedDocument.file_id.is_not(None),
        SubmittedDocument.issued_on <= day,
        or_(SubmittedDocument.expires_on.is_(None), SubmittedDocument.expires_on >= day),
    )
    found = (session.scalar(wanted.limit(1)) for wanted in (sheet, scan))
    return any(row_id is not None for row_id in found)
