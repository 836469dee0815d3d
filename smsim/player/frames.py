"""What the player is told: a recording of one run or two, in plain lists, words and numbers.

A recording holds words, a workforce (the same people in all runs), and one or two runs with a frame per
month. A live page sends the same things one by one: the recording without frames, then a frame for each month
that is asked for. A frame stands for itself: nothing in it depends on the frames before. Every key is
declared, with its meaning, in types/messages.d.ts, which is held against what is written here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smsim import __version__
from smsim.dynamics.adoption import exposure
from smsim.engine.replacements import RuleLabels
from smsim.engine.rulebook import under_rules
from smsim.engine.simulation import Simulation
from smsim.engine.state import People, Run
from smsim.indicators import SCORED_INDICATORS
from smsim.maturity.reading import IndicatorReading
from smsim.organisation.organisation import Organisation
from smsim.player.layout import (
    LETTER_SIZES,
    PLACE_UNIT,
    TABLE_RADIUS,
    Places,
    has_label,
    place_departments,
    place_people,
)
from smsim.vocabulary import MaturityLevel, UseChange

FORMAT, FORMAT_VERSION = "smsim player", 2
SHAPES = (2.2, 1.5, 1.08, 0.72)
"""Widths of the frame in which an organisation is drawn, in heights: alone, beside another, on a phone."""

PRACTISED_SKILL = 0.75
"""Skill (0-1) from which a user is shown as practised."""

STATE_WORDS = (
    "does not use it",
    "not yet, though enough colleagues do",
    "uses it",
    "uses it with skill",
)
CAUSE_WORDS = {
    UseChange.SPONTANEOUS: "started on their own",
    UseChange.PEERS: "started because colleagues use it",
    UseChange.DIRECTIVE: "started because the head asked for it",
    UseChange.CEO: "started as the chief executive",
    UseChange.CHAMPION: "was named a champion",
    UseChange.DISCONTINUED: "gave it up",
    UseChange.REPLACED_NON_USER: "left; somebody new took the place",
    UseChange.REPLACED_USER: "left, a user; somebody new took the place",
    UseChange.IN_CHARGE: "started on being put in charge",
}
PHASE_WORDS = ("not found yet", "found", "approved", "part of the work")
exposure_of = getattr(exposure, "py_func", exposure)  # for arrays, and a page need not wait for a compiler


@dataclass(frozen=True)
class Chart:
    """A quantity over the months: column of the monthly records, title, unit, limits where it has them.

    Values are shown `factor` times as large as recorded; `is_whole` marks counts.
    """

    name: str
    title: str
    unit: str
    factor: float = 1.0
    low: float | None = 0.0
    high: float | None = None
    is_whole: bool = False


CHARTS = (
    Chart("level", "Maturity level", "", high=4.0, is_whole=True),
    Chart("active_share", "People who use it", "%", factor=100.0, high=100.0),
    Chart("departments_operating", "Departments that work with it", "", is_whole=True),
    Chart("net_value_keur", "Value less cost, k€ a month", "", low=None),
    Chart("workload_ratio", "Work per hour of those in charge", ""),
    Chart("sponsorship", "Backing by the executives", "%", factor=100.0, high=100.0),
    Chart("mandate", "Weight of those in charge", "%", factor=100.0, high=100.0),
    Chart("reputation", "Reputation", "", high=100.0),
    Chart("response_share", "Complaints that are answered", "%", factor=100.0, high=100.0),
    Chart("crisis_weeks", "Weeks of crisis in a month", ""),
)
"""The first two are always shown; the third is chosen among the rest."""


def words_document() -> dict[str, Any]:
    """Return the words the player shows for what frames tell as digits and numbers."""
    return {
        "states": list(STATE_WORDS),
        "causes": {str(int(change)): words for change, words in CAUSE_WORDS.items()},
        "peers": int(UseChange.PEERS),
        "phases": list(PHASE_WORDS),
        "levels": ["none", *(level.name.lower() for level in MaturityLevel if level)],
        "indicators": [
            {"code": indicator.code, "level": indicator.level, "title": indicator.title}
            for indicator in SCORED_INDICATORS
        ],
        "charts": [asdict(chart) for chart in CHARTS],
    }


def workforce_document(organisation: Organisation, run: Run) -> dict[str, Any]:
    """Return who works here: departments, people, places in frames of all shapes, and ties.

    `run` is the state before month 0, which knows how much everybody listens to the own manager.
    """
    sizes = organisation.department_sizes
    names = [name.replace("_", " ") for name in organisation.department_names]
    offsets = place_people(organisation.department, sizes)
    return {
        "departments": {
            "names": names,
            "people": sizes.tolist(),
            "has_label": digits(has_label(sizes)),
        },
        "layouts": [_layout(places) for shape in SHAPES for places in _places(sizes, names, shape)],
        "people": {
            "names": people_names(organisation),
            "department": organisation.department.tolist(),
            "manager": organisation.manager.tolist(),
            "is_manager": digits(organisation.is_manager),
            "ceo": int(run.firm[0].ceo),
            "x": _placed(offsets[:, 0]),
            "y": _placed(offsets[:, 1]),
        },
        "ties": _ties(run),
        "is_complete": organisation.is_complete,
    }


def _places(sizes: NDArray[np.int64], names: Sequence[str], shape: float) -> list[Places]:
    """Return places with labels of several sizes, smallest first, as far as they leave room for people."""
    places = [place_departments(sizes, names, shape, letter_size) for letter_size in LETTER_SIZES]
    return [each for each in places if each.person >= places[0].person / 2]


def people_names(organisation: Organisation) -> list[str]:
    """Return everyone's name; ids of a real organisation stay as they are."""
    names = list(organisation.ids)
    return names if organisation.imported_ids else [name.replace("_", " ") for name in names]


