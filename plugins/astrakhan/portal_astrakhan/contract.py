"""Заключение договора: сутки по федеральному закону, в том числе при переводе (AST-CON-01)."""

from portal.regions.api import FEDERAL_CONTRACTS, Citation, ContractRules, replace

_CONCLUSION = Citation(
    "AST-CON-01",
    "442-FZ",
    "ч. 1 ст. 17 442-ФЗ",
    note="постановление № 11 о переводе своего срока не называет",
)


def _in_astrakhan(federal: ContractRules) -> ContractRules:
    return replace(federal, conclusion=replace(federal.conclusion, citation=_CONCLUSION))


CONTRACTS = FEDERAL_CONTRACTS.changed(_in_astrakhan)
