"""Оплата в кассе банка, квитанция обязательна, копию сдают заведующему (VLA-PAY-01 … -04)."""

from portal.regions.api import (
    FEDERAL_PAYMENT,
    Channel,
    Choice,
    ChoiceList,
    Citation,
    DeadlineRule,
    RecordSpec,
    State,
    TermUnit,
    Timeline,
    Version,
    Workflow,
    WorkflowStep,
    replace,
)
from portal_vladimir.identity import IN_FORCE

_TILL = Citation(
    "VLA-PAY-01",
    "vla-procedure",
    "п. 10 порядка обслуживания на дому, п. 12 порядка отделения дневного пребывания",
)
_RECEIPT = Citation(
    "VLA-PAY-02",
    "vla-procedure",
    "п. 10 порядка обслуживания на дому, п. 12 порядка отделения дневного пребывания",
    note="поля записи — выбор портала: текст требует только квитанции",
)
_HAND_OVER = Citation("VLA-PAY-03", "vla-procedure", "п. 11 порядка обслуживания на дому")
_REMINDER = Citation(
    "VLA-PAY-03",
    "vla-procedure",
    "п. 11 порядка обслуживания на дому",
    note="срока в тексте нет, напоминание — выбор портала",
)
_BY_CONTRACT = Citation(
    "VLA-PAY-04",
    "442-FZ",
    "ч. 5 ст. 32 442-ФЗ",
    note="дня оплаты и пеней в порядке области нет: день называет договор",
    verify=True,
)

_RECEIPT_FIELDS = RecordSpec(
    ChoiceList(
        "bank_receipt",
        "квитанция об оплате",
        (
            Choice("receipt_number", "номер"),
            Choice("paid_on", "день оплаты"),
            Choice("amount", "сумма"),
            Choice("payer", "кто платил"),
            Choice("bank", "банк"),
        ),
        _RECEIPT,
    ),
    ("receipt_number", "paid_on", "amount", "payer", "bank"),
)

RECEIPT_COPIES = Workflow(
    code="receipt_handover",
    title="Сдача копий квитанций заведующему отделением",
    states=(
        State("receipt_recorded", "Квитанция записана"),
        State("copy_with_social_worker", "Копия у социального работника"),
        State("copy_handed_over", "Копия сдана заведующему", final=True),
    ),
    steps=(
        WorkflowStep(
            "take_copy",
            "Получить копию квитанции",
            ("social_worker",),
            "receipt_recorded",
            "copy_with_social_worker",
            _HAND_OVER,
        ),
        WorkflowStep(
            "hand_over",
            "Сдать копию заведующему",
            ("social_worker",),
            "copy_with_social_worker",
            "copy_handed_over",
            _HAND_OVER,
            DeadlineRule("receipt_handover", 5, TermUnit.WORKING_DAY, "month_closed", _REMINDER),
        ),
    ),
)

PAYMENTS = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_PAYMENT,
            channels=(Channel.BANK_TILL,),
            channels_citation=_TILL,
            openable=(Channel.CASH_DESK, Channel.BANK_TRANSFER),
            due_citation=_BY_CONTRACT,
            receipt_citation=_RECEIPT,
            receipt_required=True,
            receipt=_RECEIPT_FIELDS,
            receipt_workflow=RECEIPT_COPIES,
        ),
        _TILL,
    )
)
