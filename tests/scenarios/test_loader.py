from pathlib import Path

import pytest

from portal.explain.yaml_text import YamlError
from portal.scenarios.loader import find_files, load
from tests.support.sample_region import CODE, SAMPLE

HEAD = f"name: A\nregion: {CODE}\nrules: [SMP-FEE-01]\nsteps:\n"
REGISTER = (
    "  - at: 2026-03-02T10:00\n"
    "    do: register_recipient\n"
    "    as: anna\n"
    "    with: {surname: Петрова, name: Анна, born: 1948-05-02, sex: f}\n"
)


def wrong(tmp_path: Path, text: str) -> YamlError:
    path = tmp_path / "wrong.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(YamlError) as caught:
        load(path, {CODE: SAMPLE})
    assert str(caught.value).startswith(f"{path}:{caught.value.line}: ")
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        pytest.param("", 1, "пуст", id="nothing"),
        pytest.param("steps: [", 1, "", id="broken YAML"),
        pytest.param("name: \x07", 1, "не YAML", id="a control character"),
        pytest.param("- a\n- b\n", 1, "ключи", id="a list"),
        pytest.param(f"name: A\nname: B\nregion: {CODE}\n", 2, "дважды", id="a key twice"),
        pytest.param(f"name: A\nregion: {CODE}\nsteps: []\n", 3, "steps", id="no steps"),
        pytest.param(HEAD.replace(CODE, "atlantis") + REGISTER, 2, "atlantis", id="a region"),
        pytest.param(HEAD.replace("SMP-FEE-01", "fee"), 3, "rules", id="a rule's number"),
        pytest.param(HEAD.replace("rules", "rule") + REGISTER, 3, "rule", id="a strange key"),
        pytest.param(HEAD + REGISTER.replace("register_", "praise_"), 6, "praise", id="a verb"),
        pytest.param(HEAD + REGISTER.replace("surname:", "surnam:"), 8, "surnam", id="an input"),
        pytest.param(HEAD + REGISTER.replace("surname: Петрова, ", ""), 8, "surname", id="missing"),
        pytest.param(HEAD + REGISTER.replace("as: anna", "as: own"), 7, "own", id="a taken name"),
        pytest.param(HEAD + REGISTER.replace("    as:", "    on:"), 7, "on", id="YAML's yes"),
        pytest.param(
            HEAD + "  - do: facts\n    with: {of: own}\n", 5, "at", id="no moment at first"
        ),
        pytest.param(
            HEAD + REGISTER.replace("2026-03-02T10:00", "2026-03-02"), 5, "T10:15", id="no hour"
        ),
        pytest.param(
            HEAD + REGISTER + "  - at: 2026-03-02T09:59\n    do: facts\n    with: {of: anna}\n",
            9, "вперёд", id="back in time",
        ),
        pytest.param(
            HEAD + REGISTER + "  - do: advance_clock\n    with: {to: 2026-03-01T10:00}\n",
            10, "вперёд", id="the clock turned back",
        ),
        pytest.param(
            HEAD + REGISTER + "  - do: facts\n    with: {of: olga}\n", 10, "olga", id="a name",
        ),
        pytest.param(
            HEAD + REGISTER + "  - do: conclude_contract\n    with: {programme: anna}\n",
            10, "programme", id="a name of another thing",
        ),
        pytest.param(
            HEAD + REGISTER + "  - do: facts\n    with: {of: anna}\n    expect: {debt: ~}\n",
            11, "debt", id="a fact of another thing",
        ),
        pytest.param(
            HEAD + REGISTER + "    expect: {years: 77}\n", 9, "years", id="a fact",
        ),
        pytest.param(
            HEAD + REGISTER + "    expect: {age: 77}\n    expect_error: duplicate\n",
            9, "либо", id="both outcomes",
        ),
        pytest.param(
            HEAD + REGISTER + "    expect: [77]\n", 9, "expect", id="expectations as a list",
        ),
        pytest.param(
            HEAD + REGISTER + "  - do: set_reference_value\n"
            "    with: {key: tariff.SMP-H-01, amount: 150.00, from: 2026-01-01}\n",
            10, "кавычки", id="money without quotes",
        ),
        pytest.param(
            HEAD + REGISTER.replace("sex: f", "sex: f, phone: 0710"), 8, "кавычки", id="octal",
        ),
        pytest.param(
            HEAD + REGISTER.replace("sex: f", "sex: f, phone: 10:30"), 8, "кавычки", id="base 60",
        ),
        pytest.param(
            HEAD + REGISTER.replace("sex: f", "sex: f, phone: 79000000001"), 8, "кавычки",
            id="a number for a text",
        ),
        pytest.param(
            HEAD + REGISTER.replace("sex: f", "sex: f, categories: [{code: c, proved: yes}]"),
            8, "true", id="yes for true",
        ),
        pytest.param(
            HEAD + REGISTER.replace("sex: f", "sex: f, categories: [[c]]"), 8, "code",
            id="a list for an object",
        ),
        pytest.param(
            HEAD + REGISTER.replace("sex: f", "sex: f, categories: {code: c}"), 8, "список",
            id="an object for a list",
        ),
        pytest.param(
            HEAD + REGISTER + "  - do: submit_document\n    as: paper\n"
            "    with: {recipient: anna, type: snils, issued: 2026-03-01}\n",
            10, "submit_document", id="a name for nothing",
        ),
        pytest.param(
            HEAD + REGISTER + "    expect_error: duplicate\n  - do: facts\n    with: {of: anna}\n",
            11, "anna", id="a thing that was refused",
        ),
    ],
)  # fmt: skip
def test_a_wrong_scenario_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, word: str
) -> None:
    error = wrong(tmp_path, text)

    assert error.line == line
    assert word in error.text


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cp1251.yaml"
    path.write_bytes("name: Имя".encode("cp1251"))

    with pytest.raises(YamlError, match="UTF-8"):
        load(path, {CODE: SAMPLE})


def test_a_folder_means_its_scenario_files_in_order(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "c.txt"):
        (tmp_path / name).touch()
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "d.yaml").touch()

    found = [path.name for path in find_files([tmp_path, tmp_path / "c.txt"])]

    assert found == ["a.yml", "b.yaml", "d.yaml", "c.txt"]


def test_the_clock_stands_still_where_a_step_names_no_moment(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(HEAD + REGISTER + "  - do: facts\n    with: {of: anna}\n", encoding="utf-8")

    (scenario,) = load(path, {CODE: SAMPLE})

    assert scenario.steps[0].at == scenario.steps[1].at
    assert scenario.rules == ("SMP-FEE-01",)
