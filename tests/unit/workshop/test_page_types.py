"""What the page's types say is what Python writes and reads: every key, in both directions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest

from smsim.experiments.comparing import Request, plan_runs
from smsim.parameters.levers import GROUPS
from smsim.player import news
from smsim.player.filming import film
from smsim.workshop import messages
from smsim.workshop.answering import SessionHandler, ghosts_of
from smsim.workshop.frame_cache import FrameCache
from smsim.workshop.lesson_tables import Deed
from smsim.workshop.lessons import lesson_document, lesson_names, load_lesson
from smsim.workshop.opening import Opening, open_lesson
from smsim.workshop.rearrangements import AnyPart
from smsim.workshop.session import Session
from smsim.workshop.telling import told_outcome
from tests.declared_types import Declared, Named, Object, Type, declared_in
from tests.unit.workshop.test_telling import LESSON
from tests.workshops import SEED, store_in

TYPES = Path(__file__).parents[3] / "smsim" / "player" / "types"
PAGE = files("smsim.player").joinpath("static", "player.html").read_text(encoding="utf-8")
ELEMENTS = {
    "header": "HTMLElement", "section": "HTMLElement", "footer": "HTMLElement",
    "h1": "HTMLHeadingElement", "p": "HTMLParagraphElement", "ul": "HTMLUListElement",
    "button": "HTMLButtonElement", "div": "HTMLDivElement", "input": "HTMLInputElement",
    "output": "HTMLOutputElement", "canvas": "HTMLCanvasElement", "select": "HTMLSelectElement",
    "dialog": "HTMLDialogElement",
}  # fmt: skip
ASKS = {get_args(model.model_fields["ask"].annotation)[0]: model for model in get_args(messages.AnyAsk)}

NEWS_KINDS = {
    news.LEVEL, news.CRISIS, news.UPHEAVAL, news.DECISION, news.LEAD, news.DEPARTMENT, news.PERSON,
}  # fmt: skip


@pytest.fixture(scope="module")
def declared() -> Declared:
    return declared_in((TYPES / "messages.d.ts").read_text(encoding="utf-8"))


def recorded() -> dict[str, Any]:
    return film(plan_runs(Request(("task-force-broad",), replications=1, seed=SEED, workers=1, months=4)))


def answers(opening: Opening, folder: Path) -> Iterator[tuple[str, Any]]:
    """Yield an answer to every question but for the outcome of a lesson's step."""
    handler = SessionHandler("0" * 32, Session.fresh(opening), FrameCache(opening), store_in(folder, opening))
    settings = {"staff_factor": 2.0}
    rearrangement = [{"move": 0, "to": 1}, {"draw": [1, 39]}, {"champion": 3}]
    asked: list[tuple[str, dict[str, Any]]] = [
        ("open", {}),
        ("levers", {"branch": "A", "month": 3}),
        ("forecast", {"branch": "A", "month": 3, "settings": settings}),
        (
            "decide",
            {"branch": "A", "month": 3, "settings": settings, "rearrangement": rearrangement, "pane": 0},
        ),
        ("frames", {"branch": "1", "first": 1, "last": 23}),
        ("rename", {"branch": "1", "label": "another"}),
        ("show", {"panes": ["1", "B"]}),
        ("note", {"month": 3, "step": 0, "predictions": {}, "done": [], "charts": ["level"]}),
        ("undo", {"branch": "1", "pane": 0}),
        ("restart", {}),
    ]
    for name, values in asked:
        text = handler.answer(messages.read_ask(json.dumps({"id": 1, "ask": name, **values})))
        yield name, json.loads(text)
    yield "ghosts", json.loads(ghosts_of(opening.branches()[0], opening.seed))


def outcomes() -> Iterator[dict[str, Any]]:
    """Yield the outcomes of steps whose deeds are done as soon as they are noted."""
    for name in lesson_names():
        session = Session.fresh(open_lesson(load_lesson(name)))
        session.done = list(get_args(Deed))
        session.seen = dict.fromkeys(session.branches, session.opening.months)
        for number, step in enumerate(load_lesson(name).file.step):
            if step.decide is None and step.predict is None:
                session.step = number
                yield told_outcome(session)


