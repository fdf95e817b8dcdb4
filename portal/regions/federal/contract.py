"""The federal baseline: how a contract is concluded."""

from dataclasses import replace

from portal.domain.amendments import AmendmentRules
from portal.domain.choices import Choice, ChoiceList
from portal.domain.contract import ContractRules, Signatories
from portal.domain.contract_terms import ContractTerms
from portal.domain.deadlines import DeadlineRule
from portal.domain.deadlines import Unit as TermUnit
from portal.domain.law import Citation, Timeline, Version
from portal.regions.federal.clauses import (
    CLAUSES_FROM_2015,
    CLAUSES_FROM_MEDICAL_ORDER,
    MODEL_CLAUSES,
)
from portal.regions.federal.fees import WINDOW
from portal.regions.federal.legal_acts import IN_FORCE, MEDICAL_ORDER, NEW_INCOME_RULES

CONCLUSION = Citation("FED-CON-01", "442-FZ", "ч. 1 ст. 17 442-ФЗ")
PARTIES = Citation("FED-CON-02", "442-FZ", "ч. 1 ст. 17 442-ФЗ")
ESSENTIAL = Citation("FED-CON-03", "442-FZ", "ч. 2 ст. 17 442-ФЗ")
PAYMENT = Citation("FED-CON-04", "874n", "п. 11, 12 примерной формы договора")
CHANGES = Citation("FED-CON-07", "874n", "п. 13 примерной формы договора")
ONE_SIDED = Citation("FED-FEE-14", "874n", "подп. «г» п. 7 примерной формы договора")

_SIGNING = Signatories(
    provider=ChoiceList(
        "provider_signatories",
        "кто подписывает за поставщика",
        (Choice("director", "директор"),),
        PARTIES,
    ),
    bases=ChoiceList(
        "signatory_bases",
        "на основании чего действует подписывающий",
        (
            Choice("charter", "устав"),
            Choice("power_of_attorney", "доверенность"),
            Choice("other", "иной документ"),
        ),
        PARTIES,
    ),
    recipient=ChoiceList(
        "recipient_signatories",
        "кто подписывает за получателя",
        (
            Choice("recipient", "получатель"),
            Choice("legal_representative", "законный представитель"),
        ),
        PARTIES,
    ),
)
_TERMS = ContractTerms(
    essential=ChoiceList(
        "essential_terms",
        "существенные условия договора",
        (
            Choice("programme_provisions", "услуги по программе"),
            Choice("cost_if_paid", "стоимость услуг", needs="paid"),
        ),
        ESSENTIAL,
    ),
    annexes=ChoiceList(
        "contract_annexes",
        "приложения к договору",
        (
            Choice("programme", "индивидуальная программа"),
            Choice("service_terms", "сроки и условия услуг"),
        ),
        ESSENTIAL,
    ),
    periods=ChoiceList(
        "payment_periods",
        "период оплаты",
        (
            Choice("monthly", "раз в месяц"),
            Choice("quarterly", "раз в квартал"),
            Choice("half_yearly", "раз в полугодие"),
            Choice("other", "иной период"),
        ),
        PAYMENT,
    ),
    due_relative_to=ChoiceList(
        "payment_due_relative_to",
        "от какого периода считают срок оплаты",
        (
            Choice("paid_period", "оплачиваемый период"),
            Choice("previous_period", "период до оплачиваемого"),
            Choice("next_period", "период после оплачиваемого"),
        ),
        PAYMENT,
    ),
    methods=ChoiceList(
        "payment_methods",
        "способ оплаты",
        (Choice("cash", "наличными"), Choice("bank_transfer", "переводом на счёт")),
        PAYMENT,
    ),
)
_AMENDMENTS = AmendmentRules(
    grounds=ChoiceList(
        "amendment_grounds",
        "основания изменить договор",
        (Choice("agreement", "соглашение сторон"), Choice("law", "случай, указанный в законе")),
        CHANGES,
    ),
    one_sided=ChoiceList(
        "one_sided_changes",
        "что поставщик меняет сам, письменно известив получателя",
        (Choice("fee", "размер оплаты"),),
        ONE_SIDED,
    ),
)

FEDERAL_CONTRACT = ContractRules(
    conclusion=DeadlineRule(
        "contract_conclusion", 24, TermUnit.HOUR, "programme_presented", CONCLUSION
    ),
    federal_conclusion=DeadlineRule(
        "contract_conclusion", 24, TermUnit.HOUR, "programme_presented", CONCLUSION
    ),
    signatories=PARTIES,
    term=Citation("FED-CON-06", "874n", "п. 17 примерной формы договора"),
    clauses=MODEL_CLAUSES,
    copies=2,
    copies_citation=Citation("FED-CON-05", "874n", "п. 18 примерной формы договора"),
    signing=_SIGNING,
    terms=_TERMS,
    amendments=_AMENDMENTS,
)

FEDERAL_CONTRACTS = Timeline(
    Version(IN_FORCE, replace(FEDERAL_CONTRACT, clauses=CLAUSES_FROM_2015), CONCLUSION),
    Version(
        MEDICAL_ORDER,
        replace(FEDERAL_CONTRACT, clauses=CLAUSES_FROM_MEDICAL_ORDER),
        Citation("FED-TER-03", "442-FZ", "ч. 3 ст. 18 442-ФЗ"),
    ),
    Version(NEW_INCOME_RULES, FEDERAL_CONTRACT, WINDOW),
)
