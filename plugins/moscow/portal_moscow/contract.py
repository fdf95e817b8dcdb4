"""Договор: один рабочий день, окно обращения, доверенность, срок программы, изменения (MSK-CON)."""

from portal.regions.api import (
    FEDERAL_CONTRACTS,
    AmendmentRules,
    ApproachWindow,
    Choice,
    ChoiceList,
    Citation,
    Clause,
    ConditionGroup,
    ContractRules,
    DeadlineRule,
    Demand,
    Norm,
    Place,
    RecordSpec,
    Share,
    TermUnit,
    replace,
    with_clauses_after,
    with_text,
)
from portal_moscow.documents import STARTING_PAPERS

_CONCLUSION = DeadlineRule(
    "contract_conclusion",
    1,
    TermUnit.WORKING_DAY,
    "approached_provider",
    Citation("MSK-CON-01", "829-PP", "п. 5.2 Порядка № 829-ПП"),
)
_STRICT = DeadlineRule(
    "twenty_four_hours",
    24,
    TermUnit.HOUR,
    "programme_presented",
    Citation("MSK-CON-02", "1171", "п. 4 приложения 4, п. 1 приложения 8 к приказу № 1171"),
)
_SETTING = ChoiceList(
    "moscow_contract_deadline",
    "какого срока на договор держится поставщик",
    # A government decree ranks above a department's order, so its term is the default.
    (
        Choice("one_working_day", "один рабочий день, п. 5.2 Порядка № 829-ПП"),
        Choice("twenty_four_hours", "24 часа, приказ № 1171"),
    ),
    _STRICT.citation,
)
_WINDOW = ApproachWindow(
    days=180,
    of_term=Share(1, 2),
    warn_days=14,
    citation=Citation(
        "MSK-CON-03",
        "829-PP",
        "п. 4.2 Порядка № 829-ПП",
        note="половина срока округляется вниз, на выходной срок не переносится — наше прочтение",
    ),
)
_SIGNATORIES = Citation("MSK-CON-06", "1171", "п. 7 приложения 8 к приказу № 1171")
_SIGNERS = ChoiceList(
    "provider_signatories",
    "кто подписывает за поставщика",
    (Choice("director", "директор"), Choice("branch_head", "заведующий филиалом")),
    _SIGNATORIES,
)
_RECIPIENT_SIGNERS = ChoiceList(
    "recipient_signatories",
    "кто подписывает за получателя",
    (
        Choice("recipient", "получатель"),
        Choice("legal_representative", "законный представитель"),
        Choice("attorney", "дееспособный представитель по доверенности", needs="power_of_attorney"),
    ),
    _SIGNATORIES,
)
_POWER_OF_ATTORNEY = RecordSpec(
    ChoiceList(
        "power_of_attorney",
        "доверенность",
        (
            Choice("number", "номер"),
            Choice("issued_on", "дата"),
            Choice("valid_until", "срок действия"),
        ),
        _SIGNATORIES,
    ),
    required=("number", "issued_on", "valid_until"),
)
_DRAFT = Demand(
    "programme_signed",
    "programme_not_signed",
    "Программа ещё не подписана. Составьте договор после её подписания.",
    Citation("MSK-CON-04", "1171", "п. 4–6 приложения 8 к приказу № 1171"),
)
_ON_REQUEST = ChoiceList(
    "documents_on_request",
    "документы, которые показывают по требованию",
    (
        Choice("charter", "устав"),
        Choice("branch_regulation", "положение о филиале"),
        Choice("model_contract_forms", "образцы договоров"),
        Choice("service_standards", "стандарты социальных услуг"),
    ),
    Citation("MSK-CON-07", "1171", "п. 9 приложения 8 к приказу № 1171"),
)
_CHANGES = Citation(
    "MSK-CON-11",
    "1171",
    "п. 14 приложения 8 к приказу № 1171",
    note="плату меняют и без согласия получателя (MSK-FEE-08)",
)
_BY_CONSENT = Citation(
    "MSK-CON-12",
    "829-PP",
    "шаг 5 памятки к Порядку № 829-ПП",
    note="предложение поставщика с письменным согласием получателя считаем инициативой получателя",
)
_TERM = Citation("MSK-CON-09", "1171", "подп. 2 п. 10 приложения 8 к приказу № 1171")
_COPIES = Citation("MSK-CON-05", "1171", "п. 7, 11 приложения 8 к приказу № 1171")
_SUSPENSION = Citation("MSK-CON-10", "829-PP", "п. 5.3 Порядка № 829-ПП")
_INFORMATION = Citation("MSK-RGT-02", "1171", "п. 8 приложения 8 к приказу № 1171")
_SUSPENSION_SECTION = "IV.1. Приостановление предоставления Услуг"

_ACT = (
    "Ежемесячно по результатам оказания Услуг, как платных, так и бесплатных, Исполнитель передаёт "
    "Заказчику подписанный со своей стороны акт сдачи-приёмки оказанных Услуг в двух экземплярах, "
    "составленный по согласованной Сторонами форме. Акт является неотъемлемой частью настоящего "
    "Договора."
)
_CHANGE_OF_FEE = (
    "в одностороннем порядке изменить размер оплаты, указанный в разделе III настоящего Договора, "
    "если изменились утверждённые тарифы на Услуги, величина прожиточного минимума или "
    "среднедушевой доход Заказчика, письменно известив об этом Заказчика в течение двух дней со "
    "дня таких изменений."
)
_PAYMENT = (
    "Заказчик оплачивает Услуги ежемесячно в течение 10 дней по истечении отчётного месяца за "
    "наличный расчёт или в безналичном порядке на счёт, указанный в разделе VII настоящего "
    "Договора. Плата за месяц начисляется за Услуги, принятые по акту сдачи-приёмки."
)
_TERM_TEXT = (
    "Настоящий Договор вступает в силу {in_force} и действует в течение срока "
    "индивидуальной программы — до {valid_until} включительно."
)
_COPIES_TEXT = (
    "Настоящий Договор составлен в двух экземплярах, имеющих равную юридическую силу: первый "
    "остаётся у Заказчика, второй — у Исполнителя."
)

