"""What the law found, as a question tells it: a refusal is raised, a warning is listed."""

from collections.abc import Iterable, Sequence

from portal.domain.violations import RulesBroken, Violation


def demand(found: Sequence[Violation]) -> None:
    """Raise RulesBroken with what was found, if anything was."""
    if found:
        raise RulesBroken(*found)


def codes(found: Iterable[Violation]) -> list[str]:
    """The codes of warnings, in their order."""
    return [item.code for item in found]


def rules(found: Iterable[Violation]) -> list[str]:
    """The rules behind warnings, in their order."""
    return [item.citation.rule for item in found if item.citation]
