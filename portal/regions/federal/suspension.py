"""The federal baseline: the grounds of suspension."""

from portal.domain.deadlines import DeadlineRule, Unit
from portal.domain.law import Citation, Timeline, Version
from portal.domain.suspension import Ground, Proof, SuspensionRules
from portal.regions.federal.legal_acts import EVERY_FORM, IN_FORCE, MEDICAL_ORDER

_REGIONAL_GROUNDS = Citation("FED-SUS-03", "442-FZ", "442-ФЗ перечня не содержит", verify=True)
_DOCUMENTS_MISSING = Ground(
    "documents_missing",
    "непредставление или неполное представление необходимых сведений (документов)",
    Citation("FED-SUS-01", "874n", "подп. «в» п. 7 примерной формы договора"),
    EVERY_FORM,
    ends_when="documents_received",
)
_MEDICAL = Ground(
    "medical_contraindication",
    "медицинские противопоказания",
    Citation("FED-SUS-02", "442-FZ", "ч. 3 ст. 18 442-ФЗ"),
    EVERY_FORM,
    document="medical_conclusion",
)
_NOTICE = Proof("notice_or_certificate", "извещение или справка медицинской организации")
_APPLICATION = Proof("break_application", "заявление получателя о перерыве")
_ABSENCES = (
    Ground(
        "hospital_stay",
        "нахождение в медицинской организации",
        _REGIONAL_GROUNDS,
        EVERY_FORM,
        ends_when="returned",
        proof=_NOTICE,
    ),
    Ground(
        "sanatorium",
        "санаторно-курортное лечение, реабилитация",
        _REGIONAL_GROUNDS,
        EVERY_FORM,
        ends_when="returned",
        proof=_APPLICATION,
    ),
    Ground(
        "temporary_absence",
        "временный выезд",
        _REGIONAL_GROUNDS,
        EVERY_FORM,
        ends_when="returned",
        proof=_APPLICATION,
    ),
    Ground("quarantine", "карантин", _REGIONAL_GROUNDS, EVERY_FORM, ends_when="quarantine_lifted"),
)
_OPEN_ENDED = DeadlineRule(
    "open_suspension", 30, Unit.CALENDAR_DAY, "suspended_since", _REGIONAL_GROUNDS
)
FEDERAL_SUSPENSION = SuspensionRules(
    (_DOCUMENTS_MISSING, _MEDICAL, *_ABSENCES), source=_REGIONAL_GROUNDS, open_ended=_OPEN_ENDED
)
FEDERAL_SUSPENSIONS = Timeline(
    Version(
        IN_FORCE,
        SuspensionRules(
            (_DOCUMENTS_MISSING, *_ABSENCES), source=_REGIONAL_GROUNDS, open_ended=_OPEN_ENDED
        ),
        _REGIONAL_GROUNDS,
    ),
    # The order with the list of contraindications made a temporary refusal possible in every form.
    Version(MEDICAL_ORDER, FEDERAL_SUSPENSION, _MEDICAL.citation),
)
