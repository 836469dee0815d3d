"""Points from a CSV file: what it says, and what it can get wrong."""

import pytest

from smsim.experiments.experiment import build_point
from smsim.experiments.loading import load_experiment
from tests.unit.experiments.experiment_files import FACTOR, sentence, written

CSV = "levers.executive_tone,levers.members,levers.form,levers.has_onboarding,firm.employees,scenario\n"
TABLE = (
    'scenarios = ["lone-manager", "task-force-broad"]\nreplications = 2\n'
    '[design]\nkind = "table"\nfile = "points.csv"\n'
)


def test_a_table_gives_factors_and_points(tmp_path):
    rows = (
        "0.9,marketing + sales,task_force,true,40,task-force-broad\n\n"
        "0.1,,,False,,lone-manager\n0.90,none,lone_manager,,60,task-force-broad\n"
    )
    written(tmp_path, "\ufeff" + CSV + rows, "points.csv")
    experiment = load_experiment(written(tmp_path, TABLE))
    assert experiment.points == 3
    assert [factor.values for factor in experiment.factors] == [
        (0.1, 0.9),
        (("marketing", "sales"), ()),
        ("task_force", "lone_manager"),
        (False, True),
        (40, 60),
    ]
    assert [experiment.point(number).settings for number in range(3)] == [
        {
            "levers.executive_tone": 0.9,
            "levers.members": ("marketing", "sales"),
            "levers.form": "task_force",
            "levers.has_onboarding": True,
            "firm.employees": 40,
        },
        {"levers.executive_tone": 0.1, "levers.has_onboarding": False},
        {
            "levers.executive_tone": 0.9,
            "levers.members": (),
            "levers.form": "lone_manager",
            "firm.employees": 60,
        },
    ]
    names = [experiment.point(number).scenario.name for number in range(3)]
    assert names == ["task-force-broad", "lone-manager", "task-force-broad"]
    assert experiment.most_employees == 300
    for number in range(3):
        build_point(experiment.point(number))


def test_without_names_every_scenario_meets_every_row(tmp_path):
    written(tmp_path, "levers.executive_tone\n0.1\n0.2\n", "points.csv")
    experiment = load_experiment(written(tmp_path, TABLE))
    points = [experiment.point(number) for number in range(experiment.points)]
    assert [(point.scenario.name, point.settings["levers.executive_tone"]) for point in points] == [
        ("lone-manager", 0.1),
        ("task-force-broad", 0.1),
        ("lone-manager", 0.2),
        ("task-force-broad", 0.2),
    ]


def test_changed_points_change_the_document(tmp_path):
    documents = []
    for cells in ("0.1\n0.2\n", "0.2\n0.1\n", "0.1\n0.3\n"):
        written(tmp_path, "levers.executive_tone\n" + cells, "points.csv")
        documents.append(load_experiment(written(tmp_path, TABLE)).document["points_digest"])
    assert len(set(documents)) == 3


TABLE_SENTENCES = {
    "out of bounds": (
        "levers.executive_tone\n0.1\n\n1.5\n",
        "points.csv, line 4: the cell (levers.executive_tone) is 1.5, but must be a number from 0 to 1 "
        "(share).",
    ),
    "no number": (
        "levers.executive_tone\nmuch\n",
        "points.csv, line 2: the cell (levers.executive_tone) is 'much', ",
    ),
    "not finite": (
        "levers.executive_tone\nnan\n",
        "points.csv, line 2: the cell (levers.executive_tone) is nan, but ",
    ),
    "fraction": (
        "firm.employees\n3.0\n",
        "points.csv, line 2: the cell (firm.employees) is '3.0', but must be a whole ",
    ),
    "unknown word": (
        "levers.form\ntaskforce\n",
        "points.csv, line 2: the cell (levers.form) is 'taskforce', but ",
    ),
    "unknown entry": (
        "levers.members\nmarketing + hr\n",
        "points.csv, line 2: the cell (levers.members) is ['marketing', 'hr'], but must be a list of ",
    ),
    "no truth": (
        "levers.has_onboarding\n1\n",
        "points.csv, line 2: the cell (levers.has_onboarding) is '1', but must be true or false.",
    ),
    "unknown column": (
        "levers.executive_tne\n0.1\n",
        "points.csv, line 1: 'levers.executive_tne' is not the dotted name of a scenario value (did you "
        "mean 'levers.executive_tone'?).",
    ),
    "column twice": (
        "firm.employees,firm.employees\n3,4\n",
        "points.csv, line 1: the column 'firm.employees' stands ",
    ),
    "unknown scenario": (
        "firm.employees,scenario\n3,lone-manger\n",
        "points.csv, line 2: scenario is 'lone-manger', but must be one of the experiment's (did you mean "
        "'lone-manager'?): lone-manager, task-force-broad.",
    ),
    "too few cells": (
        "firm.employees,scenario\n3\n",
        "points.csv, line 2: there are 1 values for the 2 columns ",
    ),
    "blank column": (
        "firm.employees,appointment_month\n,3\n,4\n",
        "points.csv: the column 'firm.employees' is blank ",
    ),
    "no rows": (
        "firm.employees\n\n",
        "points.csv: a line with the names of the factors and at least one point is ",
    ),
    "not CSV": (
        'firm.employees\n"3" 4\n',
        "points.csv, line 2: this is not a line of comma-separated values (",
    ),
}


@pytest.mark.parametrize(("text", "beginning"), TABLE_SENTENCES.values(), ids=TABLE_SENTENCES)
def test_sentence_about_a_table(tmp_path, text, beginning):
    written(tmp_path, text, "points.csv")
    said = sentence(tmp_path, TABLE)
    assert said[: len(beginning)] == beginning


def test_tables_exclude_factors_and_need_their_file(tmp_path):
    assert sentence(tmp_path, TABLE) == "points.csv does not exist."
    written(tmp_path, "firm.employees\n3\n", "points.csv")
    assert sentence(tmp_path, TABLE + FACTOR) == (
        "trial.toml, line 6: the factors are the columns of points.csv; leave [[factor]] out."
    )


def test_a_table_that_names_scenarios_has_no_stop_rule(tmp_path):
    written(tmp_path, "firm.employees,scenario\n3,lone-manager\n", "points.csv")
    stop = '[stop]\nmeasure = "level_at_end"\nscenario = "lone-manager"\nhalf_width = 0.1\n'
    said = sentence(tmp_path, TABLE + stop)
    assert said.startswith("trial.toml, line 6: [stop] needs every scenario at every point, ")
