"""The page of keys names every key there is, and says what each may be."""

from __future__ import annotations

import re

import pytest

from smsim.experiments.experiment_file import experiment_schema
from smsim.scenarios.places import LISTS_OF_TABLES
from smsim.scenarios.schema import scenario_schema
from tests.documents.formulas import ROOT
from tests.documents.keys import SCHEMAS, allowed_words, keys_in_schema

PAGE = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", SCHEMAS)
def test_every_key_is_on_the_page(file: str) -> None:
    keys = keys_in_schema(file)
    assert len(keys) > 20
    missing = {key for key in keys if not re.search(rf"`\[*{re.escape(key)}\]*`", PAGE)}
    assert not missing


def test_lists_of_tables_have_a_section_of_their_own() -> None:
    for name in LISTS_OF_TABLES:
        assert f"### `[[{name}]]`\n" in PAGE


def test_no_heading_stands_twice() -> None:
    headings = re.findall(r"^#+ .*$", PAGE, re.MULTILINE)
    assert len(headings) == len(set(headings))


def test_what_a_key_may_be_is_said_with_bounds_and_unit() -> None:
    whole = scenario_schema()
    levers = whole["$defs"]["Levers"]["properties"]
    assert allowed_words(levers["staff_factor"], whole) == "number, 0 to 20 (factor)"
    assert allowed_words(levers["authority"], whole) == "number, 0 to 1 (share) or `as_form`"
    assert allowed_words(levers["care_model"], whole) == "`social_trained`, `call_centre`"
    seed = experiment_schema()["properties"]["seed"]
    assert allowed_words(seed, experiment_schema()).startswith("whole number, 0 to ")
