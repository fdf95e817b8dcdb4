"""What the database itself refuses, by the name of its constraint or guard."""

from collections.abc import Callable

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.usecases.refusals import constraint_name


def refused_by(session: Session, act: Callable[[], object]) -> str | None:
    """The name of what refused the act, after which nothing of it is left."""
    with pytest.raises(IntegrityError) as refusal:
        act()
    session.rollback()
    return constraint_name(refusal.value)
