"""What a decision would cost, and nothing else."""

from __future__ import annotations

import pytest

from smsim.errors import WorkshopError
from smsim.workshop.forecast import forecast
from tests.workshops import SEED, decision, run_of


def test_costs_are_those_of_the_runs_before_and_after(session):
    step = decision(extra_care_agents=5.0)
    branch = session.branch("A")
    told = forecast(branch, 10, step, SEED)
    decided = session.decide("A", 10, step, 0)
    for name, run in (("before", run_of(branch)), ("after", run_of(decided))):
        cost = run.monthly["cost_keur"]
        assert told[name] == {
            "next_year_keur": pytest.approx(cost[10:22].sum(), abs=0.06),
            "to_end_keur": pytest.approx(cost[10:].sum(), abs=0.06),
        }
    assert told["after"]["next_year_keur"] - told["before"]["next_year_keur"] == pytest.approx(240, abs=1)


def test_the_last_months_have_no_whole_year(session):
    told = forecast(session.branch("A"), 20, decision(extra_care_agents=5.0), SEED)
    assert told["after"]["next_year_keur"] == told["after"]["to_end_keur"]


def test_before_is_the_line_the_decision_would_leave(session):
    later = session.decide("A", 20, decision(extra_care_agents=50.0), 0)
    step = decision(staff_factor=2.0)
    assert forecast(later, 10, step, SEED) == forecast(session.branch("A"), 10, step, SEED)


def test_what_cannot_be_decided_has_no_cost(session):
    with pytest.raises(WorkshopError, match="nobody in it"):
        forecast(session.branch("A"), 10, decision(form="task_force"), SEED)
