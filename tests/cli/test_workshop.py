"""`smsim workshop`: what is refused before the room looks, and how it ends."""

from __future__ import annotations

import io
import json
import re
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from websockets.sync.client import connect

from smsim.cli.main import smsim
from smsim.cli.workshop import workshop
from smsim.errors import OrganisationError, ResultError, ScenarioError, SmsimError, WorkshopError
from smsim.workshop import exports, serving
from smsim.workshop.frame_cache import FrameCache
from smsim.workshop.rearrangements import Champion, Move
from smsim.workshop.session import Session
from tests.workshops import LIVELY, SEATED, decision, open_workshop


def typed(*words: str) -> Result:
    return CliRunner().invoke(workshop, list(words))


@pytest.fixture
def served(monkeypatch, tmp_path):
    """What would be served, by the command as it is but for the server."""
    seen = {}

    def serve(opened, listening, say, **wishes):
        seen.update(opening=opened.opening, address=listening.getsockname(), **wishes)
        listening.close()

    monkeypatch.setattr(serving, "serve", serve)
    monkeypatch.setattr("smsim.player.filming.warm_up", lambda: None)
    monkeypatch.chdir(tmp_path)
    return seen


def test_two_scenarios_are_there_without_a_word(served, tmp_path):
    result = typed("--months", "6", "--no-browser")
    assert result.exit_code == 0, result.output
    assert [branch.scenario.name for branch in served["opening"].branches()] == [
        "lone-manager",
        "task-force-broad",
    ]
    assert served["opening"].months == 6 and served["opening"].seed == 1
    assert served["address"][0] == "127.0.0.1" and served["opens_browser"] is False
    assert (tmp_path / "smsim-workshop").is_dir() and result.stdout == ""
    assert "what was done is kept in smsim-workshop" in result.stderr


@pytest.mark.parametrize(("is_cached", "expected"), [(True, []), (False, ["warm"])])
def test_an_address_is_told_before_anything_but_compiling(served, monkeypatch, capsys, is_cached, expected):
    done = []
    monkeypatch.setattr("smsim.player.filming.warm_up", lambda: done.append("warm"))
    monkeypatch.setattr("smsim.compilation.is_compiler_on", lambda: True)
    monkeypatch.setattr("smsim.compilation.is_compiled_code_cached", lambda _: is_cached)
    result = typed("lone-manager", "--months", "6", "--no-browser")
    assert done == expected and ("compiling" in result.stderr) is not is_cached
    served["meanwhile"]()
    assert done == [*expected, "warm"]


def test_an_address_does_not_wait_for_what_draws_and_reckons_later():
    late = ("pandas", "matplotlib", "PIL", "scipy.stats")
    code = f"""
import sys
import smsim.workshop.session_store, smsim.workshop.serving, smsim.workshop.opening
sys.exit(" ".join(name for name in {late!r} if name in sys.modules) or 0)
"""
    process = subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True, check=False)
    assert process.returncode == 0, process.stderr


def test_a_lesson_brings_all_it_needs(served):
    result = typed("--lesson", "who-must-sit-at-the-table")
    assert result.exit_code == 0, result.output
    assert served["opening"].lesson.name == "who-must-sit-at-the-table"
    assert served["opening"].lesson.file.step and served["opens_browser"] is True


