"""Сообщения о переменах и информация других организаций (VLA-NOT-01, VLA-NOT-02)."""

from portal.regions.api import (
    FEDERAL_NOTICES,
    Choice,
    Citation,
    Form,
    NoticeRule,
    NoticeSide,
    Timeline,
    Version,
    replace,
)
from portal_vladimir.identity import IN_FORCE

_CHANGED = Citation(
    "VLA-NOT-01",
    "vla-procedure",
    "раздел III порядка предоставления срочных услуг",
    note="«своевременно», числа дней нет",
)
_INFORMATION = Citation(
    "VLA-NOT-02",
    "vla-procedure",
    "порядок предоставления срочных услуг, порядок отделения профилактики",
    note="состав записи — портала",
)

CHANGED = NoticeRule(
    code="urgent_circumstances_changed",
    title="Получатель срочных услуг сообщает о переменах",
    event="circumstance_changed",
    sender=NoticeSide.RECIPIENT,
    addressees=(NoticeSide.PROVIDER,),
    subjects=(Choice("circumstances", "изменились обстоятельства, по которым нужна помощь"),),
    citation=_CHANGED,
    opens=(Choice("review", "пересмотреть срочную помощь"),),
    forms=(Form.URGENT,),
)
INFORMATION = NoticeRule(
    code="information_received",
    title="Информация другой организации о человеке, которому нужна помощь",
    event="information_received",
    sender=NoticeSide.OTHER_ORGANISATION,
    addressees=(NoticeSide.PROVIDER,),
    subjects=(
        Choice("received_on", "когда получена"),
        Choice("sender", "от кого"),
        Choice("sender_kind", "вид организации"),
        Choice("person", "о ком"),
        Choice("circumstances", "что случилось"),
        Choice("channel", "как передана"),
    ),
    citation=_INFORMATION,
    opens=(
        Choice("urgent_case", "срочная помощь"),
        Choice("family_visit", "посещение семьи отделением профилактики"),
    ),
    forms=(Form.URGENT, Form.HOME),
)

NOTICES = Timeline(
    Version(
        IN_FORCE,
        replace(FEDERAL_NOTICES, notices=(*FEDERAL_NOTICES.notices, CHANGED, INFORMATION)),
        _CHANGED,
    )
)
