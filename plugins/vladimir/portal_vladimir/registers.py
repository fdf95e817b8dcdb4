"""Реестры отделений: личные дела детей и семей, копии квитанций (VLA-REG-01 … VLA-REG-03)."""

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
from portal_vladimir.identity import IN_FORCE

_CHILDREN = Citation(
    "VLA-REG-01", "vla-procedure", "порядок отделения реабилитации, пункт о личном деле"
)
_FAMILIES = Citation(
    "VLA-REG-02",
    "vla-procedure",
    "порядок отделения профилактики, пункты о личном деле и учёте семей",
    note="граф порядок не называет: графы портала",
)
_RECEIPTS = Citation(
    "VLA-REG-03",
    "vla-procedure",
    "п. 11 порядка обслуживания на дому",
    note="графы портала",
    verify=True,
)


def _column(code: str, title: str, *, needed: bool = True) -> Column:
    return Column(code, title, needed, Origin.PORTAL)


CHILDREN = RegisterSpec(
    code="children_files",
    title="Личные дела детей отделения реабилитации",
    per="child",
    kept_by="provider",
    columns=(
        _column("file_number", "Номер дела"),
        _column("child", "Ребёнок: фамилия, имя, отчество, дата рождения"),
        _column("opened_on", "Заведено в день зачисления"),
        _column("papers", "Бумаги дела"),
    ),
    citation=_CHILDREN,
    forms=(Form.SEMI_STATIONARY,),
    unit_codes=("child_rehabilitation",),
)
FAMILIES = RegisterSpec(
    code="family_files",
    title="Учёт семей отделения профилактики",
    per="family",
    kept_by="provider",
    columns=(
        _column("file_number", "Номер дела"),
        _column("family", "Семья"),
        _column("minors", "Несовершеннолетние"),
        _column("opened_on", "Заведено"),
        _column("head_decision", "Решение заведующего"),
        _column("programme_number", "Программа", needed=False),
        _column("closed_on", "Закрыто", needed=False),
        _column("closing_decision", "Коллегиальное решение", needed=False),
    ),
    citation=_FAMILIES,
    forms=(Form.HOME,),
)
RECEIPTS = RegisterSpec(
    code="receipt_copies",
    title="Реестр копий квитанций",
    per="receipt",
    kept_by="provider",
    columns=(
        _column("payment_date", "Дата оплаты"),
        _column("receipt_number", "№ квитанции"),
        _column("amount", "Сумма"),
        _column("recipient", "Получатель"),
        _column("month", "Месяц"),
        _column("social_worker", "Социальный работник"),
        _column("handed_over_on", "Сдана", needed=False),
        _column("accepted_by", "Принял", needed=False),
    ),
    citation=_RECEIPTS,
    forms=(Form.HOME,),
)

REGISTERS = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_REGISTERS,
            registers=(*FEDERAL_REGISTERS.registers, CHILDREN, FAMILIES, RECEIPTS),
        ),
        _FAMILIES,
    )
)
