import json
from pathlib import Path

import pytest

from tests.commands.conftest import Portal

GOOD = """name: Хорошо
region: vladimir
steps:
  - at: 2026-03-02T10:15
    do: register_recipient
    with: {surname: Петрова, name: Анна, born: 1948-05-02, sex: f}
    expect: {age: 77}
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace("Хорошо", "Плохо").replace("age: 77", "age: 78"), encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    path.write_text(GOOD.replace("age: 77", "aeg: 77"), encoding="utf-8")
    return path


def test_one_line_a_scenario(portal: Portal, good: Path) -> None:
    done = portal("scenario", "run", str(good))

    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == ["верно    Хорошо"]


def test_a_failed_scenario_leaves_with_one(portal: Portal, good: Path, bad: Path) -> None:
    done = portal("scenario", "run", str(bad), str(good))

    assert done.status == 1
    first, second = done.out.splitlines()
    assert first == f"неверно  Плохо: {bad}:4, register_recipient: age: ждали 78, получили 77"
    assert second == "верно    Хорошо"


def test_a_wrong_scenario_leaves_with_two_and_names_the_line(
    portal: Portal, good: Path, bad: Path, broken: Path
) -> None:
    done = portal("scenario", "run", str(broken), str(bad), str(good))

    assert done.status == 2
    assert len(done.out.splitlines()) == 2
    assert done.err.startswith(f"{broken}:7: ")


def test_json_has_one_object_a_scenario(portal: Portal, good: Path, bad: Path) -> None:
    done = portal("scenario", "run", "--json", str(good), str(bad))

    answers = [json.loads(line) for line in done.out.splitlines()]
    assert answers[0] == {
        "name": "Хорошо",
        "passed": True,
        "steps": [
            {
                "do": "register_recipient",
                "passed": True,
                "expected": {"age": 77},
                "actual": {"age": 77},
            }
        ],
    }
    assert answers[1]["passed"] is False


@pytest.mark.parametrize("arguments", [(), ("nowhere.yaml",)])
def test_a_call_without_scenarios_is_wrong(portal: Portal, arguments: tuple[str, ...]) -> None:
    done = portal("scenario", "run", *arguments)

    assert (done.status, done.out) == (2, "")
    assert done.err


def test_an_empty_folder_is_a_wrong_call(portal: Portal, tmp_path: Path) -> None:
    assert portal("scenario", "run", str(tmp_path)).status == 2


def test_a_refusal_is_told_with_its_sentence(portal: Portal, good: Path) -> None:
    text = good.read_text(encoding="utf-8").replace("1948", "2048")
    good.write_text(text, encoding="utf-8")

    done = portal("scenario", "run", str(good))

    assert done.status == 1
    assert "ждали без отказа, получили value_invalid (Дата рождения" in done.out


def test_a_refusal_that_does_not_come_is_told(portal: Portal, good: Path) -> None:
    text = good.read_text(encoding="utf-8").replace("expect: {age: 77}", "expect_error: duplicate")
    good.write_text(text, encoding="utf-8")

    done = portal("scenario", "run", str(good))

    assert done.status == 1
    assert "ждали duplicate, получили None (отказа не было)" in done.out
    assert "изменились таблицы" in done.out
