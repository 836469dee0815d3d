"""Compiled code is reused by the next process, and never after a source it came from has changed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

import numba
import pytest
from numba.core import event

import smsim
from smsim import compilation

PACKAGE = Path(smsim.__file__).parent
ENTRANCE = textwrap.dedent(
    """
    import numpy as np
    from smsim.compilation import entry_point
    from smsim.randomness.draws import block

    @entry_point
    def drawn_words(month):
        return block(np.uint64(1), np.uint64(2), month, 4)
    """
)
PROGRAM = textwrap.dedent(
    """
    import json
    from smsim import compilation
    from entrance import drawn_words

    words = drawn_words(3)
    stats = getattr(drawn_words, "stats", None)
    print(json.dumps({
        "words": [int(word) for word in words],
        "version": compilation.model_version(),
        "folder": str(compilation.cache_folder()),
        "hits": sum(stats.cache_hits.values()) if stats else 0,
        "misses": sum(stats.cache_misses.values()) if stats else 0,
        "is_compiler_on": compilation.is_compiler_on(),
    }))
    """
)


class Outcome(NamedTuple):
    words: list[int]
    version: str
    folder: str
    hits: int
    misses: int
    is_compiler_on: bool


def copy_of_package(place):
    shutil.copytree(PACKAGE, place / "smsim", ignore=shutil.ignore_patterns("__pycache__"))
    (place / "entrance.py").write_text(ENTRANCE)
    return place


def run_in(place, cache, **environment):
    """Run the program in another process, with the package that lies in `place`."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    given |= {"PYTHONPATH": str(place), "SMSIM_CACHE_DIR": str(cache), "TMPDIR": str(place), **environment}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=place, env=given, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return Outcome(**json.loads(done.stdout))


def compiled_files(cache):
    return {path: path.stat().st_mtime_ns for path in Path(cache).rglob("*.nbc")}


def edit(module, before, after):
    text = module.read_text()
    assert text.count(before) == 1
    module.write_text(text.replace(before, after))


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Return a copied package, its cache folder, and what a first process with both printed."""
    place = copy_of_package(tmp_path_factory.mktemp("package"))
    cache = place / "cache"
    return place, cache, run_in(place, cache)


def test_first_process_compiles_into_the_folder_of_the_version(first):
    place, cache, outcome = first
    assert outcome.is_compiler_on
    assert (outcome.hits, outcome.misses) == (0, 1)
    assert Path(outcome.folder) == cache / "compiled" / outcome.version
    assert compiled_files(outcome.folder)
    assert [path.parents[1] for path in place.rglob("*.nbc")] == [Path(outcome.folder)]


def test_second_process_finds_the_compiled_code(first):
    place, cache, outcome = first
    before = compiled_files(cache)
    again = run_in(place, cache)
    assert (again.hits, again.misses) == (1, 0)
    assert again.words == outcome.words
    assert compiled_files(cache) == before


def test_an_edited_rule_in_another_file_changes_version_and_result(first, tmp_path):
    _, cache, outcome = first
    copied = copy_of_package(tmp_path)
    before = run_in(copied, cache)
    assert (before.version, before.words) == (outcome.version, outcome.words)
    # the entry point's own file stays as it is: numba by itself would see no reason to compile anew
    edit(copied / "smsim" / "randomness" / "philox.py", "0xD2511F53", "0xD2511F55")
    after = run_in(copied, cache)
    assert after.version != outcome.version
    assert after.words != outcome.words
    assert after.hits == 0


def test_no_compiler_gives_the_same_numbers_and_files_nothing(first, tmp_path):
    place, _, outcome = first
    plain = run_in(place, tmp_path, NUMBA_DISABLE_JIT="1")
    assert not plain.is_compiler_on
    assert plain.words == outcome.words
    assert plain.version == outcome.version
    assert not compiled_files(tmp_path)


def test_cache_folder_that_cannot_be_written_is_replaced(first, tmp_path):
    place, _, outcome = first
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    fallen_back = run_in(place, blocked, TMPDIR=str(tmp_path))
    assert Path(fallen_back.folder).parent == tmp_path
    assert fallen_back.words == outcome.words
    assert fallen_back.misses == 1
    assert blocked.read_text() == ""


# --- the version, in this process ------------------------------------------------------------------


def version_of(place, monkeypatch):
    monkeypatch.setattr(compilation, "PACKAGE", place / "smsim")
    return compilation.model_version.__wrapped__()


def test_version_is_sixteen_digits_and_that_of_the_sources_alone(tmp_path, monkeypatch):
    version = compilation.model_version()
    assert len(version) == 16
    assert int(version, 16) >= 0
    assert version_of(copy_of_package(tmp_path), monkeypatch) == compilation.model_version.__wrapped__()


@pytest.mark.parametrize("folder", compilation.COMPILED_FOLDERS)
def test_every_compiled_folder_counts(folder, tmp_path, monkeypatch):
    place = copy_of_package(tmp_path)
    before = version_of(place, monkeypatch)
    (place / "smsim" / folder / "another_rule.py").write_text("RULE = 1\n")
    added = version_of(place, monkeypatch)
    (place / "smsim" / folder / "another_rule.py").write_text("RULE = 2\n")
    changed = version_of(place, monkeypatch)
    (place / "smsim" / folder / "another_rule.py").rename(place / "smsim" / folder / "a_rule.py")
    renamed = version_of(place, monkeypatch)
    assert len({before, added, changed, renamed}) == 4


@pytest.mark.parametrize("module", compilation.COMPILED_MODULES)
def test_every_compiled_module_counts(module, tmp_path, monkeypatch):
    place = copy_of_package(tmp_path)
    before = version_of(place, monkeypatch)
    with (place / "smsim" / module).open("a") as source:
        source.write("\n")
    assert version_of(place, monkeypatch) != before


def test_views_and_commands_do_not_count(tmp_path, monkeypatch):
    place = copy_of_package(tmp_path)
    before = version_of(place, monkeypatch)
    for folder in ("views", "cli", "analysis"):
        (place / "smsim" / folder / "another_module.py").write_text("\n")
    assert version_of(place, monkeypatch) == before


def test_every_module_that_compiles_is_part_of_the_version():
    folders = {PACKAGE / folder for folder in compilation.COMPILED_FOLDERS}
    for module in PACKAGE.rglob("*.py"):
        if {"@compiled", "@entry_point"} & set(module.read_text().splitlines()):
            assert folders & set(module.parents), module


# --- the cache folder, in this process -------------------------------------------------------------


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SMSIM_CACHE_DIR", str(tmp_path))
    return tmp_path


def old_caches(root):
    """Make the folders of six versions, each older than the one before it."""
    folders = [root / "compiled" / f"{age:016x}" for age in range(6)]
    for age, folder in enumerate(folders):
        (folder / "engine_0123").mkdir(parents=True)
        for name in ("run.run_months-12.py311.nbi", "run.run_months-12.py311.1.nbc"):
            (folder / "engine_0123" / name).touch()
        os.utime(folder, (1_000_000 - age, 1_000_000 - age))
    return folders


def test_old_caches_are_forgotten_and_the_newest_kept(own_cache):
    folders = old_caches(own_cache)
    current = compilation.cache_folder.__wrapped__()
    assert set((own_cache / "compiled").iterdir()) == {current, *folders[: compilation.CACHES_KEPT - 1]}


def test_what_is_no_compiled_code_is_never_forgotten(own_cache):
    """The cache may be told to be in a folder of the user's that has a folder of this name."""
    folders = old_caches(own_cache)
    mine = [own_cache / "compiled/thesis/one.tex", *(folder / "notes.md" for folder in folders)]
    mine[0].parent.mkdir()
    for path in mine:
        path.write_text("mine")
        os.utime(path.parent, (1, 1))
    compilation.cache_folder.__wrapped__()
    assert all(path.read_text() == "mine" for path in mine)
    # three besides the current one are the newest: all are equally old
    assert sum(1 for folder in folders if (folder / "engine_0123").exists()) == compilation.CACHES_KEPT - 1


