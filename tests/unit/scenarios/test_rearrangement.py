from __future__ import annotations

import pytest

from smsim.errors import ScenarioError
from smsim.scenarios import Scenario, differences, load_scenario, parse_scenario, run_inputs, scenario_hash
from smsim.scenarios.writing import to_toml

MOVE = """
[[rearrangement]]
month = 24
transfers = [["sales-3", "marketing"]]
draw_ties = [["sales-3", "finance-1"]]
cut_ties = [["sales-3", "sales-9"]]
champions = ["sales-3"]
"""


def plan(tables: str) -> Scenario:
    return parse_scenario('extends = "lone-manager"\n' + tables, "moved")


def test_a_rearrangement_survives_being_written() -> None:
    scenario = plan(MOVE)
    again = parse_scenario(to_toml(scenario), "moved")
    assert again.rearrangements == scenario.rearrangements
    assert scenario_hash(again) == scenario_hash(scenario)
    assert MOVE.strip() in to_toml(scenario)


def test_it_is_part_of_what_a_scenario_is_but_leaves_others_their_hash() -> None:
    bare = parse_scenario('extends = "lone-manager"\nrearrangement = []')
    assert scenario_hash(bare) == scenario_hash(load_scenario("lone-manager"))
    assert scenario_hash(plan(MOVE)) != scenario_hash(plan(MOVE.replace("24", "25")))
    assert scenario_hash(plan(MOVE)) != scenario_hash(bare)


def test_the_engine_gets_them_in_their_order() -> None:
    later = MOVE.replace("24", "30") + MOVE
    assert [entry.month for entry in run_inputs(plan(later)).rearrangements] == [24, 30]
    assert run_inputs(plan(MOVE)).rearrangements[0].transfers == (("sales-3", "marketing"),)


def test_a_difference_is_told_in_words() -> None:
    assert differences(plan(MOVE), plan(""))[-1:] == (
        "Only in the first: from month 24, sales-3 moves to marketing, sales-3 and finance-1 get a tie, "
        "sales-3 and sales-9 lose their tie, sales-3 becomes a champion.",
    )


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ("month = 24", "rearranges nothing, but must name transfers, draw_ties, cut_ties, champions"),
        ('month = 999\nchampions = ["a"]', "month of .* is 999, but the run ends with month 119"),
        ('month = 3\ntransfers = [["a"]]', "has .'a'., but each entry must be an employee's id and the name"),
        ('month = 3\ntransfers = "a"', "is 'a', but must be a list of lists"),
        ('month = 3\ndraw_ties = [["a", 2]]', "name 2 of entry 1 of draw_ties .* is 2, but must be a text"),
        ('month = 3\ndraw_ties = [["a", "a"]]', "ties 'a' to the same person"),
        ('month = 3\ndraw_ties = [["a", "b"]]\ncut_ties = [["b", "a"]]', "both draws and cuts the tie"),
        ('month = 3\nchampions = ["a", "a"]', "'a' is named more than once"),
        ('month = 3\nchampion = ["a"]', "did you mean 'champions'"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(tables: str, sentence: str) -> None:
    with pytest.raises(ScenarioError, match=rf"moved.toml, line \d+: .*{sentence}"):
        plan("[[rearrangement]]\n" + tables)
