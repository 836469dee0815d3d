"""`smsim replay`: a page, a GIF or a picture is written or left alone."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from smsim.cli.replay import replay
from smsim.errors import OrganisationError, ResultError
from smsim.experiments.experiment_file import LARGEST_SEED
from smsim.scenarios.dated import LONGEST_HORIZON
from smsim.studies import arguments


def typed(*words: str) -> Result:
    return CliRunner().invoke(replay, list(words))


def test_limits_are_those_of_scenarios():
    assert (arguments.SEEDS.highest, arguments.MONTHS.highest) == (LARGEST_SEED, LONGEST_HORIZON)


def test_a_page_is_written(tmp_path):
    place = tmp_path / "run.html"
    result = typed("lone-manager", "task-force-broad", "--months", "3", "--out", str(place))
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert f"written to {place}" in result.stderr
    assert "A broad task force" in place.read_text(encoding="utf-8")
    assert place.stat().st_size < 300_000


def test_the_same_seed_gives_the_same_page(tmp_path):
    pages = []
    for seed in ("4", "4", "5"):
        place = tmp_path / f"run{len(pages)}.html"
        typed("lone-manager", "--months", "3", "--seed", seed, "--out", str(place), "--quiet")
        pages.append(place.read_bytes())
    assert pages[0] == pages[1] != pages[2]


def test_a_picture_of_a_month_and_a_moving_one_are_written(tmp_path):
    picture, moving = tmp_path / "run.png", tmp_path / "run.GIF"
    for place, more in ((picture, ["--month", "1"]), (moving, [])):
        result = typed("lone-manager", "task-force-broad", "--months", "3", "--out", str(place), *more)
        assert result.exit_code == 0, result.output
        assert f"written to {place}" in result.stderr
    with Image.open(picture) as shown:
        assert shown.size == (1920, 1080)
        assert shown.info["Description"].startswith("Month 1. ")
    with Image.open(moving) as shown:
        assert shown.n_frames == 3


def test_a_picture_shows_the_last_month_unless_told_otherwise(tmp_path):
    place = tmp_path / "run.png"
    typed("lone-manager", "--months", "3", "--out", str(place), "--quiet")
    with Image.open(place) as shown:
        assert shown.info["Description"].startswith("Month 2. ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["--out", "run.gif", "--month", "2"],
            "so --out must end in .png.",
        ),
        (["--out", "run.png", "--month", "3"], "--month is 3, but the months of this run are 0 to 2."),
        (["--out", "run.png", "--month", "-1"], "-1 is not a whole number from 0 to 1,199."),
    ],
)
def test_a_month_that_cannot_be_shown_is_refused(tmp_path, monkeypatch, words, told):
    monkeypatch.chdir(tmp_path)
    result = typed("lone-manager", "--months", "3", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["lone-manager", "--out", "run.txt"], ResultError),
        (["lone-manager", "--kinds", "kinds.toml", "--out", "run.html"], OrganisationError),
    ],
)
def test_what_cannot_be_used_is_refused_before_any_run(tmp_path, monkeypatch, words, error):
    monkeypatch.chdir(tmp_path)
    result = typed(*words)
    assert isinstance(result.exception, error)
    assert list(tmp_path.iterdir()) == []


def test_three_scenarios_are_too_many():
    result = typed("lone-manager", "group-head", "dandelion", "--out", "run.html")
    assert result.exit_code == 2
    assert "Name one scenario or two" in result.stderr


def test_the_help_fits():
    result = typed("--help")
    assert max(map(len, result.output.splitlines())) <= 80
