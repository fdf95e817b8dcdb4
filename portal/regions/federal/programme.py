"""The federal baseline: how an individual programme is made, reviewed, marked and ended."""

from portal.domain.programme_rules import ProgrammeRules

FEDERAL_PROGRAMME = ProgrammeRules()
