"""What stays together on a page of a form, and how wide the columns of its tables are."""

import pytest

from portal.documents.form_layout import blocks, column_widths, fitted, has_numbers
from portal.domain.printed_forms import FieldKind, FormField, Needed

NAME = "Константинопольская-Рождественская Александрина Вячеславовна"


def _field(code: str, kind: FieldKind = FieldKind.TEXT, n: str = "") -> FormField:
    return FormField(n, code, code, kind, Needed.NO)


TEXTS = tuple(_field(code) for code in "abc")
SIGNED = _field("signed", FieldKind.SIGNATURE)
DAY = _field("day", FieldKind.DATE, "s.2")
TABLE = _field("table", FieldKind.TABLE)
HEADING = _field("heading", FieldKind.BLOCK)


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ((*TEXTS, SIGNED, DAY), "b c signed day"),
        ((*TEXTS, TABLE, SIGNED), "table signed"),
        ((*TEXTS, TABLE, TEXTS[0], SIGNED), "a signed"),
        ((*TEXTS, HEADING, SIGNED), "signed"),
        (TEXTS, ""),
    ],
)
def test_signatures_stand_with_what_is_signed(fields: tuple[FormField, ...], kept: str) -> None:
    found = blocks(fields)

    assert " ".join(one.code for block in found if block.kept for one in block.fields) == kept
    assert tuple(one for block in found for one in block.fields) == fields


def test_a_second_run_of_signatures_keeps_its_own_lines() -> None:
    found = blocks((TEXTS[0], SIGNED, TABLE, TEXTS[1], SIGNED))

    kept = [[one.code for one in block.fields] for block in found if block.kept]
    assert kept == [["a", "signed"], ["b", "signed"]]


@pytest.mark.parametrize(("n", "numbered"), [("1", True), ("0.1", False), ("", False)])
def test_captions_leave_room_for_numbers_only_where_there_are_some(n: str, numbered: bool) -> None:
    assert has_numbers((_field("a", n=n), _field("t", FieldKind.TABLE, "7"))) is numbered


def test_a_column_is_as_wide_as_what_stands_in_it() -> None:
    columns = ("№", "Код", "Услуга", "Оказано")
    rows = [("1", "VLA-H-01", "Покупка за счёт получателя и доставка на дом продуктов", "13")]

    place, code, service, given = column_widths(columns, rows)

    assert place < given < service > 50
    assert 9 < code < 14


def test_a_sum_stands_in_one_line() -> None:
    wide, _ = column_widths(("Всего", "Услуга"), [("112 340,00", "Уборка " * 40)])

    assert wide == column_widths(("Всего", "Услуга"), [("112\u00a0340,00", "Уборка " * 40)])[0]
    assert wide > column_widths(("Всего", "Услуга"), [("340,00", "Уборка " * 40)])[0] + 2


def test_a_blank_table_leaves_room_to_write() -> None:
    widths = column_widths(("Социальная услуга", "Дата"), [])

    assert widths[0] > widths[1] > 18
    assert sum(widths) == pytest.approx(100, abs=0.2)


@pytest.mark.parametrize(
    ("text", "percent", "printed"),
    [
        (NAME, 25, "Константинопольская- Рождественская Александрина Вячеславовна"),
        (NAME, 60, NAME),
        ("Мамин-Сибиряк-Заозёрская", 25, "Мамин-Сибиряк- Заозёрская"),
        ("VLA-H-01", 5, "VLA-H-01"),
        ("Орлова А. А.", 25, "Орлова\u00a0А.\u00a0А."),
        ("Константинова А. А.", 15, "Константинова \u200bА. \u200bА."),
    ],
)
def test_only_a_double_name_too_wide_for_its_column_is_parted(
    text: str, percent: int, printed: str
) -> None:
    assert fitted(text, percent) == printed
