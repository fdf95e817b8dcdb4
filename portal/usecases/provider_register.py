"""The provider's entry in the region's register, and contracts outside it (FED-REG-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.registers import demand_registered
from portal.domain.violations import refuse
from portal.models import Provider
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.transaction import transaction

LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class RecordRegisterEntry:
    """The entry as the register holds it; ``excluded_on`` is the last day in it."""

    number: str
    registered_on: date
    forms: tuple[Form, ...]
    excluded_on: date | None = None


def record_register_entry(
    command: RecordRegisterEntry, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Keep the entry; contracts drawn up before stay as they are.

    Raises value_invalid for a number or forms left out and for days out of order.
    """
    _demand_whole(command, region, region.today(now))
    with transaction() as session:
        provider = session.get_one(Provider, actor.provider_id)
        before = _entry(provider)
        provider.register_number = " ".join(command.number.split())
        provider.registered_on, provider.excluded_on = command.registered_on, command.excluded_on
        provider.registered_forms = [one.value for one in command.forms]
        session.flush()
        subject = ("register_entry_recorded", "provider", provider.id)
        audit.record(session, actor, now, *subject, before, _entry(provider))


def demand_in_register(
    session: Session, provider_id: int, form: Form, day: date, region: Region
) -> None:
    """Refuse a new contract outside the register: before, after, or in a form it does not name.

    An entry that nobody has recorded proves nothing either way: the first page reminds of it.
    """
    provider = session.get_one(Provider, provider_id)
    if provider.registered_on is None:
        return
    rules = region.rules.registers.on(day)
    demand_registered(rules, provider.registered_on, provider.excluded_on, day)
    if form is not Form.URGENT and form.value not in (provider.registered_forms or ()):
        refuse(
            "not_authorised",
            f"В записи реестра поставщиков нет формы «{form.label}»: новый договор заключить "
            "нельзя. Проверьте запись реестра в настройках.",
            field="register",
            citation=rules.entry,
        )


def _demand_whole(command: RecordRegisterEntry, region: Region, today: date) -> None:
    rules = region.rules.registers.on(today)
    number = " ".join(command.number.split())
    if not number or len(number) > LONGEST_NUMBER:
        text = f"Введите номер записи, не больше {LONGEST_NUMBER} знаков."
        refuse("value_invalid", text, field="number", citation=rules.entry)
    first = region.rules.registers.versions[0].since
    if command.registered_on < first:
        text = f"Реестры поставщиков ведут с {first:%d.%m.%Y}. Введите этот день или более поздний."
        refuse("value_invalid", text, field="registered_on", citation=rules.entry)
    if command.registered_on > today:
        text = "Этот день ещё не наступил. Введите день, когда включили в реестр."
        refuse("value_invalid", text, field="registered_on", citation=rules.entry)
    if command.excluded_on is not None and command.excluded_on < command.registered_on:
        text = "Исключить могли не раньше, чем включили. Проверьте день исключения."
        refuse("value_invalid", text, field="excluded_on", citation=rules.entry)
    if not command.forms:
        text = "Отметьте хотя бы одну форму обслуживания, названную в записи."
        refuse("value_invalid", text, field="forms", citation=rules.entry)


def _entry(provider: Provider) -> dict[str, object]:
    return {
        "number": provider.register_number,
        "registered_on": provider.registered_on,
        "excluded_on": provider.excluded_on,
        "forms": provider.registered_forms,
    }