INFORMATION_ENTRY = Clause(
    "information_entry",
    "6.1",
    "II",
    "До заключения настоящего Договора Исполнитель ознакомил Заказчика (законного представителя "
    "Заказчика) с местом нахождения филиала и телефонами службы контроля качества, свидетельством "
    "о включении в реестр поставщиков социальных услуг, перечнем основных и дополнительных "
    "социальных услуг, стандартами и порядком их предоставления, тарифами. Подписывая настоящий "
    "Договор, Заказчик подтверждает, что ознакомлен с этими сведениями.",
    _INFORMATION,
)
SUSPENSION_CLAUSES = (
    Clause(
        "suspension_terms",
        "15.1",
        _SUSPENSION_SECTION,
        "Исполнитель вправе приостановить предоставление Услуг, письменно известив Заказчика: если "
        "не представлены сведения и документы, необходимые для исполнения настоящего Договора, — "
        "до их представления; если Услуги не оплачены в срок — до погашения задолженности; если "
        "нарушены иные условия настоящего Договора — до устранения нарушения; при временных "
        "медицинских противопоказаниях — на срок, указанный в заключении медицинской организации.",
        _SUSPENSION,
    ),
    Clause(
        "suspension_absence",
        "15.2",
        _SUSPENSION_SECTION,
        "Другие основания, по которым Стороны договорились приостанавливать предоставление Услуг: "
        "{pause_grounds}. Услуги приостанавливаются на время, пока основание действует.",
        _SUSPENSION,
    ),
    Clause(
        "suspension_effect",
        "15.3",
        _SUSPENSION_SECTION,
        "За дни приостановления Услуги не оказываются и плата не начисляется. Обязательства, "
        "возникшие до приостановления, исполняются. Со дня возобновления Услуги оказываются на "
        "прежних условиях.",
        _SUSPENSION,
    ),
)


def _groups() -> tuple[ConditionGroup, ...]:
    return (
        ConditionGroup("payment_terms", "об оплате услуг", ("payment", "free_mark"), _SUSPENSION),
        ConditionGroup(
            "suspension_terms", "о приостановлении услуг", ("suspension_terms",), _SUSPENSION
        ),
        ConditionGroup("termination_terms", "о прекращении услуг", ("termination",), _SUSPENSION),
    )


def _amendments(federal: AmendmentRules) -> AmendmentRules:
    return replace(
        federal,
        provider_grounds=ChoiceList(
            "provider_amendment_grounds",
            "по каким причинам договор меняет поставщик",
            (
                Choice(
                    "legislation_changed_significantly", "существенно изменилось законодательство"
                ),
            ),
            _CHANGES,
        ),
        by_consent=_BY_CONSENT,
        copies=2,
    )


CONTRACT_NORMS = (
    Norm(
        code="documents_on_request",
        title="Что показать по просьбе",
        text="При заключении договора получатель вправе попросить показать эти документы.",
        places=(Place.CONTRACT,),
        citation=_ON_REQUEST.citation,
        items=_ON_REQUEST.choices,
    ),
    Norm(
        code="civil_code_chapter_39",
        title="Какой закон действует для договора",
        text="К договору применяют Закон № 442-ФЗ и главу 39 Гражданского кодекса — о возмездном "
        "оказании услуг.",
        places=(Place.CONTRACT,),
        citation=Citation("MSK-CON-08", "1171", "п. 3 приложения 8 к приказу № 1171"),
    ),
)


def _clauses(federal: tuple[Clause, ...]) -> tuple[Clause, ...]:
    texts = {
        "acceptance_act": _ACT,
        "right_change_fee": _CHANGE_OF_FEE,
        "payment": _PAYMENT,
        "valid_until": _TERM_TEXT,
        "copies": _COPIES_TEXT,
    }
    for code, text in texts.items():
        federal = with_text(federal, code, text)
    federal = with_clauses_after(federal, "duty_other", INFORMATION_ENTRY)
    return with_clauses_after(federal, "termination_moment", *SUSPENSION_CLAUSES)


def _in_moscow(federal: ContractRules) -> ContractRules:
    return replace(
        federal,
        # Longer than the federal day before a weekend: the federal moment stays as a warning.
        conclusion=_CONCLUSION,
        starting_papers=STARTING_PAPERS,
        approach_window=_WINDOW,
        signatories=_SIGNATORIES,
        attorney_may_sign=True,
        term=_TERM,
        term_equals_programme=True,
        copies_citation=_COPIES,
        single=_COPIES,
        draft=_DRAFT,
        on_request=_ON_REQUEST,
        strict_conclusion=_STRICT,
        conclusion_setting=_SETTING,
        signing=replace(
            federal.signing,
            provider=_SIGNERS,
            recipient=_RECIPIENT_SIGNERS,
            attorney_record=_POWER_OF_ATTORNEY,
        ),
        terms=replace(federal.terms, groups=_groups()),
        amendments=_amendments(federal.amendments),
        clauses=_clauses(federal.clauses),
    )


CONTRACTS = FEDERAL_CONTRACTS.changed(_in_moscow)
