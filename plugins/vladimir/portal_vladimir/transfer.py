"""Перевод: общий короткий путь, у прежнего поставщика — с приказом директора (VLA-TRN-01)."""

from portal.regions.api import (
    CHANGE_STEPS,
    FEDERAL_TRANSFER,
    TERMINATE_AND_CONCLUDE,
    Citation,
    Link,
    Timeline,
    Version,
    replace,
    straight,
)
from portal_vladimir.identity import IN_FORCE

_PATH = Citation(
    "VLA-TRN-01",
    "vla-procedure",
    "порядок учреждения о переводе молчит",
    note="согласования нет; к федеральному порядку добавлен приказ по прежнему договору",
    verify=True,
)
_ORDER = Link("director_order", "Приказ директора", ("director",), _PATH)
STEPS = tuple(
    step
    for federal in CHANGE_STEPS
    for step in ((_ORDER, federal) if federal.code == "terminate_old" else (federal,))
)

TRANSFER = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_TRANSFER,
            workflow=straight(TERMINATE_AND_CONCLUDE, "Смена поставщика", STEPS),
            procedure=_PATH,
        ),
        _PATH,
    )
)
