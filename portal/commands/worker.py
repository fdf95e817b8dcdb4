"""``portal worker``: runs queued jobs until it is told to stop."""

from __future__ import annotations

from portal.commands.application import opened_app
from portal.jobs import run_worker


def work(*, workers: int) -> None:
    """Run the queue of the environment's settings."""
    with opened_app() as app:
        pass
    run_worker(app, workers=workers)
