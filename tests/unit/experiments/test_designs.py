"""Every design has the properties that define it, and belongs to its seed."""

import numpy as np
import pytest

from smsim.experiments.designs import (
    Factor,
    Grid,
    LatinHypercube,
    Morris,
    OneAtATime,
    Saltelli,
    SobolSequence,
    Worlds,
    salib_problem,
)
from smsim.scenarios.places import ContradictionError

TONE = Factor("levers.executive_tone", "share", low=0.0, high=1.0)
HAZARD = Factor("adoption.peer_hazard", "per month", low=0.02, high=0.12, scale="log")
TIES = Factor("firm.ties_per_person", "ties asked for", low=6, high=20, is_whole=True)
FORM = Factor("levers.form", "governance form", ("intern", "lone_manager", "holistic"))
FACTORS = (TONE, HAZARD, TIES, FORM)
DRAWN = {
    "latin_hypercube": LatinHypercube(points=16),
    "sobol_sequence": SobolSequence(points=16),
    "morris": Morris(trajectories=5),
    "saltelli": Saltelli(points=4),
    "random worlds": Worlds(worlds=16),
    "latin_hypercube worlds": Worlds(worlds=16, sampling="latin_hypercube"),
    "sobol_sequence worlds": Worlds(worlds=16, sampling="sobol_sequence"),
}
drawn = pytest.mark.parametrize("design", DRAWN.values(), ids=DRAWN)


def all_settings(table):
    return [tuple(table.settings_of(row).items()) for row in range(len(table))]


@drawn
@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
def test_the_same_seed_gives_the_same_points(design, seed):
    first, second = (design.settings(FACTORS, seed).shares for _ in range(2))
    assert np.array_equal(first, second)
    other = design.settings(FACTORS, seed - 1 if seed else 7).shares
    assert not np.array_equal(first, other)


@drawn
def test_settings_are_what_the_factors_say_of_the_shares(design):
    table = design.settings(FACTORS, 3)
    assert table.shares.shape == (len(table), len(FACTORS))
    assert (table.shares > -1e-12).all() and (table.shares < 1 + 1e-12).all()
    for row in range(len(table)):
        expected = {factor.name: factor.at(table.shares[row, place]) for place, factor in enumerate(FACTORS)}
        assert table.settings_of(row) == expected
        assert table.scenario_of(row) is None


def test_designs_do_not_touch_the_global_generator():
    np.random.seed(5)
    expected = np.random.random(3)
    np.random.seed(5)
    for design in DRAWN.values():
        design.settings(FACTORS, 3)
    assert np.array_equal(np.random.random(3), expected)


def test_a_grid_is_complete_and_names_each_combination_once():
    points = all_settings(Grid(levels=3).settings(FACTORS, 1))
    assert len(points) == len(set(points)) == 3 * 3 * 3 * 3
    assert {dict(point)["levers.executive_tone"] for point in points} == {0.0, 0.5, 1.0}
    assert {dict(point)["firm.ties_per_person"] for point in points} == {6, 13, 20}
    assert [dict(point)["levers.form"] for point in points[:4]] == [*FORM.values, "intern"]


def test_a_grid_of_nothing_is_the_scenario_itself():
    assert all_settings(Grid().settings((), 1)) == [()]


def test_a_grid_refuses_levels_that_whole_numbers_cannot_have():
    few = Factor("audit.confirmations", "audits", low=1, high=3, is_whole=True)
    assert len(Grid(levels=3).settings((few,), 1)) == 3
    with pytest.raises(ContradictionError, match="no 4 different whole numbers") as raised:
        Grid(levels=4).settings((TONE, few), 1)
    assert raised.value.path == ("factor", 1, "name")


def test_a_grid_refuses_more_points_than_can_be_listed():
    with pytest.raises(ContradictionError, match="has 100,000,000 points, but must have at most 10,000,000"):
        Grid(levels=100).settings((TONE, HAZARD, TONE, HAZARD), 1)


def test_one_at_a_time_sets_nothing_and_then_one_factor_in_each_point():
    table = OneAtATime().settings(FACTORS, 1)
    assert all_settings(table) == [
        (),
        (("levers.executive_tone", 0.0),), (("levers.executive_tone", 1.0),),
        (("adoption.peer_hazard", 0.02),), (("adoption.peer_hazard", 0.12),),
        (("firm.ties_per_person", 6),), (("firm.ties_per_person", 20),),
        *((("levers.form", form),) for form in FORM.values),
    ]  # fmt: skip


@pytest.mark.parametrize("design", [LatinHypercube(points=50), Worlds(worlds=50, sampling="latin_hypercube")])
def test_a_latin_hypercube_has_one_point_in_each_stratum(design):
    strata = np.floor(design.settings(FACTORS, 4).shares * 50)
    assert (np.sort(strata, axis=0) == np.arange(50)[:, None]).all()


@pytest.mark.parametrize("design", [SobolSequence(points=64), Worlds(worlds=64, sampling="sobol_sequence")])
def test_a_sobol_sequence_is_balanced(design):
    shares = design.settings(FACTORS, 4).shares
    assert (np.sort(np.floor(shares * 64), axis=0) == np.arange(64)[:, None]).all()
    # any two factors: the first two dimensions form a (0, 6, 2)-net, so each of 8 x 8 cells has one point
    cells = np.floor(shares[:, :2] * 8)
    assert len({tuple(cell) for cell in cells}) == 64


