"""Frames are the same however they come about, and not kept without end."""

from __future__ import annotations

import json

import pytest

from smsim.player.filming import Camera
from smsim.workshop.frame_cache import FrameCache
from smsim.workshop.session import Session
from tests.workshops import MONTHS, decision


@pytest.fixture
def cache(opening):
    return FrameCache(opening)


def filmed(branch, seed):
    camera = Camera(branch.scenario, branch.inputs, branch.organisation, seed)
    return [camera.next_frame() for _ in range(MONTHS)]


def test_frames_are_the_same_in_any_order(opening, cache):
    branch = Session.fresh(opening).decide("A", 10, decision(form="task_force", members=["sales"]), 0)
    expected = filmed(branch, opening.seed)
    assert any(news for frame in expected for news in frame["news"])
    for month in (17, 3, 4, 23, 10, 9, 11):
        assert json.loads(cache.frames(branch, month, month)[0]) == expected[month]
    assert [json.loads(frame) for frame in cache.frames(branch, 0, MONTHS - 1)] == expected


def test_a_branch_shares_the_months_before_it(opening, cache):
    session = Session.fresh(opening)
    root = session.branch("A")
    branch = session.decide("A", 10, decision(form="group_head"), 0)
    before = cache.frames(root, 0, 9)
    kept = cache.kept_bytes
    assert cache.frames(branch, 0, 9) == before
    assert cache.kept_bytes == kept
    assert cache.frames(branch, 10, 10) != cache.frames(root, 10, 10)


def test_frames_that_were_dropped_are_made_anew(opening):
    session = Session.fresh(opening)
    cache = FrameCache(opening, most_bytes=5000)
    first = cache.frames(session.branch("A"), 0, MONTHS - 1)
    cache.frames(session.branch("B"), 0, MONTHS - 1)
    assert cache.kept_bytes <= sum(map(len, cache.frames(session.branch("B"), 0, MONTHS - 1)))
    assert cache.frames(session.branch("A"), 0, MONTHS - 1) == first


def test_a_run_before_any_month_is_that_of_its_branch(opening, cache):
    branch = Session.fresh(opening).branch("A")
    alone = cache.simulation_at(branch, 8)
    cache.frames(branch, 0, 7)
    from_camera = cache.simulation_at(branch, 8)
    assert alone.month == from_camera.month == 8
    assert alone.records().monthly.tobytes() == from_camera.records().monthly.tobytes()
    from_camera.advance()  # is a copy: the camera stays where it is
    assert json.loads(cache.frames(branch, 8, 8)[0])["month"] == 8


def test_a_document_bears_the_name_of_its_branch(opening, cache):
    session = Session.fresh(opening)
    branch = session.decide("A", 10, decision(form="group_head"), 0)
    session.rename(branch.id, "Other")
    told = [cache.document(branch), cache.document(session.branch(branch.id))]
    assert [document["branch"] for document in told] == [branch.id, branch.id]
    assert told[0]["title"].endswith("group head") and told[1]["title"].endswith("Other")
    assert told[0]["start"] == told[1]["start"] == cache.document(session.branch("A"))["start"]
