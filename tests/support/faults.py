"""Things going wrong on purpose: a statement that fails, a process that is killed."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event


class Fault(Exception):
    """What the planted failure raises: nothing in the portal knows how to handle it."""


@contextmanager
def failing_at(engine: Engine, number: int) -> Iterator[list[str]]:
    """Let the statement of this number fail before it reaches the database; COMMIT counts too.

    The yielded list holds what was going to run, up to and including the one that failed.
    """
    seen: list[str] = []

    def reach(statement: str) -> None:
        seen.append(statement)
        if len(seen) == number:
            raise Fault(f"{number}: {statement}")

    def execute(_connection: Connection, _cursor: object, statement: str, *_others: object) -> None:
        reach(statement)

    def commit(_connection: Connection) -> None:
        reach("COMMIT")

    event.listen(engine, "before_cursor_execute", execute)
    event.listen(engine, "commit", commit)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", execute)
        event.remove(engine, "commit", commit)


def at_every_statement(engine: Engine, act: Callable[[], object], check: Callable[[], None]) -> int:
    """Fail ``act`` before each of its statements in turn and ``check`` after each failure.

    Returns how many failures it took until ``act`` went through.
    """
    number = 0
    while True:
        number += 1
        with failing_at(engine, number) as seen:
            try:
                act()
            except Fault:
                pass
            else:
                assert len(seen) < number
                return number - 1
        check()


def killed_after(seconds: float, work: Callable[[Callable[[str], None]], None]) -> list[str]:
    """Run ``work`` in a child process, kill it without warning, return what it acknowledged.

    ``work`` gets a function that acknowledges one operation; the time runs from the first one.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            work(lambda text: _tell(writing, text))
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        first = told.readline()
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return (first + told.read()).split()


def _tell(descriptor: int, text: str) -> None:
    os.write(descriptor, f"{text}\n".encode())
