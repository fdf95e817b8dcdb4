"""What a kind of job is given: its arguments, in whose name, under which law, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from flask import current_app

from portal.models.types import JsonObject
from portal.signing.vault import Vault
from portal.usecases.actor import Actor
from portal.usecases.sealing import Sealer

if TYPE_CHECKING:
    from portal.config import Settings
    from portal.documents.press import Press
    from portal.regions.registry import Region


class Progress(Protocol):
    """How a use case tells how far it is: done of total, and what it is at."""

    def __call__(self, done: int, total: int, message: str = "") -> None: ...


class Keep(Protocol):
    """How a job leaves what came of it so far; the last word is its result."""

    def __call__(self, so_far: JsonObject) -> None: ...


@dataclass(frozen=True, slots=True)
class Order:
    """Everything a kind of job needs to call its use case."""

    arguments: JsonObject
    region: Region
    actor: Actor
    press: Press
    now: datetime
    progress: Progress
    keep: Keep
    opened: Sealer | None = None

    @property
    def sealer(self) -> Sealer:
        """What seals at the director's signature: what the request has opened, or the vault."""
        if self.opened is not None:
            return self.opened
        settings: Settings = current_app.extensions["settings"]
        return Sealer(Vault(settings.secret_key))

    def day(self, name: str) -> date:
        """An argument that is a day or a month."""
        return date.fromisoformat(str(self.arguments[name]))

    def number(self, name: str) -> int:
        """An argument that is a row's number or its version."""
        return int(str(self.arguments[name]))


Kind = Callable[[Order], JsonObject]
