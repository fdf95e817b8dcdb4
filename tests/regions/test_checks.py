"""The cross-checks: every region passes, and each way to be wrong is told in a sentence."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from portal.domain.conditions import Has, Trait
from portal.domain.people import PopulationGroup
from portal.regions.api import (
    FEDERAL_ACTS,
    FEDERAL_CONTRACT,
    FEDERAL_DOCUMENTS,
    FEDERAL_FEE,
    FEDERAL_FORMS,
    FEDERAL_PAYMENT,
    FEDERAL_SUSPENSION,
    Citation,
    Form,
    Ground,
    Kind,
    PrintedForm,
    ServiceCatalogue,
    State,
    SuspensionRules,
    Timeline,
    Unit,
    Version,
    WorkCalendar,
    Workflow,
    WorkflowStep,
    with_clauses_after,
    with_text,
)
from portal.regions.checks import check_region, citations_of
from portal.regions.registry import Region, build, discover
from tests.regions.fake_region import (
    CITED,
    IDENTITY,
    SERVICE,
    SINCE,
    VALUES,
    make_plugin,
    make_value,
)

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
DAY = date(2026, 11, 22)


def always(value: object) -> Timeline[object]:
    return Timeline(Version(SINCE, value, CITED))


def catalogue(*items: object) -> Timeline[object]:
    return always(ServiceCatalogue(items))  # type: ignore[arg-type]


def contract(**changes: object) -> Timeline[object]:
    return always(replace(FEDERAL_CONTRACT, **changes))  # type: ignore[arg-type]


def workflow(states: tuple[State, ...], *steps: WorkflowStep) -> Timeline[object]:
    copies = Workflow("copies", "Копии", states, steps)
    return always(replace(FEDERAL_PAYMENT, receipt_workflow=copies))


def step(code: str, source: str, target: str, *actors: str) -> WorkflowStep:
    return WorkflowStep(code, code, actors, source, target, CITED)


NEW, DONE = State("new", "Новая"), State("done", "Готово", final=True)
ALL_CLAUSES = FEDERAL_CONTRACT.clauses
ACT_FORM = FEDERAL_FORMS[1]


@pytest.mark.parametrize("day", [date(2025, 5, 1), date(2026, 1, 1), DAY, date(2026, 12, 31)])
def test_every_region_may_be_used(region: Region, day: date) -> None:
    assert check_region(region, TEMPLATES, day) == ()


def test_of_a_new_year_only_the_minimums_are_missing(region: Region) -> None:
    """VLA-FEE-05, MSK-FEE-04: tariffs and the multiplier run on, a minimum ends with its year."""
    found = check_region(region, TEMPLATES, date(2027, 1, 1))

    assert len(found) == len(PopulationGroup)
    assert all("Прожиточного минимума на 2027 год" in one for one in found)


@pytest.mark.parametrize(
    ("hook", "answer", "problem"),
    [
        (
            "region_identity",
            replace(IDENTITY, acts=FEDERAL_ACTS[:1]),
            "region_identity: FED-FRM-02 cites the act 874n, which is not declared",
        ),
        (
            "region_identity",
            replace(IDENTITY, acts=(*FEDERAL_ACTS, FEDERAL_ACTS[0])),
            "region_identity: act 442-FZ is declared 2 times",
        ),
        (
            "region_identity",
            replace(IDENTITY, acts=(replace(FEDERAL_ACTS[0], url=""), *FEDERAL_ACTS[1:])),
            "region_identity: act 442-FZ has no address",
        ),
        ("departments", (), "departments: there are none"),
        (
            "departments",
            tuple(Unit("home", "На дому", Form.HOME, CITED) for _ in range(2)),
            "departments: department home is declared 2 times",
        ),
        (
            "departments",
            (Unit("home", "На дому", Form.HOME, Citation("FED-IPP-12", "442-FZ", "")),),
            "region_identity: FED-IPP-12 is cited without a clause",
        ),
        (
            "work_calendar",
            WorkCalendar(frozenset({2025}), frozenset(), frozenset(), CITED),
            "work_calendar: no days off are known for 2026",
        ),
        (
            "service_catalogue",
            catalogue(SERVICE, SERVICE),
            "service_catalogue: service FAK-H-01 is declared 2 times",
        ),
        (
            "service_catalogue",
            catalogue(replace(SERVICE, kind=Kind.URGENT)),
            "service_catalogue: FAK-H-01 is urgent by kind or by form, not by both",
        ),
        (
            "service_catalogue",
            catalogue(replace(SERVICE, unit_code="day_care")),
            "service_catalogue: FAK-H-01 names the department day_care, which is unknown or of "
            "another form",
        ),
        (
            "service_catalogue",
            catalogue(replace(SERVICE, code="FAK-H-02")),
            "reference_values: На 22.11.2026 нет тарифа на услугу FAK-H-02.",
        ),
        (
            "service_catalogue",
            Timeline(Version(date(2030, 1, 1), ServiceCatalogue((SERVICE,)), CITED)),
            "service_catalogue: На 22.11.2026 портал не считает: он считает с 01.01.2030",
        ),
        (
            "reference_values",
            VALUES[1:],
            "reference_values: На 22.11.2026 не задана кратность",
        ),
        (
            "reference_values",
            (make_value("threshold_multiplier", "1.4"), *VALUES[1:]),
            "reference_values: Кратность 1,4 меньше 1,5",
        ),
        (
            "reference_values",
            VALUES[:-1],
            "reference_values: Прожиточного минимума на 2026 год для группы «дети» нет",
        ),
        (
            "reference_values",
            (*VALUES, replace(VALUES[1], amount=Decimal("0.00"))),
            "reference_values: tariff.FAK-H-01 since 2015-01-01 is not positive",
        ),
        (
            "fee_rules",
            always(replace(FEDERAL_FEE, caps=FEDERAL_FEE.caps[1:])),
            "fee_rules: no cap for the form home",
        ),
        (
            "fee_rules",
            always(replace(FEDERAL_FEE, caps=(*FEDERAL_FEE.caps, FEDERAL_FEE.caps[0]))),
            "fee_rules: cap of home is declared 2 times",
        ),
        (
            "fee_rules",
            always(replace(FEDERAL_FEE, income_frees=frozenset())),
            "fee_rules: the cap of home needs a threshold exactly when income can free",
        ),
        (
            "fee_rules",
            always(
                replace(
                    FEDERAL_FEE,
                    caps=(replace(FEDERAL_FEE.caps[0], percent=0), *FEDERAL_FEE.caps[1:]),
                )
            ),
            "fee_rules: the cap of home is 0 per cent",
        ),
        (
            "fee_rules",
            always(
                replace(
                    FEDERAL_FEE,
                    income=Timeline(
                        replace(FEDERAL_FEE.income.versions[0], since=date(2030, 1, 1))
                    ),
                )
            ),
            "fee_rules: На 22.11.2026 портал не считает: он считает с 01.01.2030",
        ),
        (
            "required_documents",
            always(FEDERAL_DOCUMENTS[1:]),
            "required_documents: no general list for the form home",
        ),
        (
            "required_documents",
            always((*FEDERAL_DOCUMENTS, replace(FEDERAL_DOCUMENTS[0], unit_code="ward"))),
            "required_documents: the list home ward is of an unknown department",
        ),
        (
            "required_documents",
            always((*FEDERAL_DOCUMENTS, FEDERAL_DOCUMENTS[0])),
            "required_documents: list of home is declared 2 times",
        ),
        (
            "required_documents",
            always(
                (
                    replace(
                        FEDERAL_DOCUMENTS[0],
                        requirements=FEDERAL_DOCUMENTS[0].requirements[1:2] * 2,
                    ),
                    *FEDERAL_DOCUMENTS[1:],
                )
            ),
            "required_documents: home: paper identity_document is declared 2 times",
        ),
        (
            "contract_rules",
            contract(starting_papers=("decision_copy",)),
            "required_documents: home lacks decision_copy, which starts the contract's term",
        ),
        (
            "contract_rules",
            contract(clauses=with_text(ALL_CLAUSES, "payment", "До {due_day}.")),
            "contract_rules: clause payment asks for an unknown {due_day}",
        ),
        (
            "contract_rules",
            contract(clauses=ALL_CLAUSES[:-1]),
            "contract_rules: paid: clause 18 of the model form is missing (FED-FRM-02)",
        ),
        (
            "contract_rules",
            contract(
                clauses=with_clauses_after(
                    ALL_CLAUSES,
                    "free_mark",
                    replace(ALL_CLAUSES[0], code="again", number="12", when=Has(Trait.FREE)),
                )
            ),
            "contract_rules: free: clause 12 is declared 2 times",
        ),
        (
            "contract_rules",
            contract(clauses=(*ALL_CLAUSES, replace(ALL_CLAUSES[0], number="19"))),
            "contract_rules: clause subject is declared 2 times",
        ),
        ("contract_rules", contract(copies=0), "contract_rules: a contract has at least one copy"),
        (
            "payment_rules",
            always(replace(FEDERAL_PAYMENT, channels=())),
            "payment_rules: nobody can pay, there is no channel",
        ),
        ("payment_rules", workflow(()), "payment_rules.receipt_workflow has no state to start in"),
        (
            "payment_rules",
            workflow((NEW, DONE), step("finish", "new", "gone", "accountant")),
            "payment_rules.receipt_workflow: step finish names the unknown state gone",
        ),
        (
            "payment_rules",
            workflow((NEW, DONE), step("finish", "new", "done")),
            "payment_rules.receipt_workflow: nobody may take the step finish",
        ),
        (
            "payment_rules",
            workflow((NEW, DONE)),
            "payment_rules.receipt_workflow: nothing leads to the state done",
        ),
        (
            "payment_rules",
            workflow((NEW, replace(DONE, final=False)), step("finish", "new", "done", "director")),
            "payment_rules.receipt_workflow: the state done must be final or have a way out",
        ),
        (
            "payment_rules",
            workflow(
                (NEW, DONE, DONE),
                step("finish", "new", "done", "director"),
                step("finish", "new", "done", "director"),
            ),
            "payment_rules.receipt_workflow: step finish is declared 2 times",
        ),
        (
            "suspension_rules",
            always(SuspensionRules(FEDERAL_SUSPENSION.grounds[:1] * 2)),
            "suspension_rules: ground documents_missing is declared 2 times",
        ),
        (
            "suspension_rules",
            always(SuspensionRules((Ground("whim", "прихоть", CITED, frozenset()),))),
            "suspension_rules: the ground whim is for no form of service",
        ),
        (
            "printed_forms",
            always(FEDERAL_FORMS[:2]),
            "printed_forms: the form receipt is missing",
        ),
        (
            "printed_forms",
            always((*FEDERAL_FORMS, ACT_FORM)),
            "printed_forms: form act is declared 2 times",
        ),
        (
            "printed_forms",
            always((*FEDERAL_FORMS, PrintedForm("note", "Записка", "note.html", 1, CITED))),
            "printed_forms: note: no template note.html",
        ),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(hook: str, answer: object, problem: str) -> None:
    region = build("fake", make_plugin(**{hook: answer}))

    problems = check_region(region, TEMPLATES, DAY)

    assert any(found.startswith(problem) for found in problems), problems


def test_a_region_may_carry_a_template_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "fake_templates"
    folder = package / "templates" / "fake"
    folder.mkdir(parents=True)
    (package / "__init__.py").touch()
    (folder / "note.html").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    forms = always((*FEDERAL_FORMS, PrintedForm("note", "Записка", "note.html", 1, CITED)))
    identity = replace(IDENTITY, template_package="fake_templates")

    region = build("fake", make_plugin(printed_forms=forms, region_identity=identity))

    assert check_region(region, TEMPLATES, DAY) == ()


def test_without_a_folder_of_templates_none_is_looked_for() -> None:
    assert check_region(build("fake", make_plugin()), None, DAY) == ()


def test_citations_are_found_however_deep() -> None:
    found = set(citations_of(always((frozenset({SERVICE}), "text", 1))))

    assert found == {CITED}


@pytest.mark.parametrize("region", discover().values(), ids=lambda region: region.identity.code)
def test_a_clause_that_papers_print_says_nothing_of_how_its_text_reached_the_portal(
    region: Region,
) -> None:
    """What is still to be compared stands in the note and the edition, on the office's pages."""
    found = {one.unit for one in citations_of(region.rules) if "пересказ" in one.unit}

    assert not found
