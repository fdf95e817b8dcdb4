"""Codes leave by the configured mail server, or by a channel that somebody adds."""

import smtplib
from email.message import EmailMessage
from typing import Self

import pytest

from portal.config import MailServer, SettingsError
from portal.config import _mail as mail_of
from portal.signing.channels import CodeChannels, CodeMessage, MailChannel, hookimpl

SERVER = MailServer("mail.example.ru", 465, "tls", "portal@example.ru", "portal", "secret")
MESSAGE = CodeMessage("maria@example.ru", "012345", "Договор № 7/2026", "12:40")


class Post:
    """A mail server that keeps the letters; ``failing`` does not answer."""

    sent: list[EmailMessage]
    failing = False

    def __init__(self, host: str, port: int, **_options: object) -> None:
        if self.failing:
            raise OSError("no route")
        self.place = (host, port)
        self.secured: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def starttls(self, **_options: object) -> None:
        self.secured.append("starttls")

    def login(self, user: str, password: str) -> None:
        assert (user, password) == ("portal", "secret")

    def send_message(self, letter: EmailMessage) -> None:
        Post.sent.append(letter)


@pytest.fixture(autouse=True)
def _post(monkeypatch: pytest.MonkeyPatch) -> None:
    Post.sent = []
    monkeypatch.setattr(smtplib, "SMTP", Post)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Post)


def test_letter_holds_the_code_and_no_name() -> None:
    channels = CodeChannels([MailChannel(SERVER)])

    assert channels.deliver("email", MESSAGE)

    (letter,) = Post.sent
    text = letter.get_content()
    assert (letter["To"], letter["From"]) == ("maria@example.ru", "portal@example.ru")
    assert "012345" not in letter["Subject"]
    assert "Код: 012345" in text
    assert "Договор № 7/2026" in text
    assert "до 12:40" in text


def test_server_that_does_not_answer_is_no_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Post, "failing", True)

    assert not CodeChannels([MailChannel(SERVER)]).deliver("email", MESSAGE)


@pytest.mark.parametrize(("channel", "offered"), [("email", True), ("other", False)])
def test_channel_is_offered_only_where_something_serves_it(channel: str, offered: bool) -> None:
    assert CodeChannels([MailChannel(SERVER)]).offers(channel) is offered
    assert not CodeChannels([]).offers(channel)


def test_channel_that_somebody_adds_delivers() -> None:
    taken: list[CodeMessage] = []

    class Messenger:
        @hookimpl
        def offers(self, channel: str) -> bool | None:
            return True if channel == "other" else None

        @hookimpl
        def deliver_code(self, channel: str, message: CodeMessage) -> bool | None:
            if channel != "other":
                return None
            taken.append(message)
            return True

    channels = CodeChannels([MailChannel(SERVER), Messenger()])

    assert channels.offers("other")
    assert channels.deliver("other", MESSAGE)
    assert (taken, Post.sent) == ([MESSAGE], [])


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("smtps://portal:secret@mail.example.ru", SERVER),
        (
            "smtp+starttls://mail.example.ru",
            MailServer("mail.example.ru", 587, "starttls", "portal@example.ru"),
        ),
        (
            "smtp://localhost:2525",
            MailServer("localhost", 2525, "none", "portal@example.ru"),
        ),
        ("", None),
    ],
)
def test_server_is_read_from_the_settings(address: str, server: MailServer | None) -> None:
    environ = {"PORTAL_MAIL": address, "PORTAL_MAIL_FROM": "portal@example.ru"}

    assert mail_of(environ) == server


@pytest.mark.parametrize(
    ("address", "sender", "named"),
    [
        ("mail.example.ru", "portal@example.ru", "PORTAL_MAIL is"),
        ("http://mail.example.ru", "portal@example.ru", "PORTAL_MAIL is"),
        ("smtp://mail.example.ru:many", "portal@example.ru", "PORTAL_MAIL is"),
        ("smtps://mail.example.ru", "", "PORTAL_MAIL_FROM"),
    ],
)
def test_settings_that_cannot_be_are_named(address: str, sender: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        mail_of({"PORTAL_MAIL": address, "PORTAL_MAIL_FROM": sender})
