"""What keeps strangers out: who may ask, how fast, and what a browser may do with the answers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from time import monotonic

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "smsim_session"
COOKIE_DAYS = 30
BROWSER = re.compile(r"[0-9a-f]{32}")
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
HOSTS = ("127.0.0.1", "localhost")
WEB_PORT = 80  # which browsers do not name
STRANGERS = ("cross-site", "same-site")
FORBIDDEN, POLICY_CLOSE = 403, 1008


class Guard:
    """Lets in only those who ask for this machine by name, and puts the headers on every answer.

    A page of another site can neither connect (its Origin is another) nor give itself out for this
    machine by a name that leads here (its Host is another).
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        named = {f"{host}:{port}" for host in HOSTS}
        self.hosts = frozenset(named | set(HOSTS) if port == WEB_PORT else named)
        self.origins = frozenset(f"http://{host}" for host in self.hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket" and self._may_connect(Headers(scope=scope)):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_CLOSE})
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        app = self.app
        if not self._may_ask(Headers(scope=scope)):
            app = PlainTextResponse("This workshop answers its own machine only.\n", FORBIDDEN)
        await app(scope, receive, send_guarded)

    def _may_ask(self, headers: Headers) -> bool:
        is_own = headers.get("host") in self.hosts and headers.get("origin", "") in {"", *self.origins}
        # a link to here may be followed, but no other page may take anything from here into itself
        is_embedded = is_from_elsewhere(headers) and headers.get("sec-fetch-mode") != "navigate"
        return is_own and not is_embedded

    def _may_connect(self, headers: Headers) -> bool:
        return headers.get("host") in self.hosts and headers.get("origin") in self.origins


def is_from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Return whether a browser says that another page led here; it then sends no cookie."""
    return headers.get("sec-fetch-site") in STRANGERS


def browser_of(cookies: Mapping[str, str]) -> str | None:
    """Return the name of the browser that asks, None if it has none yet or a made-up one."""
    browser = cookies.get(COOKIE, "")
    return browser if BROWSER.fullmatch(browser) else None


def new_browser() -> str:
    """Return a name nobody can guess."""
    return secrets.token_hex(16)


class Bucket:
    """Says how long a message must wait so that no more come than a rate allows."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._tokens = float(burst)
        self._filled = clock()

    def wait(self) -> float:
        """Count one message and return the seconds it must wait, mostly 0."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._filled) * self._rate) - 1.0
        self._filled = now
        return max(0.0, -self._tokens / self._rate)
