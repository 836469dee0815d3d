"""The pages of the player: the take-home file, which asks nobody for anything, and the live one."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

ENTRY, LIVE_ENTRY = "main.js", "workshop.js"
LIBRARY, LIBRARY_STYLES, LIBRARY_LICENCE = "uPlot.iife.min.js", "uPlot.min.css", "LICENSE"
STYLES, LIVE_STYLES = "player.css", ("workshop.css", "lesson.css")
NARROW_STYLES, LOW_STYLES = "narrow.css", "low.css"
NARROW = ", ".join(
    [
        "(max-width: 700px)",
        *(f"(max-width: 1000px) and {of}" for of in ("(orientation: portrait)", "(pointer: coarse)")),
    ]
)
"""Where runs stand one below the other: a phone, or half a screen; never a wide screen that was zoomed."""

LOW = "(max-height: 600px) and (min-width: 701px) and (pointer: fine)"
"""Where runs stand side by side on a wide screen with few lines, as a laptop's is at 150 %."""

IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const)\b)", re.MULTILINE)
DIRECTIVES = ("default-src 'none'", "base-uri 'none'", "form-action 'none'")


def self_contained_page(recording: Mapping[str, Any]) -> str:
    """Return a page that plays `recording` by itself; its policy lets nothing run but what it holds."""
    styles = {
        _library_file(LIBRARY_STYLES): "all",
        _asset(STYLES): "all",
        _asset(LOW_STYLES): LOW,
        _asset(NARROW_STYLES): NARROW,
    }
    scripts = [_library_file(LIBRARY), joined_modules()]
    policy = "; ".join(
        [*DIRECTIVES, f"script-src {_hashes(scripts)}", f"style-src {_hashes(styles)}", "img-src data:"]
    )
    parts = {
        "policy": f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        "title": html.escape(" or ".join(run["title"] for run in recording["runs"])),
        "styles": "\n".join(f'<style media="{media}">{text}</style>' for text, media in styles.items()),
        "recording": f'<script type="application/json" id="recording">{inlined_json(recording)}</script>',
        "scripts": f"<!--\n{_library_file(LIBRARY_LICENCE).strip()}\n-->\n"
        f'<script>{scripts[0]}</script>\n<script type="module">{scripts[1]}</script>',
    }
    return _filled(parts)


def live_page(title: str) -> str:
    """Return the page of a workshop: the same player, which asks the server it came from for the rest.

    The server must offer the folder `static` as /static and send the policy as a header.
    """
    styles = dict.fromkeys((f"uplot/{LIBRARY_STYLES}", STYLES, *LIVE_STYLES), "all")
    styles |= {LOW_STYLES: LOW, NARROW_STYLES: NARROW}
    parts = {
        "policy": '<link rel="icon" href="data:,">',
        "title": html.escape(title),
        "styles": "\n".join(
            f'<link rel="stylesheet" href="/static/{name}" media="{media}">' for name, media in styles.items()
        ),
        "recording": "",
        "scripts": f'<script src="/static/uplot/{LIBRARY}"></script>\n'
        f'<script type="module" src="/static/{LIVE_ENTRY}"></script>',
    }
    return _filled(parts)


def _filled(parts: Mapping[str, str]) -> str:
    return re.sub(r"<!-- (\w+) -->", lambda place: parts[place[1]], _asset("player.html"))


def inlined_json(value: Any) -> str:
    """Return `value` as JSON that no name in it can break out of."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # besides "<", two line ends that JSON allows and older scripts do not
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@cache
def joined_modules() -> str:
    """Return the player's modules as one, each after those it imports.

    A page opened from disk may not load modules from files beside it, nor may they import each other
    from inside the page; the modules use plain names, no two alike, so that they can stand together.
    """
    ordered: list[str] = []
    _collect(ENTRY, ordered, ())
    return "\n".join(EXPORT.sub("", IMPORT.sub("", _asset(name))) for name in ordered)


def _collect(name: str, ordered: list[str], importers: tuple[str, ...]) -> None:
    if name in importers:
        raise ValueError(f"the modules {' -> '.join((*importers, name))} import each other")
    if name not in ordered:
        for imported in IMPORT.findall(_asset(name)):
            _collect(imported, ordered, (*importers, name))
        ordered.append(name)


def _hashes(texts: Iterable[str]) -> str:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)


def _asset(name: str) -> str:
    return files(__package__).joinpath("static", name).read_text(encoding="utf-8")


def _library_file(name: str) -> str:
    return files(__package__).joinpath("static", "uplot", name).read_text(encoding="utf-8")
