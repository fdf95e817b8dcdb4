"""What the provider that is left charged for the month of the move, for the receiver (AST-FEE-01).

Both bills of the month have one bound and the former one is counted first. No act gives the form
of the certificate: its words are the portal's.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from portal.documents.facts import FormFacts
from portal.domain.calendar import last_day, month_of, month_title
from portal.domain.law import Citation
from portal.domain.money import rubles_text
from portal.domain.printed_forms import GENERIC, FieldKind, PrintedForm
from portal.domain.transfer import old_contract_ends
from portal.domain.violations import refuse
from portal.models import Act, ActCorrection
from portal.usecases.queries.former_bills import shared_clause
from portal.usecases.transfer_letter_facts import DAY, Written, facts_of, line, said

CERTIFICATE = "former_provider_bill"
CERTIFICATE_TITLE = "Справка о плате за месяц перевода"


def certificate(about: Written) -> tuple[PrintedForm, FormFacts]:
    """The sum of the month's act as it stands; refused before there is one."""
    until = old_contract_ends(about.row.moved_on or about.today)
    month, clause = month_of(until), _shared(about, until)
    act, charged = _charged(about, month)
    form = _form(clause)
    desk = about.desk.provider
    values = {
        "day": f"{about.today:{DAY}}",
        "provider": f"{desk.name}, {desk.address}",
        "receiver": about.row.chosen_name,
        "recipient": about.named,
        "contract": about.contract,
        "period": f"{month_title(month)}, по {until:{DAY}}",
        "act": f"№ {act.number}",
        "charged": rubles_text(charged),
        "bound": "" if act.free or act.fee_cap is None else rubles_text(act.fee_cap),
        "signatory": about.desk.signatory.short_name,
    }
    return form, facts_of(form, values)


def _form(clause: Citation) -> PrintedForm:
    return PrintedForm(
        CERTIFICATE,
        CERTIFICATE_TITLE,
        GENERIC,
        2,
        clause,
        (
            line("day", "Дата"),
            line("provider", "Кто выдал"),
            line("receiver", "Кому"),
            line("recipient", "Получатель"),
            line("contract", "Договор"),
            line("period", "Обслуживание в месяце перевода"),
            line("act", "Акт"),
            line("charged", "Начислено за услуги программы"),
            line("bound", "Предел платы за месяц"),
            said(
                "shared",
                "Предел платы за месяц один на двух поставщиков. То, что начислил прежний, новый "
                "вычитает из него первым.",
            ),
            line("signatory", "Руководитель учреждения", FieldKind.SIGNATURE),
        ),
    )


def _shared(about: Written, until: date) -> Citation:
    form = about.desk.parties(about.row.contract_id).contract.form
    clause = shared_clause(about.region, form, last_day(until))
    if clause is None or until + timedelta(days=1) == month_of(until + timedelta(days=1)):
        text = (
            "Справка не нужна: новый договор начался с первого числа, предел этого месяца целиком "
            "у нового поставщика."
        )
        refuse("value_invalid", text, field="code", citation=clause)
    return clause


def _charged(about: Written, month: date) -> tuple[Act, Decimal]:
    """The month's act and what it asks for services of the programme, as corrections left it."""
    act = about.session.scalars(
        select(Act).where(
            Act.provider_id == about.row.provider_id,
            Act.contract_id == about.row.contract_id,
            Act.month == month,
        )
    ).one_or_none()
    if act is None:
        text = (
            f"Акт за {month_title(month)} ещё не выдан: сумму для справки взять неоткуда. Выдайте "
            "последний акт по договору, потом напечатайте справку."
        )
        refuse("documents_missing", text, field="code")
    corrected = about.session.scalar(
        select(ActCorrection.payable)
        .where(ActCorrection.act_id == act.id)
        .order_by(ActCorrection.sequence.desc())
        .limit(1)
    )
    return act, (act.payable if corrected is None else corrected) - act.additional_cost
