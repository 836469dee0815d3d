"""The audit said a second time, in plain Python from the model's description; imports no rule of smsim."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

CODES = {
    2: ("L2.1", "L2.2", "L2.3", "L2.4"),
    3: ("L3.1", "L3.2", "L3.3", "L3.4", "L3.5", "L3.6", "L3.7"),
    4: ("L4.1", "L4.2", "L4.3", "L4.4", "L4.5"),
}
ALL_CODES = CODES[2] + CODES[3] + CODES[4]


@dataclass(frozen=True)
class Finding:
    """What stands after one month."""

    level: int
    raw: int
    shares: tuple[float, float, float]
    score: float
    met: frozenset[str]


NOTHING_YET = Finding(0, 0, (0.0, 0.0, 0.0), 0.0, frozenset())


@dataclass(frozen=True)
class PlainRule:
    needed: float = 2 / 3
    gate: float = 0.85
    users: float = 0.5
    enter: float = 0.5
    leave: float = 0.4
    bias: float = 0.0
    every: int = 3
    twice: int = 2
    ignored: frozenset[str] = frozenset()


def met_set(scores: Mapping[str, float | None], before: frozenset[str], rule: PlainRule) -> frozenset[str]:
    found = set()
    for code, score in scores.items():
        if score is None or code in rule.ignored:
            continue
        believed = min(1.0, max(0.0, score + rule.bias))
        if believed >= (rule.leave if code in before else rule.enter):
            found.add(code)
    return frozenset(found)


def share_of(
    level: int, scores: Mapping[str, float | None], met: frozenset[str], rule: PlainRule
) -> Fraction:
    asked = [code for code in CODES[level] if scores[code] is not None and code not in rule.ignored]
    return Fraction(sum(code in met for code in asked), len(asked)) if asked else Fraction(1)


def enough(share: Fraction | float, needed: float) -> bool:
    return float(share) > needed or math.isclose(float(share), needed, rel_tol=0, abs_tol=1e-9)


def one_audit(
    scores: Mapping[str, float | None], users: int, user_share: float, before: frozenset[str], rule: PlainRule
) -> tuple[int, tuple[Fraction, ...], float, frozenset[str]]:
    met = met_set(scores, before, rule)
    r2, r3, r4 = (share_of(level, scores, met, rule) for level in (2, 3, 4))
    if users == 0:
        return 0, (r2, r3, r4), 0.0, met
    raw, score = 1, 1.0 + float(r2)
    four_open = enough(r3, max(rule.gate, rule.needed)) and enough(user_share, rule.users)
    if enough(r2, rule.needed):
        raw, score = 2, score + float(r3)
        if enough(r3, rule.needed):
            raw = 3
            if four_open and enough(r4, rule.needed):
                raw = 4
        if four_open:
            score += float(r4)
    return raw, (r2, r3, r4), score, met


def level_after(raws: Sequence[int], rule: PlainRule) -> int:
    """Replay all audits so far: the level moves when the last `twice` since its last move lie on one side."""
    level = min(raws[0], 1)
    since: list[int] = []
    for raw in raws[1:]:
        since.append(raw)
        recent = since[-rule.twice :]
        if len(recent) < rule.twice:
            continue
        if all(raw > level for raw in recent):
            level, since = level + 1, []
        elif all(raw < level for raw in recent):
            level, since = level - 1, []
    return level


def audit_run(
    months: Sequence[Mapping[str, float | None]],
    users: Sequence[int],
    user_shares: Sequence[float],
    rule: PlainRule,
) -> list[Finding]:
    findings, raws, now = [], [], NOTHING_YET
    for month, scores in enumerate(months):
        if month % rule.every == rule.every - 1:
            raw, shares, score, met = one_audit(scores, users[month], user_shares[month], now.met, rule)
            raws.append(raw)
            r2, r3, r4 = (float(share) for share in shares)
            now = Finding(level_after(raws, rule), raw, (r2, r3, r4), score, met)
        findings.append(now)
    return findings


SCALES: dict[str, float] = {
    "no_goals_below": 0.30,
    "one_team_share": 0.7,
    "one_team_users": 2,
    "coordinated_endorsement": 0.25,
    "one_way_channels": 3,
    "one_way_response": 0.2,
    "no_listening_below": 0.25,
    "full_channels": 8,
    "full_goals": 0.60,
    "coordinating_employees": 300,
    "coordinating_hours": 100,
    "full_measurement": 0.80,
    "full_support": 0.7,
    "full_response": 0.4,
    "full_recruiting": 0.7,
    "full_selling_pilots": 0.4,
    "full_standing_share": 0.6,
    "sponsorship_weight": 0.5,
    "full_executive_users": 0.5,
    "good_reputation": 55,
    "full_operating_kinds": 3,
    "listening_marketing_weight": 0.5,
    "valuable_response": 0.6,
    "valuable_measurement": 0.5,
}
"""What the description takes for enough, typed in a second time."""


def plain_scores(
    f: Mapping[str, Any], kinds: Mapping[str, Mapping[str, float]], s: Mapping[str, float] = SCALES
) -> dict[str, float | None]:
    """Scores by the table of the model; `kinds` holds practice P and users a for the kinds present.

    Of the facts `f`, `standing` is None where there is no kind but the home's.
    """
    phi, listens = f["phi"], f["L"]

    def practice(kind: str) -> float:
        return kinds[kind]["P"] if kind in kinds else 0.0

    def only_with(kind: str, score: float) -> float | None:
        return cut(score) if kind in kinds else None

    def part(value: float, full: str) -> float:
        return min(1.0, value / s[full])

    def only_with_complaints(score: float | None) -> float | None:
        return score if f["complaints"] > 0 else None

    is_coordinated = "MKT" in kinds or "COM" in kinds
    size = f["N"] / (f["N"] + s["coordinating_employees"])
    coordinated = f["E"] * min(1.0, f["K"] / (s["coordinating_hours"] * f["scale"])) / size
    needed = s.get("operating_practice", 0.4)
    operating = sum(practice(kind) >= needed for kind in ("COM", "SAL", "CS", "HR", "RD"))
    executives = part(kinds["EXE"]["a"] if "EXE" in kinds else 0.0, "full_executive_users")
    sponsors = s["sponsorship_weight"]
    mass = s["listening_marketing_weight"] * practice("MKT") * listens
    shows = part(f["M"], "valuable_measurement")
    echoes = f["R"] > s["good_reputation"]
    return {
        "L2.1": cut(f["lead"]),
        "L2.2": part(f["C"], "full_channels"),
        "L2.3": part(f["G"], "full_goals"),
        "L2.4": cut(coordinated) if is_coordinated else None,
        "L3.1": cut(listens * f["frac"]),
        "L3.2": part(f["M"], "full_measurement"),
        "L3.3": only_with_complaints(
            only_with("CS", part(practice("CS"), "full_support") * part(phi, "full_response"))
        ),
        "L3.4": only_with("HR", part(practice("HR"), "full_recruiting")),
        "L3.5": only_with("SAL", part(practice("SAL"), "full_selling_pilots")),
        "L3.6": only_with("EXE", f["ceo"]),
        "L3.7": None if f["standing"] is None else part(f["standing"], "full_standing_share"),
        "L4.1": only_with("EXE", f["S"] * sponsors + executives * (1 - sponsors)),
        "L4.2": cut(listens * part(operating, "full_operating_kinds")) if echoes else 0.0,
        "L4.3": only_with_complaints(cut(phi * practice("CS") + mass)),
        "L4.4": only_with_complaints(
            only_with("CS", practice("CS") * part(phi, "valuable_response") * shows)
        ),
        "L4.5": only_with_complaints(cut(listens * phi)),
    }


def plain_signs(f: Mapping[str, float], s: Mapping[str, float] = SCALES) -> dict[str, float]:
    """Descriptive signs; shares of nobody are 0."""
    elsewhere = f["users"] - f["home"]
    is_silent = f["complaints"] <= 0 or f["phi"] < s["one_way_response"]
    is_one_team = f["users"] <= s["one_team_users"] or f["home"] / f["users"] >= s["one_team_share"]
    return {
        "L1.1": 1 - min(1, f["G"] / s["no_goals_below"]),
        "L1.2": float(is_one_team),
        "L1.3": f["loose"] / elsewhere if elsewhere else 0.0,
        "L1.4": float(f["C"] <= s["one_way_channels"] and is_silent),
        "L1.5": 1 - min(1, f["L"] / s["no_listening_below"]),
    }


def cut(score: float) -> float:
    return min(1.0, max(0.0, score))
