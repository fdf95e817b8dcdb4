"""Перевод между стационарами с согласия министерства (AST-TRN-01 … AST-TRN-13)."""

from portal.regions.api import (
    CHANGE_PATH,
    FEDERAL_TRANSFER,
    Agreement,
    Choice,
    ChoiceList,
    Citation,
    Continuity,
    Demand,
    Mark,
    Timeline,
    Version,
    replace,
)
from portal_astrakhan.identity import IN_FORCE
from portal_astrakhan.transfer_papers import (
    EXPIRY_REMINDER,
    PACKAGES,
    PSYCHIATRIC_PAPERS,
    PSYCHIATRY,
    SPECIAL_SERVICE,
    SPECIAL_SERVICE_PAPERS,
)
from portal_astrakhan.transfer_path import (
    AFTER_NOTICE,
    AGREEMENT,
    NOTIFIED_IN,
    PATH,
    PETITION,
    REFUSAL,
    TRANSFER_PATH,
)

_SCOPE = Citation(
    "AST-TRN-01",
    "ast-11",
    "п. 1, 2 порядка",
    note="номенклатура утверждена распоряжением № 460-Пр от 31.10.2014; п. 3 порядка утрачен",
)
_PROGRAMME = Citation("AST-TRN-08", "ast-11", "п. 9 порядка")

_BOTH_STATIONARY = Demand(
    "both_stationary",
    "transfer_form_not_stationary",
    "Порядок перевода — только для двух стационаров. В другой форме прекратите договор и "
    "заключите новый.",
    _SCOPE,
)
_LISTED = Demand(
    "both_in_nomenclature",
    "provider_not_in_nomenclature",
    "Оба поставщика должны быть в областной номенклатуре. Проверьте перечень.",
    _SCOPE,
)
_MARKS = (
    Mark(
        "mental_disorder",
        "получатель страдает психическим расстройством",
        "psychiatric_care_law",
        "Перевод идёт по законодательству о психиатрической помощи: общие сроки его не заменяют.",
        manual=True,
        citation=PSYCHIATRY,
        papers=PSYCHIATRIC_PAPERS,
    ),
    Mark(
        "special_social_service",
        "получатель в организации специального социального обслуживания",
        "special_procedure_4_4",
        "Перевод идёт по подпункту 4.4 порядка № 572-П: запросите его текст в министерстве.",
        manual=True,
        citation=SPECIAL_SERVICE,
        papers=SPECIAL_SERVICE_PAPERS,
    ),
)
_REVISIONS = ChoiceList(
    "programme_revision_on_transfer",
    "Когда программу пересматривают при переводе",
    (
        Choice("programme_expired", "истёк срок программы"),
        Choice("circumstances_changed", "изменились обстоятельства нуждаемости"),
        Choice("recipient_wish", "пересмотра хочет получатель"),
    ),
    _PROGRAMME,
)
_AFTER_NOTICE = ChoiceList(
    "transfer_after_notice",
    "Что сделать после уведомления",
    (
        Choice("choose_provider", "получатель выбирает поставщика"),
        Choice("confirm_vacancy", "принимающий поставщик подтверждает место"),
        Choice("final_act", "последний акт прежнего поставщика"),
        Choice("completion_marks", "отметки в программе"),
        Choice("hand_over_personal_file", "личное дело передано под расписку"),
        Choice("end_old_contract", "прежний договор прекращён"),
        Choice("conclude_new_contract", "новый договор заключён"),
    ),
    AFTER_NOTICE,
)
_ENCLOSURES = ChoiceList(
    "transfer_enclosures",
    "Что министерство возвращает с уведомлением",
    (
        Choice("recipient_application", "заявление получателя"),
        Choice("personal_file", "личное дело"),
        Choice("clearance_sheet", "обходной лист"),
        Choice("medical_examination", "данные обследования"),
    ),
    NOTIFIED_IN.citation,
)
_REFUSAL_RECORD = ChoiceList(
    "agreement_refusal",
    "Отказ министерства в согласовании",
    (
        Choice("decision_date", "дата решения"),
        Choice("decision_number", "номер решения"),
        Choice("reason_text", "причина, как она указана"),
    ),
    REFUSAL,
)
_SIGNS = ChoiceList(
    "transfer_signatories",
    "Кто подписывает бумаги о переводе",
    (
        Choice("director", "ходатайство подписывает директор"),
        Choice("recipient", "заявление подписывает получатель"),
        Choice("representative", "или его представитель"),
    ),
    PETITION,
)

TRANSFER = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_TRANSFER,
            workflow=TRANSFER_PATH,
            procedure=PATH,
            continuity=Continuity(overlap_allowed=False, gap_allowed=False, citation=AFTER_NOTICE),
            revisions=_REVISIONS,
            scope=(_BOTH_STATIONARY, _LISTED),
            agreement=Agreement("notified", AGREEMENT),
            packages=PACKAGES,
            marks=_MARKS,
            lists=(
                *FEDERAL_TRANSFER.lists,
                _AFTER_NOTICE,
                _ENCLOSURES,
                _REFUSAL_RECORD,
                _SIGNS,
            ),
            deadlines=(EXPIRY_REMINDER,),
            # The order governs moves between residential providers only.
            paths=(CHANGE_PATH, *FEDERAL_TRANSFER.paths),
        ),
        PATH,
    )
)
