"""What a room takes home of a branch: the scenario, its tables, a page, a picture, a moving picture.

What draws and what writes tables is imported when it is asked for: it would double the time a workshop
takes to open.
"""

from __future__ import annotations

import io
import re
import shlex
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from smsim.experiments.comparing import RunPlan, run_plan
from smsim.experiments.results import write_result_folder
from smsim.player.filming import Camera, record
from smsim.player.page import self_contained_page
from smsim.scenarios import remarks, to_toml
from smsim.workshop.branches import Branch, file_name
from smsim.workshop.opening import Opening

CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def export_name(branches: Sequence[Branch]) -> str:
    """Return a name for a file about some branches: letters, digits and hyphens."""
    return file_name(" or ".join(branch.scenario.name for branch in branches))


def scenario_file(opening: Opening, branch: Branch) -> str:
    """Return a branch as a scenario file; its first line says how to run it again, to the bit."""
    return f"# {run_command(opening, branch)}\n\n{to_toml(branch.scenario)}"


def run_command(opening: Opening, branch: Branch) -> str:
    """Return what to type to run the file of a branch on the same people with the same luck."""
    request = opening.plan.request
    words = ["smsim", "run", f"{export_name([branch])}.toml", "--seed", str(request.seed)]
    if request.organisation is not None:
        words += ["--organisation", str(request.organisation)]
    if request.kinds is not None:
        words += ["--kinds", str(request.kinds)]
    if request.mutual_only:
        words.append("--mutual-only")
    return CONTROLS.sub(" ", shlex.join(words))  # a comment in a scenario file is one line


def recording(opening: Opening, branches: Sequence[Branch], last: int | None = None) -> dict[str, Any]:
    """Return the recording of one branch or two, to the end of month `last` or of the run."""
    cameras = [
        Camera(branch.scenario, branch.inputs, branch.organisation, opening.seed, workforce=opening.workforce)
        for branch in branches
    ]
    return record(cameras, seed=opening.seed, months=opening.months, last=last)


def page(opening: Opening, branches: Sequence[Branch]) -> bytes:
    """Return the page that plays one branch or two without a server."""
    return self_contained_page(recording(opening, branches)).encode("utf-8")


def picture(opening: Opening, branch: Branch, month: int) -> bytes:
    """Return a PNG of a month of a branch, counted from 0."""
    from smsim.player.picture import picture_png

    return picture_png(recording(opening, [branch], month), month)


def animation(opening: Opening, branch: Branch) -> bytes:
    """Return a GIF of a branch."""
    from smsim.player.animation import animation_gif

    return animation_gif(recording(opening, [branch]))


def tables(opening: Opening, branch: Branch) -> bytes:
    """Return a ZIP of what `smsim run` would write about a branch, people included, and its scenario file."""
    from smsim.studies.comparison import ComparisonStudy
    from smsim.studies.observing import Observer

    observer = Observer(run_command(opening, branch))
    contents = ComparisonStudy(run_plan(_plan_of(opening, branch)), observer, has_people=True).contents()
    scenario = {f"{export_name([branch])}.toml": scenario_file(opening, branch).encode("utf-8")}
    contents = replace(contents, files={**contents.files, **scenario})
    with TemporaryDirectory(prefix="smsim-export-") as unfinished:
        folder = Path(unfinished) / "result"
        write_result_folder(folder, contents, has_csv=True)
        return _zipped(folder)


def _plan_of(opening: Opening, branch: Branch) -> RunPlan:
    scenario, people = branch.scenario, opening.plan
    return RunPlan(
        request=replace(people.request, scenarios=(scenario.name,), replications=1),
        scenarios=(scenario,),
        inputs=(branch.inputs,),
        baseline=scenario.name,
        imported=people.imported,
        remarks=remarks(scenario),
    )


def _zipped(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder).as_posix())
    return packed.getvalue()
