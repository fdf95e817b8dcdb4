"""A process that has read the portal's code already: a portal forked from it starts at once.

A month of a story starts the portal again on every day, and reading the code took more time than
the day's work. What runs is what the two commands run, under the settings of a fresh environment.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

from gunicorn.app.wsgiapp import run as serve

from portal.app import sound_regions
from portal.cli import main as portal
from portal.jobs import run_worker

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {"gunicorn": serve, "portal": portal}
# Read while nothing waits for it: the queue's code and the regions, which never change.
READ = (run_worker, sound_regions())


def start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> BaseProcess:
    """Run `gunicorn …` or `portal …` in a process of its own that writes into the log."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_run, args=(list(command), dict(environment), log))
    process.start()
    return process


def _run(command: list[str], environment: dict[str, str], log: Path) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as written:
        for stream in (1, 2):
            os.dup2(written.fileno(), stream)
    sys.argv = command
    with suppress(KeyboardInterrupt):
        COMMANDS[command[0]]()
