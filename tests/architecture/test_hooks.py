"""Guards over the hooks: the manual, the specifications and the rules object say the same."""

import inspect
import re
from pathlib import Path

from portal.regions import hookspecs
from portal.regions.registry import Region, RegionRules

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs" / "reference" / "hooks.md"
ABOUT_THE_REGION = {
    "region_identity": "identity",
    "departments": "units",
    "work_calendar": "calendar",
    "reference_values": "reference_values",
}


def hooks() -> dict[str, object]:
    return {
        name: spec
        for name, spec in vars(hookspecs).items()
        if inspect.isfunction(spec) and hasattr(spec, f"{hookspecs.PROJECT}_spec")
    }


def test_every_hook_stands_in_the_manual_word_for_word() -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    headings = re.findall(r"^## `(\w+)\(\)`$", manual, re.MULTILINE)

    assert headings == list(hooks()), "docs/reference/hooks.md: keep it in the specs' order"
    for name, spec in hooks().items():
        assert (inspect.getdoc(spec) or "") in manual, f"docs/reference/hooks.md: {name} differs"


def test_hooks_and_the_region_hold_the_same_answers() -> None:
    fields = set(RegionRules.__dataclass_fields__)

    assert fields == set(hooks()) - set(ABOUT_THE_REGION)
    assert set(ABOUT_THE_REGION.values()) <= set(Region.__dataclass_fields__)


def test_every_hook_is_a_noun_without_arguments_that_one_region_answers() -> None:
    for name, spec in hooks().items():
        options = getattr(spec, f"{hookspecs.PROJECT}_spec")
        assert not inspect.signature(spec).parameters, f"{name}: facts come later"  # type: ignore[arg-type]
        assert options["firstresult"], f"{name}: one owner an answer"
