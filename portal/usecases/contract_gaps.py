"""What the model form asks for and a contract's text does not say: a line of underscores.

Such a text may be drawn up and read, but nobody signs it, and no seal stands under a blank
(FED-FRM-02).
"""

from collections.abc import Mapping
from typing import cast

from portal.documents.facts import Customer, CustomerRepresentative
from portal.domain.contract import ESSENTIAL
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken, Violation
from portal.models import Paper
from portal.usecases.paper_parties import BY_HAND

PREAMBLE = Citation("FED-FRM-02", "874n", "преамбула примерной формы договора")
_CUSTOMER = {
    "identity": "Не указан документ, удостоверяющий личность получателя. Внесите его в карточку "
    "получателя.",
    "address": "Не указан адрес получателя. Внесите его в карточку получателя.",
}
_REPRESENTATIVE = {
    "basis": "Не указано, на основании чего действует представитель. Внесите документ в карточку "
    "получателя, на страницу «Кто действует за получателя».",
    "identity": "Не указан документ, удостоверяющий личность представителя. Внесите его на "
    "странице «Кто действует за получателя».",
    "address": "Не указан адрес представителя. Внесите его на странице «Кто действует за "
    "получателя».",
}


_FEE = (
    "Плата не рассчитана: доход семьи за 12 месяцев не внесён. Внесите его в карточку получателя."
)


def gaps_of(
    customer: Customer, representative: CustomerRepresentative | None
) -> tuple[Violation, ...]:
    """What a text with these parties would lack; each stops the signing, not the drawing up."""
    return (
        *_gaps(_CUSTOMER, {key: getattr(customer, key) for key in _CUSTOMER}),
        *(
            _gaps(_REPRESENTATIVE, {key: getattr(representative, key) for key in _REPRESENTATIVE})
            if representative
            else ()
        ),
    )


def gaps_in(inputs: Mapping[str, object]) -> tuple[Violation, ...]:
    """What a frozen text lacks, by what it was printed from."""
    fee = cast("Mapping[str, object]", inputs.get("fee") or {})
    unknown = (Violation("documents_missing", _FEE, citation=ESSENTIAL),)
    return (
        *_gaps(_CUSTOMER, cast("Mapping[str, object]", inputs.get("customer") or {})),
        *_gaps(_REPRESENTATIVE, cast("Mapping[str, object]", inputs.get("representative") or {})),
        *(unknown if fee.get("known") is False else ()),
    )


def demand_complete(paper: Paper) -> None:
    """Refuse to sign a text with gaps; raises value_invalid for each of them."""
    if found := gaps_in(paper.inputs):
        remedy = " Потом верните договор и составьте его заново."
        raise RulesBroken(
            *(Violation(one.code, one.text + remedy, citation=one.citation) for one in found)
        )


def _gaps(wanted: Mapping[str, str], said: Mapping[str, object]) -> tuple[Violation, ...]:
    return tuple(
        Violation("value_invalid", text, citation=PREAMBLE)
        for key, text in wanted.items()
        if BY_HAND in str(said.get(key, ""))
    )