@pytest.mark.parametrize(
    ("words", "error", "sentence"),
    [
        (["lone-managr"], ScenarioError, "did you mean 'lone-manager'?"),
        (["lone-manager", "lone-manager"], ScenarioError, "Two scenarios are called"),
        (["--mutual-only"], OrganisationError, "--organisation"),
        (["--lesson", "who-must-sit"], SmsimError, "There is no lesson 'who-must-sit'"),
        (["--keep", "file/inside"], ResultError, "--keep"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_opens(served, tmp_path, words, error, sentence):
    (tmp_path / "file").write_text("")
    result = typed(*words)
    assert isinstance(result.exception, error) and sentence in str(result.exception)
    assert not served


@pytest.mark.parametrize(
    "words",
    [
        ["lone-manager", "group-head", "dandelion"],
        ["--lesson", "x", "--seed", "3"],
        ["--lesson", "x", "lone-manager"],
        ["--lesson", "x", "--mutual-only"],
        ["--port", "0"],
    ],
)
def test_wrong_use_is_refused(served, words):
    assert typed(*words).exit_code == 2 and not served


def test_scenarios_with_other_people_are_refused(served, tmp_path):
    for name, text in (("one", LIVELY), ("other", SEATED.replace("employees = 40", "employees = 41"))):
        (tmp_path / f"{name}.toml").write_text(text)
    result = typed("one.toml", "other.toml")
    assert isinstance(result.exception, OrganisationError) and "do not have the same people" in str(
        result.exception
    )


def test_a_port_in_use_is_refused_if_it_was_named_and_else_the_next_one_is_taken(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WorkshopError, match=f"Port {port} is in use"):
            serving.listening_socket(port)
        monkeypatch.setattr(serving, "DEFAULT_PORT", port)
        with serving.listening_socket(None) as found:
            assert port < found.getsockname()[1] < port + serving.PORTS_TRIED
        monkeypatch.setattr(serving, "PORTS_TRIED", 1)
        with pytest.raises(WorkshopError, match="name another one with --port"):
            serving.listening_socket(None)


def test_the_help_fits():
    result = typed("--help")
    assert result.exit_code == 0 and max(map(len, result.output.splitlines())) <= 80


@pytest.mark.slow
def test_the_server_starts_answers_and_ends_with_ctrl_c_while_a_page_is_open(tmp_path):
    file = tmp_path / "alone.toml"
    file.write_text(LIVELY)
    start = "from smsim.cli.main import main; main()"
    command = [sys.executable, "-c", start, "workshop", str(file), "--no-browser", "--months", "24"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        lines = iter(process.stderr.readline, "")
        address = next(found[0] for line in lines if (found := re.search(r"http://\S+/", line)))
        with urllib.request.urlopen(address, timeout=30) as response:
            cookie = response.headers["set-cookie"].split(";")[0]
            assert response.status == 200 and "server" not in response.headers
        live = address.replace("http", "ws") + "live"
        with connect(live, origin=address.rstrip("/"), additional_headers={"Cookie": cookie}) as page:
            page.send('{"id": 1, "ask": "frames", "branch": "A", "first": 0, "last": 23}')
            assert len(json.loads(page.recv())["answer"]["frames"]) == 24
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
        assert "The workshop has ended" in process.stderr.read()
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.mark.slow
def test_an_exported_branch_is_repeated_to_the_bit_by_the_command_it_names(tmp_path, monkeypatch):
    opening = open_workshop(tmp_path)
    session = Session.fresh(opening)
    first = session.decide("A", 10, decision(form="task_force", members=["sales", "finance"]), 0)
    by_hand = decision(Move(move=3, to=2), Champion(champion=5), training_push_share=0.2, lead_leaves=True)
    branch = session.decide(first.id, 16, by_hand, 0)
    text = exports.scenario_file(opening, branch)
    command, *_ = text.splitlines()
    monkeypatch.chdir(tmp_path)
    Path(f"{exports.export_name([branch])}.toml").write_text(text, encoding="utf-8")
    words = [*shlex.split(command.removeprefix("# smsim ")), "--people", "--out", "result", "--quiet"]
    result = CliRunner().invoke(smsim, words)
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(io.BytesIO(exports.tables(opening, branch))) as archive:
        archive.extractall("taken-home")
    tables = sorted(path.name for path in Path("result/tables").glob("*.parquet"))
    assert {"monthly.parquet", "events.parquet", "people.parquet"} <= set(tables)
    for name in tables:
        again, taken = (pd.read_parquet(Path(folder, "tables", name)) for folder in ("result", "taken-home"))
        pd.testing.assert_frame_equal(again, taken, check_exact=True)
    shown = [json.loads(frame) for frame in FrameCache(opening).frames(branch, 0, opening.months - 1)]
    assert [frame["level"] for frame in shown] == pd.read_parquet(
        "result/tables/monthly.parquet"
    ).level.tolist()
