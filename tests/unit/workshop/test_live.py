"""A connection that breaks at an awkward moment leaves no trace on the terminal."""

from __future__ import annotations

import asyncio
import gc
import json
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from smsim.workshop.answering import SessionHandler
from smsim.workshop.frame_cache import FrameCache
from smsim.workshop.live import converse
from tests.workshops import store_in


class Leaving:
    """A socket of a page that asks for ghosts and is gone before they are begun with."""

    def __init__(self, *asks: dict[str, Any]) -> None:
        self.messages = [{"type": "websocket.receive", "text": json.dumps(ask)} for ask in asks]
        self.sent: list[str] = []

    async def receive(self) -> dict[str, Any]:
        return self.messages.pop(0) if self.messages else {"type": "websocket.disconnect", "code": 1001}

    async def send_text(self, text: str) -> None:
        self.sent.append(text)


def test_a_page_that_leaves_before_its_ghosts_are_begun_with(opening, session, tmp_path):
    handler = SessionHandler("0" * 32, session, FrameCache(opening), store_in(tmp_path, opening))
    socket = Leaving({"id": 1, "ask": "ghosts", "branch": "A"})
    begun = []

    async def ghosts(_: SessionHandler, branch: Any) -> str:
        begun.append(branch.id)
        return "{}"

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        # browser tests keep a loop of their own in the main thread
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, converse(socket, handler, ghosts)).result()
        gc.collect()
    assert not [warning for warning in said if issubclass(warning.category, RuntimeWarning)]
    assert begun == [] and socket.sent == []
