"""What a contract read on a screen says in place of a missing fact, whose place in print is a line.

A line of underscores is where people write by hand, and a signature has one too: on a screen a
missing fact is named in words, in a frame of its own (FED-FRM-02).
"""

import re
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from portal.documents.facts import ClauseText, ContractFacts
from portal.documents.parts import Customer, CustomerRepresentative

BY_HAND = "________________________________"
"""The line that a paper has where the record holds nothing."""


@dataclass(frozen=True, slots=True)
class Project:
    """A text read before it is drawn: what holds up the contract, and then its signature."""

    before_contract: tuple[str, ...]
    before_signature: tuple[str, ...]


Party = TypeVar("Party", Customer, CustomerRepresentative)
_CUSTOMER = {"identity": "документ, удостоверяющий личность получателя", "address": "адрес"}
_REPRESENTATIVE = {
    "identity": "документ, удостоверяющий личность представителя",
    "basis": "документ о полномочиях представителя",
    "address": "адрес представителя",
}
_FEE, _PLACE = "доход семьи", "адрес, по которому оказывают услуги"
_NAMED = re.compile(r"\[(не\s+внесено: [^\[\]<>]+)\]")


def said(what: str) -> str:
    """«[не внесено: адрес]»: the words that ``marked`` frames."""
    return f"[не внесено: {what}]"


def named(facts: ContractFacts) -> ContractFacts:
    """The same facts with every line to be filled by hand named by what is missing there.

    An unknown fee stays unknown: the annex of the calculation names it by itself.
    """
    return replace(
        facts,
        customer=_party(facts.customer, _CUSTOMER),
        representative=facts.representative and _party(facts.representative, _REPRESENTATIVE),
        clauses=tuple(_clause(one, fee_known=facts.fee.known) for one in facts.clauses),
    )


def marked(html: str) -> str:
    """The page with what ``said`` names in a frame; the brackets make room for it."""
    return _NAMED.sub(r'<mark class="gap">\1</mark>', html)


def _party(party: Party, words: dict[str, str]) -> Party:
    missing: dict[str, Any] = {
        key: said(what) for key, what in words.items() if BY_HAND in str(getattr(party, key))
    }
    return replace(party, **missing)


def _clause(clause: ClauseText, *, fee_known: bool) -> ClauseText:
    """A clause names the fee or the place of the services; only the fee has the words beside it."""
    about_fee = not fee_known and f"{BY_HAND} руб." in clause.text
    return replace(clause, text=clause.text.replace(BY_HAND, said(_FEE if about_fee else _PLACE)))
