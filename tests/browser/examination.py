"""What is asked of every page: axe, room on a small screen, large targets, a clean console."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = (1280, 390, 320)
# Both borders of the layout lie above 390: whatever axe sees there it sees at 320 as well.
AXE_WIDTHS = (1280, 320)
LARGEST_TEXT_WIDTHS = (1280, 390, 320)
LEAST_TARGET = 24
# The size of targets is off by default in axe, but part of WCAG 2.2 AA. No rule that is on asks for
# the style sheets, which axe would otherwise read before each run.
_EVERYTHING = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
    "preload": {"assets": ["media"]},
}
# The other scheme changes colours and nothing else.
_COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
_RUN = "options => axe.run(document, options).then(found => found.violations)"
_SMALL_TARGETS = """least => {
  // A link inside a text is as high as its line; axe sees to the room around it.
  const inText = one => one.matches("a") && getComputedStyle(one).display === "inline";
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && one.type !== "hidden")
    .filter(one => !one.closest(".vh") && !one.classList.contains("skip") && !inText(one))
    .map(one => {
      const label = one.matches("[type=radio], [type=checkbox]") && one.closest("label");
      const {width, height} = (label || one).getBoundingClientRect();
      return [one, Math.round(width), Math.round(height)];
    })
    .filter(([, width, height]) => width > 0 && (width < least || height < least))
    .map(([one, width, height]) =>
      `${one.tagName.toLowerCase()} «${(one.textContent || one.name).trim().slice(0, 40)}» ` +
      `${width}×${height}`);
}"""
_OVERFLOW = """() => {
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return null;
  const wide = [...document.querySelectorAll("body *")].filter(
    one => one.getBoundingClientRect().right > width + 1 && !one.closest(".scroll"));
  return `${root.scrollWidth} of ${width}: ` +
    wide.slice(0, 3).map(one => one.tagName + "." + one.className).join(", ");
}"""

# What Tab should stop at inside the content, in reading order; of radio buttons one a group.
_STOPS = """() => {
  const group = one => one.type === "radio" &&
    [...document.getElementsByName(one.name)].find(other => other.checked);
  const first = one => one.type !== "radio" || group(one) === one ||
    (!group(one) && document.getElementsByName(one.name)[0] === one);
  window.stops = [...document.querySelectorAll(
      "main :is(a[href], button, input, select, textarea, summary, [tabindex='0'])")]
    .filter(one => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden")
    .filter(one => one.checkVisibility({visibilityProperty: true}) && first(one));
  return window.stops.map(one => one.name || one.textContent.trim().slice(0, 40));
}"""
_HERE = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const ringed = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return [window.stops.indexOf(one), ringed];
}"""


def examine(page: Page) -> list[str]:
    """Every fault of the open page, in words."""
    # Without motion: a colour halfway to the other scheme is nobody's fault.
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(AXE_SCRIPT)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    faults: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if width in AXE_WIDTHS:
            page.emulate_media(color_scheme="light")
            faults += (f"{width} light: {fault}" for fault in _axe(page, _EVERYTHING))
            page.emulate_media(color_scheme="dark")
            faults += (f"{width} dark: {fault}" for fault in _axe(page, _COLOURS))
        faults += (f"{width} target: {one}" for one in page.evaluate(_SMALL_TARGETS, LEAST_TARGET))
        faults += _overflow(page, f"{width}")
    page.evaluate("document.documentElement.dataset.size = '4'")
    for width in LARGEST_TEXT_WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults += _overflow(page, f"{width} double size")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return faults


def _axe(page: Page, options: dict[str, Any]) -> list[str]:
    found: list[dict[str, Any]] = page.evaluate(_RUN, options)
    return [
        f"{one['id']} at {', '.join(str(node['target']) for node in one['nodes'][:3])}"
        for one in found
    ]


def _overflow(page: Page, name: str) -> list[str]:
    found = page.evaluate(_OVERFLOW)
    return [f"{name} overflow: {found}"] if found else []


def walk(page: Page) -> list[str]:
    """Go through the open page with Tab alone; every fault on the way, in words."""
    page.keyboard.press("Tab")
    if not page.evaluate("document.activeElement.matches('a.skip')"):
        return ["the first stop is not the link to the content"]
    page.keyboard.press("Enter")
    faults: list[str] = []
    for number, stop in enumerate(page.evaluate(_STOPS)):
        page.keyboard.press("Tab")
        here, shown = page.evaluate(_HERE)
        if here != number:
            return [*faults, f"{stop} was expected, the focus went to stop {here}"]
        if not shown:
            faults.append(f"{stop} has no visible focus")
    return faults
