"""Each question asked from Python has the tables, the words, the limits and the defaults of its command."""

from __future__ import annotations

import json
from inspect import signature
from pathlib import Path

import pytest
from click.testing import CliRunner
from markupsafe import escape

import smsim
from smsim.cli.main import smsim as command_line
from smsim.cli.options import WholeNumber
from smsim.errors import ArgumentError, SmsimError
from smsim.experiments.store import RunStore
from smsim.studies import experiment as experiments
from smsim.studies import planning
from smsim.studies.observing import NOBODY
from tests.documents.test_readme import resolve
from tests.running import MONTHLY, SMALL

FIRM = 'extends = "{preset}"\ntitle = "{preset}"\nhorizon_months = 15\n[firm]\nemployees = 40\n'
STOP = '[stop]\nmeasure = "active_share_at_end"\nscenario = "group-head"\nhalf_width = 0.9\nfirst_look = 10\n'
ONE_AT_A_TIME = SMALL.replace('kind = "grid"', 'kind = "one_at_a_time"')
SPREAD = """
scenarios = ["lone-manager", "group-head"]
replications = 2
horizon_months = 14
outputs = { monthly = ["level"] }
design = { kind = "latin_hypercube", points = 12 }
factor = [{ name = "levers.executive_tone" }, { name = "firm.employees", low = 20, high = 40 }]
"""
FUNCTIONS = {
    "run": smsim.run,
    "compare": smsim.compare,
    "decide": smsim.decide,
    "sensitivity": smsim.sensitivity,
    "experiment run": smsim.experiment,
    "experiment plan": planning.plan,
    "experiment status": planning.status,
    "experiment power": planning.power,
    "experiment export": experiments.export,
}
BOTH = ("alone.toml", "together.toml")
ON_THE_SCREEN = {"out", "has_csv", "quiet"}
"""What a command is told that a function is not: an object has `save`, and an observer of its own."""


@pytest.fixture(autouse=True)
def _in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # what a result says was typed, and words that occur nowhere else: they are taken out of files
    monkeypatch.setattr("sys.argv", ["smsim", "as typed in this test"])
    for preset, name in (("lone-manager", "alone"), ("task-force-broad", "together")):
        Path(f"{name}.toml").write_text(FIRM.format(preset=preset))
    Path("small.toml").write_text(SMALL + MONTHLY)
    Path("stopped.toml").write_text(SMALL.replace("= 3", "= 12") + STOP)
    Path("spread.toml").write_text(SPREAD)
    Path("single.toml").write_text(ONE_AT_A_TIME)


def said(*words):
    result = CliRunner().invoke(command_line, words)
    assert result.exit_code == 0, result.output
    return result


def result_of(folder, asked):
    """Return the files of a result, its provenance read and without what differs between two results."""
    files = {path.relative_to(folder).as_posix(): path for path in Path(folder).rglob("*") if path.is_file()}
    provenance = json.loads(files.pop("provenance.json").read_text())
    assert provenance.pop("command") == asked
    assert set(provenance.pop("files")) == set(files)
    provenance.pop("seal")
    words = str(escape(asked)).encode()  # a report says how it was asked for
    return provenance, {name: path.read_bytes().replace(words, b"") for name, path in files.items()}


