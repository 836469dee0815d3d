"""A session comes back as it was left; what cannot come back is set aside, and the workshop goes on."""

from __future__ import annotations

import dataclasses
import json
import os

import numpy as np
import pytest

from smsim.errors import ResultError
from smsim.scenarios.dated import SETTING_NAMES
from smsim.workshop.branches import LONGEST_LABEL
from smsim.workshop.lessons import lesson_names, load_lesson
from smsim.workshop.messages import LONGEST_MESSAGE, MOST_PARTS
from smsim.workshop.opening import Opening
from smsim.workshop.rearrangements import Champion, Cut, Move
from smsim.workshop.session import MOST_BRANCHES, MOST_STEPS, Session
from smsim.workshop.session_store import LARGEST_FILE
from tests.workshops import decision, open_workshop, store_in

BROWSER = "0" * 32


@pytest.fixture
def busy(opening):
    """A session in which much was done."""
    session = Session.fresh(opening)
    first = session.decide("A", 10, decision(form="task_force", members=["sales"]), 0)
    session.decide(first.id, 10, decision(authority=None, champions=2), 0)
    tie = (int(opening.organisation.tie_targets[0]), 0)
    session.decide(first.id, 15, decision(Move(move=1, to=2), Cut(cut=tie), Champion(champion=5)), 1)
    session.rename(first.id, "Ünders & <b>")
    session.note(17, 3, {"q": {"curve": [1, 2.5, None]}})
    session.saw("A", 21)
    return session


def test_a_session_comes_back_as_it_was_left(opening, busy, tmp_path):
    store = store_in(tmp_path, opening)
    store.save(BROWSER, busy)
    restored = store_in(tmp_path, opening).load(BROWSER)
    assert restored.document() == busy.document()
    assert [branch.scenario for branch in restored.branches.values()] == [
        branch.scenario for branch in busy.branches.values()
    ]
    assert (
        restored.decide("A", 3, decision(ban_share=0.1), 0).id
        == busy.decide("A", 3, decision(ban_share=0.1), 0).id
    )


def test_another_browser_and_another_opening_begin_anew(opening, busy, tmp_path):
    store_in(tmp_path, opening).save(BROWSER, busy)
    assert len(store_in(tmp_path, opening).load("1" * 32).branches) == 2
    other = open_workshop(tmp_path, seed=99)
    assert other.key != opening.key
    assert len(store_in(tmp_path, other).load(BROWSER).branches) == 2
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_the_name_of_a_file_does_not_give_the_cookie_away(opening, busy, tmp_path):
    store = store_in(tmp_path, opening)
    store.save(BROWSER, busy)
    assert BROWSER not in store.file_of(BROWSER).read_text() and BROWSER not in store.file_of(BROWSER).name


def changed(**values):
    def change(text):
        return json.dumps({**json.loads(text), **values})

    return change


def in_first_branch(**values):
    def change(text):
        kept = json.loads(text)
        kept["branches"][0].update(values)
        return json.dumps(kept)

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text[:-20], "it is damaged"),
        (lambda text: "", "it is damaged"),
        (lambda text: "[" * 100_000, "it is damaged"),
        (changed(model="other"), "another version of the model wrote it"),
        (changed(format_version=3), "it has another format"),
        (changed(panes=["7"]), "There is no branch '7'"),
        (changed(unknown=1), "it is damaged"),
        (changed(predictions={"x": "y" * LARGEST_FILE}), "it is too large"),
        (changed(panes=[]), "it is damaged"),
        (changed(panes=["A", "B", "A"]), "it is damaged"),
        (changed(month=-1), "it is damaged"),
        (in_first_branch(parent="9"), "There is no branch '9'"),
        (in_first_branch(id="A"), "contradict each other"),
        (in_first_branch(steps=[]), "contradict each other"),
        (in_first_branch(month=500), "past the end"),
        (in_first_branch(steps=[{"settings": {"form": "task_force"}, "rearrangement": []}]), "nobody in it"),
        (
            in_first_branch(steps=[{"settings": {}, "rearrangement": [{"move": 999, "to": 0}]}]),
            "There is no person 999",
        ),
    ],
)
def test_what_cannot_come_back_is_set_aside_with_a_sentence(opening, busy, tmp_path, change, reason):
    said: list[str] = []
    store = store_in(tmp_path, opening, said)
    store.save(BROWSER, busy)
    file = store.file_of(BROWSER)
    file.write_text(change(file.read_text()))
    fresh = store.load(BROWSER)
    assert len(fresh.branches) == 2 and fresh.panes == ["A", "B"]
    assert reason in said[0] and fresh.remarks == said
    assert not file.exists() and file.with_suffix(".set-aside").exists()


