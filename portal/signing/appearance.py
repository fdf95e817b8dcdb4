"""Whether a signed PDF still shows what the frozen one shows: nothing added but signatures."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
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

_Pages = Mapping[int, int]
"""The place of each page of a file, from zero, by the number of its object."""


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
    pages = _numbered(reader)
    catalogue = reader.root_object
    kept = {key: value for key, value in catalogue.items() if key not in {*_SIGNING, "/Pages"}}
    form = _found(catalogue.get("/AcroForm"))
    other_fields = [
        _digest(field, pages)
        for field in _list(form.get("/Fields") if isinstance(form, DictionaryObject) else None)
        if not _is_signature(field)
    ]
    scripts = isinstance(form, DictionaryObject) and "/XFA" in form
    marks = (_digest(DictionaryObject(kept), pages), *other_fields, str(scripts))
    return (*marks, *(_page(page, pages) for page in reader.pages))


def _numbered(reader: PdfReader) -> _Pages:
    """The pages by the number of their object."""
    references = (page.indirect_reference for page in reader.pages)
    return {one.idnum: place for place, one in enumerate(references) if one is not None}


def _page(page: PageObject, pages: _Pages) -> str:
    plain = DictionaryObject({key: value for key, value in page.items() if key not in _PLACE})
    notes = [_digest(one, pages) for one in _list(page.get("/Annots")) if not _is_signature(one)]
    return "|".join((_digest(plain, pages), *notes))


def _is_signature(value: object) -> bool:
    """A field or its place on the page that only holds a signature."""
    found = _found(value)
    return isinstance(found, DictionaryObject) and found.get("/FT") == "/Sig"


def _list(value: object) -> list[PdfObject]:
    found = _found(value)
    return list(found) if isinstance(found, ArrayObject) else []


def _found(value: object) -> object:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _digest(value: object, pages: _Pages) -> str:
    return hashlib.sha256(_written(value, pages, frozenset(), 0)).hexdigest()


def _written(value: object, pages: _Pages, above: frozenset[int], depth: int) -> bytes:
    """A value with everything it refers to, in one order; a circle is written as such.

    A page that is referred to, as the outline does, is written as its place: what the page shows is
    compared for itself, and the place of a signature that it gained is no change of an outline.
    """
    if depth > _DEEPEST:
        raise _TooDeep
    if isinstance(value, IndirectObject):
        if value.idnum in pages:
            return f"page {pages[value.idnum]}".encode()
        if value.idnum in above:
            return b"circle"
        above |= {value.idnum}
        value = value.get_object()
    if isinstance(value, DictionaryObject):
        body = value.get_data() if isinstance(value, StreamObject) else b""
        parts = [
            f"{key} ".encode() + _written(value.raw_get(key), pages, above, depth + 1)
            for key in sorted(value)
            if key not in {"/Parent", "/Length", "/P"}
        ]
        return b"<<" + b" ".join(parts) + b">>" + hashlib.sha256(body).digest()
    if isinstance(value, ArrayObject):
        return (
            b"[" + b" ".join(_written(one, pages, above, depth + 1) for one in list(value)) + b"]"
        )
    if isinstance(value, FloatObject | NumberObject):
        # 0 and 0.0 are one place on the page; programs that sign write either.
        return str(Decimal(str(value)).normalize()).encode()
    return repr(value).encode()
