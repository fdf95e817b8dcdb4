"""Путь перевода: состояния, шаги, сроки министерства, условия завершения (AST-TRN-02 … -13)."""

from portal.regions.api import (
    Citation,
    DeadlineRule,
    Demand,
    Roll,
    State,
    TermUnit,
    Workflow,
    WorkflowStep,
)

_SILENT = "постановление № 11 об этом молчит"
PATH = Citation(
    "AST-TRN-07",
    "ast-11",
    "п. 4–6 порядка",
    note="состояния после уведомления добавлены порталом",
)
AGREEMENT = Citation("AST-TRN-02", "ast-11", "п. 4 порядка")
PETITION = Citation(
    "AST-TRN-03",
    "ast-11",
    "п. 5 порядка",
    note="источник называет обе бумаги заявлением: бумага поставщика прочитана как ходатайство",
)
AFTER_NOTICE = Citation(
    "AST-TRN-11", "ast-11", _SILENT, note="шаги после уведомления предложены порталом", verify=True
)
REFUSAL = Citation(
    "AST-TRN-12", "ast-11", _SILENT, note="оснований и срока отказа нет", verify=True
)
WITHDRAWAL = Citation("AST-TRN-13", "442-FZ", "ст. 18 442-ФЗ", note=_SILENT, verify=True)
_VACANCY = Citation("AST-CAP-01", "442-FZ", "ст. 18 442-ФЗ", note=_SILENT, verify=True)
_CONTRACT = Citation("AST-CON-01", "442-FZ", "ч. 1 ст. 17 442-ФЗ")
_PSYCHIATRY = Citation("AST-TRN-09", "ast-11", "п. 7 порядка")
_SPECIAL = Citation("AST-TRN-10", "ast-11", "п. 9 порядка, подп. 4.4 порядка № 572-П")
_UNDER_CARE = Citation("AST-MIN-01", "ast-11", "п. 8 порядка")
_PROGRAMME = Citation("AST-TRN-08", "ast-11", "п. 9 порядка")
_OLD_CONTRACT = Citation("AST-TER-01", "ast-11", _SILENT, verify=True)
_PACKAGE = Citation("AST-DOC-01", "ast-11", "п. 5 порядка")

REGISTERED_SAME_DAY = DeadlineRule(
    "transfer_registration",
    0,
    TermUnit.WORKING_DAY,
    "received_by_ministry",
    Citation(
        "AST-TRN-04",
        "ast-11",
        "п. 6 порядка",
        note="поступившее в выходной считается поступившим в следующий рабочий день",
    ),
    Roll.NEXT_WORKING_DAY,
)
AGREED_IN = DeadlineRule(
    "transfer_agreement",
    2,
    TermUnit.WORKING_DAY,
    "application_registered",
    Citation("AST-TRN-05", "ast-11", "п. 6 порядка"),
)
NOTIFIED_IN = DeadlineRule(
    "transfer_notice",
    # Two working days for the agreement, even when it came earlier, and one more.
    AGREED_IN.amount + 1,
    TermUnit.WORKING_DAY,
    "application_registered",
    Citation(
        "AST-TRN-06",
        "ast-11",
        "п. 6 порядка",
        note="2 рабочих дня на согласование и ещё 1 рабочий день, всего не больше 3",
    ),
)

