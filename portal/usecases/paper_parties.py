"""The parties of a paper as it prints them: the provider, its director, the recipient's side.

What the record does not hold is left as a line: a paper never asserts what nobody has written down.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.gaps import BY_HAND
from portal.documents.parts import (
    CalculationStep,
    Customer,
    CustomerRepresentative,
    ProgrammeDetails,
    ProviderDetails,
    Signatory,
)
from portal.documents.words import phrase_genitive
from portal.domain.explanation import Step, rule_caption
from portal.domain.fee_amounts import SAME_BY_FEDERAL_LAW
from portal.domain.money import rubles_text
from portal.domain.people import Sex, full_name, short_name
from portal.domain.violations import refuse
from portal.models import (
    IdentityPaper,
    Membership,
    Programme,
    Provider,
    Recipient,
    Representative,
    RepresentativeKind,
    Role,
    User,
)
from portal.usecases.name_forms import (
    declined_basis,
    declined_name,
    declined_phrase,
    kept_genitives,
)
from portal.usecases.recipient_details import RUSSIAN_PASSPORT, IdentityDetails
from portal.usecases.signatories import Side, signing_on

_SUM = re.compile(r"[0-9]+\.[0-9]{2}")
RUSSIA = "Российская Федерация"
CHARTER = "Устав"
_CONSENTS = {
    RepresentativeKind.PARENT: "родителя",
    RepresentativeKind.GUARDIAN: "опекуна",
    RepresentativeKind.TRUSTEE: "попечителя",
}


def provider_details(provider: Provider) -> ProviderDetails:
    """The provider's names and bank details."""
    return ProviderDetails(
        **{field.name: getattr(provider, field.name) for field in fields(ProviderDetails)}
    )


def provider_signatory(
    session: Session,
    provider_id: int,
    day: date,
    drawn_by: int | None = None,
    named: str = "",
    *,
    kept: Mapping[str, str] | None = None,
) -> Signatory:
    """The director in office on the day; raises not_authorised when there is none.

    Of several it is the one whose membership ``drawn_by`` is, else who stands in the paper already
    by the short name ``named``, else who came into office last. ``kept`` are the corrected
    genitives where the caller has read them.
    """
    found = session.execute(
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.provider_id == provider_id,
            Membership.role == Role.DIRECTOR,
            Membership.since <= day,
            Membership.until.is_(None) | (Membership.until > day),
        )
        .order_by((Membership.id == drawn_by).desc(), Membership.since.desc(), Membership.id.desc())
    ).all()
    if not found:
        refuse(
            "not_authorised",
            "На этот день у поставщика нет директора, подписать документ некому. Администратор "
            "может назначить его в разделе «Сотрудники».",
        )
    first = found[0]
    if first[0].id != drawn_by:
        first = next((row for row in found if _short(row[1]) == named), first)
    member, user = first
    name = full_name(user.surname, user.name, user.patronymic)
    position = member.position or Role.DIRECTOR.label
    kept = kept_genitives(session, provider_id) if kept is None else kept
    return Signatory(
        name=name,
        short_name=_short(user),
        position=position,
        name_genitive=declined_name(name, user.sex, kept).printed,
        position_genitive=declined_phrase(position, kept).printed,
        basis=phrase_genitive(member.basis or CHARTER),
        sex=user.sex.value,
    )


def _short(user: User) -> str:
    return short_name(user.surname, user.name, user.patronymic)


def customer(recipient: Recipient, papers: Iterable[IdentityPaper]) -> Customer:
    """The recipient with the newest identity paper; ``papers`` come oldest first."""
    newest = max(papers, key=lambda paper: (paper.issued_on, paper.id), default=None)
    return Customer(
        name=recipient.full_name,
        short_name=recipient.short_name,
        sex=recipient.sex.value,
        identity=identity_line(newest) if newest else BY_HAND,
        address=recipient.address or BY_HAND,
        phone=recipient.phone,
        died_on=recipient.died_on,
    )


def citizenship_by(kind: str | None) -> str:
    """The citizenship that an identity paper of this kind proves; empty where it proves none."""
    return RUSSIA if kind == RUSSIAN_PASSPORT else ""


def identity_line(paper: IdentityPaper | IdentityDetails) -> str:
    """«паспорт гражданина РФ 17 03 123456, выдан 02.03.2004, ОВД …»."""
    number = " ".join(part for part in (paper.series, paper.number) if part)
    issued = f"{issued_word(paper.kind)} {paper.issued_on:%d.%m.%Y}"
    return f"{paper.kind} {number}, {issued}, {paper.issued_by}"


