"""The federal baseline: who may apply and sign for a minor or an incapable person."""

from portal.domain.representation import RepresentationRules

FEDERAL_REPRESENTATION = RepresentationRules()
