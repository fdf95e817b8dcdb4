"""How a one-time code reaches a person: our own mail server, or a channel somebody adds.

A channel is a distribution with an entry point in the group ``portal.code_channels``: an object
with the hooks below, marked with ``hookimpl``. The code on paper is no channel: a page prints it.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from importlib.metadata import entry_points

import pluggy

from portal.config import MailServer

PROJECT = "portal_codes"
GROUP = "portal.code_channels"
EMAIL = "email"
SECONDS_TO_CONNECT = 10

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@dataclass(frozen=True, slots=True)
class CodeMessage:
    """What is delivered: to whom, the code, what it signs and until when (local, in words).

    ``address`` is the agreement's letterbox for «email», the card's telephone for «other».
    """

    address: str
    code: str
    subject: str
    until: str


class Specification:
    """The hooks of a channel; the first that answers something other than None decides."""

    @hookspec(firstresult=True)
    def offers(self, channel: str) -> bool | None:
        """Whether this channel («email», «other») can deliver now."""

    @hookspec(firstresult=True)
    def deliver_code(self, channel: str, message: CodeMessage) -> bool | None:
        """Hand the code over; True when the channel took it, False when it failed."""


class MailChannel:
    """Codes by e-mail through the configured server."""

    def __init__(self, server: MailServer) -> None:
        """Keep the server; nothing is connected before there is something to send."""
        self.server = server

    @hookimpl
    def offers(self, channel: str) -> bool | None:
        return True if channel == EMAIL else None

    @hookimpl
    def deliver_code(self, channel: str, message: CodeMessage) -> bool | None:
        if channel != EMAIL:
            return None
        letter = EmailMessage()
        letter["From"], letter["To"] = self.server.sender, message.address
        letter["Subject"] = "Код для подписи"
        letter.set_content(
            f"Код: {message.code}\n\n{message.subject}. Код действует до {message.until} и один "
            "раз. Введите его в своём кабинете. Никому не называйте код, и сотрудникам тоже. Если "
            "вы его не просили, ничего не делайте и скажите об этом учреждению.\n"
        )
        try:
            with self._connected() as connection:
                connection.send_message(letter)
        except (OSError, smtplib.SMTPException):
            return False
        return True

    def _connected(self) -> smtplib.SMTP:
        server = self.server
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host,
                server.port,
                timeout=SECONDS_TO_CONNECT,
                context=ssl.create_default_context(),
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS_TO_CONNECT)
            if server.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
        return connection


class CodeChannels:
    """Every channel of the installation."""

    def __init__(self, channels: Iterable[object]) -> None:
        """Register the channels; an unknown hook is an error of whoever wrote the channel."""
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(Specification)
        for channel in channels:
            self._manager.register(channel)
        self._manager.check_pending()

    def offers(self, channel: str) -> bool:
        """Whether something delivers by this channel."""
        return bool(self._manager.hook.offers(channel=channel))

    def deliver(self, channel: str, message: CodeMessage) -> bool:
        """Whether the code is on its way."""
        return bool(self._manager.hook.deliver_code(channel=channel, message=message))


def installed_channels(mail: MailServer | None) -> CodeChannels:
    """The mail server of the settings and every installed distribution that adds a channel."""
    own = [MailChannel(mail)] if mail else []
    return CodeChannels([*own, *(entry.load() for entry in entry_points(group=GROUP))])
