"""Переход к другому поставщику: отказ от прежнего и договор с новым (MSK-TRN-01)."""

from portal.regions.api import (
    FEDERAL_TRANSFER,
    Choice,
    ChoiceList,
    Citation,
    Link,
    Timeline,
    Version,
    replace,
    straight,
)
from portal_moscow.identity import IN_FORCE

_PATH = Citation(
    "MSK-TRN-01",
    "1171",
    "п. 22 приложения 7 к приказу № 1171",
    note="московского порядка перевода нет; окно обращения проверяется для первого договора — наше "
    "прочтение",
    verify=True,
)
_CITIZEN = ("recipient", "representative")

STEPS = (
    Link("refusal_scope_this_provider", "Отказ от услуг этого поставщика", _CITIZEN, _PATH),
    Link("final_act", "Последний акт", ("director", "accountant"), _PATH),
    Link("completion_marks", "Отметки в программе", ("director",), _PATH),
    Link("present_to_new", "Решение и программа у нового поставщика", _CITIZEN, _PATH),
    Link("conclude_new", "Новый договор заключён", ("director",), _PATH),
)

PAPERS = ChoiceList(
    "change_of_provider_papers",
    "Что получатель берёт с собой к другому поставщику",
    (
        Choice("decision_copy", "копия решения о предоставлении социальных услуг"),
        Choice("programme_copy", "копия индивидуальной программы"),
        Choice("completion_marks", "программа с отметками об оказанных услугах"),
    ),
    _PATH,
)

TRANSFER = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_TRANSFER,
            workflow=straight("refuse_and_conclude", "Переход к другому поставщику", STEPS),
            procedure=_PATH,
            window_once=_PATH,
            lists=(*FEDERAL_TRANSFER.lists, PAPERS),
        ),
        _PATH,
    )
)
