"""The federal baseline: how a recipient moves to another provider (FED-TRN-01 to FED-TRN-03)."""

from portal.domain.choices import Choice, ChoiceList
from portal.domain.law import Citation
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
TERMINATE_AND_CONCLUDE = "terminate_and_conclude"
_OFFICE = ("director", "head_of_department")

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
    workflow=straight(TERMINATE_AND_CONCLUDE, "Смена поставщика", CHANGE_STEPS),
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
)
