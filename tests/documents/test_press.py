"""The press: same bytes every time, nothing from outside, nothing cut, user text is only text."""

import io
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader

from portal.documents.facts import ActPaperFacts, ContractFacts, PaperFacts
from portal.documents.press import DocumentError, Press, content_policy, draw, merge
from portal.domain.printed_forms import PrintedForm
from portal.domain.violations import RulesBroken
from tests.documents.pages import character_boxes, crossings, page_texts, text_of
from tests.documents.samples import (
    ACT_FORM,
    CONTRACT_FORM,
    CUSTOMER,
    LONG_CUSTOMER,
    NOTICE_FORM,
    RECEIPT_FORM,
    make_act,
    make_contract,
    make_notice,
    make_receipt,
    make_services,
)
from tests.documents.test_amendment import FORM as AMENDMENT_FORM
from tests.documents.test_amendment import make_amendment

ROOT = Path(__file__).resolve().parents[2]
PAPERS: list[tuple[PrintedForm, PaperFacts]] = [
    (CONTRACT_FORM, make_contract()),
    (ACT_FORM, make_act()),
    (RECEIPT_FORM, make_receipt()),
    (NOTICE_FORM, make_notice()),
]
_EXPENSIVE = replace(
    make_act().lines[0],
    quantity=Decimal("100.5"),
    tariff=Decimal("12500.00"),
    amount=Decimal("1256250.00"),
)
IN_ANOTHER_PROCESS = """
import sys
from hashlib import sha256
from pathlib import Path
from portal.documents.press import Press
from tests.documents.test_press import PAPERS
press = Press(Path("templates"), {})
sys.stdout.write(" ".join(sha256(press.pdf(f, "vladimir", x)).hexdigest() for f, x in PAPERS))
"""


