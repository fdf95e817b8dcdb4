"""Queued work: each job calls one use case and leaves its progress in a row that a page can show.

The row is the truth, the queue (huey) only carries its number: a number delivered twice runs once,
a number that was lost is put back when the worker starts. Papers are drawn here, off the web's
threads.
"""

from portal.jobs.kinds import KINDS
from portal.jobs.orders import Order
from portal.jobs.queue import enqueue, init_app, recover, run_here, run_worker
from portal.jobs.rows import fail_interrupted
from portal.jobs.running import run_job

__all__ = [
    "KINDS",
    "Order",
    "enqueue",
    "fail_interrupted",
    "init_app",
    "recover",
    "run_here",
    "run_job",
    "run_worker",
]
