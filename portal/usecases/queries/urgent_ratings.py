"""Ratings of urgent help: that of one case, and the totals of a year (VLA-RGT-05)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.domain.information import QualityMark, Rater, UrgentQuality
from portal.models import UrgentCase, UrgentMark, UrgentRating
from portal.usecases.actor import Actor
from portal.usecases.queries.scope import about_own_people
from portal.usecases.transaction import reading

NOT_REACHED = "результата пока нет"


@dataclass(frozen=True, slots=True)
class RatingView:
    """The rating of a case; ``marks`` by the codes of criteria."""

    marks: dict[str, QualityMark]
    result: str | None
    rater: Rater
    rated_on: date
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class CriterionTotal:
    """How many cases of a year have each mark of one criterion."""

    title: str
    counts: dict[QualityMark, int]


@dataclass(frozen=True, slots=True)
class RatingTotals:
    """The cases of a year that are rated: by criteria, by results, on whose word."""

    rated: int
    criteria: tuple[CriterionTotal, ...]
    results: tuple[tuple[str, int], ...]
    by_recipients: int


def get_rating(actor: Actor, case_id: int) -> RatingView | None:
    """The rating of a case of the reader's provider, None while there is none."""
    wanted = (
        select(UrgentRating)
        .where(UrgentRating.provider_id == actor.provider_id, UrgentRating.case_id == case_id)
        .options(selectinload(UrgentRating.marks))
    )
    with reading() as session:
        row = session.scalar(wanted)
        if row is None:
            return None
        return RatingView(
            marks={one.criterion: one.mark for one in row.marks},
            result=row.result,
            rater=row.rater,
            rated_on=row.rated_on,
            note=row.note,
            version=row.version,
        )


def rating_totals(actor: Actor, quality: UrgentQuality, year: int) -> RatingTotals:
    """Ratings of the acts of a year, about people whom the reader serves; counted in SQL."""
    joined = (UrgentCase, UrgentCase.id == UrgentRating.case_id)
    among = (
        UrgentCase.provider_id == actor.provider_id,
        UrgentCase.year == year,
        *about_own_people(actor, UrgentCase.recipient_id),
    )
    marks = (
        select(UrgentMark.criterion, UrgentMark.mark, func.count())
        .join(UrgentRating, UrgentRating.id == UrgentMark.rating_id)
        .join(*joined)
        .where(*among)
        .group_by(UrgentMark.criterion, UrgentMark.mark)
    )
    ends = (
        select(UrgentRating.result, UrgentRating.rater, func.count())
        .join(*joined)
        .where(*among)
        .group_by(UrgentRating.result, UrgentRating.rater)
    )
    with reading() as session:
        counted = {(code, mark): count for code, mark, count in session.execute(marks)}
        ended = session.execute(ends).all()
    titles = {one.code: one.title for one in quality.results.choices} | {None: NOT_REACHED}
    return RatingTotals(
        rated=sum(count for _, _, count in ended),
        criteria=tuple(
            CriterionTotal(
                one.title, {mark: counted.get((one.code, mark), 0) for mark in QualityMark}
            )
            for one in quality.criteria.choices
        ),
        results=tuple(
            (title, sum(count for code, _, count in ended if code == wanted))
            for wanted, title in titles.items()
        ),
        by_recipients=sum(count for _, rater, count in ended if rater is Rater.RECIPIENT),
    )
