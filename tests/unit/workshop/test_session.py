"""The tree of branches grows, shares its past, and shrinks again."""

from __future__ import annotations

import pytest

from smsim.errors import WorkshopError
from smsim.workshop import session as session_module
from smsim.workshop.branches import LONGEST_NAME, file_name
from smsim.workshop.rearrangements import Champion, Cut, Draw
from smsim.workshop.session import MOST_BRANCHES
from tests.simulations import assert_same_records
from tests.workshops import MONTHS, decision, run_of

BOLD = decision(form="group_head")


def test_a_session_begins_with_the_scenarios_named(session):
    document = session.document()
    assert document["panes"] == ["A", "B"] and document["months"] == MONTHS
    assert [branch["label"] for branch in document["branches"]] == ["A lone manager", "A task force"]
    assert [branch["name"] for branch in document["branches"]] == ["alone", "seated"]
    assert all(branch["parent"] is None and branch["seen"] == -1 for branch in document["branches"])


def test_a_decision_makes_a_branch_that_stands_in_the_pane(session):
    branch = session.decide("A", 10, BOLD, 0)
    assert session.panes == [branch.id, "B"]
    told = session.document()["branches"][-1]
    assert told["parent"] == "A" and told["month"] == 10 and told["decisions"] == [[10, "group head"]]
    assert told["label"] == "group head" and told["title"] == "A lone manager, then group head"
    assert_same_records(run_of(session.branch("A")), run_of(branch), months=10)


def test_another_decision_of_the_same_month_joins_the_first(session):
    first = session.decide("A", 10, BOLD, 0)
    second = session.decide(first.id, 10, decision(staff_factor=2.0), 0)
    assert second.id == first.id and len(session.branches) == 3
    assert second.scenario.changes[0].given.keys() == {"form", "staff_factor"}
    assert [words for _, words in second.decisions] == ["group head", "staff factor now 2"]


def test_a_later_decision_goes_on_from_the_first(session):
    first = session.decide("A", 10, BOLD, 0)
    second = session.decide(first.id, 15, decision(staff_factor=2.0), 0)
    assert second.parent is first and second.root is session.branch("A")
    assert [month for month, _ in second.decisions] == [10, 15]
    assert [second.owner(month).id for month in (0, 9, 10, 14, 15, 23)] == ["A", "A", "1", "1", "2", "2"]


def test_a_month_before_the_first_decision_leaves_it_out(session):
    first = session.decide("A", 10, BOLD, 0)
    other = session.decide(first.id, 8, decision(staff_factor=2.0), 0)
    assert other.parent is session.branch("A")
    assert "group_head" not in str(other.scenario.changes)


def test_what_others_go_on_from_is_not_changed(session):
    first = session.decide("A", 10, BOLD, 0)
    session.decide(first.id, 15, decision(staff_factor=2.0), 0)
    third = session.decide(first.id, 10, decision(ban_share=0.5), 0)
    assert third.parent is first and third.month == 10
    assert first.scenario is session.branch(first.id).scenario
    assert {"form", "ban_share"} <= third.scenario.changes[0].given.keys()


def test_an_opening_scenario_is_never_changed(session):
    branch = session.decide("A", 0, decision(executive_tone=0.1), 0)
    assert branch.parent is session.branch("A") and branch.owner(0) is branch
    assert session.decide(branch.id, 0, decision(ban_share=0.1), 0).id == branch.id


def test_undo_takes_back_the_last_decision_and_then_the_branch(session):
    first = session.decide("A", 10, BOLD, 0)
    session.decide(first.id, 10, decision(staff_factor=2.0), 0)
    left = session.undo(first.id, 0)
    assert left.id not in ("A", first.id) and left.key == first.key and session.panes == [left.id, "B"]
    assert session.undo(left.id, 0).id == "A" and session.panes == ["A", "B"]
    assert set(session.branches) == {"A", "B"} and set(session.seen) <= {"A", "B"}
    with pytest.raises(WorkshopError, match="nothing to undo"):
        session.undo("A", 0)


def test_a_branch_that_is_gone_is_shown_nowhere(session):
    branch = session.decide("A", 10, BOLD, 0)
    session.show([branch.id, branch.id])
    session.undo(branch.id, 1)
    assert session.panes == ["A", "A"]


def test_what_others_go_on_from_cannot_be_undone(session):
    first = session.decide("A", 10, BOLD, 0)
    session.decide(first.id, 15, BOLD, 0)
    with pytest.raises(WorkshopError, match="undo them first"):
        session.undo(first.id, 0)


