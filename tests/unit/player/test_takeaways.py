"""Files to take home are written whole, and only over smsim's own."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from smsim.errors import ResultError
from smsim.experiments.comparing import Request, plan_runs
from smsim.player.animation import animation_gif
from smsim.player.filming import film
from smsim.player.page import self_contained_page
from smsim.player.picture import picture_png
from smsim.player.takeaways import KINDS, is_sealed, kind_of, require_place, sealed, write_takeaway


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("run.txt", "ends in .html"),
        ("folder.html", "is a folder; name a file that ends in .html"),
        ("folder.gif", "is a folder; name a file that ends in .gif"),
        *((f"other{kind.suffix}", "not as smsim replay wrote it") for kind in KINDS),
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


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    """Return what is written of a run, for each ending of a name."""
    recording = film(plan_runs(Request(("lone-manager",), 1, 1, 1, months=2)))
    return {
        ".html": self_contained_page(recording).encode(),
        ".png": picture_png(recording, 0, width=960, height=540),
        ".gif": animation_gif(recording, width=960, height=540),
    }


def test_an_earlier_file_of_ours_is_replaced(tmp_path, contents):
    assert set(contents) == {kind.suffix for kind in KINDS}
    for suffix, content in contents.items():
        place: Path = tmp_path / f"run{suffix}"
        for _ in range(2):
            write_takeaway(place, content)
        assert place.read_bytes() == sealed(content, kind_of(place))
    assert len(list(tmp_path.iterdir())) == len(KINDS)


def test_a_seal_is_not_seen(contents):
    for suffix in (".png", ".gif"):
        kind = kind_of(Path(f"run{suffix}"))
        with (
            Image.open(io.BytesIO(contents[suffix])) as plain,
            Image.open(io.BytesIO(sealed(contents[suffix], kind))) as marked,
        ):
            assert marked.n_frames == plain.n_frames if suffix == ".gif" else not marked.verify()
            assert marked.size == plain.size
    assert sealed(contents[".html"], KINDS[0]).decode().endswith(" -->\n")


@pytest.mark.parametrize("kind", KINDS)
@given(st.binary(max_size=50), st.booleans(), st.integers(0), st.integers(1, 255))
def test_whatever_is_changed_in_a_file_breaks_its_seal(kind, body, has_trailer, place, change):
    content = sealed(body + kind.trailer * has_trailer, kind)
    assert is_sealed(content, kind)
    place %= len(content)
    assert not is_sealed(content[:place] + bytes([content[place] ^ change]) + content[place + 1 :], kind)
    assert not is_sealed(content[:-1], kind) and not is_sealed(content + b"x", kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_ours_that_was_changed_stays(tmp_path, kind, contents):
    place = tmp_path / f"run{kind.suffix}"
    write_takeaway(place, contents[kind.suffix])
    changed = place.read_bytes().replace(b"smsim", b"mssim", 1)
    place.write_bytes(changed)
    with pytest.raises(ResultError, match="is not as smsim replay wrote it"):
        write_takeaway(place, contents[kind.suffix])
    place.write_bytes(sealed(contents[kind.suffix], kind))
    place.chmod(0o444)
    with pytest.raises(ResultError, match="is not as smsim replay wrote it"):
        require_place(place)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_stays_and_leads_to_the_new_file(tmp_path, is_there):
    (tmp_path / "run.html").symlink_to("public.html")
    if is_there:
        write_takeaway(tmp_path / "public.html", b"old")
    write_takeaway(tmp_path / "run.html", b"new")
    assert (tmp_path / "run.html").readlink().as_posix() == "public.html"
    assert (tmp_path / "public.html").read_bytes() == sealed(b"new", KINDS[0])


@pytest.mark.skipif(os.name == "nt", reason="needs a named pipe")
def test_a_pipe_or_a_name_that_is_too_long_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "run.html")
    with pytest.raises(ResultError, match="is not as smsim replay wrote it"):
        require_place(tmp_path / "run.html")
    with pytest.raises(ResultError, match="cannot be used: File name too long"):
        require_place(tmp_path / f"{'a' * 300}.html")


def test_no_other_file_beside_is_touched(tmp_path):
    beside = tmp_path / ".run.html-unfinished"
    beside.write_text("mine")
    write_takeaway(tmp_path / "run.html", b"new")
    assert beside.read_text() == "mine"
