"""Выбор поставщика при переводе: рекомендации получателя не связывают (AST-RGT-01)."""

from portal.regions.api import (
    FEDERAL_INFORMATION,
    Choice,
    ChoiceList,
    Citation,
    Recommendation,
    Timeline,
    Version,
    replace,
)
from portal_astrakhan.identity import IN_FORCE

_CHOICE = Citation("AST-RGT-01", "ast-11", "п. 6, приложение 1 постановления № 11")

INFORMATION = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_INFORMATION,
            recommendation=Recommendation(
                chosen_by=ChoiceList(
                    "provider_chosen_by",
                    "кто выбирает поставщика",
                    (
                        Choice("recipient", "получатель"),
                        Choice("representative", "представитель"),
                    ),
                    _CHOICE,
                ),
                binding=False,
            ),
        ),
        _CHOICE,
    )
)
