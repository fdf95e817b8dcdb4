"""Уведомления до окончания программы и при переводе (AST-NOT-01 … AST-NOT-03)."""

from portal.regions.api import (
    FEDERAL_NOTICES,
    Choice,
    Citation,
    DeadlineRule,
    Form,
    NoticeRule,
    NoticeSide,
    Roll,
    TermUnit,
    Timeline,
    Version,
    replace,
)
from portal_astrakhan.identity import IN_FORCE

_NOTICE = Citation(
    "AST-NOT-01",
    "ast-11",
    "п. 10 порядка к постановлению № 11",
    note="единица срока не названа: календарные дни, выходной сдвигает день раньше",
)
_CONCLUSION = Citation("AST-NOT-02", "ast-11", "п. 10 порядка к постановлению № 11")
_RECOMMENDED = Citation(
    "AST-NOT-03",
    "ast-11",
    "п. 9 порядка к постановлению № 11",
    note="срок передачи получателю — правило портала",
)
_STATIONARY = (Form.STATIONARY,)
_PARTIES = (NoticeSide.RECIPIENT, NoticeSide.REPRESENTATIVE)


def _before_expiry(code: str, citation: Citation) -> DeadlineRule:
    return DeadlineRule(
        code,
        -30,
        TermUnit.CALENDAR_DAY,
        "programme_valid_until",
        citation,
        Roll.PREVIOUS_WORKING_DAY,
    )


EXPIRY = NoticeRule(
    code="programme_expires",
    title="Уведомление получателя об окончании программы",
    event="programme_valid_until",
    sender=NoticeSide.PROVIDER,
    addressees=_PARTIES,
    subjects=(
        Choice("valid_until", "последний день программы"),
        Choice("next_steps", "что сделать, чтобы обслуживание не прервалось"),
    ),
    citation=_NOTICE,
    within=_before_expiry("programme_expiry_letter", _NOTICE),
    written=True,
    proof=True,
    forms=_STATIONARY,
)
CONCLUSION = NoticeRule(
    code="conclusion_sent",
    title="Заключение о выполнении программы",
    event="programme_valid_until",
    sender=NoticeSide.PROVIDER,
    addressees=(NoticeSide.AUTHORITY,),
    subjects=(Choice("conclusion", "заключение с отметками о выполнении"),),
    citation=_CONCLUSION,
    within=_before_expiry("programme_conclusion", _CONCLUSION),
    written=True,
    proof=True,
    copies=2,
    forms=_STATIONARY,
)
RECOMMENDED = NoticeRule(
    code="transfer_agreed",
    title="Рекомендуемые поставщики: передать получателю",
    event="notice_received",
    sender=NoticeSide.PROVIDER,
    addressees=_PARTIES,
    subjects=(
        Choice("notice_date", "дата уведомления министерства"),
        Choice("recommended_providers", "рекомендуемые поставщики"),
        Choice("returned_documents", "возвращённые документы"),
    ),
    citation=_RECOMMENDED,
    within=DeadlineRule(
        "recommended_providers_letter", 1, TermUnit.WORKING_DAY, "notice_received", _RECOMMENDED
    ),
    written=True,
    forms=_STATIONARY,
)

NOTICES = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_NOTICES,
            notices=(*FEDERAL_NOTICES.notices, EXPIRY, CONCLUSION, RECOMMENDED),
        ),
        _NOTICE,
    )
)
