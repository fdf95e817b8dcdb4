"""The name of the region somebody moves to: a region in words, and another one (FED-TRN-03)."""

import re

from portal.domain.violations import Violation
from portal.regions.registry import Region

LEAST_LETTERS = 4
"""Of the name of a region: the shortest are Коми, Крым and Тыва."""
LONGEST_REGION = 100
_FEWEST_SIGNS = 3
"""Different letters in a name: a row of one letter names nothing."""
_KINDS_OF_REGION = re.compile(r"област|обл|город|кр|республик|респ|округ|г")
_ENDING = re.compile(r"[аеёийоуыьэюя]+$")


def region_violations(
    name: str, region: Region, *, field: str, remedy: str
) -> tuple[Violation, ...]:
    """What is wrong with the name of the region to which somebody moves from ``region``.

    ``remedy`` is the sentence for who has named the region where the service is given now.
    """
    words = name.strip()
    signs = [sign for sign in words.casefold() if sign.isalpha()]
    if len(signs) < LEAST_LETTERS or len(set(signs)) < _FEWEST_SIGNS or len(words) > LONGEST_REGION:
        text = (
            "Напишите название региона, в который переезжают, целиком и не длиннее "
            f"{LONGEST_REGION} знаков."
        )
        return (Violation("value_invalid", text, field),)
    if _stems(region.identity.name) <= _stems(words):
        return (Violation("value_invalid", f"Это нынешний регион. {remedy}", field),)
    return ()


def _stems(name: str) -> set[str]:
    """The words that tell one region from another, in any case, without «область» and the like."""
    found = {_ENDING.sub("", word) or word for word in re.findall(r"\w+", name.casefold())}
    return {stem for stem in found if not _KINDS_OF_REGION.fullmatch(stem)}
