"""``portal demo`` as it is, but for the papers: one in eight is really drawn, the others are blank.

Drawing each of a year and a half took a minute; which ones are drawn hangs on their text.
"""

import io
from hashlib import sha256

from pypdf import PdfWriter

from portal.cli import main
from portal.demo import drawing
from portal.usecases.month_papers import draw_page

ONE_IN = 8


def blank_page(page: tuple[str, str]) -> bytes:
    """An empty page that tells texts apart: drawing for real is tested elsewhere."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Subject": sha256("".join(page).encode()).hexdigest()})
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def draw_some(page: tuple[str, str]) -> bytes:
    drawn = sha256("".join(page).encode()).digest()[0] % ONE_IN == 0
    return draw_page(page) if drawn else blank_page(page)


if __name__ == "__main__":
    vars(drawing)["draw_page"] = draw_some
    main()
