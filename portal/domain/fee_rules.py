"""What a region says about the fee: who is served free, which bounds hold, who may change it.

The decision itself is ``portal.domain.fees``. Amounts are rubles.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.domain.income import IncomeRules
from portal.domain.law import Citation, Timeline
from portal.domain.money import down
from portal.domain.violations import refuse


class FeeMode(StrEnum):
    """How services are given: for nothing, for the bound, or for their whole cost."""

    FREE = "free"
    PARTIAL = "partial"
    FULL = "full"


class CapPeriod(StrEnum):
    """What a bound of the fee is spent over."""

    MONTH = "month"
    COURSE = "course"


@dataclass(frozen=True, slots=True)
class FreeCategory:
    """A category served free from ``since`` to the day before ``until``, in the named forms.

    ``minors_only`` ends it with the eighteenth birthday, whatever paper proves it (FED-MIN-02).
    """

    code: str
    title: str
    since: date
    forms: frozenset[Form]
    citation: Citation
    until: date | None = None
    minors_only: bool = False

    def holds(self, form: Form, day: date) -> bool:
        """Whether the category frees in this form of service on this day."""
        return form in self.forms and self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class KeptInFull:
    """Minors whom the state keeps in full in a department: nothing is paid there (VLA-MIN-04).

    It ends with the eighteenth birthday, as every freedom by age does (FED-MIN-02).
    """

    code: str
    title: str
    unit_code: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class CourseCap:
    """Departments whose bound is one for a whole course, though the course crosses months.

    ``period`` MONTH is the other reading of the same clause: a bound a month (VLA-FEE-09).
    """

    unit_codes: tuple[str, ...]
    citation: Citation
    period: CapPeriod = CapPeriod.COURSE


@dataclass(frozen=True, slots=True)
class FeeCap:
    """The bound of the monthly fee in a form of service.

    ``over_threshold``: the percentage is taken of the excess over the threshold, else of the whole
    income. ``federal`` is the federal clause a regional one repeats. ``decision``: the clause by
    which the authority's decision may name a lower bound (MSK-FEE-07). ``course``: where the bound
    is one for a course. ``shared``: the clause by which two providers of one month share the bound.
    """

    form: Form
    percent: int
    over_threshold: bool
    citation: Citation
    federal: Citation | None = None
    decision: Citation | None = None
    course: CourseCap | None = None
    shared: Citation | None = None

    def base(self, average: Decimal, threshold: Decimal | None) -> Decimal:
        """What the percentage is taken of."""
        return average - threshold if self.over_threshold and threshold is not None else average

    def amount(self, average: Decimal, threshold: Decimal | None) -> Decimal:
        """The bound in rubles, rounded down so that a fee cannot exceed it (FED-FEE-17)."""
        return down(self.base(average, threshold) * self.percent / 100)


@dataclass(frozen=True, slots=True)
class LegacyRight:
    """Whoever had a right by ``until`` and was served ever since pays no more than on that day.

    ``forms``: those the region's ``citation`` is about, others rest on ``federal``; empty = all.
    """

    until: date
    citation: Citation
    federal: Citation | None = None
    forms: frozenset[Form] = frozenset()

    def behind(self, form: Form) -> tuple[Citation, Citation | None]:
        """The clause for the form, and the federal one beside a clause of the region."""
        if self.federal is None or not self.forms or form in self.forms:
            return self.citation, self.federal
        return self.federal, None


@dataclass(frozen=True, slots=True)
class FeeRules:
    """Everything a region says about the fee. ``income`` is chosen by the day of the application.

    ``free_categories`` may name a category more than once, by law of the region and by federal law:
    the first that holds answers. ``further_categories`` is the clause by which the region may add
    its own, ``urgent`` the one that makes urgent services free. ``change_grounds`` let the provider
    change a fee alone. ``mode_in_decision``: the authority's decision names the mode, which the
    calculation is compared with. ``kept_in_full``: departments whose minors the state keeps.
    """

    free_categories: tuple[FreeCategory, ...]
    further_categories: Citation
    caps: tuple[FeeCap, ...]
    income: Timeline[IncomeRules]
    income_frees: frozenset[Form]
    free_by_income: Citation
    threshold: Citation
    smaller: Citation
    rounding: Citation
    urgent: Citation
    legacy: LegacyRight
    modes: ChoiceList
    change_grounds: ChoiceList
    federal_free_by_income: Citation | None = None
    mode_in_decision: Citation | None = None
    kept_in_full: tuple[KeptInFull, ...] = ()

    def categories_on(self, day: date) -> tuple[FreeCategory, ...]:
        """The categories a person may claim on the day in some form of service, each code once."""
        found: dict[str, FreeCategory] = {}
        for category in self.free_categories:
            if any(category.holds(form, day) for form in category.forms):
                found.setdefault(category.code, category)
        return tuple(found.values())

    def cap(self, form: Form) -> FeeCap:
        """The bound for a form of service; raises value_invalid where no fee is calculated."""
        for cap in self.caps:
            if cap.form is form:
                return cap
        refuse("value_invalid", f"Для формы «{form.label}» плата не считается.", field="form")
