"""Приостановление: к общим основаниям добавлены долг и нарушение (MSK-SUS-01, MSK-SUS-02)."""

from portal.regions.api import (
    EVERY_FORM,
    FEDERAL_SUSPENSIONS,
    Citation,
    Ground,
    SuspensionRules,
    replace,
)

_BREACH = Citation("MSK-SUS-01", "829-PP", "раздел 6 Порядка № 829-ПП в пересказе памятки")
_IN_CONTRACT = Citation(
    "MSK-SUS-02",
    "829-PP",
    "п. 5.3 Порядка № 829-ПП, раздел IV.1 договора",
    note="московского перечня нет: общие основания вписаны в договор",
    verify=True,
)

GROUNDS = (
    Ground("debt", "неоплата услуг до погашения задолженности", _BREACH, EVERY_FORM),
    Ground(
        "breach_by_recipient",
        "нарушение иных условий договора до устранения нарушения",
        _BREACH,
        EVERY_FORM,
    ),
)


def _in_moscow(federal: SuspensionRules) -> SuspensionRules:
    common = (
        replace(ground, citation=_IN_CONTRACT) if ground.citation.rule == "FED-SUS-03" else ground
        for ground in federal.grounds
    )
    return SuspensionRules((*common, *GROUNDS))


SUSPENSIONS = FEDERAL_SUSPENSIONS.changed(_in_moscow)
