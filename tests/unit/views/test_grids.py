"""What is said and drawn of grids: findings, panels, and names of settings that fit."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from smsim.analysis.sensitivity.axes import Axis
from smsim.analysis.sensitivity.effects import (
    ALL_SCENARIOS,
    GridEffects,
    effect_tables,
    effects_of_grid,
    grid_effects,
)
from smsim.analysis.sensitivity.gathering import grid_sample
from smsim.views import style
from smsim.views.sensitivity import effects_report, interactions, main_effects
from smsim.views.sensitivity.text import sensitivity_text
from smsim.views.sensitivity.titles import factor_words, finding
from tests.unit.analysis.test_grids import FORM, TONE, experiment, runs_of
from tests.unit.views.test_figures import size_of, stays_inside
from tests.unit.views.test_sensitivity import flat, printed

FIRM = {"firm.employees": (60, 150, 300, 600, 1200, 2400), "levers.executive_tone": (0.1, 0.5, 0.9)}
WORDS = {
    "levers.form": ("none", "lone_manager", "task_force", "group_head", "dandelion_hubs"),
    "levers.hr_policy": (False, True),
    "practice.contact_discovery_hazard": (0.001, 0.002),
    "audit.self_assessment_bias": (0.0, 0.15),
}
LISTS = {
    "change.1.month": tuple(range(1, 31)),
    "levers.members": (("sales", "executive"), ("marketing", "communications", "customer_service"), ()),
}
SEATS = {"levers.members: customer_service": (False, True), "levers.members: human_resources": (False, True)}
LONG = {"levers.form": tuple(f"a_rather_long_name_of_a_form_{place}" for place in range(9))}
SEVEN = {f"adoption.factor_{place}": (0.1, 0.2) for place in range(7)}


@pytest.fixture(autouse=True)
def checked(monkeypatch):
    """Look at every figure before it is written."""
    finish = style.finish

    def look(figure, *words):
        figure.canvas.draw()
        stays_inside(figure)
        return finish(figure, *words)

    for module in (main_effects, interactions):
        monkeypatch.setattr(module, "finish", look)
    monkeypatch.setattr("smsim.analysis.sensitivity.variance_components.RESAMPLES", 60)


def effects(
    settings: dict[str, tuple[Any, ...]],
    *,
    replications: int = 12,
    noise: float = 10.0,
    together: float = 100.0,
    size: float = 100.0,
    measure: str = "net_value_keur",
    scenario: str = "task-force-broad-with-a-name-that-is-long",
) -> GridEffects:
    """Return effects of a grid in which factor k does `size` times k + 1, the first two `together` more."""
    rows = np.array(list(product(*(range(len(entry)) for entry in settings.values()))), dtype=float)
    axes = [Axis(name, entry, rows[:, k]) for k, (name, entry) in enumerate(settings.items())]
    shares = rows / rows.max(axis=0)
    values = shares @ (size * (1.0 + np.arange(len(axes))))
    if len(axes) > 1:
        values = values + together * shares[:, 0] * shares[:, 1]
    rng = np.random.default_rng(1)
    dice = rng.normal(0, noise, replications) + rng.normal(0, noise, (len(rows), replications))
    sample = grid_sample(axes, values[:, None] + dice)
    return effects_of_grid(axes, sample, scenario=scenario, measure=measure)


@pytest.mark.parametrize(
    "settings",
    [FIRM, {**FIRM, **WORDS}, WORDS, LISTS, SEATS, LONG, SEVEN],
    ids=["two", "six", "four", "lists", "seats", "one", "seven"],
)
def test_effects_of_any_grid_are_drawn_inside_their_figure(settings):
    found = effects(settings)
    drawing = main_effects.draw_main_effects(found)
    assert (drawing.name, size_of(drawing)) == ("main_effects_net_value_keur", (1600, 900))
    assert all(name in drawing.alt_text for name in settings)
    drawing = interactions.draw_interactions(found)
    assert (drawing is None) == (len(settings) == 1)
    if drawing is not None:
        assert (drawing.name, size_of(drawing)) == ("interactions_net_value_keur", (1600, 900))
        assert all(name in drawing.alt_text for name in settings)


@pytest.mark.parametrize(
    ("options", "title"),
    [
        ({"noise": 0.0}, "levers.executive_tone moves net value most: 50 k€ at 0.1, 300 k€ at 0.9"),
        ({"noise": 5000.0, "replications": 4}, "No factor surely moves net value by itself"),
        ({"noise": 0.0, "size": 0.0, "together": 0.0}, "No factor moves net value"),
        ({"noise": 0.0, "replications": 1}, "300 k€ at 0.9, by the luck of one replication"),
    ],
    ids=["clear", "luck", "flat", "one"],
)
def test_the_title_is_as_sure_as_the_runs(options, title):
    found = effects(FIRM, **options)
    drawing = main_effects.draw_main_effects(found)
    assert drawing.title.endswith(title)
    assert "nan" not in drawing.alt_text


def test_two_factors_of_alike_size_only_may_move_most():
    found = effects({"a.b": (1, 2), "c.d": (1, 2)}, noise=10.0, together=-300.0)
    assert " may move net value most: " in main_effects.effects_title(found)


def test_shares_and_seats_are_told_as_such():
    found = effects(SEATS, noise=0.0, size=0.1, together=0.0, measure="active_share_at_end")
    title = main_effects.effects_title(found)
    assert title == ("levers.members: human_resources moves users at the end most: 5% without, 25% with")


def test_pairs_are_named_and_what_hardly_acts_together_is_told_so():
    assert interactions.draw_interactions(effects(FIRM)).title.startswith(
        "firm.employees and levers.executive_tone together: "
    )
    little = interactions.draw_interactions(effects(FIRM, noise=0.0, together=5.0))
    assert little.title == "Any two factors together: below 1% of the variance of net value beyond each alone"


def test_lines_are_for_the_factor_without_order_or_with_fewer_settings():
    found = effects({"levers.form": WORDS["levers.form"], "levers.executive_tone": (0.1, 0.9)})
    (index,) = found.sensitivity.pairs
    turned = interactions._turned(found, index)
    assert turned.factors == ("levers.executive_tone", "levers.form")
    assert turned.means.values.shape == (2, 5)
    assert (found.interactions[0].means.values == turned.means.values.T).all()


def test_figures_are_of_all_scenarios_or_else_of_each_in_a_folder():
    one, other = (effects(FIRM, scenario=name) for name in "ab")
    together = effects({"scenario": ("a", "b"), **FIRM}, scenario=ALL_SCENARIOS)
    assert {folder for folder, _ in effects_report.effect_drawings([one, other, together])} == {""}
    assert {folder for folder, _ in effects_report.effect_drawings([one, other])} == {"a/", "b/"}
    assert {folder for folder, _ in effects_report.effect_drawings([one])} == {""}


def test_an_export_says_which_effects_could_not_be_had():
    made = experiment(TONE, FORM)
    runs = runs_of(made)
    found, refusals = grid_effects(made, runs[runs["scenario"] == "a"])
    tables = effect_tables(found)
    assert set(tables) == {"main_effects", "interactions"}
    assert set(tables["main_effects"]["scenario"]) == {"a"}
    assert "main_effects_net_value_keur" in {drawn.name for _, drawn in effects_report.effect_drawings(found)}
    (sentence,) = refusals
    assert sentence.startswith("No effects of b: Only 0 of 6 points have a value in every run")


def test_a_page_on_a_grid_says_what_its_shares_are_of():
    page = flat(printed(sensitivity_text(effects(FIRM).sensitivity)))
    assert "The shares are of what differs between the settings that were run, each counting alike." in page
    assert "is still luck; it is taken off the shares." in page


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"replications": 1}, ["by the luck of one replication.", "and there is no interval."]),
        ({"noise": 5000.0, "replications": 4}, ["No factor surely moves net value."]),
        ({"noise": 0.0, "size": 0.0, "together": 0.0}, ["No factor moves", "It is the same at every point."]),
    ],
    ids=["one", "luck", "flat"],
)
def test_a_page_says_where_a_grid_tells_nothing_for_sure(options, words):
    page = flat(printed(sensitivity_text(effects(FIRM, **options).sensitivity)))
    for part in words:
        assert part in page


def test_a_single_factor_moves_a_measure_or_does_not():
    assert finding(effects(LONG).sensitivity) == "levers.form moves net value"
    nothing = effects(LONG, noise=5000.0, replications=4).sensitivity
    assert finding(nothing) == "No factor surely moves net value"


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        (40, "levers.members: customer_service"),
        (30, "members: customer_service"),
        (20, "customer_service"),
        (10, "levers.me…"),
    ],
)
def test_names_of_factors_lose_their_beginning_first(letters, name):
    assert factor_words("levers.members: customer_service", letters) == name
