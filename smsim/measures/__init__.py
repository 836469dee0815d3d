"""What one run comes to: each measure declared once, and how to register one of one's own.

register(Measure(name="quiet_months", title="quiet months", unit=Unit("months"), better=+1, more="more",
less="fewer", formula=Formula("months without an incident", quiet_months)))
"""

from smsim.measures.declaration import Best, Margin, Measure, Quantity, Table
from smsim.measures.formulas import Floats, Formula, first_months, months_below
from smsim.measures.registry import (
    COMBINED,
    MEASURE_BY_NAME,
    OwnMeasure,
    default_objectives,
    in_table,
    measure_runs,
    own_measures,
    quantity_of,
    register,
    require_known,
    told_winners,
    unregister,
)
from smsim.measures.shipped import LEVELS_TO_REACH, SHIPPED, USUAL_LEVEL
from smsim.measures.units import Unit

__all__ = [
    "COMBINED",
    "Best",
    "Floats",
    "Formula",
    "LEVELS_TO_REACH",
    "MEASURE_BY_NAME",
    "Margin",
    "Measure",
    "OwnMeasure",
    "Quantity",
    "SHIPPED",
    "Table",
    "USUAL_LEVEL",
    "Unit",
    "default_objectives",
    "first_months",
    "in_table",
    "measure_runs",
    "months_below",
    "own_measures",
    "quantity_of",
    "register",
    "require_known",
    "told_winners",
    "unregister",
]
