"""The workshop over HTTP and a WebSocket: what is answered, what is refused, what comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from smsim.workshop import server
from smsim.workshop.guarding import POLICY
from smsim.workshop.live import MOST_WAITING
from smsim.workshop.messages import LONGEST_MESSAGE
from smsim.workshop.server import Workshop, application, media_type, static_files
from tests.workshops import MONTHS, store_in

PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
LIVE = f"ws://127.0.0.1:{PORT}/live"
OWN = {"origin": ADDRESS}


@pytest.fixture
def workshop(opening, tmp_path):
    return Workshop(opening, store_in(tmp_path, opening))


def client_of(workshop) -> TestClient:
    return TestClient(application(workshop, PORT), base_url=ADDRESS)


@pytest.fixture
def client(workshop) -> TestClient:
    """A browser that has opened the page."""
    client = client_of(workshop)
    assert client.get("/").status_code == 200
    return client


class Page:
    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.asked = 0

    def ask(self, name: str, **values: Any) -> dict[str, Any]:
        self.asked += 1
        self.socket.send_text(json.dumps({"id": self.asked, "ask": name, **values}))
        answer = json.loads(self.socket.receive_text())
        assert answer.pop("id") == self.asked and len(answer) == 1
        return answer

    def answer(self, name: str, **values: Any) -> dict[str, Any]:
        return self.ask(name, **values)["answer"]

    def problem(self, name: str, **values: Any) -> str:
        return self.ask(name, **values)["problem"]


@contextmanager
def live(client: TestClient) -> Iterator[Page]:
    with client.websocket_connect(LIVE, headers=OWN) as socket:
        yield Page(socket)


def test_every_answer_has_the_headers(client):
    for path in (
        "/",
        "/static/main.js",
        "/static/nothing.js",
        "/nowhere",
        "/export/A/scenario.toml",
        "/export/9/run.gif",
    ):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers and "access-control-allow-origin" not in headers
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in POLICY
    assert (
        client.post("/").status_code == 405 and client.post("/").headers["content-security-policy"] == POLICY
    )


def test_the_cookie_is_for_this_server_alone(workshop):
    client = client_of(workshop)
    cookie = client.get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "max-age=2592000" in cookie
    known = client.cookies["smsim_session"]
    client.get("/")
    assert client.cookies["smsim_session"] == known
    client.cookies.set("smsim_session", "made-up")
    assert "made-up" not in client.get("/").headers["set-cookie"]


def test_the_page_asks_for_files_that_are_there(client):
    text = client.get("/").text
    named = [part.split('"')[0] for part in text.split('="/static/')[1:]]
    assert "workshop.js" in named
    for name in named:
        response = client.get(f"/static/{name}")
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(media_type(name))


@pytest.mark.parametrize(
    "path",
    [
        "/static/../page.py",
        "/static/%2e%2e/page.py",
        "/static/..%2fpage.py",
        "/static/uplot/../../page.py",
        "/static//etc/passwd",
        "/static/",
        "/static/uplot",
        "/static/main.js/",
        "/static/main.js%00",
        "/static/MAIN.JS",
    ],
)
def test_nothing_but_the_files_of_the_page_can_be_asked_for(client, path):
    assert client.get(path).status_code == 404


def test_files_of_the_page_have_kinds_a_browser_takes():
    kinds = {media_type(name) for name in static_files()}
    assert kinds == {"text/javascript", "text/css", "text/html", "text/plain"}


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": f"evil.example:{PORT}"},
        {"host": "127.0.0.1:1"},
        {"host": "127.0.0.1"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"https://127.0.0.1:{PORT}"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},
    ],
)
def test_strangers_are_turned_away(client, headers):
    response = client.get("/", headers=headers)
    assert response.status_code == 403 and "set-cookie" not in response.headers
    assert response.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"http://localhost:{PORT + 1}"},
        {**OWN, "host": f"evil.example:{PORT}"},
    ],
)
def test_strangers_cannot_connect(client, headers):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(LIVE, headers=headers):
        pass


def test_localhost_is_this_machine_too(workshop):
    client = TestClient(application(workshop, PORT), base_url=f"http://localhost:{PORT}")
    assert client.get("/").status_code == 200
    with client.websocket_connect(
        f"ws://localhost:{PORT}/live", headers={"origin": f"http://localhost:{PORT}"}
    ) as socket:
        assert Page(socket).answer("open")


def test_a_link_from_elsewhere_finds_the_session_again(workshop):
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    response = client_of(workshop).get("/", headers=followed)
    assert "set-cookie" not in response.headers and 'http-equiv="refresh"' in response.text


def test_a_connection_needs_the_page_first(workshop):
    client = client_of(workshop)
    with client.websocket_connect(LIVE, headers=OWN) as socket:
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == server.NO_COOKIE


def test_there_is_a_most_of_connections(client, monkeypatch):
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 1)
    with live(client) as page:
        page.answer("open")
        with live(client) as second, pytest.raises(WebSocketDisconnect) as closed:
            second.ask("open")
        assert closed.value.code == server.TOO_MANY
    with live(client) as page:
        assert page.answer("open")


def test_all_questions_are_answered(client):
    with live(client) as page:
        opened = page.answer("open")
        recording, session = opened["recording"], opened["session"]
        assert [run["branch"] for run in recording["runs"]] == session["panes"] == ["A", "B"]
        assert recording["months"] == MONTHS and "frames" not in recording["runs"][0]
        frames = page.answer("frames", branch="A", first=3, last=5)
        assert frames["branch"] == "A" and [frame["month"] for frame in frames["frames"]] == [3, 4, 5]
        assert page.answer("levers", branch="A", month=8)["values"]["form"] == "lone_manager"
        wanted = {"branch": "A", "month": 10, "settings": {"form": "group_head"}}
        assert set(page.answer("forecast", **wanted)) == {"before", "after"}
        decided = page.answer("decide", pane=0, **wanted)
        assert [run["branch"] for run in decided["runs"]] == [decided["branch"], "B"]
        assert (
            page.answer("rename", branch=decided["branch"], label="Dare")["session"]["branches"][2]["label"]
            == "Dare"
        )
        shown = page.answer("show", panes=["A"])
        assert [run["title"] for run in shown["runs"]] == ["A lone manager"]
        assert page.answer("undo", branch=decided["branch"], pane=0)["branch"] == "A"
        assert page.answer("note", month=7) == {}
        assert page.answer("restart")["session"]["month"] == 0
        assert "settings" in page.problem("forecast", branch="A", month=1, settings=3)


def test_a_question_that_cannot_be_answered_is_answered_by_a_sentence(client):
    with live(client) as page:
        assert (
            page.problem("frames", branch="C", first=0, last=0) == "There is no branch 'C'; there are A, B."
        )
        assert "1 to 24 months" in page.problem("frames", branch="A", first=3, last=2)
        assert "the last is month 23" in page.problem("frames", branch="A", first=20, last=24)
        assert "the last is month 23" in page.problem("levers", branch="A", month=24)
        assert "needs a lever" in page.problem("decide", branch="A", month=5, settings={})
        assert "no tie to cut" in page.problem(
            "decide", branch="A", month=5, rearrangement=[{"cut": [0, 39]}]
        )
        assert "A message cannot be used" in page.problem("dance")
        page.socket.send_text("{")
        assert json.loads(page.socket.receive_text())["id"] is None
        assert page.answer("note") == {}


def test_a_fault_of_ours_does_not_end_the_connection(client, monkeypatch, caplog):
    def fail(*_: Any) -> None:
        raise RuntimeError("secret")

    with live(client) as page:
        monkeypatch.setattr("smsim.workshop.answering.forecast", fail)
        problem = page.problem("forecast", branch="A", month=1, settings={"ban_share": 0.5})
        assert problem == "smsim failed to do this (RuntimeError)." and "secret" in caplog.text
        assert page.answer("note") == {}


@pytest.mark.parametrize("size", [LONGEST_MESSAGE + 1, 10 * LONGEST_MESSAGE])
def test_too_much_at_once_ends_the_connection(client, size):
    with live(client) as page:
        page.socket.send_text("é" * (size // 2 + 1))
        with pytest.raises(WebSocketDisconnect) as closed:
            page.socket.receive_text()
        assert closed.value.code == 1009


def test_bytes_end_the_connection(client):
    with live(client) as page:
        page.socket.send_bytes(b"\x00")
        with pytest.raises(WebSocketDisconnect) as closed:
            page.socket.receive_text()
        assert closed.value.code == 1003


def test_too_many_messages_wait_and_none_is_lost(client, monkeypatch):
    waited = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("smsim.workshop.live.asyncio.sleep", sleep)
    with live(client) as page:
        for number in range(150):
            page.socket.send_text(json.dumps({"id": number, "ask": "dance"}))
        assert [json.loads(page.socket.receive_text())["id"] for _ in range(150)] == list(range(150))
    assert waited[:100] == [0.0] * 100 and waited[-1] > 0


def test_a_reload_and_a_restart_of_the_server_lose_nothing(opening, client, tmp_path):
    with live(client) as page:
        decided = page.answer("decide", branch="A", month=10, settings={"form": "group_head"}, pane=1)
        page.answer("decide", branch=decided["branch"], month=15, rearrangement=[{"champion": 3}], pane=0)
        page.answer("frames", branch="2", first=10, last=20)
        page.answer("note", month=18, step=2, predictions={"q": {"curve": [1, 2]}})
    with live(client) as page:
        before = page.answer("open")
        frames = page.answer("frames", branch="2", first=0, last=MONTHS - 1)
    assert before["session"]["month"] == 18 and before["session"]["panes"] == ["2", "1"]
    restarted = client_of(Workshop(opening, store_in(tmp_path, opening)))
    restarted.cookies = client.cookies
    with live(restarted) as page:
        assert page.answer("open") == before
        assert page.answer("frames", branch="2", first=0, last=MONTHS - 1) == frames


def test_browsers_do_not_see_each_other(workshop, client):
    other = client_of(workshop)
    other.get("/")
    with live(client) as page:
        page.answer("decide", branch="A", month=10, settings={"form": "group_head"})
    with live(other) as page:
        assert len(page.answer("open")["session"]["branches"]) == 2
    assert other.get("/export/1/scenario.toml").status_code == 400
    assert client.get("/export/1/scenario.toml").status_code == 200


def test_more_browsers_than_are_kept_in_mind_lose_nothing(workshop, client, monkeypatch):
    monkeypatch.setattr(server, "MOST_BROWSERS", 1)
    with live(client) as page:
        page.answer("decide", branch="A", month=10, settings={"form": "group_head"})
    other = client_of(workshop)
    other.get("/")
    with live(other) as page:
        page.answer("open")
    with live(client) as page:
        assert len(page.answer("open")["session"]["branches"]) == 3


def test_a_browser_that_is_connected_is_kept_in_mind(workshop, client, monkeypatch):
    monkeypatch.setattr(server, "MOST_BROWSERS", 1)
    other = client_of(workshop)
    other.get("/")
    browser = client.cookies["smsim_session"]
    with live(client) as page:
        page.answer("open")
        handler = workshop.handler(browser)
        with live(other) as second:
            second.answer("open")
        with live(client) as tab:
            tab.answer("decide", branch="A", month=10, settings={"form": "group_head"})
        assert workshop.handler(browser) is handler
        assert len(page.answer("open")["session"]["branches"]) == 3
    workshop.handler(other.cookies["smsim_session"])
    assert workshop.handler(browser) is not handler
    assert not workshop.connections


def test_ghosts_do_not_pile_up(client, monkeypatch):
    may_end = Event()

    def slow(branch: Any, seed: int) -> str:
        assert may_end.wait(10)
        return json.dumps({"branch": branch.id})

    monkeypatch.setattr(server, "ghosts_of", slow)
    with live(client) as page:
        for own_id in range(100, 100 + MOST_WAITING + 1):
            page.socket.send_text(json.dumps({"id": own_id, "ask": "ghosts", "branch": "A"}))
        refused = json.loads(page.socket.receive_text())
        assert refused["id"] == 100 + MOST_WAITING and "being worked out already" in refused["problem"]
        may_end.set()
        heard = [json.loads(page.socket.receive_text())["id"] for _ in range(MOST_WAITING)]
    assert heard == list(range(100, 100 + MOST_WAITING))


def test_ghosts_are_answered_while_others_are(client, monkeypatch):
    may_end = Event()

    def slow(branch: Any, seed: int) -> str:
        assert may_end.wait(10)
        return json.dumps({"branch": branch.id})

    monkeypatch.setattr(server, "ghosts_of", slow)
    with live(client) as page:
        for own_id, branch in ((100, "A"), (101, "B"), (102, "X")):
            page.socket.send_text(json.dumps({"id": own_id, "ask": "ghosts", "branch": branch}))
        heard = {}
        answer = json.loads(page.socket.receive_text())
        heard[answer["id"]] = answer
        assert "There is no branch 'X'" in answer["problem"]
        page.answer("show", panes=["A"])
        may_end.set()
        for _ in range(2):
            answer = json.loads(page.socket.receive_text())
            heard[answer["id"]] = answer
    assert heard[100]["answer"]["branch"] == "A"
    assert "'B' is not shown" in heard[101]["problem"]


def test_ghosts_of_a_plan_that_changed_meanwhile_are_not_told(workshop, client, monkeypatch):
    asked = []

    def remembered(branch: Any, seed: int) -> str:
        asked.append(branch.scenario.name)
        return json.dumps({"branch": branch.id})

    monkeypatch.setattr(server, "ghosts_of", remembered)
    with live(client) as page:
        page.answer("decide", branch="A", month=10, settings={"form": "group_head"}, pane=0)
        assert page.answer("ghosts", branch="1") == {"branch": "1"} == page.answer("ghosts", branch="1")
        session = workshop.handler(client.cookies["smsim_session"]).session
        renewed = iter([session.branch("1"), session.branch("B")])
        monkeypatch.setattr(session, "branch", lambda own_id: next(renewed))
        assert "another one meanwhile" in page.problem("ghosts", branch="1")
    assert len(asked) == 2


def test_a_page_that_leaves_early_troubles_nobody(client, monkeypatch):
    monkeypatch.setattr(server, "ghosts_of", lambda branch, seed: json.dumps({"branch": branch.id}))
    with live(client) as page:
        page.socket.send_text(json.dumps({"id": 1, "ask": "ghosts", "branch": "A"}))
    with live(client) as page:
        assert page.answer("ghosts", branch="A")["branch"] == "A"


@pytest.mark.slow
def test_real_ghosts_are_answered(client):
    with live(client) as page:
        ghosts = page.answer("ghosts", branch="A")
    assert ghosts["branch"] == "A" and ghosts["count"] == 200
