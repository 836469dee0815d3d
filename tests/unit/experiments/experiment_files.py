"""Experiment files written for a test, and what is said of those that cannot be used."""

import pytest

from smsim.errors import ExperimentError
from smsim.experiments.loading import load_experiment

SMALL = 'scenarios = ["lone-manager"]\nreplications = 3\n'
FACTOR = '[[factor]]\nname = "levers.executive_tone"\n'


def written(folder, text, name="trial.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def sentence(folder, text):
    with pytest.raises(ExperimentError) as raised:
        load_experiment(written(folder, text))
    said = str(raised.value)
    assert "\n" not in said and said.endswith(".")
    return said.removeprefix(f"{folder}/")
