"""Names of invented people: each with the right endings for a man and a woman."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from portal.domain.people import Sex, snils_check

_WOMEN = (
    "Александра", "Алевтина", "Анна", "Антонина", "Валентина", "Вера", "Галина", "Евгения",
    "Екатерина", "Елена", "Зинаида", "Зоя", "Ирина", "Клавдия", "Лариса", "Лидия", "Любовь",
    "Людмила", "Маргарита", "Мария", "Надежда", "Нина", "Ольга", "Раиса", "Римма", "Светлана",
    "Таисия", "Тамара", "Татьяна", "Фаина",
)  # fmt: skip
_MEN = (
    "Александр", "Алексей", "Анатолий", "Борис", "Валентин", "Василий", "Виктор", "Владимир",
    "Вячеслав", "Геннадий", "Евгений", "Иван", "Константин", "Леонид", "Михаил", "Николай",
    "Олег", "Павел", "Пётр", "Сергей", "Фёдор", "Юрий",
)  # fmt: skip
_CHILDREN = {Sex.FEMALE: ("Алиса", "Полина", "Софья"), Sex.MALE: ("Артём", "Кирилл", "Матвей")}
_YOUNG_FATHERS = (
    ("Александрович", "Александровна"),
    ("Андреевич", "Андреевна"),
    ("Денисович", "Денисовна"),
    ("Сергеевич", "Сергеевна"),
)
_FATHERS = (
    ("Александрович", "Александровна"),
    ("Алексеевич", "Алексеевна"),
    ("Андреевич", "Андреевна"),
    ("Борисович", "Борисовна"),
    ("Васильевич", "Васильевна"),
    ("Викторович", "Викторовна"),
    ("Владимирович", "Владимировна"),
    ("Григорьевич", "Григорьевна"),
    ("Дмитриевич", "Дмитриевна"),
    ("Егорович", "Егоровна"),
    ("Ефимович", "Ефимовна"),
    ("Иванович", "Ивановна"),
    ("Ильич", "Ильинична"),
    ("Константинович", "Константиновна"),
    ("Кузьмич", "Кузьминична"),
    ("Матвеевич", "Матвеевна"),
    ("Михайлович", "Михайловна"),
    ("Николаевич", "Николаевна"),
    ("Павлович", "Павловна"),
    ("Петрович", "Петровна"),
    ("Семёнович", "Семёновна"),
    ("Сергеевич", "Сергеевна"),
    ("Степанович", "Степановна"),
    ("Тимофеевич", "Тимофеевна"),
    ("Фёдорович", "Фёдоровна"),
    ("Яковлевич", "Яковлевна"),
)
_SURNAMES = (
    ("Абрамов", "Абрамова"), ("Агеев", "Агеева"), ("Алёшин", "Алёшина"), ("Баранов", "Баранова"),
    ("Белоусов", "Белоусова"), ("Бирюков", "Бирюкова"), ("Бобров", "Боброва"),
    ("Власов", "Власова"), ("Воронин", "Воронина"), ("Гаврилов", "Гаврилова"),
    ("Голубев", "Голубева"), ("Горшков", "Горшкова"), ("Грачёв", "Грачёва"),
    ("Данилов", "Данилова"), ("Демидов", "Демидова"), ("Ерофеев", "Ерофеева"),
    ("Жуков", "Жукова"), ("Зайцев", "Зайцева"), ("Захаров", "Захарова"), ("Ильин", "Ильина"),
    ("Калинин", "Калинина"), ("Карпов", "Карпова"), ("Козлов", "Козлова"),
    ("Колесников", "Колесникова"), ("Корнеев", "Корнеева"), ("Крылов", "Крылова"),
    ("Кудрявцев", "Кудрявцева"), ("Лебедев", "Лебедева"), ("Логинов", "Логинова"),
    ("Макаров", "Макарова"), ("Мартынов", "Мартынова"), ("Мельников", "Мельникова"),
    ("Миронов", "Миронова"), ("Назаров", "Назарова"), ("Никитин", "Никитина"),
    ("Осипов", "Осипова"), ("Панов", "Панова"), ("Пахомов", "Пахомова"), ("Поляков", "Полякова"),
    ("Родионов", "Родионова"), ("Рыбаков", "Рыбакова"), ("Савельев", "Савельева"),
    ("Самойлов", "Самойлова"), ("Селезнёв", "Селезнёва"), ("Соболев", "Соболева"),
    ("Соловьёв", "Соловьёва"), ("Суворов", "Суворова"), ("Тарасов", "Тарасова"),
    ("Тихонов", "Тихонова"), ("Трофимов", "Трофимова"), ("Туманов", "Туманова"),
    ("Успенский", "Успенская"), ("Филатов", "Филатова"), ("Фомин", "Фомина"),
    ("Харитонов", "Харитонова"), ("Черкасский", "Черкасская"), ("Чистяков", "Чистякова"),
    ("Шаповалов", "Шаповалова"), ("Шевченко", "Шевченко"), ("Щукин", "Щукина"),
)  # fmt: skip
_VOLGA_WOMEN = ("Алия", "Гульнара", "Зульфия", "Фатима", "Райхан")
_VOLGA_MEN = ("Марат", "Ринат", "Рустам", "Тимур", "Асхат")
_VOLGA_FATHERS = (
    ("Ахметович", "Ахметовна"),
    ("Рашидович", "Рашидовна"),
    ("Ибрагимович", "Ибрагимовна"),
)
_VOLGA_SURNAMES = (
    ("Ахметов", "Ахметова"),
    ("Бекмухамбетов", "Бекмухамбетова"),
    ("Каримов", "Каримова"),
    ("Сулейманов", "Сулейманова"),
    ("Умеров", "Умерова"),
)
# No such number has been issued: the first digits are kept for invented people.
_INVENTED = 999_000_000


@dataclass(frozen=True, slots=True)
class Name:
    """Surname, name and patronymic of one sex."""

    surname: str
    name: str
    patronymic: str | None
    sex: Sex


class NameBook:
    """Gives out names, no surname twice among neighbours of one provider."""

    def __init__(self, chance: random.Random, *, volga: bool = False) -> None:
        """``volga`` mixes in names of the Lower Volga's Tatars and Kazakhs."""
        self._chance = chance
        self._volga = volga
        self._surnames = chance.sample(_SURNAMES, len(_SURNAMES))
        self._volga_surnames = chance.sample(_VOLGA_SURNAMES, len(_VOLGA_SURNAMES))
        self._given = 0

    def take(self, sex: Sex, *, child: bool = False) -> Name:
        """The next person's name; children have the names of today."""
        self._given += 1
        if child:
            return self._name(sex, self._surnames.pop(), _CHILDREN[sex], _YOUNG_FATHERS)
        # Every fourth family by the Lower Volga.
        if self._volga and self._given % 4 == 0 and self._volga_surnames:
            return self._name(
                sex,
                self._volga_surnames.pop(),
                _VOLGA_WOMEN if sex is Sex.FEMALE else _VOLGA_MEN,
                _VOLGA_FATHERS,
            )
        women_or_men = _WOMEN if sex is Sex.FEMALE else _MEN
        return self._name(sex, self._surnames.pop(), women_or_men, _FATHERS)

    def relative(self, of: Name, sex: Sex) -> Name:
        """Somebody with the same surname: a spouse, a parent, a daughter."""
        surname = next(pair for pair in (*_SURNAMES, *_VOLGA_SURNAMES) if of.surname in pair)[
            sex is Sex.FEMALE
        ]
        names = _WOMEN if sex is Sex.FEMALE else _MEN
        father = self._chance.choice(_FATHERS)
        return Name(surname, self._chance.choice(names), father[sex is Sex.FEMALE], sex)

    def _name(
        self,
        sex: Sex,
        surname: tuple[str, str],
        names: Sequence[str],
        fathers: Sequence[tuple[str, str]],
    ) -> Name:
        woman = sex is Sex.FEMALE
        return Name(
            surname[woman],
            self._chance.choice(names),
            self._chance.choice(fathers)[woman],
            sex,
        )


def invented_snils(number: int) -> str:
    """An insurance number that is nobody's, with the right check digits."""
    digits = f"{_INVENTED + number:09d}"
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]} {snils_check(digits):02d}"


def invented_phone(number: int) -> str:
    """A telephone number that rings nowhere."""
    return f"+7 900 000-{number // 100:02d}-{number % 100:02d}"
