"""Списки приёма: куда подают заявление, что в решении, почему отказывают (MSK-REC, MSK-DOC-03)."""

from portal.regions.api import Choice, ChoiceList, Citation, replace
from portal_moscow.application_papers import OBSTACLE_CITATION

APPLICATION = Citation("MSK-REC-01", "829-PP", "памятка, шаг 2; п. 1 приказа Минтруда № 159н")
ELECTRONIC = Citation("MSK-REC-02", "829-PP", "памятка, шаг 2")
WHO_DECIDES = Citation(
    "MSK-REC-04",
    "829-PP",
    "п. 2.13–2.14 Порядка № 829-ПП, п. 6 приказа № 1171",
    note="приложения 7 и 8 говорят о подписи Департамента, п. 6 приказа передаёт её управлениям",
)
NOTICE = Citation("MSK-REC-05", "829-PP", "п. 2.17, 2.20 Порядка № 829-ПП")
REFUSAL = Citation(
    "MSK-REC-06",
    "829-PP",
    "памятка, шаг 3",
    note="медицинские примеры памятки — до 2023 года; действует перечень приказа № 202н",
)
AGAIN = Citation("MSK-REC-07", "829-PP", "п. 2.15, 2.16 Порядка № 829-ПП")
COMMISSION = Citation(
    "MSK-REC-09",
    "1171",
    "п. 9–11 приложения 7 к приказу № 1171",
    note="памятка даёт на обследование три рабочих дня: показываем более раннюю из двух дат",
)

ADMISSION_LISTS = (
    ChoiceList(
        "application_places",
        "куда подано заявление",
        (
            Choice("uszn_unit", "отдел социальной защиты по месту жительства"),
            Choice("mfc", "многофункциональный центр"),
            Choice("state_services_portal", "портал государственных услуг"),
            Choice("provider", "выбранный поставщик", needs="passed_to_authority_on"),
        ),
        APPLICATION,
    ),
    ChoiceList(
        "application_contents",
        "что указывают в заявлении",
        (
            Choice("service_form", "форма обслуживания"),
            Choice("preferred_providers_from_register", "желаемые поставщики из реестра"),
        ),
        APPLICATION,
    ),
    ChoiceList(
        "electronic_answers",
        "ответ на электронное заявление",
        (
            Choice("confirmed_with_visit_date", "принято, назначен приём", needs="visit_date"),
            Choice("refused_with_reason", "в приёме отказано", needs="reason"),
        ),
        ELECTRONIC,
    ),
    ChoiceList(
        "district_office_powers",
        "что может управление социальной защиты округа",
        (
            Choice("recognise", "признать нуждающимся"),
            Choice("sign_programme", "подписать программу"),
            Choice("refuse", "отказать"),
            Choice("issue_duplicate_programme", "выдать дубликат программы"),
        ),
        WHO_DECIDES,
    ),
    ChoiceList(
        "decision_contents",
        "что названо в решении",
        (
            Choice("service_form", "форма обслуживания"),
            Choice("service_term", "срок обслуживания"),
            Choice("fee_conditions", "условия: бесплатно, за плату, за частичную плату"),
            Choice("representative", "представитель, если он есть"),
        ),
        NOTICE,
    ),
    ChoiceList(
        "decision_notice",
        "как уведомляют о решении",
        (
            Choice("copy_attached", "приложена копия решения"),
            Choice("delivery_proof", "есть подтверждение, что уведомление получено"),
        ),
        NOTICE,
    ),
    ChoiceList(
        "recognition_refusal_grounds",
        "основание отказа в социальном обслуживании",
        (
            Choice("medical_contraindications", "медицинские противопоказания"),
            Choice(
                "documents_nonconforming",
                "документы не отвечают требованиям или поданы тем, кто на это не уполномочен",
            ),
            Choice("documents_missing", "документы не представлены или представлены не все"),
            Choice("false_information", "сведения заведомо недостоверны"),
            Choice("no_need", "нет оснований признать нуждающимся в этой форме"),
            Choice("relatives_can_care", "родственникам ничто не мешает ухаживать"),
        ),
        REFUSAL,
    ),
    ChoiceList(
        "contraindication_examples",
        "примеры противопоказаний из памятки",
        (
            Choice("alcoholism", "алкогольная зависимость"),
            Choice("quarantine_infection", "карантинная инфекция"),
            Choice("severe_mental_disorder", "тяжёлое психическое расстройство"),
            Choice("active_tuberculosis", "активный туберкулёз"),
            Choice(
                "venereal_or_other_infection_needing_hospital",
                "венерическая или иная инфекция, которую лечат в больнице",
            ),
        ),
        replace(REFUSAL, verify=True),
    ),
    # Each reason with the ground of refusal after which it is told.
    ChoiceList(
        "repeat_application_reasons",
        "почему можно подать заявление снова",
        (
            Choice("form_not_available", "на другую форму обслуживания", needs="no_need"),
            Choice("documents_incomplete", "с недостающими документами", needs="documents_missing"),
        ),
        AGAIN,
    ),
    ChoiceList(
        "commission_members",
        "кто должен войти в комиссию",
        (
            Choice("public_association", "общественная организация"),
            Choice("veterans_organisation", "организация ветеранов"),
        ),
        COMMISSION,
    ),
    ChoiceList(
        "commission_assesses",
        "что оценивает комиссия",
        (
            Choice("living_conditions_family", "условия жизни и семью"),
            Choice("independent_activities", "что человек делает сам"),
            Choice("degree_of_need", "степень нуждаемости"),
            Choice("duration_and_conditions", "срок и условия обслуживания"),
            Choice("kinds_of_services", "виды услуг"),
        ),
        COMMISSION,
    ),
    ChoiceList(
        "commission_factors",
        "что учитывает комиссия",
        (
            Choice("family_status", "семейное положение"),
            Choice("relatives_obliged_to_help", "родственники, обязанные помогать"),
            Choice("remoteness_of_relatives", "как далеко живут родственники"),
            Choice("housing", "жильё"),
            Choice("economic", "доход и имущество"),
            Choice("psychosocial", "психологическое и социальное состояние"),
            Choice("other", "иное"),
        ),
        COMMISSION,
    ),
    ChoiceList(
        "service_durations",
        "на какой срок нужна помощь",
        (
            Choice("permanent", "постоянно"),
            Choice("temporary", "временно"),
            Choice("one_off", "разово"),
        ),
        COMMISSION,
    ),
    ChoiceList(
        "relatives_obstacles",
        "что мешает родственнику ухаживать",
        (
            Choice("long_illness", "болезнь дольше месяца", needs="medical_extract"),
            Choice("disability", "инвалидность", needs="disability_certificate"),
            Choice("retirement_age", "пенсионный возраст"),
            Choice("remoteness", "живёт далеко", needs="actual_residence_certificate"),
            Choice("business_trips", "частые и долгие командировки"),
        ),
        OBSTACLE_CITATION,
    ),
)
