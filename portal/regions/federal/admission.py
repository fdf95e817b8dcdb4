"""The federal baseline: how a person comes to services before there is a programme."""

from portal.domain.admission import AdmissionRules

FEDERAL_ADMISSION = AdmissionRules()
