"""Приостановление: к общим основаниям добавлены долг и нарушение (MSK-SUS-01, MSK-SUS-02)."""

from portal.regions.api import (
    EVERY_FORM,
    FEDERAL_SUSPENSIONS,
    Citation,
    ContractGrounds,
    Demand,
    Ground,
    SuspensionRules,
    replace,
)

_BREACH = Citation(
    "MSK-SUS-01",
    "829-PP",
    "раздел 6 Порядка № 829-ПП",
    note="раздел известен из памятки; суммы и срока ожидания она не называет, "
    "письменное предупреждение — правило портала",
)
_IN_CONTRACT = Citation(
    "MSK-SUS-02",
    "829-PP",
    "п. 5.3 Порядка № 829-ПП, раздел IV.1 договора",
    note="московского перечня нет: общие основания вписаны в договор",
    verify=True,
)
_DEBT = Demand(
    "debt",
    "debt_absent",
    "Просроченного долга нет: приостановить за неоплату нельзя. Проверьте начисления и оплаты.",
    _BREACH,
)
_WARNING = Demand(
    "written_warning",
    "warning_required",
    "Сначала письменно предупредите получателя и запишите день вручения предупреждения.",
    _BREACH,
)

GROUNDS = (
    Ground(
        "debt",
        "неоплата услуг до погашения задолженности",
        _BREACH,
        EVERY_FORM,
        demands=(_DEBT, _WARNING),
        ends_when="debt_paid",
    ),
    Ground(
        "breach_by_recipient",
        "нарушение иных условий договора до устранения нарушения",
        _BREACH,
        EVERY_FORM,
        demands=(_WARNING,),
        ends_when="breach_remedied",
    ),
)
_BY_CONTRACT = ContractGrounds(
    always=("documents_missing", "debt", "breach_by_recipient"), citation=_IN_CONTRACT
)


def _in_moscow(federal: SuspensionRules) -> SuspensionRules:
    common = (
        replace(ground, citation=_IN_CONTRACT) if ground.citation.rule == "FED-SUS-03" else ground
        for ground in federal.grounds
    )
    return replace(
        federal,
        grounds=(*common, *GROUNDS),
        source=_IN_CONTRACT,
        by_contract=_BY_CONTRACT,
    )


SUSPENSIONS = FEDERAL_SUSPENSIONS.changed(_in_moscow)
