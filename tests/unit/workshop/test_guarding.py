"""Who may ask, and how fast."""

from __future__ import annotations

import pytest

from smsim.workshop.guarding import Bucket, Guard, browser_of, new_browser


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_and_then_messages_wait():
    clock = Clock()
    bucket = Bucket(rate=60, burst=120, clock=clock)
    assert [bucket.wait() for _ in range(120)] == [0.0] * 120
    assert bucket.wait() == pytest.approx(1 / 60)
    assert bucket.wait() == pytest.approx(2 / 60)


def test_a_steady_stream_below_the_rate_never_waits():
    clock = Clock()
    bucket = Bucket(rate=60, burst=3, clock=clock)
    for _ in range(1000):
        assert bucket.wait() == 0.0
        clock.now += 1 / 59


def test_a_page_that_waits_as_told_gets_no_more_than_the_rate():
    clock = Clock()
    bucket = Bucket(rate=60, burst=120, clock=clock)
    for _ in range(120 + 600):
        clock.now += bucket.wait()
    assert clock.now - 100.0 == pytest.approx(10.0)


def test_names_of_browsers_cannot_be_made_up():
    name = new_browser()
    assert browser_of({"smsim_session": name}) == name != new_browser()
    for wrong in (
        "",
        "x" * 32,
        name[:-1],
        name + "0",
        name.upper() if name.upper() != name else "A" * 32,
        name + "\n",
    ):
        assert browser_of({"smsim_session": wrong}) is None
    assert browser_of({}) is None


@pytest.mark.parametrize(
    ("port", "hosts"),
    [
        (80, {"localhost", "localhost:80", "127.0.0.1", "127.0.0.1:80"}),
        (8765, {"localhost:8765", "127.0.0.1:8765"}),
    ],
)
def test_only_this_machine_by_its_own_names(port, hosts):
    guard = Guard(lambda *_: None, port)
    assert guard.hosts == hosts
    assert guard.origins == {f"http://{host}" for host in hosts}
