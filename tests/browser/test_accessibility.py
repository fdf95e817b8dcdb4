"""Every page of the portal, under axe, on small screens, in double size, by keyboard.

The pages are read off the application's routes, so a new page is examined without being asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.routing import Rule

from portal.app import create_app
from portal.config import Settings
from portal.models import Role
from portal.usecases.signables import SignedKind
from portal.usecases.uploads import Upload
from portal.web.access import PUBLIC
from tests.browser.examination import examine, walk
from tests.browser.house import LOGINS, House, settle
from tests.browser.installation import Visit, keep
from tests.browser.settled import NOW, Places, fill
from tests.browser.steps import press, sign_in
from tests.browser.transfer_pages import EXAMINED, FILES
from tests.support.factories import PASSWORD

pytestmark = pytest.mark.browser

STRANGER = "stranger"
READERS = (*(role.value for role in Role), STRANGER)
# What only other regions have is walked through in test_other_regions.
NOT_A_PAGE = {
    "static",
    "home.health",
    # Nobody has scanned a programme or a payment there.
    "programmes.scan",
    "payments.scan",
    "contracts.register",
    "contracts.register_paper",
    # No act of this region names papers of an application.
    "admissions.bring",
    # Nor papers of the provider to be shown on request.
    "settings.papers",
    "settings.provider_file",
    "contracts.warn",
    "contracts.print_warning",
    "contracts.warning_paper",
    "admissions.drafts",
    # No act of this region marks who lives alone or who pays for another.
    "recipients.close",
    "admissions.new_draft",
    "admissions.draft",
    "admissions.draft_pdf",
    "admissions.inspections",
    "admissions.new_inspection",
    "admissions.inspection",
    "admissions.inspection_pdf",
    # Papers and registers of a programme's end: no act of this region asks for them.
    "admissions.expiry_notice",
    "admissions.conclusion",
    "admissions.review_application",
    "admissions.review_days",
    "admissions.register",
    "admissions.register_paper",
    "months.former_bill",
    # No contract there ends in a month that goes on.
    "months.last_act",
    # Nobody taken over there has changed his mind.
    "recipients.erase",
    # Where no ground asks for it, an end has no document of both sides.
    "terminations.agreement",
    # Nobody there has taken a complete end back.
    "terminations.cancellation",
    "terminations.scan",
    "cabinet.ending_file",
    "cabinet.ending_order",
    "cabinet.ending_notice",
    # The reader there has no break in the service.
    "cabinet.break_order",
    "cabinet.break_warning",
    # Nor has anybody refused the reader a contract.
    "cabinet.refusal_file",
    # A region without a form of its own prints no monthly schedule.
    "contracts.schedule_paper",
    # No act of this region says what follows a lost programme.
    "programmes.duplicate",
    # An envelope is saved as a file.
    "moves.envelope_file",
    # Nobody has written about a move in the cabinet there, or gone a way with an order and a list.
    "moves.application",
    "cabinet.way_application",
    "cabinet.way_order",
    "cabinet.way_list",
    # An act of urgent help is signed on paper here; nobody has scanned it.
    "urgent.scan",
    # Nor a paper of a family.
    "families.scan",
    # Moves are agreed by an authority elsewhere: a story of their own examines these.
    *EXAMINED,
    *FILES,
    # Nobody has scanned a copy by itself, and what was sent back there had no other text.
    "copies.contract_scan",
    "copies.amendment_scan",
    "signing.old_text",
    "contracts.earlier_text",
    # One view for every kind of paper: it is examined as the contract's.
    *(
        f"{view}_{kind}"
        for view in (
            "electronic.sealed",
            "electronic.outside",
            "electronic.outside_file",
            "signing_codes.code_on_paper",
            "signing_codes.sign",
            "signing_codes.send_code",
        )
        for kind in SignedKind
        if kind is not SignedKind.CONTRACT
    ),
}
EVERYBODYS = {
    # The agreement there changes the fee alone: a social worker does not read it.
    "amendments.paper_signature": (Role.HEAD_OF_DEPARTMENT,),
    # A ground of health is the director's alone, and so is its paper (FED-PDP-04).
    "terminations.refusal_paper": (Role.DIRECTOR,),
    "home.today": (Role.DIRECTOR, Role.ACCOUNTANT, Role.SOCIAL_WORKER, Role.HEAD_OF_DEPARTMENT),
}
BY_WORKER = ("deliveries.", "payments.receipts")
# A family that nobody leads yet is its department's; the worker there is of another one.
BY_HEAD = ("families.",)
BY_ADMINISTRATOR = ("admin.", "auth.password", "calendar.")
# Where the ids of `Places` are not the ones that a page is about.
OTHER_ARGUMENTS = {
    "urgent.rating": {"urgent_id": "drawn_urgent_id"},
    "urgent.paper": {"urgent_id": "drawn_urgent_id"},
    "urgent.signature": {"urgent_id": "drawn_urgent_id"},
    "child_units.child": {"recipient_id": "resident_id"},
    "child_units.placement": {"recipient_id": "resident_id"},
    "child_units.item": {"recipient_id": "resident_id"},
    "child_units.lessons": {"recipient_id": "pupil_id"},
    "child_units.council": {"programme_id": "pupil_programme_id"},
    "admissions.sheet": {"code": "application_sheet"},
    "admissions.sheet_paper": {"code": "application_sheet"},
    "child_units.unit": {"department_id": "pupil_unit_id"},
    "child_units.activity": {"department_id": "pupil_unit_id"},
    "child_units.norms": {"department_id": "resident_unit_id", "code": "norms"},
    "recipients.inventory_paper": {"recipient_id": "resident_id"},
    "recipients.inventory_returned": {"recipient_id": "resident_id"},
    "recipients.inventory_signed": {
        "recipient_id": "resident_id",
        "inventory_id": "unsigned_inventory_id",
    },
    "families.blank": {"code": "family_blank"},
    "families.step": {"code": "family_step"},
    "contracts.sign": {"contract_id": "unsigned_contract_id"},
    "contracts.signed": {"contract_id": "contract_id"},
    "contracts.paper_signature": {"contract_id": "unsigned_contract_id"},
    "contracts.resume": {"contract_id": "suspended_contract_id"},
    "contracts.breaks": {"contract_id": "suspended_contract_id"},
    "contracts.break_order": {"contract_id": "suspended_contract_id"},
    "contracts.move_break": {"contract_id": "suspended_contract_id"},
    "contracts.withdraw_break": {"contract_id": "suspended_contract_id"},
    "contracts.break_paper": {"contract_id": "suspended_contract_id"},
    "contracts.break_event": {"contract_id": "suspended_contract_id"},
    "contracts.request_scan": {"file_id": "request_file_id"},
    "acts.scan": {"file_id": "act_file_id"},
    "acts.sign": {"act_id": "unsigned_act_id"},
    "acts.paper_signature": {"act_id": "unsigned_act_id"},
    "months.papers": {"month": "closed_month"},
    "amendments.sign": {"amendment_id": "draft_amendment_id"},
    "amendments.withdraw": {"amendment_id": "draft_amendment_id"},
    "amendments.paper_signature": {"amendment_id": "signed_amendment_id"},
    "amendments.scan": {"file_id": "amendment_file_id"},
    "amendments.agreements": {"tariff_day_id": "set_tariff_day_id"},
    "amendments.proposed_fee": {"contract_id": "proposed_contract_id"},
    "amendments.decline_fee": {"contract_id": "proposed_contract_id"},
    "copies.contract": {"number": "copy_number"},
    "copies.amendment": {"amendment_id": "signed_amendment_id", "number": "copy_number"},
    "signing.send_back_contract": {"contract_id": "unsigned_contract_id"},
    "signing.send_back_amendment": {"amendment_id": "draft_amendment_id"},
    "signing.send_back_ending": {"termination_id": "pending_termination_id"},
    "electronic.outside_file_contract": {"file_id": "outside_file_id"},
    "terminations.confirm": {"termination_id": "pending_termination_id"},
    "terminations.draft": {"termination_id": "pending_termination_id"},
    "terminations.withdraw": {"termination_id": "pending_termination_id"},
    "contracts.notice": {"notice_id": "told_notice_id"},
    "contracts.notice_file": {"notice_id": "told_notice_id"},
    "cabinet.notice_file": {"notice_id": "told_notice_id"},
    "tariff_days.notices": {"tariff_day_id": "set_tariff_day_id"},
    "tariff_days.notices_file": {"tariff_day_id": "set_tariff_day_id"},
}


@dataclass(frozen=True)
class Settled:
    """The running portal with work done in it."""

    address: str
    places: Places

    def login(self, reader: str) -> str:
        return LOGINS.get(Role(reader), self.places.cabinet_login)


@pytest.fixture(scope="module")
def settled(
    chromium: Browser, scan: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settled]:
    """One installation for all pages."""
    house: House = settle(tmp_path_factory.mktemp("pages"), "vladimir", Visit(chromium))
    places = fill(house, Upload(scan.name, scan.read_bytes(), "application/pdf"))
    with house.portal.running(NOW) as address:
        yield Settled(address, places)


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Rule]]:
    """The pages by reader: each page goes to one who may open it, today's page to everybody."""
    folder = tmp_path_factory.mktemp("routes")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'none.sqlite3'}",
        secret_key="a secret of the list of pages, long enough",
        instance=folder,
        queue_path=folder / "jobs.sqlite3",
    )
    app = create_app(settings)
    found: dict[str, list[Rule]] = {reader: [] for reader in READERS}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_A_PAGE:
            for reader in _readers(app, rule, found):
                found[reader].append(rule)
    return found


