"""Blanks: the region's papers that are printed ahead, with what the card already knows.

Nothing is stored: what a person writes on the paper comes back as a paper of its own. Health stays
out of blanks; addresses, income and fee stand there for whoever may see them (FED-PDP-01).
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.documents.gaps import BY_HAND
from portal.domain.people import phone_text
from portal.domain.personal_data import CONSENT, papers_with
from portal.domain.printed_forms import PrintedForm
from portal.domain.violations import NotFound
from portal.models import Provider, Representative
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import CaseFile, load_case
from portal.usecases.paper_parties import citizenship_by, customer
from portal.usecases.queries.blank_affairs import affairs_of
from portal.usecases.queries.sheet_papers import with_records
from portal.usecases.role_access import Subject, sees
from portal.usecases.transaction import reading

_CITIZENSHIP_BY_HAND = "гражданство ____________________"


def blanks_for(
    actor: Actor, recipient_id: int, region: Region, day: date
) -> tuple[PrintedForm, ...]:
    """The blanks of the recipient's form of service and department; raises NotFound."""
    with reading() as session:
        case = load_case(session, actor.provider_id, recipient_id, day=day)
        return _of(case, region)


def filled_blank(  # noqa: PLR0913 - whose paper, which one, by which rules
    actor: Actor,
    recipient_id: int,
    code: str,
    region: Region,
    day: date,
    *,
    programme_id: int | None = None,
    application_id: int | None = None,
) -> tuple[PrintedForm, FormFacts]:
    """A blank with what is known; raises NotFound for a paper that is not this recipient's.

    ``programme_id`` and ``application_id`` say which one it is about, by default the newest.
    """
    with reading() as session:
        case = load_case(
            session, actor.provider_id, recipient_id, day=day, programme_id=programme_id
        )
        form = next((one for one in _of(case, region) if one.code == code), None)
        if form is None:
            raise NotFound
        codes = [one.code for one in form.fields]
        affairs = affairs_of(session, actor, case, region, codes)
        known = {**known_values(session, actor, case, region), **_named(affairs.values)}
        values = {code: known[code] for code in codes if code in known}
        tables = {code: affairs.tables[code] for code in codes if code in affairs.tables}
        facts = FormFacts(title=form.title, values=values, tables=tables)
        return form, with_records(
            session, actor, case, form, facts, region=region, application_id=application_id
        )


def consent_beside(
    actor: Actor, recipient_id: int, form: PrintedForm, region: Region, day: date
) -> tuple[PrintedForm, FormFacts] | None:
    """The sheet of consent that goes with a form whose own text carries the line of it.

    None where the line alone is enough, or the form has none (MSK-PDP-01, FED-PDP-03).
    """
    rules = region.rules.personal_data_rules.on(day)
    lined = CONSENT in {one.code for one in form.fields}
    offered = {one.code for one in blanks_for(actor, recipient_id, region, day)}
    if not lined or CONSENT not in offered or CONSENT not in papers_with(rules, form.code):
        return None
    return filled_blank(actor, recipient_id, CONSENT, region, day)


def _of(case: CaseFile, region: Region) -> tuple[PrintedForm, ...]:
    unit = case.department.unit_code if case.department else None
    forms = region.rules.printed_forms.on(case.day)
    return tuple(form for form in forms if form.blank and form.is_for(case.form, unit))


def known_values(session: Session, actor: Actor, case: CaseFile, region: Region) -> dict[str, str]:
    """Values by the codes that fields of forms have in every region."""
    person = case.recipient
    provider = session.get_one(Provider, actor.provider_id)
    party = customer(person, person.identity_papers)
    newest = max(person.identity_papers, key=lambda one: one.issued_on, default=None)
    born = f"{person.born:%d.%m.%Y}"
    named = f"{person.full_name}, {born}"
    # What is not the reader's work stays a line to write on.
    address = party.address if sees(actor, Subject.ADDRESS) else BY_HAND
    contacts = phone_text(party.phone) if sees(actor, Subject.PHONE) else ""
    citizenship = citizenship_by(newest.kind if newest else None) or _CITIZENSHIP_BY_HAND
    values = {
        **dict.fromkeys(("applicant_name", "full_name"), person.full_name),
        **dict.fromkeys(("recipient", "recognised_person", "child", "application_of"), named),
        "subject": _line(person.full_name, address),
        "applicant": _line(person.full_name, address, contacts),
        "surname": person.surname,
        "first_name": person.name,
        "patronymic": person.patronymic or "",
        "birth_date": born,
        "sex": person.sex.label,
        "snils": person.snils or "",
        "contacts": contacts,
        "family": _line(person.surname, address, contacts),
        "citizenship_residence": _line(citizenship, address),
        "service_form": case.form.label,
        "authority_name": region.identity.authority,
        "ministry": region.identity.authority,
        **dict.fromkeys(("address", "address_registered"), address),
        **dict.fromkeys(("id_document", "passport", "subject_document"), party.identity),
        **dict.fromkeys(("provider", "from_provider"), provider.name),
        "operator": f"{provider.name}, {provider.address}",
        **_programme(case),
        **_representative(case),
    }
    return _named(values)


def _line(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _named(values: Mapping[str, str]) -> dict[str, str]:
    """What is known; the rest stays a line to write on."""
    return {code: text for code, text in values.items() if text and text != BY_HAND}


def _programme(case: CaseFile) -> dict[str, str]:
    found = case.programme
    if found is None:
        return {}
    told = f"№ {found.number} от {found.issued_on:%d.%m.%Y}"
    return {
        **dict.fromkeys(("programme_number_and_date", "programme"), told),
        "programme_number": found.number,
        "programme_date": f"{found.issued_on:%d.%m.%Y}",
        "valid_until": f"{found.valid_until:%d.%m.%Y}",
    }


def _representative(case: CaseFile) -> dict[str, str]:
    person: Representative | None = next(iter(case.representatives), None)
    if person is None:
        return {}
    name = " ".join(part for part in (person.surname, person.name, person.patronymic) if part)
    return {
        **dict.fromkeys(("representative_name", "representative"), name),
        "representative_authority": person.basis,
        "parent": name if case.minor else "",
    }
