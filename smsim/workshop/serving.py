"""A server on this machine: from a free port to Ctrl-C."""

from __future__ import annotations

import os
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

import uvicorn

from smsim.errors import WorkshopError
from smsim.workshop.messages import LONGEST_MESSAGE
from smsim.workshop.server import Workshop, application

HOST = "127.0.0.1"
"""This machine and no other."""

DEFAULT_PORT = 8765
PORTS_TRIED = 20
SECONDS_TO_LEAVE = 2


def listening_socket(port: int | None) -> socket.socket:
    """Return a socket that listens on `port` of this machine or, without one, on the first free from 8765.

    Raises: WorkshopError, if it is in use.
    """
    wanted = [port] if port is not None else list(range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED))
    for number in wanted:
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere this would let another program listen at the same port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((HOST, number))
            found.listen()  # from now on a page waits rather than fails
        except OSError:
            found.close()
            continue
        return found
    named = f"Port {port} is" if port is not None else f"Ports {wanted[0]} to {wanted[-1]} are"
    raise WorkshopError(f"{named} in use or not allowed; name another one with --port.")


def serve(
    workshop: Workshop,
    listening: socket.socket,
    say: Callable[[str], None],
    *,
    opens_browser: bool,
    meanwhile: Callable[[], None],
) -> None:
    """Answer pages until somebody presses Ctrl-C; `meanwhile` is done once, beside the first answers."""
    port = int(listening.getsockname()[1])
    address = f"http://{HOST}:{port}/"
    server = uvicorn.Server(
        uvicorn.Config(
            application(workshop, port),
            log_level="warning",
            access_log=False,
            lifespan="off",
            server_header=False,
            ws_max_size=LONGEST_MESSAGE,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=SECONDS_TO_LEAVE,
        )
    )
    say(f"The workshop is open at {address} (press Ctrl-C to end).")
    if opens_browser:
        Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    Thread(target=meanwhile).start()
    with suppress(KeyboardInterrupt), listening:
        server.run(sockets=[listening])
