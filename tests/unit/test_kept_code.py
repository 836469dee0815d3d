"""Compiled code on disk: whatever has become of it, the run is right, one line says so, the next is fast."""

from __future__ import annotations

import errno
import logging
import os
import pickle
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numba
import pytest

from smsim import compilation, kept_code
from smsim.compilation import entry_point, is_compiler_on
from smsim.kept_code import OWN_FOLDER, code_folder, mark_of, read_checked, write_checked

VERSION = "0123456789abcdef"
DAMAGED = "smsim: compiled code in {} was damaged; it is thrown away and compiled again."


def third_of(number: float) -> float:
    return number / 3.0


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return an empty cache of this test's own, as a process finds it that has said nothing yet."""

    def forget() -> None:
        kept_code.code_folder.cache_clear()
        kept_code._say.cache_clear()

    forget()
    monkeypatch.setenv("SMSIM_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(compilation, "model_version", lambda: VERSION)
    yield tmp_path
    forget()


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return what has been said to the user since this was last asked, as another process would say it."""
    caplog.set_level(logging.WARNING, "smsim.kept_code")

    def sentences() -> list[str]:
        told = [record.getMessage() for record in caplog.records]
        caplog.clear()
        kept_code._say.cache_clear()
        return told

    return sentences


def hits_and_misses(number: float = 12.0) -> tuple[int, int]:
    """Call the function as a new process would; it must be right. Return how its code was come by."""
    function: Any = entry_point(third_of)
    assert function(number) == number / 3.0
    return sum(function.stats.cache_hits.values()), sum(function.stats.cache_misses.values())


def only_file(cache: Path) -> Path:
    (file,) = cache.rglob("*.nbc")
    return file


# --- damage ----------------------------------------------------------------------------------------


def is_anything_forbidden() -> bool:
    """Return whether rights bind this user: they do not bind root, nor anybody on some systems."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).chmod(0)
        return not os.access(file.name, os.R_OK)


needs_rights = pytest.mark.skipif(not is_anything_forbidden(), reason="nothing is forbidden to this user")
needs_compiler = pytest.mark.skipif(not is_compiler_on(), reason="nothing is compiled")


class Planted:
    """Something whose unpickling would be noticed."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (Path(os.environ["SMSIM_CACHE_DIR"]) / "unpickled",))


def flipped(content: bytes, place: int, bit: int = 0) -> bytes:
    return content[:place] + bytes([content[place] ^ (1 << bit)]) + content[place + 1 :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "less than a digest": lambda content: content[:7],
    "cut in the middle": lambda content: content[: len(content) // 2],
    "last byte lost": lambda content: content[:-1],
    "something added": lambda content: content + b"\0",
    "zeros": lambda content: bytes(len(content)),
    "text": lambda _: b"<html>404</html>" * 100,
    "another pickle": lambda _: pickle.dumps(Planted()),
    "a pickle that asks for what there is not": lambda _: b"csmsim.nowhere\nNothing\n.",
    "two blocks swapped": lambda content: content[4096:8192] + content[:4096] + content[8192:],
    "one bit of the digest": lambda content: flipped(content, 3),
    "one bit of the machine code": lambda content: flipped(content, len(content) // 2, 5),
}


@needs_compiler
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damaged_code_is_thrown_away_and_compiled_again(
    damage: Callable[[bytes], bytes], cache: Path, said: Callable[[], list[str]]
) -> None:
    assert hits_and_misses() == (0, 1)
    file = only_file(cache)
    file.write_bytes(damage(file.read_bytes()))
    assert not said()
    assert hits_and_misses() == (0, 1)
    assert said() == [DAMAGED.format(file.parent)]
    assert hits_and_misses() == (1, 0)
    assert not said()
    assert not (cache / "unpickled").exists()
    assert only_file(cache) == file


@pytest.mark.parametrize("size", [0, 1, 5000])
def test_every_flipped_bit_and_every_cut_is_noticed(size: int, tmp_path: Path) -> None:
    file = tmp_path / "code"
    write_checked(file, random.Random(1).randbytes(size))
    whole = file.read_bytes()
    assert read_checked(file) == random.Random(1).randbytes(size)
    for place in range(0, len(whole), 1 if size < 100 else 13):
        for changed in (flipped(whole, place, place % 8), whole[:place]):
            file.write_bytes(changed)
            with pytest.raises(ValueError, match="is damaged"):
                read_checked(file)
    assert read_checked(tmp_path / "nothing") is None


@needs_compiler
@pytest.mark.parametrize("content", [None, (), ("another key", ()), 7], ids=["none", "empty", "other", "7"])
def test_sound_files_of_something_else_are_not_taken_for_code(
    content: Any, cache: Path, said: Callable[[], list[str]]
) -> None:
    hits_and_misses()
    write_checked(only_file(cache), pickle.dumps(content))
    assert hits_and_misses() == (0, 1)
    assert len(said()) <= 1
    assert hits_and_misses() == (1, 0)


@needs_compiler
def test_code_of_another_signature_or_processor_has_a_file_of_its_own(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hits_and_misses() == hits_and_misses(9) == (0, 1)
    assert len(list(cache.rglob("*.nbc"))) == 2
    assert hits_and_misses() == hits_and_misses(9) == (1, 0)
    monkeypatch.setattr(numba.core.codegen.JITCPUCodegen, "magic_tuple", lambda _: ("another", "one", ""))
    assert hits_and_misses() == (0, 1)
    assert len(list(cache.rglob("*.nbc"))) == 3


@needs_compiler
def test_another_compiler_has_a_folder_of_its_own(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hits_and_misses()
    monkeypatch.setattr(kept_code.llvmlite, "__version__", "99.1")
    kept_code.code_folder.cache_clear()
    assert hits_and_misses() == (0, 1)
    assert len(list((cache / "compiled").iterdir())) == 2


# --- folders that can be neither read nor written --------------------------------------------------


@needs_compiler
@pytest.mark.parametrize("level", [0, 1, 2], ids=["the cache itself", "compiled", "the version's folder"])
def test_a_file_in_the_place_of_a_folder_is_left_and_nothing_is_kept(
    level: int, cache: Path, said: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSIM_CACHE_DIR", str(cache / "own"))
    folder = code_folder(VERSION)
    assert folder is not None
    blocked = (cache / "own", folder.parent, folder)[level]
    shutil.rmtree(blocked)
    blocked.write_text("mine")
    code_folder.cache_clear()
    assert hits_and_misses() == hits_and_misses() == (0, 1)
    reason = os.strerror(errno.ENOTDIR if level < 2 else errno.EEXIST)
    assert said() == [
        f"smsim: compiled code cannot be kept in {folder} ({reason}), so it is compiled for this run only."
    ]
    assert not compilation.is_compiled_code_cached()
    assert blocked.read_text() == "mine"


@needs_compiler
def test_a_folder_in_the_place_of_a_file_is_left_alone(cache: Path, said: Callable[[], list[str]]) -> None:
    hits_and_misses()
    file = only_file(cache)
    file.unlink()
    (file / "mine").mkdir(parents=True)
    assert hits_and_misses() == (0, 1)
    assert said()[0] == DAMAGED.format(file.parent)
    assert (file / "mine").is_dir()
    assert not list(cache.rglob("*.tmp"))


@needs_compiler
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_a_full_disk_costs_the_next_run_time_and_nothing_else(
    number: int, cache: Path, said: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def half_written(path: Path, content: bytes) -> int:
        path.touch()
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", half_written)
        assert hits_and_misses() == (0, 1)
    assert said() == [
        f"smsim: compiled code cannot be kept in {code_folder(VERSION)} ({os.strerror(number)}), so the next "
        "run compiles it again."
    ]
    assert not list(cache.rglob("*.*c")) and not list(cache.rglob("*.tmp"))
    assert hits_and_misses() == (0, 1)
    assert hits_and_misses() == (1, 0)


@needs_compiler
@needs_rights
@pytest.mark.parametrize("mode", [0o000, 0o200, 0o400, 0o500, 0o600])
def test_a_folder_without_rights_does_not_stop_a_run(
    mode: int, cache: Path, said: Callable[[], list[str]]
) -> None:
    hits_and_misses()
    folder = only_file(cache).parent
    folder.chmod(mode)
    kept_code.code_folder.cache_clear()
    try:
        assert sum(hits_and_misses()) == 1
        assert len(said()) <= 1
    finally:
        folder.chmod(0o700)


@needs_compiler
@needs_rights
def test_a_file_that_may_not_be_read_is_replaced(cache: Path) -> None:
    hits_and_misses()
    only_file(cache).chmod(0)
    assert hits_and_misses() == (0, 1)
    assert hits_and_misses() == (1, 0)


@needs_compiler
def test_a_cache_that_cannot_be_looked_through_is_used_all_the_same(
    monkeypatch: pytest.MonkeyPatch, said: Callable[[], list[str]]
) -> None:
    def forbidden(*_: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as strict:
        strict.setattr(Path, "iterdir", forbidden)
        strict.setattr(os, "utime", forbidden)
        assert hits_and_misses() == (0, 1)
    assert hits_and_misses() == (1, 0)
    assert not said()


# --- what is deleted -------------------------------------------------------------------------------


def own_name(number: int) -> str:
    return f"{number:016x}-numba-0.61.0-llvmlite-0.44.0"


def test_old_folders_of_ours_are_forgotten_and_nothing_else(cache: Path) -> None:
    root = cache / "compiled"
    for age in range(6):
        (root / own_name(age)).mkdir(parents=True)
        (root / own_name(age) / "engine.run.py311.0123.nbc").touch()
        (root / own_name(age) / "0123.tmp").touch()
        os.utime(root / own_name(age), (1_000_000 - age, 1_000_000 - age))
    others = ["thesis", "0123456789abcdef", f"my {own_name(1)}", f"{own_name(1)} (copy)", "src", own_name(97)]
    for name in others:
        (root / name).mkdir()
        (root / name / "notes.md").write_text("mine")
        os.utime(root / name, (1000, 1000))
    (root / own_name(98)).symlink_to(root / "thesis")
    (root / own_name(99)).write_text("a file")
    current = code_folder(VERSION)
    assert current is not None and OWN_FOLDER.fullmatch(current.name)
    kept = {path.name for path in root.iterdir()}
    newest = {own_name(age) for age in range(kept_code.FOLDERS_KEPT - 1)}
    assert kept == {current.name, *newest, *others, own_name(98), own_name(99)}
    assert all((root / name / "notes.md").read_text() == "mine" for name in others)


def test_a_run_counts_as_compiled_once_its_code_is_there() -> None:
    folder = code_folder(VERSION)
    assert folder is not None
    assert not compilation.is_compiled_code_cached()
    (folder / "smsim.engine.month.run_another_thing.py311.01.nbc").touch()
    assert not compilation.is_compiled_code_cached()
    (folder / f"smsim.engine.month.run_months.{mark_of('mine')}py311.01.nbc").touch()
    assert not compilation.is_compiled_code_cached()
    assert compilation.is_compiled_code_cached("mine") and not compilation.is_compiled_code_cached("other")
    (folder / "smsim.engine.month.run_months.py311.01.nbc").touch()
    assert compilation.is_compiled_code_cached()


# --- several processes -----------------------------------------------------------------------------

PROCESS = """
import sys
from smsim.compilation import entry_point

@entry_point
def fourth_of(number):
    return number / 4.0

for number in (8.0, 8, True):
    assert fourth_of(number) == number / 4.0
print(sum(fourth_of.stats.cache_hits.values()))
"""


def begin(folder: Path) -> "subprocess.Popen[str]":
    (folder / "program.py").write_text(PROCESS)
    command = [sys.executable, str(folder / "program.py")]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@needs_compiler
def test_processes_that_compile_at_once_do_each_other_no_harm(tmp_path: Path) -> None:
    together = [begin(tmp_path) for _ in range(2)]
    for process in together:
        out, errors = process.communicate(timeout=300)
        assert (process.returncode, errors) == (0, ""), errors
    out, errors = begin(tmp_path).communicate(timeout=300)
    assert (out, errors) == ("3\n", "")


@needs_compiler
def test_a_process_killed_while_it_writes_leaves_nothing_that_is_read(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(path: Path, target: Path) -> None:
        raise SystemExit  # all is written but the name

    with monkeypatch.context() as dying:
        dying.setattr(Path, "replace", killed)
        dying.setattr(Path, "unlink", lambda path: None)
        with pytest.raises(SystemExit):
            hits_and_misses()
    assert not list(cache.rglob("*.nbc")) and list(cache.rglob("*.tmp"))
    assert hits_and_misses() == (0, 1)
    assert hits_and_misses() == (1, 0)


@pytest.mark.slow
@needs_compiler
def test_the_engine_is_mended_after_damage_anywhere(tmp_path: Path) -> None:
    """Each file of the whole engine, damaged in turn: a run comes to the same result and says so once.

    What is compiled into another function is kept too, but no later run reads it.
    """
    command = [sys.executable, "-c", "from smsim.cli.main import main; main()", "run", "lone-manager"]

    def run() -> tuple[str, str, float]:
        begun = time.monotonic()
        done = subprocess.run([*command, "--months", "24"], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout, done.stderr, time.monotonic() - begun

    result, first_said, _ = run()
    assert len(first_said.splitlines()) == 1
    _, _, seconds = run()
    luck = random.Random(1)
    noticed = set()
    for file in sorted(tmp_path.rglob("*.nbc")):
        content = file.read_bytes()
        file.write_bytes(flipped(content, luck.randrange(len(content)), luck.randrange(8)))
        again, told, _ = run()
        assert again == result
        assert told.splitlines() in ([], [DAMAGED.format(file.parent)])
        if told:
            noticed.add(file.name.split(".py")[0].rpartition(".")[2])
        again, told, after = run()
        assert (again, told) == (result, "")
        assert after < 3 * seconds + 5
    assert {"run_months", "begin", "weigh_ties"} <= noticed
