"""The federal baseline: how a recipient moves to another provider (FED-TRN-01 to FED-TRN-03)."""

from portal.domain.choices import Choice, ChoiceList
from portal.domain.law import Citation
from portal.domain.moves import CHANGE_OF_PROVIDER_PATH, MoveKind
from portal.domain.transfer import EXPIRED, Continuity, TransferRules
from portal.domain.workflow import Link, straight

CHANGE_OF_PROVIDER = Citation(
    "FED-TRN-01",
    "442-FZ",
    "ст. 9, 16–18 442-ФЗ, п. 8 примерной формы договора",
    note="порядок шагов портала",
    verify=True,
)
_NO_PROCEDURE = Citation(
    "FED-TRN-02",
    "442-FZ",
    "ст. 9, 16–18 442-ФЗ",
    note="федерального порядка перевода нет: его задаёт регион",
    verify=True,
)
_MOVING_AWAY = Citation(
    "FED-TRN-03", "442-FZ", "ч. 5 ст. 16 442-ФЗ", note="код основания портала", verify=True
)
TERMINATE_AND_CONCLUDE = CHANGE_OF_PROVIDER_PATH
_CITIZEN = ("recipient", "representative")
_OFFICE = ("director", "head_of_department")
_STAFF = (*_OFFICE, "social_worker")

CHANGE_STEPS = (
    Link(
        "recipient_application",
        "Заявление получателя",
        ("recipient", "representative"),
        CHANGE_OF_PROVIDER,
    ),
    Link("final_act", "Последний акт", ("director", "accountant"), CHANGE_OF_PROVIDER),
    Link("completion_marks", "Отметки в программе", _OFFICE, CHANGE_OF_PROVIDER),
    Link("terminate_old", "Прежний договор прекращён", ("director",), CHANGE_OF_PROVIDER),
    Link(
        "present_programme_to_new",
        "Программа у нового поставщика",
        ("recipient", "representative"),
        CHANGE_OF_PROVIDER,
    ),
    Link("conclude_new", "Новый договор заключён", ("director",), CHANGE_OF_PROVIDER),
)
CHANGE_PATH = straight(TERMINATE_AND_CONCLUDE, "Смена поставщика", CHANGE_STEPS)
"""For regions whose own procedure governs a part of the changes only."""
_TO_ANOTHER_REGION = straight(
    MoveKind.REGION.value,
    "Переезд в другой регион",
    (
        Link("recipient_application", "Заявление получателя", _CITIZEN, _MOVING_AWAY),
        Link("terminate_old", "Договор прекращён", ("director",), _MOVING_AWAY),
        Link("final_act", "Последний акт", ("director", "accountant"), _MOVING_AWAY),
        Link("completion_marks", "Отметки в программе", _OFFICE, _MOVING_AWAY),
        Link("papers_handed", "Бумаги выданы получателю", _STAFF, _MOVING_AWAY),
    ),
)
_BETWEEN_DEPARTMENTS = straight(
    MoveKind.DEPARTMENT.value,
    "Перевод в другое отделение",
    (
        Link("recipient_application", "Просьба о переводе", (*_CITIZEN, "director"), _NO_PROCEDURE),
        Link("department_order", "Приказ о переводе", ("director",), _NO_PROCEDURE),
        Link("department_changed", "Получатель переведён", _OFFICE, _NO_PROCEDURE),
    ),
)
_TO_RESIDENTIAL_CARE = straight(
    MoveKind.RESIDENTIAL.value,
    "Переход в стационар",
    (
        Link("recipient_application", "Заявление получателя", _CITIZEN, CHANGE_OF_PROVIDER),
        Link("stationary_programme", "Программа на стационар", _STAFF, CHANGE_OF_PROVIDER),
        Link("place_confirmed", "Место и день приёма", _OFFICE, CHANGE_OF_PROVIDER),
        Link("old_end_set", "Прежний договор кончается накануне", _OFFICE, CHANGE_OF_PROVIDER),
        Link("conclude_new", "Новый договор действует", ("director",), CHANGE_OF_PROVIDER),
    ),
)
MOVING_AWAY = ChoiceList(
    "moving_away_papers",
    "Что получатель берёт с собой в другой регион",
    (
        Choice("programme_copy", "копия индивидуальной программы"),
        Choice("completion_marks", "программа с отметками об оказанных услугах"),
    ),
    _MOVING_AWAY,
)
FEDERAL_TRANSFER = TransferRules(
    workflow=CHANGE_PATH,
    procedure=_NO_PROCEDURE,
    continuity=Continuity(overlap_allowed=False, gap_allowed=True, citation=CHANGE_OF_PROVIDER),
    revisions=ChoiceList(
        "programme_revision_on_transfer",
        "Когда программу пересматривают при смене поставщика",
        (Choice(EXPIRED, "истёк срок программы"),),
        CHANGE_OF_PROVIDER,
    ),
    debt=CHANGE_OF_PROVIDER,
    lists=(MOVING_AWAY,),
    paths=(_TO_ANOTHER_REGION, _BETWEEN_DEPARTMENTS, _TO_RESIDENTIAL_CARE),
)
