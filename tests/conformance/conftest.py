"""A small region as a distribution on the path: it declares, ships examples, and can be broken."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.documents import press
from portal.regions.registry import Region, build
from tests.regions.fake_region import CODE, IDENTITY, make_plugin

Ship = Callable[..., Region]
PACKAGE = "region_of_the_conformance_tests"


@pytest.fixture(scope="session", autouse=True)
def _pages_drawn_once() -> Iterator[None]:
    """A page drawn before is not drawn again: the same page always makes the same bytes.

    Nearly every test of the kit prints all papers of federal law.
    """
    kept: dict[tuple[str, str], bytes] = {}
    draw = press.draw

    def draw_once(html: str, *, title: str) -> bytes:
        if (html, title) not in kept:
            kept[html, title] = draw(html, title=title)
        return kept[html, title]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(press, "draw", draw_once)
        yield


@pytest.fixture
def ship(tmp_path: Path) -> Iterator[Ship]:
    """Make the fake region ship these files (by their paths) and answer these hooks."""
    package = tmp_path / PACKAGE
    package.mkdir()
    (package / "__init__.py").write_text('"""A region of the tests."""\n', encoding="utf-8")
    sys.path.insert(0, str(tmp_path))

    def shipped(files: dict[str, str] | None = None, **hooks: object) -> Region:
        for name, text in (files or {}).items():
            path = package / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        identity = replace(IDENTITY, template_package=PACKAGE)
        return build(CODE, make_plugin(**{"region_identity": identity, **hooks}))

    yield shipped
    sys.path.remove(str(tmp_path))
    sys.modules.pop(PACKAGE, None)
