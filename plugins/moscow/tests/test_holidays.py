"""A new provider's contract around the holidays (MSK-TRN-01, MSK-CON-01), counted by hand."""

from datetime import datetime

import pytest

from portal.domain.contract_due import contract_due
from portal.regions.registry import build
from portal_moscow import plugin

MOSCOW = build("moscow", plugin)


@pytest.mark.parametrize(
    ("presented", "until"),
    [
        ("2025-04-30T11:00", "2025-05-05"),
        ("2025-05-07T11:00", "2025-05-12"),
        ("2026-04-30T11:00", "2026-05-04"),
        ("2026-05-08T11:00", "2026-05-12"),
        ("2026-05-12T11:00", "2026-05-13"),
        ("2025-12-29T11:00", "2025-12-30"),
        ("2025-12-30T11:00", "2026-01-12"),
        ("2026-01-12T11:00", "2026-01-13"),
    ],
)
def test_a_working_day_for_the_new_contract(presented: str, until: str) -> None:
    moment = datetime.fromisoformat(presented)

    found = contract_due(MOSCOW.rules.contract_rules.on(moment.date()), moment, MOSCOW.calendar)

    assert found.due.rule.citation.rule == "MSK-CON-01"
    assert found.due.at.date().isoformat() == until
