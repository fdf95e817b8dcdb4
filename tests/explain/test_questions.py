"""The names of questions: each is asked in one way only."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

from portal.explain import questions

FAMILIES = tuple(
    found.name
    for found in iter_modules(questions.__path__)
    if hasattr(import_module(f"{questions.__name__}.{found.name}"), "QUESTIONS")
)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_question_hides_another_of_the_same_name(family: str) -> None:
    module = import_module(f"{questions.__name__}.{family}")

    hidden = [
        name
        for name, question in module.QUESTIONS.items()
        if questions.QUESTIONS.get(name) is not question
    ]

    assert hidden == [], "rename it: another family asks a question of this name"
