"""Tables that people upload: a text file with one row a line, as office programs save it.

The separator is a semicolon, a tab or a comma, whichever the first line has; the letters are UTF-8
or Windows-1251. A first line without figures is a heading.
"""

import csv
import re
from dataclasses import dataclass

from portal.domain.violations import refuse
from portal.usecases.uploads import Upload

LARGEST_TABLE = 1024 * 1024
MOST_LINES = 5000
FIELD = "file"
_SEPARATORS = (";", "\t", ",")
_BINARY = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")
_FIGURE = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table with its number in the file, for messages."""

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        """The cell at a place, empty when the line is shorter."""
        return self.cells[place] if place < len(self.cells) else ""


def text_of(upload: Upload | None) -> str:
    """The table's text; raises value_invalid for a file that is none."""
    if upload is None or not upload.content:
        refuse("value_invalid", "Выберите файл с таблицей: пустой не подойдёт.", field=FIELD)
    if len(upload.content) > LARGEST_TABLE:
        refuse("value_invalid", "Файл больше 1 МБ. Оставьте только строки таблицы.", field=FIELD)
    if upload.content.startswith(_BINARY) or b"\x00" in upload.content:
        refuse(
            "value_invalid",
            "Это не текстовая таблица. Сохраните её в программе таблиц как CSV и выберите снова.",
            field=FIELD,
        )
    try:
        return upload.content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        # Letters that were read before the fault tell UTF-8: a file cut short, not Windows-1251.
        if upload.content[: broken.start].isascii():
            return upload.content.decode("cp1251", errors="replace")
        refuse(
            "value_invalid",
            "Файл испорчен: его кодировка UTF-8 обрывается на полуслове. Сохраните таблицу ещё раз "
            "как CSV в кодировке UTF-8 и выберите снова.",
            field=FIELD,
        )


def lines_of(text: str) -> tuple[Line, ...]:
    """The filled rows without the heading; raises value_invalid when there are none or too many."""
    filled = [
        (number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()
    ]
    if not filled:
        refuse("value_invalid", "В файле нет ни одной строки. Возьмите образец.", field=FIELD)
    if len(filled) > MOST_LINES:
        refuse("value_invalid", f"В файле больше {MOST_LINES} строк. Разделите его.", field=FIELD)
    separator = next((one for one in _SEPARATORS if one in filled[0][1]), _SEPARATORS[0])
    rows = [
        Line(number, tuple(cell.strip() for cell in _cells(line, separator)))
        for number, line in filled
    ]
    return tuple(rows if _FIGURE.search(filled[0][1]) else rows[1:])


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])
