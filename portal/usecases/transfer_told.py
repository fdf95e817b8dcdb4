"""By when the authority's answer must reach the recipient (AST-NOT-03)."""

from datetime import date

from sqlalchemy.orm import Session

from portal.domain.calendar import counted
from portal.domain.notices import NoticeRule, notice_due
from portal.domain.violations import Violation
from portal.models import Transfer
from portal.regions.registry import Region
from portal.usecases.work_calendar import work_calendar

RECOMMENDED_NOTICE = "transfer_agreed"


def recommended_notice(region: Region, day: date) -> NoticeRule | None:
    """The duty to pass the authority's answer on (AST-NOT-03); None where no act has one."""
    notices = region.rules.notices.on(day).notices
    return next((one for one in notices if one.code == RECOMMENDED_NOTICE), None)


def told_term(session: Session, row: Transfer, region: Region, on: date) -> date | None:
    """By when the answer must reach the recipient; None where no act or no calendar says it."""
    rule = recommended_notice(region, row.applied_on)
    if rule is None:
        return None
    calendar = work_calendar(session, region)
    found = counted(lambda: notice_due(rule, on, calendar))
    return None if found is None or isinstance(found, Violation) else found.at.date()
