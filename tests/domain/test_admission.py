"""Admission: who applies, what proves the need, by when a decision is due, who comes first."""

from datetime import date, datetime

import pytest

from portal.domain import admission, enrolment
from portal.domain.admission import (
    AdmissionRules,
    CareLeaver,
    IndicationRules,
    Waiting,
    WaitingRule,
)
from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.conditions import Trait, Traits
from portal.domain.documents import SubmittedPaper, document_list, missing_documents
from portal.domain.law import Citation
from portal.domain.timetable import shorter_federal, timetable
from portal.domain.violations import RulesBroken
from portal.regions.federal.admission import FEDERAL_ADMISSION
from portal.regions.federal.calendar import FEDERAL_CALENDAR
from portal.regions.federal.programme import FEDERAL_PROGRAMME
from tests.support.leningrad import LENINGRAD

CITED = Citation("FED-REC-02", "442-FZ", "ч. 1 ст. 15 442-ФЗ")
DAY = date(2026, 4, 20)
EMPTY = AdmissionRules()


@pytest.mark.parametrize(
    ("applicant", "allowed"),
    [
        ("citizen", True),
        ("legal_representative", True),
        ("other_citizen", False),
        ("public_association", False),
    ],
)
def test_only_the_citizen_and_the_representative_may_become_a_party(
    applicant: str, *, allowed: bool
) -> None:
    path = admission.application_path(FEDERAL_ADMISSION, applicant, for_contract=False)

    assert path.contract_allowed is allowed


@pytest.mark.parametrize(
    ("age", "accepted"),
    [
        pytest.param(22, True, id="FED-REC-02: twenty-two"),
        pytest.param(23, False, id="FED-REC-02: twenty-three"),
        pytest.param(None, False, id="age unknown"),
    ],
)
def test_who_left_an_orphanage_is_marked_until_twenty_three(
    age: int | None, *, accepted: bool
) -> None:
    found = admission.check_circumstances(FEDERAL_ADMISSION, ["homeless"], age, care_leaver=True)

    assert (not found) is accepted


def test_without_an_age_limit_nobody_is_unmarked() -> None:
    rules = AdmissionRules(
        lists=(ChoiceList("circumstances", "обстоятельства", (Choice("a", "а"),), CITED),)
    )

    assert admission.check_circumstances(rules, ["a"], 40, care_leaver=True) == ()
    assert CareLeaver("homeless", 23, CITED).under == 23


def test_a_list_the_region_does_not_have_is_refused() -> None:
    with pytest.raises(RulesBroken) as broken:
        EMPTY.named("circumstances")

    assert broken.value.code == "value_invalid"


def test_what_a_region_does_not_declare_is_not_asked() -> None:
    assert admission.check_decider(EMPTY, Form.HOME, "anybody") == ()
    assert admission.check_indication(EMPTY, "home", "any", has_disability_group=False) == ()
    assert admission.earliest(EMPTY, ()) is None
    with pytest.raises(RulesBroken):
        admission.living_alone(
            EMPTY, registered_relatives=False, lives_elsewhere=False, proof=False
        )


def test_a_disability_group_is_asked_for_where_the_region_wants_one() -> None:
    indications = ChoiceList("home", "показания", (Choice("limited", "ограничено"),), CITED)
    rules = AdmissionRules(
        indications=IndicationRules((indications,), disability_group_required=True)
    )

    without = admission.check_indication(rules, "home", "limited", has_disability_group=False)
    with_group = admission.check_indication(rules, "home", "limited", has_disability_group=True)

    assert [one.field for one in without] == ["disability_group"]
    assert with_group == ()


ALONE_LATER = Waiting("А", date(2026, 4, 2), has_obliged_relatives=False)
SON_EARLIER = Waiting("Б", date(2026, 4, 1), has_obliged_relatives=True)


