"""Дети-сироты при переводе, кто подписывает заявление (AST-MIN-01, AST-MIN-02)."""

from portal.regions.api import (
    FEDERAL_REPRESENTATION,
    Choice,
    ChoiceList,
    Citation,
    Demand,
    Placement,
    Timeline,
    Version,
    replace,
)
from portal_astrakhan.identity import IN_FORCE

_PLACEMENT = Citation(
    "AST-MIN-01",
    "ast-11",
    "п. 8 постановления № 11",
    note="отсылает к постановлениям № 481 и № 429-П; состав направления сверить",
)
_SIGNERS = Citation(
    "AST-MIN-02",
    "ast-11",
    "п. 8, приложение 1 постановления № 11",
    note="кто подписывает, в тексте не сказано: по возрасту (FED-MIN-01)",
    verify=True,
)

REPRESENTATION = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_REPRESENTATION,
            signing_citation=_SIGNERS,
            consent_refusal="representative_consent_missing",
            orphan_signers=ChoiceList(
                "signers_without_parents",
                "кто подписывает за ребёнка без родителей",
                (
                    Choice("guardianship_body", "орган опеки и попечительства"),
                    Choice(
                        "organisation_as_guardian", "организация, исполняющая обязанности опекуна"
                    ),
                ),
                _SIGNERS,
            ),
            placement=Placement(
                statuses=ChoiceList(
                    "minor_statuses",
                    "статус ребёнка",
                    (
                        Choice("orphan", "ребёнок-сирота"),
                        Choice(
                            "left_without_parental_care",
                            "ребёнок, оставшийся без попечения родителей",
                        ),
                    ),
                    _PLACEMENT,
                ),
                paper=ChoiceList(
                    "placement_papers",
                    "документ для перевода ребёнка",
                    (Choice("referral", "направление для помещения под надзор"),),
                    _PLACEMENT,
                ),
                warning="referral_required",
                mark=Demand(
                    "director_mark",
                    "director_mark_missing",
                    "Перевод ребёнка завершает отметка директора. Поставьте её.",
                    _PLACEMENT,
                    when=("orphan", "left_without_parental_care"),
                ),
            ),
        ),
        _SIGNERS,
    )
)
