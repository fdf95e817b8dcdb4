"""Scans are judged by their content: what is no PDF, JPEG or PNG does not come in."""

import io
import struct
import zipfile
import zlib
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
from pypdf import PdfWriter
from sqlalchemy.orm import Session

from portal.domain.violations import RulesBroken
from portal.models import StoredFile
from portal.usecases.papers import keep_content
from portal.usecases.transaction import transaction
from portal.usecases.uploads import (
    LARGEST_SCAN,
    Upload,
    accept_scan,
    store_scan,
    store_signed_scan,
)
from tests.support.factories import make_provider


def pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def pdf_of(size: int) -> bytes:
    head, _, rest = pdf().partition(b"\n")
    return head + b"\n%" + b" " * (size - len(pdf()) - 2) + b"\n" + rest


def pdf_with_a_program() -> bytes:
    return pdf().replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (1) >>")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 10, height: int = 10, tail: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 31))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"") + tail


def jpeg(width: int = 10, height: int = 10, tail: bytes = b"") -> bytes:
    frame = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00" + b"\x12\x34"
    return b"\xff\xd8" + app + b"\xff\xff\xc0" + frame + scan + b"\xff\xd9" + tail


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as pack:
        pack.writestr("a.txt", "a")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        pytest.param("скан.pdf", pdf(), "application/pdf", id="a PDF"),
        pytest.param("Фото.JPEG", jpeg(), "image/jpeg", id="a JPEG"),
        pytest.param("фото.jpg", jpeg(tail=b"maker"), "image/jpeg", id="a camera's JPEG"),
        pytest.param("лист.png", png(), "image/png", id="a PNG"),
        pytest.param("лист.png", png(20_000, 100), "image/png", id="a side at the border"),
        pytest.param("скан.pdf", pdf_of(LARGEST_SCAN), "application/pdf", id="10 MB"),
    ],
)
def test_a_scan_is_known_by_its_content(name: str, content: bytes, media_type: str) -> None:
    checked = accept_scan(Upload(name, content, "text/html"))

    assert (checked.name, checked.media_type, checked.content) == (name, media_type, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.pdf", b"", id="nothing"),
        pytest.param("a.pdf", b"<html><script>alert(1)</script>", id="HTML called PDF"),
        pytest.param("a.pdf", b"  " + pdf(), id="a PDF that begins later"),
        pytest.param("a.pdf", pdf()[:-40], id="a PDF cut off"),
        pytest.param("a.pdf", pdf() + archive(), id="a PDF and an archive in one"),
        pytest.param("a.pdf", pdf_with_a_program(), id="a PDF with a program"),
        pytest.param("a.pdf", pdf_of(LARGEST_SCAN + 1), id="over 10 MB"),
        pytest.param("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="an SVG"),
        pytest.param("a.zip", archive(), id="an archive"),
        pytest.param("a.pdf", png(), id="a PNG called PDF"),
        pytest.param("a.pdf.exe", pdf(), id="a PDF called a program"),
        pytest.param("pdf", pdf(), id="a name without an ending"),
        pytest.param("a.png", png(50_000, 50_000), id="a PNG of 50 000 points a side"),
        pytest.param("a.png", png(12_000, 12_000), id="a PNG of 144 million points"),
        pytest.param("a.png", png(0, 10), id="a PNG without width"),
        pytest.param("a.png", png(tail=b"<script>"), id="a PNG with a tail"),
        pytest.param("a.png", png()[:-12], id="a PNG cut off"),
        pytest.param("a.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""), id="a PNG of its end"),
        pytest.param("a.jpg", jpeg(65_535, 10), id="a JPEG with a side of 65 535"),
        pytest.param("a.jpg", jpeg()[:20], id="a JPEG cut off"),
        pytest.param("a.jpg", jpeg()[:-2], id="a JPEG without an end"),
        pytest.param("a.jpg", b"\xff\xd8\xff", id="three bytes of a JPEG"),
    ],
)
def test_anything_else_is_refused_with_a_remedy(name: str, content: bytes) -> None:
    with pytest.raises(RulesBroken) as caught:
        accept_scan(Upload(name, content))

    fault = caught.value.violations[0]
    assert (fault.code, fault.field) == ("value_invalid", "scan")
    assert "не сохранён" in fault.text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("../../etc/скан.pdf", "скан.pdf", id="a path"),
        pytest.param("C:\\Мои документы\\скан.pdf", "скан.pdf", id="a Windows path"),
        pytest.param("ска\u202eн\r\n.pdf", "скан.pdf", id="control characters"),
        pytest.param("с" * 300 + ".pdf", "с" * 146 + ".pdf", id="a name of 300 letters"),
    ],
)
def test_a_name_is_only_a_label(given: str, kept: str) -> None:
    assert accept_scan(Upload(given, pdf())).name == kept


def test_a_stored_scan_keeps_its_bytes_and_the_type_that_was_found(session: Session) -> None:
    provider = make_provider(session)
    moment = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)

    with transaction() as writing:
        assert store_scan(writing, None, provider_id=provider.id, now=moment) is None
        upload = Upload("фото.png", png(), "application/x-msdownload")
        file_id = store_scan(writing, upload, provider_id=provider.id, now=moment)

    row = session.get_one(StoredFile, file_id)
    assert (row.media_type, row.content, row.size) == ("image/png", png(), len(png()))
    assert (row.provider_id, row.stored_at) == (provider.id, moment)


@pytest.mark.parametrize(("ours", "kept"), [(True, False), (False, True)])
def test_a_file_of_the_portal_itself_is_no_sheet_signed_by_hand(
    session: Session, ours: bool, kept: bool
) -> None:
    """63-FZ: what was printed here and never signed proves no signature."""
    provider = make_provider(session)
    content = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"
    if ours:
        keep_content(session, content)
    now = datetime(2026, 3, 2, tzinfo=UTC)
    scan = Upload("a.pdf", content)

    with nullcontext() if kept else pytest.raises(RulesBroken, match="подписи от руки в нём нет"):
        store_signed_scan(session, scan, provider_id=provider.id, now=now)
