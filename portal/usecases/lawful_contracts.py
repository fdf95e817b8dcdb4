"""What the law asks before a contract on a programme may be drawn up, and who signs it."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.domain.capacity import Stay
from portal.models import Contract, Department, Programme, Representative
from portal.regions.registry import Region
from portal.usecases.child_opinions import demand_heard_at_contract
from portal.usecases.contract_demands import (
    demand_free_programme,
    demand_new_income,
    demand_short_service,
    demand_single,
)
from portal.usecases.contract_fee import demand_papers
from portal.usecases.contract_rows import ConcludeContract, last_day
from portal.usecases.council_decisions import demand_council
from portal.usecases.facts import CaseFile
from portal.usecases.intake import demand_health
from portal.usecases.missing_people import NotBegun, demand_not_missing
from portal.usecases.places import demand_place
from portal.usecases.programme_content import demand_content
from portal.usecases.programme_details import demand_age
from portal.usecases.provider_register import demand_in_register
from portal.usecases.refusal_scopes import demand_not_ended
from portal.usecases.signatories import choose_representative, signing_on
from portal.usecases.unit_contracts import demand_contracts_made

Check = Callable[[], object]
"""One question of the law: it refuses by RulesBroken."""


def lawful_checks(
    session: Session,
    command: ConcludeContract,
    case: CaseFile,
    programme: Programme,
    returned: Contract | None,
    region: Region,
) -> tuple[Check, ...]:
    """What must hold of the programme, the person and the provider, whoever signs; in order.

    ``returned`` is a contract that is being drawn up anew: it stands in its own way nowhere.
    """
    rules = region.rules.contract_rules.on(case.day)
    day, first = case.day, command.starts_on or case.day
    asked = NotBegun.CONTRACT.label
    return (
        lambda: demand_not_missing(case.recipient, day, field="programme_id", asked=asked),
        lambda: demand_contracts_made(session, programme, region, day),
        lambda: demand_free_programme(session, programme, region, first, besides=returned),
        lambda: demand_not_ended(session, programme, region),
        lambda: demand_content(session, programme, region, day),
        lambda: demand_single(session, programme, rules, first, besides=returned),
        lambda: _demand_own_income(session, command, programme, region, case),
        lambda: demand_in_register(session, programme.provider_id, programme.form, day, region),
        lambda: demand_age(region, programme.unit_code, case.recipient.born, day),
    )


def signs_for(case: CaseFile, command: ConcludeContract, region: Region) -> Representative | None:
    """The representative whom the contract names; None where the recipient signs alone."""
    signing = signing_on(case.recipient, case.representatives, case.day)
    rules = region.rules.contract_rules.on(case.day)
    return choose_representative(signing, command.representative_id, rules)


def checks_of_case(
    session: Session,
    case: CaseFile,
    programme: Programme,
    region: Region,
    *,
    told: bool,
    represented: bool,
) -> tuple[Check, ...]:
    """What must be in the file once it is known who signs: papers, health, the council's decision.

    ``told``: whoever asks may read of health (FED-PDP-01).
    """
    return (
        lambda: demand_papers(case, region, represented=represented),
        lambda: demand_heard_at_contract(session, case, region),
        lambda: demand_health(case, region, told=told),
        lambda: demand_council(session, programme, region, case.day),
    )


def take_place(
    session: Session,
    command: ConcludeContract,
    case: CaseFile,
    programme: Programme,
    returned: Contract | None,
    region: Region,
) -> Department | None:
    """The department whose place the contract takes, where places are counted (VLA-CAP-01)."""
    end = last_day(command, programme)
    if command.temporary:
        demand_short_service(case, end, region)
    besides = returned.id if returned else None
    wanted = Stay(command.starts_on or case.day, end)
    return demand_place(session, case, wanted, command.course_start, region=region, besides=besides)


def _demand_own_income(
    session: Session,
    command: ConcludeContract,
    programme: Programme,
    region: Region,
    case: CaseFile,
) -> None:
    if command.same_application is False:
        demand_new_income(session, programme, region, case.day)
