"""A contract refused on the lawful grounds only: its number, its paper, the clock that stops."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from portal.domain.authorities import Capacity
from portal.domain.endings import Handover
from portal.domain.violations import Conflict, NotAllowed
from portal.models import (
    ContractRefusal,
    Department,
    Paper,
    Programme,
    Recipient,
    RepresentativeKind,
)
from portal.usecases.contract_refusals import (
    ContractRefused,
    HandOverRefusal,
    LiftRefusal,
    RefuseContract,
    hand_over_refusal,
    lift_refusal,
    refuse_contract,
)
from portal.usecases.ending_text import BasisPaper
from portal.usecases.queries.contract_refusals import (
    get_refusal,
    refusal_desk,
    refusal_receiver,
)
from portal.usecases.queries.contract_tasks import contract_tasks
from portal.usecases.transaction import transaction
from tests.support import factories
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    BlankPress,
    House,
    conclude,
    contract_in_force,
    earn,
    expect_refusal,
    hand_in_everything,
    present,
    register,
)

CONCLUSION = BasisPaper(
    "medical_conclusion", TODAY, "17", "поликлиника № 1", valid_until=TODAY, contraindicated=True
)
MEDICAL = "medical_contraindication"


@pytest.fixture
def programme_id(house: House) -> int:
    recipient_id = register(house, department_id=house.department_id)
    earn(house, recipient_id)
    hand_in_everything(house, recipient_id)
    return present(house, recipient_id).id


def no(
    house: House, programme_id: int, ground: str = MEDICAL, *papers: BasisPaper
) -> ContractRefused:
    return refuse_contract(
        RefuseContract(programme_id, ground, papers),
        region=house.region,
        actor=house.director,
        now=MORNING,
        press=BlankPress(),
    )


def test_the_citizens_choice_outweighs_the_programmes_list(house: House, programme_id: int) -> None:
    """FED-REC-04: a provider outside the list may not refuse for that, and the page says so."""
    with expect_refusal(house.session, "ground_unknown", "ground") as refused:
        no(house, programme_id, "not_recommended")
    desk = refusal_desk(house.director, programme_id, house.region, TODAY)

    assert desk.unlawful == refused.value.violations
    assert [one.citation and one.citation.rule for one in desk.unlawful] == ["FED-REC-04"]


def places(house: House, count: int | None) -> None:
    with transaction() as session:
        session.get_one(Department, house.department_id).places = count


def test_medical_refusal_has_a_number_and_a_frozen_paper(house: House, programme_id: int) -> None:
    done = no(house, programme_id, MEDICAL, CONCLUSION)

    assert (done.number, done.ground) == ("1/2026", MEDICAL)
    row = house.session.get_one(ContractRefusal, done.id)
    paper = house.session.get_one(Paper, row.paper_id)
    assert "17" in str(paper.inputs["basis"])


@pytest.mark.parametrize(
    ("ground", "papers", "code", "field"),
    [
        (MEDICAL, (), "medical_conclusion_missing", "medical_conclusion"),
        (
            MEDICAL,
            (BasisPaper("medical_conclusion", TODAY, "17"),),
            "value_invalid",
            "papers.medical_conclusion",
        ),
        (
            MEDICAL,
            (BasisPaper("medical_conclusion", date(2014, 12, 31), "17", "поликлиника № 1"),),
            "value_invalid",
            "papers.medical_conclusion",
        ),
        ("no_money", (), "ground_unknown", "ground"),
        ("no_vacancy", (), "vacancy_exists", "no_free_place"),
    ],
)
def test_other_refusals_are_none(
    house: House,
    programme_id: int,
    ground: str,
    papers: tuple[BasisPaper, ...],
    code: str,
    field: str,
) -> None:
    with expect_refusal(house.session, code, field):
        no(house, programme_id, ground, *papers)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        pytest.param({"valid_until": None}, "documents_missing", "valid.medical_conclusion",
                     id="no term"),
        pytest.param({"contraindicated": False}, "documents_missing", "against.medical_conclusion",
                     id="names no contraindications"),
        pytest.param({"valid_until": TODAY - timedelta(days=1)}, "value_invalid",
                     "valid.medical_conclusion", id="held until yesterday"),
        pytest.param({"words": "ъ"}, "value_invalid", "papers.medical_conclusion",
                     id="issued by a letter"),
    ],
)  # fmt: skip
def test_a_conclusion_is_refused_that_is_not_of_the_form_or_holds_no_longer(
    house: House, programme_id: int, changes: dict[str, Any], code: str, field: str
) -> None:
    """FED-DOC-02; one that holds through today does, as every other test here shows."""
    with expect_refusal(house.session, code, field):
        no(house, programme_id, MEDICAL, replace(CONCLUSION, **changes))


@pytest.mark.parametrize(("count", "refused"), [(0, True), (1, False), (None, False)])
def test_no_place_is_a_ground_only_while_none_is_free(
    house: House, programme_id: int, count: int | None, *, refused: bool
) -> None:
    places(house, count)

    if refused:
        assert no(house, programme_id, "no_vacancy").ground == "no_vacancy"
        return
    with expect_refusal(house.session, "vacancy_exists", "no_free_place"):
        no(house, programme_id, "no_vacancy")


def test_refused_programme_waits_for_no_contract(house: House, programme_id: int) -> None:
    assert contract_tasks(house.director, TODAY).draft_total == 1

    no(house, programme_id, MEDICAL, CONCLUSION)

    assert contract_tasks(house.director, TODAY).draft_total == 0
    with expect_refusal(house.session, "transition_not_allowed", "programme_id"):
        conclude(house, programme_id)


def test_lifted_refusal_lets_the_contract_be_concluded(house: House, programme_id: int) -> None:
    done = no(house, programme_id, MEDICAL, CONCLUSION)

    lift_refusal(
        LiftRefusal(done.id, "новое заключение"),
        region=house.region,
        actor=house.director,
        now=MORNING,
    )

    assert contract_tasks(house.director, TODAY).draft_total == 1
    assert conclude(house, programme_id).number == "1/2026"


def test_refusal_is_lifted_with_a_reason_and_once(house: House, programme_id: int) -> None:
    done = no(house, programme_id, MEDICAL, CONCLUSION)
    for reason in ("  ", "ъ"):
        with expect_refusal(house.session, "value_invalid", "reason"):
            lift_refusal(
                LiftRefusal(done.id, reason), region=house.region, actor=house.director, now=MORNING
            )
    lift_refusal(
        LiftRefusal(done.id, "место"), region=house.region, actor=house.director, now=MORNING
    )
    with expect_refusal(house.session, "transition_not_allowed"):
        lift_refusal(
            LiftRefusal(done.id, "ещё раз"), region=house.region, actor=house.director, now=MORNING
        )


def test_second_refusal_of_a_programme_is_none(house: House, programme_id: int) -> None:
    no(house, programme_id, MEDICAL, CONCLUSION)

    with expect_refusal(house.session, "transition_not_allowed", "programme_id"):
        no(house, programme_id, MEDICAL, CONCLUSION)


def test_programme_with_a_contract_is_not_refused(house: House) -> None:
    contract_in_force(house)

    with expect_refusal(house.session, "overlap", "programme_id"):
        no(house, 1, MEDICAL, CONCLUSION)


def test_only_the_director_refuses(house: House, programme_id: int) -> None:
    with pytest.raises(NotAllowed):
        refuse_contract(
            RefuseContract(programme_id, MEDICAL, (CONCLUSION,)),
            region=house.region,
            actor=house.worker,
            now=MORNING,
            press=BlankPress(),
        )


@pytest.mark.parametrize(
    ("day", "fine"), [(date(2026, 3, 1), False), (TODAY, True), (date(2026, 3, 3), False)]
)
def test_paper_is_handed_over_between_its_day_and_today(
    house: House, programme_id: int, day: date, *, fine: bool
) -> None:
    done = no(house, programme_id, MEDICAL, CONCLUSION)
    command = HandOverRefusal(done.id, day, Handover.REGISTERED_POST)

    if not fine:
        with expect_refusal(house.session, "value_invalid", "handed_on"):
            hand_over_refusal(command, region=house.region, actor=house.worker, now=MORNING)
        return
    hand_over_refusal(command, region=house.region, actor=house.worker, now=MORNING)
    with expect_refusal(house.session, "transition_not_allowed", "handed_on"):
        hand_over_refusal(command, region=house.region, actor=house.worker, now=MORNING)


def test_line_of_the_register_cannot_be_rewritten(house: House, programme_id: int) -> None:
    no(house, programme_id, MEDICAL, CONCLUSION)

    with pytest.raises(Conflict), transaction() as session:
        session.execute(update(ContractRefusal).values(ground_title="другое"))


@pytest.mark.parametrize(
    ("kind", "capacity", "told", "beside"),
    [
        (RepresentativeKind.ATTORNEY, None, False, None),
        (RepresentativeKind.GUARDIAN, Capacity.INCAPABLE, True, False),
        (RepresentativeKind.TRUSTEE, Capacity.LIMITED, True, True),
    ],
)
def test_a_refusal_is_addressed_to_who_would_sign_the_contract(
    house: House,
    programme_id: int,
    kind: RepresentativeKind,
    capacity: Capacity | None,
    told: bool,
    beside: bool | None,
) -> None:
    """FED-MIN-01, FED-PDP-04: an attorney of somebody who signs alone is told nothing of health.

    Whoever signs with a trustee's consent takes the paper too.
    """
    programme = house.session.get_one(Programme, programme_id)
    person = house.session.get_one(Recipient, programme.recipient_id)
    factories.make_representative(house.session, person, kind=kind, since=date(2026, 3, 1))
    if capacity is not None:
        person.capacity, person.capacity_since = capacity, date(2026, 3, 1)
        person.capacity_basis = "решение районного суда № 2-15"
    house.session.commit()

    done = no(house, programme_id, MEDICAL, CONCLUSION)

    row = house.session.get_one(ContractRefusal, done.id)
    paper = house.session.get_one(Paper, row.paper_id)
    printed = paper.inputs["representative"]
    assert (printed is not None) is told
    assert (printed["beside"] if isinstance(printed, dict) else None) is beside


def somebody(
    house: House,
    programme_id: int,
    *,
    capacity: Capacity | None = None,
    kind: RepresentativeKind | None = None,
    since: date = date(2026, 3, 1),
) -> Recipient:
    """The person of the programme, with a court's word and a representative where given."""
    programme = house.session.get_one(Programme, programme_id)
    person = house.session.get_one(Recipient, programme.recipient_id)
    if capacity is not None:
        person.capacity, person.capacity_since = capacity, date(2026, 3, 1)
        person.capacity_basis = "решение районного суда № 2-15"
    if kind is not None:
        factories.make_representative(house.session, person, kind=kind, since=since)
    house.session.commit()
    return person


