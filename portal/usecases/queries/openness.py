"""«Открытость»: the figures that the provider publishes about itself, of one day (FED-NOT-04).

No names here: how many people are served, how many places are free, what services cost.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.domain.catalogue import Form
from portal.domain.contract import RUNNING
from portal.domain.law import Citation
from portal.domain.money import rubles_text
from portal.domain.printed_forms import GENERIC, FieldKind, FormField, Needed, PrintedForm
from portal.domain.reference import tariff_key
from portal.models import Contract, Department, Provider
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.department_days import people_by_department
from portal.usecases.publications import PUBLIC
from portal.usecases.reference import reference_book
from portal.usecases.transaction import reading

NO_LIMIT = "не ограничено"


@dataclass(frozen=True, slots=True)
class TariffLine:
    """A service of the forms the provider works in; ``tariff`` None = no value is loaded.

    ``department`` names the kind of department whose list this is, where a form has several.
    """

    form: Form
    title: str
    unit_title: str
    tariff: Decimal | None
    department: str = ""

    @property
    def where(self) -> str:
        """The form, and the department beside it: the same service costs differently in two."""
        return f"{self.form.label}, {self.department}" if self.department else self.form.label


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form of service: people served, places and free ones; None = nobody counts them."""

    form: Form
    recipients: int
    places: int | None
    free: int | None


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """Everything to publish, as of ``day``."""

    day: date
    provider: str
    forms: tuple[FormLine, ...]
    tariffs: tuple[TariffLine, ...]
    clause: Citation

    def as_data(self) -> JsonObject:
        """What stood on the site, to be kept with the mark."""
        return {
            "day": self.day.isoformat(),
            "forms": {
                one.form.value: {"recipients": one.recipients, "free": one.free}
                for one in self.forms
            },
            "tariffs": len(self.tariffs),
        }


def public_figures(actor: Actor, region: Region, day: date) -> PublicFigures:
    """The figures of the reader's provider on a day."""
    with reading() as session:
        provider = session.get_one(Provider, actor.provider_id)
        forms = _forms(session, actor, region, day)
        return PublicFigures(
            day=day,
            provider=provider.name,
            forms=forms,
            tariffs=_tariffs(session, actor, region, day, {one.form for one in forms}),
            clause=region.rules.notices.on(day).notice(PUBLIC).citation,
        )


def _forms(session: Session, actor: Actor, region: Region, day: date) -> tuple[FormLine, ...]:
    people = dict(
        session.execute(
            select(Contract.form, func.count(Contract.recipient_id.distinct()))
            .where(Contract.provider_id == actor.provider_id, Contract.state.in_(RUNNING))
            .group_by(Contract.form)
        ).all()
    )
    counted = people_by_department(actor.provider_id, day)
    taken_places = func.coalesce(counted.c.people, 0)
    rows = session.execute(
        select(Department.form, Department.unit_code, Department.places, taken_places)
        .outerjoin(counted, counted.c.department_id == Department.id)
        .where(Department.provider_id == actor.provider_id)
    ).all()
    rules = region.rules.capacity_rules.on(day)
    limits: dict[Form, list[tuple[int | None, int]]] = {}
    for form, unit_code, places, taken in rows:
        limit = rules.limit(unit_code, places)
        limits.setdefault(form, []).append((limit.most if limit else None, taken))
    return tuple(
        _form(form, people.get(form, 0), limits.get(form, []))
        for form in Form
        if form in people or form in limits
    )


def _form(form: Form, recipients: int, rooms: list[tuple[int | None, int]]) -> FormLine:
    """Free places of a form are told only where every department of it counts its own."""
    known = [(most, taken) for most, taken in rooms if most is not None]
    if not rooms or len(known) != len(rooms):
        return FormLine(form, recipients, None, None)
    places = sum(most for most, _ in known)
    return FormLine(form, recipients, places, sum(max(most - taken, 0) for most, taken in known))


def _tariffs(
    session: Session, actor: Actor, region: Region, day: date, forms: set[Form]
) -> tuple[TariffLine, ...]:
    """The lists of the provider's own departments; of a form with none of a kind, every list."""
    book = reference_book(session, region)
    own = {
        (form, unit_code)
        for form, unit_code in session.execute(
            select(Department.form, Department.unit_code)
            .where(Department.provider_id == actor.provider_id, Department.unit_code.is_not(None))
            .distinct()
        )
    }
    kinds = {form for form, _ in own}
    titles = {unit.code: unit.title for unit in region.units}
    found = []
    for item in region.rules.service_catalogue.on(day).items:
        listed = item.unit_code is None or item.form not in kinds
        if item.form not in forms or not (listed or (item.form, item.unit_code) in own):
            continue
        value = book.find(tariff_key(item.code), None, day)
        amount = value.amount if value else None
        department = titles.get(item.unit_code or "", "").lower()
        found.append(TariffLine(item.form, item.title, item.unit_title, amount, department))
    return tuple(found)


def as_table(figures: PublicFigures) -> bytes:
    """The figures for the site's editor: a table that office programs open, in UTF-8."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(("Поставщик", figures.provider))
    writer.writerow(("Сведения на", f"{figures.day:%d.%m.%Y}"))
    writer.writerow(())
    writer.writerow(("Форма обслуживания", "Получателей", "Мест", "Свободных мест"))
    writer.writerows(_form_cells(figures))
    writer.writerow(())
    writer.writerow(("Форма и отделение", "Услуга", "Единица", "Тариф, руб."))
    for one in figures.tariffs:
        tariff = "" if one.tariff is None else f"{one.tariff:.2f}".replace(".", ",")
        writer.writerow((one.where, one.title, one.unit_title, tariff))
    return target.getvalue().encode("utf-8-sig")


def as_paper(figures: PublicFigures) -> tuple[PrintedForm, FormFacts]:
    """The same to hang on the information stand."""
    by_form = ("Форма обслуживания", "Получателей", "Мест", "Свободных мест")
    prices = ("Услуга", "Форма и отделение", "Единица", "Тариф")
    title = "Сведения о поставщике социальных услуг"
    form = PrintedForm(
        code="public-information",
        title=title,
        template=GENERIC,
        copies=1,
        citation=figures.clause,
        fields=(
            FormField("1", "provider", "Поставщик", FieldKind.TEXT, Needed.NO),
            FormField("2", "day", "Сведения на", FieldKind.DATE, Needed.NO),
            FormField(
                "3", "forms", "Получатели и свободные места", FieldKind.TABLE, Needed.NO, by_form
            ),
            FormField(
                "4", "tariffs", "Тарифы на социальные услуги", FieldKind.TABLE, Needed.NO, prices
            ),
        ),
    )
    facts = FormFacts(
        title=title,
        values={"provider": figures.provider, "day": f"{figures.day:%d.%m.%Y}"},
        tables={
            "forms": _form_cells(figures),
            "tariffs": tuple(
                (
                    one.title,
                    one.where,
                    one.unit_title,
                    "не установлен" if one.tariff is None else rubles_text(one.tariff),
                )
                for one in figures.tariffs
            ),
        },
    )
    return form, facts


def _form_cells(figures: PublicFigures) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            one.form.label,
            str(one.recipients),
            NO_LIMIT if one.places is None else str(one.places),
            NO_LIMIT if one.free is None else str(one.free),
        )
        for one in figures.forms
    )
