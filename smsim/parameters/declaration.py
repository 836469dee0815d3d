"""How a number is declared: once, with default, unit, bounds, meaning and source."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Group(BaseModel):
    """A frozen set of declared values; unknown names and wrong types are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def parameter(
    default: Any,
    *,
    unit: str,
    meaning: str,
    source: str,
    bounds: tuple[float, float] | None = None,
    symbol: str = "",
    sensitivity: tuple[float, float] | None = None,
) -> Any:
    """Declare one value of a `Group`.

    `bounds` are inclusive and enforced; `sensitivity` is the range over which an analysis may vary
    the value (half to double the default where none is given); `symbol` is its letter in the
    equations of docs/model.md; `source` is a paper, an article or "assumption".
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
            "sensitivity_range": list(sensitivity) if sensitivity else None,
        },
    )
