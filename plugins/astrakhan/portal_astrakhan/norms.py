"""Нормы, которые показывают там, где они нужны: федеральные и астраханские."""

from portal.regions.api import (
    FEDERAL_NORMS,
    Choice,
    Citation,
    Form,
    Norm,
    Place,
    Timeline,
    Version,
)
from portal_astrakhan.identity import IN_FORCE
from portal_astrakhan.programme import PROGRAMME_NORMS

_CLEARANCE_SHEET = Norm(
    "clearance_sheet",
    "Обходной лист",
    "Обходной лист заполняет медицинская организация по форме приложения № 2 к постановлению "
    "№ 572-П. Текста формы у портала нет: он хранит скан, дату выдачи и того, кто выдал, а своего "
    "бланка не печатает.",
    (Place.TRANSFER, Place.DOCUMENTS),
    Citation(
        "AST-FRM-04",
        "572-P",
        "приложение № 2 к порядку № 572-П",
        note="форма недоступна; не путать с приложением № 2 к постановлению № 11",
        verify=True,
    ),
    items=(
        Choice("scan", "скан листа"),
        Choice("issue_date", "дата выдачи"),
        Choice("issuer", "кто выдал"),
    ),
    forms=(Form.STATIONARY,),
)

NORMS = Timeline(
    Version(
        IN_FORCE,
        (
            *FEDERAL_NORMS,
            *PROGRAMME_NORMS,
            _CLEARANCE_SHEET,
        ),
        Citation("AST-RGT-01", "ast-11", "постановление № 11"),
    )
)
