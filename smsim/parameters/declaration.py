"""How a number is declared: once, with default, unit, bounds, meaning and source."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from smsim.errors import ScenarioError
from smsim.parameters.refusing import first_refusal

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)

HELD: tuple[float, ...] = ()
"""For `sensitivity`: a fact of the firm, which no analysis varies unless it is asked to."""


class Declared(ModelMetaclass):
    """Has a group that is made in Python refuse a value in the words of a file."""

    def __call__(self, *args: Any, **values: Any) -> Any:
        """Return the group. Raises: ScenarioError."""
        try:
            return super().__call__(*args, **values)
        except (ValidationError, ScenarioError) as error:
            raise ScenarioError(f"{self.problem(error)}.") from None  # type: ignore[attr-defined]


class Group(BaseModel, metaclass=Declared):
    """A frozen set of declared values; unknown names and wrong types are refused.

    Raises: ScenarioError, where it is made in Python.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    @classmethod
    def problem(cls, error: Exception) -> str:
        """Return in a sentence without its full stop why a group cannot be made."""
        if isinstance(error, ValidationError):
            return first_refusal(error, cls.__name__, cls.model_json_schema())
        return str(error).removesuffix(".")


def parameter(
    default: Any,
    *,
    unit: str,
    meaning: str,
    source: str,
    bounds: tuple[float, float] | None = None,
    symbol: str = "",
    sensitivity: tuple[float, ...] | None = None,
) -> Any:
    """Declare one value of a `Group`.

    `bounds` are inclusive and enforced; `sensitivity` is the range over which an analysis varies the
    value: without it half to double the default for the model's numbers, none for a choice; `symbol` is
    its letter in the equations of docs/model.md; `source` is a paper, an article or "assumption".
    """
    low, high = bounds if bounds is not None else (None, None)
    return Field(
        default,
        ge=low,
        le=high,
        description=meaning,
        # files write tuples as lists and groups as tables: let these in, and nothing else
        strict=False if isinstance(default, tuple | Group) else None,
        json_schema_extra={
            "unit": unit,
            "source": source,
            "symbol": symbol,
            "sensitivity_range": None if sensitivity is None else list(sensitivity),
        },
    )


def half_to_double(value: float, bounds: tuple[float, float] | None) -> tuple[float, float] | None:
    """Return half to double a value, cut to its bounds and to whole numbers for one; None for 0.

    Source: assumption, for numbers of which nothing better is known.
    """
    if value == 0:
        return None
    least, most = bounds or (-math.inf, math.inf)
    low, high = sorted((value / 2, value * 2))
    low, high = max(low, least), min(high, most)
    return (math.ceil(low), math.floor(high)) if isinstance(value, int) else (low, high)
