"""The federal baseline: what a recipient is told before the contract and what rights are kept."""

from portal.domain.information import InformationRules

FEDERAL_INFORMATION = InformationRules()
