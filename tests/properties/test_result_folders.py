"""Whatever lies in a result folder, and whenever a command is killed there, nobody's bytes are lost."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsim.experiments.own_files import FORMAT, PROVENANCE_FILE, own_files
from smsim.experiments.results import ResultContents, require_usable_folder, write_result_folder
from smsim.placing import UNFINISHED, digest

OURS = ("summary.json", "report.html", "figures/a.png", "figures/b/a.png", "tables/runs.csv", "tables/x.csv")
FOREIGN = ("notes.md", "thesis/one.tex", "figures/sketch.png", "tables/b/mine.csv", "summary.kept.json")
STEPS = ("mkdir", "rename", "replace", "unlink", "rmdir")


def write_within(path: Path, other: Path, word: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(word)


def make_folder(path: Path, other: Path, word: str) -> None:
    path.mkdir()
    (path / "within").write_text(word)


def link_to_file(path: Path, other: Path, word: str) -> None:
    other.write_text(word)
    path.symlink_to(other)


def link_to_folder(path: Path, other: Path, word: str) -> None:
    make_folder(other, other, word)
    path.symlink_to(other)


def move_away(path: Path, other: Path, word: str) -> None:
    path.rename(other)
    path.symlink_to(other)


NEEDING_NOTHING = ("folder", "link to a file", "link to a folder")
ACTS = {
    "write": write_within,
    "folder": make_folder,
    "link to a file": link_to_file,
    "link to a folder": link_to_folder,
    "move away": move_away,
    "make read-only": lambda path, other, word: path.chmod(0o444),
    "hard link": lambda path, other, word: os.link(path, other),
    "remove": lambda path, other, word: path.unlink(),
}


class Killed(BaseException):
    """The process is no more."""


@contextmanager
def killed_at(step: int, *, is_done: bool) -> Iterator[None]:
    """End the process at a change of the disk, before or after it: no later one comes about."""
    steps = count()

    def mortal(change):
        def carry_out(*words, **options):
            now = next(steps)
            if now < step or (now == step and is_done):
                change(*words, **options)
            if now >= step:
                raise Killed

        return carry_out

    with mock.patch.multiple(os, **{name: mortal(getattr(os, name)) for name in STEPS}):
        yield


def write(place: Path, names: frozenset[str], number: int) -> None:
    files = {name: f"ours {name} {number if name < 'r' else 0}".encode() for name in names}
    write_result_folder(place, ResultContents(provenance={"number": number}, files=files))


class Room:
    """A result folder in a folder of its own, and what its user does there."""

    def __init__(self, home: Path) -> None:
        self.place = home / "result"
        self.elsewhere = home / "elsewhere"
        self.elsewhere.mkdir()
        self._words = count()

    def do(self, act: str, name: str) -> None:
        """Let the user do something at a path of the folder, where that can be done."""
        path = self.place / name
        if any(os.path.lexists(parent) and not parent.is_dir() for parent in path.parents):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        word = f"user {next(self._words)}"
        if path.is_symlink() or (os.path.lexists(path) and act in NEEDING_NOTHING):
            return
        if path.is_file() or act in NEEDING_NOTHING:
            ACTS[act](path, self.elsewhere / word, word)
        elif path.is_dir() and act == "move away":
            move_away(path, self.elsewhere / word, word)
        elif act == "write":
            write_within(path / "within" if path.is_dir() else path, self.elsewhere / word, word)

    def of_the_user(self) -> dict[str, str]:
        """Return path and content of all that is the user's; of a link, where it leads."""
        found = {}
        for folder, folders, files in os.walk(self.place.parent):
            for name in (*folders, *files):
                path = Path(folder, name)
                key = path.relative_to(self.place.parent).as_posix()
                if path.is_symlink():
                    found[key] = f"leads to {path.readlink()}"
                elif path.is_file() and (path.is_relative_to(self.elsewhere) or is_of_the_user(path)):
                    found[key] = path.read_text()
        return found


def is_of_the_user(file: Path) -> bool:
    return file.read_text().startswith("user") or not file.stat().st_mode & 0o200


@contextmanager
def a_room() -> Iterator[Room]:
    with TemporaryDirectory() as home:
        yield Room(Path(home))


