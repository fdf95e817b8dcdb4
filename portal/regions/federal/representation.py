"""The federal baseline: who applies and signs for a minor or an incapable person."""

from portal.domain.contract import WHO_SIGNS
from portal.domain.law import Citation
from portal.domain.people import MAJORITY, MINORITY_ENDS, SIGNS_WITH_CONSENT
from portal.domain.representation import Minority, RepresentationRules, SigningCase, Single

SINGLE = Citation(
    "FED-MIN-03", "442-FZ", "ст. 3, 16, 17 442-ФЗ", note="прямо сказано в памятке, не в законе"
)

FEDERAL_REPRESENTATION = RepresentationRules(
    signing=(
        SigningCase("under_14", "capable", 0, SIGNS_WITH_CONSENT, ("representative",)),
        SigningCase(
            "from_14_to_17",
            "capable",
            SIGNS_WITH_CONSENT,
            MAJORITY,
            ("recipient", "representative_consent"),
        ),
        SigningCase("adult", "capable", MAJORITY, None, ("recipient",)),
        SigningCase("incapable_adult", "incapable", MAJORITY, None, ("guardian",)),
        SigningCase(
            "limited_capacity", "limited", MAJORITY, None, ("recipient", "trustee_consent")
        ),
    ),
    signing_citation=WHO_SIGNS,
    minority=Minority("minor", MAJORITY, warn_days=60, citation=MINORITY_ENDS),
    single=Single(per_contract=1, per_programme=1, citation=SINGLE),
)
