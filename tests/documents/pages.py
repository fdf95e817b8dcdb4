"""Reading a PDF back: its text as a program sees it, its page as a camera sees it."""

import io
from collections.abc import Iterator

import pypdfium2
from PIL import Image
from pypdf import PdfReader

POINTS_PER_MM = 72 / 25.4
_DOTS_PER_POINT = 150 / 72


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, with every kind of space made a plain one."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """The text of the whole paper."""
    return " ".join(page_texts(pdf))


def page_lines(pdf: bytes) -> list[list[str]]:
    """The printed lines of each page, top to bottom, without the foot."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_lines(page) for page in document]


def character_boxes(pdf: bytes) -> Iterator[tuple[float, float, float, float]]:
    """Where each visible character stands: left, bottom, right, top in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            for index, sign in enumerate(text.get_text_range()):
                if not sign.isspace():
                    left, bottom, right, top = text.get_charbox(index)
                    yield tuple(side / POINTS_PER_MM for side in (left, bottom, right, top))


def crossings(pdf: bytes) -> list[str]:
    """Characters that a vertical rule of a table runs through: what a reader calls a cut cell."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [found for page in document for found in _crossings(page)]


def picture_of(pdf: bytes, page: int = 0) -> Image.Image:
    """The page at 150 dots per inch, as a modest scanner would see it."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture: Image.Image = document[page].render(scale=_DOTS_PER_POINT).to_pil()
        return picture


def _lines(page: pypdfium2.PdfPage) -> list[str]:
    text = page.get_textpage().get_text_bounded(bottom=18 * POINTS_PER_MM)
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _crossings(page: pypdfium2.PdfPage) -> Iterator[str]:
    paths = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
    bounds = [path.get_bounds() for path in paths]
    rules = [(left, low, high) for left, low, right, high in bounds if right - left < 1]
    text = page.get_textpage()
    for index, sign in enumerate(text.get_text_range()):
        left, bottom, right, top = text.get_charbox(index)
        middle = (bottom + top) / 2
        if not sign.isspace() and any(
            left + 0.1 < x < right - 0.5 and low < middle < high for x, low, high in rules
        ):
            yield sign
