"""Плата: предел дохода, меньший предел из решения (MSK-FEE-03, MSK-FEE-07)."""

from portal.regions.api import (
    FEDERAL_FEE,
    Citation,
    FeeRules,
    Form,
    Timeline,
    Version,
    replace,
)
from portal_moscow.identity import IN_FORCE

_THRESHOLD = Citation(
    "MSK-FEE-03",
    "442-FZ",
    "ч. 5 ст. 31 442-ФЗ",
    note="памятка говорит об одном прожиточном минимуме, закон — не менее чем о полутора; "
    "московский закон не прочитан",
    verify=True,
)
_DECISION = Citation("MSK-FEE-07", "1171", "п. 2 приложения 4 к приказу № 1171")
# The form of the decision is the district office's, so residential care is left out.
_DECIDED_FORMS = frozenset({Form.HOME, Form.SEMI_STATIONARY})

FEE_RULES = replace(
    FEDERAL_FEE,
    caps=tuple(
        replace(cap, decision=_DECISION) if cap.form in _DECIDED_FORMS else cap
        for cap in FEDERAL_FEE.caps
    ),
    threshold=_THRESHOLD,
)

FEES: Timeline[FeeRules] = Timeline(Version(IN_FORCE, FEE_RULES, _THRESHOLD))
