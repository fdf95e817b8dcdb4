"""The table of an act: names of services are sentences, and still take a few lines only."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask, render_template
from playwright.sync_api import Browser

from portal.usecases.queries.acts import ActLineView

pytestmark = pytest.mark.browser

CSS = Path(__file__).resolve().parents[2] / "static" / "css" / "portal.css"
NAME = (
    "Оказание помощи в проведении мероприятий по уходу: покупка за счёт средств получателя "
    "продуктов питания, промышленных товаров первой необходимости и доставка их на дом"
)
LINES_OF = """cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return new Set([...range.getClientRects()].map(box => Math.round(box.bottom / 8))).size;
}"""


def test_the_name_of_a_service_has_room_at_desktop_width(app: Flask, chromium: Browser) -> None:
    line = ActLineView(
        code="VLA-H-01",
        title=NAME,
        unit_title="1 услуга, до 60 минут",
        allowed=Decimal("12"),
        quantity=Decimal("9"),
        tariff=Decimal("150.00"),
        amount=Decimal("1350.00"),
        additional=False,
    )
    with app.test_request_context("/"):
        table = render_template("acts/_lines.html", lines=[line], cost=Decimal("1350.00"))
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.set_content(f'<main class="wrap"><div class="page">{table}</div></main>')
    page.add_style_tag(path=str(CSS))

    lines = page.locator("tbody th").evaluate(LINES_OF)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    # Three of the name and one of code and unit; it was twelve beside the panel.
    assert lines <= 4
    assert wide <= 1280


@pytest.mark.parametrize("name", ["show", "sign"])
def test_the_table_stands_below_the_panel_and_not_beside_it(name: str) -> None:
    source = (CSS.parents[2] / "templates" / "acts" / f"{name}.html").read_text(encoding="utf-8")

    assert source.index("</aside>\n</div>\n") < source.index("acts/_lines.html")
