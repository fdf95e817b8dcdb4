"""Questions about enrolment into a department: its procedure, groups, health, steps (REC)."""

from collections.abc import Mapping

from portal.domain import enrolment
from portal.domain.documents import document_list
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.questions.admission import found_by
from portal.explain.questions.given import codes, inside
from portal.explain.shapes import Object, day, flag, only, text
from portal.regions.registry import Region


def _department(case: Object, region: Region) -> Answer:
    """What the department fixes: form, contract, fee, staff, papers, grounds of end, places."""
    only(case, frozenset({"unit", "day"}))
    on = day(case, "day")
    profile = region.rules.admission_rules.on(on).enrolment.profile(text(case, "unit"))
    papers = document_list(region.rules.required_documents.on(on), profile.form, profile.code)
    limit = region.rules.capacity_rules.on(on).limit(profile.code, None)
    return {
        "form": profile.form.value,
        "contract": profile.contract.value,
        "fee": profile.fee,
        "staff": list(profile.staff),
        "documents_rule": papers.citation.rule if papers else None,
        "termination_rules": sorted(
            {
                ground.citation.rule
                for ground in region.rules.termination_rules.on(on).on(on).grounds
                if ground.is_for(profile.form, profile.code)
            }
        ),
        "capacity": limit.most if limit else None,
    }


def _department_procedures(case: Object, region: Region) -> Answer:
    """The departments of the region's procedure, and those that work by contract."""
    only(case, frozenset({"day"}))
    profiles = region.rules.admission_rules.on(day(case, "day")).enrolment.profiles
    return {
        "codes": [profile.code for profile in profiles],
        "recorded": {unit.code: unit.form.value for unit in region.units},
    }


def _target_group(case: Object, region: Region) -> Answer:
    """Whether the person is of a group that the department serves."""
    only(case, frozenset({"unit", "born", "disabled", "day"}))
    on = day(case, "day")
    rules = region.rules.admission_rules.on(on).enrolment
    return found_by(
        enrolment.check_target(
            rules, text(case, "unit"), day(case, "born"), on, disabled=flag(case, "disabled")
        )
    )


def _medical_admission(case: Object, region: Region) -> Answer:
    """Whether the medical conclusion lets the department admit the person."""
    only(case, frozenset({"unit", "medical_conclusion", "day"}))
    rules = region.rules.admission_rules.on(day(case, "day")).enrolment
    given = inside(case, "medical_conclusion")
    conclusion = (
        enrolment.MedicalConclusion(
            day(given, "issued"),
            frozenset(codes(given, "states")),
            flag(given, "contraindications"),
        )
        if given
        else None
    )
    enrolment.check_medical(rules, text(case, "unit"), conclusion)
    return {"contract_allowed": True}


def _intake_step(case: Object, region: Region) -> Answer:
    """The state after a step of the intake, if its guard is met."""
    only(case, frozenset({"state", "action", "by", "done", "day"}))
    rules = region.rules.admission_rules.on(day(case, "day")).enrolment
    state = enrolment.take_intake_step(
        rules, text(case, "state"), text(case, "action"), text(case, "by"), codes(case, "done")
    )
    units = rules.intake.unit_codes if rules.intake else ()
    return {"state": state, "units": list(units)}


QUESTIONS: Mapping[str, Question] = {
    "department": _department,
    "department_procedures": _department_procedures,
    "target_group": _target_group,
    "medical_admission": _medical_admission,
    "intake_step": _intake_step,
}
