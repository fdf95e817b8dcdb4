"""Every printed form of a region, filled with sample facts and drawn."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from jinja2 import TemplateError

from portal.conformance.sample_papers import papers_of
from portal.documents.press import DocumentError, Press
from portal.domain.violations import RulesBroken
from portal.regions.registry import Region

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"


def check_forms(region: Region, day: date, templates: Path = TEMPLATES) -> Iterator[str]:
    """Every form that cannot be printed as of ``day``."""
    package = region.identity.template_package
    press = Press(templates, {region.code: package} if package else {})
    for form in region.rules.printed_forms.on(day):
        papers = papers_of(region, form.code, day)
        if not papers:
            yield f"printed_forms: {form.code}: there are no sample facts for such a paper"
        for facts in papers:
            try:
                press.pdf(form, region.code, facts)
            except (TemplateError, DocumentError, RulesBroken, KeyError, ValueError) as error:
                yield f"printed_forms: {form.code} cannot be printed: {error}"
