"""How a provider spends the bound of a course: on the whole of it, or month by month (VLA-FEE-09).

The region names its reading; where its clause allows the other one, the provider may choose it.
Acts already issued keep theirs.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.domain.fee_rules import CapPeriod
from portal.domain.violations import refuse
from portal.models import FeeSetting
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.queries.month_bounds import CourseReading, course_reading
from portal.usecases.transaction import reading, transaction


@dataclass(frozen=True, slots=True)
class ChooseCapPeriod:
    """The reading that the provider follows from now on."""

    period: CapPeriod


def get_course_reading(*, region: Region, actor: Actor, now: datetime) -> CourseReading | None:
    """The reading in force; None where the region has no courses."""
    with reading() as session:
        return course_reading(session, actor.provider_id, region.today(now), region)


def choose_cap_period(
    command: ChooseCapPeriod, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Follow a reading in all acts to come; value_invalid where the region has no courses."""
    with transaction() as session:
        present = course_reading(session, actor.provider_id, region.today(now), region)
        if present is None:
            refuse(
                "value_invalid",
                "В этом регионе предел платы всегда месячный: выбирать нечего.",
                field="period",
            )
        row = session.scalars(
            select(FeeSetting).where(FeeSetting.provider_id == actor.provider_id)
        ).one_or_none()
        if row is None:
            row = FeeSetting(provider_id=actor.provider_id)
            session.add(row)
        row.cap_period = command.period
        row.changed_at, row.changed_by_id = now, actor.membership_id
        session.flush()
        audit.record(
            session,
            actor,
            now,
            "cap_period_chosen",
            "provider",
            actor.provider_id,
            {"period": present.period},
            {"period": command.period},
        )
