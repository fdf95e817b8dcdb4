"""Акт за месяц перевода: прежний поставщик — по день перед переводом (AST-ACT-01)."""

from portal.regions.api import FEDERAL_ACT, ActRules, Citation, Timeline, Version, replace
from portal_astrakhan.identity import IN_FORCE

_TWO_ACTS = Citation(
    "AST-ACT-01",
    "ast-11",
    "постановление № 11",
    note="об актах постановление молчит: расчёты с прежним поставщиком завершает его акт",
    verify=True,
)

ACTS: Timeline[ActRules] = Timeline(
    Version(IN_FORCE, replace(FEDERAL_ACT, at_transfer=_TWO_ACTS), _TWO_ACTS)
)
