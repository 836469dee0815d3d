"""Files of earlier versions are refused with what took the place of what they name."""

from __future__ import annotations

import re

import pytest

from smsim.engine.outputs import MONTHLY_OUTPUTS
from smsim.errors import ScenarioError
from smsim.parameters import declarations
from smsim.parameters.gone import GONE, instead_or_nearest
from smsim.scenarios import load_scenario, parse_scenario, with_values

THERE = {entry.name.rpartition(".")[2] for entry in declarations()} | {out.name for out in MONTHLY_OUTPUTS}


def test_what_is_gone_is_gone() -> None:
    assert not THERE & set(GONE)


@pytest.mark.parametrize("name", GONE)
def test_what_took_its_place_is_there(name: str) -> None:
    named = {word.rpartition(".")[2] for word in re.findall(r"[a-z]+(?:[._][a-z]+)+", GONE[name])}
    assert named <= THERE
    assert not GONE[name].endswith(".") and GONE[name][0].isalnum()


def test_other_names_have_their_nearest() -> None:
    assert instead_or_nearest("levers.legitimacy_other", THERE).startswith(" (it is gone: ")
    assert instead_or_nearest("routing_shar", THERE) == " (did you mean 'routing_share'?)"
    assert instead_or_nearest("zzzz", THERE) == ""


SENTENCES = {
    "a lever": (
        "[levers]\nrouting_factor = 1.5",
        "line 2: [levers] has no key 'routing_factor' (it is gone: routing_share is the part of the "
        "complaints with an agreed path to customer service); allowed are form, ",
    ),
    "a lever in a change": (
        "[[change]]\nmonth = 20\nlegitimacy_member = 0.5",
        "line 3: [[change]] 1 has no key 'legitimacy_member' (it is gone: whom the people in charge reach ",
    ),
    "a lever in a rule": (
        '[[when]]\nif = [{ output = "crises", above = 1 }]\nthen = { legitimacy_other = 0.5 }',
        "line 3: then of [[when]] 1 has no key 'legitimacy_other' (it is gone: whom ",
    ),
    "a trait of a form": (
        "[forms.task_force]\nneeds_sponsor = false",
        "line 2: forms.task_force has no key 'needs_sponsor' (it is gone: sponsorship backs every form, see ",
    ),
    "a trait of a form of one's own": (
        '[forms.a]\nextends = "task_force"\nneeds_sponsor = false',
        "line 3: forms.a has no key 'needs_sponsor' (it is gone: ",
    ),
    "a number": (
        "[turnover]\nvacancy_months = 6",
        "line 2: [turnover] has no key 'vacancy_months' (it is gone: a search takes mean_vacancy_months on ",
    ),
    "an output": (
        '[[when]]\nif = [{ output = "fear", above = 1 }]\nthen = { ban_share = 0.5 }',
        "line 2: output of condition 1 of [[when]] 1 is 'fear', which is not a column of the monthly outputs "
        "(it is gone: nobody gives up use for fear; a crisis has a course of weeks, crisis_weeks).",
    ),
}


@pytest.mark.parametrize(("text", "beginning"), SENTENCES.values(), ids=SENTENCES)
def test_an_old_file_is_refused_with_what_to_write_instead(text: str, beginning: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        parse_scenario(text, "old")
    assert str(raised.value).startswith(f"old.toml, {beginning}")


def test_so_is_an_old_name_in_python() -> None:
    with pytest.raises(ScenarioError, match=r"it is gone: contact\.unsponsored_backing took its place"):
        with_values(load_scenario("lone-manager"), {"practice.unsponsored_support": 0.4})
