"""Letters of a move: whom the authority recommends, that it has refused, that it need not decide.

No act gives their form: the words are the portal's, the clauses the region's (AST-NOT-03,
AST-TRN-12, AST-TRN-13).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select

from portal.documents.facts import FormFacts
from portal.domain.choices import ChoiceList
from portal.domain.law import Citation
from portal.domain.printed_forms import GENERIC, FieldKind, FormField, Needed, PrintedForm
from portal.domain.violations import refuse
from portal.models import Provider, Transfer, TransferOffer, TransferPaper
from portal.regions.registry import Region
from portal.usecases.transfer_case import rules_of
from portal.usecases.transfer_fee_certificate import (
    CERTIFICATE,
    CERTIFICATE_TITLE,
    certificate,
)
from portal.usecases.transfer_letter_facts import DAY, Rows, Written, facts_of, line, said
from portal.usecases.transfer_papers import package_of
from portal.usecases.transfer_told import recommended_notice

INFORMATION, REFUSED, WITHDRAWN = (
    "recommended_providers_letter",
    "transfer_refusal_letter",
    "transfer_withdrawal_letter",
)
REFUSAL_RECORD = "agreement_refusal"
TITLES: Mapping[str, str] = {
    INFORMATION: "Письмо о рекомендуемых поставщиках",
    REFUSED: "Письмо об отказе в согласовании перевода",
    WITHDRAWN: "Письмо об отзыве заявления о переводе",
    CERTIFICATE: CERTIFICATE_TITLE,
}


def refusal_record(row: Transfer, region: Region) -> ChoiceList | None:
    """What is kept of a refusal, as received (AST-TRN-12)."""
    lists = rules_of(row, region).lists
    return next((one for one in lists if one.code == REFUSAL_RECORD), None)


def _information(about: Written) -> tuple[PrintedForm, FormFacts]:
    """The authority's notification passed on: whom it recommends, and that the choice is free."""
    rule = recommended_notice(about.region, about.row.applied_on)
    if rule is None:
        refuse("value_invalid", "Передавать уведомление порядок региона не требует.", field="code")
    told = {one.code: one.title.capitalize() for one in rule.subjects}
    offers, returned = _offers(about), _returned(about)
    columns = ("№", "Поставщик", "Адрес и телефон")
    form = PrintedForm(
        INFORMATION,
        TITLES[INFORMATION],
        GENERIC,
        2,
        rule.citation,
        (
            *_heading(about),
            line("notice_date", told["notice_date"]),
            FormField(
                "",
                "recommended_providers",
                told["recommended_providers"],
                FieldKind.TABLE,
                Needed.NO,
                columns,
            ),
            line("returned_documents", told["returned_documents"]),
            said("choice", _choice_words(about)),
            *_signatures("Письмо получено «____» ____________ 20___ г."),
        ),
    )
    notified = about.row.notified_on or about.today
    values = _to_recipient(about) | {
        "notice_date": f"{notified:{DAY}}",
        "returned_documents": "; ".join(returned) or "нет",
    }
    return form, facts_of(form, values, {"recommended_providers": offers})


def _choice_words(about: Written) -> str:
    rule = about.region.rules.information_rules.on(about.row.applied_on).recommendation
    clause = f" ({rule.chosen_by.citation.text})" if rule else ""
    return (
        "Назовите нам поставщика, к которому вы переходите: словами, письмом или в личном "
        f"кабинете. Выбор за вами{clause}: можно выбрать и того, кого в списке нет, но согласие "
        "уполномоченного органа дано на названных. Пока перевод не завершён, заявление можно "
        "отозвать; ваш договор с нами до перевода действует."
    )


def _offers(about: Written) -> Rows:
    rows = about.session.execute(
        select(TransferOffer.name, Provider)
        .outerjoin(Provider, Provider.id == TransferOffer.offered_id)
        .where(
            TransferOffer.provider_id == about.row.provider_id,
            TransferOffer.transfer_id == about.row.id,
        )
        .order_by(TransferOffer.position)
    )
    return tuple(
        (str(place), name, f"{found.address}, тел. {found.phone}" if found is not None else "")
        for place, (name, found) in enumerate(rows, 1)
    )


def _returned(about: Written) -> tuple[str, ...]:
    package = package_of(about.session, about.row, about.region, about.row.applied_on)
    titles = {one.code: one.title for one in package.papers} if package else {}
    codes = about.session.scalars(
        select(TransferPaper.code)
        .where(
            TransferPaper.provider_id == about.row.provider_id,
            TransferPaper.transfer_id == about.row.id,
            TransferPaper.returned_on.is_not(None),
        )
        .order_by(TransferPaper.id)
    )
    return tuple(titles.get(code, code) for code in codes)


