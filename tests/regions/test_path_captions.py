"""Paths of the passport in words, for readers who know no identifiers."""

import re
from collections.abc import Mapping

import pytest

from portal.regions.passport import held_procedures
from portal.regions.path_captions import path_caption
from portal.regions.registry import Region, baseline

TITLES = {"refusal": "отказ", "VLA-H-01": "Покупка продуктов", "clause": "пункт 3"}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        pytest.param("norms", "весь раздел", id="a hook"),
        pytest.param("fee_rules.caps[home]", "пределы платы, на дому", id="a form of service"),
        pytest.param("norms[refusal]", "отказ", id="a title of the region"),
        pytest.param("norms[refusal 2]", "отказ (2)", id="the second of one code"),
        pytest.param("norms[2]", "№ 2", id="a place in a list"),
        pytest.param("contract_rules[2023-05-23].clauses[clause]", "с 23.05.2023, пункты, пункт 3",
                     id="an edition"),
        pytest.param("reference_values[tariff.VLA-H-01 2026-01-01]",
                     "Покупка продуктов, с 01.01.2026", id="a tariff from a day"),
        pytest.param("fee_rules.caps[unheard_of]", "пределы платы", id="a code without words"),
    ],
)  # fmt: skip
def test_a_path_is_told_in_words(path: str, words: str) -> None:
    assert path_caption(path, TITLES) == words


def test_no_region_shows_an_identifier(regions: Mapping[str, Region]) -> None:
    captions = {
        caption
        for region in (baseline(), *regions.values())
        for procedure in held_procedures(region)
        for rule in procedure.rules
        for caption in rule.captions
    }

    assert captions
    assert {one for one in captions if re.search(r"[a-z]_|_[a-z]", one)} == set()