QUESTIONS = {
    "one run": (
        ["run", "alone.toml", "--people"],
        lambda: smsim.run("alone.toml", people=True),
    ),
    "some runs": (
        ["run", "alone.toml", "--replications", "3", "--months", "14", "--seed", "2"],
        lambda: smsim.run(Path("alone.toml"), replications=3, months=14, seed=2),
    ),
    "a comparison": (
        ["compare", "alone.toml", "together.toml", "--replications", "4", "--baseline", "together"],
        lambda: smsim.compare("alone.toml", "together.toml", replications=4, baseline="together"),
    ),
    "a decision": (
        ["decide", *BOTH, "--worlds", "12", "--no-flips", "--why", "--threshold", "level_at_end>=2"],
        lambda: smsim.decide(
            *BOTH, worlds=12, no_flips=True, why=True, thresholds=["level_at_end>=2"], store=None
        ),
    ),
    "a sensitivity": (
        ["sensitivity", "spread.toml", "--measure", "cost_keur"],
        lambda: smsim.sensitivity("spread.toml", measures=["cost_keur"], store=None),
    ),
    "a sensitivity of single settings": (
        ["sensitivity", "single.toml", "--scenario", "group-head"],
        lambda: smsim.sensitivity("single.toml", scenario="group-head"),
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_the_same_answer_from_python(question):
    words, ask = QUESTIONS[question]
    printed = said(*words, "--out", "typed", "--csv").stdout
    study = ask()
    assert f"{study}\n" == printed
    assert study.save("called", csv=True) == Path("called")
    typed = json.loads(Path("typed/provenance.json").read_text())["command"]
    called = json.loads(Path("called/provenance.json").read_text())["command"]
    assert called.startswith(f"smsim.{words[0]}(")
    assert result_of("called", called) == result_of("typed", typed)
    assert {f"figures/{name}.png" for name in study.figures if words[0] != "decide"} == {
        path.relative_to("typed").as_posix() for path in Path("typed").rglob("*.png")
    }
    for name, table in study.tables.items():
        assert getattr(study, name) is table
    assert study._repr_html_().count("<tr") == len(study.summary) + 1 > 1


@pytest.mark.parametrize("file", ["small.toml", "stopped.toml"])
def test_an_experiment_has_the_same_runs_from_python(file):
    printed = said("experiment", "run", file).stdout
    said("experiment", "export", file, "--out", "typed")
    study = smsim.experiment(file)
    assert f"{study}\n" == printed
    study.save("called")
    typed = json.loads(Path("typed/provenance.json").read_text())["command"]
    assert result_of("called", f"smsim.experiment('{file}')") == result_of("typed", typed)
    assert said("experiment", "status", file).stdout == f"{planning.status(file)}\n"
    power = ("experiment", "power", file, "--effect", "0.1", "--measure", "active_share_at_end")
    found = planning.power(file, effect=0.1, measure="active_share_at_end")
    assert said(*power).stdout == f"{found}\n"
    assert "Kept already  " in str(planning.plan(file))


@pytest.mark.parametrize("command", FUNCTIONS)
def test_a_function_takes_what_its_command_takes(command):
    found, _ = resolve(command.split())
    needed = [*BOTH][: 2 if found.params[0].nargs == -1 else 1]
    needed += [word for option in found.params[1:] if option.required for word in (option.opts[0], "1")]
    typed = found.make_context(command, needed).params
    arguments = dict(signature(FUNCTIONS[command]).parameters)
    assert arguments.pop("observer").default is NOBODY
    assert set(arguments) == set(typed) - ON_THE_SCREEN
    for name, argument in arguments.items():
        assert argument.default in (argument.empty, typed[name]), name


@pytest.mark.parametrize("command", FUNCTIONS)
def test_a_number_beyond_its_limits_is_refused_in_the_same_words(command):
    words = ["alone.toml", "together.toml"] if command in ("compare", "decide") else ["small.toml"]
    words = ["alone.toml"] if command == "run" else words
    effect = {"effect": 1.0} if command == "experiment power" else {}
    options = resolve(command.split())[0].params
    limited = [option for option in options if isinstance(option.type, WholeNumber)]
    assert limited
    for option in limited:
        wrong = option.type.between.highest + 1
        typed = CliRunner().invoke(command_line, [*command.split(), *words, option.opts[0], str(wrong)])
        with pytest.raises(ArgumentError) as raised:
            FUNCTIONS[command](*words, **effect, **{option.name: wrong})
        assert str(raised.value) == typed.stderr.strip().removeprefix("smsim: ").replace(
            f"'{option.opts[0]}'", option.name
        )


@pytest.mark.parametrize(
    ("words", "ask"),
    [
        (["compare", "alone.toml"], lambda: smsim.compare("alone.toml")),
        (["decide", "alone.toml"], lambda: smsim.decide("alone.toml")),
        (["run", "alon.toml"], lambda: smsim.run("alon.toml")),
        (
            ["decide", "alone.toml", "together.toml", "--most-runs", "9"],
            lambda: smsim.decide("alone.toml", "together.toml", most_runs=9),
        ),
        (
            ["decide", "alone.toml", "together.toml", "--objective", "cost_keur=much"],
            lambda: smsim.decide("alone.toml", "together.toml", objectives=["cost_keur=much"]),
        ),
        (
            ["experiment", "run", "small.toml", "--processes", "--dask", "local"],
            lambda: smsim.experiment("small.toml", processes=True, dask="local"),
        ),
        (["decide", *BOTH, "--worlds", "39"], lambda: smsim.decide(*BOTH, worlds=39)),
        (["sensitivity", "none.toml"], lambda: smsim.sensitivity("none.toml")),
        (
            ["sensitivity", "small.toml", "--measure", "cost"],
            lambda: smsim.sensitivity("small.toml", measures=["cost"]),
        ),
    ],
)
def test_wrong_use_is_told_in_the_same_sentence(words, ask):
    typed = CliRunner().invoke(command_line, words)
    assert typed.exit_code == 2
    with pytest.raises(SmsimError) as raised:
        ask()
    assert f"smsim: {' '.join(str(raised.value).split())}" == typed.stderr.strip()


def test_what_a_store_holds_besides_is_told_once(monkeypatch):
    """A decision fills several experiments from one store."""
    monkeypatch.setattr(RunStore, "other_versions", lambda self: {"abc": 4})
    words = ("decide", "alone.toml", "together.toml", "--worlds", "10", "--why", "--no-flips")
    assert said(*words).stderr.count("also holds 4 runs of model version abc") == 1
    study = smsim.decide("alone.toml", "together.toml", worlds=10, why=True, no_flips=True)
    assert [remark for remark in study.remarks if "also holds" in remark] == [
        "smsim-store also holds 4 runs of model version abc; they are not used."
    ]