def test_a_branch_gets_another_name_and_those_after_it_stay(session):
    first = session.decide("A", 10, BOLD, 0)
    second = session.decide(first.id, 15, decision(staff_factor=2.0), 0)
    third = session.decide(second.id, 20, decision(ban_share=0.5), 0)
    session.rename(first.id, "  What if   we dared?  ")
    told = {branch["id"]: branch for branch in session.document()["branches"]}
    assert told[first.id]["label"] == "What if we dared?"
    assert told[first.id]["name"] == "alone-month-10-what-if-we-dared-1"
    renamed, child = session.branch(first.id), session.branch(second.id)
    assert child.parent is renamed and child.key == second.key and renamed.key == first.key
    assert list(session.branch(third.id).line) == [
        session.branch(third.id),
        child,
        renamed,
        session.branch("A"),
    ]
    assert_same_records(run_of(renamed), run_of(first))


@pytest.mark.parametrize(("own_id", "label"), [("A", "x"), ("1", " "), ("1", "x" * 121), ("9", "x")])
def test_names_that_cannot_be_given_are_refused(session, own_id, label):
    session.decide("A", 10, BOLD, 0)
    with pytest.raises(WorkshopError):
        session.rename(own_id, label)


def test_names_of_files_are_plain_and_differ(session):
    names = [session.decide("A", 10, BOLD, 0).scenario.name for _ in range(2)]
    assert names == ["alone-month-10-group-head-1", "alone-month-10-group-head-2"]
    assert file_name("../../é/ <b>\"'") == "e-b"
    assert file_name("...") == "branch" and file_name("...", "7") == "branch-7"
    assert file_name("x" * 500, "12") == "x" * (LONGEST_NAME - 3) + "-12"
    assert len(file_name("x" * 500)) == LONGEST_NAME


def test_months_and_branches_that_are_not_there_are_refused(session):
    with pytest.raises(WorkshopError, match=f"the last is month {MONTHS - 1}"):
        session.decide("A", MONTHS, BOLD, 0)
    with pytest.raises(WorkshopError, match="There is no branch 'C'; there are A, B"):
        session.decide("C", 3, BOLD, 0)
    assert len(session.branches) == 2


def test_a_decision_that_cannot_be_taken_changes_nothing(session):
    branch = session.decide("A", 10, BOLD, 0)
    for wrong in (decision(members=["sales"]), decision(Cut(cut=(0, 39)))):
        with pytest.raises(WorkshopError):
            session.decide(branch.id, 10, wrong, 0)
        assert session.branch(branch.id) is branch and session.panes == [branch.id, "B"]


def test_ties_drawn_are_in_the_run(session):
    drawn = session.decide("A", 10, decision(Draw(draw=(0, 39)), Champion(champion=39)), 0)
    one, other = run_of(session.branch("A")), run_of(drawn)
    assert_same_records(one, other, months=10)
    assert other.use_changes[10, 39] and not one.use_changes[10, 39]


def test_there_is_a_most_of_branches(session):
    for month in range(MOST_BRANCHES - 2):
        session.decide("A" if month % 2 else "B", 7 + month % 17, decision(ban_share=month / 100), 0)
    assert len(session.branches) == MOST_BRANCHES
    with pytest.raises(WorkshopError, match="which is the most"):
        session.decide("A", 7, BOLD, 0)


def test_a_second_pane_can_be_opened(session):
    session.show(["A"])
    branch = session.decide("A", 10, BOLD, 1)
    assert session.panes == ["A", branch.id]


def test_months_seen_are_those_asked_for(session):
    session.saw("A", 12)
    session.saw("A", 4)
    branch = session.decide("A", 10, BOLD, 0)
    later = session.decide("A", 20, BOLD, 0)
    assert session.seen["A"] == 12 and session.seen[branch.id] == 9 and session.seen[later.id] == 12


def test_there_is_a_most_of_decisions_at_one_month(session, monkeypatch):
    monkeypatch.setattr(session_module, "MOST_STEPS", 2)
    branch = session.decide("A", 10, BOLD, 0)
    session.decide(branch.id, 10, decision(ban_share=0.1), 0)
    with pytest.raises(WorkshopError, match="2 decisions were taken in month 10, which is the most"):
        session.decide(branch.id, 10, BOLD, 0)
    assert len(session.branch(branch.id).steps) == 2
    assert len(session.undo(branch.id, 0).steps) == 1
