"""Russian words for papers: sums in full, names and grounds in the genitive."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise

from num2words import num2words
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from portal.domain.people import Sex

# What pytrovich declines wrongly; found by reading its output, see tests/documents/test_words.py.
_GENITIVE_EXCEPTIONS = {"Заяц": "Зайца"}

# First words of positions and of the papers that give authority: petrovich knows names only.
_GENITIVE_WORDS = {
    "акт": "акта",
    "генеральная": "генеральной",
    "генеральный": "генерального",
    "главный": "главного",
    "директор": "директора",
    "доверенность": "доверенности",
    "договор": "договора",
    "заведующая": "заведующей",
    "заведующий": "заведующего",
    "заместитель": "заместителя",
    "исполняющая": "исполняющей",
    "исполняющий": "исполняющего",
    "начальник": "начальника",
    "нотариальная": "нотариальной",
    "нотариально": "нотариально",
    "определение": "определения",
    "паспорт": "паспорта",
    "положение": "положения",
    "постановление": "постановления",
    "председатель": "председателя",
    "приказ": "приказа",
    "распоряжение": "распоряжения",
    "решение": "решения",
    "руководитель": "руководителя",
    "свидетельство": "свидетельства",
    "специалист": "специалиста",
    "удостоверение": "удостоверения",
    "удостоверенная": "удостоверенной",
    "управляющий": "управляющего",
    "устав": "устава",
    "врач": "врача",
}
# «…, выданная нотариусом»: what follows the noun and speaks of it.
_PARTICIPLES = {
    "выданная": "выданной",
    "выданное": "выданного",
    "выданный": "выданного",
    "удостоверенная": "удостоверенной",
    "удостоверенное": "удостоверенного",
    "удостоверенный": "удостоверенного",
}
_ADJECTIVE_ENDINGS = ("ый", "ий", "ая")
_ADVERB = "нотариально"
_NOUNS_LIKE_ADJECTIVES = ("заведующий", "заведующая", "управляющий")
_WORDS = re.compile(r"[^\W_]+")
_VOWELS_AND_SIGNS = re.compile("[аеиоуыэюяйьъ]")
# What a case may change: at most three letters («Гребень» — «Гребня»), and the «г» of «Толстого».
_CHANGED = 3
_ADDED = {"", "г"}


def amount_in_words(amount: Decimal) -> str:
    """«Две тысячи сто сорок рублей 05 копеек», as accountants write it.

    Takes a Decimal with at most two places: num2words reads an int as kopecks and rounds a third
    place in silence.
    """
    if not isinstance(amount, Decimal):
        raise TypeError(f"An amount is a Decimal, not {type(amount).__name__}")
    if amount < 0 or amount != amount.quantize(Decimal("0.01")):
        raise ValueError(f"Not an amount in roubles and kopecks: {amount}")
    words: str = num2words(
        amount.quantize(Decimal("0.01")),
        lang="ru",
        to="currency",
        currency="RUB",
        separator="",
        cents=False,
    )
    return words[0].upper() + words[1:]


def genitive(full_name: str, sex: str) -> str:
    """A proposal for «в лице …»: «Орлова Анна Петровна» → «Орловой Анны Петровны».

    No library declines every name rightly, so the result is shown in a form and stored.
    """
    parts = full_name.split(maxsplit=2)
    kinds = (NamePart.LASTNAME, NamePart.FIRSTNAME, NamePart.MIDDLENAME)
    return " ".join(_declined(part, kind, sex) for part, kind in zip(parts, kinds, strict=False))


def phrase_genitive(phrase: str) -> str:
    """The genitive of a position or a ground: «заместитель директора», «Устав», «приказ № 5».

    Declines up to and including the first noun, and who issued the paper after a comma; what it
    does not know stays as it is written.
    """
    words = phrase.split()
    for index, word in enumerate(words):
        bare = word.rstrip(",").lower()
        declined = _GENITIVE_WORDS.get(bare)
        if declined is None:
            break
        declined += word[len(bare) :]
        words[index] = declined.capitalize() if word[:1].isupper() else declined
        if not _leads_on(bare):
            return " ".join((*words[: index + 1], *_agreeing(words[index:])))
    return " ".join(words)


def same_words(nominative: str, declined: str) -> bool:
    """Whether the second is the first in another case: the same words in the same order.

    A case changes the end of a word, its vowels and signs there, and adds «г» («Толстой» —
    «Толстого»); numbers stay. Which case it is nobody can tell by this.
    """
    first, second = _words(nominative), _words(declined)
    return len(first) == len(second) and all(map(_same_word, first, second))


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.lower().replace("ё", "е"))


def _same_word(word: str, declined: str) -> bool:
    stem, skeleton = word[:-_CHANGED] or word[0], _skeleton(word)
    rest = _skeleton(declined).removeprefix(skeleton)
    kept = declined.startswith(stem) and _skeleton(declined).startswith(skeleton)
    return word == declined or (word.isalpha() and kept and rest in _ADDED)


def _skeleton(word: str) -> str:
    return _VOWELS_AND_SIGNS.sub("", word)


def _agreeing(words: Sequence[str]) -> Iterator[str]:
    """The words after the first, each participle behind a comma agreed with a declined noun."""
    for before, word in pairwise(words):
        yield _PARTICIPLES.get(word, word) if before.endswith(",") else word


def _leads_on(word: str) -> bool:
    return word.endswith((*_ADJECTIVE_ENDINGS, _ADVERB)) and word not in _NOUNS_LIKE_ADJECTIVES


def _declined(part: str, kind: NamePart, sex: str) -> str:
    if part in _GENITIVE_EXCEPTIONS:
        return _GENITIVE_EXCEPTIONS[part]
    gender = Gender.FEMALE if sex == Sex.FEMALE else Gender.MALE
    return _maker().make(kind, gender, Case.GENITIVE, part)


@cache
def _maker() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()
