import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from portal.cli import main

Case = dict[str, object]


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.out)
        return found

    @property
    def answers(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> dict[str, str | None]:
        found: dict[str, dict[str, str | None]] = json.loads(self.err)
        return found["error"]


Portal = Callable[..., Outcome]


@pytest.fixture
def portal() -> Portal:
    """The command in this process: arguments, then what it reads."""

    def call(*arguments: str, reads: Mapping[str, object] | str | bytes = "") -> Outcome:
        given = json.dumps(reads) if isinstance(reads, Mapping) else reads
        result = CliRunner().invoke(main, arguments, input=given, catch_exceptions=False)
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return call
