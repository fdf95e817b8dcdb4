"""Registers: which a provider keeps or mirrors, their columns, what an export leaves out (REG)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.catalogue import Form
from portal.domain.law import Citation
from portal.domain.violations import refuse


class Origin(StrEnum):
    """Where a column comes from: the act, our reading of its steps, or the portal itself."""

    ACT = "act"
    RECONSTRUCTED = "reconstructed"
    PORTAL = "portal"

    @property
    def label(self) -> str:
        """The word for people."""
        return {"act": "из акта", "reconstructed": "восстановлена"}.get(self, "добавил портал")


@dataclass(frozen=True, slots=True)
class Column:
    """A column in the order of the register; without a ``needed`` one the line is incomplete."""

    code: str
    title: str
    needed: bool = True
    origin: Origin = Origin.ACT


@dataclass(frozen=True, slots=True)
class RegisterSpec:
    """A register: one line for each ``per``, kept by the provider or mirrored from the authority.

    ``append_only``: a line is never deleted or renumbered. ``unit_codes`` are the departments that
    keep it, where not all of a form do.
    """

    code: str
    title: str
    per: str
    kept_by: str
    columns: tuple[Column, ...]
    citation: Citation
    append_only: bool = True
    forms: tuple[Form, ...] = ()
    unit_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that an export leaves out, with the needed columns that are empty."""

    line: int
    missing: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class RegisterRules:
    """The registers of a region as in force on a day.

    ``entry`` is the clause by which only providers of the register give services of a programme.
    """

    registers: tuple[RegisterSpec, ...] = ()
    entry: Citation | None = None

    def register(self, code: str) -> RegisterSpec:
        """The register with this code; raises value_invalid for one that the region has not."""
        for found in self.registers:
            if found.code == code:
                return found
        known = ", ".join(found.code for found in self.registers)
        refuse("value_invalid", f"Реестра «{code}» нет. Есть: {known}.", field="register")


def line_of(register: RegisterSpec, values: Mapping[str, str]) -> tuple[str, ...]:
    """A line in the order of the columns; raises value_invalid for a column that is not there."""
    known = {column.code for column in register.columns}
    for code in values:
        if code not in known:
            refuse(
                "value_invalid",
                f"В реестре «{register.title}» нет графы «{code}». Уберите её.",
                field=code,
                citation=register.citation,
            )
    return tuple(values.get(column.code, "") for column in register.columns)


def left_out(register: RegisterSpec, lines: Iterable[Mapping[str, str]]) -> tuple[LeftOut, ...]:
    """The lines, counted from 1, that lack a needed column and stay out of an export."""
    found = []
    for number, values in enumerate(lines, start=1):
        missing = tuple(
            column
            for column in register.columns
            if column.needed and not values.get(column.code, "").strip()
        )
        if missing:
            found.append(LeftOut(number, missing))
    return tuple(found)


def demand_registered(
    rules: RegisterRules, registered_on: date | None, excluded_on: date | None, day: date
) -> None:
    """Refuse a contract of a provider that is not in the regional register on the day.

    The day of exclusion itself is the last one in the register (FED-REG-01).
    """
    entered = registered_on is not None and registered_on <= day
    if entered and (excluded_on is None or day <= excluded_on):
        return
    refuse(
        "not_authorised",
        "Поставщика в этот день нет в реестре поставщиков: новый договор заключить нельзя. "
        "Проверьте запись реестра.",
        field="register",
        citation=rules.entry,
    )
