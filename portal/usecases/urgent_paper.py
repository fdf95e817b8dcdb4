"""The act of urgent help as its form prints it (FED-URG-04, MSK-FRM-10, VLA-URG-05)."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.documents.gaps import BY_HAND
from portal.domain.printed_forms import FieldKind, FormField, PrintedForm
from portal.domain.urgent import act_period, given_services
from portal.models import Provider, Recipient, UrgentCase, UrgentLine
from portal.usecases.paper_parties import customer, provider_signatory

_COLUMNS = {"№": "place", "Вид": "title", "Срок": "term", "Дата": "day", "Условия": "conditions"}
"""What stands in a column, by the first word of its heading in the acts."""


def given_lines(row: UrgentCase) -> tuple[UrgentLine, ...]:
    """What was really given: a refused service is not in the act (VLA-URG-07)."""
    refused = (line.code for line in row.lines if line.refused_on is not None)
    given = given_services((line.code for line in row.lines), refused)
    return tuple(line for line in row.lines if line.code in given)


def filled_fields(row: UrgentCase) -> frozenset[str]:
    """Which fields of the act the case fills, by their codes in the law's record."""
    given = given_lines(row)
    have = {"recipient", "provider"}
    if given:
        have |= {"services", "date", "terms"}
    if given and all(line.conditions for line in given):
        have.add("conditions")
    if row.signed_on is not None:
        have.add("recipient_signature")
    return frozenset(have)


def act_facts(
    session: Session,
    row: UrgentCase,
    person: Recipient,
    form: PrintedForm,
    today: date,
    drawn_by: int,
) -> FormFacts:
    """The fields of the region's form that it has, and a row for each service given.

    ``drawn_by`` is the membership of whoever draws it up.
    """
    given = given_lines(row)
    known = _known(session, row, person, given, today)
    if any(field.code == "provider_signatory" for field in form.fields):
        known |= _signatory(session, row, today, drawn_by)
    return FormFacts(
        title=f"{form.title} № {row.number}",
        number=row.number,
        values={one.code: known[one.code] for one in form.fields if one.code in known},
        tables={
            field.code: tuple(
                tuple(_cell(column, place, line) for column in field.columns)
                for place, line in enumerate(given, start=1)
            )
            for field in _tables(form)
        },
    )


def _tables(form: PrintedForm) -> tuple[FormField, ...]:
    return tuple(field for field in form.fields if field.kind is FieldKind.TABLE)


def _known(
    session: Session,
    row: UrgentCase,
    person: Recipient,
    given: tuple[UrgentLine, ...],
    today: date,
) -> dict[str, str]:
    provider = session.get_one(Provider, row.provider_id)
    party = customer(person, person.identity_papers)
    parts = (person.full_name, f"{person.born:%d.%m.%Y} г. р.", party.identity, party.address)
    first, last = act_period(day for line in given for day in (line.given_on, line.given_until))
    return {
        "act_date": f"{today:%d.%m.%Y}",
        "provider": f"{provider.name}, {provider.address}",
        "recipient": ", ".join(part for part in parts if part and part != BY_HAND),
        "period_from": f"{first:%d.%m.%Y}",
        "period_to": f"{last:%d.%m.%Y}",
        "date": _days(first, last),
        "terms": _joined(_days(line.given_on, line.given_until) for line in given),
        "conditions": _joined(line.conditions for line in given),
        "recipient_signature": person.short_name,
    }


def _days(first: date, last: date) -> str:
    return f"{first:%d.%m.%Y}" if first == last else f"с {first:%d.%m.%Y} по {last:%d.%m.%Y}"


def _signatory(session: Session, row: UrgentCase, today: date, drawn_by: int) -> dict[str, str]:
    """Who signs for the provider, where the form has a place for it (MSK-FRM-10)."""
    director = provider_signatory(session, row.provider_id, today, drawn_by)
    return {
        "provider_signatory": f"{director.position_genitive} {director.name_genitive}",
        "signatory_basis": director.basis,
        "provider_signature": director.short_name,
    }


def _joined(texts: Iterable[str]) -> str:
    """Each text once, in the order of the services."""
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _cell(column: str, place: int, line: UrgentLine) -> str:
    described = f" ({line.description})" if line.description else ""
    values = {
        "place": f"{place}",
        "title": f"{line.title}{described}",
        "term": _days(line.given_on, line.given_until),
        "day": f"{line.given_on:%d.%m.%Y}",
        "conditions": line.conditions,
    }
    return values.get(_COLUMNS.get(column.split(maxsplit=1)[0], ""), "")
