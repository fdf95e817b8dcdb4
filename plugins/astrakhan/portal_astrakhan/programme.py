"""Программа в стационаре: до конца срока, пересмотр, пробелы (AST-IPP, AST-DOC-04)."""

from portal.regions.api import (
    FEDERAL_PROGRAMME,
    Choice,
    ChoiceList,
    Citation,
    DeadlineRule,
    DocumentList,
    DocumentRequirement,
    ExpiryDuty,
    Form,
    Has,
    Norm,
    Place,
    Roll,
    TermUnit,
    Timeline,
    Trait,
    Version,
    replace,
)
from portal_astrakhan.identity import IN_FORCE

_EXPIRY = Citation(
    "AST-IPP-01",
    "ast-11",
    "п. 10 Порядка № 11",
    note="в тексте дни без слова «рабочих»: считаем календарные, с выходного срок идёт назад",
)
_REVIEW = Citation("AST-IPP-02", "ast-11", "п. 11 Порядка № 11")
_REVISION = Citation(
    "AST-IPP-03",
    "ast-11",
    "п. 12 Порядка № 11, подп. 1.14 Порядка № 572-П",
    note="текста подпункта 1.14 нет: предполагаем федеральные десять рабочих дней",
    verify=True,
)
_MISSING = Citation("AST-IPP-04", "572-P", "п. 2, 5, 9, 12 Порядка № 11", verify=True)
_ENCLOSURES = Citation("AST-DOC-04", "ast-11", "п. 11 Порядка № 11")

MISSING_TEXTS = ChoiceList(
    "missing_texts",
    "тексты, на которые ссылается порядок",
    (
        Choice("572-P:1.7-1.9", "порядок пересмотра программы", needs="AST-IPP-03"),
        Choice("572-P:1.14", "срок пересмотра программы", needs="AST-IPP-03"),
        Choice("572-P:4.4", "перевод в специальное учреждение", needs="AST-TRN-10"),
        Choice("572-P:appendix-2", "форма обходного листа", needs="AST-FRM-04"),
        Choice("460-Pr", "перечень стационарных поставщиков", needs="AST-TRN-01"),
    ),
    _MISSING,
)

REVIEW_ENCLOSURES = DocumentList(
    Form.STATIONARY,
    (
        DocumentRequirement(
            "revision_application", "Заявление о пересмотре программы", _ENCLOSURES, letter="1"
        ),
        DocumentRequirement("programme", "Действующая программа", _ENCLOSURES, letter="2"),
        DocumentRequirement(
            "need_of_revision_proof",
            "Документы о том, почему программу нужно пересмотреть",
            _ENCLOSURES,
            letter="3",
        ),
        DocumentRequirement(
            "representative_authority",
            "Документ о полномочиях представителя",
            replace(_ENCLOSURES, note="следует из полей приложения 2, а не из пункта 11"),
            when=Has(Trait.REPRESENTED),
            letter="4",
        ),
    ),
    _ENCLOSURES,
)

PROGRAMME = replace(
    FEDERAL_PROGRAMME,
    lists=(MISSING_TEXTS,),
    deadlines=(
        *FEDERAL_PROGRAMME.deadlines,
        DeadlineRule(
            "programme_revision", 10, TermUnit.WORKING_DAY, "application_submitted", _REVISION
        ),
    ),
    review=replace(
        FEDERAL_PROGRAMME.review,
        applicants=ChoiceList(
            "review_applicants",
            "кто подаёт заявление о пересмотре программы",
            (
                Choice("recipient", "получатель"),
                Choice("representative", "представитель"),
            ),
            _REVIEW,
        ),
        expected="programme_revision",
        assumed=True,
        form="AST-FRM-02",
        enclosures=REVIEW_ENCLOSURES,
        while_in_force=True,
        citation=_REVIEW,
    ),
    expiry=ExpiryDuty(
        term=DeadlineRule(
            "programme_expiry_notice",
            -30,
            TermUnit.CALENDAR_DAY,
            "programme_valid_until",
            _EXPIRY,
            Roll.PREVIOUS_WORKING_DAY,
        ),
        warn_days_earlier=14,
        actions=ChoiceList(
            "programme_expiry_actions",
            "что делает поставщик до конца программы",
            (
                Choice("notify_recipient", "письменно известить получателя", needs="AST-NOT-01"),
                Choice(
                    "send_conclusion",
                    "направить в министерство заключение о выполнении в двух экземплярах",
                    needs="AST-NOT-02",
                ),
            ),
            _EXPIRY,
        ),
    ),
)

PROGRAMMES = Timeline(Version(IN_FORCE, PROGRAMME, _EXPIRY))

PROGRAMME_NORMS = (
    Norm(
        "recipient_may_ask_for_revision",
        "Получатель может просить о пересмотре программы",
        "Пока программа действует, получатель сам или через представителя подаёт в министерство "
        "заявление о пересмотре. После её конца нужно новое заявление о предоставлении услуг.",
        (Place.PROGRAMME, Place.CABINET),
        _REVIEW,
        forms=(Form.STATIONARY,),
    ),
    Norm(
        "revision_term_is_assumed",
        "Срок пересмотра предположительный",
        "Срок министерства назван в тексте, которого у портала нет: показана дата по федеральному "
        "сроку. Она ничего не запрещает.",
        (Place.PROGRAMME,),
        _REVISION,
        forms=(Form.STATIONARY,),
    ),
    Norm(
        "open_legal_questions",
        "Открытые правовые вопросы",
        "Эти тексты нужно загрузить, чтобы зависящие от них правила стали твёрдыми:",
        (Place.PASSPORT,),
        _MISSING,
        items=MISSING_TEXTS.choices,
    ),
)
