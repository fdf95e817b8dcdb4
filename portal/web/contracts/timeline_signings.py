"""Entries that the signing of a contract's papers leaves in its timeline."""

from __future__ import annotations

from portal.domain.contract import Party
from portal.models import OutsideKind, SignatureMethod
from portal.usecases.queries.contract_happenings import CORRECTION
from portal.usecases.queries.contract_timeline import Line
from portal.usecases.signables import SignedKey, SignedKind
from portal.web.contracts.timeline_entry import About, Entry, entry, on, page_at, thing, ways
from portal.web.electronic.addresses import link as of_kind
from portal.web.electronic.addresses import scan
from portal.web.filters import day_words
from portal.web.links import lets_in

_PARTIES = {
    Party.PROVIDER: "Подпись учреждения",
    Party.RECIPIENT: "Подпись получателя",
    Party.REPRESENTATIVE: "Подпись представителя",
}


def signed(line: Line, about: About) -> Entry:
    """Who signed, how and when, with the scan."""
    how = SignatureMethod(line.how).label
    what = f"{_PARTIES[Party(line.code)]}: {thing(line)}"
    detail = f"{line.words}, {how}, {day_words(line.day, year=True)}" if line.day else line.words
    return entry(line, what, detail, papers=ways(("скан", _scan(line, about))))


def _scan(line: Line, about: About) -> str:
    if line.part is None or not about.sees_terms:
        return ""
    if line.thing == SignedKind.CONTRACT:
        return page_at("contracts.scan", **about.here, file_id=line.part)
    if line.thing == CORRECTION:
        return scan(SignedKey(SignedKind.ACT, line.key), line.part) or ""
    return scan(SignedKey(SignedKind(line.thing), line.key), line.part) or ""


def sealed(line: Line, _about: About) -> Entry:
    """The organisation's seal on the file."""
    key = SignedKey(SignedKind(line.thing), line.key)
    url = of_kind("electronic.sealed", key) if lets_in(f"electronic.sealed_{key.kind}") else ""
    papers = ways(("файл с печатью (PDF)", url))
    return entry(line, f"Печать учреждения на файле: {thing(line)}", papers=papers)


def outside(line: Line, _about: About) -> Entry:
    """A signature made elsewhere."""
    key, endpoint = SignedKey(SignedKind(line.thing), line.key), "electronic.outside_file"
    opens = line.part is not None and lets_in(f"{endpoint}_{key.kind}")
    url = of_kind(endpoint, key, file_id=line.part or 0) if opens else ""
    apart = line.how == OutsideKind.DETACHED
    kind = "подпись отдельным файлом" if apart else "подписанный файл"
    what = f"Из другой программы, {thing(line)}: {kind}"
    return entry(line, what, Party(line.code).label.capitalize(), papers=ways(("файл", url)))


def copy(line: Line, about: About) -> Entry:
    """A copy on paper, and to whom it went."""
    whose = "учреждения" if line.how == Party.PROVIDER else "получателя"
    handed = f"Отдан {day_words(line.day, year=True)}: {line.words}" if line.day else "Напечатан"
    endpoint = {
        SignedKind.CONTRACT.value: "copies.contract_scan",
        SignedKind.AMENDMENT.value: "copies.amendment_scan",
    }.get(line.thing)
    url = ""
    if endpoint and line.part is not None and about.sees_terms:
        number = "contract_id" if line.thing == SignedKind.CONTRACT else "amendment_id"
        url = page_at(endpoint, **{number: line.key, "file_id": line.part})
    what = f"Экземпляр {line.code}, {whose}: {thing(line)}"
    return entry(line, what, handed, papers=ways(("скан", url)))


def codes(line: Line, about: About) -> Entry:
    """An agreement on one-time codes."""
    parts = (on(line.day, "Подписано", "Ещё не подписано"), on(line.until, "прекращено"))
    whose = {} if line.part is None else {"representative_id": line.part}
    address = {"recipient_id": line.key, **whose}
    paper = "" if line.until else page_at("signing_codes.agreement_paper", **address)
    return entry(
        line,
        f"Соглашение {'представителя ' if whose else ''}о подписи одноразовыми кодами",
        ", ".join(filter(None, parts)),
        papers=ways(("соглашение (PDF)", paper)),
    )
