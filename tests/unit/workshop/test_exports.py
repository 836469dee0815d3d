"""What is taken home repeats the branch to the bit."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest

from smsim.experiments.comparing import Request, plan_runs, run_plan
from smsim.scenarios import parse_scenario
from smsim.workshop import exports
from smsim.workshop.rearrangements import Champion, Draw, Move
from tests.simulations import assert_same_records
from tests.workshops import MONTHS, SEED, decision, open_workshop, run_of


@pytest.fixture
def decided(session):
    """Two decisions one after the other, with levers, an event and a rearrangement, on a plan with a rule."""
    first = session.decide("A", 8, decision(form="task_force", members=["sales"], champions=2), 0)
    parts = (Move(move=1, to=2), Draw(draw=(0, 39)), Champion(champion=20))
    return session.decide(first.id, 15, decision(*parts, lead_leaves=True, authority=None, ban_share=0.4), 0)


def test_the_scenario_file_repeats_the_run_to_the_bit(opening, decided, tmp_path):
    text = exports.scenario_file(opening, decided)
    scenario = parse_scenario(text, decided.scenario.name)
    assert scenario == decided.scenario
    file = tmp_path / f"{exports.export_name([decided])}.toml"
    file.write_text(text, encoding="utf-8")
    plan = plan_runs(Request((str(file),), replications=1, seed=SEED, workers=1))
    batch = run_plan(plan).batches[0]
    records = run_of(decided)
    assert batch.name == decided.scenario.name and plan.remarks == ()
    assert batch.monthly[0].tobytes() == records.monthly.tobytes()
    assert batch.by_department[0].tobytes() == records.by_department.tobytes()
    assert batch.events[0].tobytes() == records.events.tobytes()
    assert 9 in records.events.kind, "no rule fired"


def test_a_branch_equals_its_parent_before_each_decision(decided):
    assert_same_records(run_of(decided), run_of(decided.parent), months=15)
    assert_same_records(run_of(decided), run_of(decided.root), months=8)
    assert run_of(decided).monthly[15:].tobytes() != run_of(decided.parent).monthly[15:].tobytes()


def test_the_file_says_how_to_run_it(opening, decided):
    first = exports.scenario_file(opening, decided).splitlines()[0]
    assert first == f"# smsim run {decided.scenario.name}.toml --seed {SEED}"


def test_a_real_organisation_is_named(opening, tmp_path):
    from smsim.organisation.exchange import write_organisation

    folder = tmp_path / "our\nfirm"
    write_organisation(opening.organisation, folder)
    real = open_workshop(tmp_path, organisation=folder, mutual_only=True)
    branch = real.branches()[0]
    assert exports.run_command(real, branch).endswith("our firm' --mutual-only")
    assert len(exports.scenario_file(real, branch).split("\n\n")[0].splitlines()) == 1


def test_the_page_holds_the_branches_shown(opening, decided):
    page = exports.page(opening, [opening.branches()[1], decided]).decode("utf-8")
    recording = json.loads(page.split('id="recording">')[1].split("</script>")[0])
    assert [run["title"] for run in recording["runs"]] == ["A task force", decided.scenario.title]
    assert [len(run["frames"]) for run in recording["runs"]] == [MONTHS, MONTHS]
    assert recording["seed"] == str(SEED)


def test_a_recording_ends_where_it_is_asked_to(opening, decided):
    frames = exports.recording(opening, [decided], last=4)["runs"][0]["frames"]
    assert [frame["month"] for frame in frames] == [0, 1, 2, 3, 4]


@pytest.mark.slow
def test_pictures_are_pictures(opening, decided):
    assert exports.picture(opening, decided, 3).startswith(b"\x89PNG")


@pytest.mark.slow
def test_a_moving_picture_moves(opening, decided):
    assert exports.animation(opening, decided).startswith(b"GIF89a")


@pytest.mark.slow
def test_tables_are_those_of_a_result_folder(opening, decided, tmp_path):
    archive = zipfile.ZipFile(io.BytesIO(exports.tables(opening, decided)))
    names = set(archive.namelist())
    assert {
        "tables/monthly.parquet",
        "tables/monthly.csv",
        "tables/use_changes.parquet",
        "provenance.json",
    } <= names
    assert f"{decided.scenario.name}.toml" in names and not any(name.startswith("/") for name in names)
    archive.extractall(tmp_path)
    monthly = pd.read_parquet(tmp_path / "tables" / "monthly.parquet")
    assert np.array_equal(monthly["active_share"], run_of(decided).monthly["active_share"])
    provenance = json.loads((tmp_path / "provenance.json").read_text())
    assert provenance["command"] == exports.run_command(opening, decided)
