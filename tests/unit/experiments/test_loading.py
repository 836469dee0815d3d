"""What an experiment file says."""

import json
import tomllib

import jsonschema
import numpy as np
import pytest

from smsim.errors import ExperimentError
from smsim.experiments.experiment import build_point
from smsim.experiments.experiment_file import DESIGN_KINDS, experiment_schema
from smsim.experiments.loading import load_experiment
from smsim.experiments.stopping import StopRule
from smsim.parameters import declarations
from smsim.scenarios import load_scenario, scenario_hash
from tests.unit.experiments.experiment_files import SMALL, sentence, written

WHOLE = """title = "A trial"
description = "Does it load?"
scenarios = ["lone-manager", "task-force-broad"]
replications = 40
seed = 0
horizon_months = 36

[[scenario]]
name = "switch"
extends = "lone-manager"
[[scenario.change]]
month = 24
form = "task_force"
members = ["marketing", "sales"]

[outputs]
measures = ["score_at_end"]
monthly = ["level"]

[design]
kind = "latin_hypercube"
points = 5

[[factor]]
name = "levers.executive_tone"
unit = "share"
low = 0
high = 0.9

[[factor]]
name = "firm.ties_per_person"

[[factor]]
name = "adoption.threshold_spread"
scale = "log"

[[factor]]
name = "levers.authority"
values = ["as_form", 1]

[stop]
measure = "level_at_end"
scenario = "switch"
against = "lone-manager"
half_width = 0.1
"""


def test_everything_a_file_says(tmp_path):
    experiment = load_experiment(str(written(tmp_path, WHOLE)))
    words = (experiment.name, experiment.title, experiment.description)
    assert words == ("trial", "A trial", "Does it load?")
    names = [scenario.name for scenario in experiment.scenarios]
    assert names == ["lone-manager", "task-force-broad", "switch"]
    assert {scenario.horizon_months for scenario in experiment.scenarios} == {36}
    assert experiment.scenarios[2].changes[0].members == ("marketing", "sales")
    assert experiment.scenarios[2].title == ""
    assert (experiment.replications, experiment.seed, experiment.points) == (40, 0, 15)
    assert (experiment.measures, experiment.monthly) == (("score_at_end",), ("level",))
    assert experiment.stop == StopRule("level_at_end", "switch", "lone-manager", 0.1)
    assert not experiment.is_by_world and experiment.organisation is None
    assert experiment.most_employees == 300
    tone, ties, spread, authority = experiment.factors
    assert (tone.low, tone.high, tone.unit, tone.is_whole) == (0.0, 0.9, "share", False)
    assert (ties.low, ties.high, ties.is_whole) == (6, 20, True)
    assert (spread.low, spread.high, spread.scale) == (0.04, 0.16, "log")
    assert authority.values == ("as_form", 1.0)
    for number in range(experiment.points):
        build_point(experiment.point(number))


def test_what_may_be_left_out(tmp_path):
    experiment = load_experiment(written(tmp_path, SMALL))
    assert (experiment.points, len(experiment.factors), experiment.stop, experiment.seed) == (1, 0, None, 1)
    assert experiment.scenarios == (load_scenario("lone-manager"),)
    assert "level_at_end" in experiment.measures and experiment.monthly == ()
    assert build_point(experiment.point(0)) == load_scenario("lone-manager")


def test_the_same_file_gives_the_same_points_and_another_seed_others(tmp_path):
    path = written(tmp_path, WHOLE)
    first, second = load_experiment(path), load_experiment(path)
    assert np.array_equal(first.table.shares, second.table.shares) and first.document == second.document
    other = load_experiment(written(tmp_path, WHOLE.replace("seed = 0", "seed = 1")))
    assert not np.array_equal(first.table.shares, other.table.shares)


def test_the_document_is_plain_and_follows_what_decides_the_runs(tmp_path):
    document = load_experiment(written(tmp_path, WHOLE)).document
    assert json.loads(json.dumps(document)) == document
    assert document["design"] == {"kind": "latin_hypercube", "points": 5}
    assert set(document["scenario_hashes"]) == {"lone-manager", "task-force-broad", "switch"}
    for part in ("high = 0.9", 'unit = "share"', "month = 24", "replications = 40"):
        changed = {"high = 0.9": "high = 0.8", 'unit = "share"': "", "month = 24": "month = 23"}.get(
            part, "replications = 41"
        )
        other = load_experiment(written(tmp_path, WHOLE.replace(part, changed))).document
        assert other != document
        is_same_world = part in ('unit = "share"', "replications = 40")
        keys = ("scenario_hashes", "points_digest")
        assert ([other[key] for key in keys] == [document[key] for key in keys]) == is_same_world, part