def _readers(app: Flask, rule: Rule, given: dict[str, list[Rule]]) -> list[str]:
    access: Any = getattr(app.view_functions[rule.endpoint], "access", None)
    if access == PUBLIC:
        return [STRANGER]
    if rule.endpoint in EVERYBODYS:
        return [role.value for role in EVERYBODYS[rule.endpoint]]
    shares = (
        (BY_WORKER, Role.SOCIAL_WORKER),
        (BY_HEAD, Role.HEAD_OF_DEPARTMENT),
        (BY_ADMINISTRATOR, Role.ADMINISTRATOR),
    )
    for names, role in shares:
        if rule.endpoint.startswith(names) and role in access:
            return [role.value]
    # The others are shared out evenly.
    return [min((role.value for role in access), key=lambda name: (len(given[name]), name))]


def _path(rule: Rule, places: Places) -> str:
    names = {name: name for name in rule.arguments} | OTHER_ARGUMENTS.get(rule.endpoint, {})
    path = rule.rule
    for part in [part for part in path.split("/") if part.startswith("<")]:
        argument = part.strip("<>").split(":")[-1]
        path = path.replace(part, str(places.arguments[names[argument]]), 1)
    return path


@pytest.mark.parametrize("reader", READERS)
def test_pages_are_open_to_everybody(
    reader: str, settled: Settled, routes: dict[str, list[Rule]], visit: Visit
) -> None:
    """No fault of axe in light or dark on three widths, nothing cut off, no tiny target."""
    page = visit.person(settled.address)
    if reader != STRANGER:
        sign_in(page, settled.login(reader), PASSWORD)
    faults: list[str] = []
    for rule in routes[reader]:
        path = _path(rule, settled.places)
        if _is_page(page, path):
            page.goto(path)
            keep(page, f"page-{rule.endpoint}-{reader}")
            faults += (f"{path}: {fault}" for fault in examine(page))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "address",
    [
        "/contracts/{contract_id}/end?ground=refusal",
        "/contracts/{contract_id}/end?ground=breach_by_recipient",
        "/programmes/{programme_id}/refuse?ground=medical_contraindication",
    ],
)
def test_pages_of_a_chosen_ground_are_open_to_everybody(
    address: str, settled: Settled, visit: Visit
) -> None:
    page = visit.person(settled.address)
    sign_in(page, settled.login(Role.DIRECTOR.value), PASSWORD)

    page.goto(address.format_map(settled.places.arguments))

    assert page.locator("form[method=post] fieldset.field").count()
    faults = list(examine(page))
    assert not faults, "\n".join(faults)


