"""Papers and scans as answers: our own ASCII name, the readable one by RFC 6266, never a guess.

A paper is shown by the browser; a scan, which somebody uploaded, is only ever saved to disk.
"""

import unicodedata
from urllib.parse import quote

from flask import Response

from portal.usecases.queries.scans import ScanView

PDF = "application/pdf"


def paper(content: bytes, *, name: str, title: str) -> Response:
    """A PDF of ours, shown in the browser. ``name`` is ASCII; ``title`` is what people read."""
    return _answer(content, PDF, f"inline; {_names(name, title, 'pdf')}")


def attachment(content: bytes, *, media_type: str, name: str, title: str) -> Response:
    """A file that somebody uploaded, saved and never rendered."""
    stem, _, ending = title.rpartition(".")
    return _answer(content, media_type, f"attachment; {_names(name, stem or title, ending)}")


def scan(found: ScanView, *, name: str) -> Response:
    """A stored file under the name it came with; ``name`` is the ASCII one."""
    return attachment(found.content, media_type=found.media_type, name=name, title=found.name)


def _names(name: str, title: str, ending: str) -> str:
    readable = "".join("-" if sign in '/\\"' else sign for sign in title if _printable(sign))
    tail = f".{ending}" if ending else ""
    return f"filename=\"{name}{tail}\"; filename*=UTF-8''{quote(readable.strip() + tail)}"


def _printable(sign: str) -> bool:
    return unicodedata.category(sign)[0] != "C"


def _answer(content: bytes, media_type: str, disposition: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = disposition
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
