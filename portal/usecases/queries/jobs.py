"""What the progress page reads: one job of the reader's provider."""

from dataclasses import dataclass
from datetime import datetime

from portal.models import Job, JobState
from portal.models.types import JsonObject
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class JobView:
    """Where a job stands; ``result`` is what it left behind, ``error_number`` finds its failure."""

    id: int
    kind: str
    arguments: JsonObject
    state: JobState
    done: int
    total: int
    message: str
    error_number: str | None
    result: JsonObject | None
    queued_at: datetime
    finished_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether there is still something to wait for."""
        return self.state in (JobState.QUEUED, JobState.RUNNING)


def get_job(actor: Actor, job_id: int) -> JobView:
    """One job of the reader's provider; NotFound for any other."""
    with reading() as session:
        job = own(session, Job, job_id, actor.provider_id)
        return JobView(
            id=job.id,
            kind=job.kind,
            arguments=job.arguments,
            state=job.state,
            done=job.done,
            total=job.total,
            message=job.message,
            error_number=job.error_number,
            result=job.result,
            queued_at=job.queued_at,
            finished_at=job.finished_at,
        )
