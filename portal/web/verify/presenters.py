"""Answers in words and colours, and the page that answers without a network."""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from flask import current_app, render_template
from markupsafe import Markup

from portal.domain.money import figures
from portal.domain.violations import NotInForce
from portal.regions.registry import Region
from portal.usecases.queries.paper_states import PaperState
from portal.usecases.verification import PublicKey, Verdict, Verification
from portal.usecases.verified_papers import OWN_TITLES, VerifiedPaper

_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)
_POLICY = "the policy of this page"
_GOOD_STATES = (PaperState.IN_FORCE, PaperState.ISSUED, PaperState.UNSIGNED, PaperState.JOINED)
_HEADINGS = {
    Verdict.ISSUED: "Файл подлинный",
    Verdict.SEALED: "Файл подлинный",
    Verdict.EXTENDED: "К файлу что-то дописано",
    Verdict.SEALED_CHANGED: "Изменена запечатанная копия",
    Verdict.CHANGED: "Файл изменён или не наш",
    Verdict.UNKNOWN_FILE: "Файл не найден среди выданных",
    Verdict.CODE_KNOWN: "Документ с этим кодом выдан",
    Verdict.CODE_UNKNOWN: "Такого кода нет",
    Verdict.SIGNED: "Подпись верна",
    Verdict.SIGNED_MISSING: "Документ не найден",
    Verdict.FORGED: "Подпись неверна",
}


def heading(answer: Verification) -> str:
    """The answer in a few words."""
    return _HEADINGS[answer.verdict]


def tone(answer: Verification) -> str:
    """The colour of the answer: good only for a confirmed paper that still stands."""
    if not answer.verdict.confirmed:
        return "warn" if answer.verdict is Verdict.EXTENDED else "bad"
    return "ok" if answer.paper and answer.paper.state in _GOOD_STATES else "warn"


def facts(paper: VerifiedPaper) -> tuple[tuple[str, str], ...]:
    """What the holder compares with the paper."""
    rows = (
        ("Документ", paper.name),
        ("Состояние", paper.state.label),
        ("Учреждение", f"{paper.provider}, ИНН {paper.inn}"),
        ("Сумма", "" if paper.amount is None else f"{figures(paper.amount)} руб."),
        ("Выдан", f"{paper.issued_on:%d.%m.%Y}, страниц: {paper.pages}"),
        ("Код", paper.code or ""),
    )
    return tuple(row for row in rows if row[1])


def saved_page(keys: Sequence[PublicKey], regions: Iterable[Region], day: date) -> str:
    """The verifying page with its keys inside, under a policy that lets it reach nothing."""
    providers: dict[str, dict[str, object]] = {}
    for key in keys:
        known = providers.setdefault(key.inn, {"name": key.provider, "keys": []})
        kept = known["keys"]
        assert isinstance(kept, list)  # noqa: S101 - made in the line above
        kept.append(key.key)
    page = render_template(
        "documents/verifier.html",
        providers=providers,
        titles=_titles(regions, day),
        day=day,
        policy=_POLICY,
        program=_program(),
    )
    hashes: dict[str, list[str]] = {"script": [], "style": []}
    for kind, text in _INLINE.findall(page):
        hashes[kind].append(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'")
    policy = (
        f"default-src 'none'; script-src {' '.join(hashes['script'])}; "
        f"style-src {' '.join(hashes['style'])}; form-action 'none'; base-uri 'none'"
    )
    return page.replace(_POLICY, policy)


def _program() -> Markup:
    """The saved file reaches nothing, so it carries its program inside."""
    source = Path(current_app.static_folder or "", "js", "verifier.js")
    return Markup(source.read_text("utf-8"))  # noqa: S704 - a file of ours


def _titles(regions: Iterable[Region], day: date) -> Mapping[str, str]:
    """Titles of papers by their forms' codes; where regions differ, the first one's."""
    titles: dict[str, str] = {}
    for region in regions:
        try:
            forms = region.rules.printed_forms.on(day)
        except NotInForce:
            continue
        for form in forms:
            titles.setdefault(form.code, form.title)
    return titles | OWN_TITLES
