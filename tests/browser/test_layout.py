"""What wraps and what must not: the menu, values of a list on a phone, words of the grid."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from portal.models.user import Role
from portal.web.menu import SECTIONS

pytestmark = pytest.mark.browser

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
RIGHT_EDGES = """cells => cells.map(cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return Math.round(Math.max(...[...range.getClientRects()].map(box => box.right)));
})"""


def opened(chromium: Browser, width: int, html: str) -> Page:
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.set_content(f'<html lang="ru"><body>{html}</body></html>')
    for name in ("portal.css", "sheet.css"):
        page.add_style_tag(path=str(CSS / name))
    return page


def test_the_directors_menu_takes_one_line(chromium: Browser) -> None:
    titles = [one.title for one in SECTIONS if Role.DIRECTOR in one.roles]
    items = "".join(f'<li><a href="#">{title}</a></li>' for title in titles)
    page = opened(
        chromium, 1280, f'<nav class="menu"><div class="wrap"><ul>{items}</ul></div></nav>'
    )

    tops = page.locator(".menu li").evaluate_all("all => all.map(one => one.offsetTop)")
    page.close()

    assert len(titles) > 8
    assert len(set(tops)) == 1


def test_values_of_a_list_stand_at_one_edge_on_a_phone(chromium: Browser) -> None:
    rows = "".join(
        f'<tr><th scope="row">Услуга</th><td data-l="Единица">{unit}</td>'
        '<td data-l="К оплате" class="r num"><strong>0,00</strong> <span>бесплатно</span></td></tr>'
        for unit in ("раз", "посещение")
    )
    table = f'<table class="stack"><tbody>{rows}</tbody></table>'
    page = opened(chromium, 390, f'<main class="wrap"><div class="page">{table}</div></main>')

    edges = page.locator("td").evaluate_all(RIGHT_EDGES)
    gap = page.locator("td.num").first.evaluate(
        "one => one.children[1].getBoundingClientRect().left"
        " - one.children[0].getBoundingClientRect().right"
    )
    page.close()

    assert len(set(edges)) == 1
    assert gap < 24


@pytest.mark.parametrize("word", ["консультирование", "психологическое", "коммуникативного"])
def test_a_long_word_of_the_grid_stays_whole_on_a_phone(chromium: Browser, word: str) -> None:
    row = f'<tr><th scope="row"><span>{word}</span></th>{"<td>×</td>" * 30}</tr>'
    table = f'<div class="scroll"><table class="sheet"><tbody>{row}</tbody></table></div>'
    page = opened(
        chromium,
        390,
        f'<main class="wrap"><div class="page"><div class="card">{table}</div></div></main>',
    )

    heights = page.locator("th span").evaluate("one => one.getClientRects().length")
    wide = page.locator("th").evaluate("one => one.getBoundingClientRect().width")
    page.close()

    assert heights == 1
    assert wide <= 170
