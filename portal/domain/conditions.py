"""Conditions as data: a small closed set that can be evaluated, printed and compared.

No lambdas: what a region declares must be readable by a lawyer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Trait(StrEnum):
    """What a condition can ask about a case."""

    REPRESENTED = "represented"
    HAS_FAMILY = "has_family"
    INCOME_TESTED = "income_tested"
    FREE_BY_CATEGORY = "free_by_category"
    DISABLED = "disabled"
    MINOR = "minor"
    INCAPABLE = "incapable"
    FREE = "free"
    PAID = "paid"
    HOME = "home"
    SEMI_STATIONARY = "semi_stationary"
    STATIONARY = "stationary"
    EMPLOYED = "employed"
    UNEMPLOYED = "unemployed"
    MENTAL_DISORDER = "mental_disorder"
    LIMITED_CAPACITY = "limited_capacity"
    HAS_CLOSE_RELATIVES = "has_close_relatives"
    RELEASED = "released"
    TEMPORARY_STAY = "temporary_stay"

    @property
    def label(self) -> str:
        """How the condition reads in a sentence."""
        return _TITLES[self]


_TITLES = {
    Trait.REPRESENTED: "действует представитель",
    Trait.HAS_FAMILY: "есть семья",
    Trait.INCOME_TESTED: "плата зависит от дохода",
    Trait.FREE_BY_CATEGORY: "бесплатно по льготной категории",
    Trait.DISABLED: "есть инвалидность",
    Trait.MINOR: "получателю нет 18 лет",
    Trait.INCAPABLE: "получатель недееспособен",
    Trait.FREE: "услуги бесплатны",
    Trait.PAID: "услуги платные",
    Trait.HOME: "на дому",
    Trait.SEMI_STATIONARY: "полустационарная форма",
    Trait.STATIONARY: "стационарная форма",
    Trait.EMPLOYED: "гражданин работает",
    Trait.UNEMPLOYED: "гражданин состоит на учёте как безработный",
    Trait.MENTAL_DISORDER: "есть психическое расстройство",
    Trait.LIMITED_CAPACITY: "дееспособность ограничена судом",
    Trait.HAS_CLOSE_RELATIVES: "есть близкие родственники",
    Trait.RELEASED: "освобождён из мест лишения свободы под надзор и утратил самообслуживание",
    Trait.TEMPORARY_STAY: "проживание временное",
}

Traits = frozenset[Trait]


@dataclass(frozen=True, slots=True)
class Always:
    """Holds in every case."""

    def holds(self, traits: Traits) -> bool:
        """True."""
        return True

    def text(self) -> str:
        """The condition in words."""
        return "всегда"


@dataclass(frozen=True, slots=True)
class Has:
    """Holds when the case has the trait."""

    trait: Trait

    def holds(self, traits: Traits) -> bool:
        """Whether the trait is among those of the case."""
        return self.trait in traits

    def text(self) -> str:
        """The condition in words."""
        return f"если {self.trait.label}"


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when the inner condition does not."""

    condition: Condition

    def holds(self, traits: Traits) -> bool:
        """The opposite of the inner condition."""
        return not self.condition.holds(traits)

    def text(self) -> str:
        """The condition in words."""
        return f"кроме случая «{self.condition.text()}»"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every inner condition does."""

    conditions: tuple[Condition, ...]

    def holds(self, traits: Traits) -> bool:
        """Whether all hold."""
        return all(condition.holds(traits) for condition in self.conditions)

    def text(self) -> str:
        """The condition in words."""
        return " и ".join(condition.text() for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when at least one inner condition does."""

    conditions: tuple[Condition, ...]

    def holds(self, traits: Traits) -> bool:
        """Whether any holds."""
        return any(condition.holds(traits) for condition in self.conditions)

    def text(self) -> str:
        """The condition in words."""
        return " или ".join(condition.text() for condition in self.conditions)


Condition = Always | Has | Not | AllOf | AnyOf
