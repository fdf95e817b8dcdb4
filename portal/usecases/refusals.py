"""Sentences for what the database itself refuses, found by the constraint's name."""

from __future__ import annotations

import re
from functools import cache

from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import ColumnCollectionConstraint

from portal.domain.violations import Conflict, RulesBroken, Violation
from portal.extensions import Base

_FROZEN = (
    "Выданный документ, подпись, проводка и запись журнала не меняются и не удаляются. "
    "Исправление вносят новой записью."
)

CONFLICTS: dict[str, Violation] = {
    "uq_recipient_provider_id_snils": Violation(
        "duplicate",
        "Получатель с таким СНИЛС уже зарегистрирован. Найдите его в списке получателей.",
        "snils",
    ),
    "uq_recipient_provider_id_personal_code": Violation(
        "conflict", "Лицевой счёт с таким кодом только что открыт. Повторите сохранение."
    ),
    "uq_programme_provider_id_number_issued_on": Violation(
        "duplicate",
        "Программа с этим номером и датой уже принята. Откройте её в карточке получателя.",
        "number",
    ),
    "uq_programme_duplicate_programme_id_issued_on": Violation(
        "duplicate", "Дубликат с этим днём уже записан. Второй раз не нужно.", "issued_on"
    ),
    "uq_programme_service_programme_id_code": Violation(
        "duplicate", "Услуга указана в программе дважды. Оставьте одну строку с общим объёмом."
    ),
    "uq_contract_open_programme": Violation(
        "overlap",
        "По этой программе уже есть договор. Откройте его в списке договоров: второй по той же "
        "программе не составляют.",
    ),
    "uq_contract_provider_id_year_number": Violation(
        "conflict", "Договор с таким номером в этом году уже есть. Повторите заключение."
    ),
    "uq_legacy_fee_standing": Violation(
        "conflict",
        "Прежнюю плату этой формы обслуживания только что записал другой сотрудник. Обновите "
        "страницу и сверьте записи.",
    ),
    "uq_register_record_recipient_id": Violation(
        "conflict",
        "Номер в регистре только что записал другой сотрудник. Обновите страницу и сверьте его.",
    ),
    "uq_register_record_provider_id_number": Violation(
        "duplicate",
        "Этот номер регистра уже записан за другим получателем. Проверьте цифры.",
        "number",
    ),
    "uq_act_contract_id_month": Violation(
        "duplicate", "Акт по этому договору за этот месяц уже выставлен. Откройте его в договоре."
    ),
    "uq_month_closing_provider_id_month": Violation(
        "month_closed", "Этот месяц уже закрыт: акты выставлены. Откройте страницу месяца."
    ),
    "uq_delivery_contract_id_day_code_additional": Violation(
        "conflict",
        "Эту услугу за этот день только что отметил другой сотрудник. Обновите страницу.",
    ),
    "uq_payment_provider_id_operation": Violation(
        "duplicate", "Эта оплата уже записана: повторная отправка формы ничего не изменила."
    ),
    "uq_receipt_copy_payment_id": Violation(
        "duplicate", "Копия квитанции по этой оплате уже заведена."
    ),
    "uq_signature_paper_id_party": Violation(
        "duplicate", "Эта сторона уже подписала документ. Вторая подпись не нужна."
    ),
    "uq_income_item_member_id_month_kind": Violation(
        "duplicate",
        "Доход одного вида за один месяц указан дважды. Сложите суммы в одну строку.",
    ),
    "uq_calendar_year_current": Violation(
        "conflict", "Этот год только что внёс другой сотрудник. Откройте календарь заново."
    ),
    "uq_tariff_day_set_since": Violation(
        "duplicate", "На этот день тарифы уже назначены. Откройте назначенный день.", "since"
    ),
    "uq_briefing_item_programme_id_code": Violation(
        "conflict",
        "Ознакомление только что отметил другой сотрудник. Обновите страницу и сверьте отметки.",
    ),
    "uq_additional_request_contract_id_code": Violation(
        "duplicate", "Просьба об этой услуге по договору уже записана. Вторая запись не нужна."
    ),
    "uq_amendment_contract_id_number": Violation(
        "conflict", "Другое изменение этого договора только что составили. Повторите сохранение."
    ),
    "uq_amendment_signature_amendment_id_party": Violation(
        "duplicate", "Эта сторона уже подписала соглашение. Вторая подпись не нужна."
    ),
    "uq_contract_terms_contract_id_since": Violation(
        "conflict", "С этого дня у договора уже есть условия. Обновите страницу."
    ),
    "uq_fee_proposal_waiting": Violation(
        "conflict", "Новую плату этого договора только что подготовил другой сотрудник."
    ),
    "uq_termination_standing": Violation(
        "conflict",
        "Прекращение этого договора только что подготовил другой сотрудник. Откройте договор.",
    ),
    "uq_contract_refusal_standing": Violation(
        "duplicate",
        "По этой программе в договоре уже отказали. Откройте отказ в карточке программы.",
    ),
    "uq_termination_signature_termination_id_party": Violation(
        "duplicate", "Эта сторона уже подписала документ. Вторая подпись не нужна."
    ),
    "uq_sent_back_open_contract": Violation(
        "conflict", "Этот договор уже вернули без подписи. Обновите страницу."
    ),
    "uq_paper_copy_paper_id_number": Violation(
        "conflict", "Этот экземпляр только что отметил другой сотрудник. Обновите страницу."
    ),
    "uq_name_form_provider_id_nominative": Violation(
        "conflict", "Это имя только что исправил другой сотрудник. Повторите сохранение."
    ),
    "uq_transfer_open": Violation(
        "duplicate",
        "Перевод по этому договору уже идёт. Откройте его или отзовите: второй сразу не ведут.",
        "contract_id",
    ),
    "uq_move_open": Violation(
        "duplicate",
        "Переход по этому договору уже идёт. Откройте его или отмените: второй сразу не ведут.",
        "contract_id",
    ),
    "uq_move_request_open": Violation(
        "duplicate",
        "Заявление о переходе по этому договору уже отправлено. Заберите его, если передумали.",
        "contract_id",
    ),
    "uq_transfer_authority_id_register_year_register_number": Violation(
        "conflict", "Этот номер журнала только что занял другой сотрудник. Повторите регистрацию."
    ),
    "uq_vacancy_hold_held": Violation(
        "duplicate", "Место для этого перевода уже подтвердил другой сотрудник. Обновите страницу."
    ),
    "uq_transfer_envelope_came_in": Violation(
        "duplicate", "Такой же конверт уже принят. Откройте его: второй не нужен."
    ),
    "ix_paper_code": Violation(
        "conflict", "Такой же документ только что выпустил другой сотрудник. Повторите действие."
    ),
    "uq_user_login": Violation("duplicate", "Такой логин уже занят. Выберите другой.", "login"),
    "suspension_overlap": Violation(
        "overlap",
        "На эти дни договор уже приостановлен. Измените даты или сначала завершите прежнее "
        "приостановление.",
        "since",
    ),
    **{
        f"{table}_is_immutable": Violation("conflict", _FROZEN)
        for table in (
            "amendment",
            "amendment_signature",
            "suspension_order",
            "council_decision",
            "termination",
            "ending_cancellation",
            "termination_signature",
            "contract_refusal",
            "paper",
            "paper_content",
            "statement_key",
            "signature",
            "ledger_entry",
            "audit_event",
            "act_line",
            "access_event",
            "paper_seal",
            "outside_signature",
            "sent_back",
        )
    },
}

