"""Frames say what the run was, and stand for themselves."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from smsim.engine.rule_sets import rules
from smsim.errors import OrganisationError
from smsim.experiments.comparing import Request, plan_runs
from smsim.indicators import FACTS, SCORED_INDICATORS
from smsim.player import filming, frames
from smsim.player.filming import Camera, film, record
from smsim.scenarios import run_inputs
from smsim.vocabulary import DepartmentKind, EventKind, UseChange
from tests.simulations import people_of, start, world

MONTHS = 24
SMALL = {"firm.employees": 60, "horizon_months": MONTHS, "appointment_month": 3}
STARTS = {
    int(cause)
    for cause in (
        UseChange.SPONTANEOUS,
        UseChange.PEERS,
        UseChange.DIRECTIVE,
        UseChange.CEO,
        UseChange.CHAMPION,
        UseChange.IN_CHARGE,
    )
}


def camera(preset: str = "task-force-broad", **values) -> Camera:
    scenario = world(preset, {**SMALL, **values})
    simulation = start(scenario)
    return Camera(scenario, simulation.inputs, simulation.organisation, seed=1)


@pytest.fixture(scope="module")
def filmed():
    """A run as frames, and the same run as records."""
    shots = camera(**{"adoption.peer_hazard": 1.0, "adoption.spontaneous_hazard": 0.05})
    frames_seen = [shots.next_frame() for _ in range(MONTHS)]
    assert shots.is_over
    return shots, frames_seen, shots.simulation.records()


def is_user(digit: str) -> bool:
    return int(digit) >= 2


def test_users_are_those_of_the_records(filmed):
    _, shots, records = filmed
    for month, shot in enumerate(shots):
        assert shot["month"] == month
        assert sum(map(is_user, shot["people"])) == records.monthly["active_employees"][month]
        assert shot["departments"]["users"] == records.by_department["active_employees"][month].tolist()


def test_people_change_only_where_a_change_is_told(filmed):
    shots, frames_seen, _ = filmed
    before = shots.start["people"]
    for shot in frames_seen:
        told = dict(shot["changes"])
        for row, (one, other) in enumerate(zip(before, shot["people"], strict=True)):
            if is_user(one) != is_user(other):
                assert told[row] in STARTS if is_user(other) else told[row] not in STARTS
        before = shot["people"]


def test_a_person_surrounded_by_users_is_shown_so():
    simulation = start(world("lone-manager", SMALL))
    people = simulation.state.people
    people.is_active[:] = [True, True, False, False] + [False] * 56
    people.skill[:2] = 0.0, 1.0
    people.active_weight[:] = 0
    people.active_weight[2] = people.total_weight[2]
    people.active_weight[3] = people.total_weight[3] // 2
    people.threshold[:] = 0.9
    assert frames.people_states(people)[:4].tolist() == [2, 3, 1, 0]
    own = rules(exposure=lambda active_weight, total_weight: 1.0 if active_weight > 0 else 0.0)
    assert frames.people_states(people, tuple(own.items()))[:4].tolist() == [2, 3, 1, 1]


def test_ties_say_whom_everyone_listens_to_in_the_beginning():
    shots = camera()
    ties, people = shots.workforce["ties"], shots.workforce["people"]
    weights = np.split(np.array(ties["weights"]), np.cumsum(ties["degrees"])[:-1])
    colleagues = np.split(np.array(ties["colleagues"]), np.cumsum(ties["degrees"])[:-1])
    state = shots.simulation.state.people
    for row, (listened, weight) in enumerate(zip(colleagues, weights, strict=True)):
        assert weight.sum() == state.total_weight[row]
        assert weight[state.was_active[listened]].sum() == state.active_weight[row]
        assert row not in listened
        # the own manager counts more than anybody else, the own people do not
        is_manager = listened == people["manager"][row]
        assert is_manager.sum() == (people["manager"][row] >= 0)
        assert is_manager.sum() == 0 or weight[is_manager][0] > max(weight[~is_manager], default=0)


def test_thresholds_of_newcomers_replace_those_of_the_start(filmed):
    shots, frames_seen, records = filmed
    known = list(shots.start["thresholds"])
    newcomers = 0
    for shot in frames_seen:
        for row, threshold in shot["newcomers"]:
            known[row] = threshold
            newcomers += 1
    assert newcomers == records.monthly["leavers"].sum() > 0
    assert known == [round(100 * value) for value in shots.simulation.state.people.threshold]


def test_indicators_gained_and_lost_are_told(filmed):
    _, frames_seen, records = filmed
    letters = [shot["indicators"] for shot in frames_seen]
    met = [[letter in "1+" for letter in row] for row in letters]
    assert met == (records.monthly["met"] > 0).tolist()
    assert any("+" in row for row in letters)
    for before, row in zip(letters[2::3], letters[5::3], strict=False):
        for one, other in zip(before, row, strict=True):
            assert {"+": one in "0x", "x": one in "1+", "1": one in "1+", "0": one in "0x", "-": one == "-"}[
                other
            ]


def test_seats_and_phases_are_told(filmed):
    shots, frames_seen, records = filmed
    assert set(frames_seen[0]["departments"]["seat"]) == {"0"}
    kinds = shots.simulation.organisation.department_kinds
    members = [DepartmentKind.of(name) for name in shots.scenario.levers.members]
    expected = "".join(str(int(kind in members)) for kind in kinds)
    assert frames_seen[-1]["departments"]["seat"] == expected
    for month, shot in enumerate(frames_seen):
        by_department = records.by_department[month]
        for phase, entry in zip(shot["departments"]["phase"], by_department, strict=True):
            assert (phase == "0") == (entry["is_discovered"] == 0 and entry["is_approved"] == 0)
            assert phase != "3" or entry["practice"] >= 0.4


def test_a_department_is_held_back_by_what_it_lacks_itself(filmed):
    shots, frames_seen, _ = filmed
    names = shots.workforce["departments"]["names"]
    for shot in frames_seen:
        departments = shot["departments"]
        for name, phase, block in zip(names, departments["phase"], departments["block"], strict=True):
            assert (phase == "3") == (block == "")
            if phase == "0":
                assert block == f"{name} has not discovered its use case"


def test_everything_known_of_a_level_is_told(filmed):
    _, frames_seen, records = filmed
    assert [shot["level"] for shot in frames_seen] == records.monthly["level"].tolist()
    told = {shot["month"] for shot in frames_seen if any(kind == "level" for kind, _ in shot["news"])}
    levels = [0, *records.monthly["level"].tolist()]
    assert told == {month for month in range(MONTHS) if levels[month] != levels[month + 1]}
    assert all(shot["blockers"] for shot in frames_seen if shot["level"] < 4)


def test_every_event_is_told_once(filmed):
    _, frames_seen, records = filmed
    told = [(shot["month"], words) for shot in frames_seen for _, words in shot["news"]]
    for kind, words in (
        (EventKind.FORM_CHANGED, "charge"),
        (EventKind.USE_CASE_DISCOVERED, "case found"),
    ):
        months = sorted({int(event["month"]) for event in records.events if event["kind"] == kind})
        assert [month for month, said in told if words in said] == months != []


def test_departments_of_one_kind_are_judged_each_for_itself():
    scenario = world("task-force-broad", SMALL)
    organisation = people_of(scenario)
    kinds = organisation.department_kinds.copy()
    kinds[DepartmentKind.FINANCE] = DepartmentKind.SALES
    shots = Camera(scenario, run_inputs(scenario), replace(organisation, department_kinds=kinds), seed=1)
    shots.next_frame()
    records = shots.simulation.state.records
    for name, value in (("is_discovered", 1.0), ("is_approved", 1.0), ("endorsement", 0.8)):
        records.by_department[name][0] = value
    records.by_department["practice"][0] = 0.2
    records.by_department["active_employees"][0, DepartmentKind.SALES] = 5
    records.by_department["active_employees"][0, DepartmentKind.FINANCE] = 0
    records.monthly["active_share_of"][0, DepartmentKind.SALES] = 0.4
    blocks = shots._blocks(0)
    assert blocks[DepartmentKind.SALES] == "still growing in sales"
    assert blocks[DepartmentKind.FINANCE] == "only 0% of sales use it"


def test_frames_do_not_depend_on_frames_before(filmed):
    _, frames_seen, _ = filmed
    again = camera(**{"adoption.peer_hazard": 1.0, "adoption.spontaneous_hazard": 0.05})
    for shot in frames_seen[:6]:
        assert again.next_frame() == shot


def test_missing_numbers_are_null():
    shot = camera("grassroots").next_frame()
    assert shot["numbers"]["workload_ratio"] is None
    json.dumps(shot, allow_nan=False)


def request(*scenarios: str, **more) -> Request:
    return Request(scenarios=scenarios, replications=1, seed=7, workers=1, months=4, **more)


def test_a_recording_holds_both_runs_of_the_same_people():
    recording = film(plan_runs(request("lone-manager", "task-force-broad")))
    assert [run["name"] for run in recording["runs"]] == ["lone-manager", "task-force-broad"]
    assert [len(run["frames"]) for run in recording["runs"]] == [4, 4]
    assert recording["runs"][0]["start"] == recording["runs"][1]["start"]
    assert recording["months"] == 4
    assert recording["seed"] == "7"
    # nobody is in charge yet in either
    assert recording["runs"][0]["frames"] == recording["runs"][1]["frames"]
    json.dumps(recording, allow_nan=False)


def test_other_people_cannot_stand_side_by_side(tmp_path):
    other = tmp_path / "other.toml"
    other.write_text('extends = "lone-manager"\n[firm]\nemployees = 120\n')
    with pytest.raises(
        OrganisationError, match=r"'lone-manager' and 'other' do not .* firm\.employees is 300 people"
    ):
        film(plan_runs(request("lone-manager", str(other))))


def test_names_of_a_real_organisation_stay_as_they_are():
    organisation = people_of(world("lone-manager", SMALL))
    named = replace(organisation, imported_ids=tuple(f"id_{row}" for row in range(60)))
    assert frames.people_names(named)[:2] == ["id_0", "id_1"]
    assert frames.people_names(organisation)[0] == "marketing-1"


def test_a_camera_that_skips_months_goes_on_as_if_it_had_filmed_them(filmed):
    shots, frames_seen, _ = filmed
    for month in (0, 1, 7, MONTHS - 1):
        other = camera(**{"adoption.peer_hazard": 1.0, "adoption.spontaneous_hazard": 0.05})
        other.skip_to(month)
        assert other.month == month and other.next_frame() == frames_seen[month]
    with pytest.raises(ValueError, match="is over"):
        shots.skip_to(3)


def test_a_camera_takes_over_the_workforce_of_another():
    first = camera()
    simulation = first.simulation
    second = Camera(first.scenario, simulation.inputs, simulation.organisation, 1, workforce=first.workforce)
    assert second.workforce is first.workforce and second.start == first.start


def test_a_run_may_bear_another_name():
    shots = camera()
    other = shots.scenario.model_copy(update={"name": "other", "title": "", "description": "why"})
    told = shots.document(other)
    assert (told["name"], told["title"], told["description"]) == ("other", "other", "why")
    assert told["start"] == shots.document()["start"]


def test_a_recording_may_end_early():
    assert [
        frame["month"] for frame in record([camera()], seed=1, months=MONTHS, last=2)["runs"][0]["frames"]
    ] == [0, 1, 2]


def test_all_rules_of_an_explanation_are_warm_at_once(monkeypatch):
    explained, caused = [], []
    monkeypatch.setattr(filming, "fact_readings", lambda indicator, _: explained.append(indicator))
    monkeypatch.setattr(filming, "cause_of", lambda name, *_: caused.append(name))
    filming.warm_up()
    assert explained == list(SCORED_INDICATORS) and set(FACTS) <= set(caused)


def test_what_is_done_by_hand_shows_from_its_month_on():
    shots = camera()
    one, other = shots.organisation.ids[0], shots.organisation.ids[-1]
    starts, targets = shots.organisation.tie_starts, shots.organisation.tie_targets
    friend = int(targets[starts[0]])
    by_hand = [
        {
            "month": 2,
            "transfers": [[one, "finance"]],
            "draw_ties": [[other, one]],
            "cut_ties": [[shots.organisation.ids[friend], one]],
        },
        {"month": 4, "transfers": [[one, "marketing"]]},
    ]
    moved = camera(rearrangement=by_hand)
    seen = [moved.next_frame() for _ in range(6)]
    finance = moved.organisation.department_names.index("finance")
    assert "rearranged" not in seen[0]
    for shot in seen[2:]:
        assert [0, moved.organisation.employees - 1] in shot["rearranged"]["drawn"]
        assert [0, friend] in shot["rearranged"]["cut"]
    assert [shot["rearranged"]["moved"] for shot in seen[2:5]] == [[[0, finance]], [[0, finance]], []]
    assert any("moves to finance" in words for _, words in seen[2]["news"])
    assert [shots.next_frame() for _ in range(2)] == seen[:2]


def test_ties_are_those_there_are_in_the_month(filmed):
    shots, frames_seen, _ = filmed
    degrees, colleagues = (shots.workforce["ties"][name] for name in ("degrees", "colleagues"))
    rows = np.repeat(np.arange(len(degrees)), degrees).tolist()
    told = {tuple(sorted(pair)) for pair in zip(rows, colleagues, strict=True)}
    changed = frames_seen[-1]["rearranged"]
    told = told - set(map(tuple, changed["cut"])) | set(map(tuple, changed["drawn"]))
    now = shots.simulation.living_organisation()
    sources = np.repeat(np.arange(now.employees), np.diff(now.tie_starts)).tolist()
    assert told == {tuple(sorted(pair)) for pair in zip(sources, now.tie_targets.tolist(), strict=True)}
    assert changed["drawn"] and changed["cut"]


def test_who_is_in_charge_and_whom_they_reach_is_told(filmed):
    shots, frames_seen, records = filmed
    state, told = shots.simulation.state, frames_seen[-1]
    assert told["lead"] == int(state.firm[0].lead) >= 0
    assert told["departments"]["representative"] == state.departments.representative.tolist()
    assert [row >= 0 for row in told["departments"]["head"]] == [True] * 10
    assert max(told["departments"]["representative"]) >= 0
    for name in ("contact", "seen"):
        column = records.by_department[name][-1] if name in records.by_department.dtype.names else None
        assert column is not None and told["departments"][name] == [round(100 * float(v)) for v in column]
    for shot in frames_seen[:3]:
        assert shot["lead"] == -1 and set(shot["departments"]["representative"]) == {-1}
        assert set(shot["departments"]["contact"]) == {0}
