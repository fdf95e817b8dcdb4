"""The catalogue by form and department (FED-IPP-11, FED-IPP-12)."""

import pytest

from portal.domain.catalogue import Form, Kind, ServiceCatalogue, ServiceItem
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken

RULE = Citation("VLA-IPP-03", "vla-procedure", "перечень")


def make_item(code: str, form: Form = Form.HOME, unit_code: str | None = None) -> ServiceItem:
    return ServiceItem(code, f"Услуга {code}", Kind.SOCIAL_DOMESTIC, form, "раз", RULE, unit_code)


CATALOGUE = ServiceCatalogue(
    (
        make_item("H-1", unit_code="home_care"),
        make_item("P-1", unit_code="prevention"),
        make_item("A-1"),
        make_item("D-1", Form.SEMI_STATIONARY),
    )
)


def test_a_service_is_found_by_its_code() -> None:
    assert CATALOGUE.item("D-1").title == "Услуга D-1"


def test_an_unknown_service_is_refused_by_its_field() -> None:
    with pytest.raises(RulesBroken, match="«S9»") as caught:
        CATALOGUE.item("S9", field="services[0].code")

    assert caught.value.violations[0].field == "services[0].code"


@pytest.mark.parametrize(
    ("form", "unit", "codes"),
    [
        (Form.HOME, None, ["H-1", "P-1", "A-1"]),
        pytest.param(Form.HOME, "home_care", ["H-1", "A-1"], id="not those of other departments"),
        (Form.SEMI_STATIONARY, "day_care", ["D-1"]),
        (Form.STATIONARY, None, []),
    ],
)
def test_services_of_a_form(form: Form, unit: str | None, codes: list[str]) -> None:
    assert [item.code for item in CATALOGUE.for_form(form, unit)] == codes


def test_every_form_and_kind_has_its_legal_word() -> None:
    assert all(form.label for form in Form)
    assert all(kind.label for kind in Kind)
