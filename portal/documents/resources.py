"""What a paper may load: fonts of this package and pictures written into the page, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFontFile
from xhtml2pdf.config.resources import ResourceAccessError, ResourceAccessPolicy

FONTS = Path(__file__).parent / "fonts"
_PICTURE = "data:image/png;base64,"

# Each face adds some 25 KB to every paper, so there are two and no italics.
FONT_FACES = """
@font-face { font-family: "PT Serif"; src: url("PTF55F.ttf"); }
@font-face { font-family: "PT Serif"; src: url("PTF75F.ttf"); font-weight: bold; }
"""


@cache
def glyphs() -> frozenset[str]:
    """The signs that both faces can draw."""
    faces = [TTFontFile(str(FONTS / name)) for name in ("PTF55F.ttf", "PTF75F.ttf")]
    codes = set.intersection(*(set(face.charToGlyph) for face in faces))
    return frozenset(chr(code) for code in codes) | frozenset("\n\r\t")


@cache
def _widths() -> Mapping[int, float]:
    face = TTFontFile(str(FONTS / "PTF55F.ttf"))
    widths: Mapping[int, float] = face.charWidths
    return widths


def width_of(text: str) -> float:
    """How wide a text is in one line, in sizes of its letters."""
    widths = _widths()
    return sum(widths.get(ord(sign), 500) for sign in text) / 1000


@dataclass(frozen=True)
class PaperPolicy(ResourceAccessPolicy):  # type: ignore[misc]  # xhtml2pdf is untyped
    """The strictest policy of xhtml2pdf, which also remembers what it refused.

    xhtml2pdf only logs a refusal and draws the page without the resource: a paper with a hole.
    """

    refused: list[str] = field(default_factory=list)

    def check_url(self, url: str) -> None:
        """Refuse every address, a redirect's too."""
        self._refuse(url)

    def check_path(self, path: str | Path) -> None:
        """Refuse files outside the font folder."""
        try:
            super().check_path(path)
        except ResourceAccessError:
            self._refuse(str(path))

    def callback(self, uri: str, _base: str | None) -> str | None:
        """The ``link_callback``: a font's bare name or a PNG inside the page."""
        if uri.startswith(_PICTURE):
            return uri
        if (FONTS / uri).parent == FONTS and (FONTS / uri).is_file():
            return str(FONTS / uri)
        self._refuse(uri)
        return None

    def _refuse(self, resource: str) -> None:
        self.refused.append(resource[:120])
        raise ResourceAccessError(f"A paper may not load {resource[:120]!r}")


def paper_policy() -> PaperPolicy:
    """A policy for one paper."""
    policy: PaperPolicy = PaperPolicy.server(FONTS, allow_remote=False)
    return policy
