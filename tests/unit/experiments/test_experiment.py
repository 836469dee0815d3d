"""Points, their numbers, and the worlds they stand for."""

import pickle

import pytest

from smsim.errors import ScenarioError
from smsim.experiments.experiment import Point, build_point
from smsim.experiments.loading import load_experiment
from smsim.scenarios import Scenario, with_values

GRID = """scenarios = ["lone-manager", "dandelion", "grassroots"]
replications = 2
[design]
kind = "grid"
[[factor]]
name = "levers.executive_tone"
values = [0.2, 0.8]
[[factor]]
name = "firm.employees"
%s
"""


@pytest.fixture
def experiment(tmp_path):
    path = tmp_path / "trial.toml"
    path.write_text(GRID % "values = [40, 900]", encoding="utf-8")
    return load_experiment(path)


def test_scenarios_of_one_row_are_neighbours(experiment):
    points = [experiment.point(number) for number in range(experiment.points)]
    assert [point.number for point in points] == list(range(12))
    assert [point.scenario.name for point in points[:6]] == 2 * ["lone-manager", "dandelion", "grassroots"]
    for row in range(4):
        of_row = [point.settings for point in points[3 * row : 3 * row + 3]]
        assert of_row[0] == of_row[1] == of_row[2] == experiment.table.settings_of(row)
    assert points[2].settings == {"levers.executive_tone": 0.2, "firm.employees": 40}
    assert points[9].settings == {"levers.executive_tone": 0.8, "firm.employees": 900}


@pytest.mark.parametrize("number", [-1, 12])
def test_there_are_no_other_points(experiment, number):
    with pytest.raises(IndexError):
        experiment.point(number)


def test_a_point_is_built_from_its_scenario(experiment):
    point = experiment.point(10)
    assert build_point(point) == with_values(experiment.scenarios[1], point.settings)


def test_a_point_that_contradicts_itself_says_so():
    point = Point(7, Scenario(name="mine"), {"levers.members": ("sales",)})
    with pytest.raises(ScenarioError, match=r"scenario 'mine': members in \[levers\] are 'sales', but only"):
        build_point(point)


def test_points_travel_to_other_processes(experiment):
    point = pickle.loads(pickle.dumps(experiment.point(4)))
    assert build_point(point) == build_point(experiment.point(4))


@pytest.mark.parametrize(
    ("settings", "employees"),
    [
        ("values = [40, 900]", 900),
        ("values = [40, 50]", 300),
        ("low = 20\nhigh = 700", 700),
    ],
)
def test_the_largest_firm_is_known_before_anything_is_built(tmp_path, settings, employees):
    path = tmp_path / "trial.toml"
    path.write_text(GRID % settings, encoding="utf-8")
    assert load_experiment(path).most_employees == employees


def test_worlds_have_dice_of_their_own(tmp_path):
    path = tmp_path / "trial.toml"
    path.write_text(
        'scenarios = ["lone-manager", "dandelion"]\nreplications = 2\n[design]\nkind = "worlds"\nworlds = 7\n'
        '[[factor]]\nname = "adoption.peer_hazard"\n',
        encoding="utf-8",
    )
    experiment = load_experiment(path)
    assert experiment.is_by_world and experiment.points == 14
    assert experiment.point(0).settings == experiment.point(1).settings != experiment.point(2).settings
