"""Words for changes of a contract: their state, what they change, the terms by their days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.domain.amendments import PROVIDER, AmendmentRules, AmendmentState
from portal.domain.endings import REFUSAL
from portal.usecases.amendment_checks import reason_title
from portal.usecases.queries.amendments import AmendmentRow, TermsRow
from portal.web.access import region
from portal.web.clock import today
from portal.web.contracts.presenters import Tag
from portal.web.filters import day_words, money, plural

_TAGS = {
    AmendmentState.DRAFT: Tag("Ждёт подписи директора", "bad"),
    AmendmentState.SIGNED: Tag("Ждёт подписи получателя", "warn"),
    AmendmentState.IN_FORCE: Tag("Действует", "ok"),
    AmendmentState.WITHDRAWN: Tag("Отозвано"),
}
_OUTDATED = Tag("Устарело, подписать нельзя", "warn")


@dataclass(frozen=True, slots=True)
class TermsLine:
    """What holds from a day on, in words."""

    day: date
    text: str


def state_tag(row: AmendmentRow) -> Tag:
    """The state of a change; one in force from a later day says so."""
    if row.in_force_from is not None and row.in_force_from > today():
        return Tag(f"Вступит в силу {day_words(row.in_force_from)}", "ok")
    return _OUTDATED if row.dead else _TAGS[row.state]


def title(row: AmendmentRow) -> str:
    """«Дополнительное соглашение № 2»; what one side changed alone is named so."""
    if row.one_sided and row.reason == REFUSAL:
        return f"Отказ получателя от услуг, изменение №\u00a0{row.number}"
    kind = "Новая плата по уведомлению, изменение" if row.one_sided else "Дополнительное соглашение"
    return f"{kind} №\u00a0{row.number}"


def what_changes(row: AmendmentRow, *, sees_fee: bool = True) -> str:
    """What a change is about, in a sentence; services alone to whom the fee is not shown."""
    parts = []
    if row.refused:
        titles = service_titles(row.refused, row.since)
        parts.append(f"отказ: {', '.join(titles[code][0] for code in row.refused)}")
    elif row.services:
        parts.append(f"услуг меняется: {row.services}")
    if not sees_fee:
        return "; ".join(parts)
    if row.monthly_fee is not None:
        fee = "бесплатно" if row.free else f"{money(row.monthly_fee)} в месяц"
        parts.append(f"плата: {fee}")
    parts.extend(row.clauses)
    return "; ".join(parts)


def reason(row: AmendmentRow, rules: AmendmentRules) -> str:
    """The ground in words."""
    if not row.one_sided:
        return reason_title(rules, row.reason)
    if row.reason == REFUSAL:
        return "письменный отказ получателя"
    grounds = region().rules.fee_rules.on(row.since).change_grounds
    return next((one.title for one in grounds.choices if one.code == row.reason), row.reason)


def initiator(code: str) -> str:
    """Who wanted the change."""
    return "учреждение" if code == PROVIDER else "получатель или его представитель"


def terms_lines(
    amendments: tuple[AmendmentRow, ...], terms: tuple[TermsRow, ...], *, sees_fee: bool
) -> tuple[TermsLine, ...]:
    """The terms of a contract by their days, the newest first; those of a change it tells itself.

    Who is not shown the fee reads how many services there are (FED-PDP-01).
    """
    told = {row.number for row in amendments if row.monthly_fee is not None}
    left = (row for row in terms if row.recorded_by not in told)
    return tuple(_terms(row, sees_fee=sees_fee) for row in left)


def _terms(row: TermsRow, *, sees_fee: bool) -> TermsLine:
    fee = "не рассчитана" if row.monthly_fee is None else f"{money(row.monthly_fee)} в месяц"
    fee = "бесплатно" if row.free else fee
    services = plural(row.services, "услуга", "услуги", "услуг")
    return TermsLine(row.since, f"{services}, плата: {fee}" if sees_fee else services)


def service_titles(codes: tuple[str, ...], day: date) -> Mapping[str, tuple[str, str]]:
    """The title and the unit of services of the region's list, by code."""
    items = {item.code: item for item in region().rules.service_catalogue.on(day).items}
    return {
        code: (items[code].title, items[code].unit_title) if code in items else (code, "")
        for code in codes
    }
