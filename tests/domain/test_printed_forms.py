"""Forms are data: what must be filled, what differs between regions, what nobody fills in."""

from dataclasses import replace

import pytest

from portal.domain.catalogue import Form
from portal.domain.law import Citation
from portal.domain.printed_forms import (
    FieldKind,
    FormField,
    Needed,
    PrintedForm,
    check_filled,
    missing_fields,
)
from portal.regions.federal.forms import FEDERAL_FORMS
from tests.support.leningrad import leningrad_programme

CITED = Citation("FED-FRM-05", "152-FZ", "ч. 4 ст. 9 152-ФЗ")
PROGRAMME = next(form for form in FEDERAL_FORMS if form.code == "programme")


def field(code: str, kind: FieldKind = FieldKind.TEXT, needed: Needed = Needed.YES) -> FormField:
    return FormField("1", code, code, kind, needed)


FORM = PrintedForm(
    "paper",
    "Бумага",
    "form.html",
    1,
    CITED,
    fields=(
        field("subject"),
        field("note", needed=Needed.NO),
        field("representative", needed=Needed.CONDITIONAL),
        field("truth", FieldKind.CLAUSE),
        field("signature", FieldKind.SIGNATURE),
        field("seal", FieldKind.SEAL),
    ),
)


@pytest.mark.parametrize(
    ("filled", "missing"),
    [({}, ["subject"]), ({"subject": " "}, ["subject"]), ({"subject": "Ильина"}, [])],
)
def test_only_what_a_person_writes_can_be_missing(
    filled: dict[str, str], missing: list[str]
) -> None:
    assert [one.code for one in missing_fields(FORM, filled)] == missing


def test_an_unknown_field_is_refused_with_its_name() -> None:
    found = check_filled(FORM, {"subject": "Ильина", "salary": "1"})

    assert [(one.code, one.field) for one in found] == [("value_invalid", "salary")]


@pytest.mark.parametrize(("note", "refused"), [("", True), ("прошу", False)])
def test_one_of_several_fields_is_enough(note: str, refused: bool) -> None:
    form = replace(FORM, one_of=("note", "representative"))

    assert bool(check_filled(form, {"subject": "Ильина", "note": note})) is refused


@pytest.mark.parametrize(
    ("form", "unit", "used"),
    [
        (Form.HOME, "home_care", True),
        (Form.HOME, "prevention", False),
        (Form.STATIONARY, "home_care", False),
    ],
)
def test_a_paper_is_for_its_forms_and_departments(form: Form, unit: str, used: bool) -> None:
    paper = replace(FORM, forms=(Form.HOME,), unit_codes=("home_care",))

    assert paper.is_for(form, unit) is used
    assert FORM.is_for(form, unit)


def test_leningrads_programme_is_the_same_form_with_other_columns() -> None:
    """LEN-FRM-01: no row number, volume a month from section II on, no seal of the authority."""
    leningrad = {one.code: one for one in leningrad_programme()}
    federal = {one.code: one for one in PROGRAMME.fields}

    assert set(federal) - set(leningrad) >= {"authority_seal"}
    assert "№" in federal["social_psychological"].columns
    assert "№" not in leningrad["social_psychological"].columns
    assert "Объем предоставления услуги в месяц" in leningrad["social_psychological"].columns
