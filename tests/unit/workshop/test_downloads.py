"""Files to take home: for the browser whose session it is, under plain names."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from smsim.scenarios import parse_scenario
from smsim.workshop import exports
from smsim.workshop.server import Workshop, application
from tests.workshops import MONTHS, decision, store_in

ADDRESS = "http://127.0.0.1:8765"


@pytest.fixture
def client(opening, tmp_path):
    workshop = Workshop(opening, store_in(tmp_path, opening))
    client = TestClient(application(workshop, 8765), base_url=ADDRESS)
    client.get("/")
    session = workshop.handler(client.cookies["smsim_session"]).session
    branch = session.decide("A", 10, decision(form="group_head"), 0)
    session.rename(branch.id, 'Ünder "quotes"; <b>\u2028')
    return client


def test_a_scenario_is_sent_under_a_plain_name(client):
    response = client.get("/export/1/scenario.toml")
    name = "alone-month-10-under-quotes-b-1.toml"
    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert parse_scenario(response.text).title == 'A lone manager, then Ünder "quotes"; <b>'


@pytest.mark.parametrize(
    ("address", "maker", "kind"),
    [
        ("/export/1/picture.png?month=7", "picture", "image/png"),
        ("/export/1/run.gif", "animation", "image/gif"),
        ("/export/1/tables.zip", "tables", "application/zip"),
        ("/export/run.html?a=A&b=1", "page", "text/html; charset=utf-8"),
        ("/export/run.html?a=1", "page", "text/html; charset=utf-8"),
    ],
)
def test_files_are_made_of_the_branch_that_is_named(client, monkeypatch, address, maker, kind):
    asked = []

    def make(opening, of, *more):
        asked.append([branch.id for branch in of] if isinstance(of, list) else [of.id, *more])
        return b"made"

    monkeypatch.setattr(exports, maker, make)
    response = client.get(address)
    assert (response.content, response.headers["content-type"]) == (b"made", kind)
    assert response.headers["content-disposition"].startswith('attachment; filename="alone')
    expected = {"picture": ["1", 7], "page": ["A", "1"] if "b=1" in address else ["1"]}
    assert asked == [expected.get(maker, ["1"])]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/export/9/scenario.toml", "There is no branch '9'"),
        ("/export/run.html", "Name the branches"),
        ("/export/run.html?a=A&b=9", "There is no branch '9'"),
        (f"/export/A/picture.png?month={MONTHS}", f"from 0 to {MONTHS - 1}"),
        ("/export/A/picture.png?month=-1", "from 0"),
        ("/export/A/picture.png?month=1e1", "from 0"),
        ("/export/A/picture.png?month=", "from 0"),
        ("/export/A/picture.png?month=" + "9" * 5000, "from 0"),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(client, address, sentence):
    response = client.get(address)
    assert response.status_code == 400 and sentence in response.text
    assert response.headers["content-type"].startswith("text/plain")


def test_other_files_there_are_none(client):
    for address in ("/export/A/secret.toml", "/export/", "/export/A/", "/export/A/../scenario.toml/x"):
        assert client.get(address).status_code == 404


def test_a_browser_without_a_session_gets_nothing(client):
    client.cookies.clear()
    response = client.get("/export/A/scenario.toml")
    assert response.status_code == 400 and "Open the page first" in response.text
