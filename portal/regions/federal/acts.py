"""The federal baseline: how acceptance acts are made."""

from portal.domain.acts import ActRules
from portal.domain.law import Citation

FEDERAL_ACT = ActRules(
    copies=2,
    provider_signs_first=True,
    cadence=Citation("FED-ACT-01", "874n", "п. 5 примерной формы договора"),
    form=Citation("FED-FRM-03", "874n", "п. 5 примерной формы договора", verify=True),
)
