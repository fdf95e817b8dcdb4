"""Urgent help is told of without signing in (VLA-RGT-04)."""

import pytest
from sqlalchemy.orm import Session

from tests.support import factories
from tests.support.browser import Browser, words


@pytest.mark.parametrize("renders", [True, False])
def test_everybody_reads_how_urgent_help_is_asked_for(
    rows: Session, stranger: Browser, renders: bool
) -> None:
    """VLA-URG-06: only whoever has the form switched on gives it in this region."""
    factories.make_provider(
        rows, name="Селивановский центр", phone="+7 4923 62-00-00", renders_urgent=renders
    )

    answer = stranger.get("/about/urgent-help")
    page = words(answer)

    assert answer.status_code == 200
    assert ("Селивановский центр" in page) is renders
    assert ("бесплатное горячее питание или наборы продуктов" in page) is renders
    assert ("Здесь срочную помощь не оказывают" in page) is not renders


def test_the_page_of_signing_in_leads_there(stranger: Browser) -> None:
    assert "/about/urgent-help" in stranger.get("/sign-in").text


def test_an_authority_is_nobody_to_ask(rows: Session, stranger: Browser) -> None:
    factories.make_provider(rows, "astrakhan", name="Министерство", is_authority=True)

    assert "Министерство" not in words(stranger.get("/about/urgent-help"))
