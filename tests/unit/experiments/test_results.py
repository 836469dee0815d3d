from __future__ import annotations

import json

import pandas as pd
import pytest

from smsim.errors import ResultError
from smsim.experiments import results
from smsim.experiments.results import (
    ResultContents,
    is_result_folder,
    require_usable_folder,
    without_missing,
    write_result_folder,
)


def contents(seed: int = 1, **extra) -> ResultContents:
    return ResultContents(
        provenance={"seed": seed},
        tables={"monthly": pd.DataFrame({"level": [1.0, 2.0]})},
        documents={"summary": {"missing": float("nan"), "text": "café"}},
        files={"figures/a.png": b"png"},
        **extra,
    )


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_folder_holds_tables_documents_files_and_provenance(tmp_path):
    folder = tmp_path / "new" / "result"
    write_result_folder(folder, contents())
    assert names(folder) == ["figures/a.png", "provenance.json", "summary.json", "tables/monthly.parquet"]
    assert pd.read_parquet(folder / "tables/monthly.parquet")["level"].tolist() == [1, 2]
    assert json.loads((folder / "summary.json").read_text("utf-8")) == {"missing": None, "text": "café"}
    assert json.loads((folder / "provenance.json").read_text("utf-8"))["seed"] == 1
    assert is_result_folder(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["result"]


def test_csv_comes_beside_parquet(tmp_path):
    write_result_folder(tmp_path / "r", contents(), has_csv=True)
    assert (tmp_path / "r/tables/monthly.csv").read_text() == "level\n1.0\n2.0\n"
    assert (tmp_path / "r/tables/monthly.parquet").exists()


def test_an_earlier_result_is_replaced_as_a_whole(tmp_path):
    write_result_folder(tmp_path / "r", contents(seed=1), has_csv=True)
    write_result_folder(tmp_path / "r", contents(seed=2))
    assert json.loads((tmp_path / "r/provenance.json").read_text())["seed"] == 2
    assert not (tmp_path / "r/tables/monthly.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_an_empty_folder_may_be_used(tmp_path):
    (tmp_path / "r").mkdir()
    write_result_folder(tmp_path / "r", contents())
    assert is_result_folder(tmp_path / "r")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "other"}', "\xff"])
def test_somebody_elses_folder_is_left_alone(tmp_path, text):
    (tmp_path / "provenance.json").write_text(text, encoding="latin-1")
    with pytest.raises(ResultError, match="is not empty and holds no earlier smsim result"):
        write_result_folder(tmp_path, contents())
    assert [path.name for path in tmp_path.iterdir()] == ["provenance.json"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "r").write_text("mine")
    with pytest.raises(ResultError, match="is a file; name a folder"):
        require_usable_folder(tmp_path / "r")
    with pytest.raises(ResultError, match="no access to"):
        require_usable_folder(tmp_path / "r" / "below")


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, ValueError])
@pytest.mark.parametrize("had_result", [False, True])
def test_an_interrupt_while_writing_leaves_nothing(tmp_path, monkeypatch, error, had_result):
    folder = tmp_path / "deep" / "r"
    if had_result:
        write_result_folder(folder, contents(seed=1))
    before = names(tmp_path)

    def interrupted(path, document):
        assert list(path.parent.rglob("*.parquet"))  # half of it is there by now
        raise error

    monkeypatch.setattr(results, "_write_json", interrupted)
    with pytest.raises(error):
        write_result_folder(folder, contents(seed=2))
    assert names(tmp_path) == before
    assert (tmp_path / "deep").exists() == had_result


def test_an_interrupt_between_the_two_renames_brings_the_earlier_result_back(tmp_path, monkeypatch):
    folder = tmp_path / "r"
    write_result_folder(folder, contents(seed=1))
    rename = type(folder).rename
    calls = []

    def interrupted(self, target):
        calls.append(target)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(type(folder), "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_result_folder(folder, contents(seed=2))
    assert json.loads((folder / "provenance.json").read_text())["seed"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_a_full_disk_is_told_in_a_sentence(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(results, "_write_json", full)
    with pytest.raises(ResultError, match=r"could not be written to '.*': No space left on device\."):
        write_result_folder(tmp_path / "r", contents())
    assert not list(tmp_path.iterdir())


def test_json_has_no_word_for_missing_numbers():
    assert without_missing({"a": [float("inf"), 1.5, (float("nan"),)], 3: "x"}) == {
        "a": [None, 1.5, [None]],
        "3": "x",
    }
