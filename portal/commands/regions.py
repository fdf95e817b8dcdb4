"""``portal regions``: which are installed, what their law says, whether it holds together."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from importlib.resources import files
from os import cpu_count
from pathlib import Path

from portal.commands.answers import Status, as_line, error_object, fail, say, write, write_text
from portal.conformance.kit import Report, examine
from portal.conformance.mutation import installed
from portal.conformance.passport_text import passport_lines
from portal.explain.procedure import as_data
from portal.explain.procedure_text import as_lines
from portal.regions.proof import FILE, FOLDER, Proof, as_toml
from portal.regions.registry import Region, discover

_HEADINGS = ("Код", "Регион", "Орган", "Актов")


def list_regions(*, as_json: bool) -> str:
    """The installed regions: a table for people, or one JSON object a line."""
    regions = tuple(discover().values())
    if as_json:
        return "".join(as_line(_facts(region)).decode() for region in regions)
    if not regions:
        return "Ни один регион не установлен.\n"
    return _table([_HEADINGS, *(_row(region) for region in regions)])


def _facts(region: Region) -> dict[str, object]:
    identity = region.identity
    return {
        "code": identity.code,
        "name": identity.name,
        "authority": identity.authority,
        "acts": len(identity.acts),
    }


def _row(region: Region) -> tuple[str, ...]:
    return tuple(str(value) for value in _facts(region).values())


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    columns = list(zip(*rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in zip(*columns, strict=True)
    )


def explain_region(code: str, day: str | None, *, as_json: bool) -> None:
    """The whole procedure of a region as in force on a day, today when none is named."""
    region = _region(code)
    asked_on = _day(day, region)
    if as_json:
        write(as_data(region, asked_on))
        return
    for line in as_lines(region, asked_on):
        write_text(line)


def check_region(code: str, *, quick: bool, save: bool) -> None:
    """The conformance kit: prints the passport and every problem; leaves with 1 for any."""
    region = _region(code)
    workers = min(cpu_count() or 1, 8)
    report = examine(region, _day(None, region), quick=quick, workers=workers, say=say)
    for line in passport_lines(report.passport):
        write_text(line)
    _tell(report)
    if save and report.proof is not None:
        say(f"Результат записан: {_save(region, report.proof)}")
    sys.exit(Status.DONE if report.passed else Status.REFUSED)


def _tell(report: Report) -> None:
    write_text("")
    write_text(f"Примеров {report.examples}, сценариев {report.scenarios}.")
    if report.passed:
        write_text("Замечаний нет.")
        return
    write_text(f"Замечаний: {len(report.problems)}.")
    for problem in report.problems:
        write_text(f"  {problem}")


def _save(region: Region, proof: Proof) -> Path:
    package = region.identity.template_package
    if package is None:
        message = "У региона нет пакета с данными: записать результат некуда."
        fail(error_object("value_invalid", "code", message), Status.WRONG_INPUT)
    path = Path(str(files(package))) / FOLDER / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(as_toml(region.code, proof), encoding="utf-8")
    return path


def _region(code: str) -> Region:
    known: Mapping[str, Region] = installed()
    if code not in known:
        message = f"Регион «{code}» не установлен. Есть: {', '.join(known)}."
        fail(error_object("value_invalid", "code", message), Status.WRONG_INPUT)
    return known[code]


def _day(text: str | None, region: Region) -> date:
    if text is None:
        return region.today(datetime.now(UTC))
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"«{text}» — не дата. Напишите её так: 2026-03-16."
        fail(error_object("value_invalid", "day", message), Status.WRONG_INPUT)
