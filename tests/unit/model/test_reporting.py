import contextlib
import warnings

import mesa
import numpy as np
import pytest

from smsim.errors import ScenarioError
from smsim.model import OrganisationModel
from smsim.model.agents import REPORTABLE
from smsim.model.reporting import DEFAULT_OUTPUTS
from tests.unit.model.conftest import FIRM


def test_the_collector_keeps_the_chosen_outputs_of_every_month(model):
    model.run_model()
    table = model.datacollector.get_model_vars_dataframe()
    assert tuple(table.columns) == ("month", *DEFAULT_OUTPUTS)
    assert table["month"].tolist() == [0, 1, 2, 3, 4]
    for output in DEFAULT_OUTPUTS:
        assert np.array_equal(table[output], getattr(model.records.monthly, output), equal_nan=True), output


def test_any_output_can_be_asked_for():
    model = OrganisationModel(**FIRM, seed=1, outputs=("indicator_L3.3", "practice_of_sales", "mandate"))
    model.run_model()
    table = model.datacollector.get_model_vars_dataframe()
    assert table["practice_of_sales"].tolist() == model.records.monthly.practice_of[:, 2].tolist()


def test_agents_can_be_collected():
    model = OrganisationModel(**FIRM, seed=1, agent_reporters=("name", "is_active", "practice"))
    model.run_model()
    table = model.datacollector.get_agent_vars_dataframe().reset_index()
    assert len(table) == 5 * 50
    last = table[table["Step"] == 5]
    assert last["name"].tolist() == [agent.name for agent in model.agents]
    assert (last["is_active"] == True).sum() == model.output("active_employees")  # noqa: E712
    assert last["practice"].count() == 10


def test_whatever_can_be_collected_is_a_plain_value(model):
    model.step()
    values = [getattr(agent, name, None) for agent in model.agents for name in REPORTABLE]
    assert {type(value) for value in values} <= {bool, int, float, str, type(None)}
    assert {"department", "exposure", "active_share", "kind"} <= set(REPORTABLE)


def a_batch(processes=1, **parameters):
    """Run Mesa's batches as a user would: luck as the parameter `rng`, which both versions hand on."""
    given = {**FIRM, "rng": 1, **parameters}
    with warnings.catch_warnings():
        if processes > 1:
            warnings.simplefilter("ignore", ResourceWarning)
        return mesa.batch_run(OrganisationModel, given, number_processes=processes, display_progress=False)


@pytest.mark.parametrize("processes", [1, 2])
def test_batches_give_the_last_month_of_every_run(processes):
    rows = a_batch(processes, scenario=["lone-manager", "task-force-broad"], replication=range(2))
    assert len(rows) == 4
    for row in rows:
        given = {**FIRM, "scenario": row["scenario"]}
        alone = OrganisationModel(**given, seed=1, replication=row["replication"])
        alone.run_model()
        assert row["month"] == 4
        assert row["score"] == alone.output("score")
        assert row["reputation"] == alone.output("reputation")
    assert len({row["reputation"] for row in rows}) > 1


def test_batches_can_give_every_month_and_agents_of_the_same_month():
    rows = mesa.batch_run(
        OrganisationModel,
        {**FIRM, "rng": 1, "outputs": [("active_employees",)], "agent_reporters": [("is_active",)]},
        data_collection_period=1,
        display_progress=False,
    )
    assert len(rows) == 5 * 50
    for month in range(5):
        people = [row for row in rows if row["month"] == month]
        assert sum(bool(row["is_active"]) for row in people) == people[0]["active_employees"]


def test_a_batch_ends_at_max_steps_or_the_horizon():
    rows = mesa.batch_run(
        OrganisationModel, {**FIRM, "rng": 1}, max_steps=2, data_collection_period=1, display_progress=False
    )
    assert [row["month"] for row in rows] in ([0, 1], [0, 1, 2])  # Mesa 3.3 takes one step more


@contextlib.contextmanager
def iterations_may_be_old():
    """Mesa 3.5 warns that rng is to replace a batch's iterations; 3.3 knows nothing else."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


@pytest.mark.parametrize("processes", [1, 2])
def test_the_iterations_of_a_batch_are_replications(processes):
    """With one rng and nothing else they would be equal rows, and nobody would be told."""
    one = {**FIRM, "rng": 1}
    settings = {"number_processes": processes, "display_progress": False}
    with iterations_may_be_old():
        repeated = mesa.batch_run(OrganisationModel, one, iterations=3, **settings)
        replicated = mesa.batch_run(OrganisationModel, {**one, "replication": range(3)}, **settings)
    ends = [sorted(row["reputation"] for row in rows) for rows in (repeated, replicated)]
    assert ends[0] == ends[1]
    assert len(set(ends[0])) > 1


def test_a_batch_does_not_repeat_a_replication_that_is_given():
    with (
        iterations_may_be_old(),
        pytest.raises(ScenarioError, match="repeat replication 1 with the same luck"),
    ):
        mesa.batch_run(
            OrganisationModel, {**FIRM, "rng": 1, "replication": 1}, iterations=2, display_progress=False
        )
