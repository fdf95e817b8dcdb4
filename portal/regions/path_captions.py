"""The path of a part in Russian: what a reader of the passport sees in place of identifiers.

``fee_rules.caps[home]`` becomes «пределы платы, на дому»; the hook itself stands in the heading.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from portal.domain.catalogue import Form
from portal.domain.people import PopulationGroup
from portal.regions.captions import code_words, field_title

WHOLE = "весь раздел"
_STEP = re.compile(r"\.([a-z_]+)|\[(.*?)\](?=[.\[]|$)")
_AGAIN = re.compile(r"(.+) ([0-9]{1,3})")
_TARIFF = "tariff."
_LABELS: Mapping[str, str] = {
    **{form.value: form.label for form in Form},
    **{group.value: group.label for group in PopulationGroup},
}


def path_caption(path: str, titles: Mapping[str, str]) -> str:
    """The path in words; ``titles`` are those that the region gives its codes.

    A member that has no words is told by the list it stands in.
    """
    steps = (
        field_title(field) if field else _member(key, titles) for field, key in _STEP.findall(path)
    )
    return ", ".join(step for step in steps if step) or WHOLE


def titles_of(parts: Iterable[object]) -> Mapping[str, str]:
    """The codes of the parts with their titles; of two with one code the first declared."""
    found: dict[str, str] = {}
    for part in parts:
        code, title = getattr(part, "code", None), _title(part)
        if isinstance(code, str) and title:
            found.setdefault(code, title)
    return found


def _title(part: object) -> str | None:
    """How a part is called: a clause of a contract has a number and no title."""
    title, number = getattr(part, "title", None), getattr(part, "number", None)
    if isinstance(title, str) and title:
        return title
    return f"пункт {number}" if isinstance(number, str) else None


def _member(key: str, titles: Mapping[str, str]) -> str:
    """A member of a list: by title, by day, by place, or by each word of what tells it apart."""
    if known := _known(key, titles):
        return known
    if key.isdecimal():
        return f"№ {key}"
    if (again := _AGAIN.fullmatch(key)) and (known := _known(again[1], titles)):
        return f"{known} ({again[2]})"
    words = (_known(word, titles) for word in key.split())
    return ", ".join(word for word in words if word)


def _known(code: str, titles: Mapping[str, str]) -> str | None:
    """The words for a code or a day; None for what has none."""
    code = code.removeprefix(_TARIFF)
    if found := _LABELS.get(code) or titles.get(code):
        return found
    if (words := code_words(code)) != code:
        return words
    try:
        return f"с {date.fromisoformat(code):%d.%m.%Y}"
    except ValueError:
        return None