_CURRENT, _AUTHORITY, _RECIPIENT, _RECEIVING = (
    "current_provider",
    "authority",
    "recipient",
    "receiving_provider",
)
_CITIZEN = ("recipient", "representative")
_STATES = (
    State("draft", "подготовка", owner=_CURRENT),
    State("package_ready", "пакет документов готов", owner=_CURRENT),
    State("submitted", "направлено в министерство", owner=_CURRENT),
    State("registered", "зарегистрировано", owner=_AUTHORITY),
    State("agreed", "согласовано", owner=_AUTHORITY),
    State("notified", "получено уведомление", owner=_AUTHORITY),
    State("provider_chosen", "выбран поставщик", owner=_RECIPIENT),
    State("completed", "перевод завершён", final=True, owner=_RECEIVING),
    State("refused", "отказано в согласовании", final=True, owner=_AUTHORITY),
    State("withdrawn", "отозвано получателем", final=True, owner=_RECIPIENT),
)
_READY = (
    Demand(
        "package_complete",
        "documents_missing",
        "Пакет неполный или бумага просрочена. Посмотрите список недостающих документов.",
        _PACKAGE,
    ),
)
_SUBMITTED = (
    Demand(
        "current_provider",
        "not_current_provider",
        "Ходатайство подаёт поставщик, с которым у получателя действует договор.",
        PETITION,
    ),
    Demand(
        "petition_signed",
        "signature_missing",
        "Ходатайство ещё не подписано. Его подписывает директор.",
        PETITION,
    ),
)
_COMPLETED = (
    Demand(
        "personal_file_sent",
        "personal_file_not_sent",
        "Личное дело не передано под расписку принимающему поставщику. Передайте его.",
        AFTER_NOTICE,
    ),
    Demand(
        "vacancy_confirmed",
        "vacancy_not_confirmed",
        "Принимающий поставщик ещё не подтвердил место. Зарегистрируйте подтверждение.",
        _VACANCY,
    ),
    Demand(
        "programme_in_force",
        "programme_expired",
        "На день перевода программа истекла. Получателю нужна новая: помогите подать заявление.",
        _PROGRAMME,
    ),
    Demand(
        "old_contract_ended",
        "old_contract_in_force",
        "Прежний договор ещё действует. Прекратите его накануне перевода.",
        _OLD_CONTRACT,
    ),
    Demand(
        "new_contract_concluded",
        "new_contract_missing",
        "Принимающий поставщик ещё не заключил свой договор.",
        _CONTRACT,
    ),
    Demand(
        "psychiatric_care_observed",
        "director_mark_missing",
        "Нужна отметка директора, что законодательство о психиатрической помощи соблюдено.",
        _PSYCHIATRY,
        when=("mental_disorder",),
    ),
    Demand(
        "special_procedure_observed",
        "director_mark_missing",
        "Нужна отметка директора, что подпункт 4.4 порядка № 572-П соблюдён.",
        _SPECIAL,
        when=("special_social_service",),
    ),
    Demand(
        "referral_checked",
        "director_mark_missing",
        "Нужна отметка директора о направлении для помещения под надзор.",
        _UNDER_CARE,
        when=("orphan", "left_without_parental_care"),
    ),
)
_STEPS = (
    WorkflowStep(
        "prepare_package",
        "Собрать пакет",
        ("director", "social_worker"),
        "draft",
        "package_ready",
        PATH,
        demands=_READY,
    ),
    WorkflowStep(
        "submit",
        "Направить в министерство",
        ("director",),
        "package_ready",
        "submitted",
        PETITION,
        demands=_SUBMITTED,
    ),
    WorkflowStep(
        "register",
        "Зарегистрировать",
        (_AUTHORITY,),
        "submitted",
        "registered",
        REGISTERED_SAME_DAY.citation,
        within=REGISTERED_SAME_DAY,
    ),
    WorkflowStep(
        "agree",
        "Согласовать",
        (_AUTHORITY,),
        "registered",
        "agreed",
        AGREED_IN.citation,
        within=AGREED_IN,
    ),
    WorkflowStep(
        "refuse", "Отказать в согласовании", (_AUTHORITY,), "registered", "refused", REFUSAL
    ),
    WorkflowStep(
        "notify",
        "Уведомить о поставщиках",
        (_AUTHORITY,),
        "agreed",
        "notified",
        NOTIFIED_IN.citation,
        within=NOTIFIED_IN,
    ),
    WorkflowStep(
        "choose_provider",
        "Выбрать поставщика",
        _CITIZEN,
        "notified",
        "provider_chosen",
        AFTER_NOTICE,
    ),
    WorkflowStep(
        "complete",
        "Завершить перевод",
        ("director",),
        "provider_chosen",
        "completed",
        AFTER_NOTICE,
        demands=_COMPLETED,
    ),
    *(
        WorkflowStep(
            f"withdraw_{state.code}", "Отозвать", _CITIZEN, state.code, "withdrawn", WITHDRAWAL
        )
        for state in _STATES
        if not state.final
    ),
)
TRANSFER_PATH = Workflow("transfer", "Перевод к другому поставщику", _STATES, _STEPS)
