"""The passport as lines for a terminal, for a file, for an annex to a contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.regions.passport import HeldRule, Passport, Reading
from portal.regions.proof import Answered, Proof

MOST_OBJECTS = 3


def passport_lines(passport: Passport) -> Iterator[str]:
    """The whole passport."""
    yield f"ПАСПОРТ РЕГИОНА: {passport.name} ({passport.code})"
    yield f"Орган: {passport.authority}"
    yield from _proof(passport)
    yield from _rules(passport)
    yield from _section(
        "Оставлено сознательно", (f"{one.of}: {one.reason}" for one in passport.gaps)
    )
    answered = _answered(passport)
    yield from _section(
        "Портал только отвечает на вопрос, страницы и бумаги правило не читают",
        (f"{one.rule}: {one.reason}" for one in answered),
    )
    yield from _section(
        "Источники",
        (
            f"{source.act.key}: {source.act.short}, {source.act.title}; редакция: "
            f"{source.act.edition}; {source.act.comparison}; правил: {source.rules}"
            for source in passport.sources
        ),
    )
    yield from _section(
        "Сверить с действующим актом", (_reading(one) for one in passport.to_verify)
    )
    yield from _section(
        "Противоречия и то, что текст только подразумевает",
        (_reading(one) for one in passport.remarks),
    )
    yield from _section(
        "Справочные значения",
        (
            f"{one.title}: {one.count}, с {one.since:%d.%m.%Y}, акт {one.act}, проверено "
            f"{one.checked_on:%d.%m.%Y}{', сверить' if one.verify else ''}"
            for one in passport.reference
        ),
    )
    yield ""
    yield f"Производственный календарь: {', '.join(str(year) for year in passport.years)}"
    if passport.unverified_years:
        years = ", ".join(str(year) for year in passport.unverified_years)
        yield f"  сверить с постановлением: {years}"


def _proof(passport: Passport) -> Iterator[str]:
    proof = passport.proof
    if proof is None:
        yield "Мутационная проверка: не проводилась"
        return
    yield proof_line(proof)
    if not passport.proof_is_current:
        yield "После неё правила менялись: проверку нужно повторить."
    for reason, paths in proof.by_reason:
        yield f"  не доказано {len(paths)}, {reason or 'без причины'}: {_named(paths)}"


def proof_line(proof: Proof) -> str:
    """The result of the mutation check in one sentence."""
    return (
        f"Мутационная проверка {proof.checked_on:%d.%m.%Y}: констант {proof.constants}, доказано "
        f"{proof.proved}, не доказано {proof.constants - proof.proved}; примеров "
        f"{proof.examples}, сценариев {proof.scenarios}"
    )


def _answered(passport: Passport) -> tuple[Answered, ...]:
    return passport.proof.answered if passport.proof else ()


def _rules(passport: Passport) -> Iterator[str]:
    answered = {one.rule for one in _answered(passport)}
    yield ""
    yield f"Правила: {len(passport.rules)}"
    for procedure in passport.procedures:
        yield f"  {procedure.title} ({procedure.hook})"
        for rule in procedure.rules:
            yield f"    {_rule(rule, only_answered=rule.rule in answered)}"


def _rule(rule: HeldRule, *, only_answered: bool) -> str:
    remarks = ["сверить"] * rule.verify + ["только отвечает"] * only_answered
    named = f"{rule.rule} ({', '.join(remarks)})" if remarks else rule.rule
    return f"{named}: {_named(rule.objects)}"


def _named(paths: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    more = len(paths) - MOST_OBJECTS
    return ", ".join(paths[:MOST_OBJECTS]) + (f" и ещё {more}" if more > 0 else "")


def _reading(one: Reading) -> str:
    return f"{one.rule}, {one.clause}{f': {one.remark}' if one.remark else ''}"


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    yield ""
    yield f"{title}: {len(found)}"
    for line in found:
        yield f"  {line}"
