"""Заключение договора: сутки с программы, подписывает директор (VLA-CON-01 … VLA-CON-03)."""

from portal.regions.api import (
    FEDERAL_CONTRACTS,
    Choice,
    ChoiceList,
    Citation,
    ContractRules,
    UnitContract,
    replace,
    with_text,
)

_CONCLUSION = Citation(
    "VLA-CON-01",
    "vla-procedure",
    "п. 12 порядка обслуживания на дому, п. 13 порядка отделения дневного пребывания",
)
_SIGNATORIES = Citation(
    "VLA-CON-02",
    "vla-procedure",
    "п. 3, 12 порядка обслуживания на дому, п. 6, 13 порядка отделения дневного пребывания",
    note="подписывающее лицо в тексте не названо: директор по уставу",
)
_SIGNERS = ChoiceList(
    "provider_signatories",
    "кто подписывает за поставщика",
    (Choice("director", "директор"),),
    _SIGNATORIES,
)
_SILENT = UnitContract(
    unit_codes=("minors_prevention", "child_rehabilitation", "minors_stationary"),
    required=True,
    free=True,
    citation=Citation(
        "VLA-CON-03",
        "vla-procedure",
        "порядки подразделений для несовершеннолетних: о договоре не сказано",
        note="без договора закон знает только срочные услуги, поэтому договор нужен",
        verify=True,
    ),
)
_PAYMENT = (
    "Заказчик оплачивает Услуги ежемесячно не позднее {payment_day} числа месяца, следующего за "
    "оплачиваемым, {payment_ways}, и получает об этом квитанцию. Плата за месяц начисляется за "
    "Услуги, принятые по акту сдачи-приёмки."
)


def _in_vladimir(federal: ContractRules) -> ContractRules:
    return replace(
        federal,
        # The same twenty-four hours, by the region's own clause; the federal one adds nothing.
        conclusion=replace(federal.conclusion, citation=_CONCLUSION),
        signatories=_SIGNATORIES,
        signing=replace(federal.signing, provider=_SIGNERS),
        units=(_SILENT,),
        # The bank's till, and what else the provider has opened by its setting (VLA-PAY-01).
        clauses=with_text(federal.clauses, "payment", _PAYMENT),
    )


CONTRACTS = FEDERAL_CONTRACTS.changed(_in_vladimir)
