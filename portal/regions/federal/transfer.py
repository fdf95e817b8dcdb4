"""The federal baseline: how a recipient moves to another provider."""

from portal.domain.transfer import TransferRules

FEDERAL_TRANSFER = TransferRules()
