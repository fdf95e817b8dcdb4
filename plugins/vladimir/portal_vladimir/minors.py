"""Отделения для несовершеннолетних: приём, мнение, обеспечение (VLA-MIN-01 … VLA-MIN-08)."""

from portal.regions.api import (
    AdmissionAge,
    Applicants,
    CaseGrounds,
    ChildOpinion,
    Choice,
    ChoiceList,
    Citation,
    Demand,
    Maintenance,
    MinorsRules,
    OwnAppeal,
    RecordSpec,
)
from portal_vladimir.family_work import FAMILY_WORK

_STATIONARY = "порядок стационарного отделения для несовершеннолетних"
_REHABILITATION = "порядок отделения реабилитации детей и подростков"
_PREVENTION = "раздел I порядка отделения профилактики"
_APPLY = Citation("VLA-MIN-01", "vla-procedure", f"{_STATIONARY}, первый абзац")
_APPEAL = Citation(
    "VLA-MIN-02",
    "vla-procedure",
    f"{_STATIONARY}, п. 1 перечня оснований",
    note="в тексте «старше десяти» и «достигший десяти»: считаем с десятого дня рождения",
)
_OPINION = Citation("VLA-MIN-03", "vla-procedure", f"{_STATIONARY}, п. 2 перечня оснований")
_CLOTHES = Citation(
    "VLA-MIN-04",
    "vla-procedure",
    f"{_STATIONARY}, абзацы об обеспечении и одежде",
    note="постановление № 803, вероятно, заменено: нормы сверить",
)
_FOOD = Citation(
    "VLA-MIN-05",
    "vla-procedure",
    f"{_STATIONARY}, абзац о питании",
    note="постановление № 803, вероятно, заменено: нормы сверить",
)
_AGE = Citation(
    "VLA-MIN-06",
    "vla-procedure",
    f"{_REHABILITATION}, абзац о возрасте",
    note="«от 0 до 18 лет»: сам день восемнадцатилетия уже не входит",
)
_AIMS = Citation("VLA-MIN-07", "vla-procedure", f"{_REHABILITATION}, цели и задачи")
_GROUNDS = Citation(
    "VLA-MIN-08",
    "vla-procedure",
    f"п. 1, 2, 4 {_PREVENTION.replace('раздел', 'раздела')}",
    note="перечень ст. 6 Закона № 120-ФЗ приведён по памяти",
    verify=True,
)

MINORS = MinorsRules(
    applicants=(
        Applicants(
            "minors_stationary",
            ChoiceList(
                "stationary_applicants",
                "кто обращается за местом для ребёнка",
                (
                    Choice("minor", "несовершеннолетний в трудной жизненной ситуации"),
                    Choice("representative", "законный представитель"),
                    Choice("state_body", "представитель государственного органа"),
                    Choice("local_government", "представитель органа местного самоуправления"),
                ),
                _APPLY,
            ),
            Demand(
                "programme_registered",
                "programme_missing",
                "Программы нет. Её готовит отдел социальной защиты населения района: запросите.",
                _APPLY,
            ),
        ),
    ),
    own_appeals=(OwnAppeal("minors_stationary", 10, _APPEAL),),
    opinions=(
        ChildOpinion(
            "minors_stationary",
            10,
            "parent_application",
            RecordSpec(
                ChoiceList(
                    "child_opinion",
                    "мнение ребёнка",
                    (
                        Choice("opinion", "мнение"),
                        Choice("obtained_on", "день"),
                        Choice("obtained_by", "кто выслушал"),
                    ),
                    _OPINION,
                ),
                required=("opinion", "obtained_on", "obtained_by"),
                refusal="child_opinion_missing",
            ),
            ChoiceList(
                "opinion_exceptions",
                "почему мнение не учтено",
                (Choice("against_child_interests", "учёт мнения противоречит интересам ребёнка"),),
                _OPINION,
            ),
        ),
    ),
    maintenance=(
        Maintenance(
            "clothing",
            "minors_stationary",
            fee_charged=False,
            criteria=ChoiceList(
                "clothing_criteria",
                "по чему подбирают вещи",
                (Choice("size", "размер"), Choice("season", "сезон")),
                _CLOTHES,
            ),
            items=ChoiceList(
                "clothing_items",
                "вещевое довольствие",
                (
                    Choice("clothes", "одежда"),
                    Choice("shoes", "обувь"),
                    Choice("other_kit", "другие предметы вещевого довольствия"),
                ),
                _CLOTHES,
            ),
            norms="постановление Губернатора Владимирской области от 28.09.2009 № 803",
            citation=_CLOTHES,
        ),
        Maintenance(
            "food",
            "minors_stationary",
            fee_charged=False,
            criteria=ChoiceList("food_criteria", "по чему подбирают питание", (), _FOOD),
            items=ChoiceList("food_items", "питание", (Choice("meals", "питание"),), _FOOD),
            norms="приложение № 2 к постановлению Губернатора Владимирской области от 28.09.2009 "
            "№ 803",
            citation=_FOOD,
        ),
    ),
    ages=(
        AdmissionAge(
            "child_rehabilitation",
            0,
            18,
            ChoiceList(
                "rehabilitation_groups",
                "для кого отделение реабилитации",
                (
                    Choice("disabled_child", "ребёнок-инвалид"),
                    Choice(
                        "limited_health_child", "ребёнок с ограниченными возможностями здоровья"
                    ),
                ),
                _AGE,
            ),
        ),
    ),
    activities=(
        ChoiceList(
            "rehabilitation_aims",
            "цели отделения реабилитации",
            (
                Choice("provide_services", "услуги детям-инвалидам и детям с ОВЗ"),
                Choice("complex_programmes", "комплексные программы социальной реабилитации"),
                Choice("integration", "раскрытие возможностей, реабилитация и интеграция ребёнка"),
                Choice(
                    "living_conditions_check",
                    "обследование материально-бытовых условий и степени нуждаемости",
                ),
            ),
            _AIMS,
        ),
        ChoiceList(
            "rehabilitation_tasks",
            "задачи отделения реабилитации",
            (
                Choice("social_patronage", "социальный патронаж для выявления нуждающихся"),
                Choice("regional_list_services", "услуги из регионального перечня"),
                Choice("work_with_parents", "работа с родителями"),
                Choice("family_counselling", "консультирование семей"),
                Choice("innovative_methods", "инновационные технологии"),
                Choice(
                    "parent_training",
                    "обучение родителей доврачебной помощи, массажу, закаливанию, гимнастике, "
                    "релаксации",
                ),
            ),
            _AIMS,
        ),
    ),
    grounds=(
        CaseGrounds(
            "minors_prevention",
            ChoiceList(
                "prevention_grounds",
                "основания профилактической работы",
                (
                    Choice(
                        "own_or_parent_application",
                        "заявление несовершеннолетнего либо законных представителей",
                    ),
                    Choice("court_act", "приговор, определение или постановление суда"),
                    Choice(
                        "body_decision",
                        "постановление КДН, прокурора, следователя, дознавателя, начальника ОВД",
                    ),
                    Choice(
                        "placement_documents",
                        "документы-основания помещения в учреждения системы профилактики",
                    ),
                    Choice("approved_conclusion", "заключение по результатам проверки сообщений"),
                ),
                _GROUNDS,
            ),
            Demand(
                "head_decision",
                "head_decision_missing",
                "Нет решения заведующего отделением. Запишите его после проверки сообщения.",
                _GROUNDS,
            ),
            decided_by="head_of_department",
        ),
    ),
    family_work=FAMILY_WORK,
)
