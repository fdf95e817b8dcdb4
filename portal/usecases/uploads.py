"""Uploaded scans: what may come in, judged by the content and never by the claim.

A scan is a PDF, a JPEG or a PNG of at most ten megabytes. Its name is only a label for people; the
type it is later served with is the one found here. Nothing is decoded or rendered on the way in.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.violations import refuse
from portal.models import PaperContent, StoredFile

LARGEST_SCAN = 10 * 1024 * 1024
LONGEST_NAME = 150
LONGEST_SIDE = 20_000
MOST_PIXELS = 120_000_000

_ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}
_ANSWER = "Выберите файл PDF, JPEG или PNG размером до 10 МБ."
_UNCHANGED = "Файл не сохранён."
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_HEADER = 13
_PDF_TAIL = re.compile(rb"startxref\s+[0-9]+\s+%%EOF\s*\Z")
_PDF_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|XFA)\b")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived; ``media_type`` is only what the sender claims."""

    name: str
    content: bytes
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class CheckedScan:
    """A file whose content is what its name says, ready to be stored."""

    name: str
    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        """The fingerprint the stored file is known by."""
        return hashlib.sha256(self.content).hexdigest()


def accept_scan(upload: Upload, *, field: str = "scan") -> CheckedScan:
    """The checked scan; raises RulesBroken("value_invalid") for anything that is not one."""
    if not upload.content:
        refuse("value_invalid", f"Файл пустой. {_UNCHANGED} {_ANSWER}", field=field)
    if len(upload.content) > LARGEST_SCAN:
        refuse("value_invalid", f"Файл больше 10 МБ. {_UNCHANGED} {_ANSWER}", field=field)
    media_type = _media_type(upload.content)
    if media_type is None:
        refuse(
            "value_invalid",
            f"Это не PDF, не JPEG и не PNG либо файл повреждён. {_UNCHANGED} {_ANSWER}",
            field=field,
        )
    name = _clean_name(upload.name)
    if not name.lower().endswith(_ENDINGS[media_type]):
        ending = _ENDINGS[media_type][0]
        refuse(
            "value_invalid",
            f"Имя файла не соответствует содержимому: внутри {ending[1:].upper()}. {_UNCHANGED} "
            f"Переименуйте файл так, чтобы он заканчивался на «{ending}».",
            field=field,
        )
    _check_harmless(upload.content, media_type, field)
    return CheckedScan(name, upload.content, media_type)


def store_scan(
    session: Session, scan: Upload | None, *, provider_id: int, now: datetime
) -> int | None:
    """Check and keep a scan inside the caller's transaction; None stays None."""
    if scan is None:
        return None
    checked = accept_scan(scan)
    row = StoredFile(
        provider_id=provider_id,
        sha256=checked.sha256,
        media_type=checked.media_type,
        size=len(checked.content),
        original_name=checked.name,
        content=checked.content,
        stored_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def store_signed_scan(
    session: Session, scan: Upload | None, *, provider_id: int, now: datetime
) -> int | None:
    """The same for a sheet signed by hand: no file that the portal itself has made is one."""
    if scan is not None:
        sha256 = hashlib.sha256(scan.content).hexdigest()
        if session.get(PaperContent, sha256) is not None:
            refuse(
                "value_invalid",
                f"Это файл самого портала: подписи от руки в нём нет. {_UNCHANGED} Отсканируйте "
                "подписанный лист.",
                field="scan",
            )
    return store_scan(session, scan, provider_id=provider_id, now=now)


def _media_type(content: bytes) -> str | None:
    if content.startswith((b"%PDF-1.", b"%PDF-2.")) and _PDF_TAIL.search(content[-2048:]):
        return "application/pdf"
    if content.startswith(_PNG_HEAD) and _png_size(content):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff") and _jpeg_size(content):
        return "image/jpeg"
    return None


def _check_harmless(content: bytes, media_type: str, field: str) -> None:
    if media_type == "application/pdf":
        if _PDF_ACTIVE.search(content):
            refuse(
                "value_invalid",
                f"В PDF есть программы или вложенные файлы. {_UNCHANGED} Сохраните скан как "
                "обычный PDF или как картинку.",
                field=field,
            )
        return
    size = _png_size(content) if media_type == "image/png" else _jpeg_size(content)
    if size is None or max(size) > LONGEST_SIDE or size[0] * size[1] > MOST_PIXELS:
        refuse(
            "value_invalid",
            f"Картинка слишком велика: больше 20 000 точек по стороне или 120 миллионов точек. "
            f"{_UNCHANGED} Отсканируйте лист с разрешением 300 точек на дюйм.",
            field=field,
        )


def _clean_name(name: str) -> str:
    """The last part of the path without control characters, never longer than the column."""
    last = re.split(r"[/\\]", name)[-1]
    printable = "".join(sign for sign in last if sign.isprintable()).strip(" .")
    stem, dot, ending = printable.rpartition(".")
    if len(printable) <= LONGEST_NAME or not dot:
        return printable[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"[:LONGEST_NAME]


def _png_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a whole PNG: the header chunk first, the end chunk last."""
    place, size = len(_PNG_HEAD), None
    while place + 12 <= len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        kind = content[place + 4 : place + 8]
        if size is None:
            if kind != b"IHDR" or length != _PNG_HEADER:
                return None
            size = (
                int.from_bytes(content[place + 8 : place + 12], "big"),
                int.from_bytes(content[place + 12 : place + 16], "big"),
            )
        place += 12 + length
        if kind == b"IEND":
            return size if place == len(content) and min(size) > 0 else None
    return None


# Frame headers: every SOFn but DHT, JPG and DAC.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_MARK = 0xFF
_JPEG_START_OF_SCAN = 0xDA
_JPEG_END = b"\xff\xd9"


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height from the frame header of a JPEG that has a scan and an end."""
    place, size = 2, None
    while place + 4 <= len(content) and content[place] == _JPEG_MARK:
        marker = content[place + 1]
        if marker == _JPEG_MARK:
            place += 1
            continue
        if marker == _JPEG_START_OF_SCAN:
            # Cameras put maker's notes after the end mark, so it need not be the last thing.
            return size if size and content.find(_JPEG_END, place) > 0 else None
        if marker in _JPEG_FRAMES:
            size = (
                int.from_bytes(content[place + 7 : place + 9], "big"),
                int.from_bytes(content[place + 5 : place + 7], "big"),
            )
        place += 2 + max(2, int.from_bytes(content[place + 2 : place + 4], "big"))
    return None
