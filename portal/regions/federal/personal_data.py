"""The federal baseline: consents, access to personal data, withdrawal, incidents."""

from portal.domain.personal_data import PersonalDataRules

FEDERAL_PERSONAL_DATA = PersonalDataRules()
