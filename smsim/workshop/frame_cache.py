"""Frames of branches, made when they are asked for and kept while there is room."""

from __future__ import annotations

import json
from collections import OrderedDict
from threading import Lock
from typing import Any

from smsim.engine.simulation import Simulation
from smsim.player.filming import Camera
from smsim.workshop.branches import Branch
from smsim.workshop.opening import Opening

MOST_FRAME_BYTES = 128 * 2**20
MOST_CAMERAS, FEWEST_CAMERAS = 8, 2
MOST_CAMERA_BYTES = 256 * 2**20


class FrameCache:
    """The frames of all branches of an opening, whichever session they are of.

    A month before a branch parts from its parent is the parent's. What is not kept is made anew: a run
    takes milliseconds to come to any month, and then the one frame is made.
    """

    def __init__(self, opening: Opening, most_bytes: int = MOST_FRAME_BYTES) -> None:
        self.opening = opening
        self._most_bytes = most_bytes
        bytes_each = opening.months * opening.organisation.employees  # who changed, and in which month
        self._most_cameras = max(FEWEST_CAMERAS, min(MOST_CAMERAS, MOST_CAMERA_BYTES // bytes_each))
        self._kept: OrderedDict[str, dict[int, str]] = OrderedDict()
        self._bytes = 0
        self._cameras: OrderedDict[str, Camera] = OrderedDict()
        self._lock = Lock()

    @property
    def kept_bytes(self) -> int:
        """What all frames kept take, as text."""
        return self._bytes

    def frames(self, branch: Branch, first: int, last: int) -> list[str]:
        """Return the frames of the months from `first` to `last`, both counted from 0, as JSON."""
        with self._lock:
            return [self._frame(branch.owner(month), month) for month in range(first, last + 1)]

    def document(self, branch: Branch) -> dict[str, Any]:
        """Return what the page is told of a branch besides its frames."""
        with self._lock:
            camera = self._camera(branch, self.opening.months)
        # a branch under another name has the same run, so the same camera
        return {"branch": branch.id, **camera.document(branch.scenario)}

    def simulation_at(self, branch: Branch, month: int) -> Simulation:
        """Return the run of a branch as it is before `month`; it is for looking at only."""
        with self._lock:
            camera = self._cameras.get(branch.key)
            if camera is not None and camera.month == month:
                return camera.simulation.copy()
        simulation = Simulation(branch.inputs, branch.organisation, self.opening.seed)
        simulation.advance(month)
        return simulation

    def _frame(self, owner: Branch, month: int) -> str:
        frames = self._kept.setdefault(owner.key, {})
        self._kept.move_to_end(owner.key)
        if month not in frames:
            camera = self._camera(owner, month)
            camera.skip_to(month)
            frames[month] = json.dumps(camera.next_frame(), separators=(",", ":"), allow_nan=False)
            self._bytes += len(frames[month])
            self._forget_oldest()
        return frames[month]

    def _camera(self, branch: Branch, month: int) -> Camera:
        """Return a camera that has not passed `month`."""
        camera = self._cameras.pop(branch.key, None)
        if camera is None or camera.month > month:
            camera = Camera(
                branch.scenario,
                branch.inputs,
                branch.organisation,
                self.opening.seed,
                workforce=self.opening.workforce,
            )
        self._cameras[branch.key] = camera
        while len(self._cameras) > self._most_cameras:
            self._cameras.popitem(last=False)
        return camera

    def _forget_oldest(self) -> None:
        while self._bytes > self._most_bytes and len(self._kept) > 1:
            _, frames = self._kept.popitem(last=False)
            self._bytes -= sum(map(len, frames.values()))
