"""Values that are each allowed but contradict each other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from smsim.engine.outputs import MONTHLY_COLUMNS
from smsim.engine.replacements import labels_of
from smsim.errors import nearest
from smsim.parameters import Audit, Firm, Forms, Levers, Parameters
from smsim.parameters.gone import instead_or_nearest
from smsim.parameters.refusing import quoted
from smsim.scenarios.dated import (
    COMPARISONS,
    Change,
    Rearrangement,
    Rule,
    governance_after,
    settings_by_month,
)
from smsim.scenarios.forms import check_form, check_governance
from smsim.scenarios.places import ContradictionError, Path, place_words
from smsim.vocabulary import DepartmentKind

SHARE_TOLERANCE = 1e-9
MOST_TIES = 100_000_000
"""Ties asked for by all people together: some three gigabytes of memory while a firm is formed."""
MOST_MENTIONS = 1e12
"""Public mentions of a month: more than a hundred by everybody on earth."""
PAIRS = {
    "transfers": "an employee's id and the name of a department",
    "draw_ties": "the ids of two employees",
    "cut_ties": "the ids of two employees",
}
PICKING_CHAMPIONS = ("champions_by", "champions_in")


def check_firm(firm: Firm, parameters: Parameters) -> None:
    """Refuse headcount shares that do not add up, and an empty home. Raises: ContradictionError."""
    shares = {kind.key: getattr(parameters.departments, kind.key).headcount_share for kind in DepartmentKind}
    total = math.fsum(shares.values())
    if abs(total - 1.0) > SHARE_TOLERANCE:
        raise ContradictionError(
            ("departments",),
            f"the headcount_share of the ten [departments] must add up to 1, but they add up to {total:.10g}",
        )
    if shares[firm.home] == 0.0:
        raise ContradictionError(
            ("firm", "home"),
            f"firm.home is '{firm.home}', but departments.{firm.home}.headcount_share is 0, "
            "and somebody must work in the home department",
        )


def check_size(firm: Firm, parameters: Parameters, horizon_months: int) -> None:
    """Refuse more ties than memory holds, and more talk than there can be. Raises: ContradictionError."""
    for key in ("ties_per_person", "team_size"):
        each = getattr(firm, key)
        if firm.employees * each > MOST_TIES:
            raise ContradictionError(
                ("firm", key),
                f"firm.{key} is {each:,} and firm.employees is {firm.employees:,}, but the two multiplied "
                f"must be at most {MOST_TIES:,}: so many people may have {MOST_TIES // firm.employees:,}",
            )
    public = parameters.public
    at_first = public.mentions_per_employee * public.consumer_exposure * firm.employees
    at_last = at_first * (1.0 + public.mention_growth) ** (horizon_months - 1)
    if max(at_first, at_last) > MOST_MENTIONS:
        key = "mention_growth" if at_first <= MOST_MENTIONS else "mentions_per_employee"
        raise ContradictionError(
            ("public", key),
            f"public.mentions_per_employee is {public.mentions_per_employee:g}, public.consumer_exposure "
            f"{public.consumer_exposure:g}, public.mention_growth {public.mention_growth:g} and "
            f"firm.employees {firm.employees:,}, which makes {max(at_first, at_last):.3g} mentions a month "
            f"within horizon_months of {horizon_months}, but at most {MOST_MENTIONS:g} are allowed",
        )


def check_adoption(parameters: Parameters) -> None:
    """Refuse thresholds whose lowest value is above the highest. Raises: ContradictionError."""
    adoption = parameters.adoption
    if adoption.threshold_lowest > adoption.threshold_highest:
        raise ContradictionError(
            ("adoption", "threshold_lowest"),
            f"adoption.threshold_lowest is {adoption.threshold_lowest:g}, but must not be above "
            f"adoption.threshold_highest, which is {adoption.threshold_highest:g}",
        )


def check_audit(audit: Audit) -> None:
    """Refuse an indicator lost at a score that meets it, or ignored twice. Raises: ContradictionError."""
    if audit.lost_score > audit.met_score:
        raise ContradictionError(
            ("audit", "lost_score"),
            f"audit.lost_score is {audit.lost_score:g}, but must not be above audit.met_score, "
            f"which is {audit.met_score:g}",
        )
    _check_named_once(audit.ignored_indicators, ("audit", "ignored_indicators"))


def check_levers(levers: Levers, forms: Forms) -> None:
    """Refuse an unknown form, and members that do not go with it. Raises: ContradictionError."""
    check_form(levers.form, ("levers", "form"), forms)
    _check_governance(levers.form, levers.members, ("levers",), forms)


def check_changes(
    changes: Sequence[Change], levers: Levers, appointment_month: int, horizon_months: int, forms: Forms
) -> None:
    """Refuse changes outside the horizon, before the appointment, or at odds with what is in force.

    Raises: ContradictionError.
    """
    form: str = levers.form
    members: tuple[str, ...] = levers.members
    set_at: dict[tuple[int, str], int] = {}
    for place, change in sorted(enumerate(changes), key=lambda item: item[1].month):
        _check_change(place, change, appointment_month, horizon_months)
        if "form" in change.given:
            check_form(change.form, ("change", place, "form"), forms)
        for name in change.given:
            if (change.month, name) in set_at:
                raise ContradictionError(
                    ("change", place, name),
                    f"{name} is set twice in month {change.month}, by [[change]] "
                    f"{set_at[change.month, name] + 1} and {place + 1}",
                )
            set_at[change.month, name] = place
    for month, given in settings_by_month(changes).items():
        form, members = governance_after(form, members, given, forms.seated)
        if "form" in given or "members" in given:
            _check_governance(form, members, ("change", _governing_place(changes, month)), forms)


def _check_change(place: int, change: Change, appointment_month: int, horizon_months: int) -> None:
    given = change.given
    if change.month >= horizon_months:
        raise ContradictionError(
            ("change", place, "month"),
            f"month of [[change]] {place + 1} is {change.month}, but the run ends with month "
            f"{horizon_months - 1} (horizon_months is {horizon_months})",
        )
    governing = next((name for name in ("form", "members") if name in given), None)
    if governing is not None and change.month <= appointment_month:
        raise ContradictionError(
            ("change", place, governing),
            f"[[change]] {place + 1} sets {governing} in month {change.month}, but must come after month "
            f"{appointment_month}, when the form of [levers] is appointed (appointment_month)",
        )
    _check_settings(given, ("change", place))


def _governing_place(changes: Sequence[Change], month: int) -> int:
    """Return the place of the change that sets the form in a month, or else of the one that sets members."""
    dated = [(place, change.given) for place, change in enumerate(changes) if change.month == month]
    return max(dated, key=lambda item: ("form" in item[1], "members" in item[1]))[0]


def check_rearrangements(rearrangements: Sequence[Rearrangement], horizon_months: int) -> None:
    """Refuse rearrangements after the run, of nothing, or of what is not a pair.

    Raises: ContradictionError.
    """
    for place, rearrangement in enumerate(rearrangements):
        path: Path = ("rearrangement", place)
        where = place_words(path)
        if rearrangement.month >= horizon_months:
            raise ContradictionError(
                (*path, "month"),
                f"month of {where} is {rearrangement.month}, but the run ends with month "
                f"{horizon_months - 1} (horizon_months is {horizon_months})",
            )
        named = {key: getattr(rearrangement, key) for key in (*PAIRS, "champions")}
        if not any(named.values()):
            raise ContradictionError(path, f"{where} rearranges nothing, but must name {', '.join(named)}")
        for key, expected in PAIRS.items():
            _check_pairs(named[key], expected, (*path, key))
        _check_named_once(named["champions"], (*path, "champions"))
        both = set(map(frozenset, named["draw_ties"])) & set(map(frozenset, named["cut_ties"]))
        if both:
            one, other = sorted(next(iter(both)))
            raise ContradictionError(
                (*path, "cut_ties"), f"{where} both draws and cuts the tie between '{one}' and '{other}'"
            )


def _check_pairs(pairs: Sequence[tuple[str, ...]], expected: str, path: Path) -> None:
    for pair in pairs:
        if len(pair) != 2:
            raise ContradictionError(
                path, f"{place_words(path)} has [{quoted(pair)}], but each entry must be {expected}"
            )
        if path[-1] != "transfers" and pair[0] == pair[1]:
            raise ContradictionError(path, f"{place_words(path)} ties '{pair[0]}' to the same person")


def check_rules(rules: Sequence[Rule], forms: Forms) -> None:
    """Refuse rules without a clear condition or action. Raises: ContradictionError."""
    for place, rule in enumerate(rules):
        if not rule.conditions:
            raise ContradictionError(
                ("when", place, "if"), f"[[when]] {place + 1} needs at least one condition in if"
            )
        for number in range(len(rule.conditions)):
            _check_condition(rule, place, number)
        given = rule.then.given
        path: Path = ("when", place, "then")
        _check_settings(given, path)
        if "members" in given and "form" not in given:
            raise ContradictionError(
                (*path, "members"), f"{place_words(path)} sets members, which needs form beside it"
            )
        if "form" in given:
            check_form(given["form"], (*path, "form"), forms)
            _check_governance(given["form"], given.get("members", ()), path, forms)


def _check_condition(rule: Rule, place: int, number: int) -> None:
    condition = rule.conditions[number]
    path: Path = ("when", place, "if", number)
    if condition.output not in MONTHLY_COLUMNS:
        raise ContradictionError(
            (*path, "output"),
            f"output of {place_words(path)} is '{condition.output}', which is not a column of the monthly "
            f"outputs{instead_or_nearest(condition.output, MONTHLY_COLUMNS)}",
        )
    if len(condition.given_comparisons) != 1:
        found = " and ".join(condition.given_comparisons) or "none"
        raise ContradictionError(
            path, f"{place_words(path)} needs exactly one of {', '.join(COMPARISONS)}, but has {found}"
        )


def _check_settings(given: Mapping[str, Any], path: Path) -> None:
    if not given:
        raise ContradictionError(
            path, f"{place_words(path)} sets nothing, but must set a lever or a happening"
        )
    for name in PICKING_CHAMPIONS:
        if name in given and "champions" not in given:
            raise ContradictionError(
                (*path, name), f"{place_words(path)} sets {name}, which needs champions (people) beside it"
            )


def _check_governance(form: str, members: tuple[str, ...], path: Path, forms: Forms) -> None:
    check_governance(form, members, path, forms)
    _check_named_once(members, (*path, "members"))


def _check_named_once(words: tuple[str, ...], path: Path) -> None:
    for word in words:
        if words.count(word) > 1:
            raise ContradictionError(path, f"'{word}' is named more than once in {place_words(path)}")


def check_replaced_rules(labels: Mapping[str, str]) -> None:
    """Refuse labels that no function of this process has. Raises: ContradictionError."""
    for rule, label in labels.items():
        known = labels_of(rule)
        if label not in known:
            raise ContradictionError(
                ("replaced_rules", rule),
                f"replaced_rules.{rule} is '{label}', but must be one of {quoted(known)}"
                f"{nearest(label, known)}: other functions are known only where smsim.rules has named them",
            )
