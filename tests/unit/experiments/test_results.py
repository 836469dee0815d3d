from __future__ import annotations

import json
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from smsim.errors import ResultError
from smsim.experiments import replacing, results
from smsim.experiments.own_files import own_files, sealed, without_missing
from smsim.experiments.results import ResultContents, require_usable_folder, write_result_folder
from smsim.placing import UNFINISHED


def contents(seed: int = 1, *, has_many: bool = False) -> ResultContents:
    return ResultContents(
        provenance={"seed": seed},
        tables={"monthly": pd.DataFrame({"level": [1.0, 2.0]})},
        documents={"summary": {"missing": float("nan"), "text": "café"}},
        files={
            "figures/a.png": b"png",
            **{f"figures/of-{number}": str(seed).encode() for number in range(20 if has_many else 0)},
        },
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
    assert {path for path, _ in own_files(folder)} == set(names(folder))
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
    inode = (tmp_path / "r").stat().st_ino
    for _ in range(2):
        require_usable_folder(tmp_path / "r")
        write_result_folder(tmp_path / "r", contents())
        assert own_files(tmp_path / "r")
        assert (tmp_path / "r").stat().st_ino == inode


def test_the_shells_own_folder_stays(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for seed in (1, 2):
        require_usable_folder(Path())
        write_result_folder(Path(), contents(seed))
        assert json.loads(Path("provenance.json").read_text())["seed"] == seed
    assert Path().samefile(tmp_path)


NOTHING = "is not empty and holds no earlier smsim result; name a new folder with --out."
OTHER = "of another version, which does not list what smsim wrote; name a new folder with --out."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", NOTHING),
        ("[]", NOTHING),
        ("{}", NOTHING),
        ('{"format": "other"}', NOTHING),
        ("\xff", NOTHING),
        ("[" * 100_000, NOTHING),
        ('{"format": "smsim result"}', OTHER),
        ('{"format": "smsim result", "format_version": 1, "seed": 1}', OTHER),
        ('{"format": "smsim result", "format_version": 3, "files": {}}', OTHER),
        ('{"format": "smsim result", "format_version": 2}', "was changed, so no file is known"),
    ],
)
def test_somebody_elses_folder_is_refused(tmp_path, text, told):
    (tmp_path / "provenance.json").write_text(text, encoding="latin-1")
    with pytest.raises(ResultError) as refused:
        require_usable_folder(tmp_path)
    assert told in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["provenance.json"]


def edited(text):
    return text.replace('"seed": 1', '"seed": 10')


def listing_another(text):
    document = json.loads(text)
    document["files"]["notes.md"] = sha256(b"mine").hexdigest()
    return json.dumps(document)


def reformatted(text):
    return json.dumps(json.loads(text))


@pytest.mark.parametrize("change", [edited, listing_another, reformatted])
def test_a_result_whose_provenance_was_changed_is_refused(tmp_path, change):
    write_result_folder(tmp_path / "r", contents())
    (tmp_path / "r/notes.md").write_text("mine")
    provenance = tmp_path / "r/provenance.json"
    provenance.write_text(change(provenance.read_text("utf-8")), encoding="utf-8")
    with pytest.raises(
        ResultError, match=r"whose provenance\.json was changed, so no file is known as smsim's"
    ):
        require_usable_folder(tmp_path / "r")
    # and who writes all the same still loses nothing
    assert write_result_folder(tmp_path / "r", contents()).kept == {"provenance.json": "provenance.kept.json"}
    assert (tmp_path / "r/notes.md").read_text() == "mine"


@pytest.mark.parametrize("path", ["../thesis.tex", "/etc/hosts", "a/../../b", "./a", "a//b"])
def test_a_provenance_that_lists_what_lies_elsewhere_is_not_believed(tmp_path, path):
    (tmp_path / "provenance.json").write_bytes(
        sealed({"format": "smsim result", "format_version": 2, "files": {path: "0" * 64}})
    )
    assert own_files(tmp_path) is None


def test_what_a_killed_command_left_in_an_empty_folder_is_no_obstacle(tmp_path):
    (tmp_path / f"{UNFINISHED}1").mkdir()
    (tmp_path / f"{UNFINISHED}1" / "half").write_text("")
    require_usable_folder(tmp_path)


def test_what_came_while_the_runs_were_made_stays(tmp_path):
    folder = tmp_path / "r"
    require_usable_folder(folder)
    folder.mkdir()
    (folder / "notes.md").write_text("mine")
    (folder / "summary.json").write_text("mine too")
    found = write_result_folder(folder, contents())
    assert found.staying == ("notes.md",) and found.kept == {"summary.json": "summary.kept.json"}
    assert (folder / "summary.kept.json").read_text() == "mine too"
    assert "café" in (folder / "summary.json").read_text("utf-8")


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

    def interrupted(document):
        assert list(tmp_path.rglob(f"{UNFINISHED}*/tables/*.parquet"))  # half of it is there by now
        raise error

    monkeypatch.setattr(results, "json_bytes", interrupted)
    with pytest.raises(error):
        write_result_folder(folder, contents(seed=2))
    assert names(tmp_path) == before
    assert (tmp_path / "deep").exists() == had_result


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent differently there")
def test_ctrl_c_waits_until_one_result_has_taken_the_place_of_another(tmp_path, monkeypatch):
    folder = tmp_path / "r"
    write_result_folder(folder, contents(seed=1))
    remove = replacing._Exchange._remove_stale

    def interrupted(self):
        signal.raise_signal(signal.SIGINT)
        remove(self)

    monkeypatch.setattr(replacing._Exchange, "_remove_stale", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_result_folder(folder, contents(seed=2))
    assert json.loads((folder / "provenance.json").read_text())["seed"] == 2
    assert not list(tmp_path.rglob(f"{UNFINISHED}*"))


def test_two_at_once_leave_one_whole_result(tmp_path):
    def write(seed):
        write_result_folder(tmp_path / "r", contents(seed=seed, has_many=True))

    for _ in range(3):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(write, range(4)))
        seed = json.loads((tmp_path / "r/provenance.json").read_text("utf-8"))["seed"]
        assert {file.read_text() for file in (tmp_path / "r/figures").glob("of-*")} == {str(seed)}
        assert not list(tmp_path.rglob("*kept*"))


def test_a_full_disk_is_told_in_a_sentence(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(results, "json_bytes", full)
    with pytest.raises(ResultError, match=r"could not be written to '.*': No space left on device\."):
        write_result_folder(tmp_path / "r", contents())
    assert not list(tmp_path.iterdir())


def test_json_has_no_word_for_missing_numbers():
    assert without_missing({"a": [float("inf"), 1.5, (float("nan"),)], 3: "x"}) == {
        "a": [None, 1.5, [None]],
        "3": "x",
    }


def test_a_name_in_no_known_encoding_is_written_as_an_escape(tmp_path):
    for _ in range(2):
        require_usable_folder(tmp_path / "r")
        write_result_folder(tmp_path / "r", ResultContents(provenance={"command": "--out \udcff"}))
    assert json.loads((tmp_path / "r/provenance.json").read_text("utf-8"))["command"] == "--out \udcff"


@pytest.mark.parametrize(
    ("name", "told"), [("a" * 300, "cannot be used: File name too long"), ("loop", "is a file")]
)
def test_a_name_that_cannot_be_used_is_told_in_a_sentence(tmp_path, name, told):
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(ResultError, match=told):
        require_usable_folder(tmp_path / name)
