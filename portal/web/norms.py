"""Norms on pages: what the law says where the reader stands, each with its clause.

Templates ask with ``{{ law(norms_of("contract", form=contract.form)) }}``.
"""

from flask import Flask, g

from portal.domain.catalogue import Form
from portal.domain.norms import Norm, Place, norms_at
from portal.web.access import region
from portal.web.clock import today

TITLES = {
    Place.RECIPIENT: "Получатель и его представители",
    Place.BELONGINGS: "Вещи на хранении и посещения",
    Place.DOCUMENTS: "Документы",
    Place.INCOME: "Доход",
    Place.PROGRAMME: "Индивидуальная программа",
    Place.CONTRACT: "Договор",
    Place.SCHEDULE: "График услуг",
    Place.DELIVERIES: "Оказание услуг",
    Place.ACT: "Акт",
    Place.PAYMENT: "Плата и оплата",
    Place.SUSPENSION: "Приостановление",
    Place.TERMINATION: "Прекращение",
    Place.TRANSFER: "Переход к другому поставщику",
    Place.URGENT: "Срочные услуги",
    Place.REGISTERS: "Реестры и учёт",
    Place.PERSONAL_DATA: "Персональные данные",
    Place.CABINET: "Права получателя",
    Place.PASSPORT: "Паспорт региона",
}


def init_app(app: Flask) -> None:
    """Let templates ask for norms."""
    app.jinja_env.globals.update(norms_of=norms_of)


def norms_of(
    *places: str, form: Form | None = None, unit_code: str | None = None
) -> tuple[Norm, ...]:
    """The region's norms of today for these places, each once; nothing for who is not signed in."""
    if not g.get("actor"):
        return ()
    day = today()
    norms = region().rules.norms.on(day)
    found = {
        norm.code: norm
        for place in places
        for norm in norms_at(norms, Place(place), day, form=form, unit_code=unit_code)
    }
    return tuple(found.values())


def norms_by_place() -> tuple[tuple[str, str, tuple[Norm, ...]], ...]:
    """Every norm of today by place: the place's code, its title, its norms; empty ones left out."""
    pages = ((place.value, title, norms_of(place.value)) for place, title in TITLES.items())
    return tuple(page for page in pages if page[2])
