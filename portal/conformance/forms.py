"""Every printed form of a region, filled with sample facts and drawn."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from jinja2 import TemplateError

from portal.conformance.sample_papers import papers_of
from portal.documents.page_marks import PageMark
from portal.documents.press import DocumentError, Press
from portal.domain.page_codes import page_code
from portal.domain.violations import RulesBroken
from portal.regions.registry import Region

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
# As long as a real one; a template is asked to print it, not to understand it.
SAMPLE_MARK = PageMark(page_code(442), "SP1:" + "442" * 70)


def check_forms(region: Region, day: date, templates: Path = TEMPLATES) -> Iterator[str]:
    """Every form that cannot be printed as of ``day``, or whose pages would carry no code."""
    package = region.identity.template_package
    press = Press(templates, {region.code: package} if package else {})
    for form in region.rules.printed_forms.on(day):
        papers = papers_of(region, form.code, day)
        if not papers:
            yield f"printed_forms: {form.code}: there are no sample facts for such a paper"
        for facts in papers:
            try:
                page = press.html(form, region.code, facts, SAMPLE_MARK)
                press.pdf(form, region.code, facts, SAMPLE_MARK)
            except (TemplateError, DocumentError, RulesBroken, KeyError, ValueError) as error:
                yield f"printed_forms: {form.code} cannot be printed: {error}"
            else:
                if SAMPLE_MARK.code not in page.partition("</head>")[2]:
                    yield (
                        f"printed_forms: {form.code}: its pages carry no code; extend "
                        "documents/_paper.html and keep its foot"
                    )
