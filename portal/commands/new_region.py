"""``portal regions new``: a distribution of a new region that installs, loads and passes its check.

What it declares is the least a region must: services, prices, minimums, all marked to be verified,
each of them proved by an example. Everything else is federal law until the region answers its hook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import combinations
from pathlib import Path
from string import Template
from typing import NoReturn

from portal.commands.answers import Status, error_object, fail, write_text
from portal.conformance.mutation import installed
from portal.regions.registry import Region
from portal.regions.walk import citations_in, walk

CODE = re.compile(r"[a-z](?:_?[a-z0-9]){2,29}")
PREFIX_LENGTH = 3
SUFFIX = ".txt"
_GENITIVES = (
    (re.compile(r"(.+)ая область"), r"\1ой области"),
    (re.compile(r"(.+)ий край"), r"\1ого края"),
    (re.compile(r"Республика (.+)"), r"Республики \1"),
    (re.compile(r"(?:[Гг]ород|г\.) (.+)"), r"города \1"),
)


def new_region(code: str, name: str, genitive: str | None, folder: Path) -> None:
    """Write the distribution into ``folder/code`` and say what to do next."""
    regions = installed()
    if not CODE.fullmatch(code):
        _refuse(
            "code", "Код — латинские строчные буквы и цифры, от трёх знаков: tver, komi_republic."
        )
    if code in regions:
        _refuse("code", f"Регион «{code}» уже есть. Выберите другой код.")
    if not name.strip() or '"' in name or "\\" in name or "\n" in name:
        _refuse("name", "Назовите регион без кавычек, например «Тверская область».")
    target = folder / code
    if target.exists():
        _refuse("dir", f"«{target}» уже есть. Назовите другую папку.")
    today = datetime.now(UTC).date()
    words = _words(code, name.strip(), genitive, today, _free_prefix(code, regions.values()))
    for path, text in _files(words):
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    write_text(f"Регион «{name}» записан в {target}. Дальше:")
    write_text(f"  pip install --no-build-isolation --no-deps -e {target}")
    write_text(f"  portal regions check {code}")


def genitive_of(name: str) -> str:
    """«Тверской области» for «Тверская область»; a name of another shape stays as it is."""
    for shape, declined in _GENITIVES:
        if shape.fullmatch(name):
            return shape.sub(declined, name)
    return name


def _free_prefix(code: str, regions: Iterable[Region]) -> str:
    """Three letters of the code that no installed region's rules begin with."""
    taken = {rule[:PREFIX_LENGTH] for region in regions for rule in _rules(region)}
    letters = re.sub(r"[^a-z]", "", code).upper()
    for chosen in combinations(letters.ljust(PREFIX_LENGTH, "X"), PREFIX_LENGTH):
        if "".join(chosen) not in taken:
            return "".join(chosen)
    return next("".join(chosen) for chosen in combinations("QWXYZQWXYZ", PREFIX_LENGTH))


def _rules(region: Region) -> Iterator[str]:
    for found in walk(region):
        for citation in citations_in(found.value):
            yield citation.rule


def _words(
    code: str, name: str, genitive: str | None, today: date, prefix: str
) -> Mapping[str, object]:
    return {
        "code": code,
        "distribution": code.replace("_", "-"),
        "slug": code.replace("_", "-"),
        "prefix": prefix,
        "name": name,
        "genitive": genitive or genitive_of(name),
        "year": today.year,
        "month": today.month,
        "day": today.day,
        "today": today.isoformat(),
        "until": today.year + 3,
    }


def _files(words: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Every file of the distribution: its path and its text."""
    code, year = words["code"], words["year"]
    renamed = {
        "package/data/minimum.toml": f"package/data/subsistence-minimum-{year}-01-01.toml",
        "package/data/tariffs.toml": f"package/data/tariffs-{year}-01-01.toml",
        "tests/test_region.py": f"tests/test_{code}.py",
    }
    for path, resource in _resources(files("portal.commands").joinpath("starter"), ""):
        text = Template(resource.read_text(encoding="utf-8")).substitute(words)
        place = renamed.get(path, path)
        yield re.sub(r"^package/", f"portal_{code}/", place), text


def _resources(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _resources(item, f"{path}{item.name}/")
        else:
            yield f"{path}{item.name.removesuffix(SUFFIX)}", item


def _refuse(field: str, message: str) -> NoReturn:
    fail(error_object("value_invalid", field, message), Status.WRONG_INPUT)