def test_the_bar_of_a_break_is_moved_by_keyboard(settled: Settled, visit: Visit) -> None:
    """An arrow moves its edge by a day; what comes of it stands beside it at once."""
    page = visit.person(settled.address)
    sign_in(page, settled.login(Role.DIRECTOR.value), PASSWORD)
    places = settled.places.arguments
    page.goto(f"/contracts/{places['suspended_contract_id']}/breaks/{places['suspension_id']}")
    edge = page.get_by_role("slider", name="Первый день без услуг")

    edge.focus()
    page.keyboard.press("ArrowRight")
    page.locator("#_after table").wait_for()

    assert page.locator("#since").input_value() == "11.04.2026"
    assert edge.get_attribute("aria-valuetext") == "11 апреля 2026 г."
    assert edge.evaluate("edge => edge === document.activeElement")

    last = page.get_by_role("slider", name="Последний день без услуг")
    assert last.get_attribute("aria-valuetext") == "конец не назначен"
    last.focus()
    page.keyboard.press("Home")
    # Both edges are on one day now: each is still large enough to be taken hold of.
    assert page.locator("#until").input_value() == "12.04.2026"
    expect(page.locator("#_after")).to_contain_text("Услуги снова с 12 апреля 2026")
    faults = list(examine(page))
    assert not faults, "\n".join(faults)

    last.focus()
    page.keyboard.press("PageDown")
    assert page.locator("#until").input_value() == "10.05.2026"


