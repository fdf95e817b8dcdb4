"""Приостановление: своего перечня у области нет (VLA-SUS-01)."""

from portal.regions.api import FEDERAL_SUSPENSIONS, Citation, SuspensionRules, replace

_NO_LIST = Citation(
    "VLA-SUS-01",
    "vla-procedure",
    "порядок учреждения о приостановлении молчит",
    note="областного перечня нет: действуют основания договора и общие",
    verify=True,
)


def _in_vladimir(federal: SuspensionRules) -> SuspensionRules:
    return replace(federal, source=_NO_LIST)


SUSPENSIONS = FEDERAL_SUSPENSIONS.changed(_in_vladimir)