def test_a_file_is_whole_or_as_before(opening, busy, tmp_path, monkeypatch):
    said: list[str] = []
    store = store_in(tmp_path, opening, said)
    store.save(BROWSER, busy)
    before = store.file_of(BROWSER).read_bytes()
    monkeypatch.setattr(
        "pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left"))
    )
    store.save(BROWSER, Session.fresh(opening))
    assert store.file_of(BROWSER).read_bytes() == before and "No space left" in said[0]
    assert len(list(tmp_path.iterdir())) == 1


def test_no_file_ever_goes(opening, session, tmp_path):
    store = store_in(tmp_path, opening)
    for number in range(60):
        for name in (f"{number}.json", f"{number:016x}-{number:016x}.json"):
            (tmp_path / name).write_text("{}")
            os.utime(tmp_path / name, (number, number))
    store.save(BROWSER, session)
    assert len(list(tmp_path.iterdir())) == 121


def test_each_session_that_is_set_aside_stays(opening, busy, tmp_path):
    store = store_in(tmp_path, opening)
    for number in range(3):
        store.file_of(BROWSER).write_text(f"{number} is no session")
        store.load(BROWSER)
        store.save(BROWSER, busy)
    aside = {path.read_text() for path in tmp_path.glob("*.set-aside")}
    assert aside == {f"{number} is no session" for number in range(3)}


def test_a_folder_that_cannot_be_used_is_refused_before_the_workshop_opens(opening, tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(ResultError, match="--keep"):
        store_in(file, opening)


def test_an_opening_is_known_by_all_that_decides_its_runs(opening, tmp_path):
    keys = {opening.key, Opening(opening.plan, load_lesson(lesson_names()[0])).key}
    for number, values in enumerate(({"seed": 4}, {"months": 23})):
        folder = tmp_path / str(number)
        folder.mkdir()
        keys.add(open_workshop(folder, **values).key)
    assert len(keys) == 4


def test_names_are_the_same_after_a_restart_whatever_was_taken_back(opening, session, tmp_path):
    first = session.decide("A", 10, decision(form="group_head"), 0)
    second = session.decide("A", 10, decision(form="group_head"), 1)
    session.undo(first.id, 0)
    store = store_in(tmp_path, opening)
    store.save(BROWSER, session)
    assert store.load(BROWSER).branch(second.id).scenario.name == second.scenario.name


def test_the_fullest_session_can_be_taken_up_again(opening):
    parts = [{"draw": [row, 999_999]} for row in range(MOST_PARTS)]
    step = {"settings": dict.fromkeys(SETTING_NAMES, 0.123456789012345), "rearrangement": parts}
    branch = {"id": "1000", "parent": "999", "month": 119, "label": "\u00e9" * LONGEST_LABEL}
    kept = {"branches": [{**branch, "steps": [step] * MOST_STEPS}]}
    bytes_each = len(json.dumps(kept, indent=1))
    assert bytes_each * MOST_BRANCHES + 6 * LONGEST_MESSAGE < LARGEST_FILE


def test_what_cannot_even_be_set_aside_is_not_said_to_be(opening, busy, tmp_path, monkeypatch):
    store = store_in(tmp_path, opening)
    store.file_of(BROWSER).write_text("{")

    def refuse(*_, **__):
        raise PermissionError(13, "being used by another process")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("pathlib.Path.rename", refuse)
        remark = store.load(BROWSER).remarks[-1]
    assert remark.endswith("it stays where it is, and what is done now is not kept.")
    store.save(BROWSER, busy)
    assert store.file_of(BROWSER).read_text() == "{"
    store.load(BROWSER)
    store.save(BROWSER, busy)  # it is set aside by now
    assert len(store.load(BROWSER).branches) > 2


def test_other_kinds_of_departments_are_another_opening(opening):
    people = opening.organisation
    kinds = np.roll(people.department_kinds, 1)
    other = Opening(opening.plan, opening.lesson)
    other.__dict__["organisation"] = dataclasses.replace(people, department_kinds=kinds)
    assert other.key != opening.key
