"""The same people with some ties drawn and some cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from smsim.errors import OrganisationError, nearest
from smsim.organisation.organisation import TIE_UNIT, Organisation
from smsim.organisation.ties import symmetric_rows

Pair = tuple[int, int]


def row_of(organisation: Organisation, identifier: str) -> int:
    """Return the row of an employee. Raises: OrganisationError, with the nearest id."""
    try:
        return organisation.ids.index(identifier)
    except ValueError:
        hint = nearest(identifier, organisation.ids)
        raise OrganisationError(f"Nobody in the organisation has the id '{identifier}'{hint}.") from None


def department_of(organisation: Organisation, name: str) -> int:
    """Return the row of a department. Raises: OrganisationError, with the departments there are."""
    try:
        return organisation.department_names.index(name)
    except ValueError:
        known = ", ".join(organisation.department_names)
        raise OrganisationError(
            f"The organisation has no department '{name}'{nearest(name, organisation.department_names)}; "
            f"there are {known}."
        ) from None


def with_ties(organisation: Organisation, drawn: Sequence[Pair], cut: Sequence[Pair]) -> Organisation:
    """Return an organisation with ties drawn, of the weight of an ordinary tie, and others cut.

    Pairs are rows, in any order. A tie drawn that is there already keeps the greater weight.

    Raises: OrganisationError, if a tie to be cut does not exist, if somebody would be tied to oneself, or
    where everyone talks to everyone.
    """
    if organisation.is_complete:
        raise OrganisationError("Everyone talks to everyone here, so there is no tie to be drawn or cut.")
    sources, targets, weights = _listed_once(organisation)
    keys = _keys(organisation, sources, targets)
    for one, other in drawn:
        if one == other:
            raise OrganisationError(f"{organisation.ids[one]} cannot be tied to oneself.")
    unwanted = _keys(organisation, *_columns(cut))
    is_known = np.isin(unwanted, keys)
    if not is_known.all():
        one, other = cut[int(np.argmin(is_known))]
        raise OrganisationError(f"{organisation.ids[one]} and {organisation.ids[other]} have no tie to cut.")
    is_kept = ~np.isin(keys, unwanted)
    new_sources, new_targets = _columns(drawn)
    starts, colleagues, tie_weights = symmetric_rows(
        organisation.employees,
        np.concatenate([sources[is_kept], new_sources]),
        np.concatenate([targets[is_kept], new_targets]),
        np.concatenate([weights[is_kept], np.full(len(drawn), TIE_UNIT, np.uint32)]),
    )
    return replace(organisation, tie_starts=starts, tie_targets=colleagues, tie_weights=tie_weights)


def _listed_once(
    organisation: Organisation,
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
    """Return sources, targets and weights of all ties, each in one direction."""
    rows = np.arange(organisation.employees, dtype=np.uint32)
    sources = np.repeat(rows, np.diff(organisation.tie_starts))
    is_once = sources < organisation.tie_targets
    return sources[is_once], organisation.tie_targets[is_once], organisation.tie_weights[is_once]


def _columns(pairs: Sequence[Pair]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    table = np.array(pairs, dtype=np.uint32).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _keys(
    organisation: Organisation, sources: NDArray[np.uint32], targets: NDArray[np.uint32]
) -> NDArray[np.int64]:
    """Return a number for each pair, the same in both directions."""
    one, other = sources.astype(np.int64), targets.astype(np.int64)
    return np.minimum(one, other) * organisation.employees + np.maximum(one, other)
