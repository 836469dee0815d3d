"""Whoever reads what is printed may leave, and the disk it goes to may be full: results are written whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smsim.experiments.own_files import own_files
from smsim.placing import digest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a shell and its redirections")
ENTER = [sys.executable, "-c", "from smsim.cli.main import main; main()"]


def typed(*words: str, to: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose output the shell sends somewhere; the exit code is the command's own."""
    return subprocess.run(
        ["bash", "-c", f'set -o pipefail; "$@" {to}', "-", *ENTER, *words],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **settings},
        check=False,
    )


def require_whole(folder: Path) -> None:
    listed = json.loads((folder / "provenance.json").read_text("utf-8"))["files"]
    assert listed and own_files(folder) is not None
    assert all(digest(folder / name) == known for name, known in listed.items())


RUN = ("run", "lone-manager", "--months", "3")
NOT_PRINTED = (
    "smsim: not everything could be printed: No space left on device; what was written to files is whole.\n"
)
needs_full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk")
DECIDE = ("decide", "lone-manager", "group-head", "--worlds", "10", "--months", "12", "--no-flips")


@pytest.mark.parametrize(
    ("words", "to"),
    [
        (RUN, "2>&1 | true"),
        (DECIDE, "| true"),
        pytest.param(RUN, "| head -1", marks=pytest.mark.slow),
        pytest.param(RUN, ">&- 2>&-", marks=pytest.mark.slow),
        pytest.param(DECIDE, ">&-", marks=pytest.mark.slow),
        pytest.param(DECIDE, "2>&- | head -1", marks=pytest.mark.slow),
        pytest.param(DECIDE, "> /dev/null 2> /dev/full", marks=pytest.mark.slow),
    ],
)
def test_a_reader_who_leaves_does_not_keep_a_result_from_being_written(tmp_path, words, to):
    store = ("--store", str(tmp_path / "store")) if words is DECIDE else ()
    result = typed(*words, *store, "--out", str(tmp_path / "r"), to=to)
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr and "Error" not in result.stderr
    require_whole(tmp_path / "r")


@needs_full_disk
@pytest.mark.slow
def test_a_result_is_written_though_nothing_can_be_printed(tmp_path):
    result = typed(*RUN, "--quiet", "--out", str(tmp_path / "r"), to="> /dev/full")
    assert (result.returncode, result.stderr) == (2, NOT_PRINTED)
    require_whole(tmp_path / "r")


@needs_full_disk
def test_what_could_not_be_printed_is_told():
    result = typed("parameters", to="> /dev/full")
    assert (result.returncode, result.stderr) == (2, NOT_PRINTED)


@pytest.mark.parametrize("to", ["| true", "2>&1 >&- | true", "> /dev/null"])
def test_what_only_prints_ends_in_peace(to):
    result = typed("parameters", to=to)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_wrong_command_is_still_wrong_when_nobody_listens():
    assert typed("run", "nothing-of-the-kind", to="2>&1 | true").returncode == 2


def test_a_letter_that_the_encoding_lacks_is_written_as_an_escape():
    code = r"""
from smsim.cli.outlets import open_outlets
from smsim.views.text import print_lines, text_console
open_outlets()
print_lines(["k\u20ac \udcff"], text_console())
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.stdout == "k\\u20ac \\udcff\n"
