"""VLA-MIN-09, VLA-SCH-04, VLA-SCH-06: which records of a family's case count as facts."""

from datetime import date

import pytest

from portal.domain.choices import Choice, ChoiceList
from portal.domain.families import (
    JointRecord,
    check_child,
    check_discussion,
    end_facts,
    facts_on_record,
)
from portal.domain.law import Citation
from portal.domain.records import RecordSpec
from portal.domain.schedule import AgeEnd
from portal.domain.violations import RulesBroken

CLAUSE = Citation("VLA-SCH-04", "act", "п. 7")
BIRTHDAY = date(2026, 5, 12)
BORN = date(2008, 5, 12)
END = AgeEnd(
    "prevention",
    age=18,
    warn_days=60,
    ends=ChoiceList(
        "ends",
        "когда кончается работа",
        (Choice("causes_removed", "причины устранены"), Choice("age_18", "исполнилось 18")),
        CLAUSE,
    ),
    by_age="age_18",
)
TALK = RecordSpec(
    ChoiceList(
        "talk",
        "обсуждение",
        tuple(Choice(one, one) for one in ("date", "participants", "question", "decision")),
        CLAUSE,
    ),
    required=("date", "decision"),
)


@pytest.mark.parametrize(
    ("decided", "holds"),
    [
        pytest.param(True, True, id="recorded with its ground"),
        pytest.param(False, False, id="a sheet of paper is no decision, VLA-MIN-08"),
    ],
)
def test_the_heads_decision_counts_once_it_is_recorded(decided: bool, holds: bool) -> None:
    facts = facts_on_record(
        {"head_decision", "act"}, decided=decided, help_needed=False, programme=False
    )

    assert ("head_decision" in facts) is holds
    assert "act" in facts


@pytest.mark.parametrize(
    ("births", "day", "opened"),
    [
        pytest.param([], BIRTHDAY, False, id="VLA-MIN-09: nobody to open it for"),
        pytest.param([BORN], BIRTHDAY, False, id="18 today"),
        pytest.param([BORN], date(2026, 5, 11), True, id="18 tomorrow"),
        pytest.param([BORN, None], BIRTHDAY, True, id="one whose birthday is not known yet"),
    ],
)
def test_a_file_is_opened_while_the_family_has_a_child(
    births: list[date | None], day: date, opened: bool
) -> None:
    assert (check_child(END, births, day, CLAUSE) == ()) is opened


@pytest.mark.parametrize(
    ("people", "decision", "holds"),
    [
        pytest.param("Котова, Зимина", "снять с учёта", True, id="decided"),
        pytest.param("Котова и Зимина", "снять с учёта", True, id="two in words"),
        pytest.param("Котова, Зимина", ".", False, id="left empty"),
    ],
)
def test_a_joint_decision_is_one_that_says_what_is_decided(
    people: str, decision: str, *, holds: bool
) -> None:
    record = JointRecord(BIRTHDAY, people, "чем помогли", decision)

    assert ("collegial_decision" in end_facts(END, TALK, None, record, ())) is holds
    assert "collegial_decision" in end_facts(None, None, None, record, ())


@pytest.mark.parametrize(
    ("people", "told"),
    [("Котова, Зимина", True), ("Котова и Зимина", True), ("Котова", False), (".; ,", False)],
)
def test_a_joint_discussion_has_two_people_at_least(people: str, *, told: bool) -> None:
    """VLA-SCH-06."""
    record = JointRecord(BIRTHDAY, people, "чем помогли", "снять с учёта")

    assert ("participants" in record.filled) is told
    refused = check_discussion(TALK, record)
    assert [one.field for one in refused] == ([] if told else ["participants"])
    if told:
        assert end_facts(END, TALK, None, record, ()) == {"collegial_decision"}
        return
    with pytest.raises(RulesBroken) as found:
        end_facts(END, TALK, "help_completed", record, ())
    assert found.value.violations[0].field == "participants"


def test_whoever_names_nobody_may_record_what_was_decided() -> None:
    """VLA-SCH-06 asks for the day and the decision."""
    assert check_discussion(TALK, JointRecord(BIRTHDAY, "", "чем помогли", "продолжить")) == ()


@pytest.mark.parametrize(
    ("day", "births", "said"),
    [
        pytest.param(BIRTHDAY, (BORN,), None, id="on the eighteenth birthday, VLA-SCH-04"),
        pytest.param(date(2026, 5, 11), (BORN,), "Не всем детям", id="the day before"),
        pytest.param(BIRTHDAY, (BORN, date(2010, 1, 1)), "Не всем детям", id="a younger child"),
        pytest.param(BIRTHDAY, (BORN, None), "день рождения", id="a birthday nobody has entered"),
        pytest.param(BIRTHDAY, (), "день рождения", id="no child at all"),
    ],
)
def test_age_ends_the_work_when_every_child_has_reached_it(
    day: date, births: tuple[date | None, ...], said: str | None
) -> None:
    record = JointRecord(day)

    if said is None:
        assert end_facts(END, TALK, "age_18", record, births) == {"age_18"}
        return
    with pytest.raises(RulesBroken, match=said):
        end_facts(END, TALK, "age_18", record, births)


def test_an_end_that_the_region_does_not_know_is_refused() -> None:
    with pytest.raises(RulesBroken, match="нет «moved»"):
        end_facts(END, TALK, "moved", JointRecord(BIRTHDAY), ())
