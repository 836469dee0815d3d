"""Two rules in one experiment: each run has its own, in every worker, and provenance prints its text."""

from __future__ import annotations

import inspect

import pytest

from smsim import compilation
from smsim.engine.rule_sets import rules
from smsim.experiments.apart import besides_governance
from smsim.experiments.exporting import provenance_of
from smsim.experiments.loading import load_experiment
from smsim.experiments.rules_in_use import rules_in_use, rules_words
from smsim.experiments.running.reading import run_table
from smsim.experiments.running.schedule import Schedule
from smsim.experiments.running.workers import Workers
from smsim.scenarios import load_scenario
from smsim.studies.observing import Observer, announce_compiling
from tests.running import SMALL, fill, schedule_of, store_in

TEXT = (
    SMALL.replace("replications = 3", "replications = 1")
    .replace("horizon_months = 14", "horizon_months = 60")
    .replace("[20, 40]", "[60, 120]")
)
LINEAR = '\n[[factor]]\nname = "adoption.response"\nvalues = ["linear"]\n'
LABEL = "replaced_rules.threshold_response"


def as_seen(exposure_share, threshold, sharpness):
    return exposure_share


@pytest.fixture
def schedule(tmp_path) -> Schedule:
    label = rules(threshold_response=as_seen)["threshold_response"]
    factor = f'\n[[factor]]\nname = "{LABEL}"\nvalues = ["shipped", "{label}"]\n'
    return schedule_of(tmp_path, TEXT + factor)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_two_rules_meet_in_one_experiment(schedule, tmp_path, kind):
    store = store_in(tmp_path)
    fill(schedule, store, Workers(kind=kind, number=2))
    table = run_table(schedule, store, None)
    assert table["error"].isna().all()
    shipped, own = (part for _, part in table.groupby(LABEL, sort=False))
    keep = ["scenario", "levers.executive_tone", "firm.employees", "active_share_at_end"]
    both = shipped[keep].merge(own[keep], on=keep[:3])
    assert len(both) == 8
    assert (both["active_share_at_end_x"] != both["active_share_at_end_y"]).any()
    switched = schedule_of(tmp_path, TEXT + LINEAR)
    fill(switched, store, Workers())
    linear = run_table(switched, store, None)
    assert own["active_share_at_end"].tolist() == linear["active_share_at_end"].tolist()


def test_provenance_prints_the_rule(schedule):
    written = provenance_of(schedule, None, "")["replaced_rules"]
    label = rules(threshold_response=as_seen)["threshold_response"]
    assert written == [{"rule": "threshold_response", "label": label, "source": inspect.getsource(as_seen)}]


def test_every_engine_is_told_of(schedule):
    label = rules(threshold_response=as_seen)["threshold_response"]
    own = (("threshold_response", label),)
    assert schedule.engines == ((), own)
    words = f"Rules from Python: {label} in the place of threshold_response."
    assert rules_words(schedule.experiment.scenarios, schedule.experiment.factors) == words
    told = []
    observer = Observer("")
    observer.compiling = told.append
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compilation, "is_compiler_on", lambda: True)
        patch.setattr(compilation, "is_compiled_code_cached", lambda variant: not variant)
        assert announce_compiling(observer, schedule.engines)
        assert not announce_compiling(observer)
    assert told == [
        f"compiling the engine with {label} in the place of threshold_response, about half a minute, once."
    ]


@pytest.mark.parametrize("is_first", [True, False])
def test_options_with_two_rules_differ_in_more_than_governance(is_first):
    plain = load_scenario("lone-manager")
    with rules(threshold_response=as_seen) as own:
        other = load_scenario({"extends": "group-head"}, name="other")
    (apart,) = besides_governance([other, plain] if is_first else [plain, other])
    assert apart.name == LABEL
    assert apart.values == {"lone-manager": "shipped", "other": own["threshold_response"]}


def test_an_experiment_in_a_block_has_the_rules_in_all_its_scenarios():
    plain = load_scenario("lone-manager")
    plan = {"scenarios": [plain, "group-head"], "replications": 1, "design": {"kind": "grid"}}
    with rules(threshold_response=as_seen) as own:
        scenarios = load_experiment(plan).scenarios
        planned = load_experiment(plan)
    assert [entry.replaced_rules.labels for entry in scenarios] == [dict(own)] * 2
    assert load_experiment(planned) is planned


def test_rules_of_scenarios_are_in_use_too():
    with rules(threshold_response=as_seen) as own:
        scenario = load_scenario("lone-manager")
    assert [entry.label for entry in rules_in_use([scenario])] == [own["threshold_response"]]
    assert rules_in_use([load_scenario("lone-manager")]) == ()
