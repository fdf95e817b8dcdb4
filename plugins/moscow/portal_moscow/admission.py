"""Признание нуждающимся: заявление, шаги и сроки, комиссия, очередь (MSK-REC, MSK-DOC)."""

from portal.regions.api import (
    FEDERAL_ADMISSIONS,
    AdmissionRules,
    Choice,
    ChoiceList,
    Citation,
    DeadlineRule,
    Decider,
    Form,
    IndicationRules,
    LongIllness,
    Norm,
    Place,
    Roll,
    TermUnit,
    WaitingRule,
    replace,
)
from portal_moscow.admission_lists import (
    ADMISSION_LISTS,
    AGAIN,
    APPLICATION,
    COMMISSION,
    ELECTRONIC,
    NOTICE,
    WHO_DECIDES,
)
from portal_moscow.application_papers import APPLICATION_PAPERS, OBSTACLE_CITATION

_STEPS = Citation("MSK-REC-03", "829-PP", "п. 2.8–2.12 Порядка № 829-ПП")
_COMPLETENESS = replace(_STEPS, note="в тексте «два дня» без слова «рабочих»: считаем рабочие")
_ALONE = Citation("MSK-REC-08", "829-PP", "памятка, шаг 1")
_INDICATIONS = Citation("MSK-REC-10", "1171", "п. 12–13 приложения 7 к приказу № 1171")
_QUEUE = Citation(
    "MSK-REC-11",
    "1171",
    "п. 14 приложения 7 к приказу № 1171",
    note="плата считается по доходу самого получателя: отметка служит только очереди",
)

_DEADLINES = (
    DeadlineRule(
        "application_registration",
        0,
        TermUnit.CALENDAR_DAY,
        "application_submitted",
        APPLICATION,
    ),
    DeadlineRule(
        "electronic_answer", 3, TermUnit.WORKING_DAY, "electronic_application_sent", ELECTRONIC
    ),
    DeadlineRule(
        "completeness_check", 2, TermUnit.WORKING_DAY, "application_registered", _COMPLETENESS
    ),
    DeadlineRule(
        "income_and_inspection", 3, TermUnit.WORKING_DAY, "application_registered", _STEPS
    ),
    DeadlineRule("decision_after_inspection", 2, TermUnit.WORKING_DAY, "inspection_report", _STEPS),
    # The federal term in total; the city only splits it into steps.
    DeadlineRule("recognition_decision", 5, TermUnit.WORKING_DAY, "application_submitted", _STEPS),
    DeadlineRule("decision_notice", 2, TermUnit.WORKING_DAY, "decision_made", NOTICE),
    DeadlineRule(
        "needs_assessment",
        5,
        TermUnit.CALENDAR_DAY,
        "application_submitted",
        replace(COMMISSION, note=f"{COMMISSION.note}; в тексте «пять дней»: считаем календарные"),
        Roll.NEXT_WORKING_DAY,
    ),
)

_DEGREES_HOME = (
    Choice("limited_self_care", "самообслуживание ограничено"),
    Choice("self_care_with_periodic_help", "обслуживает себя с помощью людей или приспособлений"),
)
_DEGREES_INSTITUTION = (
    Choice("limited_self_care", "самообслуживание ограничено"),
    Choice("no_self_care", "самообслуживание утрачено"),
    Choice("constant_outside_help", "нужна постоянная помощь"),
    Choice("full_dependence", "полная зависимость от других"),
)
_DEGREES_DAY_CARE = (
    Choice("self_care_kept_and_mobile", "обслуживает себя и активно передвигается"),
    Choice("minor_in_difficult_situation", "несовершеннолетний в трудной жизненной ситуации"),
)

_DISTRICT_OFFICE = "управление социальной защиты округа"
_DECIDERS = (
    Decider(Form.HOME, "uszn", _DISTRICT_OFFICE, WHO_DECIDES),
    Decider(Form.SEMI_STATIONARY, "uszn", _DISTRICT_OFFICE, WHO_DECIDES),
    Decider(Form.STATIONARY, "department", "Департамент", WHO_DECIDES),
)
_INDICATION_RULES = IndicationRules(
    (
        ChoiceList("home", "показания к обслуживанию на дому", _DEGREES_HOME, _INDICATIONS),
        ChoiceList(
            "home_by_stationary_institution",
            "показания к обслуживанию на дому силами стационара",
            _DEGREES_INSTITUTION,
            _INDICATIONS,
        ),
        ChoiceList(
            "semi_stationary_day_care",
            "показания к отделению дневного пребывания",
            _DEGREES_DAY_CARE,
            _INDICATIONS,
        ),
    ),
    disability_group_required=False,
)
_LIVING_ALONE = ChoiceList(
    "living_alone",
    "одиноко проживающий",
    (
        Choice("nobody_registered", "по справке никто больше не зарегистрирован"),
        Choice(
            "registered_relative_lives_elsewhere",
            "зарегистрированный родственник живёт в другом населённом пункте",
            needs="actual_residence_certificate",
        ),
    ),
    _ALONE,
)


def _in_moscow(federal: AdmissionRules) -> AdmissionRules:
    regional = {rule.code for rule in _DEADLINES}
    return replace(
        federal,
        lists=(*federal.lists, *ADMISSION_LISTS),
        deadlines=(
            *_DEADLINES,
            *(rule for rule in federal.deadlines if rule.code not in regional),
        ),
        application_papers=APPLICATION_PAPERS,
        deciders=_DECIDERS,
        inspection=("income_and_inspection", "needs_assessment"),
        indications=_INDICATION_RULES,
        long_illness=LongIllness("long_illness", 1, OBSTACLE_CITATION),
        living_alone=_LIVING_ALONE,
        waiting=WaitingRule(without_relatives_first=True, relatives_may_pay=True, citation=_QUEUE),
    )


ADMISSIONS = FEDERAL_ADMISSIONS.changed(_in_moscow)

ADMISSION_NORMS = (
    Norm(
        "authority_registers_application",
        "Заявление регистрируют в день подачи",
        "Заявление, оставленное у поставщика, запишите в тот же день и передайте в отдел "
        "социальной защиты: дальше по нему работает орган.",
        (Place.RECIPIENT, Place.REGISTERS),
        APPLICATION,
    ),
    Norm(
        "another_application_after_refusal",
        "После отказа можно обратиться снова",
        "Если отказано из-за формы обслуживания или неполных документов, новое заявление на другую "
        "форму или с недостающими документами подают в любой день.",
        (Place.RECIPIENT, Place.CABINET),
        AGAIN,
    ),
    Norm(
        "relatives_pay_by_consent",
        "Родственники платят только по своей воле",
        "Родственник может оплачивать услуги, если согласен. На размер платы это не влияет: её "
        "считают по доходу получателя.",
        (Place.INCOME, Place.PAYMENT),
        _QUEUE,
    ),
)
