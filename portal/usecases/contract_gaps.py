"""What the model form asks for and a contract's text does not say: a line of underscores.

Such a text may be drawn up and read, but nobody signs it, and no seal stands under a blank
(FED-FRM-02). Nor is one signed without an essential term: services, and what they cost or why they
cost nothing (FED-CON-03).
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from portal.documents.gaps import BY_HAND
from portal.documents.parts import Customer, CustomerRepresentative
from portal.domain.contract_terms import COST, ContractTerms, TermsFacts, check_essential
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken, Violation
from portal.models import Paper

REPRESENTATIVE = "representative"
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
    """What a text with these parties would lack; each stops the signing, not the drawing up.

    Those of the representative are entered on a page of their own: their field says so.
    """
    return (
        *_gaps(_CUSTOMER, {key: getattr(customer, key) for key in _CUSTOMER}),
        *(
            _gaps(
                _REPRESENTATIVE,
                {key: getattr(representative, key) for key in _REPRESENTATIVE},
                about=REPRESENTATIVE,
            )
            if representative
            else ()
        ),
    )


def gaps_in(inputs: Mapping[str, object], terms: ContractTerms) -> tuple[Violation, ...]:
    """What a frozen text lacks, by what it was printed from and the terms it must name."""
    return (
        *_gaps(_CUSTOMER, cast("Mapping[str, object]", inputs.get("customer") or {})),
        *_gaps(_REPRESENTATIVE, cast("Mapping[str, object]", inputs.get("representative") or {})),
        *(_said_well(one) for one in check_essential(terms, _terms_of(inputs))),
    )


def demand_complete(paper: Paper, terms: ContractTerms) -> None:
    """Refuse to sign a text with gaps, each by its own code (value_invalid, essential_missing)."""
    if found := gaps_in(paper.inputs, terms):
        remedy = " Потом верните договор и составьте его заново."
        raise RulesBroken(
            *(Violation(one.code, one.text + remedy, citation=one.citation) for one in found)
        )


_TAKE_OVER = (
    " Составьте текст от своего имени: кнопка «Составить от моего имени» есть на странице "
    "подписания."
)


def other_signatory(
    inputs: Mapping[str, object], signer: str, citation: Citation, *, remedy: str = _TAKE_OVER
) -> tuple[Violation, ...]:
    """Whether a frozen text names another person than ``signer`` for the provider (FED-CON-02).

    ``signer`` is the short name, as papers print it under the line; a text without one is older
    than the question. The page that has the button itself gives no ``remedy``.
    """
    said = cast("Mapping[str, object]", inputs.get("signatory") or {})
    named = said.get("short_name")
    if not named or named == signer:
        return ()
    text = f"В тексте за учреждение действует {named}, а подписываете вы, {signer.rstrip('.')}."
    return (Violation("not_authorised", text + remedy, citation=citation),)


def demand_signatory(inputs: Mapping[str, object], signer: str, citation: Citation) -> None:
    """Refuse a signature under a text that names another person for the provider (FED-CON-02)."""
    if found := other_signatory(inputs, signer, citation):
        raise RulesBroken(*found)


def _terms_of(inputs: Mapping[str, object]) -> TermsFacts:
    """What a frozen text says of its services and their price; an unknown fee is no fee."""
    fee = cast("Mapping[str, object]", inputs.get("fee") or {})
    known = fee.get("known") is not False and fee.get("monthly_fee") is not None
    return TermsFacts(
        services=len(cast("Sequence[object]", inputs.get("services") or ())),
        free=bool(fee.get("free")),
        fee=Decimal(str(fee["monthly_fee"])) if known else None,
        free_ground=cast("str | None", fee.get("free_ground")),
    )


def _said_well(missing: Violation) -> Violation:
    """The same refusal; where the price is missing, with what it is not calculated for."""
    if missing.field != COST:
        return missing
    return Violation("documents_missing", _FEE, missing.field, missing.citation)


def _gaps(
    wanted: Mapping[str, str], said: Mapping[str, object], *, about: str | None = None
) -> tuple[Violation, ...]:
    return tuple(
        Violation("value_invalid", text, about, PREAMBLE)
        for key, text in wanted.items()
        if BY_HAND in str(said.get(key, ""))
    )
