"""Ребёнок — единственный получатель по своему договору, документы по возрасту (MSK-MIN)."""

from portal.regions.api import (
    FEDERAL_REPRESENTATION,
    AgePapers,
    Choice,
    ChoiceList,
    Citation,
    Timeline,
    Version,
    replace,
)
from portal_moscow.identity import IN_FORCE

_CHILD_ONLY = Citation("MSK-MIN-01", "829-PP", "шаг 5 памятки к Порядку № 829-ПП")
_PAPERS = Citation("MSK-MIN-02", "829-PP", "шаг 1 памятки к Порядку № 829-ПП, п. 1, 2, 8")
_REPRESENTATIVE = Choice(
    "representative_identity", "документ, удостоверяющий личность представителя"
)
_DISORDER = ChoiceList(
    "papers_with_mental_disorder",
    "документы ребёнка с психическим расстройством",
    (Choice("pmpk_conclusion_original", "заключение ПМПК, подлинник"),),
    _PAPERS,
)

REPRESENTATION = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_REPRESENTATION,
            others_served=_CHILD_ONLY,
            single=replace(FEDERAL_REPRESENTATION.single, citation=_CHILD_ONLY),
            age_papers=(
                AgePapers(
                    "under_14",
                    0,
                    14,
                    ChoiceList(
                        "papers_under_14",
                        "документы ребёнка до 14 лет",
                        (
                            Choice(
                                "birth_certificate_with_moscow_residence",
                                "свидетельство о рождении с отметкой о жительстве в Москве",
                            ),
                            _REPRESENTATIVE,
                        ),
                        _PAPERS,
                    ),
                    _DISORDER,
                ),
                AgePapers(
                    "from_14",
                    14,
                    18,
                    ChoiceList(
                        "papers_from_14",
                        "документы ребёнка с 14 лет",
                        (Choice("passport", "паспорт"), _REPRESENTATIVE),
                        _PAPERS,
                    ),
                    _DISORDER,
                ),
            ),
        ),
        _CHILD_ONLY,
    )
)
