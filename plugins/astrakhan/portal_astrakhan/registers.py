"""Журналы перевода и пересмотра, учёт уведомлений поставщика (AST-REG-01 … AST-REG-03)."""

from portal.regions.api import (
    FEDERAL_REGISTERS,
    Citation,
    Column,
    Form,
    Origin,
    RegisterSpec,
    Timeline,
    Version,
    replace,
)
from portal_astrakhan.identity import IN_FORCE

_TRANSFERS = Citation(
    "AST-REG-01",
    "ast-11",
    "приложение 3 к постановлению № 11",
    note="в источнике уцелели две графы, остальные восстановлены по шагам порядка",
    verify=True,
)
_REVISIONS = Citation("AST-REG-02", "ast-11", "приложение 4 к постановлению № 11")
_DUTIES = Citation(
    "AST-REG-03",
    "ast-11",
    "п. 10 порядка к постановлению № 11",
    note="журнала акт не требует: учёт портала",
    verify=True,
)
_STATIONARY = (Form.STATIONARY,)


def _rebuilt(code: str, title: str) -> Column:
    return Column(code, title, needed=False, origin=Origin.RECONSTRUCTED)


def _own(code: str, title: str, *, needed: bool = True) -> Column:
    return Column(code, title, needed, Origin.PORTAL)


TRANSFERS = RegisterSpec(
    code="transfers",
    title="Журнал регистрации заявлений о переводе",
    per="transfer",
    kept_by="authority",
    columns=(
        _rebuilt("number", "№ п/п"),
        _rebuilt("received_on", "Дата поступления заявления"),
        _rebuilt("recipient_name", "Фамилия, имя, отчество получателя"),
        _rebuilt("birth_date", "Дата рождения"),
        Column("provider_name", "Наименование поставщика"),
        _rebuilt("agreement_date", "Дата согласования"),
        _rebuilt("recommended_providers", "Рекомендуемые поставщики"),
        Column("notice_date", "Дата уведомления"),
    ),
    citation=_TRANSFERS,
    forms=_STATIONARY,
)
REVISIONS = RegisterSpec(
    code="revisions",
    title="Журнал регистрации заявлений о пересмотре программы",
    per="revision",
    kept_by="authority",
    columns=(
        _rebuilt("number", "№ п/п"),
        Column(
            "received_by_authorised_organisation",
            "Дата поступления заявления в уполномоченную организацию",
        ),
        Column("received_by_ministry", "Дата поступления заявления в министерство"),
        Column("recipient_name", "Фамилия, имя, отчество получателя социальных услуг"),
        Column("birth_date", "Дата рождения"),
        Column(
            "living_conditions_act_date", "Дата составления акта оценки условий жизнедеятельности"
        ),
        Column(
            "living_conditions_act_received",
            "Дата поступления акта оценки условий жизнедеятельности в министерство",
        ),
        Column("conclusion_date", "Дата оформления заключения о выполнении программы"),
        Column("new_programme", "Дата и номер разработанной программы"),
    ),
    citation=_REVISIONS,
    forms=_STATIONARY,
)
DUTIES = RegisterSpec(
    code="expiry_duties",
    title="Журнал уведомлений и заключений поставщика",
    per="programme",
    kept_by="provider",
    columns=(
        _own("recipient", "Получатель"),
        _own("programme_number", "Программа"),
        _own("programme_valid_until", "Действует до"),
        _own("due", "Исполнить не позднее"),
        _own("notice_delivered_on", "Уведомление вручено", needed=False),
        _own("conclusion_sent_on", "Заключение направлено", needed=False),
        _own("copies", "Экземпляров", needed=False),
        _own("ministry_receipt", "Отметка министерства", needed=False),
    ),
    citation=_DUTIES,
    forms=_STATIONARY,
)

REGISTERS = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_REGISTERS,
            registers=(*FEDERAL_REGISTERS.registers, TRANSFERS, REVISIONS, DUTIES),
        ),
        _TRANSFERS,
    )
)
