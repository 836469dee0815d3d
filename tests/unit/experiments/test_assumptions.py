"""Every number of the model is either drawn or held, and an answer says which and why."""

from __future__ import annotations

from smsim.experiments.assumptions import HeldBecause, assumptions_of, uncertain_numbers
from smsim.parameters import declarations
from smsim.scenarios import Scenario, load_scenario, with_values
from smsim.views.assumptions import drawn_words, held_words

NUMBERS = [entry.name for entry in declarations() if entry.is_number]


def drawn_for(*scenarios: Scenario, has_real_people: bool = False):
    names = [entry.name for entry in uncertain_numbers(scenarios, has_real_people=has_real_people)]
    return assumptions_of(scenarios, names, has_real_people=has_real_people)


def test_no_number_is_left_out_and_none_is_counted_twice():
    found = drawn_for(load_scenario("lone-manager"), load_scenario("task-force-broad"))
    held = [name for names in found.held.values() for name in names]
    assert sorted([*found.drawn, *held]) == sorted(NUMBERS)
    assert found.numbers == len(NUMBERS)
    assert HeldBecause.ASSUMED not in found.held


def test_what_is_held_has_its_reason():
    base = with_values(Scenario(), {"levers.executive_tone": 0.9, "risk.mistake_rate": 1e-3})
    held = drawn_for(base, has_real_people=True).held
    assert held[HeldBecause.GIVEN] == ("levers.executive_tone", "risk.mistake_rate")
    assert "firm.ties_per_person" in held[HeldBecause.READ]
    assert "departments.sales.headcount_share" in held[HeldBecause.READ]
    assert "forms.grassroots.authority" in held[HeldBecause.ABSENT]
    assert "levers.staff_factor" in held[HeldBecause.CHOSEN]
    assert drawn_for(Scenario()).held[HeldBecause.FACT][0] == "firm.employees"


def test_a_comparison_holds_everything():
    found = assumptions_of([Scenario()], ())
    assert found.drawn == ()
    assert len(found.held[HeldBecause.ASSUMED]) == len(uncertain_numbers([Scenario()]))
    assert f"All {len(NUMBERS)} numbers" in held_words(found)


def test_the_words_count_every_number():
    found = drawn_for(Scenario())
    words = drawn_words(found, 200)
    assert words.startswith(f"{len(found.drawn)} of the model's {len(NUMBERS)} numbers, anew in each of 200")
    counts = [int(word) for word in words.split("Held: ")[1].split() if word.isdigit()]
    assert sum(counts) + len(found.drawn) == len(NUMBERS)
    document = found.document()
    assert (document["numbers"], len(document["drawn"])) == (len(NUMBERS), len(found.drawn))
    assert sum(map(len, document["held"].values())) == len(NUMBERS) - len(found.drawn)