def test_what_is_written_is_what_is_declared(declared: Declared, opening: Opening, tmp_path: Path) -> None:
    of_answers = {name: key.type for name, key in declared.interfaces["Answers"].items()}
    written: list[tuple[str, Any, Type]] = [("recording", recorded(), Named("InlinedRecording"))]
    given = [*answers(opening, tmp_path), *(("outcome", told) for told in outcomes())]
    assert {name for name, _ in given} == of_answers.keys() == ASKS.keys()
    written += [(name, answer, of_answers[name]) for name, answer in given]
    small = tmp_path / "small.toml"
    small.write_text(LESSON, encoding="utf-8")
    lessons = [lesson_document(load_lesson(name)) for name in (*lesson_names(), small)]
    written += [("lesson", json.loads(json.dumps(lesson)), Named("Lesson")) for lesson in lessons]
    assert [told for place, value, kind in written for told in kind.problems(declared, value, place)] == []
    reached = set.union(*(declared.reached(kind) for _, _, kind in written))
    assert {"Frame", "Workforce", "Lever", "Step", "GhostRuns"} <= reached
    assert declared.unseen(sorted(reached)) == []


def test_what_is_asked_is_what_can_be_asked(declared: Declared) -> None:
    asks = declared.interfaces["Asks"]
    assert asks.keys() == ASKS.keys()
    for name, model in ASKS.items():
        kind = asks[name].type
        keys = kind.keys if isinstance(kind, Object) else {}
        known = {
            each.alias or key: each for key, each in model.model_fields.items() if key not in ("id", "ask")
        }
        assert keys.keys() == known.keys(), name
        assert not [key for key in known if known[key].is_required() and keys[key].is_optional], name


def test_parts_of_a_rearrangement_are_those_that_are_read(declared: Declared) -> None:
    read = {key for model in get_args(AnyPart) for key in model.model_fields}
    assert declared.interfaces["RearrangementPart"].keys() == read


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Deed", set(get_args(Deed))),
        ("LeverGroup", set(GROUPS)),
        (
            "NewsKind",
            NEWS_KINDS,
        ),
    ],
)
def test_words_that_stand_for_something_are_those_of_python(
    declared: Declared, name: str, known: set[str]
) -> None:
    assert declared.literals(name) == known


def test_elements_found_by_id_are_those_of_the_page() -> None:
    text = (TYPES / "page.d.ts").read_text(encoding="utf-8")
    block = re.search(r"interface PageElements \{\n(.*?)\n\}", text, re.DOTALL)
    assert block is not None
    told = dict(re.findall(r'^  "?([\w-]+)"?: (\w+);$', block[1], re.MULTILINE))
    on_page = {own_id: ELEMENTS[tag] for tag, own_id in re.findall(r'<(\w+)[^>]*? id="([\w-]+)"', PAGE)}
    # the recording is put in when a page is made, and two elements are for style sheets alone
    used = {key: kind for key, kind in on_page.items() if key not in ("track", "controls")}
    assert told == {**used, "recording": "HTMLScriptElement"}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"users": 1}, "x.of is missing"),
        ({"users": 1, "of": 2, "more": 3}, "x.more is not declared"),
        ({"users": "1", "of": 2}, "x.users is '1', not a number"),
        ({"users": True, "of": 2}, "x.users is True, not a number"),
        ({"users": 1, "of": 2, "pairs": [[1, "a"], [1]]}, "x.pairs[] is no list of 2"),
    ],
)
def test_a_difference_is_found(value: dict[str, Any], told: str) -> None:
    small = declared_in("interface X { users: number; of: number | null; pairs?: [number, string][]; }")
    assert list(Named("X").problems(small, value, "x")) == [told]


def test_a_key_that_is_never_or_always_there_is_found() -> None:
    small = declared_in("interface X { a: number; b?: Y[]; }\ninterface Y { c?: string; }")
    kind = Named("X")
    assert list(kind.problems(small, {"a": 1, "b": [{"c": ""}]}, "x")) == []
    assert small.unseen(sorted(small.reached(kind))) == ["X.b is always there", "Y.c is always there"]
    assert declared_in("interface X { a: number; }").unseen(["X"]) == ["X.a is never there"]
