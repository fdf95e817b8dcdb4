"""The contract: when it is due, who may sign, how long it lasts, what it says."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from portal.domain.contract import (
    Clause,
    ContractRules,
    ContractState,
    Party,
    SignerFacts,
    authority_basis,
    check_end,
    check_provider_signer,
    check_signer,
    check_single,
    check_worker,
    in_force_from,
    with_clauses_after,
    with_text,
)
from portal.domain.contract_due import approach_until, contract_due
from portal.domain.deadlines import DeadlineRule, Unit
from portal.domain.law import Citation
from portal.regions.api import ApproachWindow, Share
from portal.regions.federal.calendar import FEDERAL_CALENDAR
from portal.regions.federal.contract import FEDERAL_CONTRACT

MOSCOW = Citation("MSK-CON-01", "829-PP", "п. 5.2")
ONE_WORKING_DAY = replace(
    FEDERAL_CONTRACT,
    conclusion=DeadlineRule("contract_conclusion", 1, Unit.WORKING_DAY, "approached", MOSCOW),
)
WINDOW = ApproachWindow(180, MOSCOW, Share(1, 2))


def test_the_contract_is_due_within_a_day_of_the_programme() -> None:
    found = contract_due(
        FEDERAL_CONTRACT, datetime.fromisoformat("2026-06-11T16:30"), FEDERAL_CALENDAR
    )

    assert found.due.at == datetime.fromisoformat("2026-06-12T16:30")
    assert found.due.rule.citation.rule == "FED-CON-01"
    assert found.shorter_federal is None
    assert found.steps == found.due.steps


def test_a_longer_regional_term_keeps_the_federal_moment_as_a_warning() -> None:
    found = contract_due(
        ONE_WORKING_DAY, datetime.fromisoformat("2026-06-11T16:30"), FEDERAL_CALENDAR
    )

    assert found.due.at == datetime.fromisoformat("2026-06-15T23:59:59")
    assert found.shorter_federal is not None
    assert found.shorter_federal.at == datetime.fromisoformat("2026-06-12T16:30")
    assert "Федеральный срок короче: 12.06.2026 16:30" in found.steps[-1].text


@pytest.mark.parametrize(
    ("window", "decided", "service_from", "service_until", "last"),
    [
        pytest.param(
            WINDOW, date(2026, 3, 4), date(2026, 3, 4), date(2026, 9, 3), date(2026, 6, 3),
            id="MSK-CON-03 (a): half of 184 days comes first",
        ),
        pytest.param(
            WINDOW, date(2026, 3, 4), date(2026, 3, 4), date(2027, 3, 3), date(2026, 8, 31),
            id="MSK-CON-03 (b): 180 days come a day before half of 365",
        ),
        pytest.param(
            replace(WINDOW, of_term=None), date(2026, 3, 4), date(2026, 3, 4),
            date(2026, 9, 3), date(2026, 8, 31), id="a window without the second bound",
        ),
        pytest.param(
            WINDOW, date(2026, 3, 4), date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 4),
            id="half of two days: the day of the decision",
        ),
        pytest.param(
            WINDOW, date(2026, 3, 4), date(2026, 3, 4), date(2026, 3, 4), date(2026, 3, 4),
            id="half of one day is no day before the decision",
        ),
    ],
)  # fmt: skip
def test_the_window_for_coming_to_a_provider(
    window: ApproachWindow, decided: date, service_from: date, service_until: date, last: date
) -> None:
    assert approach_until(window, decided, service_from, service_until) == last


def test_federal_law_sets_no_window() -> None:
    assert FEDERAL_CONTRACT.approach_window is None


def make_signer(
    born: date, party: Party = Party.RECIPIENT, kind: str | None = None, **changes: bool
) -> SignerFacts:
    signer = SignerFacts(born, True, date(2026, 3, 2), party, kind)
    return replace(signer, **changes)  # type: ignore[arg-type]


ADULT = date(1948, 5, 2)
FOURTEEN = date(2011, 5, 2)


@pytest.mark.parametrize(
    ("signer", "allowed"),
    [
        pytest.param(make_signer(ADULT), True, id="an adult signs"),
        pytest.param(make_signer(ADULT, capable=False), False, id="FED-MIN-01: incapable"),
        pytest.param(make_signer(date(2008, 3, 2)), True, id="eighteen today"),
        pytest.param(make_signer(date(2008, 3, 3)), False, id="eighteen tomorrow, alone"),
        pytest.param(make_signer(FOURTEEN), False, id="FED-MIN-01: fourteen, alone"),
        pytest.param(make_signer(FOURTEEN, consent_given=True), True, id="fourteen, with consent"),
        pytest.param(make_signer(date(2012, 3, 3), consent_given=True), False, id="thirteen"),
        pytest.param(make_signer(date(2012, 3, 2), consent_given=True), True, id="fourteen today"),
        pytest.param(
            make_signer(date(2015, 1, 1), Party.REPRESENTATIVE, "parent"), True, id="a parent"
        ),
        pytest.param(
            make_signer(ADULT, Party.REPRESENTATIVE, "guardian", capable=False),
            True,
            id="a guardian",
        ),
        pytest.param(
            make_signer(ADULT, Party.REPRESENTATIVE, "attorney"),
            False,
            id="FED-CON-02: a neighbour with a power of attorney",
        ),
    ],
)
def test_who_may_sign_for_the_recipient(signer: SignerFacts, *, allowed: bool) -> None:
    found = check_signer(signer, FEDERAL_CONTRACT)

    assert (not found) is allowed
    assert all(item.code == "not_authorised" and item.citation for item in found)


def test_a_region_may_let_an_attorney_sign() -> None:
    rules = replace(FEDERAL_CONTRACT, attorney_may_sign=True)

    assert check_signer(make_signer(ADULT, Party.REPRESENTATIVE, "attorney"), rules) == ()


def test_the_contract_takes_effect_with_the_last_signature() -> None:
    assert in_force_from((date(2026, 3, 2), date(2026, 3, 4))) == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("end", "federal", "equal"),
    [
        pytest.param(date(2027, 3, 31), False, False, id="FED-CON-06: after the programme"),
        pytest.param(date(2027, 3, 1), False, False, id="a day after it"),
        pytest.param(date(2027, 2, 28), True, True, id="with the programme"),
        pytest.param(date(2026, 12, 31), True, False, id="MSK-CON-09: before the programme's end"),
    ],
)
def test_the_end_of_the_contract(end: date, *, federal: bool, equal: bool) -> None:
    until = date(2027, 2, 28)
    strict = replace(FEDERAL_CONTRACT, term_equals_programme=True)

    assert (not check_end(FEDERAL_CONTRACT, end, until)) is federal
    assert (not check_end(strict, end, until)) is equal


def test_a_refused_end_offers_the_right_one() -> None:
    (found,) = check_end(FEDERAL_CONTRACT, date(2027, 3, 31), date(2027, 2, 28))

    assert "28.02.2027" in found.text
    assert found.field == "valid_until"


def make_clause(code: str, text: str = "Текст.") -> Clause:
    return Clause(code, code, "I", text, MOSCOW)


CLAUSES = (make_clause("1"), make_clause("2"))


def test_a_region_rewords_and_adds_clauses() -> None:
    added = make_clause("1.1")

    assert with_text(CLAUSES, "2", "Иначе.")[1].text == "Иначе."
    assert with_clauses_after(CLAUSES, "1", added) == (CLAUSES[0], added, CLAUSES[1])


def test_a_clause_that_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(KeyError):
        with_text(CLAUSES, "9", "Иначе.")
    with pytest.raises(KeyError):
        with_clauses_after(CLAUSES, "9", CLAUSES[0])


def test_states_and_parties_have_words() -> None:
    assert [state.label for state in ContractState] == [
        "Ждёт подписи",
        "Действует",
        "Приостановлен",
        "Прекращён",
    ]
    assert [party.label for party in Party] == ["поставщик", "получатель", "представитель"]


STRICT = replace(
    ONE_WORKING_DAY,
    strict_conclusion=DeadlineRule("strict", 24, Unit.HOUR, "programme_presented", MOSCOW),
)


@pytest.mark.parametrize(
    ("rules", "strict", "due"),
    [
        pytest.param(STRICT, True, "2026-06-12T16:30:00", id="MSK-CON-02: the stricter term"),
        pytest.param(STRICT, False, "2026-06-15T23:59:59", id="MSK-CON-01: the default"),
        pytest.param(ONE_WORKING_DAY, True, "2026-06-15T23:59:59", id="no stricter one declared"),
    ],
)
def test_a_provider_may_keep_to_the_stricter_of_two_acts(
    rules: ContractRules, due: str, *, strict: bool
) -> None:
    presented = datetime.fromisoformat("2026-06-11T16:30")

    found = contract_due(rules, presented, FEDERAL_CALENDAR, strict=strict)

    assert found.due.at.isoformat() == due


@pytest.mark.parametrize(
    ("standing", "single", "allowed"),
    [
        pytest.param(None, MOSCOW, True, id="the first contract"),
        pytest.param("1/2026", MOSCOW, False, id="MSK-CON-05: a second one"),
        pytest.param("1/2026", None, True, id="a region without the rule"),
    ],
)
def test_one_contract_is_made_where_the_region_says_so(
    standing: str | None, single: Citation | None, *, allowed: bool
) -> None:
    rules = replace(FEDERAL_CONTRACT, single=single)

    assert (not check_single(rules, standing)) is allowed


@pytest.mark.parametrize(
    ("power_until", "capable", "allowed"),
    [
        pytest.param(date(2026, 3, 2), True, True, id="MSK-CON-06: through its last day"),
        pytest.param(date(2026, 3, 1), True, False, id="MSK-CON-06: expired yesterday"),
        pytest.param(None, False, False, id="MSK-CON-06: not capable"),
    ],
)
def test_an_attorney_signs_with_a_power_in_force(
    power_until: date | None, *, capable: bool, allowed: bool
) -> None:
    rules = replace(FEDERAL_CONTRACT, attorney_may_sign=True)
    signer = make_signer(ADULT, Party.REPRESENTATIVE, "attorney")
    signer = replace(signer, power_until=power_until, attorney_capable=capable)

    assert (not check_signer(signer, rules)) is allowed


@pytest.mark.parametrize(
    ("post", "basis", "code"),
    [
        pytest.param("director", "charter", None, id="the director"),
        pytest.param("accountant", "power_of_attorney", None, id="a proxy"),
        pytest.param("accountant", "charter", "signatory_not_allowed", id="VLA-CON-02: no proxy"),
        pytest.param("director", None, "authority_missing", id="FED-CON-02: no basis"),
    ],
)
def test_who_signs_for_the_provider(post: str, basis: str | None, code: str | None) -> None:
    found = check_provider_signer(FEDERAL_CONTRACT, post, basis)

    assert [item.code for item in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        pytest.param("Доверенность № 5", "power_of_attorney", id="by its first word"),
        pytest.param(" устав ", "charter", id="the charter"),
        pytest.param("приказ № 3", "other", id="any other paper"),
        pytest.param(" ", None, id="nothing named"),
    ],
)
def test_what_somebody_acts_on_is_known_by_its_first_words(words: str, kind: str | None) -> None:
    assert authority_basis(FEDERAL_CONTRACT.signing, words) == kind


def test_nobody_elses_worker_serves() -> None:
    assert check_worker(FEDERAL_CONTRACT, own=True) == ()
    assert check_worker(FEDERAL_CONTRACT, own=False)[0].citation == FEDERAL_CONTRACT.own_workers