def _layout(places: Places) -> dict[str, Any]:
    """Return places, PLACE_UNIT to the height of the frame."""
    return {
        "shape": places.shape,
        "x": _placed(places.centres[:, 0]),
        "y": _placed(places.centres[:, 1]),
        "radius": _placed(places.radii),
        "table": _placed(np.array(places.table)),
        "table_radius": round(TABLE_RADIUS * PLACE_UNIT, 2),
        "person": round(places.person * PLACE_UNIT, 2),
        "letter": round(places.letter * PLACE_UNIT, 2),
    }


def _placed(lengths: NDArray[np.float64]) -> list[int]:
    return [int(length) for length in np.rint(lengths * PLACE_UNIT)]


def _ties(run: Run) -> dict[str, Any]:
    """Return whom everyone listens to: so many colleagues each, their rows, and weights in 1/64."""
    starts, targets, weights = run.ties.starts, run.ties.targets, run.ties.weights
    sources = np.repeat(np.arange(starts.size - 1), np.diff(starts))
    # the run keeps who looks at a person; turned round, it is whom a person looks at
    turned = np.lexsort((sources, targets))
    return {
        "degrees": np.diff(starts).tolist(),
        "colleagues": sources[turned].tolist(),
        "weights": weights[turned].tolist(),
    }


def start_document(people: People, rules: RuleLabels = ()) -> dict[str, Any]:
    """Return what is known of everyone before month 0."""
    return {
        "people": digits(people_states(people, rules)),
        "thresholds": [_percent(threshold) for threshold in people.threshold],
    }


def people_states(people: People, rules: RuleLabels = ()) -> NDArray[np.int64]:
    """Return everyone's state, shape (employees,): a place in STATE_WORDS; `rules` are those replaced."""
    rule = under_rules(exposure, rules)
    # a rule from Python may know single numbers only
    seen_by = exposure_of if rule is exposure else np.vectorize(rule, otypes=[np.float64])
    seen = seen_by(people.active_weight, people.total_weight)
    is_surrounded = (seen >= people.threshold) & (people.active_weight > 0)
    is_practised = people.skill >= PRACTISED_SKILL
    return np.where(people.is_active, np.where(is_practised, 3, 2), is_surrounded.astype(np.int64))


def changes_document(changes: NDArray[np.int8], people: People) -> dict[str, Any]:
    """Return whose use changed in a month and why, and who is new; `changes` has the shape (employees,)."""
    changed = np.flatnonzero(changes)
    is_new = np.isin(changes, (UseChange.REPLACED_USER, UseChange.REPLACED_NON_USER))
    return {
        "changes": [[int(row), int(changes[row])] for row in changed],
        "newcomers": [[int(row), _percent(people.threshold[row])] for row in np.flatnonzero(is_new)],
    }


def departments_document(simulation: Simulation, blocks: Sequence[str]) -> dict[str, Any]:
    """Return the departments at the end of the last month; `blocks` says what holds each of them back."""
    departments = simulation.state.departments
    is_operating = departments.practice >= simulation.inputs.parameters["operating_practice"][0]
    is_approved = departments.is_approved > 0
    phase = np.where(is_approved, np.where(is_operating, 3, 2), (departments.is_discovered > 0).astype(int))
    return {
        "users": [int(count) for count in departments.active],
        "practice": [_percent(value) for value in departments.practice],
        "endorsement": [_percent(value) for value in departments.endorsement],
        "phase": digits(phase),
        "seat": digits(departments.is_member > 0),
        "plan": digits(departments.is_in_plan > 0),
        "head": departments["head"].tolist(),
        "representative": departments["representative"].tolist(),
        "contact": [_percent(value) for value in departments.contact],
        "seen": [_percent(value) for value in departments.seen],
        "support": [round(float(hours)) for hours in departments.support_hours],
        "block": list(blocks),
    }


def indicator_letters(indicators: Sequence[IndicatorReading]) -> str:
    """Return a letter for each indicator: how it stands since the last audit."""
    return "".join(_indicator_letter(reading) for reading in indicators)


def _indicator_letter(reading: IndicatorReading) -> str:
    if not reading.is_applicable:
        return "-"
    if reading.is_met:
        return "+" if reading.is_gained else "1"
    return "x" if reading.is_lost else "0"


def chart_numbers(month: Any) -> dict[str, float | None]:
    """Return what the charts show of one monthly record, by name."""
    values = {chart.name: chart.factor * float(month[chart.name]) for chart in CHARTS}
    return {name: round(value, 2) if math.isfinite(value) else None for name, value in values.items()}


def recording_document(
    workforce: dict[str, Any], runs: Sequence[dict[str, Any]], *, seed: int, months: int
) -> dict[str, Any]:
    """Return a recording of `runs` of the same workforce."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "smsim": __version__,
        "seed": str(seed),  # whole numbers beyond 2**53 are not numbers in a browser
        "months": months,
        "words": words_document(),
        "workforce": workforce,
        "runs": list(runs),
    }


def digits(values: NDArray[Any]) -> str:
    """Return numbers from 0 to 9 as one string."""
    return (np.asarray(values).astype(np.uint8) + ord("0")).tobytes().decode("ascii")


def _percent(value: float) -> int:
    return round(100 * float(value))