def test_same_facts_make_the_same_bytes_in_any_process(press: Press) -> None:
    here = [sha256(press.pdf(form, "vladimir", facts)).hexdigest() for form, facts in PAPERS]

    again = [sha256(press.pdf(form, "vladimir", facts)).hexdigest() for form, facts in PAPERS]
    there = subprocess.run(  # noqa: S603  # our own interpreter and our own text
        [sys.executable, "-c", IN_ANOTHER_PROCESS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert here == again == there


def test_merged_papers_keep_their_order_and_bytes(press: Press) -> None:
    papers = [press.pdf(form, "vladimir", facts) for form, facts in PAPERS]

    merged = merge(papers)

    assert merged == merge(papers)
    assert len(page_texts(merged)) == 7 + 1 + 1 + 1
    assert "АКТ № 208/2026" in page_texts(merged)[7]


@pytest.mark.parametrize(("form", "facts"), PAPERS, ids=["contract", "act", "receipt", "notice"])
def test_title_and_language_are_in_the_file(
    press: Press, form: PrintedForm, facts: PaperFacts
) -> None:
    reader = PdfReader(io.BytesIO(press.pdf(form, "vladimir", facts)))

    assert reader.metadata is not None
    assert "17/2026" in str(reader.metadata.title) or "208/2026" in str(reader.metadata.title)
    assert str(reader.root_object["/Lang"]) == "ru"


@pytest.mark.parametrize(
    ("form", "facts"),
    [
        *PAPERS,
        (CONTRACT_FORM, make_contract(customer=LONG_CUSTOMER, services=make_services(20))),
        (ACT_FORM, make_act(count=20, customer=LONG_CUSTOMER)),
        (ACT_FORM, make_act(lines=(_EXPENSIVE,), cost_at_tariffs=_EXPENSIVE.amount)),
        (
            RECEIPT_FORM,
            make_receipt(payer_name=LONG_CUSTOMER.name, payer_address=LONG_CUSTOMER.address),
        ),
    ],
    ids=[
        "contract",
        "act",
        "receipt",
        "notice",
        "long contract",
        "long act",
        "dear act",
        "long receipt",
    ],
)
def test_no_character_leaves_its_page_or_its_cell(
    press: Press, form: PrintedForm, facts: PaperFacts
) -> None:
    paper = press.pdf(form, "vladimir", facts)

    assert crossings(paper) == []
    for left, bottom, right, top in character_boxes(paper):
        assert left >= 13
        assert right <= 198.5
        assert bottom >= 7
        assert top <= 284


def test_the_check_of_cells_sees_a_cut_one(press: Press) -> None:
    line = replace(make_act().lines[0], unit_title="консультационное_посещение")
    page = press.html(ACT_FORM, "vladimir", make_act(lines=(line,)))

    assert crossings(draw(page.replace("overflow-wrap", "x"), title="Акт"))
    assert not crossings(draw(page, title="Акт"))


HOSTILE = '<img src="http://127.0.0.1/x.png"><b>жирный</b> & "кавычки" {{ 7*7 }}'


@pytest.mark.parametrize(
    ("form", "facts"),
    [
        (CONTRACT_FORM, make_contract(customer=replace(CUSTOMER, name=HOSTILE, address=HOSTILE))),
        (ACT_FORM, make_act(customer=replace(CUSTOMER, name=HOSTILE))),
        (RECEIPT_FORM, make_receipt(payer_name=HOSTILE, purpose=HOSTILE)),
    ],
    ids=["contract", "act", "receipt"],
)
def test_what_people_write_is_printed_as_text(
    press: Press, form: PrintedForm, facts: PaperFacts
) -> None:
    assert "<b>жирный</b>" not in press.html(form, "vladimir", facts)
    assert '<b>жирный</b> & "кавычки" {{ 7*7 }}' in text_of(press.pdf(form, "vladimir", facts))


PNG = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="  # noqa: E501
FONT = b64encode((ROOT / "portal/documents/fonts/PTF55F.ttf").read_bytes()).decode()


def _page(body: str = "", style: str = "") -> str:
    return (
        f"<html lang='ru'><head><style>{style} html {{ font-family: 'PT Serif' }}</style></head>"
        f"<body><p>Текст</p>{body}</body></html>"
    )


def test_page_without_outside_references_is_drawn() -> None:
    paper = draw(_page(f'<img src="{PNG}" width="20" height="20">'), title="Проба")

    assert text_of(paper) == "Текст"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(_page('<img src="http://127.0.0.1:9/x.png">'), id="picture by http"),
        pytest.param(_page('<img src="https://example.org/x.png">'), id="picture by https"),
        pytest.param(_page('<img src="//example.org/x.png">'), id="picture without scheme"),
        pytest.param(_page('<img src="http://0x7f000001/x.png">'), id="hexadecimal host"),
        pytest.param(_page('<img src="ftp://example.org/x.png">'), id="another scheme"),
        pytest.param(_page('<img src="/etc/hostname">'), id="picture by absolute path"),
        pytest.param(_page('<img src="../__init__.py">'), id="picture by relative path"),
        pytest.param(_page('<img src="file:///etc/hostname">'), id="picture by file address"),
        pytest.param(_page('<img src="data:image/svg+xml,%3Csvg/%3E">'), id="SVG inside the page"),
        pytest.param(_page('<img src="LICENSE.txt">'), id="our own file that is no picture"),
        pytest.param(
            _page(style='@import url("http://127.0.0.1:9/x.css");'), id="style sheet by http"
        ),
        pytest.param(_page(style='@import "../facts.css";'), id="style sheet by path"),
        pytest.param(
            _page('<link rel="stylesheet" href="http://127.0.0.1:9/x.css" type="text/css">'),
            id="linked style sheet",
        ),
        pytest.param(
            _page(style='@font-face { font-family: "X"; src: url("http://127.0.0.1:9/x.ttf"); }'),
            id="font by http",
        ),
        pytest.param(
            _page(style='@font-face { font-family: "X"; src: url("/usr/share/x.ttf"); }'),
            id="font by path",
        ),
        pytest.param(
            _page(
                style='@font-face { font-family: "X"; '
                f'src: url("data:font/ttf;base64,{FONT[:400]}"); }}'
            ),
            id="font inside the page",
        ),
        pytest.param(
            _page("<p style='background-image: url(\"http://127.0.0.1:9/x.png\")'>x</p>"),
            id="background by http",
        ),
        pytest.param(
            _page(style='@page { background-image: url("/etc/hostname"); }'),
            id="page background by path",
        ),
        pytest.param(_page('<pdf:font name="X" src="http://127.0.0.1:9/x.ttf">'), id="font tag"),
        pytest.param(_page('<pdf:insertpdf src="/etc/hostname">'), id="inserted file"),
    ],
)
def test_reference_to_the_outside_is_refused(html: str) -> None:
    with pytest.raises(DocumentError):
        draw(html, title="Проба")