def test_scenario_files_and_organisations_lie_beside_the_experiment(tmp_path):
    (tmp_path / "people").mkdir()
    written(tmp_path / "people", "id,department\na,Marketing\nb,Sales\nc,Sales\n", "employees.csv")
    written(tmp_path / "people", "source,target\na,b\nb,c\n", "ties.csv")
    written(tmp_path, 'extends = "lone-manager"\n[levers]\nexecutive_tone = 0.3', "mine.toml")
    text = 'scenarios = ["mine.toml"]\nreplications = 2\norganisation = "people"\n'
    experiment = load_experiment(written(tmp_path, text))
    assert experiment.organisation.employees == experiment.scenarios[0].firm.employees == 3
    assert experiment.scenarios[0].levers.executive_tone == 0.3
    factor = '[[factor]]\nname = "%s"\n'
    assert load_experiment(written(tmp_path, text + factor % "firm.manager_tie_weight")).points == 2
    for name in ("firm.employees", "firm.ties_per_person", "departments.sales.headcount_share"):
        assert sentence(tmp_path, text + factor % name) == (
            f"trial.toml, line 5: '{name}' cannot be a factor: the organisation that is read from a folder "
            "has it already."
        )


def test_dates_and_thresholds_of_rules_can_be_factors(tmp_path):
    factors = "".join(
        f'[[factor]]\nname = "{name}"\nvalues = {values}\n'
        for name, values in (
            ("change.1.month", [20, 30]),
            ("when.1.if.1.at_least", [1, 3]),
            ("when.1.for_months", [6]),
            ("when.1.then.ban_share", [0.25]),
            ("appointment_month", [6]),
        )
    )
    inline = (
        '[[scenario]]\nname = "s"\nextends = "clampdown"\n[[scenario.change]]\nmonth = 90\nban_share = 0.1\n'
    )
    experiment = load_experiment(written(tmp_path, "replications = 1\n" + inline + factors))
    units = [factor.unit for factor in experiment.factors]
    assert units == ["months", "per month", "months", "share of employees", "months"]
    world = build_point(experiment.point(3))
    rule = world.rules[0]
    assert (world.changes[0].month, world.appointment_month) == (30, 6)
    assert (rule.conditions[0].at_least, rule.for_months, rule.then.ban_share) == (3.0, 6, 0.25)


def test_subsets_are_every_choice_of_the_words(tmp_path):
    text = (
        'scenarios = ["task-force-narrow"]\nreplications = 1\n[[factor]]\nname = "levers.members"\n'
        'always = ["marketing"]\nsubsets_of = ["sales", "finance"]\n'
    )
    experiment = load_experiment(written(tmp_path, text))
    assert experiment.factors[0].values == (
        ("marketing",),
        ("marketing", "sales"),
        ("marketing", "finance"),
        ("marketing", "sales", "finance"),
    )
    worlds = [build_point(experiment.point(number)) for number in range(4)]
    assert [world.levers.members for world in worlds] == list(experiment.factors[0].values)


def test_whole_subsets_begin_with_none(tmp_path):
    text = SMALL + '[[factor]]\nname = "audit.ignored_indicators"\nsubsets_of = ["L3.7", "L4.1"]\n'
    assert load_experiment(written(tmp_path, text)).factors[0].values == (
        (),
        ("L3.7",),
        ("L4.1",),
        ("L3.7", "L4.1"),
    )


def test_the_schema_is_one_and_knows_the_designs():
    schema = experiment_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(DESIGN_KINDS) <= set(schema["$defs"])
    assert "null" not in json.dumps(schema)


VALID = [
    "",
    '[design]\nkind = "worlds"\nworlds = 3',
    '[design]\nkind = "one_at_a_time"',
    "[outputs]\nmonthly = []",
    '[[scenario]]\nname = "x"\nextends = "dandelion"\n[scenario.levers]\nexecutive_tone = 0.1',
]
INVALID = [
    '[design]\nkind = "worlds"',
    "[design]\nlevels = 3",
    "[design]\nkind = 'grit'",
    "seed = -1",
    "replication = 3",
    "[stop]",
    '[[factor]]\nnam = "x"',
    "[outputs]\nmonthly = ['levl']",
    '[[scenario]]\nextends = "dandelion"',
    '[[scenario]]\nname = "x"\n[scenario.levers]\nexecutive_tone = 2',
    "horizon_months = 0",
]


