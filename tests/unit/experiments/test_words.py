from __future__ import annotations

import pytest

from smsim.experiments.words import join_words, setting_cell


@pytest.mark.parametrize(
    ("words", "joined"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_become_a_list_in_a_sentence(words, joined):
    assert join_words(iter(words)) == joined


@pytest.mark.parametrize(
    ("setting", "cell"),
    [(("a", "b"), "a + b"), (["a"], "a"), ((), "none"), ("word", "word"), (True, True), (0.5, 0.5)],
)
def test_a_setting_fits_into_one_cell(setting, cell):
    assert setting_cell(setting) == cell
