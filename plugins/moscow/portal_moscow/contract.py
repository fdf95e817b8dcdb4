"""Договор: один рабочий день, окно обращения, доверенность, срок программы (MSK-CON)."""

from portal.regions.api import (
    FEDERAL_CONTRACTS,
    ApproachWindow,
    Citation,
    Clause,
    ContractRules,
    DeadlineRule,
    TermUnit,
    replace,
    with_clauses_after,
    with_text,
)
from portal_moscow.documents import STARTING_PAPERS

_CONCLUSION = DeadlineRule(
    "contract_conclusion",
    1,
    TermUnit.WORKING_DAY,
    "approached_provider",
    Citation("MSK-CON-01", "829-PP", "п. 5.2 Порядка № 829-ПП"),
)
_WINDOW = ApproachWindow(
    days=180,
    half_of_term=True,
    citation=Citation(
        "MSK-CON-03",
        "829-PP",
        "п. 4.2 Порядка № 829-ПП",
        note="половина срока округляется вниз, на выходной срок не переносится — наше прочтение",
    ),
)
_SIGNATORIES = Citation("MSK-CON-06", "1171", "п. 7 приложения 8 к приказу № 1171")
_TERM = Citation("MSK-CON-09", "1171", "подп. 2 п. 10 приложения 8 к приказу № 1171")
_COPIES = Citation("MSK-CON-05", "1171", "п. 7, 11 приложения 8 к приказу № 1171")
_SUSPENSION = Citation("MSK-CON-10", "829-PP", "п. 5.3 Порядка № 829-ПП")
_INFORMATION = Citation("MSK-RGT-02", "1171", "п. 8 приложения 8 к приказу № 1171")
_SUSPENSION_SECTION = "IV.1. Приостановление предоставления Услуг"

_ACT = (
    "Ежемесячно по результатам оказания Услуг, как платных, так и бесплатных, Исполнитель передаёт "
    "Заказчику подписанный со своей стороны акт сдачи-приёмки оказанных Услуг в двух экземплярах, "
    "составленный по согласованной Сторонами форме. Акт является неотъемлемой частью настоящего "
    "Договора."
)
_CHANGE_OF_FEE = (
    "в одностороннем порядке изменить размер оплаты, указанный в разделе III настоящего Договора, "
    "если изменились утверждённые тарифы на Услуги, величина прожиточного минимума или "
    "среднедушевой доход Заказчика, письменно известив об этом Заказчика в течение двух дней со "
    "дня таких изменений."
)
_PAYMENT = (
    "Заказчик оплачивает Услуги ежемесячно в течение 10 дней по истечении отчётного месяца за "
    "наличный расчёт или в безналичном порядке на счёт, указанный в разделе VII настоящего "
    "Договора. Плата за месяц начисляется за Услуги, принятые по акту сдачи-приёмки."
)
_TERM_TEXT = (
    "Настоящий Договор вступает в силу со дня его подписания Сторонами и действует в течение срока "
    "индивидуальной программы — до {valid_until} включительно."
)
_COPIES_TEXT = (
    "Настоящий Договор составлен в двух экземплярах, имеющих равную юридическую силу: первый "
    "остаётся у Заказчика, второй — у Исполнителя."
)

INFORMATION_ENTRY = Clause(
    "information_entry",
    "6.1",
    "II",
    "До заключения настоящего Договора Исполнитель ознакомил Заказчика (законного представителя "
    "Заказчика) с местом нахождения филиала и телефонами службы контроля качества, свидетельством "
    "о включении в реестр поставщиков социальных услуг, перечнем основных и дополнительных "
    "социальных услуг, стандартами и порядком их предоставления, тарифами. Подписывая настоящий "
    "Договор, Заказчик подтверждает, что ознакомлен с этими сведениями.",
    _INFORMATION,
)
SUSPENSION_CLAUSES = (
    Clause(
        "suspension_terms",
        "15.1",
        _SUSPENSION_SECTION,
        "Исполнитель вправе приостановить предоставление Услуг, письменно известив Заказчика: если "
        "не представлены сведения и документы, необходимые для исполнения настоящего Договора, — "
        "до их представления; если Услуги не оплачены в срок — до погашения задолженности; если "
        "нарушены иные условия настоящего Договора — до устранения нарушения; при временных "
        "медицинских противопоказаниях — на срок, указанный в заключении медицинской организации.",
        _SUSPENSION,
    ),
    Clause(
        "suspension_absence",
        "15.2",
        _SUSPENSION_SECTION,
        "По заявлению Заказчика предоставление Услуг приостанавливается на время его нахождения в "
        "медицинской организации, санаторно-курортного лечения, реабилитации или временного "
        "выезда.",
        _SUSPENSION,
    ),
    Clause(
        "suspension_effect",
        "15.3",
        _SUSPENSION_SECTION,
        "За дни приостановления Услуги не оказываются и плата не начисляется. Обязательства, "
        "возникшие до приостановления, исполняются. Со дня возобновления Услуги оказываются на "
        "прежних условиях.",
        _SUSPENSION,
    ),
)


def _clauses(federal: tuple[Clause, ...]) -> tuple[Clause, ...]:
    texts = {
        "acceptance_act": _ACT,
        "right_change_fee": _CHANGE_OF_FEE,
        "payment": _PAYMENT,
        "valid_until": _TERM_TEXT,
        "copies": _COPIES_TEXT,
    }
    for code, text in texts.items():
        federal = with_text(federal, code, text)
    federal = with_clauses_after(federal, "duty_other", INFORMATION_ENTRY)
    return with_clauses_after(federal, "termination_moment", *SUSPENSION_CLAUSES)


def _in_moscow(federal: ContractRules) -> ContractRules:
    return replace(
        federal,
        # Longer than the federal day before a weekend: the federal moment stays as a warning.
        conclusion=_CONCLUSION,
        starting_papers=STARTING_PAPERS,
        approach_window=_WINDOW,
        signatories=_SIGNATORIES,
        attorney_may_sign=True,
        term=_TERM,
        term_equals_programme=True,
        copies_citation=_COPIES,
        clauses=_clauses(federal.clauses),
    )


CONTRACTS = FEDERAL_CONTRACTS.changed(_in_moscow)