@pytest.mark.parametrize(("text", "is_valid"), [(t, True) for t in VALID] + [(t, False) for t in INVALID])
def test_the_schema_says_what_loads(text, is_valid):
    validator = jsonschema.Draft202012Validator(experiment_schema())
    assert validator.is_valid(tomllib.loads(SMALL + text)) == is_valid
    assert validator.is_valid(tomllib.loads(WHOLE))


def test_a_star_stands_for_every_number_with_a_declared_range():
    declared = {entry.name: entry for entry in declarations() if entry.sensitivity is not None}
    text = SMALL + '[design]\nkind = "worlds"\nworlds = 3\n[[factor]]\nname = "*"\n'
    factors = load_experiment(tomllib.loads(text)).factors
    assert [factor.name for factor in factors] == list(declared)
    text = SMALL + (
        '[design]\nkind = "worlds"\nworlds = 3\n[[factor]]\nname = "turnover.*"\n'
        '[[factor]]\nname = "turnover.mean_vacancy_months"\nvalues = [2, 9]\n'
    )
    *rest, own = load_experiment(tomllib.loads(text)).factors
    assert own.values == (2, 9)  # a table of its own takes the place of the star's
    assert {factor.name for factor in rest} == {
        name for name in declared if name.startswith("turnover.") and name != own.name
    }


def test_a_range_that_is_not_written_is_divided_as_it_is_declared():
    text = SMALL + '[design]\nkind = "worlds"\nworlds = 3\n' + "".join(
        f'[[factor]]\nname = "{name}"\n{more}'
        for name, more in (
            ("centre.fte_hours", ""), ("adoption.peer_hazard", ""),
            ("centre.crisis_hours", 'scale = "linear"\n'),
            ("centre.incident_hours", "low = 10.0\nhigh = 40.0\n"),
        )
    )  # fmt: skip
    assert [factor.scale for factor in load_experiment(tomllib.loads(text)).factors] == [
        "log", "linear", "linear", "linear",
    ]  # fmt: skip


def test_the_tables_of_a_file_can_be_given_in_python(tmp_path):
    tables = tomllib.loads(WHOLE)
    file = load_experiment(written(tmp_path, WHOLE, "whole.toml"))
    made = load_experiment(tables, name="whole")
    assert (made.name, made.document) == (file.name, file.document)
    np.testing.assert_array_equal(made.table.shares, file.table.shares)
    assert load_experiment(made) is made
    assert load_experiment(tables, seed=3).seed == 3
    with pytest.raises(ExperimentError, match="'whole' is planned already: set seed where it is loaded"):
        load_experiment(made, seed=3)


@pytest.mark.parametrize(
    "mistake",
    [
        'scenarios = ["lone-manager"]\nreplications = 0\n',
        'scenarios = ["lone-managr"]\nreplications = 3\n',
        SMALL + '[design]\nkind = "grids"\n',
        SMALL + '[[factor]]\nname = "levers.executive_tone"\nvalues = [0.1, 3]\n',
        SMALL + '[[scenario]]\nname = "own"\nextends = "lone-managr"\n',
        SMALL + '[[scenario]]\nname = "own"\n[scenario.levers]\nexecutive_tone = 3\n',
    ],
)
def test_a_mistake_in_python_is_told_in_the_words_of_a_file(mistake, tmp_path):
    place, _, words = sentence(tmp_path, mistake).partition(": ")
    assert place.startswith("trial.toml, line ")
    with pytest.raises(ExperimentError) as raised:
        load_experiment(tomllib.loads(mistake))
    assert str(raised.value) == words


def test_scenarios_of_python_meet_an_experiment(tmp_path):
    ours = load_scenario({"extends": "lone-manager", "levers": {"executive_tone": 0.2}}, name="ours")
    file = written(tmp_path, 'extends = "lone-manager"\n', "mine.toml")
    made = load_experiment({**tomllib.loads(SMALL), "scenarios": [ours, "group-head", file]})
    assert [scenario.name for scenario in made.scenarios] == ["ours", "group-head", "mine"]
    assert made.scenarios[0].levers.executive_tone == 0.2
    assert made.document["scenarios"] == ["ours", "group-head", str(file)]
    assert made.document["scenario_hashes"]["ours"] == scenario_hash(ours)
