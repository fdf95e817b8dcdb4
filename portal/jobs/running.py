"""A job is run once, and its row tells how it ended."""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace

from portal.domain.violations import RulesBroken
from portal.jobs.kinds import KINDS
from portal.jobs.rows import claim, finish, order_of
from portal.models import JobState
from portal.usecases.sealing import Sealer

log = logging.getLogger(__name__)


def run_job(job_id: int, *, opened: Sealer | None = None) -> None:
    """Run a queued job to its end, good or bad; does nothing when it is not queued any more."""
    if not claim(job_id):
        return
    try:
        kind, order = order_of(job_id)
        result = KINDS[kind](replace(order, opened=opened))
    except RulesBroken as refusal:
        sentences = " ".join(violation.text for violation in refusal.violations)
        finish(job_id, JobState.FAILED, message=sentences)
    except Exception:
        number = secrets.token_hex(4)
        log.exception("Job %s failed, error number %s", job_id, number)
        sentence = (
            f"Работа не выполнена из-за ошибки в программе, её номер {number}. "
            "Сообщите номер администратору; данные остались целы."
        )
        finish(job_id, JobState.FAILED, message=sentence, error_number=number)
    else:
        finish(job_id, JobState.DONE, result=result)
