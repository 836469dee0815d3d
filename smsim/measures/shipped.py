"""The measures of smsim, each declared once: their order is that of tables and of the columns of a row."""

from __future__ import annotations

from smsim.measures.declaration import Best, Margin, Measure, Table
from smsim.measures.formulas import (
    at_end,
    before_level,
    has_at_end,
    has_reached,
    has_slid_back,
    in_total,
    last_year,
    per_year,
    practice_at_end,
)
from smsim.measures.units import (
    EVENT,
    INDEX,
    JOBS,
    LEVEL,
    MONEY,
    MONTHS,
    SCORE,
    SHARE,
    SHARE_OF_EMPLOYEES,
    YEARLY,
)
from smsim.parameters import Economics, Parameters
from smsim.vocabulary import DepartmentKind, MaturityLevel

LEVELS_TO_REACH = (MaturityLevel.EMERGING, MaturityLevel.ADVANCED, MaturityLevel.INTEGRATED)
USUAL_LEVEL = MaturityLevel.ADVANCED
"""The level by which ways are judged unless another one is asked for."""

UNBOUNDED = float("-inf")
POST_SHARE = 0.1
OF_A_POST = Margin(
    POST_SHARE * Economics().fte_cost_keur,
    "a tenth of a full-time post over the whole horizon",
    is_per_month=True,
)
ONE_IN_TWENTY = Margin(0.05, "one organisation in twenty")


def _months_below(level: MaturityLevel) -> Measure:
    is_usual = level is USUAL_LEVEL
    return Measure(
        name=f"months_below_level_{level:d}",
        title=f"months before level {level:d}",
        unit=MONTHS,
        better=-1,
        more="later",
        less="sooner",
        noun=f"at level {level:d}",
        aim=f"reaching level {level:d} soon",
        margin=Margin(3.0, "one interval between audits: nobody in the firm could tell it apart"),
        formula=before_level(int(level)),
        level=int(level),
        table=Table.COMPARED if is_usual else None,
        objective=1 if is_usual else 0,
        best=Best(f"Level {level:d} soonest", f"reaches level {level:d} sooner than all others")
        if is_usual
        else None,
    )


def _has_reached(level: MaturityLevel) -> Measure:
    return Measure(
        name=f"has_reached_level_{level:d}",
        title=f"level {level:d} reached",
        unit=EVENT,
        better=+1,
        more="likelier",
        less="less likely",
        noun=f"to reach level {level:d}",
        aim=f"reaching level {level:d} at all",
        margin=ONE_IN_TWENTY,
        formula=has_reached(int(level)),
        level=int(level),
    )


def _has_at_end(level: MaturityLevel) -> Measure:
    return Measure(
        name=f"has_level_{level:d}_at_end",
        title=f"level {level:d} or higher at the end",
        unit=EVENT,
        better=+1,
        more="likelier",
        less="less likely",
        noun=f"to be at level {level:d} or higher at the end",
        margin=ONE_IN_TWENTY,
        formula=has_at_end(int(level)),
    )


def _practice(kind: DepartmentKind) -> Measure:
    return Measure(
        name=f"practice_of_{kind.key}_at_end",
        title=f"practice of {kind.title}",
        unit=SHARE,
        better=+1,
        more="more",
        less="less",
        margin=Margin(0.05, "a twentieth of full practice"),
        formula=practice_at_end(kind),
        table=Table.RUN,
        kind=kind,
    )


