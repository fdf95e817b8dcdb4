"""Плата в месяце перевода: предел один на двух поставщиков (AST-FEE-01)."""

from portal.regions.api import FEDERAL_FEE, Citation, FeeRules, Form, Timeline, Version, replace
from portal_astrakhan.identity import IN_FORCE

_ONE_CAP = Citation(
    "AST-FEE-01",
    "442-FZ",
    "ч. 4 ст. 32 442-ФЗ",
    note="постановление № 11 о плате молчит: предел защищает человека, а не договор",
    verify=True,
)

FEE_RULES = replace(
    FEDERAL_FEE,
    caps=tuple(
        replace(cap, shared=_ONE_CAP) if cap.form is Form.STATIONARY else cap
        for cap in FEDERAL_FEE.caps
    ),
)

FEES: Timeline[FeeRules] = Timeline(Version(IN_FORCE, FEE_RULES, _ONE_CAP))
