"""Lists of codes with their legal words: what a person may pick, and the clause that lists it."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.domain.law import Citation
from portal.domain.violations import refuse


@dataclass(frozen=True, slots=True)
class Choice:
    """One code of a list; ``needs`` names the paper or the fact that must come with it."""

    code: str
    title: str
    needs: str | None = None


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """A closed list of the law. ``code`` names it, ``title`` is how it is called in a sentence."""

    code: str
    title: str
    choices: tuple[Choice, ...]
    citation: Citation

    def choice(self, code: str, *, field: str) -> Choice:
        """The choice with this code; raises value_invalid that names the list's codes."""
        for found in self.choices:
            if found.code == code:
                return found
        words = ", ".join(f"«{item.title}»" for item in self.choices)
        refuse(
            "value_invalid",
            f"В списке «{self.title}» нет «{code}». Выберите: {words}.",
            field=field,
            citation=self.citation,
        )

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order of the list."""
        return tuple(item.code for item in self.choices)

    def without(self, given: Iterable[str]) -> tuple[Choice, ...]:
        """The choices of the list that are not among ``given``: what is still open."""
        have = frozenset(given)
        return tuple(item for item in self.choices if item.code not in have)
