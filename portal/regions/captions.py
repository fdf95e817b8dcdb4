"""How hooks and fields of rules are called where a region's law is shown to people."""

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

FIELDS = {
    "actors": "кто",
    "amount": "сколько",
    "approach_window": "срок обращения к поставщику",
    "blocking": "без неё договор не заключить",
    "caps": "пределы платы",
    "channels": "способы оплаты",
    "checked_on": "проверено",
    "choices": "коды",
    "clauses": "пункты",
    "code": "код",
    "conclusion": "срок заключения",
    "copies": "экземпляров",
    "counts_from": "считается от",
    "days": "дней",
    "days_off": "выходные дни",
    "deadlines": "сроки",
    "document": "бумага",
    "federal_conclusion": "федеральный срок",
    "final": "конечное",
    "form": "форма обслуживания",
    "forms": "формы обслуживания",
    "free_categories": "бесплатно",
    "grounds": "основания",
    "group": "группа",
    "half_of_term": "не позже половины срока",
    "income": "расчёт дохода",
    "income_frees": "доход освобождает от платы",
    "initiators": "кто начинает",
    "items": "строки",
    "key": "значение",
    "kind": "вид",
    "letter": "буква",
    "lists": "списки",
    "married_children": "дети в браке считаются",
    "minors_only": "только до 18 лет",
    "needs": "нужна бумага",
    "not_counted": "не считается доходом",
    "number": "номер",
    "obtainable_by_provider": "поставщик может получить сам",
    "over_threshold": "от превышения над пределом дохода",
    "percent": "процент",
    "places": "где показывается",
    "receipt_required": "квитанция обязательна",
    "receipt_workflow": "путь квитанции",
    "relations": "члены семьи",
    "requirements": "бумаги",
    "roll": "если последний день выходной",
    "section": "раздел",
    "since": "с",
    "skipped_months": "месяцев между периодом и заявлением",
    "source": "из состояния",
    "starting_papers": "бумаги, с которых идёт срок",
    "states": "состояния",
    "steps": "шаги",
    "student_age": "студенты до",
    "target": "в состояние",
    "template": "шаблон",
    "term": "срок",
    "text": "текст",
    "title": "название",
    "unit": "единица",
    "unit_code": "отделение",
    "unit_codes": "отделения",
    "unit_title": "единица",
    "until": "по",
    "when": "когда",
    "within": "срок",
    "working_weekends": "рабочие выходные",
    "years": "годы",
}
"""Fields by their names; one that is not here is shown by its name."""

WORDS = {
    "hour": "часы",
    "working_day": "рабочие дни",
    "calendar_day": "календарные дни",
    "month": "месяцы",
    "year": "годы",
    "keep": "срок не переносится",
    "next_working_day": "переносится на следующий рабочий день",
    "previous_working_day": "переносится на предыдущий рабочий день",
}
"""Codes whose classes have no words of their own."""


def hook_title(name: str) -> str:
    """The heading of a hook."""
    return HOOKS.get(name, name)


def field_title(name: str) -> str:
    """The word for a field."""
    return FIELDS.get(name, name)


def code_words(code: str) -> str:
    """The words for a code."""
    return WORDS.get(code, code)
