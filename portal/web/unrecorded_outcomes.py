"""A review without an outcome beside a newer programme, told wherever either of the two is read.

Templates ask with ``{{ unrecorded_note(unrecorded_outcome_of(programme_id)) }}``.
"""

from __future__ import annotations

from flask import Flask

from portal.usecases.queries.unrecorded_outcomes import UnrecordedOutcome, unrecorded_outcome
from portal.web.access import actor


def init_app(app: Flask) -> None:
    """Let templates ask."""
    app.jinja_env.globals.update(unrecorded_outcome_of=unrecorded_outcome_of)


def unrecorded_outcome_of(programme_id: int) -> UnrecordedOutcome | None:
    """The open review that the programme stands on either side of."""
    return unrecorded_outcome(actor(), programme_id)
