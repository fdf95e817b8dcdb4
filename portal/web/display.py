"""Font, colours and spacing that a reader has chosen: the «версия для слабовидящих»."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Request, Response

COOKIE = "display"
A_YEAR = 365 * 24 * 3600
SIZES = ("1", "2", "3", "4")
SCHEMES = ("", "white", "black", "blue")
SPACES = ("", "wide")


@dataclass(frozen=True, slots=True)
class Display:
    """The chosen look; ``large`` is the recipient's size, ``here`` the page to return to."""

    size: str = "1"
    scheme: str = ""
    space: str = ""
    large: bool = False
    here: str = "/"


def chosen(request: Request, *, large: bool) -> Display:
    """The look from the reader's cookie; an unknown value is the usual look."""
    kept = {name: values[0] for name, values in parse_qs(request.cookies.get(COOKIE, "")).items()}
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return Display(large=large, here=here, **_known(kept))


def remember(response: Response, form: dict[str, str], *, https: bool) -> None:
    """Keep the choice for a year; it tells nothing about the reader."""
    response.set_cookie(
        COOKIE, urlencode(_known(form)), max_age=A_YEAR, secure=https, httponly=True, samesite="Lax"
    )


def local_path(target: str | None) -> str:
    """``target`` when it is a path of this portal, else the front page: no open redirects."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or any(ord(sign) < ord(" ") for sign in target):
        return "/"
    return target


def _known(values: dict[str, str]) -> dict[str, str]:
    choices = {"size": SIZES, "scheme": SCHEMES, "space": SPACES}
    return {
        name: values[name] if values.get(name) in known else known[0]
        for name, known in choices.items()
    }
