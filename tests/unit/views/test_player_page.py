"""The page holds all it needs, lets nothing else run, and no name can break out of it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files

import pytest

from smsim.errors import ResultError
from smsim.views.player import page

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & ' \""


def recording(title: str = "A title", name: str = "marketing") -> dict:
    return {"runs": [{"title": title, "frames": []}], "cast": {"departments": {"names": [name]}}}


@pytest.fixture(scope="module")
def hostile() -> str:
    return page.self_contained_page(recording(HOSTILE, HOSTILE))


def test_a_hostile_name_stays_a_name(hostile):
    assert "alert(1)</script>" not in hostile
    data = re.search(r'<script type="application/json" id="recording">(.*?)</script>', hostile, re.DOTALL)
    assert data is not None
    assert "\u2028" not in data[1]
    assert json.loads(data[1]) == recording(HOSTILE, HOSTILE)
    title = re.search(r"<title>(.*?)</title>", hostile, re.DOTALL)
    assert title is not None
    assert "<" not in title[1]


def test_the_policy_allows_exactly_what_the_page_holds(hostile):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', hostile)
    assert policy is not None
    directives = dict(entry.split(" ", 1) for entry in policy[1].split("; "))
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in policy[1]
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        blocks = re.findall(rf"<{tag}(?: type=\"module\")?>(.*?)</{tag}>", hostile, re.DOTALL)
        digests = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in blocks}
        assert len(blocks) == 2
        assert directives[directive] == " ".join(
            f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in blocks
        )
        assert len(digests) == 2


def test_the_page_asks_for_nothing(hostile):
    assert not re.search(r"\b(?:src|href)\s*=\s*[\"']", hostile)
    assert "@import" not in hostile
    assert "url(" not in hostile
    assert not re.search(r"\b(?:fetch|XMLHttpRequest|importScripts|sendBeacon)\s*\(", page.joined_modules())


def test_the_licence_of_the_library_travels_with_it(hostile):
    assert "The MIT License" in hostile
    assert "Leon Sorokin" in hostile


def test_no_comment_of_the_template_is_left(hostile):
    assert not re.search(r"<!-- \w+ -->", hostile)


def test_modules_are_joined_each_once_after_what_they_import():
    joined = page.joined_modules()
    assert not re.search(r"^\s*(?:import|export)\b", joined, re.MULTILINE)
    static = files("smsim.views.player").joinpath("static")
    modules = [entry.name for entry in static.iterdir() if entry.name.endswith(".js")]
    starts = {}
    for name in modules:
        first_words = static.joinpath(name).read_text(encoding="utf-8").split("*/")[0]
        assert joined.count(first_words) == 1, name
        starts[name] = joined.index(first_words)
    for name in modules:
        for imported in page.IMPORT.findall(static.joinpath(name).read_text(encoding="utf-8")):
            assert starts[imported] < starts[name]


def test_modules_share_no_name():
    joined = page.joined_modules()
    names = re.findall(r"^(?:async )?(?:function|class|const|let)\s+(\w+)", joined, re.MULTILINE)
    assert len(names) > 60
    assert len(names) == len(set(names))


def test_no_markup_is_made_from_text():
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", page.joined_modules()
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [("run.txt", "ends in .html"), ("folder.html", "is a folder"), ("other.html", "not written by smsim"),
     ("nowhere/run.html", "no access to the folder")],
)  # fmt: skip
def test_a_place_that_cannot_be_used_is_refused(tmp_path, name, words):
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "other.html").write_text("<p>mine</p>")
    with pytest.raises(ResultError, match=words):
        page.require_page_place(tmp_path / name)
    assert (tmp_path / "other.html").read_text() == "<p>mine</p>"


def test_an_earlier_page_is_replaced(tmp_path):
    place = tmp_path / "run.html"
    page.write_page(place, page.self_contained_page(recording("first")))
    page.write_page(place, page.self_contained_page(recording("second")))
    assert "<title>second</title>" in place.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [place]
