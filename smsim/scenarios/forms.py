"""The governance forms of a scenario: those it brings itself, and what each needs to make sense."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from smsim.errors import nearest
from smsim.parameters import START_FORM, Forms, OwnForm
from smsim.scenarios.places import ContradictionError, Path, place_words, quoted, shortened
from smsim.vocabulary import DepartmentKind

NAME = re.compile(r"[a-z][a-z0-9_]*")
EXTENDS = "extends"
SHIPPED = tuple(Forms.model_fields)
KINDS = ", ".join(DepartmentKind.keys())
NEEDS = (
    ("has_hubs", ("has_seats",), "a hub is a member's"),
    ("has_hubs", ("has_lead",), "hubs are staff of the centre"),
    ("has_member_hours", ("has_seats",), "the hours are those of members"),
    ("makes_plans", ("has_lead", "has_member_hours"), "somebody's hours must go into plans"),
)
"""A trait, those of which it needs one, and why."""


def resolved_forms(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of [forms] in full: what one does not set is as in the form it extends.

    Those of the model come first. A title is a form's own. What is no table is left as it is, to be refused
    with the rest. Raises: ContradictionError for an unknown form, or one that extends itself.
    """
    rows: dict[str, Any] = {}
    for name, row in Forms():
        rows[name] = _over(row.model_dump(), given.get(name, {}))
    own = {name: row for name, row in given.items() if name not in SHIPPED}
    tables = {name: row for name, row in own.items() if isinstance(row, Mapping)}
    for name in parents_first({name: row.get(EXTENDS) for name, row in tables.items()}):
        rows[name] = _over(rows[tables[name][EXTENDS]], {"title": "", **tables[name]})
    return own | rows


def _over(below: Mapping[str, Any], row: Any) -> Any:
    return {**below, **row} if isinstance(row, Mapping) and isinstance(below, Mapping) else row


def parents_first(extends: Mapping[str, Any]) -> list[str]:
    """Return the names of own forms so that none comes before the one it extends.

    `extends` has the form that each extends, None where that is missing. Raises: ContradictionError.
    """
    for name in extends:
        _check_own(name, extends)
    depths: dict[str, int] = {}
    for name in extends:
        line = [name]
        while extends.get(line[-1]) in extends:
            line.append(extends[line[-1]])
            if line.count(line[-1]) > 1:
                path = " → ".join(line)
                raise ContradictionError(
                    ("forms", name, EXTENDS),
                    f"forms.{name}.extends is '{extends[name]}', but that leads back to itself: {path}",
                )
        depths[name] = len(line)
    return sorted(depths, key=depths.__getitem__)


def _check_own(name: str, extends: Mapping[str, Any]) -> None:
    parent = extends[name]
    others = [known for known in (*SHIPPED, *extends) if known != name]
    if parent is None:
        raise ContradictionError(
            ("forms", name),
            f"[forms] has no form '{name}'{nearest(name, SHIPPED)}; a form of your own needs "
            f"extends, the form whose values hold where it sets none: one of {quoted(others)}",
        )
    if not NAME.fullmatch(name):
        raise ContradictionError(
            ("forms", name),
            f"'{name}' in [forms] cannot name a form: it must be a lower-case letter and then lower-case "
            "letters, digits and underscores",
        )
    if parent not in others:
        raise ContradictionError(
            ("forms", name, EXTENDS),
            f"forms.{name}.extends is {shortened(quoted([parent]))}, but must be one of {quoted(others)}"
            f"{nearest(str(parent), others)}",
        )


def seated_in(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the forms with seats in the tables of a file, which may be wrong still."""
    given = document.get("forms", {})
    try:
        rows = resolved_forms(given if isinstance(given, Mapping) else {})
    except ContradictionError:
        rows = resolved_forms({})
    return tuple(
        name for name, row in rows.items() if isinstance(row, Mapping) and row.get("has_seats") is True
    )


def check_forms(forms: Forms) -> None:
    """Refuse forms of which nothing sensible can be said. Raises: ContradictionError."""
    rows, titles = forms.rows, forms.titles
    parents_first({name: row.extends for name, row in rows.items() if isinstance(row, OwnForm)})
    if rows[START_FORM].has_lead:
        raise ContradictionError(
            ("forms", START_FORM, "has_lead"),
            f"forms.{START_FORM}.has_lead is true, but it is in force until somebody is appointed, so "
            "it must be false",
        )
    names: dict[str, str] = {}
    for name, row in rows.items():
        for trait, needed, reason in NEEDS:
            if getattr(row, trait) and not any(getattr(row, other) for other in needed):
                raise ContradictionError(
                    ("forms", name, trait),
                    f"forms.{name}.{trait} is true, which needs {' or '.join(needed)} to be true as well: "
                    f"{reason}",
                )
        other = names.setdefault(titles[name], name)
        if other != name:
            raise ContradictionError(
                ("forms", name, "title"),
                f"forms.{name} is called '{titles[name]}', but so is forms.{other}: give it another title",
            )


def check_form(form: str, path: Path, forms: Forms) -> None:
    """Refuse a form that the scenario does not have; `path` leads to its name. Raises: ContradictionError."""
    names = forms.rows
    if form not in names:
        hint = nearest(form, names) or nearest(form.lower(), names)
        raise ContradictionError(
            path,
            f"{place_words(path)} is {shortened(quoted([form]))}, but must be one of {quoted(names)}{hint}",
        )


def check_governance(form: str, members: tuple[str, ...], path: Path, forms: Forms) -> None:
    """Refuse members of a form without seats, and seats without members; `path` leads to the settings.

    Raises: ContradictionError.
    """
    has_seats = forms.rows[form].has_seats
    where = place_words(path)
    if has_seats and not members:
        raise ContradictionError(
            (*path, "form"),
            f"form in {where} is '{form}', which needs at least one of these in members: {KINDS}",
        )
    if members and not has_seats:
        seated = " or ".join(f"'{form}'" for form in forms.seated)
        raise ContradictionError(
            (*path, "members"),
            f"members in {where} are {quoted(members)}, but only {seated} has members, "
            f"and the form is '{form}'",
        )
