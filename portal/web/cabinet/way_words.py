"""The recipient's way in words that need no lawyer: what happens now, who does it, by when."""

from __future__ import annotations

from portal.domain.moves import MoveKind, MoveWish
from portal.usecases.move_papers import LIST, ORDER
from portal.usecases.queries.own_moves import OwnRequest, OwnWay
from portal.usecases.way_over import recorded_by
from portal.web.filters import day_words

PAPERS = {ORDER: "Приказ о переводе", LIST: "Справка об услугах и опись бумаг"}
ASKED = {
    MoveKind.PROVIDER: "к другому поставщику",
    MoveKind.REGION: "в другой регион",
    MoveKind.DEPARTMENT: "в другое отделение",
    MoveKind.RESIDENTIAL: "в стационар",
}
_NOW = {
    "final_act": "Учреждение составляет последний акт за месяцы, которые ещё не закрыты.",
    "completion_marks": "Учреждение ставит в программе отметки о том, что вам оказано.",
    "director_order": "Директор готовит приказ о прекращении прежнего договора.",
    "terminate_old": "Учреждение оформляет прекращение прежнего договора.",
    "present_programme_to_new": "Ждут вас: предъявите программу новому поставщику.",
    "present_to_new": "Ждут вас: предъявите решение и программу новому поставщику.",
    "conclude_new": "Новый договор готовят к подписи.",
    "papers_handed": "Учреждение готовит бумаги, которые вы возьмёте с собой.",
    "department_order": "Директор готовит приказ о переводе.",
    "department_changed": "Приказ есть, вас переведут в назначенный день.",
    "stationary_programme": (
        "Нужна программа на стационар. Учреждение поможет попросить о пересмотре вашей программы."
    ),
    "place_confirmed": "Учреждение подбирает место и день приёма.",
    "old_end_set": "Учреждение готовит конец прежнего договора на канун приёма.",
}
_WHO = {
    "recipient": "вы",
    "representative": "ваш представитель",
    "director": "директор",
    "head_of_department": "заведующий отделением",
    "social_worker": "социальный работник",
    "accountant": "бухгалтер",
}


def way_words(way: OwnWay) -> str:
    """Where the way stands, in a sentence."""
    if way.withdrawal:
        day = day_words(way.closed_on, year=True) if way.closed_on else ""
        told = f"Переход отменён {day}{recorded_by(way.closed_by)}"
        return f"{told} Ваш договор действует как прежде."
    if way.closed_on is not None:
        return f"Переход окончен {day_words(way.closed_on, year=True)}."
    code = way.current.code if way.current else ""
    return _NOW.get(code, way.current.title if way.current else "")


def who_words(way: OwnWay) -> str:
    """Whose turn it is."""
    named = [_WHO[role] for role in way.who if role in _WHO]
    return " или ".join((", ".join(named[:-1]), named[-1])) if len(named) > 1 else "".join(named)


def by_words(way: OwnWay) -> str:
    """By when: the day that is set, or that no act sets one."""
    if way.by is not None:
        return f"до {day_words(way.by, year=True)}"
    return "срока закон не называет, спросите в учреждении"


def request_words(one: OwnRequest) -> str:
    """An application and what has become of it."""
    about = "о переходе" if one.wish is MoveWish.GO else "об отказе от перехода"
    where = f": {one.destination}" if one.destination else ""
    return f"Заявление {about} {ASKED[one.kind]}{where}"


def state_words(one: OwnRequest) -> str:
    """What is awaited, or what was answered."""
    if one.closed_on is not None:
        return one.answer
    if one.signed:
        return "Подписано кодом. Учреждение его видит и ответит."
    return "Без подписи оно ничего не меняет. Подпишите его."
