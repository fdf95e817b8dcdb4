"""Срочные услуги до заключения договора, акт за период (MSK-URG-01)."""

from portal.regions.api import FEDERAL_URGENT, Citation, Timeline, Version, replace
from portal_moscow.identity import IN_FORCE

_ACT = Citation("MSK-URG-01", "1171", "приложение 10 к приказу № 1171, раздел 5 памятки")

URGENT = Timeline(Version(IN_FORCE, replace(FEDERAL_URGENT, period=_ACT), _ACT))
