"""The federal baseline: the papers that are printed."""

from portal.domain.catalogue import Form
from portal.domain.law import Citation
from portal.domain.printed_forms import (
    ACT,
    ACT_CORRECTION,
    AMENDMENT,
    CONTRACT,
    CONTRACT_REFUSAL,
    ENDING_AGREEMENT,
    ENDING_NOTICE,
    ENDING_ORDER,
    FEE_NOTICE,
    GENERIC,
    RECEIPT,
    URGENT_ACT,
    FormField,
    PrintedForm,
)
from portal.regions.data import load_form_fields


def _fields(name: str) -> tuple[FormField, ...]:
    return load_form_fields("portal.regions.federal", f"form-{name}.toml")


_OUR_WORDS = "формы этой бумаги акты не дают, слова портала"
_COMMON_PROCEDURES = "примерные порядки, приказы № 935н, 938н, 939н"

FEDERAL_FORMS = (
    PrintedForm(
        CONTRACT,
        "Договор о предоставлении социальных услуг",
        "contract.html",
        2,
        Citation(
            "FED-FRM-02",
            "874n",
            "приложение 1 к приказу № 874н",
            note="форма изменена с 15.02.2021, изменений в источнике нет",
            verify=True,
        ),
        fields=_fields("contract"),
        edition="2",
    ),
    PrintedForm(
        ACT,
        "Акт сдачи-приёмки оказанных услуг",
        "act.html",
        2,
        Citation("FED-FRM-03", "874n", "п. 5 примерной формы договора", verify=True),
        fields=_fields("act"),
    ),
    PrintedForm(
        RECEIPT,
        "Квитанция на оплату социальных услуг",
        "receipt.html",
        1,
        Citation("FED-FRM-04", "GOST-56042", "ГОСТ Р 56042-2014", verify=True),
        fields=_fields("receipt"),
    ),
    PrintedForm(
        "application",
        "Заявление о предоставлении социальных услуг",
        GENERIC,
        1,
        Citation("FED-FRM-06", "159n", "приказ Минтруда № 159н"),
        fields=_fields("application"),
        blank=True,
    ),
    PrintedForm(
        "programme",
        "Индивидуальная программа предоставления социальных услуг",
        GENERIC,
        2,
        Citation("FED-FRM-01", "874n", "приложение 2 к приказу № 874н"),
        fields=_fields("programme"),
        blank=True,
    ),
    PrintedForm(
        "data_consent",
        "Согласие на обработку персональных данных",
        GENERIC,
        1,
        Citation("FED-FRM-05", "152-FZ", "ч. 4 ст. 9 152-ФЗ", verify=True),
        fields=_fields("consent"),
        blank=True,
    ),
    PrintedForm(
        URGENT_ACT,
        "Акт о предоставлении срочных социальных услуг",
        GENERIC,
        1,
        Citation("FED-URG-04", "442-FZ", "ч. 2 ст. 21 442-ФЗ"),
        fields=_fields("urgent-act"),
        forms=(Form.URGENT,),
        blank=True,
    ),
    PrintedForm(
        FEE_NOTICE,
        "Уведомление о новой плате",
        "fee_notice.html",
        1,
        Citation(
            "FED-NOT-02",
            "874n",
            "подп. «г» п. 7 примерной формы договора",
            note="формы уведомления акты не дают, слова портала",
        ),
        fields=_fields("fee-notice"),
    ),
    PrintedForm(
        AMENDMENT,
        "Дополнительное соглашение к договору",
        "amendment.html",
        2,
        Citation(
            "FED-CON-07",
            "874n",
            "п. 13 примерной формы договора",
            note="формы соглашения акты не дают, слова портала",
        ),
        fields=_fields("amendment"),
        edition="2",
    ),
    PrintedForm(
        ENDING_ORDER,
        "Приказ о прекращении социального обслуживания",
        "ending_order.html",
        1,
        Citation("FED-TER-07", "939n", _COMMON_PROCEDURES, note=_OUR_WORDS, verify=True),
        fields=_fields("ending-order"),
        edition="3",
    ),
    PrintedForm(
        ENDING_AGREEMENT,
        "Документ о расторжении договора",
        "ending_agreement.html",
        2,
        Citation(
            "FED-TER-05",
            "874n",
            "подп. «и» п. 10, п. 14 примерной формы договора",
            note=_OUR_WORDS,
        ),
        fields=_fields("ending-agreement"),
        edition="2",
    ),
    PrintedForm(
        ENDING_NOTICE,
        "Уведомление о прекращении договора",
        "ending_notice.html",
        2,
        Citation("FED-TER-06", "874n", "п. 15 примерной формы договора", note=_OUR_WORDS),
        fields=_fields("ending-notice"),
        edition="3",
    ),
    PrintedForm(
        CONTRACT_REFUSAL,
        "Отказ в заключении договора",
        "contract_refusal.html",
        2,
        Citation("FED-TER-02", "442-FZ", "ст. 18 442-ФЗ", note=_OUR_WORDS),
        fields=_fields("contract-refusal"),
    ),
    PrintedForm(
        ACT_CORRECTION,
        "Исправление акта сдачи-приёмки оказанных услуг",
        GENERIC,
        2,
        Citation(
            "FED-RGT-06", "874n", "подп. «д», «и» п. 10 примерной формы договора", note=_OUR_WORDS
        ),
        fields=_fields("act-correction"),
    ),
)
