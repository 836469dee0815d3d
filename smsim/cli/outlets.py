"""Standard output and standard error: whoever reads them may leave, and the command goes on."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any, TextIO

READER_LEFT = (errno.EPIPE, errno.EINVAL)
"""What writing to a pipe that nobody reads any more comes to; the latter on Windows."""


class Outlet(io.FileIO):
    """Writes until that fails, and from then on to nowhere."""

    problem: OSError | None = None
    """Why it failed."""

    def write(self, data: Any, /) -> int:
        """Write bytes, or lose them; return how many of them are dealt with."""
        try:
            return super().write(data)
        except OSError as problem:
            self.problem = problem
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            return memoryview(data).nbytes


def open_outlets() -> Outlet | None:
    """Make standard output and standard error such that printing never ends a command.

    Neither a reader who leaves (``| head``), nor a full disk, nor a letter that the encoding lacks, which
    is written as an escape. Returns the outlet of standard output, if it does not go to a terminal.
    """
    outlets = [_open_outlet("stdout"), _open_outlet("stderr")]
    return outlets[0]


def _open_outlet(name: str) -> Outlet | None:
    stream: Any = getattr(sys, name)
    if stream is None:  # closed by whoever called us
        setattr(sys, name, io.TextIOWrapper(io.FileIO(os.devnull, "w"), encoding="utf-8"))
        return None
    if stream.isatty():
        stream.reconfigure(errors="backslashreplace")
        return None
    stream.flush()
    outlet = Outlet(stream.fileno(), "w", closefd=False)
    opened: TextIO = io.TextIOWrapper(
        io.BufferedWriter(outlet),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
    )
    setattr(sys, name, opened)
    return outlet


def unprinted(outlet: Outlet | None) -> str | None:
    """Return a sentence about what could not be printed, unless its reader did not want it."""
    sys.stdout.flush()
    problem = outlet.problem if outlet is not None else None
    if problem is None or problem.errno in READER_LEFT:
        return None
    return f"not everything could be printed: {problem.strerror}; what was written to files is whole."
