"""docs/law.md from what the regions declare: acts, editions, readings still to be verified.

Run ``python -m tests.support.law_manual > docs/law.md`` after a change of the law.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping

from portal.domain.law import Citation, LegalAct
from portal.regions.checks import citations_of
from portal.regions.federal.legal_acts import FEDERAL_ACTS
from portal.regions.registry import Region, baseline, discover

HEAD = """# Law: acts, editions, last checked

Every number, deadline and refusal of the portal carries a citation: a rule of the rulebook, the
clause and the act below. The page is made from the acts and citations that the code declares; a
test holds it against them. To change it, change the region's `identity.py` or the citation, then
run `python -m tests.support.law_manual > docs/law.md`.

- *Edition* says which text our reading rests on; *checked* is the day somebody last compared them,
  *not compared* that nobody has had the text beside it yet.
- An act without number and day reached us without them; the portal never invents what it was not
  given.
- A reading *to be verified* rests on general knowledge, on a single secondary source or on our
  inference. It must be read against the act in force before a real provider relies on it.
- Tariffs and subsistence minimums that the regions ship are plausible figures, not approved ones:
  all of them are to be verified. An administrator adds the approved ones, with the act, as newer
  reference values.
- Where acts disagree: federal act in force, then regional act in force, then a form's wording, then
  a guide's retelling.
"""


def law_page(regions: Mapping[str, Region]) -> str:
    """The whole page."""
    federal = baseline()
    cited = citations_of((federal.units, federal.calendar, federal.rules))
    parts = [HEAD, *_section("Federal", FEDERAL_ACTS, cited)]
    for code, region in regions.items():
        own = [act for act in region.identity.acts if act not in FEDERAL_ACTS]
        rules = (region.units, region.rules)
        cited = (item for item in citations_of(rules) if not item.rule.startswith("FED-"))
        parts.extend(_section(code.capitalize(), own, cited))
    return "\n".join(parts)


def _checked(act: LegalAct) -> str:
    return f"{act.checked_on}" if act.compared else "not compared"


def _section(title: str, acts: Iterable[LegalAct], cited: Iterable[Citation]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| key | act | title | edition | checked | address |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for act in acts:
        cells = (act.key, act.short, act.title, act.edition, _checked(act), act.url)
        yield f"| {' | '.join(cells)} |"
    readings = _readings(item for item in cited if item.verify or item.note)
    if readings:
        yield "\nReadings to be verified, and what a text only implies:\n"
        yield from readings
    yield ""


def _readings(cited: Iterable[Citation]) -> list[str]:
    """One line a rule and remark, however many clauses it stands in."""
    units: dict[tuple[str, str, bool], set[str]] = {}
    for item in cited:
        units.setdefault((item.rule, item.note, item.verify), set()).add(item.unit)
    return [
        f"- {rule}, {'; '.join(sorted(where))}{': ' * bool(note)}{note}"
        f"{' *(to be verified)*' if verify else ''}"
        for (rule, note, verify), where in sorted(units.items())
    ]


if __name__ == "__main__":
    sys.stdout.write(law_page(discover()))
