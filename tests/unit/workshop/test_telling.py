"""What a room is to find out is told once it has been found out, and sent to no page before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smsim.errors import WorkshopError
from smsim.workshop import messages
from smsim.workshop.answering import SessionHandler
from smsim.workshop.frame_cache import FrameCache
from smsim.workshop.lessons import lesson_names, load_lesson
from smsim.workshop.opening import open_lesson
from smsim.workshop.session import Session
from smsim.workshop.telling import told_outcome
from tests.workshops import store_in

LESSON = """\
title = "Small"
minutes = 5
question = "What happens?"
seed = 1
months = 24
scenarios = ["lone-manager", "task-force-broad"]
employees = 40

[[step]]
title = "Ask"
minutes = 2
text = "What comes?"

[step.predict]
id = "what"
question = "What comes?"
kind = "choice"
choices = ["this", "that"]
answer = "that"
because = "Of the table."

[[step]]
title = "See"
minutes = 3
text = "Decide, play, see."
month = 13
until = 20
ghosts = true
reveal = "what"
outcome = "It comes."

[step.decide]
pane = 1
month = 14
label = "alone"

[step.decide.settings]
form = "lone_manager"
"""
SECRETS = ("It comes.", "Of the table.")


@pytest.fixture
def handler(tmp_path: Path) -> SessionHandler:
    path = tmp_path / "small.toml"
    path.write_text(LESSON, encoding="utf-8")
    opening = open_lesson(load_lesson(path))
    session = Session.fresh(opening)
    return SessionHandler("0" * 32, session, FrameCache(opening), store_in(tmp_path / "kept", opening))


def ask(handler: SessionHandler, name: str, **values: object) -> dict:
    text = handler.answer(messages.read_ask(json.dumps({"id": 1, "ask": name, **values})))
    if name != "outcome":
        assert not any(secret in text for secret in SECRETS)
    return json.loads(text)


def test_an_outcome_is_told_after_the_last_thing_a_step_asks_for(handler: SessionHandler) -> None:
    ask(handler, "open")
    ask(handler, "note", step=1)
    with pytest.raises(WorkshopError, match=r"'See' is told after this: decide, play, luck, reveal\."):
        ask(handler, "outcome")
    branch = ask(handler, "decide", branch="B", month=14, settings={"form": "lone_manager"}, pane=1)["branch"]
    ask(handler, "rename", branch=branch, label="alone")
    ask(handler, "note", done=["luck", "reveal"])
    for last in (19, 20):
        with pytest.raises(WorkshopError, match="after this: play"):
            ask(handler, "outcome")
        for own_id in ("A", branch):
            ask(handler, "frames", branch=own_id, first=last, last=last)
    told = ask(handler, "outcome")
    assert told == {"outcome": "It comes.", "answer": "that", "because": "Of the table."}
    ask(handler, "note", step=1, done=[])
    with pytest.raises(WorkshopError, match="after this: luck, reveal"):
        ask(handler, "outcome")


def test_what_was_done_of_a_step_and_which_charts_were_shown_outlives_a_restart(
    handler: SessionHandler,
) -> None:
    charts = ["level", "sponsorship", "reputation"]
    ask(handler, "note", step=1, done=["play"], charts=charts)
    store = handler._store
    kept = store.load("0" * 32).document()
    assert (kept["step"], kept["done"], kept["charts"]) == (1, ["play"], charts)
    ask(handler, "note", step=0)
    kept = store.load("0" * 32).document()
    assert (kept["step"], kept["done"], kept["charts"]) == (0, [], charts)


@pytest.mark.parametrize(
    "values", [{"done": ["singing"]}, {"charts": ["levels"]}, {"charts": ["level"] * 9}, {"done": "play"}]
)
def test_what_a_page_could_not_have_shown_is_not_kept(handler: SessionHandler, values: dict) -> None:
    with pytest.raises(WorkshopError, match="A message cannot be used"):
        ask(handler, "note", **values)


def test_without_a_lesson_there_is_no_outcome(session: Session) -> None:
    with pytest.raises(WorkshopError, match="There is no lesson here"):
        told_outcome(session)


@pytest.mark.parametrize("name", lesson_names())
def test_no_outcome_is_in_what_a_page_gets_when_it_is_opened(name: str) -> None:
    opening = open_lesson(load_lesson(name))
    sent = json.dumps(Session.fresh(opening).document(), ensure_ascii=False)
    steps = opening.lesson.file.step
    secrets = [step.outcome for step in steps if step.outcome]
    secrets += [step.predict.because for step in steps if step.predict and step.predict.because]
    assert len(secrets) >= 7
    assert not [secret for secret in secrets if secret in sent]
