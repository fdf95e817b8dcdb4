"""Other ways of paying, where the region's text names one and the director opens more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from portal.domain.payments import Channel, PaymentRules
from portal.domain.violations import Conflict, NotAllowed
from portal.usecases.payment_channels import (
    ChooseChannels,
    channel_choice,
    choose_channels,
    provider_payment_rules,
)
from tests.usecases.billing import Desk, bank_till_only, expect_refusal, make_desk, make_region
from tests.usecases.test_payments import MARCH, NOW, charged, pay

CASH = frozenset({Channel.CASH_DESK})
NONE: frozenset[Channel] = frozenset()


def leaves_a_choice(rules: PaymentRules) -> PaymentRules:
    """As VLA-PAY-01: one channel named, the director may open another."""
    return replace(bank_till_only(rules), openable=(Channel.CASH_DESK,))


@pytest.fixture
def desk(database: Flask) -> Desk:
    return make_desk(database)


@pytest.fixture
def till(desk: Desk) -> Desk:
    return desk.under(make_region(payment=leaves_a_choice))


def choose(desk: Desk, opened: frozenset[Channel], reason: str = "приказ № 7") -> None:
    command = ChooseChannels(opened, reason)
    choose_channels(command, region=desk.region, actor=desk.director, now=NOW)


def test_cash_is_recorded_only_while_the_director_keeps_it_open(till: Desk) -> None:
    """VLA-PAY-01."""
    contract_id = charged(till, MARCH)
    with expect_refusal("payment_channel_not_allowed") as told:
        pay(till, contract_id, channel=Channel.CASH_DESK, receipt_number="7", operation="op-7")
    assert "директор открывает" in told.first.text

    choose(till, CASH)
    assert pay(
        till, contract_id, channel=Channel.CASH_DESK, receipt_number="7", operation="op-7"
    ).id
    with expect_refusal("payment_channel_not_allowed"):
        pay(till, contract_id, channel=Channel.BANK_TRANSFER, receipt_number="8", operation="op-8")

    choose(till, NONE)
    with expect_refusal("payment_channel_not_allowed"):
        pay(till, contract_id, channel=Channel.CASH_DESK, receipt_number="9", operation="op-9")


def test_a_contract_names_the_channels_that_are_open(till: Desk) -> None:
    """VLA-PAY-01."""

    def ways() -> str:
        return provider_payment_rules(
            till.director.provider_id, till.region, MARCH
        ).ways_in_contract

    assert ways() == "наличными в кассе банка"
    choose(till, CASH)
    assert ways() == "наличными в кассе банка или наличными в кассе Исполнителя"


def test_the_choice_names_who_made_it_and_on_what_ground(till: Desk) -> None:
    choose(till, CASH, "  приказ  № 7 ")

    present = channel_choice(till.director, till.region, MARCH)

    assert present is not None
    assert present.opened == (Channel.CASH_DESK,)
    assert (present.reason, present.chosen_by) == ("приказ № 7", till.director.name)
    with pytest.raises(Conflict):
        choose(till, CASH)


@pytest.mark.parametrize(
    ("opened", "reason", "field"),
    [
        (frozenset({Channel.BANK_TRANSFER}), "приказ", "opened"),
        (CASH, "  ", "reason"),
        (CASH, "я" * 301, "reason"),
    ],
)
def test_a_channel_the_region_leaves_to_nobody_and_a_choice_without_ground_are_refused(
    till: Desk, opened: frozenset[Channel], reason: str, field: str
) -> None:
    with expect_refusal("value_invalid") as told:
        choose(till, opened, reason)
    assert told.first.field == field


def test_nobody_but_the_director_chooses_and_a_region_with_every_channel_leaves_no_choice(
    till: Desk, desk: Desk
) -> None:
    with pytest.raises(NotAllowed):
        choose_channels(
            ChooseChannels(CASH, "приказ"), region=till.region, actor=till.accountant, now=NOW
        )
    assert channel_choice(desk.director, desk.region, MARCH) is None
    with expect_refusal("value_invalid"):
        choose(desk, CASH)
