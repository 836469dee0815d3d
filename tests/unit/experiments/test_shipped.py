"""The experiments that travel with smsim load, build, and are as large as they say."""

import tomllib

import jsonschema
import numpy as np
import pytest

from smsim.errors import ExperimentError
from smsim.experiments import shipped
from smsim.experiments.experiment import build_point
from smsim.experiments.experiment_file import experiment_schema
from smsim.experiments.loading import load_experiment
from smsim.experiments.shipped import experiment_file, experiment_names, list_experiments
from smsim.parameters import declarations
from smsim.scenarios.presets import shipped_folder

POINTS_SAMPLED = 40
VARIED = sum(declared.sensitivity is not None for declared in declarations())

# kind of design, scenarios, factors, rows, replications
EXPECTED = {
    "audit-robustness": ("grid", 4, 4, 72, 60),
    "governance-comparison": ("grid", 10, 0, 1, 200),
    "governance-under-uncertainty": ("worlds", 6, VARIED + 2, 4000, 2),
    "inclusion-factorial": ("grid", 1, 1, 16, 500),
    "sensitivity-global": ("saltelli", 1, 57, 30_208, 5),
    "sensitivity-screening": ("morris", 2, VARIED, 40 * (VARIED + 1), 5),
    "silo": ("grid", 3, 3, 30, 150),
    "sponsorship-by-size": ("grid", 3, 2, 30, 100),
    "switch-month": ("grid", 1, 1, 10, 1000),
}


def test_all_experiments_are_there():
    assert set(experiment_names()) == set(EXPECTED)
    assert [shipped.name for shipped in list_experiments()] == sorted(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_experiment(name):
    experiment = load_experiment(name)
    found = (
        experiment.design.kind,
        len(experiment.scenarios),
        len(experiment.factors),
        len(experiment.table),
        experiment.replications,
    )
    assert found == EXPECTED[name]
    assert experiment.points == len(experiment.table) * len(experiment.scenarios)
    for number in np.linspace(0, experiment.points - 1, POINTS_SAMPLED, dtype=int):
        build_point(experiment.point(int(number)))


@pytest.mark.parametrize("name", EXPECTED)
def test_files_satisfy_the_schema_and_say_what_they_ask(name):
    table = tomllib.loads(experiment_file(name)[0].read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(experiment_schema()).validate(table)
    assert 0 < len(table["title"]) <= 60
    assert len(table["description"]) > 60 and "?" in table["description"]


def test_every_number_with_a_declared_range_is_screened():
    declared = {declaration.name: declaration for declaration in declarations() if declaration.sensitivity}
    screened = load_experiment("sensitivity-screening").factors
    assert [factor.name for factor in screened] == list(declared)
    for factor in (*screened, *load_experiment("sensitivity-global").factors):
        assert (factor.low, factor.high) == declared[factor.name].sensitivity
        assert (factor.scale == "log") == declared[factor.name].is_range_in_ratio


def test_every_number_of_the_model_of_which_more_is_known_than_nothing_is_in_the_global_analysis():
    known = {
        row.name
        for row in declarations()
        if row.sensitivity and not row.is_half_to_double and not row.is_choice
    }
    assert known <= {factor.name for factor in load_experiment("sensitivity-global").factors}


def test_decisions_under_uncertainty_vary_all_that_is_screened_and_the_firm():
    own = {"firm.employees", "levers.executive_tone"}
    names = {factor.name for factor in load_experiment("governance-under-uncertainty").factors}
    assert names == own | {factor.name for factor in load_experiment("sensitivity-screening").factors}


def test_every_subset_of_the_four_seats_is_there():
    (factor,) = load_experiment("inclusion-factorial").factors
    always = {"marketing", "communications"}
    added = {frozenset(seats) - always for seats in factor.values}
    assert len(added) == 16 and all(always <= set(seats) for seats in factor.values)
    assert frozenset.union(*added) == {"human_resources", "customer_service", "sales", "executive"}


def test_an_unknown_name_is_told_the_nearest():
    with pytest.raises(ExperimentError) as raised:
        load_experiment("governance-comparision")
    assert str(raised.value).startswith(
        "There is no experiment 'governance-comparision' (did you mean 'governance-comparison'?): name a "
        "file ending in .toml or one of audit-robustness, "
    )


def test_an_installed_package_reads_its_own_copy(tmp_path, monkeypatch):
    (tmp_path / "only.toml").write_text('title = "Only"\n', encoding="utf-8")
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    monkeypatch.setattr(shipped, "shipped_folder", lambda name: tmp_path)
    assert [shipped.title for shipped in list_experiments()] == ["Only"]


def test_a_checkout_reads_the_folder_beside_the_package():
    assert shipped_folder("experiments").joinpath("silo.toml").is_file()
