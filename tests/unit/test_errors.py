import inspect

import pytest

from smsim import errors
from smsim.errors import MissingExtraError, OrganisationError, ResultError, ScenarioError, SmsimError, nearest


@pytest.mark.parametrize("kind", [ScenarioError, OrganisationError, ResultError, MissingExtraError])
def test_one_except_catches_all_but_nothing_else(kind):
    with pytest.raises(SmsimError, match="sentence"):
        raise kind("a sentence")
    assert not issubclass(kind, ValueError | OSError)


def test_the_tree_at_the_top_of_the_module_is_complete():
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, SmsimError)]
    assert all(kind.__name__ in errors.__doc__ for kind in kinds)
    assert all(kind.__doc__ for kind in kinds)


def test_nearest_word_is_offered():
    assert nearest("executve_tone", ["executive_tone", "members"]) == " (did you mean 'executive_tone'?)"
    assert nearest("member", iter(["executive_tone", "members"])) == " (did you mean 'members'?)"


def test_nothing_is_offered_where_nothing_is_near():
    assert nearest("banana", ["executive_tone", "members"]) == ""
    assert nearest("banana", []) == ""
    assert nearest("", ["members"]) == ""
