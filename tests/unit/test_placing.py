from __future__ import annotations

import pytest

from smsim.placing import digest, free_name, keep_aside, put_file, put_new_folder, unfinished_folder


def test_a_free_name_is_one_at_which_nothing_stands(tmp_path):
    place = tmp_path / "a.json"
    assert free_name(place) == place
    place.write_text("")
    (tmp_path / "a-2.json").symlink_to("nowhere")
    assert free_name(place).name == "a-3.json"


def test_what_is_kept_replaces_nothing(tmp_path):
    for content in ("one", "two", "three"):
        (tmp_path / "a.json").write_text(content)
        keep_aside(tmp_path / "a.json")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "a.kept.json": "one",
        "a.kept-2.json": "two",
        "a.kept-3.json": "three",
    }


def test_a_file_is_replaced_only_where_it_is_known(tmp_path):
    finished, place = tmp_path / "finished", tmp_path / "place"
    place.write_text("old")
    known = digest(place)
    finished.write_text("new")
    assert put_file(finished, place, {known}) is None
    finished.write_text("newer")
    assert put_file(finished, place, {known}) == tmp_path / "place.kept"
    assert (place.read_text(), (tmp_path / "place.kept").read_text()) == ("newer", "new")


@pytest.mark.parametrize("stands", ["folder", "link"])
def test_a_folder_takes_the_place_of_nothing(tmp_path, stands):
    place = tmp_path / "place"
    if stands == "folder":
        place.mkdir()
    else:
        place.symlink_to("nowhere")
    with unfinished_folder(tmp_path) as unfinished:
        assert not put_new_folder(unfinished, place)
    assert [path.name for path in tmp_path.iterdir()] == ["place"]


def test_what_is_unfinished_goes_with_the_folders_made_for_it(tmp_path):
    (tmp_path / "there").mkdir()
    with (
        pytest.raises(ValueError, match="own"),
        unfinished_folder(tmp_path / "there/new/newer") as unfinished,
    ):
        (unfinished / "half").write_text("")
        raise ValueError("own")
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]
