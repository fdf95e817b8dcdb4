"""The federal baseline: notices of changes and of a new fee, reports of recipients, the site."""

from dataclasses import replace

from portal.domain.choices import Choice
from portal.domain.deadlines import DeadlineRule, Roll
from portal.domain.deadlines import Unit as TermUnit
from portal.domain.law import Citation
from portal.domain.notices import NoticeRule, NoticeRules, Side

_CHANGES = Citation("FED-NOT-01", "874n", "подп. «е» п. 6 примерной формы договора")
_NEW_FEE = Citation(
    "FED-NOT-02",
    "874n",
    "подп. «г» п. 7 примерной формы договора",
    note="единица срока не названа: считаем календарные дни",
)
_REPORTS = Citation("FED-NOT-03", "442-FZ", "ст. 10 442-ФЗ, п. 9 примерной формы договора")
_SITE = Citation("FED-NOT-04", "442-FZ", "ст. 13 442-ФЗ", verify=True)
_RECOMMENDED = Citation("FED-REG-01", "442-FZ", "ст. 25 442-ФЗ", verify=True)
_PARTIES = (Side.RECIPIENT, Side.REPRESENTATIVE)

CHANGES = NoticeRule(
    code="conditions_changed",
    title="Уведомление об изменении порядка, условий и оплаты услуг",
    event="circumstance_changed",
    sender=Side.PROVIDER,
    addressees=_PARTIES,
    subjects=(
        Choice("procedure", "порядок предоставления услуг"),
        Choice("conditions", "условия предоставления услуг"),
        Choice("payment", "оплата услуг"),
    ),
    citation=_CHANGES,
    written=True,
    proof=True,
)
NEW_FEE = NoticeRule(
    code="fee_changed",
    title="Уведомление об изменении размера платы",
    event="circumstance_changed",
    sender=Side.PROVIDER,
    addressees=_PARTIES,
    subjects=(Choice("payment", "новый размер платы и день, с которого он действует"),),
    citation=_NEW_FEE,
    within=DeadlineRule(
        "fee_change_notice",
        2,
        TermUnit.CALENDAR_DAY,
        "circumstance_changed",
        _NEW_FEE,
        Roll.NEXT_WORKING_DAY,
    ),
    written=True,
    proof=True,
)


def _report(code: str, title: str) -> NoticeRule:
    return NoticeRule(
        code=code,
        title=f"Сообщение получателя: {title}",
        event=code,
        sender=Side.RECIPIENT,
        addressees=(Side.PROVIDER,),
        subjects=(Choice(code, title),),
        citation=_REPORTS,
        opens=(Choice("review", "пересмотреть услуги или плату"),),
    )


REPORTS = (
    _report("need_changed", "изменилась нуждаемость"),
    _report("income_changed", "изменился доход"),
    replace(_report("contract_affecting", "изменилось то, от чего зависит договор"), written=True),
    replace(_report("refusal", "отказ от услуг"), written=True),
    _report("procedure_violation", "нарушен порядок предоставления услуг"),
)
SITE = NoticeRule(
    code="public_information",
    title="Обновление сведений на сайте",
    event="circumstance_changed",
    sender=Side.PROVIDER,
    addressees=(Side.PUBLIC,),
    subjects=(
        Choice("tariffs", "тарифы"),
        Choice("vacancies_by_form", "свободные места по формам обслуживания"),
        Choice("number_of_recipients_by_form", "число получателей по формам обслуживания"),
    ),
    citation=_SITE,
    within=DeadlineRule(
        "public_information", 10, TermUnit.WORKING_DAY, "circumstance_changed", _SITE
    ),
)
RECOMMENDED = NoticeRule(
    code="recommended",
    title="Сообщение поставщику, что его рекомендует программа",
    event="programme_issued",
    sender=Side.AUTHORITY,
    addressees=(Side.PROVIDER,),
    subjects=(Choice("programme", "поставщик назван в индивидуальной программе"),),
    citation=_RECOMMENDED,
    within=DeadlineRule(
        "recommendation_notice", 2, TermUnit.WORKING_DAY, "programme_issued", _RECOMMENDED
    ),
)
FEDERAL_NOTICES = NoticeRules((CHANGES, NEW_FEE, *REPORTS, SITE, RECOMMENDED))
