"""Urgent help: a case under a number, an act that counts when it is signed, no charge."""

from datetime import date, datetime, timedelta

import pytest

from portal.domain.contract import Party
from portal.domain.violations import NotAllowed, NotFound
from portal.models import Paper, Recipient, Role, UrgentCase
from portal.usecases.queries.urgent import get_urgent, list_urgent
from portal.usecases.transaction import transaction
from portal.usecases.urgent import (
    ChangeUrgentServices,
    GivenService,
    OpenUrgentCase,
    RefuseUrgent,
    UrgentOpened,
    change_urgent_services,
    draw_urgent_act,
    open_urgent_case,
    refuse_urgent,
)
from portal.usecases.urgent_signing import SignUrgentAct, sign_urgent_act
from tests.support.factories import make_provider, make_recipient, make_staff
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    BlankPress,
    House,
    expect_refusal,
    register,
)

FOOD, CLOTHES, ROOF = "hot_meals_food_kits", "clothing_essentials", "temporary_housing"
YESTERDAY = TODAY - timedelta(days=1)
LATER = MORNING + timedelta(minutes=5)


@pytest.fixture
def recipient_id(house: House) -> int:
    return register(house)


def give(code: str, day: date = TODAY, until: date | None = None) -> GivenService:
    return GivenService(code, day, until, conditions="на дому")


def opened(
    house: House, recipient_id: int, *services: GivenService, at: datetime = MORNING, **more: str
) -> UrgentOpened:
    command = OpenUrgentCase(
        recipient_id,
        more.get("source", "recipient_application"),
        at,
        services or (give(FOOD), give(CLOTHES)),
        informant=more.get("informant", ""),
    )
    return open_urgent_case(command, region=house.region, actor=house.worker, now=LATER)


def draw(house: House, case_id: int) -> int:
    return draw_urgent_act(
        case_id, region=house.region, actor=house.worker, now=LATER, press=BlankPress()
    )


def sign(house: House, case_id: int, day: date = TODAY, **more: object) -> UrgentCase:
    command = SignUrgentAct(case_id, Party.RECIPIENT, day, **more)  # type: ignore[arg-type]
    return sign_urgent_act(command, region=house.region, actor=house.worker, now=LATER)


def test_case_has_the_next_number_and_asks_for_no_contract(house: House, recipient_id: int) -> None:
    first, second = opened(house, recipient_id), opened(house, recipient_id)

    assert (first.number, second.number) == ("1/2026", "2/2026")
    assert not first.help.without.contract_required
    assert not first.help.charge.amount


@pytest.mark.parametrize(
    ("informant", "refused"), [("", True), ("Больница № 2, Сергеева, 8:40", False)]
)
def test_word_of_an_organisation_names_who_gave_it(
    house: House, recipient_id: int, informant: str, *, refused: bool
) -> None:
    source = "medical_organisation"
    if not refused:
        assert opened(house, recipient_id, source=source, informant=informant).number == "1/2026"
        return
    with expect_refusal(house.session, "source_required", "source"):
        opened(house, recipient_id, source=source, informant=informant)


@pytest.mark.parametrize(
    ("service", "reported", "field"),
    [
        pytest.param(give(FOOD), MORNING, None, id="on the day of the word"),
        pytest.param(give(FOOD, YESTERDAY), MORNING, "services[0].given_on", id="before the word"),
        pytest.param(
            give(FOOD, TODAY, TODAY + timedelta(days=1)),
            MORNING,
            "services[0].given_on",
            id="until tomorrow",
        ),
        pytest.param(
            give(FOOD, YESTERDAY, TODAY), MORNING - timedelta(days=1), None, id="two days"
        ),
        pytest.param(give(FOOD), LATER + timedelta(hours=1), "reported_at", id="word to come"),
    ],
)
def test_help_follows_the_word(
    house: House, recipient_id: int, service: GivenService, reported: datetime, field: str | None
) -> None:
    if field is None:
        assert opened(house, recipient_id, service, at=reported).id
        return
    with expect_refusal(house.session, "value_invalid", field):
        opened(house, recipient_id, service, at=reported)


