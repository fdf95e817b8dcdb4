"""The press: a printed form and its facts become HTML, and the HTML becomes a PDF.

The same facts always make the same bytes, in any process: a paper is known by its SHA-256.
"""

import io
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)
from pypdf import PdfReader, PdfWriter
from reportlab import rl_config
from reportlab.platypus.doctemplate import LayoutError
from xhtml2pdf import pisa
from xhtml2pdf.config.resources import RenderLimitError, ResourceAccessError
from xhtml2pdf.default import DEFAULT_CSS

from portal.documents.changes import (
    AmendmentFacts,
    ContractRefusalFacts,
    EndingFacts,
    FeeNoticeFacts,
)
from portal.documents.facts import ActPaperFacts, ContractFacts, FormFacts, PaperFacts, ReceiptFacts
from portal.documents.gaps import Project, marked, named, said
from portal.documents.page_marks import Marker, PageMark
from portal.documents.resources import FONT_FACES, FONTS, glyphs, paper_policy
from portal.documents.typography import FILTERS, month, short_day
from portal.documents.unbroken import drawable
from portal.domain.printed_forms import PrintedForm
from portal.domain.violations import refuse

# No moment of printing and no random identifier in the file; a tenth less to write out.
rl_config.invariant = 1
rl_config.useA85 = 0

PROJECT = "Проект договора"
"""What a contract that is only read calls itself: it has no number and no day yet."""

_DEFAULT_CSS = FONT_FACES + DEFAULT_CSS
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
# The file's title is set beside the page: in the page xhtml2pdf would look for a font for it.
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_CODE = re.compile(r'<meta name="keywords" content="([0-9A-Z-]+)">')


class DocumentError(Exception):
    """A paper could not be drawn as its template asks; no half-drawn paper leaves the press."""


class Press:
    """Draws papers from `templates_dir/documents` and from the regions' own templates.

    A region's template is found before ours of the same name, and may extend ours as
    ``documents/<name>``. `region_packages` maps a region's code to its package. A press with a
    `marker` can mark the pages of what it prints; the marks are part of the bytes.
    """

    marker: Marker | None = None

    def __init__(
        self,
        templates_dir: Path,
        region_packages: Mapping[str, str],
        *,
        marker: Marker | None = None,
    ) -> None:
        self.marker = marker
        ours = FileSystemLoader(templates_dir / "documents")
        self._ours = _environment(ours, PrefixLoader({"documents": ours}))
        self._regions = {
            code: _environment(loader, ours, PrefixLoader({"documents": ours, code: loader}))
            for code, package in region_packages.items()
            if (loader := _region_loader(package, code)) is not None
        }

    def html(
        self,
        form: PrintedForm,
        region_code: str,
        facts: PaperFacts,
        mark: PageMark | None = None,
    ) -> str:
        """The paper as an HTML page; what people wrote is escaped."""
        return self._page(form, region_code, facts, mark)

    def screen(
        self,
        form: PrintedForm,
        region_code: str,
        facts: ContractFacts,
        project: Project | None = None,
    ) -> str:
        """A contract to be read on a screen: what is missing is named, not left as a line.

        A ``project`` says above the text that it is not drawn yet, and what it waits for.
        """
        return marked(self._page(form, region_code, named(facts), missing=said, project=project))

    def _page(
        self,
        form: PrintedForm,
        region_code: str,
        facts: PaperFacts,
        mark: PageMark | None = None,
        *,
        missing: Callable[[str], str] | None = None,
        project: Project | None = None,
    ) -> str:
        template = self._regions.get(region_code, self._ours).get_template(form.template)
        title = PROJECT if project else paper_title(facts)
        given = {"form": form, "facts": facts, "mark": mark, "title": title}
        return drawable(template.render(given, missing=missing, project=project))

    def pdf(
        self,
        form: PrintedForm,
        region_code: str,
        facts: PaperFacts,
        mark: PageMark | None = None,
    ) -> bytes:
        """The paper as A4 pages; refuses text with a sign that its font does not have."""
        return draw(self.html(form, region_code, facts, mark), title=paper_title(facts))


def paper_title(facts: PaperFacts) -> str:
    """What the paper calls itself in its file and at its foot."""
    match facts:
        case ContractFacts():
            return f"Договор № {facts.number} от {short_day(facts.concluded_on)}"
        case ActPaperFacts():
            return f"Акт № {facts.number} от {short_day(facts.drawn_on)}"
        case ReceiptFacts():
            return f"Квитанция за {month(facts.month)} по договору № {facts.contract_number}"
        case FormFacts() | EndingFacts() | ContractRefusalFacts():
            return facts.title
        case FeeNoticeFacts():
            since = short_day(facts.since)
            return f"Уведомление о плате с {since}, договор № {facts.contract_number}"
        case AmendmentFacts():
            return f"Соглашение № {facts.number} к договору № {facts.contract_number}"


def draw(html: str, *, title: str) -> bytes:
    """The page as a PDF; raises DocumentError for any fault or any resource that is not ours."""
    _check_signs(html)
    policy = paper_policy()
    target = io.BytesIO()
    code = _CODE.search(html)
    try:
        status = pisa.CreatePDF(
            _TITLE.sub("", html, count=1),
            dest=target,
            path=str(FONTS) + "/",
            link_callback=policy.callback,
            default_css=_DEFAULT_CSS,
            encoding="utf-8",
            context_meta={"title": title, "keywords": code[1] if code else ""},
            resource_policy=policy,
        )
    except (ResourceAccessError, RenderLimitError, LayoutError, ValueError) as error:
        raise DocumentError(f"{title}: {error}") from error
    if status.err or status.warn or policy.refused:
        raise DocumentError(f"{title}: {[*policy.refused, *(entry[2] for entry in status.log)]}")
    return target.getvalue()


def _check_signs(html: str) -> None:
    strange = set(html) - glyphs()
    if strange:
        sign = min(strange)
        refuse(
            "value_invalid",
            f"Знак «{sign}» (U+{ord(sign):04X}) нельзя напечатать: его нет в шрифте документов. "
            "Исправьте текст, в котором он стоит, и составьте бумагу заново.",
        )


def merge(pdfs: Iterable[bytes]) -> bytes:
    """One file of several papers, in their order; the same papers make the same bytes."""
    writer = PdfWriter()
    previous, reader = b"", None
    for pdf in pdfs:
        # A second copy in a row shares fonts and pictures with the first.
        if reader is None or pdf is not previous:
            previous, reader = pdf, PdfReader(io.BytesIO(pdf))
        writer.append(reader, import_outline=False)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def content_policy(html: str) -> str:
    """The content security policy under which a browser shows a paper's HTML, and nothing more.

    Papers carry their style inside, so it is allowed by its digest.
    """
    digests = " ".join(
        f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"
        for style in _STYLE.findall(html)
    )
    return f"default-src 'none'; style-src {digests}; img-src data:; frame-ancestors 'self'"


def _region_loader(package: str, code: str) -> BaseLoader | None:
    folder = files(package).joinpath("templates", code)
    return PackageLoader(package, f"templates/{code}") if folder.is_dir() else None


def _environment(*loaders: BaseLoader) -> Environment:
    environment = Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(FILTERS)
    environment.filters["lines"] = _lines
    return environment


def _lines(text: str) -> list[str]:
    return [line for line in str(text).splitlines() if line.strip()]
