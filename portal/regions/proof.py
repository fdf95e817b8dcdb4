"""The stored result of the mutation check, shipped with a region as ``data/passport.toml``.

``portal regions check CODE --write`` writes it; pages and the passport read it. It carries a
fingerprint of the constants it was made for, so that nobody takes an old result for the present
law's.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files

from portal.regions.constants import Constant
from portal.regions.errors import RegionError
from portal.regions.registry import Region
from portal.regions.walk import DROPPED

FOLDER, FILE = "data", "passport.toml"
_HEAD = """# Мутационная проверка: каждую константу региона меняют, и пример обязан это заметить.
# Файл пишет команда: portal regions check {code} --write
"""


@dataclass(frozen=True, slots=True)
class Unproved:
    """A constant that no example notices; with a reason when the region leaves it knowingly."""

    path: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A rule that questions and examples know and no page, paper or use case reads; why."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proof:
    """When every constant was nudged, how many were noticed, and which were not.

    ``answered`` are the rules that were only answered that day, not used by the portal itself.
    """

    checked_on: date
    fingerprint: str
    constants: int
    proved: int
    examples: int
    scenarios: int
    unproved: tuple[Unproved, ...]
    answered: tuple[Answered, ...] = ()

    @property
    def by_reason(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The paths of what is not proved by the reason given; those without any come last."""
        found: dict[str, list[str]] = {}
        for one in self.unproved:
            found.setdefault(one.reason, []).append(one.path)
        ordered = sorted(found.items(), key=lambda item: not item[0])
        return tuple((reason, tuple(paths)) for reason, paths in ordered)


def fingerprint_of(constants: Iterable[Constant]) -> str:
    """What a proof belongs to: the paths, values and rules of all constants."""
    found = sha256()
    for constant in constants:
        # A member that can be dropped is told by its path: an object's words have no fixed order.
        value = "" if constant.nudged is DROPPED else constant.value
        found.update(f"{constant.path}={value}@{constant.rule}\n".encode())
    return found.hexdigest()[:16]


def stored_proof(region: Region) -> Proof | None:
    """The result that the region ships, or None; raises RegionError for a broken file."""
    package = region.identity.template_package
    resource = files(package).joinpath(FOLDER, FILE) if package else None
    if resource is None or not resource.is_file():
        return None
    try:
        return _read(tomllib.loads(resource.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise RegionError(f"{package}: {FOLDER}/{FILE}: {error!r}") from error


def _read(data: dict[str, object]) -> Proof:
    unproved, answered = data.get("unproved", []), data.get("answered", [])
    if not isinstance(unproved, list) or not isinstance(answered, list):
        raise TypeError("unproved and answered are lists of tables")
    return Proof(
        checked_on=_day(data["checked_on"]),
        fingerprint=str(data["fingerprint"]),
        constants=_number(data["constants"]),
        proved=_number(data["proved"]),
        examples=_number(data["examples"]),
        scenarios=_number(data["scenarios"]),
        unproved=tuple(Unproved(row["path"], row.get("reason", "")) for row in unproved),
        answered=tuple(Answered(row["rule"], row["reason"]) for row in answered),
    )


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError("checked_on is a day")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("counts are whole numbers")
    return value


def as_toml(code: str, proof: Proof) -> str:
    """The file's text."""
    rows = "".join(
        f"    {{ path = {_quoted(one.path)}, reason = {_quoted(one.reason)} }},\n"
        for one in proof.unproved
    )
    answered = "".join(
        f"    {{ rule = {_quoted(one.rule)}, reason = {_quoted(one.reason)} }},\n"
        for one in proof.answered
    )
    return (
        f"{_HEAD.format(code=code)}"
        f"checked_on = {proof.checked_on.isoformat()}\n"
        f"fingerprint = {_quoted(proof.fingerprint)}\n"
        f"constants = {proof.constants}\n"
        f"proved = {proof.proved}\n"
        f"examples = {proof.examples}\n"
        f"scenarios = {proof.scenarios}\n"
        f"unproved = [\n{rows}]\n"
        f"answered = [\n{answered}]\n"
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
