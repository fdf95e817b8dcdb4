"""The federal baseline: how a contract is concluded."""

from dataclasses import replace

from portal.domain.contract import ContractRules
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

FEDERAL_CONTRACT = ContractRules(
    conclusion=DeadlineRule(
        "contract_conclusion", 24, TermUnit.HOUR, "programme_presented", CONCLUSION
    ),
    federal_conclusion=DeadlineRule(
        "contract_conclusion", 24, TermUnit.HOUR, "programme_presented", CONCLUSION
    ),
    signatories=Citation("FED-CON-02", "442-FZ", "ч. 1 ст. 17 442-ФЗ"),
    term=Citation("FED-CON-06", "874n", "п. 17 примерной формы договора"),
    clauses=MODEL_CLAUSES,
    copies=2,
    copies_citation=Citation("FED-CON-05", "874n", "п. 18 примерной формы договора"),
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