OTHER_WAYS = {Handover.REGISTERED_POST, Handover.REFUSED}
FITTING = [
    pytest.param(None, None, {Handover.IN_PERSON}, id="signs alone"),
    pytest.param(None, RepresentativeKind.ATTORNEY, {Handover.IN_PERSON}, id="an attorney beside"),
    pytest.param(
        Capacity.LIMITED,
        RepresentativeKind.TRUSTEE,
        {Handover.IN_PERSON, Handover.REPRESENTATIVE},
        id="with a trustee",
    ),
    pytest.param(
        Capacity.INCAPABLE,
        RepresentativeKind.GUARDIAN,
        {Handover.REPRESENTATIVE},
        id="by a guardian alone",
    ),
    pytest.param(Capacity.INCAPABLE, None, set(), id="no guardian recorded"),
]


@pytest.mark.parametrize(("capacity", "kind", "fitting"), FITTING)
def test_a_refusal_is_handed_to_its_addressee_alone(
    house: House,
    programme_id: int,
    capacity: Capacity | None,
    kind: RepresentativeKind | None,
    fitting: set[Handover],
) -> None:
    """FED-MIN-01: what fits is offered and taken, anything else is neither."""
    somebody(house, programme_id, capacity=capacity, kind=kind)
    done = no(house, programme_id, MEDICAL, CONCLUSION)
    offered = refusal_receiver(house.director, get_refusal(house.director, done.id), TODAY)

    assert set(offered.ways) == fitting | OTHER_WAYS
    for way in sorted(set(Handover) - set(offered.ways)):
        with expect_refusal(house.session, "not_authorised", "handed"):
            hand_over_refusal(
                HandOverRefusal(done.id, TODAY, way),
                region=house.region,
                actor=house.worker,
                now=MORNING,
            )
    taken = min(fitting or OTHER_WAYS)
    command = HandOverRefusal(done.id, TODAY, taken)
    hand_over_refusal(command, region=house.region, actor=house.worker, now=MORNING)
    assert house.session.get_one(ContractRefusal, done.id, populate_existing=True).handed is taken


