from __future__ import annotations

import json

import numpy as np
import pytest

from smsim.analysis.explanation.explanation import explain, explanation_document, level_steps
from smsim.engine.outputs import MONTHLY_DTYPE, SCORED_CODES
from smsim.engine.simulation import Simulation
from smsim.experiments.own_files import without_missing
from smsim.organisation.formation import form_organisation
from smsim.parameters import Audit
from smsim.scenarios import load_scenario, run_inputs, with_values


def records(raw_levels: list[int], levels: list[int], met: dict[int, list[str]]) -> np.recarray:
    """Return monthly records in which each entry stands for three months; `met` by audit number."""
    monthly = np.zeros(3 * len(levels), dtype=MONTHLY_DTYPE).view(np.recarray)
    monthly["active_employees"] = 1
    for audit, (raw, level) in enumerate(zip(raw_levels, levels, strict=True)):
        # an audit closes the third month of its quarter and holds until the next
        held = slice(3 * audit + 2, 3 * audit + 5)
        monthly["raw_level"][held] = raw
        monthly["level"][held] = level
        for code in met.get(audit, []):
            monthly["met"][held, SCORED_CODES.index(code)] = 1
    return monthly


def test_a_step_is_explained_by_the_audit_that_first_saw_it():
    early = ["L2.1", "L2.2", "L2.3"]
    late = [*early, "L3.1", "L3.2", "L3.5", "L3.7"]
    monthly = records(
        [1, 2, 2, 2, 3, 3],
        [1, 1, 2, 2, 2, 3],
        {0: [], 1: early, 2: early, 3: late, 4: [*late, "L3.3", "L3.4"], 5: [*late, "L3.3", "L3.4"]},
    )
    first, second, third = level_steps(monthly, Audit())
    assert (first.before, first.after, first.month) == (0, 1, 2)
    assert (second.month, second.cause_month, second.indicators) == (8, 5, ("L2.1", "L2.2", "L2.3"))
    assert (third.month, third.cause_month) == (17, 14)
    of_level_3 = sum(code.startswith("L3.") for code in SCORED_CODES)
    assert third.words == f"level 3 from month 17 because L3.3 and L3.4 became true (6 of {of_level_3} met)"


def test_a_fall_names_what_was_lost():
    kept = ["L2.1", "L2.2", "L2.3"]
    monthly = records([2, 2, 1, 1], [1, 2, 2, 1], {0: kept, 1: kept, 2: kept[1:2], 3: kept[1:2]})
    *_, fall = level_steps(monthly, Audit())
    assert (fall.before, fall.after) == (2, 1)
    assert fall.words == "level 1 from month 11 because L2.1 and L2.3 were lost (1 of 4 met)"


def test_level_4_may_be_a_matter_of_users():
    met = ["L2.1", "L3.1"]
    monthly = records([3, 3, 3, 4, 4], [1, 2, 3, 3, 4], dict.fromkeys(range(5), met))
    *_, last = level_steps(monthly, Audit())
    assert last.words == "level 4 from month 14 because enough employees use social media"


def test_nobody_is_left():
    *_, last = level_steps(records([1, 0, 0], [1, 1, 0], {}), Audit())
    assert last.words == "level 0 from month 8 because nobody uses social media any more"


@pytest.fixture(scope="module")
def lone_manager():
    scenario = with_values(load_scenario("lone-manager"), {"horizon_months": 90})
    inputs = run_inputs(scenario)
    organisation = form_organisation(scenario.firm, scenario.parameters.departments, 1, 0)
    return scenario, inputs, Simulation(inputs, organisation, 1).run()


def explained(lone_manager, month=None):
    scenario, inputs, run = lone_manager
    return explain(
        run.monthly,
        run.by_department,
        run.events,
        run.organisation,
        inputs,
        scenario.audit,
        scenario=scenario.name,
        month=month,
    )


def test_a_run_is_explained_to_its_end(lone_manager):
    found = explained(lone_manager)
    assert found.level == int(lone_manager[2].monthly["level"][-1])
    assert found.next_level is not None
    assert found.next_level.level == found.level + 1
    blocked = {blocker.code for blocker in found.blockers}
    assert blocked <= {code for code in SCORED_CODES if code.startswith(f"L{found.level + 1}.")}
    assert len(found.blockers) >= 3
    assert found.sentences[0].startswith("Level 1 from month ")
    assert all(sentence.endswith(".") for sentence in found.sentences)
    for blocker in found.blockers:
        assert blocker.score < 0.5
        assert not blocker.binding.is_enough


def test_an_earlier_month_is_explained_by_what_was_known_then(lone_manager):
    early = explained(lone_manager, month=10)
    assert early.level <= 1
    assert all(step.month <= 10 for step in early.steps)
    assert any("nobody is there who could write it" in sentence for sentence in early.sentences)
    with pytest.raises(IndexError):
        explained(lone_manager, month=90)


def test_the_document_is_json(lone_manager):
    document = explanation_document(explained(lone_manager))
    assert json.loads(json.dumps(without_missing(document)))["level"] == explained(lone_manager).level
