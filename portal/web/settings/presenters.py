"""Words of the journal of access."""

from portal.domain.law import Citation
from portal.usecases.envelope_disclosure import SUBJECT
from portal.web.access_log import INCOME

CONFIDENTIAL = Citation("FED-PDP-01", "442-FZ", "ст. 6 442-ФЗ", verify=True)
SUBJECTS = {
    INCOME: "доход семьи",
    "recipients": "карточка получателя",
    "programmes": "программа",
    "contracts": "договор",
    "amendments": "соглашение к договору",
    "terminations": "прекращение договора или отказ в нём",
    "deliveries": "услуги",
    "months": "закрытие месяца",
    "acts": "акт",
    "payments": "оплаты",
    "rehearsals": "расчёт платы",
    "tariff_days": "плата по новым тарифам",
    "admissions": "приём: заявления, очередь, запросы бумаг",
    "urgent": "срочные услуги",
    "transfers": "перевод к другому поставщику",
    SUBJECT: "передача личного дела другому поставщику",
    "moves": "переход внутри учреждения",
    "child_units": "ребёнок в отделении",
    "families": "семья на учёте",
    "duties": "обязанности со сроком",
    "electronic": "электронная подпись",
    "signing_codes": "код для подписи",
    "signing": "возврат бумаги без подписи",
    "copies": "экземпляры бумаг",
    "cabinet": "кабинет получателя",
    "admin": "учётные записи",
}


def subject_words(subject: str) -> str:
    """What was looked at, in words."""
    return SUBJECTS.get(subject, "другой раздел")
