"""A signed package of files: an index with the hash of each, and a signature on the index.

A ZIP without compression and without moments, so the same files make the same bytes; one that was
packed anew on its way is read too. Nothing in it is opened, run or written to disk on the way in.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from base64 import b32decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "portal-envelope-1"
FACTS, INDEX, SIGNATURE = "facts.json", "index.json", "signature.txt"
LARGEST = 60 * 1024 * 1024
MOST_FILES = 200
_NEVER = (1980, 1, 1, 0, 0, 0)
_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1


class EnvelopeDamaged(Exception):
    """The package is not what was signed; ``file`` names what is changed, the whole if None."""

    def __init__(self, reason: str, file: str | None = None) -> None:
        """Keep the sentence and the name of the file it is about."""
        super().__init__(reason)
        self.file = file


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A file of the package as its index names it; ``size`` in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A package whose files and signature have been checked; ``public_key`` in base32."""

    files: Mapping[str, bytes]
    lines: tuple[IndexLine, ...]
    sender: str
    public_key: str


def pack(
    files: Mapping[str, bytes], sender: str, public_key: str, sign: Callable[[bytes], str]
) -> bytes:
    """The package of these files; ``sign`` makes the sender's signature of the index in base32."""
    index = {
        "format": FORMAT,
        "sender": sender,
        "key": public_key,
        "files": [
            {"name": name, "sha256": _digest(content), "size": len(content)}
            for name, content in sorted(files.items())
        ],
    }
    told = json.dumps(index, ensure_ascii=False, indent=1, sort_keys=True).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name, content in (
            (INDEX, told),
            (SIGNATURE, sign(told).encode()),
            *sorted(files.items()),
        ):
            package.writestr(zipfile.ZipInfo(name, _NEVER), content)
    return target.getvalue()


def unpack(content: bytes) -> Opened:
    """The checked files of a package; raises EnvelopeDamaged naming the file that is not right."""
    if len(content) > LARGEST:
        raise EnvelopeDamaged("Файл больше 60 МБ: это не конверт портала.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            found = _read_all(package)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise EnvelopeDamaged("Файл повреждён или это не конверт портала.") from error
    index = _index(found)
    lines = tuple(_line(item) for item in _list(index, "files"))
    _demand_signed(found, index)
    _demand_whole(found, lines)
    files = {line.name: found[line.name] for line in lines}
    return Opened(files, lines, str(index.get("sender", "")), str(index.get("key", "")))


def _read_all(package: zipfile.ZipFile) -> Mapping[str, bytes]:
    names = package.infolist()
    if len(names) > MOST_FILES or sum(one.file_size for one in names) > LARGEST:
        raise EnvelopeDamaged("В конверте слишком много файлов или они слишком велики.")
    found: dict[str, bytes] = {}
    for one in names:
        if one.filename in found or one.compress_type not in _READ or one.flag_bits & _ENCRYPTED:
            raise EnvelopeDamaged("Такого файла в конверте портала быть не может.", one.filename)
        try:
            found[one.filename] = package.read(one)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise EnvelopeDamaged("Файл изменён: он не тот, что подписан.", one.filename) from error
    return found


def _index(found: Mapping[str, bytes]) -> Mapping[str, object]:
    try:
        index = json.loads(found[INDEX])
    except (KeyError, ValueError, RecursionError) as error:
        raise EnvelopeDamaged("Опись конверта не читается.", INDEX) from error
    if not isinstance(index, dict) or index.get("format") != FORMAT:
        raise EnvelopeDamaged("Это опись не такого конверта.", INDEX)
    return index


def _list(index: Mapping[str, object], name: str) -> list[object]:
    found = index.get(name)
    if not isinstance(found, list):
        raise EnvelopeDamaged("В описи нет списка файлов.", INDEX)
    return found


def _line(item: object) -> IndexLine:
    if not isinstance(item, dict):
        raise EnvelopeDamaged("Опись конверта не читается.", INDEX)
    name, sha256, size = item.get("name"), item.get("sha256"), item.get("size")
    if not isinstance(name, str) or not isinstance(sha256, str) or not isinstance(size, int):
        raise EnvelopeDamaged("Опись конверта не читается.", INDEX)
    return IndexLine(name, sha256, size)


def _demand_signed(found: Mapping[str, bytes], index: Mapping[str, object]) -> None:
    try:
        key = Ed25519PublicKey.from_public_bytes(_from_base32(str(index.get("key", ""))))
        key.verify(_from_base32(found.get(SIGNATURE, b"").decode("ascii")), signed(found[INDEX]))
    except (InvalidSignature, ValueError) as error:
        raise EnvelopeDamaged(
            "Подпись не подходит к описи: одна из них изменена.", INDEX
        ) from error


def _demand_whole(found: Mapping[str, bytes], lines: tuple[IndexLine, ...]) -> None:
    for line in lines:
        content = found.get(line.name)
        if content is None:
            raise EnvelopeDamaged("Файла из описи в конверте нет.", line.name)
        if len(content) != line.size or _digest(content) != line.sha256:
            raise EnvelopeDamaged("Файл изменён: он не тот, что подписан.", line.name)
    strange = found.keys() - {line.name for line in lines} - {INDEX, SIGNATURE}
    if strange:
        raise EnvelopeDamaged("Этого файла в описи нет.", min(strange))
    if FACTS not in found:
        raise EnvelopeDamaged("В конверте нет сведений о получателе.", FACTS)


def signed(index: bytes) -> bytes:
    """What the signature is made of: the index, told apart from everything else that is signed."""
    return b"portal envelope\n" + index


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _from_base32(text: str) -> bytes:
    return b32decode(text + "=" * (-len(text) % 8))
