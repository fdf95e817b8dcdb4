"""Every verb by its name."""

from collections.abc import Mapping

from portal.scenarios import (
    act_verbs,
    admission_verbs,
    amendment_verbs,
    bound_verbs,
    child_verbs,
    contract_verbs,
    family_verbs,
    month_verbs,
    move_verbs,
    notice_verbs,
    people_around_verbs,
    people_verbs,
    suspension_verbs,
    termination_verbs,
    time_verbs,
    transfer_choice_verbs,
    transfer_handover_verbs,
    transfer_verbs,
    urgent_verbs,
)
from portal.scenarios.verb import Verb

VERBS: Mapping[str, Verb] = {
    **people_verbs.VERBS,
    **people_around_verbs.VERBS,
    **contract_verbs.VERBS,
    **suspension_verbs.VERBS,
    **amendment_verbs.VERBS,
    **month_verbs.VERBS,
    **act_verbs.VERBS,
    **bound_verbs.VERBS,
    **admission_verbs.VERBS,
    **child_verbs.VERBS,
    **termination_verbs.VERBS,
    **transfer_verbs.VERBS,
    **transfer_choice_verbs.VERBS,
    **transfer_handover_verbs.VERBS,
    **move_verbs.VERBS,
    **notice_verbs.VERBS,
    **urgent_verbs.VERBS,
    **family_verbs.VERBS,
    **time_verbs.VERBS,
}
ADVANCE_CLOCK = "advance_clock"
ASK_FACTS = "facts"
