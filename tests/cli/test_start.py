"""Starting up: light, lazy, and honest about waiting; in processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

HEAVY = ("numba", "matplotlib", "mesa", "pandas", "scipy")
ENTER = "from smsim.cli.main import main; main()"


def started(*words: str, code: str = ENTER, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **settings},
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["run", "--help"],
        ["compare", "--help"],
        ["replay", "--help"],
        ["workshop", "--help"],
        ["scenarios", "list"],
        ["parameters", "risk"],
        ["--version"],
    ],
)
def test_asking_loads_nothing_heavy(words):
    code = f"""
import sys
from smsim.cli.main import smsim
try:
    smsim(prog_name="smsim")
except SystemExit as end:
    heavy = [name for name in {HEAVY!r} if name in sys.modules]
    sys.exit(f"loaded {{heavy}}" if heavy else end.code)
"""
    result = started(*words, code=code)
    assert result.returncode == 0, result.stderr
    assert result.stdout


def test_importing_smsim_loads_nothing_heavy():
    code = f"""
import sys
import smsim
assert set(smsim.__all__) <= set(dir(smsim))
sys.exit(", ".join(name for name in {(*HEAVY, "numpy", "rich", "click")!r} if name in sys.modules) or 0)
"""
    assert started(code=code).stderr == ""


def test_the_shell_sees_exit_codes_and_separate_streams():
    result = started("scenarios", "show", "lone-managr")
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith("smsim: There is no scenario 'lone-managr'")


def test_the_wait_for_the_compiler_is_announced_once_and_not_when_quiet(tmp_path):
    code = """
from smsim.cli.session import Terminal
from smsim.studies.observing import announce_compiling
announce_compiling(Terminal(quiet=False))
announce_compiling(Terminal(quiet=True))
"""
    result = started(code=code, SMSIM_CACHE_DIR=str(tmp_path), NUMBA_DISABLE_JIT="0")
    assert result.stderr.count("compiling the engine for this machine, about half a minute, once.") == 1
    assert started(code=code, NUMBA_DISABLE_JIT="1").stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent differently there")
def test_ctrl_c_leaves_nothing_behind(tmp_path):
    # compiled beforehand, so that the interrupt falls into the runs
    subprocess.run([sys.executable, "-c", ENTER, "run", "grassroots", "--months", "2", "--quiet"], check=True)
    words = [
        "run",
        "grassroots",
        "--replications",
        "1000000",
        "--months",
        "2",
        "--out",
        str(tmp_path / "result"),
    ]
    process = subprocess.Popen(
        [sys.executable, "-c", "print('here', flush=True);" + ENTER, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 130, stderr
    assert "interrupted; nothing is half-written" in stderr
    assert not list(tmp_path.iterdir())
