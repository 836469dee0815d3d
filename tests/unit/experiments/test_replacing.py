"""What stands in a folder when another result comes: each kind of thing, and where it is afterwards."""

from __future__ import annotations

import os

import pytest

from smsim.experiments.results import ResultContents, write_result_folder

MINE = "mine, not smsim's"


def write(folder, *names, seed=1):
    files = {name: f"{name} {seed}".encode() for name in names}
    return write_result_folder(folder, ResultContents(provenance={"seed": seed}, files=files))


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a result of three files."""
    write(tmp_path / "r", "report.html", "figures/a.png", "figures/b.png")
    return tmp_path / "r"


def test_files_and_folders_of_others_stay_and_are_named(folder):
    (folder / "thesis").mkdir()
    (folder / "thesis/one.tex").write_text(MINE)
    for name in ("notes.md", "figures/sketch.png"):
        (folder / name).write_text(MINE)
    found = write(folder, "figures/a.png", seed=2)
    assert found.staying == ("figures/sketch.png", "notes.md", "thesis/") and not found.kept
    for name in ("thesis/one.tex", "notes.md", "figures/sketch.png"):
        assert (folder / name).read_text() == MINE
    assert sorted(path.name for path in folder.iterdir()) == [
        "figures",
        "notes.md",
        "provenance.json",
        "thesis",
    ]
    assert (folder / "figures/a.png").read_text() == "figures/a.png 2"
    assert not (folder / "figures/b.png").exists()


def test_a_changed_file_stays_or_is_kept_beside_where_its_place_is_needed(folder):
    for name in ("report.html", "figures/b.png"):
        (folder / name).write_text(MINE)
    for seed in (2, 3):
        found = write(folder, "report.html", seed=seed)
        assert "figures/b.png" in found.staying or "figures/" in found.staying
        (folder / "report.html").write_text(f"{MINE} {seed}")
    assert found.kept == {"report.html": "report.kept-2.html"}
    assert "report.kept.html" in found.staying and "report.kept-2.html" not in found.staying
    assert (folder / "report.kept.html").read_text() == (folder / "figures/b.png").read_text() == MINE
    assert (folder / "report.kept-2.html").read_text() == f"{MINE} 2"


def test_a_read_only_file_is_kept(folder):
    (folder / "report.html").chmod(0o444)
    assert write(folder, "report.html", seed=2).kept == {"report.html": "report.kept.html"}
    assert (folder / "report.kept.html").read_text() == "report.html 1"


def test_a_folder_where_a_file_is_needed_and_a_file_where_a_folder_is(folder):
    (folder / "new.json").mkdir()
    (folder / "new.json/one").write_text(MINE)
    (folder / "tables").write_text(MINE)
    found = write(folder, "new.json", "tables/a.csv", seed=2)
    assert found.kept == {"new.json": "new.kept.json", "tables": "tables.kept"}
    assert (folder / "new.kept.json/one").read_text() == (folder / "tables.kept").read_text() == MINE
    assert (folder / "tables/a.csv").read_text() == "tables/a.csv 2"


def test_files_and_folders_of_smsims_own_give_way_to_each_other(folder):
    assert not write(folder, "figures", "report.html/a", seed=2).kept
    assert (folder / "figures").is_file() and (folder / "report.html/a").is_file()


@pytest.mark.parametrize("names", [("report.html",), ("figures/a.png",)])
def test_nothing_is_changed_behind_a_link(folder, names):
    """The user moved the figures to a larger disk and left a link."""
    write(folder, "report.html", "figures/a.png", "figures/b.png", "figures/empty/c.png")
    (folder / "figures").rename(folder.parent / "moved")
    (folder / "figures").symlink_to("../moved")
    (folder.parent / "moved/empty/c.png").unlink()
    found = write(folder, *names, seed=2)
    assert (folder.parent / "moved/a.png").read_text() == "figures/a.png 1"
    assert (folder.parent / "moved/b.png").exists() and (folder.parent / "moved/empty").is_dir()
    link = found.kept.get("figures", "figures")
    assert (folder / link).is_symlink() and (folder / link / "a.png").read_text() == "figures/a.png 1"


@pytest.mark.parametrize("target", ["../elsewhere", "nowhere"])
def test_a_link_in_place_of_a_file_is_kept(folder, target):
    (folder.parent / "elsewhere").write_text(MINE)
    (folder / "report.html").unlink()
    (folder / "report.html").symlink_to(target)
    assert write(folder, "report.html", seed=2).kept == {"report.html": "report.kept.html"}
    assert (folder / "report.kept.html").readlink().as_posix() == target
    assert (folder.parent / "elsewhere").read_text() == MINE


def test_another_name_of_a_file_keeps_its_bytes(folder):
    os.link(folder / "report.html", folder.parent / "handed-in.html")
    os.link(folder / "figures/b.png", folder.parent / "b.png")
    assert not write(folder, "report.html", seed=2).kept
    assert (folder.parent / "handed-in.html").read_text() == "report.html 1"
    assert (folder.parent / "b.png").read_text() == "figures/b.png 1"


@pytest.mark.parametrize("is_there", [True, False])
def test_a_folder_may_be_named_by_a_link(tmp_path, is_there):
    if is_there:
        write(tmp_path / "place", "old")
    (tmp_path / "link").symlink_to("place")
    write(tmp_path / "link", "new", seed=2)
    assert (tmp_path / "link").readlink().as_posix() == "place"
    assert sorted(path.name for path in (tmp_path / "place").iterdir()) == ["new", "provenance.json"]


def test_what_the_user_removed_does_not_matter(folder):
    (folder / "report.html").unlink()
    for path in (folder / "figures").iterdir():
        path.unlink()
    (folder / "figures").rmdir()
    assert not write(folder, "report.html", seed=2).kept
