"""The audit's indicators, each declared once: code, title, rule, what it reads and when it applies.

`declared` holds them, `facts` what they may read. Numbers that a rule takes besides facts are scales:
parameters of the same name, declared in `smsim.parameters.indicators`. This folder imports no compiler.
"""

from smsim.indicators.declaration import Indicator
from smsim.indicators.declared import DESCRIPTIVE_INDICATORS, SCORED_INDICATORS
from smsim.indicators.facts import FACTS, Fact

__all__ = ["DESCRIPTIVE_INDICATORS", "FACTS", "Fact", "Indicator", "SCORED_INDICATORS"]