def _refused(about: Written) -> tuple[PrintedForm, FormFacts]:
    """The refusal with its day, number and ground as received; the contract goes on."""
    row, record = about.row, refusal_record(about.row, about.region)
    if record is None:
        refuse("value_invalid", "Отказа порядок региона не знает.", field="code")
    told = {one.code: one.title.capitalize() for one in record.choices}
    values = _to_recipient(about) | {
        "wish": row.wish_name,
        "decision_date": f"{row.closed_on:{DAY}}" if row.closed_on else "",
        "decision_number": row.decision_number,
        "reason_text": row.decision_reason,
    }
    form = PrintedForm(
        REFUSED,
        TITLES[REFUSED],
        GENERIC,
        2,
        record.citation,
        (
            *_heading(about),
            said(
                "refused",
                "Сообщаем, что в согласовании вашего перевода отказано. Решил уполномоченный "
                f"орган: {about.region.identity.authority}.",
            ),
            line("wish", "К кому вы хотели перейти"),
            *(line(code, told[code]) for code in record.codes if values.get(code)),
            said(
                "stays",
                f"Ваш договор {about.contract} действует, услуги идут как прежде. Вы вправе подать "
                "новое заявление о переводе.",
            ),
            *_signatures("Письмо получено «____» ____________ 20___ г."),
        ),
    )
    return form, facts_of(form, values)


def _withdrawn(about: Written) -> tuple[PrintedForm, FormFacts]:
    """The authority is told that the recipient has taken the application back (AST-TRN-13)."""
    row = about.row
    form = PrintedForm(
        WITHDRAWN,
        TITLES[WITHDRAWN],
        GENERIC,
        2,
        _withdrawal_clause(about),
        (
            line("day", "Дата"),
            line("ministry", "Адресат"),
            line("provider", "Отправитель"),
            line("recipient", "Получатель"),
            line("received", "Ходатайство направлено"),
            line("withdrawn", "Заявление отозвано"),
            said(
                "asked",
                "Просим прекратить рассмотрение ходатайства и вернуть личное дело с приложенными "
                f"бумагами. Договор {about.contract} действует.",
            ),
            line("signatory", "Руководитель учреждения", FieldKind.SIGNATURE),
        ),
    )
    number = f", № {row.register_number}/{row.register_year}" if row.register_number else ""
    values = {
        "day": f"{about.today:{DAY}}",
        "ministry": about.region.identity.authority,
        "provider": f"{about.desk.provider.name}, {about.desk.provider.address}",
        "recipient": about.named,
        "received": f"{row.received_on:{DAY}}{number}" if row.received_on else "",
        "withdrawn": f"{row.closed_on:{DAY}}" if row.closed_on else "",
        "signatory": about.desk.signatory.short_name,
    }
    return form, facts_of(form, values)


def _withdrawal_clause(about: Written) -> Citation:
    rules = rules_of(about.row, about.region)
    steps = rules.workflow.steps
    found = next((one.citation for one in steps if one.target == about.row.state), None)
    return found or rules.procedure


def _heading(about: Written) -> tuple[FormField, ...]:
    agent = about.desk.parties(about.row.contract_id).representative
    return (
        line("day", "Дата"),
        line("provider", "Отправитель"),
        line("customer", "Адресат"),
        *((line("representative", "Представитель"),) if agent is not None else ()),
        line("address", "Адрес"),
    )


def _to_recipient(about: Written) -> dict[str, str]:
    parties = about.desk.parties(about.row.contract_id)
    agent = parties.customer_representative
    desk = about.desk.provider
    return {
        "day": f"{about.today:{DAY}}",
        "provider": f"{desk.name}, {desk.address}, тел. {desk.phone}",
        "customer": parties.customer.name,
        "representative": agent.name if agent else "",
        "address": parties.customer.address,
        "signatory": about.desk.signatory.short_name,
        "received": (agent or parties.customer).short_name,
    }


def _signatures(receipt: str) -> tuple[FormField, ...]:
    return (
        line("signatory", "Руководитель учреждения", FieldKind.SIGNATURE),
        line("received", receipt, FieldKind.SIGNATURE),
    )


LETTERS: Mapping[str, Callable[[Written], tuple[PrintedForm, FormFacts]]] = {
    INFORMATION: _information,
    REFUSED: _refused,
    WITHDRAWN: _withdrawn,
    CERTIFICATE: certificate,
}
"""What goes out under a number of its own and is handed over."""
