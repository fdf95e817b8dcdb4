"""Words of urgent help: where an act stands and what comes next."""

from dataclasses import dataclass

from portal.usecases.queries.urgent import UrgentRow, UrgentView


@dataclass(frozen=True, slots=True)
class Tag:
    """A word beside a title, and its colour."""

    text: str
    kind: str


_STATES = {
    "draft": Tag("акт не составлен", "warn"),
    "unsigned": Tag("ждёт подписи", "warn"),
    "signed": Tag("акт подписан", "ok"),
}


def state_tag(row: UrgentRow) -> Tag:
    """Where an act stands."""
    return _STATES[row.state]


def next_step(view: UrgentView) -> str:
    """What the worker does now, a sentence."""
    if view.missing:
        words = ", ".join(f"«{one.title}»" for one in view.missing)
        return f"Для акта не хватает: {words}. Дополните услуги."
    if view.drawn_on is None:
        return "Всё записано. Составьте акт: после этого случай уже не меняют."
    if view.signed_on is None:
        return "Акт составлен. Без подписи получателя он в отчёты не попадёт."
    return "Случай закрыт: акт подписан. Если помощь нужна снова, откройте новый случай."
