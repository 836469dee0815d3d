"""The names of `import smsim`, and how a call is checked and written down."""

from __future__ import annotations

import pickle
import re
import sys
import warnings
from inspect import signature
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from numba import cloudpickle

import smsim
from smsim.errors import ArgumentError
from smsim.parameters import declarations
from smsim.scenarios import Scenario
from smsim.studies.arguments import Between, Work, call_words, checked_call
from smsim.studies.observing import NOBODY, Observer


def test_types_are_told_of_every_name():
    stub = Path(smsim.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    told = re.findall(r"^from (\S+) import (\S+) as \2$", stub, flags=re.MULTILINE)
    assert dict(map(reversed, told)) == smsim._HOMES
    assert Path(smsim.__file__).with_name("py.typed").exists()
    for name in smsim.__all__:
        assert getattr(smsim, name).__doc__


def test_an_unknown_name_is_no_attribute():
    with pytest.raises(AttributeError, match="has no attribute 'simulate'"):
        _ = smsim.simulate


def test_parameters_are_a_package_and_a_table():
    table = smsim.parameters("adoption")
    assert list(table["name"]) == [
        entry.name for entry in declarations() if entry.name.startswith("adoption.")
    ]
    assert table["unit"].all()
    assert len(smsim.parameters()) == len(declarations())
    assert smsim.parameters is sys.modules["smsim.parameters"] and isinstance(smsim.parameters, ModuleType)
    assert str(signature(smsim.parameters)).startswith("(group: str | None = None)")


def test_a_function_that_uses_parameters_goes_to_workers():
    def rows() -> int:
        return len(smsim.parameters("adoption"))

    assert pickle.loads(cloudpickle.dumps(rows))() == rows()
    assert pickle.loads(pickle.dumps(smsim.parameters)) is smsim.parameters


def test_a_wait_for_the_compiler_is_told_at_once(caplog):
    Observer("").compiling("compiling the engine.")
    assert caplog.messages == ["smsim: compiling the engine."]


@checked_call(months=Between(1, 12))
def ask(*names: str, months: int | None = None, observer: Observer = NOBODY, **work: object) -> tuple:
    return months, observer.command


@pytest.mark.parametrize("wrong", [0, 13, 1.5, "3", True, np.float64(3)])
def test_what_is_no_whole_number_within_its_limits_is_refused(wrong):
    sentence = f"Invalid value for months: {wrong} is not a whole number from 1 to 12."
    with pytest.raises(ArgumentError, match=f"^{re.escape(sentence)}$"):
        ask(months=wrong)


def test_a_call_is_kept_as_it_was_written():
    assert ask("a", months=np.int64(3)) == (3, "smsim.ask('a', months=np.int64(3))")
    assert ask(months=None) == (None, "smsim.ask(months=None)")
    assert ask(observer=Observer("smsim ask")) == (None, "smsim ask")
    table = pd.DataFrame({"x": [1, 2]})
    words = call_words("decide", (Scenario(name="ours"), Path("b.toml")), {"draws": table, "why": True})
    assert words == "smsim.decide(<Scenario 'ours'>, 'b.toml', draws=<DataFrame of shape (2, 1)>, why=True)"
    assert len(call_words("experiment", ({"factor": [{"name": "a"}] * 100},), {})) < 250


def test_the_keywords_of_work_are_spelt_out():
    assert {*signature(smsim.decide).parameters} >= {"store", "workers", "dask", "retry_failed"}
    assert "work" not in signature(smsim.decide).parameters
    with pytest.raises(TypeError, match="worker"):
        Work(worker=2)


@pytest.mark.parametrize("wrong", [{"workers": 0}, {"memory_limit": 63}, {"time_limit": 0}])
def test_work_has_limits(wrong):
    with pytest.raises(ArgumentError, match=next(iter(wrong))):
        Work(**wrong)


def test_what_must_be_known_becomes_a_warning_of_python():
    observer = Observer("")
    with pytest.warns(UserWarning, match="two runs failed"):
        observer.warn("two runs failed")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        observer.remark("by the way")
    assert observer.remarks == ["two runs failed", "by the way"]
