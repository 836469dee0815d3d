from __future__ import annotations

import csv
import io
import json

import pytest

from smsim.errors import ScenarioError
from smsim.parameters import declarations
from smsim.parameters.listing import chosen_declarations
from smsim.views import lists


def test_every_parameter_is_in_every_format():
    names = [entry.name for entry in declarations()]
    assert [row["name"] for row in json.loads(lists.parameter_text(None, "json"))] == names
    rows = list(csv.DictReader(io.StringIO(lists.parameter_text(None, "csv"))))
    assert [row["name"] for row in rows] == names
    assert all(row["unit"] and row["meaning"] and row["source"] for row in rows)
    table = lists.parameter_text(None, "table")
    assert all(f"\n{name.rpartition('.')[2]} = " in f"\n{table}" for name in names)
    assert max(map(len, table.splitlines())) <= 110


def test_a_group_may_be_a_table_or_one_of_its_rows():
    assert {entry.name.split(".")[0] for entry in chosen_declarations("risk")} == {"risk"}
    rows = chosen_declarations("forms.task_force")
    assert rows
    assert all(entry.name.startswith("forms.task_force.") for entry in rows)


def test_an_unknown_group_names_the_nearest():
    with pytest.raises(ScenarioError, match=r"no group of parameters 'rsk' \(did you mean 'risk'\?\)"):
        chosen_declarations("rsk")


def test_values_are_written_as_words():
    table = lists.parameter_text("levers", "table")
    assert "executive_tone = 0.6 share (0 to 1)" in table
    assert "has_onboarding = false\n" in table
    assert "strategic_skill = as the form has it, share (0 to 1)" in table
    assert "members = none\n" in table


def test_scenarios_are_listed_in_columns():
    lines = list(lists.scenario_lines([("a", "First", "word " * 30), ("longer", "Second", "")]))
    assert lines[0] == "a       First"
    assert lines[-1] == "longer  Second"
    assert max(map(len, lines)) <= 80
