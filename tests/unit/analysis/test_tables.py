from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smsim.analysis import tables
from smsim.analysis.users import users_by_month
from smsim.engine.outputs import DEPARTMENT_COLUMNS, EVENT_DTYPE, MONTHLY_COLUMNS
from smsim.experiments.comparing import Request, observe_run, plan_runs
from smsim.vocabulary import DepartmentKind, EventKind, IncidentCause
from tests.batches import make_batch
from tests.forms import NUMBER


def test_monthly_table_keeps_every_value_in_its_run_and_month():
    batch = make_batch([[1, 2, 3], [4, 3, 2]])
    batch.monthly["practice_of"][1, 2, DepartmentKind.SALES] = 0.7
    table = tables.monthly_table([batch, make_batch([[0, 0]], name="other")])
    assert list(table.columns) == ["scenario", "replication", "month", *MONTHLY_COLUMNS]
    assert table["level"].tolist() == [1, 2, 3, 4, 3, 2, 0, 0]
    assert table["month"].tolist() == [0, 1, 2, 0, 1, 2, 0, 1]
    row = table[(table.scenario == "made-up") & (table.replication == 1) & (table.month == 2)]
    assert row["practice_of_sales"].item() == 0.7
    assert table["practice_of_sales"].sum() == 0.7


def test_department_table_names_department_kind_and_size():
    batch = make_batch([[1, 1], [1, 1]])
    batch.by_department["active_employees"][1, 0] = [5, 10, 30]
    table = tables.department_table([batch])
    assert set(DEPARTMENT_COLUMNS) <= set(table.columns)
    rows = table[(table.replication == 1) & (table.month == 0)]
    assert rows["department"].tolist() == ["marketing", "care north", "care south"]
    assert rows["kind"].tolist() == ["marketing", "customer_service", "customer_service"]
    assert rows["active_share"].tolist() == [0.5, 0.5, 1.0]
    assert table["active_employees"].sum() == 45


def test_events_are_told_in_words():
    events = np.array(
        [
            (3, EventKind.LEVEL_CHANGED, -1, 2, 1),
            (4, EventKind.CRISIS, -1, IncidentCause.COMPLAINT, 2),
            (5, EventKind.FORM_CHANGED, -1, NUMBER["dandelion"], 1),
            (6, EventKind.USE_CASE_APPROVED, 1, 0, 1),
            (7, EventKind.RULE_FIRED, -1, 0, 1),
        ],
        dtype=EVENT_DTYPE,
    ).view(np.recarray)
    table = tables.event_table([make_batch([[1]], events=[events])])
    assert list(table.columns) == list(tables.EVENT_COLUMNS)
    assert table["event"].tolist() == [
        "level_changed",
        "crisis",
        "form_changed",
        "use_case_approved",
        "rule_fired",
    ]
    assert table["detail"].tolist() == ["level 2", "complaint", "dandelion", "", "rule 1"]
    assert table["department"].tolist() == ["", "", "", "care north", ""]
    assert table["count"].tolist() == [1, 2, 1, 1, 1]


def test_a_table_without_events_still_has_its_columns():
    assert list(tables.event_table([make_batch([[1]])]).columns) == list(tables.EVENT_COLUMNS)


def test_level_table_says_when_each_level_was_first_held():
    table = tables.level_table([make_batch([[1, 2, 3, 2], [1, 1, 1, 1]])])
    assert table["month_of_level_2"].iloc[0] == 1
    assert table["month_of_level_3"].iloc[0] == 2
    assert np.isnan(table["month_of_level_4"].iloc[0])
    assert np.isnan(table["month_of_level_2"].iloc[1])
    assert table["level_at_end"].tolist() == [2, 1]


@pytest.fixture(scope="module")
def observed():
    plan = plan_runs(Request(("group-head",), replications=1, seed=3, workers=1, months=18))
    return observe_run(plan, record_people=True)


class TestPeople:
    def test_everyone_is_listed_with_a_manager_of_the_own_department(self, observed):
        table = tables.people_table(observed)
        assert len(table) == 300
        assert table["is_active_at_end"].sum() == observed.records.monthly["active_employees"][-1]
        assert table["is_active_at_start"].sum() == 1
        led = table[table["manager_row"] >= 0]
        of_manager = table["department"].to_numpy()[led["manager_row"]]
        assert (led["department"].to_numpy() == of_manager).all()

    def test_changes_of_use_lead_from_the_start_to_the_end(self, observed):
        people, changes = tables.people_table(observed), tables.use_change_table(observed)
        starts = ["spontaneous", "peers", "directive", "ceo", "champion", "in_charge"]
        gains = changes["change"].isin(starts)
        assert gains.sum() == observed.records.monthly["adoptions"].sum()
        last = changes.groupby("row")["change"].last()
        began = set(last[last.isin(starts)].index)
        assert began <= set(people.loc[people["is_active_at_end"], "row"])

    def test_who_starts_because_of_colleagues_has_one_who_used_it_before(self, observed):
        organisation, before = observed.records.organisation, observed.is_active_at_start
        users = np.vstack([before, users_by_month(observed)])
        changes = tables.use_change_table(observed)
        by_peers = changes[changes["change"] == "peers"]
        assert (changes.loc[changes["change"] != "peers", "colleague"] == -1).all()
        for month, row, colleague, nearness in by_peers[["month", "row", "colleague", "nearness"]].values:
            if colleague < 0:
                assert nearness == ""
                continue
            assert users[month, colleague]
            is_near = organisation.department[row] == organisation.department[colleague]
            assert (nearness == "elsewhere") != is_near

    def test_people_who_were_not_recorded_cannot_be_listed(self):
        plan = plan_runs(Request(("group-head",), replications=1, seed=3, workers=1, months=2))
        with pytest.raises(ValueError, match="not recorded"):
            tables.use_change_table(observe_run(plan))


def test_tables_are_frames_that_parquet_can_hold(tmp_path):
    batch = make_batch([[1, 2]])
    for table in (
        tables.monthly_table([batch]),
        tables.department_table([batch]),
        tables.event_table([batch]),
    ):
        table.to_parquet(tmp_path / "table.parquet")
        assert len(pd.read_parquet(tmp_path / "table.parquet")) == len(table)
