"""The page holds all it needs, lets nothing else run, and no name can break out of it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files

import pytest

from smsim.player import page

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & ' \""


def recording(title: str = "A title", name: str = "marketing") -> dict:
    return {"runs": [{"title": title, "frames": []}], "workforce": {"departments": {"names": [name]}}}


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
    for tag, directive, count in (("script", "script-src", 2), ("style", "style-src", 4)):
        blocks = re.findall(
            rf"<{tag}(?: type=\"module\"| media=\"[^\"]*\")?>(.*?)</{tag}>", hostile, re.DOTALL
        )
        digests = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in blocks}
        assert len(blocks) == count
        assert directives[directive] == " ".join(
            f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in blocks
        )
        assert len(digests) == count


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


STATIC = files("smsim.player").joinpath("static")


def reachable(entry: str) -> set[str]:
    """Return a module and all it imports, and what these import."""
    found, new = set(), {entry}
    while new:
        found |= new
        texts = [STATIC.joinpath(name).read_text(encoding="utf-8") for name in new]
        new = {imported for text in texts for imported in page.IMPORT.findall(text)} - found
    return found


def test_modules_are_joined_each_once_after_what_they_import():
    joined = page.joined_modules()
    assert not re.search(r"^\s*(?:import|export)\b", joined, re.MULTILINE)
    modules = reachable(page.ENTRY)
    starts = {}
    for name in modules:
        first_words = STATIC.joinpath(name).read_text(encoding="utf-8").split("*/")[0]
        assert joined.count(first_words) == 1, name
        starts[name] = joined.index(first_words)
    for name in modules:
        for imported in page.IMPORT.findall(STATIC.joinpath(name).read_text(encoding="utf-8")):
            assert starts[imported] < starts[name]


def test_what_only_the_live_page_needs_is_not_taken_home():
    live_only = reachable(page.LIVE_ENTRY) - reachable(page.ENTRY)
    assert {"live.js", "decisions.js", "tree.js", "rearranging.js", "exports.js"} <= live_only
    assert "WebSocket" not in page.joined_modules()


def test_every_module_is_used_by_one_page_or_the_other():
    modules = {entry.name for entry in STATIC.iterdir() if entry.name.endswith(".js")}
    assert modules == reachable(page.ENTRY) | reachable(page.LIVE_ENTRY)


def test_the_live_page_loads_files_of_its_own_server_and_holds_no_script():
    live = page.live_page("A </title> & co")
    assert "<title>A &lt;/title&gt; &amp; co</title>" in live
    assert not re.search(r"<script[^>]*>[^<]|<style|\son\w+=|\sstyle=", live)
    addresses = re.findall(r'(?:src|href)="([^"]*)"', live)
    assert "data:," in addresses
    for address in addresses:
        assert address == "data:," or STATIC.joinpath(address.removeprefix("/static/")).is_file()


def test_modules_share_no_name():
    joined = page.joined_modules()
    names = re.findall(r"^(?:async )?(?:function|class|const|let)\s+(\w+)", joined, re.MULTILINE)
    assert len(names) > 60
    assert len(names) == len(set(names))


def test_no_markup_is_made_from_text():
    for name in reachable(page.ENTRY) | reachable(page.LIVE_ENTRY):
        text = STATIC.joinpath(name).read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", text), name
