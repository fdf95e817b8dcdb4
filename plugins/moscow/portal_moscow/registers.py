"""Реестры центра: заявления и договоры с услугами (MSK-REG-01, MSK-REG-02, MSK-FRM-02)."""

from portal.regions.api import (
    FEDERAL_REGISTERS,
    Citation,
    Column,
    Origin,
    RegisterSpec,
    Timeline,
    Version,
    replace,
)
from portal_moscow.identity import IN_FORCE

_APPLICATIONS = Citation(
    "MSK-REG-01",
    "1171",
    "п. 2.2 приказа № 1171",
    note="записи не удаляются и не меняют номера: правило портала",
)
_COLUMNS = Citation("MSK-FRM-02", "1171", "приложение 2 к приказу № 1171")
_CONTRACTS = Citation("MSK-REG-02", "1171", "п. 13 приложения 8 к приказу № 1171")

APPLICATIONS = RegisterSpec(
    code="applications",
    title="Журнал регистрации заявлений",
    per="application",
    kept_by="provider",
    columns=(
        Column("registered_on", "Дата регистрации заявления"),
        Column("applicant", "Ф.И.О. заявителя"),
        Column("application_date", "Дата, указанная в заявлении"),
        Column(
            "submitted_by",
            "Ф.И.О. родителя (законного представителя), подавшего заявление",
            needed=False,
        ),
        Column("form_and_kind", "Форма и вид социального обслуживания"),
        Column("enrolment", "Дата зачисления, № приказа и его дата", needed=False),
    ),
    citation=_COLUMNS,
)
CONTRACTS = RegisterSpec(
    code="contracts",
    title="Учёт договоров и оказанных услуг",
    per="contract",
    kept_by="provider",
    columns=(
        Column("contract", "Договор: номер, дата"),
        Column("state", "Заключён, исполняется, прекращён"),
        Column("programme", "Индивидуальная программа: номер, дата"),
        Column("services_given", "Оказанные услуги, единиц"),
    ),
    citation=_CONTRACTS,
)
# A number of the line is ours: the appendix begins with the date.
NUMBERED = replace(
    APPLICATIONS,
    columns=(Column("number", "№", origin=Origin.PORTAL), *APPLICATIONS.columns),
    citation=_APPLICATIONS,
    code="applications_numbered",
)

REGISTERS = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_REGISTERS,
            registers=(*FEDERAL_REGISTERS.registers, APPLICATIONS, NUMBERED, CONTRACTS),
        ),
        _APPLICATIONS,
    )
)
