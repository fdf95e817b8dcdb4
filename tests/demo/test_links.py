"""Everybody of the demonstration follows every link: none leads to a refusal or to nothing."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.config import Settings
from portal.demo.logins import Login, all_logins
from portal.models import Membership, User
from tests.demo.conftest import NOW
from tests.support.browser import Browser
from tests.support.factories import actor_of
from tests.support.links import follow_links

EACH = 2
# The same few pages are asked again for each of the papers; asking too often is refused.
LEAVING = {"static", "verify.index"}


@pytest.mark.parametrize("login", all_logins(), ids=lambda login: login.login)
def test_no_link_leads_to_a_refusal(login: Login, demo_copy: Path, tmp_path: Path) -> None:
    address = f"sqlite:///{demo_copy}"
    app = create_app(
        Settings(
            database_url=address,
            secret_key="a secret of the demonstration's links",
            instance=tmp_path,
            queue_path=tmp_path / "jobs.sqlite3",
            clock=NOW,
        )
    )
    with Session(create_engine(address)) as rows:
        member = select(Membership).join(User, User.id == Membership.user_id)
        actor = actor_of(rows, rows.scalars(member.where(User.login == login.login)).one())
        reader = Browser(app).enter(rows, actor)

    visited = list(follow_links(app, reader, each=EACH, leaving=LEAVING))

    assert len({one.endpoint for one in visited}) > 8
    refused = [
        f"{one.came_from} → {one.path}: {one.answer.status_code}" for one in visited if one.refused
    ]
    assert refused == []
