"""The passport is read off what a region declares; the result of the check is kept as a file."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from portal.regions.api import Citation, Gap, Timeline, Version
from portal.regions.captions import code_words, field_title, hook_title
from portal.regions.constants import constants_of
from portal.regions.errors import RegionError
from portal.regions.passport import passport_of
from portal.regions.proof import Proof, Unproved, as_toml, fingerprint_of, stored_proof
from portal.regions.registry import Region, baseline, build, discover
from tests.regions.fake_region import CITED, CODE, IDENTITY, SINCE, YEARS, make_plugin

PACKAGE = "region_of_the_passport_tests"
PROOF = Proof(
    checked_on=date(2026, 11, 22),
    fingerprint="0123456789abcdef",
    constants=3,
    proved=1,
    examples=2,
    scenarios=1,
    unproved=(Unproved('norms["x\\y"]', "потом"), Unproved("fee_rules.since")),
)


def region(**hooks: object) -> Region:
    return build(CODE, make_plugin(**hooks))


@pytest.fixture
def package(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / PACKAGE
    (folder / "data").mkdir(parents=True)
    (folder / "__init__.py").touch()
    sys.path.insert(0, str(tmp_path))
    yield folder
    sys.path.remove(str(tmp_path))
    sys.modules.pop(PACKAGE, None)


def carried() -> Region:
    return region(region_identity=replace(IDENTITY, template_package=PACKAGE))


def test_rules_stand_with_the_objects_that_carry_them() -> None:
    found = passport_of(region())

    fees = next(one for one in found.procedures if one.hook == "fee_rules")
    caps = next(rule for rule in fees.rules if rule.rule == "FED-FEE-04")
    assert fees.title == "Доход и плата"
    assert caps.objects == ("fee_rules.caps[home]", "fee_rules.caps[semi_stationary]")
    assert caps.captions == ("пределы платы, на дому", "пределы платы, полустационарная")
    assert caps.clauses == ("ч. 2 ст. 32 442-ФЗ",)
    assert {"FED-FEE-04", "FED-IPP-11"} <= found.rules


def test_readings_to_verify_and_remarks_stand_once_with_every_clause() -> None:
    doubtful = Citation("FAK-RGT-01", "442-FZ", "п. 2", note="источники расходятся", verify=True)
    norms = Timeline(Version(SINCE, (), doubtful))

    found = passport_of(region(norms=norms))

    assert [(one.rule, one.clause) for one in found.to_verify if one.rule == "FAK-RGT-01"] == [
        ("FAK-RGT-01", "п. 2")
    ]
    assert "источники расходятся" in [one.remark for one in found.remarks]


def test_acts_are_told_with_the_number_of_rules_that_rest_on_them() -> None:
    sources = {one.act.key: one.rules for one in passport_of(region()).sources}

    assert sources["442-FZ"] > 10
    assert set(sources) == {act.key for act in IDENTITY.acts}


def test_reference_values_are_told_by_sort_and_day() -> None:
    reference = passport_of(region()).reference

    assert [(one.title, one.count, one.since) for one in reference] == [
        *(("Прожиточный минимум", 3, year) for year in YEARS),
        ("Тарифы", 1, SINCE),
        ("Кратность прожиточного минимума", 1, SINCE),
    ]


def test_gaps_and_calendar_are_told() -> None:
    gaps = (Gap("FAK-URG-01", "потом"),)

    found = passport_of(region(region_identity=replace(IDENTITY, gaps=gaps)))

    assert found.gaps == gaps
    assert found.years == (2024, 2025, 2026, 2027)
    assert found.unverified_years == (2024, 2025, 2027)
    told = {one.clause for one in found.to_verify if one.rule == "FED-CAL-01"}
    assert any("№ 1314" in clause for clause in told)
    assert not any("№ 1466" in clause for clause in told)
    assert found.proof is None
    assert not found.proof_is_current


@pytest.mark.parametrize("code", [*discover(), "federal"])
def test_every_region_has_a_passport(code: str) -> None:
    whole = discover().get(code) or baseline()

    assert len(passport_of(whole).rules) > 20


def test_a_result_is_read_as_it_was_written(package: Path) -> None:
    (package / "data" / "passport.toml").write_text(as_toml(CODE, PROOF), encoding="utf-8")

    assert stored_proof(carried()) == PROOF
    assert passport_of(carried()).proof == PROOF
    assert PROOF.by_reason == (("потом", ('norms["x\\y"]',)), ("", ("fee_rules.since",)))


def test_a_result_belongs_to_the_constants_it_was_made_for(package: Path) -> None:
    whole = carried()
    current = replace(PROOF, fingerprint=fingerprint_of(constants_of(whole, baseline())))
    (package / "data" / "passport.toml").write_text(as_toml(CODE, current), encoding="utf-8")

    dearer = tuple(replace(value, amount=value.amount + 1) for value in whole.reference_values)

    assert passport_of(whole).proof_is_current
    assert not passport_of(replace(whole, reference_values=dearer)).proof_is_current


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    program = (
        "from portal.regions.registry import baseline; "
        "from portal.regions.constants import constants_of; "
        "from portal.regions.proof import fingerprint_of; "
        "print(fingerprint_of(constants_of(baseline())))"
    )
    seeds = ({**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2"))

    told = {
        subprocess.run(  # noqa: S603 - our own
            [sys.executable, "-c", program], env=seed, capture_output=True, check=True
        ).stdout
        for seed in seeds
    }

    assert len(told) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("checked_on = ", id="no TOML"),
        pytest.param("checked_on = 2026-11-22\n", id="keys missing"),
        pytest.param(as_toml(CODE, PROOF).replace("= 3", '= "3"'), id="a number in quotes"),
        pytest.param(as_toml(CODE, PROOF).replace("2026-11-22", '"вчера"'), id="no day"),
        pytest.param(
            as_toml(CODE, PROOF).split("unproved")[0] + "unproved = 5\n", id="no list of rows"
        ),
    ],
)
def test_a_broken_result_names_the_file(package: Path, text: str) -> None:
    (package / "data" / "passport.toml").write_text(text, encoding="utf-8")

    with pytest.raises(RegionError, match=r"data/passport\.toml"):
        stored_proof(carried())


def test_a_region_without_a_package_ships_no_result(package: Path) -> None:
    assert stored_proof(region()) is None
    assert stored_proof(carried()) is None


def test_captions_fall_back_to_the_name() -> None:
    assert (hook_title("fee_rules"), hook_title("weather")) == ("Доход и плата", "weather")
    assert (field_title("percent"), field_title("weather")) == ("процент", "weather")
    assert (code_words("hour"), code_words("weather")) == ("часы", "weather")
    assert CITED.rule == "FED-IPP-11"
