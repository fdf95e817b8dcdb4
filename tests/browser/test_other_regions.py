"""Pages that only other regions have, as the demonstration shows them: found by links alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.config import Settings
from portal.models import Membership, User
from tests.browser.examination import examine
from tests.browser.installation import Portal, Visit, keep
from tests.browser.steps import sign_in
from tests.demo.conftest import NOW
from tests.demo.conftest import demo_file as demo_file  # noqa: PLC0414 - a fixture from next door
from tests.support.browser import Browser
from tests.support.factories import actor_of
from tests.support.links import follow_links

pytestmark = pytest.mark.browser

EACH = 4
LEAVING = {"static", "verify.index"}
# What the walk through the pages of the first region leaves to others.
PAGES = {
    ("director.yauza", "yauza-podpis-26"): {
        "admissions.drafts",
        "admissions.new_draft",
        "admissions.draft",
        "admissions.inspections",
        "admissions.new_inspection",
        "admissions.inspection",
        "contracts.register",
        "contracts.warn",
    },
}


@dataclass(frozen=True)
class Demonstration:
    """The running demonstration, and an application beside it to look for addresses in."""

    address: str
    app: Flask
    database_url: str

    def addresses(self, login: str) -> Mapping[str, str]:
        """A page of each kind that this person comes to by links."""
        with Session(create_engine(self.database_url)) as rows:
            member = select(Membership).join(User, User.id == Membership.user_id)
            actor = actor_of(rows, rows.scalars(member.where(User.login == login)).one())
            reader = Browser(self.app).enter(rows, actor)
        found: dict[str, str] = {}
        for visited in follow_links(self.app, reader, each=EACH, leaving=LEAVING):
            if visited.is_page:
                found.setdefault(visited.endpoint, visited.path)
        return found


@pytest.fixture(scope="module")
def demonstration(
    chromium: Chromium, demo_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    portal = Portal(tmp_path_factory.mktemp("demonstration"))
    shutil.copyfile(demo_file, portal.database)
    app = create_app(Settings.from_environment(portal.environment(NOW.isoformat())))
    with portal.running(NOW.isoformat()) as address:
        yield Demonstration(address, app, portal.database_url)


@pytest.mark.parametrize(("login", "password"), PAGES, ids=lambda text: text.split("-")[0])
def test_pages_of_other_regions_are_open_to_everybody(
    login: str, password: str, demonstration: Demonstration, visit: Visit
) -> None:
    """No fault of axe in light or dark, nothing cut off, no tiny target."""
    wanted = PAGES[login, password]
    found = demonstration.addresses(login)
    assert wanted - found.keys() == set()
    page = visit.person(demonstration.address)
    sign_in(page, login, password)
    faults: list[str] = []
    for endpoint in sorted(wanted):
        page.goto(found[endpoint])
        keep(page, f"page-{endpoint}-{login}")
        faults += (f"{found[endpoint]}: {fault}" for fault in examine(page))
    assert not faults, "\n".join(faults)
