"""Who signed a written refusal: the recipient, or whoever may act for them on its day.

Rules: FED-TER-01 (the citizen or the representative refuses in writing), FED-MIN-01.
"""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.contract import ContractRules
from portal.domain.endings import CLAIM
from portal.domain.people import full_name
from portal.models import Contract, Representative
from portal.regions.registry import Region
from portal.usecases.ending_text import BasisPaper
from portal.usecases.paper_signatures import signing_of
from portal.usecases.signatories import (
    LEGAL_KINDS,
    Side,
    Signing,
    choose_representative,
    eligible_representatives,
)

APPLICATION = "refusal_application"
BY_RECIPIENT = frozenset({APPLICATION, CLAIM})
"""Papers by which the recipient, or whoever may act for them, asks for the end."""


def signed_refusal(
    session: Session,
    contract: Contract,
    paper: BasisPaper,
    author_id: int | None,
    region: Region,
) -> BasisPaper:
    """The application with the words who signed it, where that is not the recipient alone.

    ``author_id`` is the representative; None is whom the law asks for. Raises RulesBroken
    ("not_authorised") where nobody may sign, or somebody who may not did, on the paper's own day.
    """
    if paper.code not in BY_RECIPIENT or paper.issued_on is None:
        return paper
    signing = signing_of(session, contract, paper.issued_on)
    rules = region.rules.contract_rules.on(paper.issued_on)
    author = choose_representative(signing, author_id, rules)
    if author is None:
        return paper
    signed = f"подписано: {author_words(signing, author)}"
    said = paper.words.strip()
    return replace(paper, words=f"{said}, {signed}" if said else signed)


def authors_on(
    session: Session, contract: Contract, region: Region, day: date
) -> tuple[tuple[int | None, str], ...]:
    """Those who may refuse for the recipient on a day, as ids and words; the recipient is None."""
    signing = signing_of(session, contract, day)
    rules = region.rules.contract_rules.on(day)
    named = tuple((one.id, author_words(signing, one)) for one in _entitled(signing, rules))
    if signing.side is Side.RECIPIENT and signing.alive:
        return (None, f"{signing.recipient.full_name}, получатель"), *named
    return named


def author_words(signing: Signing, author: Representative) -> str:
    """«Иванова Анна Петровна, опекун»; a minor and a person of limited capacity sign too."""
    name = full_name(author.surname, author.name, author.patronymic)
    words = f"{name}, {author.kind.label.lower()}"
    if signing.side is Side.BOTH:
        return f"{signing.recipient.full_name} с согласия ({words})"
    return words


def _entitled(signing: Signing, rules: ContractRules) -> tuple[Representative, ...]:
    found = eligible_representatives(signing, rules) if signing.alive else ()
    if signing.side is Side.RECIPIENT:
        return found
    return tuple(one for one in found if one.kind in LEGAL_KINDS)
