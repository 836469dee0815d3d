"""Figures made fit to stand inside a page, beside others."""

from __future__ import annotations

import re

from markupsafe import Markup

from smsim.views.style import Drawing

OPENING = re.compile(r"<svg\b[^>]*>", re.DOTALL)
VIEW_BOX = re.compile(r'viewBox="([^"]+)"')
METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
STYLE = re.compile(r'\s*<style type="text/css">.*?</style>', re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
TITLE = re.compile(r"\s*<title>.*?</title>", re.DOTALL)
ID = re.compile(r'\bid="')
REFERENCE = re.compile(r'(url\(|href=")#')


def inlined_svg(drawing: Drawing) -> Markup:
    """Return a figure as an element of an HTML page, its text for the blind with it.

    Names inside get the figure's own in front, as all figures of a page share one space of names. The
    figure's rule for all elements would hold for the whole page, so it becomes one of the figure.
    """
    svg = drawing.svg.decode("utf-8")
    opening = OPENING.search(svg)
    box = VIEW_BOX.search(svg)
    assert opening is not None and box is not None, "Matplotlib begins a picture with its box"
    body = svg[opening.end() :]
    for pattern in (METADATA, STYLE, TITLE, COMMENT):
        body = pattern.sub("", body)
    body = ID.sub(f'id="{drawing.name}-', body)
    body = REFERENCE.sub(rf"\g<1>#{drawing.name}-", body)
    head = Markup(
        '<svg role="img" aria-label="{}" viewBox="{}" style="stroke-linejoin: round; stroke-linecap: butt">'
    ).format(drawing.alt_text, box[1])
    return head + Markup(body.strip())  # drawn by this program: what names it shows are shapes, not text