def issued_word(title: str) -> str:
    """«Свидетельство … выдано», «справка … выдана», «паспорт … выдан»: by the first word."""
    first = title.split(maxsplit=1)[0].lower() if title.strip() else ""
    if first.endswith(("о", "е")):
        return "выдано"
    return "выдана" if first.endswith(("а", "я")) else "выдан"


def sex_of(person: Representative) -> Sex:
    """The record keeps no sex of a representative; a patronymic tells it, where there is one."""
    return Sex.FEMALE if (person.patronymic or "").endswith("на") else Sex.MALE


def customer_representative(
    person: Representative | None, kept: Mapping[str, str], *, beside: bool = False
) -> CustomerRepresentative | None:
    """Who signs for the recipient, on which ground; ``kept`` are the corrected genitives.

    ``beside``: the recipient signs the paper, and this person agrees on a line of the own.
    """
    if person is None:
        return None
    name = full_name(person.surname, person.name, person.patronymic)
    sex = sex_of(person)
    return CustomerRepresentative(
        name=name,
        short_name=short_name(person.surname, person.name, person.patronymic),
        name_genitive=declined_name(name, sex, kept).printed,
        sex=sex.value,
        identity=_identity_of(person),
        basis=_basis(person, kept),
        address=person.address or BY_HAND,
        legal=person.kind is not RepresentativeKind.ATTORNEY,
        beside=beside,
        kind=person.kind.label if beside else "",
        kind_genitive=_CONSENTS.get(person.kind, "") if beside else "",
    )


def signs_beside(recipient: Recipient, person: Representative | None, day: date) -> bool:
    """Whether the law asks for the recipient's signature beside this person's (FED-MIN-01)."""
    return person is not None and signing_on(recipient, (person,), day).side is Side.BOTH


def only_represented(recipient: Recipient, day: date) -> bool:
    """Whether a representative alone takes a living person's papers (FED-MIN-01)."""
    return recipient.died_on is None and signing_on(recipient, (), day).side is Side.REPRESENTATIVE


def _identity_of(person: Representative) -> str:
    found = identity_on_record(person)
    return identity_line(found) if found else BY_HAND


def identity_on_record(person: Representative) -> IdentityDetails | None:
    """A representative's identity paper, None until somebody has entered it."""
    if person.identity_issued_on is None:
        return None
    return IdentityDetails(
        kind=person.identity_kind,
        series=person.identity_series,
        number=person.identity_number,
        issued_by=person.identity_issued_by,
        issued_on=person.identity_issued_on,
    )


def _basis(person: Representative, kept: Mapping[str, str]) -> str:
    """«доверенности № 5 от 12.01.2026»: what follows «на основании», with the body, if one acts.

    A paper recorded in one line of words has its number and day there already.
    """
    if not person.basis:
        return BY_HAND
    number = f" № {person.paper_number}" if person.paper_number else ""
    issued = f" от {person.paper_issued_on:%d.%m.%Y}" if person.paper_issued_on else ""
    body = f" ({person.body_name})" if person.body_name else ""
    return f"{declined_basis(person.basis, kept).printed}{number}{issued}{body}"


def programme_details(programme: Programme) -> ProgrammeDetails:
    """The individual programme that the paper rests on."""
    return ProgrammeDetails(
        number=programme.number,
        issued_on=programme.issued_on,
        valid_from=programme.valid_from,
        valid_until=programme.valid_until,
        issuer=programme.issuer,
    )


def printed_steps(steps: Iterable[Step]) -> tuple[CalculationStep, ...]:
    """A derivation as the annex prints it: text, sum, clause, rule; an edition stands once."""
    return _printed(steps, set())


def _printed(steps: Iterable[Step], told: set[str]) -> tuple[CalculationStep, ...]:
    """``told`` are the editions that an earlier step has named."""
    found = []
    for step in steps:
        if step.text == SAME_BY_FEDERAL_LAW:
            continue
        cited = step.citation
        edition = cited.edition if cited and cited.edition not in told else ""
        told.add(edition)
        found.append(
            CalculationStep(
                text=step.text,
                value=_sum_of(step.value or ""),
                citation=cited.text if cited else "",
                rule=rule_caption(cited) if cited else "",
                edition=edition,
                children=_printed(step.children, told),
            )
        )
    return tuple(found)


def _sum_of(value: str) -> str:
    """A sum as people write it; a count, a day or a window stands in the step's text."""
    return rubles_text(Decimal(value)) if _SUM.fullmatch(value) else ""
