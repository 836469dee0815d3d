"""Only what the protocol knows is let in."""

from __future__ import annotations

import json

import pytest

from smsim.errors import WorkshopError
from smsim.workshop import messages
from smsim.workshop.messages import id_of, read_ask


def message(ask, **values):
    return json.dumps({"id": 1, "ask": ask, **values})


GOOD = [
    ("open", {}),
    ("frames", {"branch": "A", "first": 0, "last": 3}),
    ("show", {"panes": ["A", "B"]}),
    ("levers", {"branch": "A", "month": 3}),
    ("forecast", {"branch": "A", "month": 3, "settings": {"staff_factor": 2}}),
    ("decide", {"branch": "A", "month": 3, "settings": {"authority": None}, "pane": 1}),
    (
        "decide",
        {
            "branch": "A",
            "month": 3,
            "rearrangement": [{"move": 1, "to": 2}, {"draw": [1, 2]}, {"cut": [3, 4]}, {"champion": 5}],
        },
    ),
    ("undo", {"branch": "A", "pane": 0}),
    ("rename", {"branch": "A", "label": "x"}),
    ("note", {"month": 1, "step": 2, "predictions": {"q": [1, None]}}),
    ("note", {"done": ["play"], "charts": ["level", "reputation"]}),
    ("outcome", {}),
    ("ghosts", {"branch": "A"}),
    ("restart", {}),
]


def test_every_question_is_read():
    read = [read_ask(message(ask, **values)) for ask, values in GOOD]
    assert [ask.ask for ask in read] == [ask for ask, _ in GOOD]
    assert {type(ask) for ask in read} == set(messages.AnyAsk.__args__)
    assert [type(part).__name__ for part in read[6].rearrangement] == ["Move", "Draw", "Cut", "Champion"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "7",
        "{",
        '{"id": 1}',
        message("shut down"),
        '{"ask": "open"}',
        json.dumps({"id": -1, "ask": "open"}),
        json.dumps({"id": 2**60, "ask": "open"}),
        json.dumps({"id": 1.5, "ask": "open"}),
        json.dumps({"id": True, "ask": "open"}),
        json.dumps({"id": "1", "ask": "open"}),
        message("open", more=1),
        message("frames", branch="A", first=-1, last=3),
        message("frames", branch="A", first=0, last=5000),
        message("frames", branch=7, first=0, last=3),
        message("frames", branch="A" * 17, first=0, last=3),
        message("show", panes=[]),
        message("show", panes=["A", "B", "C"]),
        message("decide", branch="A", month=3, settings={}, pane=2),
        message("decide", branch="A", month=3, rearrangement=[{"move": 1}]),
        message("decide", branch="A", month=3, rearrangement=[{"move": 1, "to": 2, "champion": 3}]),
        message("decide", branch="A", month=3, rearrangement=[{"draw": [1, 2, 3]}]),
        message("decide", branch="A", month=3, rearrangement=[{"champion": -1}]),
        message("decide", branch="A", month=3, rearrangement=[{"champion": 0}] * 201),
        '{"id": 1, "ask": "note", "predictions": {"x": NaN}}',
        '{"id": 1, "ask": "rename", "branch": "A", "label": "\\ud800"}',
        "[" * 60_000,
    ],
)
def test_anything_else_is_refused_in_a_sentence(text):
    with pytest.raises(WorkshopError) as caught:
        read_ask(text)
    words = str(caught.value)
    assert words.startswith("A message cannot be used: ") and words.endswith(".") and "\n" not in words
    assert len(words) < 400


def test_a_lever_that_does_not_exist_is_named():
    with pytest.raises(
        WorkshopError, match=r"There is no lever 'staff_facto' \(did you mean 'staff_factor'\?\)"
    ):
        read_ask(message("decide", branch="A", month=3, settings={"staff_facto": 2}))
    with pytest.raises(WorkshopError, match="There is no lever 'month'"):
        read_ask(message("forecast", branch="A", month=3, settings={"month": 2}))


@pytest.mark.parametrize(
    ("text", "own_id"),
    [
        ('{"id": 7, "ask": "x"}', 7),
        ('{"id": "7"}', None),
        ('{"id": true}', None),
        ("[7]", None),
        ("{", None),
        ("[" * 60_000, None),
    ],
)
def test_the_id_of_a_broken_message_is_found_where_there_is_one(text, own_id):
    assert id_of(text) == own_id