@pytest.mark.parametrize(
    ("waiting", "order"),
    [
        pytest.param(
            WaitingRule(without_relatives_first=True, relatives_may_pay=True, citation=CITED),
            ["А", "Б"],
            id="MSK-REC-11: without obliged relatives first",
        ),
        pytest.param(None, ["Б", "А"], id="by the day of coming where nothing is said"),
    ],
)
def test_the_queue(waiting: WaitingRule | None, order: list[str]) -> None:
    rules = AdmissionRules(waiting=waiting)

    queue = admission.waiting_order(rules, [SON_EARLIER, ALONE_LATER])

    assert [one.name for one in queue] == order


def test_a_region_that_counts_from_registration_shows_the_shorter_federal_term() -> None:
    """LEN-IPP-01: submitted on Friday, registered on Monday."""
    events = {
        "application_submitted": datetime.fromisoformat("2026-04-17T12:00"),
        "application_registered": datetime.fromisoformat("2026-04-20T12:00"),
    }
    regional = LENINGRAD.rules.programme_rules.on(DAY).deadlines

    dues = timetable(regional, events, FEDERAL_CALENDAR)
    federal = timetable(FEDERAL_PROGRAMME.deadlines, events, FEDERAL_CALENDAR)

    assert [(one.rule.citation.rule, one.at.date()) for one in dues] == [
        ("LEN-IPP-01", date(2026, 5, 5))
    ]
    assert [one.at.date() for one in shorter_federal(dues, federal)] == [date(2026, 5, 4)]
    assert shorter_federal(federal, federal) == ()


ADULT = ("application", "identity_document", "family_certificate", "data_consent",
         "circumstances_proof", "medical_conclusion_need")  # fmt: skip
CHILD = ("police_act", "data_consent", "circumstances_proof", "medical_conclusion_need")


@pytest.mark.parametrize(
    ("traits", "submitted", "expected"),
    [
        pytest.param(
            frozenset({Trait.EMPLOYED}), ADULT, ["employment_certificate"],
            id="LEN-DOC-01: an employed adult",
        ),
        pytest.param(frozenset(), ADULT, [], id="LEN-DOC-01: a pensioner"),
        pytest.param(
            frozenset({Trait.DISABLED, Trait.UNEMPLOYED}), ADULT,
            ["disability_certificate", "unemployment_certificate"],
            id="LEN-DOC-01: disabled and unemployed",
        ),
        pytest.param(
            frozenset({Trait.MINOR, Trait.STATIONARY, Trait.TEMPORARY_STAY}), CHILD,
            ["no_contraindications_certificate"], id="LEN-DOC-02: a temporary residential stay",
        ),
        pytest.param(
            frozenset({Trait.MINOR, Trait.STATIONARY}), CHILD, [],
            id="LEN-DOC-02: a permanent stay needs no certificate",
        ),
        pytest.param(
            frozenset({Trait.MINOR, Trait.REPRESENTED}), CHILD[1:],
            ["appeal", "representative_authority"], id="LEN-DOC-02: nobody appealed",
        ),
    ],
)  # fmt: skip
def test_papers_of_the_leningrad_application(
    traits: Traits, submitted: tuple[str, ...], expected: list[str]
) -> None:
    rules = LENINGRAD.rules.admission_rules.on(DAY)
    papers = document_list(rules.application_papers, Form.STATIONARY, None)
    assert papers is not None

    missing = missing_documents(
        papers, traits, [SubmittedPaper(code, DAY) for code in submitted], DAY
    )

    assert [paper.code for paper in missing] == expected


def test_a_region_without_departments_of_its_own_knows_none() -> None:
    with pytest.raises(RulesBroken):
        enrolment.NO_ENROLMENT.profile("home_care")
    with pytest.raises(RulesBroken):
        enrolment.take_intake_step(enrolment.NO_ENROLMENT, "a", "b", "director", ())
    enrolment.check_medical(enrolment.NO_ENROLMENT, "home_care", None)
    assert (
        enrolment.check_target(
            enrolment.NO_ENROLMENT, "day_care", date(2015, 1, 1), DAY, disabled=False
        )
        == ()
    )