SHIPPED = (
    Measure(
        name="level_at_end", title="level at the end", unit=LEVEL, better=+1,
        more="higher", less="lower", noun="at the end", aim="a high level at the end",
        margin=Margin(0.25, "one level more in one of four organisations"),
        formula=at_end("level"), table=Table.COMPARED, objective=2,
    ),
    Measure(
        name="score_at_end", title="maturity score at the end", unit=SCORE, better=+1,
        more="more", less="less",
        margin=Margin(0.25, "a quarter of a level"),
        formula=at_end("score"), table=Table.RUN,
    ),
    *(_months_below(level) for level in LEVELS_TO_REACH),
    *(_has_reached(level) for level in LEVELS_TO_REACH),
    *(_has_at_end(level) for level in LEVELS_TO_REACH),
    Measure(
        name="has_slid_back", title="a level held before and lost by the end", unit=EVENT, better=-1,
        more="likelier", less="less likely", noun="to end below a level held before",
        aim="keeping a level once held",
        margin=ONE_IN_TWENTY,
        formula=has_slid_back(),
    ),
    Measure(
        name="active_share_at_end", title="users at the end", unit=SHARE_OF_EMPLOYEES, better=+1,
        more="more", less="fewer",
        margin=Margin(0.05, "one employee in twenty"),
        formula=at_end("active_share"), table=Table.COMPARED,
    ),
    Measure(
        name="incidents_per_year", title="incidents", unit=YEARLY, better=-1,
        more="more", less="fewer", noun="incidents a year", aim="few incidents",
        margin=Margin(0.2, "one incident more or less in five years"),
        formula=per_year("incidents"), table=Table.COMPARED,
    ),
    Measure(
        name="crises_per_year", title="crises", unit=YEARLY, better=-1,
        more="more", less="fewer", noun="crises a year", aim="few crises",
        margin=Margin(0.02, "one crisis more or less in fifty years"),
        formula=per_year("crises"), table=Table.COMPARED, objective=4,
        best=Best("Fewest crises", "has fewer crises than all others"),
    ),
    Measure(
        # No objective unless asked for, since it is a part of net value.
        name="cost_keur", title="cost", unit=MONEY, better=-1,
        more="dearer", less="cheaper", noun="", aim="low cost",
        margin=OF_A_POST,
        formula=in_total("cost_keur"), table=Table.COMPARED,
    ),
    Measure(
        name="value_keur", title="value", unit=MONEY, better=+1, lowest=UNBOUNDED,
        more="more", less="less",
        margin=OF_A_POST,
        formula=in_total("value_keur"), table=Table.COMPARED,
    ),
    Measure(
        name="net_value_keur", title="net value", unit=MONEY, better=+1, lowest=UNBOUNDED,
        more="more", less="less",
        margin=OF_A_POST,
        formula=in_total("net_value_keur"), table=Table.COMPARED, objective=3,
        best=Best("Most net value", "is worth more than all others"),
    ),
    Measure(
        name="response_share_last_year", title="complaints answered, last year", unit=SHARE, better=+1,
        more="more", less="fewer",
        margin=Margin(0.05, "one complaint in twenty"),
        formula=last_year("response_share"), table=Table.RUN,
    ),
    Measure(
        name="reputation_at_end", title="reputation at the end", unit=INDEX, better=+1,
        more="more", less="less",
        margin=Margin(Parameters().echo.incident_reputation, "what one incident costs"),
        formula=at_end("reputation"), table=Table.RUN,
    ),
    Measure(
        name="sponsorship_at_end", title="sponsorship at the end", unit=SHARE, better=+1,
        more="more", less="less",
        margin=Margin(0.05, "a twentieth of full backing"),
        formula=at_end("sponsorship"), table=Table.RUN,
    ),
    Measure(
        name="staff_fte_at_end", title="staff at the end", unit=JOBS, better=0,
        more="more", less="fewer",
        margin=Margin(POST_SHARE, "a tenth of a full-time post"),
        formula=at_end("staff_fte"), table=Table.RUN,
    ),
    Measure(
        name="measured_value_keur", title="value the measurement shows", unit=MONEY, better=0,
        lowest=UNBOUNDED, more="more", less="less",
        margin=OF_A_POST,
        formula=in_total("measured_value_keur"), table=Table.RUN,
    ),
    *(_practice(kind) for kind in DepartmentKind),
)  # fmt: skip
"""What is kept of every run as columns of its row."""