def test_the_check_page_of_a_value_is_open_to_everybody(settled: Settled, visit: Visit) -> None:
    """No address of its own leads here: it is what a doubtful value is answered with."""
    page = visit.person(settled.address)
    sign_in(page, settled.login(Role.ADMINISTRATOR.value), PASSWORD)
    page.goto("/admin/reference/new")
    page.locator("#key").select_option(index=3)
    page.locator("#amount").fill("1")
    page.locator("#since").fill("01.01.2027")
    page.locator("#act").fill("приказ от 20.11.2026 № 17")
    press(page, "Проверить значение")

    assert page.get_by_role("heading", name="Проверьте значение").count()
    keep(page, "page-admin.check_reference-administrator")
    faults = list(examine(page))
    assert not faults, "\n".join(faults)


def _is_page(page: Page, path: str) -> bool:
    answer = page.request.get(path)
    assert answer.status == 200, (path, answer.status)
    kind = answer.headers["content-type"]
    assert kind.startswith(("text/html", "application/pdf", "text/csv")), (path, kind)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'"), (path, policy)
    assert "unsafe" not in policy, (path, policy)
    # A file to save opens nowhere; a page that leads on to another is examined under that address.
    saved = answer.headers.get("content-disposition", "").startswith("attachment")
    return kind.startswith("text/html") and not saved and urlsplit(answer.url).path == path


def test_a_guardian_signs_by_a_code_in_the_own_cabinet(settled: Settled, visit: Visit) -> None:
    page = visit.person(settled.address)
    told = settled.places.arguments
    sign_in(page, str(told["guardian_login"]), PASSWORD)
    page.goto("/cabinet")
    faults = examine(page)
    page.get_by_role("region", name="Ждут вашей подписи").get_by_role("link").click()
    faults += examine(page)
    expect(page.get_by_text("Вы подписываете как представитель")).to_be_visible()
    page.get_by_label("Код из шести цифр").fill(str(told["guardian_code"]))
    press(page, "Подписать договор")

    expect(page.get_by_text("Договор подписан. Он действует.")).to_be_visible()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("reader", "endpoint"),
    [
        (STRANGER, "/sign-in"),
        (Role.SOCIAL_WORKER.value, "/recipients/new"),
        (Role.SOCIAL_WORKER.value, "/deliveries/{contract_id}/{month}"),
        (Role.ACCOUNTANT.value, "/recipients/{recipient_id}/income"),
        (Role.ACCOUNTANT.value, "/payments/accounts/{contract_id}/record"),
        (Role.DIRECTOR.value, "/contracts/{unsigned_contract_id}/sign"),
        (Role.RECIPIENT.value, "/cabinet"),
    ],
)
def test_the_keyboard_is_enough(reader: str, endpoint: str, settled: Settled, visit: Visit) -> None:
    """The first stop leads to the content; then Tab reaches everything in reading order."""
    page = visit.person(settled.address)
    if reader != STRANGER:
        sign_in(page, settled.login(reader), PASSWORD)
    page.goto(endpoint.format_map(settled.places.arguments))

    assert walk(page) == []


@pytest.mark.parametrize("scheme", ["", "black", "blue"])
def test_paper_is_black_on_white(scheme: str, settled: Settled, visit: Visit) -> None:
    """What is printed can be read, whatever colours the reader has chosen for the screen."""
    page = visit.person(settled.address, scheme="dark")
    sign_in(page, settled.login(Role.RECIPIENT.value), PASSWORD)
    page.goto("/cabinet")
    if scheme:
        page.evaluate("scheme => { document.documentElement.dataset.scheme = scheme }", scheme)

    page.emulate_media(media="print", color_scheme="dark")

    ink, paper = (page.evaluate(_COLOUR, [place, name]) for place, name in _INK_AND_PAPER)
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert not page.get_by_role("navigation", name="Разделы").is_visible()


_INK_AND_PAPER = (("main p", "color"), ("section.card", "backgroundColor"))
_COLOUR = "([place, name]) => getComputedStyle(document.querySelector(place))[name]"
