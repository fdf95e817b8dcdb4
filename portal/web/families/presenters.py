"""Words of work with families: where a family stands, since when, and what comes next."""

from dataclasses import dataclass

from portal.models import Role
from portal.usecases.queries.families import FamilyRow
from portal.usecases.queries.family_view import FamilyView
from portal.web.filters import plural

_ROLES = {
    Role.SOCIAL_WORKER.value: "социальный работник",
    Role.HEAD_OF_DEPARTMENT.value: "заведующий отделением",
    Role.DIRECTOR.value: "директор",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A word beside a title, and its colour."""

    text: str
    kind: str


def state_tag(row: FamilyRow) -> Tag:
    """Where a family stands."""
    if row.idle:
        return Tag("помощь не нужна", "")
    return Tag(row.state.title, "ok" if row.state.final else "")


def how_long(row: FamilyRow) -> str:
    """How long the family has been in its state."""
    if row.days == 0:
        return "с сегодняшнего дня"
    return plural(row.days, "день", "дня", "дней")


def next_words(view: FamilyView) -> str:
    """What comes next, a sentence."""
    if view.row.idle:
        return (
            "Заведующий решил, что помощь не нужна: дела не заводят. Новые сведения записывают "
            "новой записью."
        )
    if not view.next_steps:
        return "Работа окончена. Дело остаётся в отделении, его можно читать."
    return "Отметьте шаг, когда он сделан. Пропустить шаг нельзя."


def who(actors: tuple[str, ...]) -> str:
    """Who takes a step."""
    return " или ".join(_ROLES[one] for one in actors if one in _ROLES)
