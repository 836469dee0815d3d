from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from smsim.experiments.store import RunStore, claims
from smsim.experiments.store.claims import NUMBERS, Claims, only_one
from tests.stores import VERSION, make_rows

REPOSITORY = Path(__file__).parents[3]
LAST = NUMBERS - 1
OTHER_PROCESS = """
import sys
from pathlib import Path
from smsim.experiments.store.claims import Claims, only_one
claims = Claims(Path(sys.argv[1]) / "claims")
for line in sys.stdin:
    word, number = line.split()
    if word == "claim":
        print(claims.claim(int(number)), flush=True)
    elif word == "release":
        print(claims.release(int(number)), flush=True)
    else:
        with only_one(Path(sys.argv[1]) / "merging", is_waiting=word == "wait") as is_alone:
            print(is_alone, flush=True)
            sys.stdin.readline()
"""


class OtherProcess:
    """A second process that claims when it is told to."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER_PROCESS, str(folder)],
            cwd=REPOSITORY,
            env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, words):
        self.process.stdin.write(f"{words}\n")
        self.process.stdin.flush()

    def ask(self, words):
        self.tell(words)
        return self.answer()

    def answer(self):
        return self.process.stdout.readline().strip()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


@pytest.fixture
def other(tmp_path):
    process = OtherProcess(tmp_path)
    yield process
    process.kill()


needs_locks = pytest.mark.skipif(claims.fcntl is None, reason="the system has no such locks")


@needs_locks
def test_a_claim_keeps_other_processes_out(tmp_path, other):
    mine = Claims(tmp_path / "claims")
    assert mine.claim(0)
    assert mine.claim(LAST)
    assert other.ask("claim 0") == "False"
    assert other.ask(f"claim {LAST}") == "False"
    assert other.ask("claim 1") == "True"
    assert not mine.claim(1)
    mine.release(0)
    assert other.ask("claim 0") == "True"
    assert not mine.claim(0)
    assert other.ask("release 1") == "None"
    assert mine.claim(1)
    assert (tmp_path / "claims").stat().st_size == 0


@needs_locks
def test_a_killed_process_frees_its_claims(tmp_path, other):
    mine = Claims(tmp_path / "claims")
    assert other.ask("claim 5") == "True"
    assert not mine.claim(5)
    other.kill()
    assert mine.claim(5)


def test_a_claim_is_taken_once_within_a_process(tmp_path):
    mine = Claims(tmp_path / "claims")
    assert mine.claim(3)
    assert not mine.claim(3)
    mine.release(3)
    mine.release(3)
    mine.release(4)
    assert mine.claim(3)


@pytest.mark.parametrize("number", [-1, NUMBERS])
def test_other_numbers_cannot_be_claimed(tmp_path, number):
    with pytest.raises(ValueError, match=f"The claim {number} is not from 0 to {LAST}"):
        Claims(tmp_path / "claims").claim(number)


@pytest.mark.parametrize("lack", ["module", "disk"])
def test_without_locks_every_claim_succeeds(tmp_path, monkeypatch, lack):
    def refused(*_):
        raise OSError(37, "No locks available")

    if lack == "module":
        monkeypatch.setattr(claims, "fcntl", None)
    else:
        monkeypatch.setattr(claims.fcntl, "lockf", refused)
    one, two = Claims(tmp_path / "claims"), Claims(tmp_path / "claims")
    assert one.claim(1)
    assert two.claim(1)
    one.release(1)
    with only_one(tmp_path / "merging", is_waiting=False) as is_alone:
        assert is_alone


@needs_locks
def test_one_process_at_a_time_merges(tmp_path, other):
    with only_one(tmp_path / "merging", is_waiting=False) as is_alone:
        assert is_alone
        assert other.ask("look 0") == "False"
        other.tell("go on")
    assert other.ask("look 0") == "True"
    with only_one(tmp_path / "merging", is_waiting=False) as is_alone:
        assert not is_alone
    other.tell("go on")
    with only_one(tmp_path / "merging", is_waiting=True) as is_alone:  # waits for the other one
        assert is_alone
        other.tell("wait 0")
    assert other.answer() == "True"


@needs_locks
def test_a_store_is_left_alone_while_another_process_merges_it(tmp_path, request):
    store = RunStore.open(tmp_path, VERSION)
    for number in range(16):
        store.append(make_rows([number]), {})
    other = OtherProcess(store.rows_folder.parent)
    request.addfinalizer(other.kill)
    assert other.ask("look 0") == "True"
    store.merge()
    assert len(list(store.rows_folder.iterdir())) == 16
    other.kill()
    store.merge()
    assert len(list(store.rows_folder.iterdir())) == 1
