"""Files to take home are written whole, and only over smsim's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from smsim.errors import ResultError
from smsim.experiments.comparing import Request, plan_runs
from smsim.views.player.animation import animation_gif
from smsim.views.player.filming import film
from smsim.views.player.page import self_contained_page
from smsim.views.player.picture import picture_png
from smsim.views.player.takeaways import KINDS, require_place, write_takeaway


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("run.txt", "ends in .html"),
        ("folder.html", "is a folder; name a file that ends in .html"),
        ("folder.gif", "is a folder; name a file that ends in .gif"),
        *((f"other{kind.suffix}", "not written by smsim") for kind in KINDS),
        ("nowhere/run.png", "no access to the folder"),
    ],
)
def test_a_place_that_cannot_be_used_is_refused(tmp_path, name, words):
    for kind in KINDS:
        (tmp_path / f"folder{kind.suffix}").mkdir()
        (tmp_path / f"other{kind.suffix}").write_text("<p>mine, not smsim's</p>")
    for act in (require_place, lambda path: write_takeaway(path, b"new")):
        with pytest.raises(ResultError, match=words):
            act(tmp_path / name)
    assert not list(tmp_path.glob(".*"))
    assert all((tmp_path / f"other{kind.suffix}").read_text() != "new" for kind in KINDS)


def test_an_earlier_file_of_ours_is_replaced(tmp_path):
    recording = film(plan_runs(Request(("lone-manager",), 1, 1, 1, months=2)))
    contents = {
        ".html": self_contained_page(recording).encode(),
        ".png": picture_png(recording, 0, width=960, height=540),
        ".gif": animation_gif(recording, width=960, height=540),
    }
    assert set(contents) == {kind.suffix for kind in KINDS}
    for suffix, content in contents.items():
        place: Path = tmp_path / f"run{suffix}"
        for _ in range(2):
            write_takeaway(place, content)
        assert place.read_bytes() == content
    assert len(list(tmp_path.iterdir())) == len(KINDS)
