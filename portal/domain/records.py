"""Records the law asks for by their fields: which must be filled, which are still empty."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.domain.choices import Choice, ChoiceList
from portal.domain.violations import Violation


@dataclass(frozen=True, slots=True)
class RecordSpec:
    """The fields of a record; ``required`` are those without which it is no record.

    ``refusal`` is the code a record without them is refused with.
    """

    fields: ChoiceList
    required: tuple[str, ...]
    refusal: str = "value_invalid"

    @property
    def must(self) -> tuple[Choice, ...]:
        """The required fields in the order of the list."""
        return tuple(item for item in self.fields.choices if item.code in self.required)


def check_record(spec: RecordSpec, filled: Iterable[str]) -> tuple[Violation, ...]:
    """One refusal that names every required field left empty; nothing when all are there."""
    have = frozenset(filled)
    for code in sorted(have):
        spec.fields.choice(code, field=code)
    empty = [item for item in spec.must if item.code not in have]
    if not empty:
        return ()
    words = ", ".join(f"«{item.title}»" for item in empty)
    text = f"В записи «{spec.fields.title}» не заполнено: {words}. Заполните и сохраните снова."
    return (Violation(spec.refusal, text, empty[0].code, spec.fields.citation),)
