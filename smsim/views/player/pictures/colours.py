"""Colours of the player's pictures: those of its page, and so of smsim's figures."""

from __future__ import annotations

from smsim.views.style import GRID, INK, LEVEL_COLOURS, QUIET, WARNING

__all__ = [
    "BAR", "BAR_EDGE", "CHART_GRID", "DISC", "GOVERNANCE", "HERE", "INK", "LINE", "OUTLINE", "PAPER", "QUIET",
    "RUN_COLOURS", "STATE_COLOURS", "STATE_INKS", "TIE", "TIE_ON_PAPER", "TIE_OPACITY", "WARNING",
]  # fmt: skip

PAPER = "#ffffff"
LINE = GRID
STATE_COLOURS = LEVEL_COLOURS[1:]
STATE_INKS = (INK, INK, PAPER, PAPER)
RUN_COLOURS = ("#0072b2", "#c24e00")
OUTLINE = "#555555"
DISC = "#f4f5f6"
GOVERNANCE = "#8b96a1"
TIE, TIE_OPACITY = "#5a6978", 0.16
TIE_ON_PAPER = "#e4e7e9"
BAR, BAR_EDGE = "#9aa2aa", "#767d85"
HERE = "#eceff2"
CHART_GRID = "#e3e6e9"