@pytest.mark.parametrize(("later", "fine"), [(2, False), (3, True), (4, True)])
def test_a_guardian_recorded_afterwards_takes_the_refusal_from_the_own_first_day(
    house: House, programme_id: int, later: int, *, fine: bool
) -> None:
    """FED-MIN-01: the day of the handover counts; the paper left the name to be written."""
    somebody(house, programme_id, capacity=Capacity.INCAPABLE)
    done = no(house, programme_id, MEDICAL, CONCLUSION)
    first = TODAY + timedelta(days=3)
    somebody(house, programme_id, kind=RepresentativeKind.GUARDIAN, since=first)
    now = MORNING + timedelta(days=10)
    command = HandOverRefusal(done.id, TODAY + timedelta(days=later), Handover.REPRESENTATIVE)

    row = get_refusal(house.director, done.id)
    ways = refusal_receiver(house.director, row, TODAY + timedelta(days=10)).ways
    assert Handover.REPRESENTATIVE in ways
    if fine:
        hand_over_refusal(command, region=house.region, actor=house.worker, now=now)
        return
    with expect_refusal(house.session, "not_authorised", "handed"):
        hand_over_refusal(command, region=house.region, actor=house.worker, now=now)


@pytest.mark.parametrize(
    ("capacity", "kind", "unrepresented"),
    [
        (Capacity.INCAPABLE, None, True),
        (Capacity.INCAPABLE, RepresentativeKind.GUARDIAN, False),
        (Capacity.LIMITED, None, False),
        (None, None, False),
    ],
)
def test_a_refusal_nobody_may_take_says_so_and_is_drawn_all_the_same(
    house: House,
    programme_id: int,
    capacity: Capacity | None,
    kind: RepresentativeKind | None,
    unrepresented: bool,
) -> None:
    """FED-MIN-01: the provider need not wait for a guardian; nobody else is named in the place."""
    somebody(house, programme_id, capacity=capacity, kind=kind)
    desk = refusal_desk(house.director, programme_id, house.region, TODAY)

    done = no(house, programme_id, MEDICAL, CONCLUSION)

    row = house.session.get_one(ContractRefusal, done.id)
    paper = house.session.get_one(Paper, row.paper_id)
    told = refusal_receiver(house.director, get_refusal(house.director, done.id), TODAY)
    assert paper.inputs["unrepresented"] is unrepresented
    assert (desk.unrepresented, told.unrepresented) == (unrepresented, unrepresented)
