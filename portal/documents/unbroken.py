"""The signs of a paper's text that its fonts have, and the spaces at which no line may end."""

import re
from unicodedata import normalize

from portal.documents.resources import glyphs

# Signs that are right on a screen and that PT Serif lacks or ReportLab drops: flask-babel writes
# the narrow space, people paste the others from word processors.
_DRAWN_AS = {
    "\u202f": "\u00a0",
    "\u2009": "\u00a0",
    "\u2011": "-",
    "\u200b": "",
    "\u00ad": "",
    "\ufeff": "",
}
_DRAWABLE = str.maketrans(_DRAWN_AS)
# A space at which a line may end whatever stands on its sides; the second sign is not drawn.
_MAY_END = " \u200b"
_MONTHS = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
_SHORT = "г|с|п|пос|дер|пгт|ст|ч|подп|ул|д|кв|корп|стр|комн|каб|оф"
_UNITS = r"руб|коп|₽|чел\.|мес\.|кв\. м|мин\b|год[ау]?\b|г\.|раза?\b"
# «г. Владимир», «№ 5», «ст. 32», «подп. «в»», «= 1,00»: what a line may not end with; and where it
# is begun by «442-ФЗ» after a number, «20___ г.», initials, a month's name after its day, the unit
# of a sum or the rest of it.
_GLUED = re.compile(
    rf"(?<![^\W\d_])((?:{_SHORT})\.|№|[=÷]) (?=[А-ЯЁ0-9«])"
    r"|(?<=\d) (?=× \d|\d+-ФЗ)|(?<=_) (?=г\.)"
    r"|(?<=[а-яё]) (?=[А-ЯЁ]\.(?:\s?[А-ЯЁ]\.)?(?![А-ЯЁа-яё]))"
    r"|(?<=\b[А-ЯЁ]\.) (?=[А-ЯЁ]\.)"
    rf"|(?<=\d) (?=(?:{_MONTHS})\b|{_UNITS}|\d{{3}},\d\d)"
)


def drawable(text: str) -> str:
    """The text with signs that the font has: composed letters, ordinary spaces and hyphens.

    A town stays with its «г.», a number with its «№», a clause with its «ст.», a surname with its
    initials, a sum with its roubles.
    """
    return _GLUED.sub("\\1\u00a0", normalize("NFC", text)).translate(_DRAWABLE)


def loosened(text: str) -> str:
    """The text that may go on in the next line at each of its spaces, also after ``drawable``."""
    return text.replace("\u00a0", _MAY_END)


def undrawable(text: str) -> tuple[str, ...]:
    """The signs of a text that no paper can show: the fonts of the documents lack them."""
    return tuple(sorted(set(drawable(text)) - glyphs()))
