"""How hooks and fields of rules are called where a region's law is shown to people."""

from portal.regions.caption_fields import FIELDS
from portal.regions.caption_words import WORDS

HOOKS = {
    "departments": "Отделения",
    "work_calendar": "Производственный календарь",
    "reference_values": "Справочные значения",
    "service_catalogue": "Перечень услуг",
    "fee_rules": "Доход и плата",
    "required_documents": "Документы получателя",
    "contract_rules": "Договор",
    "act_rules": "Акт",
    "payment_rules": "Оплата",
    "suspension_rules": "Приостановление",
    "printed_forms": "Печатные формы",
    "admission_rules": "Признание нуждающимся",
    "programme_rules": "Индивидуальная программа",
    "schedule_rules": "График услуг",
    "capacity_rules": "Места и группы",
    "information_rules": "Информирование",
    "personal_data_rules": "Персональные данные",
    "representation_rules": "Представители",
    "termination_rules": "Прекращение услуг",
    "transfer_rules": "Перевод к другому поставщику",
    "urgent_rules": "Срочные услуги",
    "notices": "Уведомления",
    "registers": "Реестры и журналы",
    "norms": "Права, запреты и чужие обязанности",
}
"""Every hook by its name, as a heading."""


def hook_title(name: str) -> str:
    """The heading of a hook."""
    return HOOKS.get(name, name)


def field_title(name: str) -> str:
    """The word for a field."""
    return FIELDS.get(name, name)


def code_words(code: str) -> str:
    """The words for a code."""
    return WORDS.get(code, code)
