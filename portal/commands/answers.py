"""How commands answer: JSON on standard output, one error object on standard error.

Bytes are written as UTF-8 whatever the terminal's locale says; another program reads them.
"""

from __future__ import annotations

import json
import sys
from enum import IntEnum
from typing import NoReturn

from portal.domain.violations import RulesBroken
from portal.explain.answers import Answer
from portal.explain.shapes import Misshapen

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


class Status(IntEnum):
    """The exit status of every command."""

    DONE = 0
    REFUSED = 1
    WRONG_INPUT = 2


def write(answer: Answer) -> None:
    """One JSON object a line on standard output, written at once."""
    sys.stdout.buffer.write(as_line(answer))
    sys.stdout.buffer.flush()


def write_text(line: str) -> None:
    """One line for people on standard output."""
    sys.stdout.buffer.write(f"{line}\n".encode(errors="replace"))
    sys.stdout.buffer.flush()


def say(message: str) -> None:
    """A sentence for the person at the terminal, on standard error."""
    sys.stderr.buffer.write(f"{message}\n".encode(errors="replace"))
    sys.stderr.buffer.flush()


def fail(error: Answer, status: Status) -> NoReturn:
    """Write the error object on standard error and leave with the status."""
    sys.stderr.buffer.write(as_line(error))
    sys.stderr.buffer.flush()
    sys.exit(status)


def as_line(answer: Answer) -> bytes:
    """The answer as one line; a lone surrogate from strange input becomes a question mark."""
    return _ENCODE(answer).encode(errors="replace") + b"\n"


def error_of(refusal: RulesBroken | Misshapen) -> Answer:
    """The error object of the first thing that is wrong."""
    if isinstance(refusal, Misshapen):
        return error_object("value_invalid", refusal.field, refusal.text)
    first = refusal.violations[0]
    return error_object(first.code, first.field, first.text)


def error_object(code: str, field: str | None, message: str) -> Answer:
    """An error as every command shows it: what, where, and what to do about it."""
    return {"error": {"code": code, "field": field, "message": message}}