_DUPLICATE = Violation(
    "duplicate", "Такая запись уже есть. Обновите страницу и проверьте, нужна ли вторая."
)
_DANGLING = Violation(
    "conflict",
    "Запись, на которую ссылается эта, не найдена у вашего учреждения. Обновите страницу.",
)

CHECKS: tuple[tuple[str, str], ...] = (
    ("_office_hours", "Часы работы стоят не по порядку. Введите начало и конец заново."),
    ("_not_negative", "Сумма или количество не могут быть меньше нуля. Исправьте значение."),
    ("_positive", "Значение должно быть больше нуля. Исправьте его."),
    ("_is_first_day", "Месяц записывается своим первым числом."),
    ("_after_", "Конец периода должен быть позже его начала. Исправьте даты."),
    ("_in_month", "День оплаты — число от 1 до 28."),
)
_UNKNOWN_CHECK = "Значение не допускается правилами хранения. Проверьте введённые данные."

KEYS = (PrimaryKeyConstraint, UniqueConstraint)
_COLUMNS = re.compile(r"UNIQUE constraint failed: (.+)")
_CHECK = re.compile(r"CHECK constraint failed: (\w+)")


def refusal_of(error: IntegrityError) -> RulesBroken | None:
    """The refusal that a person can read, or None when the program itself is at fault."""
    name = constraint_name(error)
    if name is None:
        return None
    if name in CONFLICTS:
        return Conflict(CONFLICTS[name])
    if name.startswith("fk_"):
        return Conflict(_DANGLING)
    if name.startswith("ck_"):
        sentence = next((text for mark, text in CHECKS if mark in name), _UNKNOWN_CHECK)
        return RulesBroken(Violation("value_invalid", f"{sentence} ({name})"))
    return Conflict(_DUPLICATE)


def constraint_name(error: IntegrityError) -> str | None:
    """Which constraint or guard refused; PostgreSQL tells, SQLite's message has to be read."""
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        name = diagnostics.constraint_name
        return str(name) if name else None
    message = str(error.orig)
    if message in CONFLICTS:
        return message
    if found := _CHECK.match(message):
        return found.group(1)
    if found := _COLUMNS.match(message):
        return _unique_names().get(found.group(1))
    return "fk_unknown" if message == "FOREIGN KEY constraint failed" else None


@cache
def _unique_names() -> dict[str, str]:
    """SQLite names the columns of a broken unique key, not the key."""
    names: dict[str, str] = {}
    for table in Base.metadata.tables.values():
        keys: list[ColumnCollectionConstraint | Index] = [
            *(key for key in table.constraints if isinstance(key, KEYS)),
            *(index for index in table.indexes if index.unique),
        ]
        for key in keys:
            columns = ", ".join(f"{table.name}.{column.name}" for column in key.columns)
            names[columns] = str(key.name)
    return names
