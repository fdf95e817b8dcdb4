"""The federal baseline: on which grounds services end, who may end them, with which paper."""

from portal.domain.termination import TerminationRules

FEDERAL_TERMINATION = TerminationRules()
