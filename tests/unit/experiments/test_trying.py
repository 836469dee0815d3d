from __future__ import annotations

import pytest

from smsim.engine import simulation
from smsim.errors import ExperimentError
from smsim.experiments.comparing import Request, plan_runs
from smsim.experiments.trying import require_runnable, require_runnable_plan
from tests.running import schedule_of
from tests.unit.experiments.test_chunks import CONTRADICTION


@pytest.fixture
def in_firm(tmp_path, monkeypatch):
    """A firm without a marketing department, and an option for it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(simulation, "run_months", None)  # no month is run
    (tmp_path / "firm").mkdir()
    people = "".join(f"p{number},{'Sales' if number % 2 else 'Works'}\n" for number in range(20))
    (tmp_path / "firm" / "employees.csv").write_text(f"id,department\n{people}", encoding="utf-8")
    (tmp_path / "firm" / "ties.csv").write_text("source,target\np0,p1\np1,p2\n", encoding="utf-8")
    (tmp_path / "sold.toml").write_text('extends = "group-head"\n[firm]\nhome = "sales"\n', encoding="utf-8")
    (tmp_path / "moved.toml").write_text(
        'extends = "sold.toml"\n[[rearrangement]]\nmonth = 9\nchampions = ["nobody"]\n', encoding="utf-8"
    )
    return tmp_path


def written(*scenarios: str) -> str:
    names = ", ".join(f'"{name}"' for name in scenarios)
    return f'scenarios = [{names}]\nreplications = 2\nhorizon_months = 12\norganisation = "firm"\n'


def refusal(folder, *scenarios: str) -> str:
    with pytest.raises(ExperimentError) as raised:
        require_runnable(schedule_of(folder, written(*scenarios)))
    return str(raised.value)


def test_options_that_can_never_run_are_named_with_their_cause(in_firm):
    require_runnable(schedule_of(in_firm, written("sold.toml")))
    assert refusal(in_firm, "sold.toml", "lone-manager") == (
        "'lone-manager' cannot be run with the organisation in 'firm': the organisation has no marketing "
        "department to be the home of social media: set firm.home to one of operations, sales."
    )
    both = refusal(in_firm, "lone-manager", "sold.toml", "task-force-broad")
    assert both.startswith("'lone-manager' and 'task-force-broad' cannot be run with the organisation in")


def test_several_causes_are_told(in_firm):
    told = refusal(in_firm, "moved.toml", "lone-manager")
    assert told.startswith("'moved' cannot be run with the organisation in 'firm': nobody in the ")
    assert "; 'lone-manager' cannot be run with" in told and told.count(".toml") == 0


def test_options_to_be_compared_are_tried_too(in_firm):
    request = Request(("sold.toml", "lone-manager"), 5, 1, 1, organisation=in_firm / "firm")
    with pytest.raises(ExperimentError, match=r"^'lone-manager' cannot be run with the organisation in '.*f"):
        require_runnable_plan(plan_runs(request))
    require_runnable_plan(plan_runs(Request(("lone-manager", "group-head"), 5, 1, 1)))


def test_one_point_that_can_be_built_is_enough(tmp_path):
    require_runnable(schedule_of(tmp_path, CONTRADICTION))
    last = CONTRADICTION.replace('["task_force", "lone_manager"]', '["lone_manager", "task_force"]')
    require_runnable(schedule_of(tmp_path, last))


def test_rows_of_a_table_that_name_their_scenario_are_tried_with_it(tmp_path):
    (tmp_path / "rows.csv").write_text(
        "scenario,levers.form\nlone-manager,lone_manager\ntask-force-broad,lone_manager\n", encoding="utf-8"
    )
    head = 'scenarios = ["lone-manager", "task-force-broad"]\nreplications = 1\n'
    text = f'{head}[design]\nkind = "table"\nfile = "rows.csv"\n'
    with pytest.raises(ExperimentError, match=r"^'task-force-broad' cannot be run: scenario .* members in"):
        require_runnable(schedule_of(tmp_path, text))
