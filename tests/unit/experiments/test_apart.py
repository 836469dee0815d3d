"""What scenarios differ in besides governance, and options about different firms."""

import pytest

from smsim.errors import ScenarioError
from smsim.experiments.apart import (
    DifferentFirmsError,
    apart_document,
    apart_words,
    besides_governance,
    require_one_firm,
    require_one_horizon,
)
from smsim.experiments.comparing import Request, plan_runs
from smsim.scenarios import load_scenario, parse_scenario

OURS = '[firm]\nemployees = 900\n[levers]\nform = "task_force"\nmembers = ["marketing", "sales"]\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the file of a firm, to work in."""
    (tmp_path / "our-firm.toml").write_text(OURS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scenarios(*texts):
    return [parse_scenario(text, name) for name, text in zip("abc", texts, strict=False)]


def names(found):
    return [entry.name for entry in found]


def test_governance_may_differ():
    one, other = load_scenario("dandelion"), load_scenario("clampdown")
    assert besides_governance([one, other]) == ()
    assert apart_words(()) == ""


def test_all_else_is_found_the_firm_first():
    found = besides_governance(
        scenarios(
            "",
            "[adoption]\npeer_hazard = 0.1\n[audit]\nmet_share = 1.0\n[economics]\nfte_cost_keur = 9.0\n"
            '[firm]\nhome = "sales"\n[levers]\nban_share = 0.2\n[artefacts.goals]\nwork_hours = 9.0\n',
        )
    )
    assert names(found) == [
        "firm.home",
        "economics.fte_cost_keur",
        "adoption.peer_hazard",
        "artefacts.goals.work_hours",
        "audit.met_share",
    ]
    assert apart_document(found)[1] == {
        "value": "economics.fte_cost_keur",
        "about": "money",
        "by_scenario": {"a": 7.0, "b": 9.0},
        "is_replaced": False,
    }


def test_scenarios_with_the_same_value_are_told_together_and_many_values_counted():
    firm = "[firm]\nemployees = {}\n"
    found = besides_governance(scenarios(*(firm.format(size) for size in (900, 300, 300))))
    assert apart_words(found) == (
        "Different firms: a, b and c differ in more than governance: firm.employees is 900 people in a and "
        "300 people in b and c; the answer is about the firms as well."
    )
    further = "\n".join(f"{name} = 3" for name in ("interval_months", "confirmations"))
    many = besides_governance(
        scenarios(
            "", f"[economics]\nfte_cost_keur = 1.0\n[audit]\n{further}\nmet_share = 0.9\nlost_score = 0.1\n"
        )
    )
    assert apart_words(many).endswith("; 1 more value.") and apart_words(many).count(";") == 3


def test_of_real_people_only_what_their_files_leave_open_counts():
    text = (
        "[firm]\nemployees = 900\nteam_size = 4\n"
        "[departments.sales]\nheadcount_share = 0.12\naffinity = 0.9\n"
        "[departments.finance]\nheadcount_share = 0.10\n"
    )
    found = scenarios("", text)
    assert names(besides_governance(found, has_real_people=True)) == ["departments.sales.affinity"]
    assert len(besides_governance(found)) == 5


def test_what_runs_set_alike_is_no_difference_but_told():
    pair = scenarios("", "[firm]\nties_per_person = 14\n")
    found = besides_governance(pair, replaced={"firm.ties_per_person"})
    assert apart_words(found) == (
        "What a and b have for firm.ties_per_person is not used: the runs set it alike for all."
    )
    require_one_firm(found, ("lone-manager", "group-head"))


def test_the_refusal_shows_a_file_that_works(folder):
    asked = ("group-head", "our-firm.toml")
    found = besides_governance([load_scenario(name) for name in asked])
    with pytest.raises(DifferentFirmsError) as raised:
        require_one_firm(found, asked)
    sentence = str(raised.value)
    assert sentence.startswith(
        "group-head and our-firm are about different firms: firm.employees is 300 people in group-head and "
        "900 people in our-firm; "
    )
    assert "--different-firms" in sentence and "'group-head'" in sentence
    assert raised.value.example.count("\n") == 2
    (folder / "here.toml").write_text(raised.value.example, encoding="utf-8")
    plan = plan_runs(Request(("our-firm.toml", "here.toml"), replications=1, seed=1, workers=1))
    assert plan.apart == ()
    assert plan.scenarios[1].levers == load_scenario("group-head").levers
    assert plan.scenarios[1].title == "A head at group level, in our-firm"


def test_an_option_that_insists_on_its_firm_is_told_what_to_leave_out(folder):
    (folder / "other.toml").write_text("[firm]\nemployees = 70\n", encoding="utf-8")
    asked = ("our-firm.toml", "other.toml")
    with pytest.raises(DifferentFirmsError) as raised:
        require_one_firm(besides_governance([load_scenario(name) for name in asked]), asked)
    assert "let 'other.toml' extend 'our-firm.toml' and leave firm.employees out" in str(raised.value)
    assert raised.value.example == ""


def test_horizons_must_be_the_same():
    one, other = load_scenario("group-head"), load_scenario("holistic-late")
    with pytest.raises(
        ScenarioError,
        match=r"^horizon_months is 120 months in group-head and 180 months in "
        r"holistic-late; give all the same one with --months 180\.$",
    ):
        require_one_horizon([one, other])
    require_one_horizon([one, one])


def test_a_plan_tells_what_its_scenarios_differ_in(folder):
    (folder / "dear.toml").write_text(
        'extends = "our-firm.toml"\n[economics]\nfte_cost_keur = 9.0\n', encoding="utf-8"
    )
    plan = plan_runs(Request(("our-firm.toml", "dear.toml"), replications=1, seed=1, workers=1))
    assert plan.told[-1].startswith("our-firm and dear differ in more than governance: economics.fte")