def test_act_holds_what_was_given_and_counts_when_signed(house: House, recipient_id: int) -> None:
    case_id = opened(house, recipient_id, give(FOOD), give(ROOF)).id
    refuse_urgent(
        RefuseUrgent(case_id, (ROOF,), TODAY), region=house.region, actor=house.worker, now=LATER
    )

    paper_id = draw(house, case_id)

    paper = house.session.get_one(Paper, paper_id)
    assert paper.inputs["number"] == "1/2026"
    (line,) = paper.inputs["tables"]["services"]  # type: ignore[index]
    assert "питание" in line[0]
    assert not get_urgent(house.worker, case_id, house.region).row.counts
    sign(house, case_id)
    view = get_urgent(house.worker, case_id, house.region)
    assert (view.row.state, view.row.counts) == ("signed", True)
    assert list_urgent(house.worker, house.region, TODAY, only_open=True).total == 0


def test_drawn_act_and_signed_act_do_not_change(house: House, recipient_id: int) -> None:
    case_id = opened(house, recipient_id).id
    with expect_refusal(house.session, "transition_not_allowed"):
        sign(house, case_id)
    draw(house, case_id)
    with expect_refusal(house.session, "transition_not_allowed"):
        draw(house, case_id)
    change = ChangeUrgentServices(case_id, (give(ROOF),))
    with expect_refusal(house.session, "transition_not_allowed"):
        change_urgent_services(change, region=house.region, actor=house.worker, now=LATER)
    with expect_refusal(house.session, "value_invalid", "signed_on"):
        sign(house, case_id, YESTERDAY)
    sign(house, case_id)
    with expect_refusal(house.session, "transition_not_allowed"):
        sign(house, case_id)


def test_all_refused_leaves_no_act(house: House, recipient_id: int) -> None:
    case_id = opened(house, recipient_id, give(FOOD)).id
    refuse_urgent(
        RefuseUrgent(case_id, (FOOD,), TODAY), region=house.region, actor=house.worker, now=LATER
    )

    with expect_refusal(house.session, "value_invalid", "services"):
        draw(house, case_id)


def test_changed_services_keep_what_was_refused(house: House, recipient_id: int) -> None:
    case_id = opened(house, recipient_id, give(FOOD), give(ROOF)).id
    refuse_urgent(
        RefuseUrgent(case_id, (ROOF,), TODAY), region=house.region, actor=house.worker, now=LATER
    )

    change = ChangeUrgentServices(case_id, (give(ROOF), give(CLOTHES)))
    change_urgent_services(change, region=house.region, actor=house.worker, now=LATER)

    view = get_urgent(house.worker, case_id, house.region)
    assert [(one.code, one.refused_on) for one in view.lines] == [(ROOF, TODAY), (CLOTHES, None)]


@pytest.mark.parametrize(("died", "refused"), [(TODAY, True), (None, False)])
def test_the_dead_sign_nothing(
    house: House, recipient_id: int, died: date | None, *, refused: bool
) -> None:
    case_id = opened(house, recipient_id).id
    draw(house, case_id)
    with transaction() as session:
        session.get_one(Recipient, recipient_id).died_on = died
    if not refused:
        assert sign(house, case_id).signer
        return
    with expect_refusal(house.session, "not_authorised", "party"):
        sign(house, case_id)


def test_accountants_and_strangers_give_no_help(house: House, recipient_id: int) -> None:
    case_id = opened(house, recipient_id).id
    provider = make_provider(house.session, house.region.code)
    other = make_staff(house.session, provider, Role.SOCIAL_WORKER)
    accountant = make_staff(house.session, provider, Role.ACCOUNTANT)
    make_recipient(house.session, provider)

    with pytest.raises(NotFound):
        draw_urgent_act(case_id, region=house.region, actor=other, now=LATER, press=BlankPress())
    with pytest.raises(NotAllowed):
        draw_urgent_act(
            case_id, region=house.region, actor=accountant, now=LATER, press=BlankPress()
        )
