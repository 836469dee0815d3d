from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsim.errors import OrganisationError
from smsim.organisation.formation import complete_organisation, form_organisation
from smsim.organisation.organisation import TIE_UNIT, Organisation, check_organisation
from smsim.organisation.rearranging import department_of, row_of, with_ties
from smsim.parameters import Firm, Parameters

PEOPLE = 30


def firm() -> Organisation:
    return form_organisation(Firm(employees=PEOPLE, ties_per_person=4), Parameters().departments, 7, 0)


def ties_of(organisation: Organisation) -> set[frozenset[int]]:
    starts, targets = organisation.tie_starts, organisation.tie_targets
    return {
        frozenset((row, int(target)))
        for row in range(organisation.employees)
        for target in targets[starts[row] : starts[row + 1]]
    }


ORGANISATION = firm()
TIES = sorted(sorted(pair) for pair in ties_of(ORGANISATION))


@given(
    st.lists(
        st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)).filter(lambda p: p[0] != p[1])
    ),
    st.lists(st.sampled_from(TIES)),
)
def test_exactly_the_wanted_ties_come_and_go(drawn, cut):
    changed = with_ties(ORGANISATION, drawn, [(pair[1], pair[0]) for pair in cut])
    check_organisation(changed)
    wanted = (ties_of(ORGANISATION) - set(map(frozenset, cut))) | set(map(frozenset, drawn))
    assert ties_of(changed) == wanted
    assert changed.ids == ORGANISATION.ids


def test_a_drawn_tie_is_an_ordinary_one_and_does_not_weaken_one_that_is_there():
    one, other = TIES[0]
    stronger = with_ties(ORGANISATION, [], [])
    heavy = np.where(stronger.tie_weights > 0, 3 * TIE_UNIT, 0).astype(np.uint32)
    object.__setattr__(stronger, "tie_weights", heavy)
    new = next((0, row) for row in range(1, PEOPLE) if frozenset((0, row)) not in ties_of(stronger))
    changed = with_ties(stronger, [(one, other), new], [])
    weights = dict(zip(changed.tie_targets[: changed.tie_starts[1]], changed.tie_weights, strict=False))
    assert weights[new[1]] == TIE_UNIT
    assert set(changed.tie_weights.tolist()) == {TIE_UNIT, 3 * TIE_UNIT}
    assert int((changed.tie_weights == TIE_UNIT).sum()) == 2


def test_what_is_not_there_cannot_be_cut_or_named():
    absent = next((0, row) for row in range(1, PEOPLE) if [0, row] not in TIES)
    with pytest.raises(OrganisationError, match=r"marketing-1 and .* have no tie to cut"):
        with_ties(ORGANISATION, [], [absent])
    with pytest.raises(OrganisationError, match="marketing-1 cannot be tied to oneself"):
        with_ties(ORGANISATION, [(0, 0)], [])
    with pytest.raises(OrganisationError, match=r"'sails-1' \(did you mean 'sales-1'\?\)"):
        row_of(ORGANISATION, "sails-1")
    with pytest.raises(
        OrganisationError, match=r"no department 'sails' \(did you mean 'sales'\?\); there are"
    ):
        department_of(ORGANISATION, "sails")


def test_where_everyone_talks_to_everyone_there_is_nothing_to_rearrange():
    everyone = complete_organisation(Firm(employees=PEOPLE), Parameters().departments)
    with pytest.raises(OrganisationError, match="Everyone talks to everyone"):
        with_ties(everyone, [(0, 1)], [])
