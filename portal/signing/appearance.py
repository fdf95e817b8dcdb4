"""Whether a signed PDF still shows what the frozen one shows: nothing added but signatures."""

from __future__ import annotations

import hashlib
import io
from decimal import Decimal

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

_SIGNING = {"/AcroForm", "/Perms", "/DSS", "/Extensions", "/Version", "/Metadata"}
"""What signing may add to a document's catalogue."""
_PLACE = {"/Parent", "/Annots"}
_DEEPEST = 60


class _TooDeep(Exception):
    pass


def shows_the_same(content: bytes, frozen: bytes) -> bool:
    """Whether ``content`` is the frozen PDF with signatures behind it and no other change.

    The frozen bytes must stand in front as they are; pages, and all they are drawn from, must be
    equal; whatever the catalogue or the pages gained must belong to signatures.
    """
    if not content.startswith(frozen):
        return False
    try:
        return _shown(frozen) == _shown(content)
    except (PyPdfError, _TooDeep, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _shown(pdf: bytes) -> tuple[str, ...]:
    """Digests of the catalogue and of every page, without what belongs to signatures."""
    reader = PdfReader(io.BytesIO(pdf))
    catalogue = reader.root_object
    kept = {key: value for key, value in catalogue.items() if key not in {*_SIGNING, "/Pages"}}
    form = _found(catalogue.get("/AcroForm"))
    other_fields = [
        _digest(field)
        for field in _list(form.get("/Fields") if isinstance(form, DictionaryObject) else None)
        if not _is_signature(field)
    ]
    scripts = isinstance(form, DictionaryObject) and "/XFA" in form
    marks = (_digest(DictionaryObject(kept)), *other_fields, str(scripts))
    return (*marks, *(_page(page) for page in reader.pages))


def _page(page: PageObject) -> str:
    plain = DictionaryObject({key: value for key, value in page.items() if key not in _PLACE})
    notes = [_digest(one) for one in _list(page.get("/Annots")) if not _is_signature(one)]
    return "|".join((_digest(plain), *notes))


def _is_signature(value: object) -> bool:
    """A field or its place on the page that only holds a signature."""
    found = _found(value)
    return isinstance(found, DictionaryObject) and found.get("/FT") == "/Sig"


def _list(value: object) -> list[PdfObject]:
    found = _found(value)
    return list(found) if isinstance(found, ArrayObject) else []


def _found(value: object) -> object:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _digest(value: object) -> str:
    return hashlib.sha256(_written(value, frozenset(), 0)).hexdigest()


def _written(value: object, above: frozenset[int], depth: int) -> bytes:
    """A value with everything it refers to, in one order; a circle is written as such."""
    if depth > _DEEPEST:
        raise _TooDeep
    if isinstance(value, IndirectObject):
        if value.idnum in above:
            return b"circle"
        above |= {value.idnum}
        value = value.get_object()
    if isinstance(value, DictionaryObject):
        body = value.get_data() if isinstance(value, StreamObject) else b""
        parts = [
            f"{key} ".encode() + _written(value.raw_get(key), above, depth + 1)
            for key in sorted(value)
            if key not in {"/Parent", "/Length", "/P"}
        ]
        return b"<<" + b" ".join(parts) + b">>" + hashlib.sha256(body).digest()
    if isinstance(value, ArrayObject):
        return b"[" + b" ".join(_written(one, above, depth + 1) for one in list(value)) + b"]"
    if isinstance(value, FloatObject | NumberObject):
        # 0 and 0.0 are one place on the page; programs that sign write either.
        return str(Decimal(str(value)).normalize()).encode()
    return repr(value).encode()
