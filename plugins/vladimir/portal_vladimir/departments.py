"""Подразделения поставщика: подразделение, а не только форма, выбирает перечни (VLA-REC-01)."""

from portal.regions.api import Citation, Form, Unit

_DEPARTMENTS = Citation("VLA-REC-01", "vla-procedure", "заголовки разделов порядка учреждения")
_NO_FORM = Citation(
    "VLA-REC-01",
    "vla-procedure",
    "заголовки разделов порядка учреждения",
    note="форма в тексте названа неясно, определена по содержанию раздела",
    verify=True,
)

# Срочных услуг здесь нет: для них нет ни программы, ни договора (VLA-URG-03).
DEPARTMENTS = (
    Unit("home_care", "Отделение социального обслуживания на дому", Form.HOME, _DEPARTMENTS),
    Unit(
        "day_care",
        "Отделение дневного пребывания граждан пожилого возраста и инвалидов",
        Form.SEMI_STATIONARY,
        _DEPARTMENTS,
    ),
    Unit(
        "minors_prevention",
        "Отделение профилактики безнадзорности и правонарушений несовершеннолетних",
        Form.HOME,
        _NO_FORM,
    ),
    Unit(
        "child_rehabilitation",
        "Отделение реабилитации детей и подростков с ограниченными возможностями здоровья",
        Form.SEMI_STATIONARY,
        _NO_FORM,
    ),
    Unit(
        "minors_stationary",
        "Стационарное отделение для несовершеннолетних",
        Form.STATIONARY,
        _DEPARTMENTS,
    ),
)