def require_kept(before: dict[str, str], after: dict[str, str], needed: frozenset[str]) -> None:
    """Require that the user's bytes are all there, and have another name only where the result needs it."""
    assert sorted(after.values()) == sorted(before.values())
    for path in before:
        name = path.removeprefix("result/")
        is_in_the_way = any(
            name == new or new.startswith(f"{name}/") or name.startswith(f"{new}/") for new in needed
        ) or any(f"result/{folder}" in before for new in needed for folder in map(str, Path(new).parents))
        assert is_in_the_way or after.get(path) == before[path]


def all_of(place: Path) -> dict[str, bytes]:
    """Return all files in a folder, apart from unfinished ones."""
    paths = [path for path in place.rglob("*") if path.is_file() and UNFINISHED not in str(path)]
    return {str(path): path.read_bytes() for path in paths}


def require_whole(room: Room, names: frozenset[str], number: int) -> None:
    """Require the result in the folder, and nothing else of smsim's."""
    provenance = json.loads((room.place / PROVENANCE_FILE).read_text())
    assert (provenance["format"], provenance["number"]) == (FORMAT, number)
    assert provenance["files"] == {name: digest(room.place / name) for name in names}
    for path in room.place.rglob("*"):
        name = path.relative_to(room.place).as_posix()
        if path.is_file() and not path.is_symlink() and not is_of_the_user(path):
            assert name in (*names, PROVENANCE_FILE) or name.startswith(UNFINISHED)


results = st.frozensets(st.sampled_from(OURS))
acts = st.lists(
    st.tuples(
        st.sampled_from(list(ACTS)),
        st.sampled_from((*OURS, *FOREIGN, "tables", "figures")),
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(results, acts), min_size=2, max_size=4))
def test_a_users_bytes_outlast_every_result(lives):
    with a_room() as room:
        for number, (names, deeds) in enumerate(lives):
            before = room.of_the_user()
            require_usable_folder(room.place)
            write(room.place, names, number)
            require_kept(before, room.of_the_user(), names)
            require_whole(room, names, number)
            for deed in deeds:
                room.do(*deed)


@settings(deadline=None, max_examples=80)
@given(results, acts, results, st.integers(0, 60), st.booleans())
def test_a_killed_command_loses_nothing_and_the_next_one_mends_the_folder(earlier, deeds, names, step, done):
    with a_room() as room:
        write(room.place, earlier, 1)
        for deed in deeds:
            room.do(*deed)
        before = room.of_the_user()
        all_before = all_of(room.place)
        with suppress(Killed), killed_at(step, is_done=done):
            write(room.place, names, 2)
        require_kept(before, room.of_the_user(), names)
        assert own_files(room.place) is not None
        provenance = json.loads((room.place / PROVENANCE_FILE).read_text())
        if provenance["format"] == FORMAT and provenance["number"] == 1:
            assert all_of(room.place) == all_before
        elif provenance["format"] == FORMAT:
            require_whole(room, names, 2)
        before = room.of_the_user()
        require_usable_folder(room.place)
        write(room.place, names, 3)
        require_kept(before, room.of_the_user(), names)
        require_whole(room, names, 3)


@pytest.mark.parametrize("is_done", [False, True])
def test_every_step_of_an_exchange_may_be_the_last(is_done):
    earlier, names = frozenset(OURS[:4]), frozenset(OURS[2:])
    for step in count():
        with a_room() as room:
            write(room.place, earlier, 1)
            for name in ("summary.json", "notes.md", "figures/sketch.png", "tables/runs.csv"):
                room.do("write", name)
            before = room.of_the_user()
            is_killed = True
            with suppress(Killed), killed_at(step, is_done=is_done):
                write(room.place, names, 2)
                is_killed = False
            require_kept(before, room.of_the_user(), names)
            is_announced = json.loads((room.place / PROVENANCE_FILE).read_text())["format"] != FORMAT
            write(room.place, names, 3)
            require_kept(before, room.of_the_user(), names)
            require_whole(room, names, 3)
            assert not is_announced or not list(room.place.glob(f"{UNFINISHED}*"))
            if not is_killed:
                break
    assert step > 15