def test_more_points_of_a_sobol_sequence_keep_the_first():
    few, many = (SobolSequence(points=points).settings(FACTORS, 4).shares for points in (8, 32))
    assert np.array_equal(few, many[:8])


@pytest.mark.parametrize(
    ("design", "sentence"),
    [
        (
            SobolSequence(points=100),
            "points of [design] is 100, but must be a power of 2: the nearest are 64 and 128",
        ),
        (Worlds(worlds=3, sampling="sobol_sequence"), "worlds of [design] is 3, but must be a power of 2"),
        (Saltelli(points=5), "points of [design] is 5, but must be a power of 2: the nearest are 4 and 8"),
    ],
)
def test_numbers_of_points_that_are_not_balanced_are_refused(design, sentence):
    with pytest.raises(ContradictionError) as raised:
        design.settings(FACTORS, 1)
    assert str(raised.value).startswith(sentence)


@pytest.mark.parametrize("points", [1, 2, 8])
def test_powers_of_2_are_not_refused(points):
    assert len(SobolSequence(points=points).settings(FACTORS, 1)) == points


@pytest.mark.parametrize("levels", [2, 4, 6])
def test_each_step_of_a_trajectory_moves_one_factor_and_each_factor_once(levels):
    table = Morris(trajectories=6, levels=levels).settings(FACTORS, 2)
    k = len(FACTORS)
    trajectories = table.shares.reshape(6, k + 1, k)
    steps = np.diff(trajectories, axis=1)
    is_moved = np.abs(steps) > 1e-9
    assert (is_moved.sum(axis=2) == 1).all() and (is_moved.sum(axis=1) == 1).all()
    assert np.allclose(np.abs(steps[is_moved]), levels / (2 * (levels - 1)))
    on_levels = table.shares * (levels - 1)
    assert np.allclose(on_levels, np.round(on_levels), atol=1e-9)
    for row in range(1, len(table)):
        if row % (k + 1):
            before, after = table.settings_of(row - 1), table.settings_of(row)
            assert sum(before[name] != after[name] for name in before) == 1


def test_optimal_trajectories_are_some_of_those_drawn():
    drawn = Morris(trajectories=12).settings(FACTORS, 2).shares.reshape(12, -1)
    kept = Morris(trajectories=12, optimal_trajectories=4).settings(FACTORS, 2).shares.reshape(4, -1)
    assert all(any(np.allclose(one, other) for other in drawn) for one in kept)


@pytest.mark.parametrize(
    ("design", "sentence"),
    [
        (Morris(trajectories=4, levels=5), "levels of [design] is 5, but must be an even number"),
        (
            Morris(trajectories=4, optimal_trajectories=4),
            "optimal_trajectories of [design] is 4, but must be below trajectories, which is 4",
        ),
    ],
)
def test_trajectories_that_cannot_be(design, sentence):
    with pytest.raises(ContradictionError) as raised:
        design.settings(FACTORS, 1)
    assert str(raised.value) == sentence


@pytest.mark.parametrize("second_order", [False, True])
def test_saltelli_blocks_mix_one_column(second_order):
    k = len(FACTORS)
    shares = Saltelli(points=8, second_order=second_order).settings(FACTORS, 2).shares
    blocks = shares.reshape(8, 2 * k + 2 if second_order else k + 2, k)
    a, b = blocks[:, 0], blocks[:, -1]
    assert (a != b).all()
    for place in range(k):
        of_b = np.arange(k) == place
        assert np.array_equal(blocks[:, 1 + place], np.where(of_b, b, a))
        if second_order:
            assert np.array_equal(blocks[:, 1 + k + place], np.where(of_b, a, b))
    assert (np.sort(np.floor(np.hstack([a, b]) * 8), axis=0) == np.arange(8)[:, None]).all()


def test_more_saltelli_points_keep_the_first_blocks():
    few, many = (Saltelli(points=points).settings(FACTORS, 4).shares for points in (4, 8))
    assert np.array_equal(few, many[: len(few)])


def test_salib_sees_each_factor_between_0_and_1_and_may_write_into_its_problem():
    problem = salib_problem(FACTORS)
    assert problem == {"num_vars": 4, "names": [factor.name for factor in FACTORS], "bounds": [[0, 1]] * 4}
    problem["bounds"][0][0] = 9.0
    problem["groups"] = ["one"]
    assert salib_problem(FACTORS)["bounds"] == [[0, 1]] * 4 and "groups" not in salib_problem(FACTORS)


def test_more_worlds_leave_the_first_unchanged_and_so_does_another_factor():
    few = Worlds(worlds=5).settings(FACTORS, 4).shares
    assert np.array_equal(few, Worlds(worlds=50).settings(FACTORS, 4).shares[:5])
    assert np.array_equal(few[:, 1:], Worlds(worlds=5).settings(FACTORS[1:], 4).shares)


def test_random_worlds_are_spread_evenly_and_factors_do_not_move_together():
    shares = Worlds(worlds=4000).settings(FACTORS, 9).shares
    assert np.allclose(np.quantile(shares, [0.1, 0.5, 0.9], axis=0), [[0.1], [0.5], [0.9]], atol=0.03)
    assert np.abs(np.corrcoef(shares.T) - np.eye(4)).max() < 0.06
