"""The object that a question is answered with: words, tables, figures, a folder."""

from __future__ import annotations

import io
import json
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from rich.console import Console

import smsim
from smsim.errors import ResultError
from smsim.scenarios import load_scenario
from smsim.studies.experiment import export


@pytest.fixture(scope="module")
def study():
    ours = load_scenario(
        {"extends": "lone-manager", "firm": {"employees": 30}, "horizon_months": 14}, name="ours"
    )
    other = ours.model_copy(update={"name": "<b>"})
    return smsim.compare(ours, other, replications=3, workers=1)


def test_tables_are_attributes(study):
    assert study.monthly is study.tables["monthly"]
    assert len(study.monthly) == 2 * 3 * 14
    assert {"monthly", "levels", "save", "figure"} <= set(dir(study))
    with pytest.raises(AttributeError, match=r"no attribute 'month_ly' \(did you mean 'monthly'\?\)"):
        _ = study.month_ly


def test_the_summary_has_a_row_for_each_scenario_and_measure(study):
    summary = study.summary
    assert set(summary["scenario"]) == {"ours", "<b>"}
    assert not summary.duplicated(["scenario", "measure"]).any()
    document = study.documents["summary"]["scenarios"][0]["measures"]
    ours = summary[summary["scenario"] == "ours"].set_index("measure")
    assert ours["mean"].to_dict() == {name: entry["mean"] for name, entry in document.items()}
    assert ours["difference"].isna().all()
    other = summary[summary["scenario"] == "<b>"].set_index("measure")
    assert other.loc["cost_keur", ["difference", "difference_low", "difference_high"]].eq(0).all()


def test_figures_are_matplotlibs_and_notebooks_show_them(study):
    assert "comparison_level" in study.figures
    figure = study.figure("comparison_level")
    assert isinstance(figure, mpl.figure.Figure)
    assert figure._repr_png_().startswith(b"\x89PNG")
    with pytest.raises(ResultError, match=r"no figure 'comparison_levl' \(did you mean 'comparison_level'\?"):
        study.figure("comparison_levl")


def test_the_words_are_the_same_in_text_and_in_rich(study):
    paper = io.StringIO()
    Console(file=paper, width=80, color_system=None, highlight=False).print(study)
    assert paper.getvalue() == f"{study}\n"
    assert repr(study) == str(study)
    assert max(map(len, str(study).splitlines())) <= 80


def test_a_notebook_shows_a_table_in_which_names_are_text(study):
    page = study._repr_html_()
    assert page.count("<tr") == len(study.summary) + 1
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


def test_a_result_is_saved_as_safely_as_by_a_command(study, tmp_path):
    place = study.save(tmp_path / "result")
    provenance = json.loads((place / "provenance.json").read_text())
    command = "smsim.compare(<Scenario 'ours'>, <Scenario '<b>'>, replications=3, workers=1)"
    assert provenance["command"] == command
    assert [entry["name"] for entry in provenance["scenarios"]] == ["ours", "<b>"]
    pd.testing.assert_frame_equal(pd.read_parquet(place / "tables" / "monthly.parquet"), study.monthly)
    (place / "notes.txt").write_text("mine")
    (place / "summary.json").write_text("mine too")
    with pytest.warns(UserWarning, match=r"summary\.json was not as smsim wrote it, and is kept as"):
        study.save(place)
    assert (place / "notes.txt").read_text() == "mine"
    assert "left as it was, not being as smsim wrote it: notes.txt." in study.remarks
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("two years")
    with pytest.raises(ResultError, match="mine"):
        study.save(tmp_path / "mine")


def test_what_is_kept_so_far_can_be_had_without_running_anything(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stop = {"measure": "cost_keur", "scenario": "lone-manager", "half_width": 1e-9, "first_look": 10}
    tables = {"scenarios": ["lone-manager"], "replications": 20, "horizon_months": 3, "stop": stop}
    smsim.experiment({**tables, "replications": 4, "stop": None}, workers=1)
    study = export(tables)
    assert str(study) == "experiment: so far 4 runs are kept in smsim-store."
    assert len(study.runs) == 4


def test_a_store_for_the_moment_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tables = {
        "scenarios": ["lone-manager"], "replications": 2, "horizon_months": 6,
        "factor": [{"name": "firm.employees", "values": [20, 30]}],
    }  # fmt: skip
    study = smsim.experiment(tables, store=None, workers=1)
    assert len(study.runs) == 4
    assert str(study) == "experiment: all 4 runs are done."
    assert list(study.summary["scenario"]) == ["lone-manager"]
    assert not list(Path().iterdir())