def test_a_cache_that_another_process_forgets_meanwhile_does_no_harm(own_cache):
    (own_cache / "compiled").mkdir()
    (own_cache / "compiled" / "gone").symlink_to(own_cache / "nowhere")  # listed, but no longer there
    assert compilation.cache_folder.__wrapped__().parent == own_cache / "compiled"


def test_a_run_counts_as_compiled_once_its_code_is_there(own_cache, monkeypatch):
    folder = own_cache / "compiled" / compilation.model_version()
    monkeypatch.setattr(compilation, "cache_folder", compilation.cache_folder.__wrapped__)
    assert not compilation.is_compiled_code_cached()
    place = folder / "engine_0123"
    place.mkdir(parents=True)
    # numba names its files module.function-line.python.number.nbc
    (place / "run.run_another_thing-12.py311.1.nbc").touch()
    assert not compilation.is_compiled_code_cached()
    (place / "run.run_months-12.py311.1.nbc").touch()
    assert compilation.is_compiled_code_cached()


# --- the decorator ---------------------------------------------------------------------------------


def half_of(number: float) -> float:
    return number / 2.0


def one_over(number: float) -> float:
    return 1.0 / number


BOTH = pytest.mark.parametrize("decorator", [compilation.compiled, compilation.entry_point])


@BOTH
def test_without_a_compiler_the_function_stays_itself(decorator, monkeypatch):
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    assert decorator(half_of) is half_of


@BOTH
def test_compiled_function_divides_by_zero_as_numpy_does(decorator, monkeypatch):
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    function = decorator(one_over)
    assert function.py_func is one_over
    assert function.targetoptions["nogil"]
    assert function(0.0) == float("inf")
    assert function(4.0) == 0.25


def test_numbas_own_cache_setting_is_left_as_it_was(monkeypatch):
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    monkeypatch.setattr(numba.config, "CACHE_DIR", "before")
    compilation.entry_point(half_of)
    assert numba.config.CACHE_DIR == "before"


@pytest.mark.skipif(not compilation.is_compiler_on(), reason="nothing is compiled")
def test_an_interrupt_waits_until_a_function_is_compiled():
    class Impatient(event.Listener):
        def on_start(self, _):
            signal.raise_signal(signal.SIGINT)

        def on_end(self, _):
            pass

    @compilation.compiled
    def doubled(number):
        return 2 * number

    with pytest.raises(KeyboardInterrupt), event.install_listener("numba:compile", Impatient()):
        doubled(2)
    assert doubled.signatures
    assert doubled(2) == 4