def test_sign_that_the_font_lacks_is_refused_with_a_sentence(press: Press) -> None:
    facts = make_act(customer=replace(CUSTOMER, name="Ильина 😀"))

    with pytest.raises(RulesBroken, match="Знак «😀»") as refused:
        press.pdf(ACT_FORM, "vladimir", facts)

    assert refused.value.code == "value_invalid"


def test_narrow_spaces_and_decomposed_letters_are_drawn(press: Press) -> None:
    facts = make_act(customer=replace(CUSTOMER, name="И\u0306льина\u202fА.\u200b"))

    assert "Йльина А." in text_of(press.pdf(ACT_FORM, "vladimir", facts))


def test_all_letters_of_the_languages_of_russia_are_drawn(press: Press) -> None:
    facts = make_act(customer=replace(CUSTOMER, name="Ҡасимова Өлкән Ғәли ҡыҙы Ӊёӳ"))

    assert "Ҡасимова Өлкән Ғәли ҡыҙы Ӊёӳ" in text_of(press.pdf(ACT_FORM, "vladimir", facts))


@pytest.fixture
def regional_press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Press:
    folder = tmp_path / "paper_region" / "templates" / "somewhere"
    folder.mkdir(parents=True)
    (tmp_path / "paper_region" / "__init__.py").touch()
    (folder / "act.html").write_text(
        '{% extends "documents/act.html" %}'
        "{% block heading %}<h1>Областной акт № {{ facts.number }}</h1>{% endblock %}",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    return Press(ROOT / "templates", {"somewhere": "paper_region", "plain": "portal.documents"})


def test_region_may_extend_our_template(regional_press: Press) -> None:
    page = regional_press.html(ACT_FORM, "somewhere", make_act())

    assert "Областной акт №\u00a0208/2026" in page
    assert "Замечания Заказчика" in page


@pytest.mark.parametrize("region", ["plain", "unknown"])
def test_region_without_templates_prints_ours(regional_press: Press, region: str) -> None:
    assert "АКТ №\u00a0208/2026" in regional_press.html(ACT_FORM, region, make_act())


def test_missing_fact_is_an_error_and_not_a_gap(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "act.html").write_text("{{ facts.nothing }}", encoding="utf-8")

    with pytest.raises(Exception, match="nothing"):
        Press(tmp_path, {}).html(ACT_FORM, "vladimir", make_act())


def test_browser_may_apply_the_style_of_a_paper_and_nothing_else(press: Press) -> None:
    policy = content_policy(press.html(ACT_FORM, "vladimir", make_act()))

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.count("sha256-") == 2


def _body(page: str) -> str:
    _, _, body = page.partition("</head>")
    return "\n".join(line.strip() for line in body.splitlines() if line.strip()) + "\n"


def _small_contract() -> ContractFacts:
    facts = make_contract()
    return replace(facts, clauses=facts.clauses[:8], services=facts.services[:2])


def _small_act() -> ActPaperFacts:
    facts = make_act()
    return replace(facts, lines=facts.lines[:2])


@pytest.mark.parametrize(
    ("form", "facts"),
    [
        (CONTRACT_FORM, _small_contract()),
        (ACT_FORM, _small_act()),
        (RECEIPT_FORM, make_receipt(payload=None)),
        (NOTICE_FORM, make_notice()),
        (AMENDMENT_FORM, make_amendment()),
    ],
    ids=["contract", "act", "receipt", "notice", "amendment"],
)
def test_html_is_as_the_snapshot(
    press: Press, form: PrintedForm, facts: PaperFacts, pytestconfig: pytest.Config
) -> None:
    snapshot = Path(__file__).parent / "snapshots" / f"{form.code}.html"
    body = _body(press.html(form, "vladimir", facts))
    if pytestconfig.getoption("--snapshot-update", default=False):
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(body, encoding="utf-8")

    assert body == snapshot.read_text(encoding="utf-8")
