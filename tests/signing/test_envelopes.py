"""A package is opened only as it was signed, and the refusal names the file."""

import hashlib
import io
import json
import zipfile
from base64 import b32encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.signing.envelopes import (
    FACTS,
    INDEX,
    SIGNATURE,
    EnvelopeDamaged,
    pack,
    signed,
    unpack,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
FILES = {FACTS: '{"person": "Каримова"}'.encode(), "act-2026-09.pdf": b"%PDF-1.4 act"}


def base32(content: bytes) -> str:
    return b32encode(content).decode().rstrip("=")


PUBLIC = base32(KEY.public_key().public_bytes_raw())


def sign(index: bytes) -> str:
    return base32(KEY.sign(signed(index)))


@pytest.fixture
def package() -> bytes:
    return pack(FILES, "Дом-интернат", PUBLIC, sign)


def rewritten(package: bytes, **files: bytes | None) -> bytes:
    """The package with some files replaced, added or left out, its structure whole."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(target, "w") as new:
        kept = {name: old.read(name) for name in old.namelist()}
        for name, content in (kept | files).items():
            if content is not None:
                new.writestr(name, content)
    return target.getvalue()


def test_a_whole_package_gives_back_every_byte(package: bytes) -> None:
    opened = unpack(package)

    assert opened.files == FILES
    assert (opened.sender, opened.public_key) == ("Дом-интернат", PUBLIC)
    assert {line.name: line.sha256 for line in opened.lines} == {
        name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()
    }


def zipped(files: dict[str, bytes], how: int) -> bytes:
    """The files packed by another program."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as new:
        for name, content in files.items():
            new.writestr(name, content)
    return target.getvalue()


def test_a_package_zipped_anew_on_its_way_is_the_same(package: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        inside = {name: old.read(name) for name in old.namelist()}

    assert unpack(zipped(inside, zipfile.ZIP_DEFLATED)).files == FILES
    spoilt = inside | {"act-2026-09.pdf": b"%PDF-1.4 ACT"}
    for files, how, named in (
        (spoilt, zipfile.ZIP_DEFLATED, "act-2026-09.pdf"),
        (inside, zipfile.ZIP_LZMA, INDEX),
    ):
        with pytest.raises(EnvelopeDamaged) as refused:
            unpack(zipped(files, how))
        assert refused.value.file == named


def test_the_same_files_make_the_same_package(package: bytes) -> None:
    assert pack(dict(reversed(FILES.items())), "Дом-интернат", PUBLIC, sign) == package


@pytest.mark.parametrize("name", [FACTS, "act-2026-09.pdf", INDEX, SIGNATURE])
def test_one_changed_byte_of_a_file_is_refused_with_its_name(package: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        place = package.index(opened.read(name))
    changed = bytearray(package)
    changed[place + 3] ^= 1

    with pytest.raises(EnvelopeDamaged) as refused:
        unpack(bytes(changed))

    assert refused.value.file == name


def test_no_byte_of_the_package_can_be_changed(package: bytes) -> None:
    accepted = []
    for place in range(len(package)):
        changed = bytearray(package)
        changed[place] ^= 0x10
        try:
            same = unpack(bytes(changed)).files == FILES
        except EnvelopeDamaged:
            continue
        if not same:
            accepted.append(place)

    assert accepted == []


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"act-2026-09.pdf": b"%PDF-1.4 ACT"}, "act-2026-09.pdf"),
        ({"act-2026-09.pdf": None}, "act-2026-09.pdf"),
        ({"virus.exe": b"MZ"}, "virus.exe"),
        ({INDEX: b"[]"}, INDEX),
        ({INDEX: b"[" * 100_000}, INDEX),
        ({INDEX: None}, INDEX),
        ({SIGNATURE: b"AAAA"}, INDEX),
        ({SIGNATURE: None}, INDEX),
    ],
    ids=[
        "changed",
        "left out",
        "added",
        "no index",
        "deep index",
        "index gone",
        "signature",
        "signature gone",
    ],
)
def test_a_package_put_together_anew_is_refused(
    package: bytes, files: dict[str, bytes | None], named: str
) -> None:
    with pytest.raises(EnvelopeDamaged) as refused:
        unpack(rewritten(package, **files))

    assert refused.value.file == named


def test_a_new_index_does_not_fit_the_old_signature(package: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        index = json.loads(opened.read(INDEX))
    index["sender"] = "Другой дом"

    with pytest.raises(EnvelopeDamaged) as refused:
        unpack(rewritten(package, **{INDEX: json.dumps(index).encode()}))

    assert refused.value.file == INDEX


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.4"], ids=["empty", "start", "another"])
def test_something_else_is_no_package(content: bytes) -> None:
    with pytest.raises(EnvelopeDamaged) as refused:
        unpack(content)

    assert refused.value.file is None
