"""The federal baseline: the registers of providers and of recipients (FED-REG-01, FED-REG-02)."""

from portal.domain.law import Citation
from portal.domain.registers import Column, RegisterRules, RegisterSpec

PROVIDERS = Citation("FED-REG-01", "442-FZ", "ст. 11, 25 442-ФЗ", verify=True)
_RECIPIENTS = Citation("FED-REG-02", "442-FZ", "ст. 12, 26 442-ФЗ", verify=True)

REGISTER_OF_PROVIDERS = RegisterSpec(
    code="providers",
    title="Реестр поставщиков социальных услуг",
    per="provider",
    kept_by="authority",
    columns=(
        Column("register_number", "Номер в реестре"),
        Column("registered_on", "Включён"),
        Column("excluded_on", "Исключён", needed=False),
        Column("forms_of_service", "Формы социального обслуживания"),
    ),
    citation=PROVIDERS,
)
REGISTER_OF_RECIPIENTS = RegisterSpec(
    code="recipients",
    title="Регистр получателей социальных услуг",
    per="recipient",
    kept_by="authority",
    columns=(
        Column("register_number", "Регистрационный номер записи"),
        Column("full_name", "Фамилия, имя, отчество"),
        Column("birth_date", "Дата рождения"),
        Column("sex", "Пол"),
        Column("address_phone", "Адрес, контактный телефон"),
        Column("snils", "СНИЛС"),
        Column("id_document", "Документ, удостоверяющий личность"),
        Column("application_date", "Дата обращения"),
        Column("programme_date_number", "Дата и номер индивидуальной программы"),
        Column("providers", "Поставщик (поставщики)"),
        Column("services", "Услуги: тариф, стоимость, источник, периодичность, результат"),
        Column("other", "Иная информация", needed=False),
    ),
    citation=_RECIPIENTS,
)
FEDERAL_REGISTERS = RegisterRules(
    registers=(REGISTER_OF_PROVIDERS, REGISTER_OF_RECIPIENTS), entry=PROVIDERS
)
