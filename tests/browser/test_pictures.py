"""A picture has the words and places of the page, in a real browser."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from smsim.player.moment import Moment, Recorded
from tests.browser.conftest import MONTHS

MONTH = MONTHS - 1


@pytest.fixture(params=["pair", "single"])
def shown(request, visit):
    page, recording = request.getfixturevalue(request.param)
    seen = visit(page)
    seen.press("End")
    seen.wait_for_month(MONTH)
    return seen, Moment(Recorded(recording), MONTH)


def test_page_and_picture_say_the_same(shown):
    seen, moment = shown
    said = seen.page.inner_text
    assert said("#title") == moment.recorded.title
    assert said("#subtitle") == moment.recorded.subtitle
    for run in range(len(moment.frames)):
        pane = seen.page.locator(f".pane.run-{run}")
        assert pane.locator(".level").inner_text() == moment.level_words(run)
        assert pane.locator(".users").inner_text() == moment.users_words(run)
        assert pane.locator(".charge").inner_text() == moment.charge_words(run)
        assert pane.locator(".table-label").inner_text() == moment.table_words(run)
        news = [f"Month {month} {words}" for month, _, words in moment.news(run, 2)]
        assert pane.locator(".news li").all_inner_texts() == news
        letter = "AB"[run] + " " if moment.recorded.is_pair else ""
        values = [
            f"{letter}{moment.value_words(run, chart)}" for chart in moment.recorded.words["charts"][:3]
        ]
        assert seen.page.locator(f".value.run-{run}").all_inner_texts() == values


def test_people_stand_where_they_stand_on_the_page(shown):
    """The page's own canvas has everybody's colour where the picture would put them."""
    seen, moment = shown
    scene = seen.page.locator(".pane.run-0 canvas.scene")
    box = scene.bounding_box()
    letter = seen.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    stage = moment.recorded.stage(0, 0, box["width"] / letter, box["height"] / letter, 1 / letter)
    dots = np.asarray(Image.open(io.BytesIO(scene.screenshot())).convert("RGB")).astype(int)
    states = moment.states[0]
    dark = [dots[round(letter * y), round(letter * x)].sum() for x, y in stage.people[states == 3]]
    light = [dots[round(letter * y), round(letter * x)].sum() for x, y in stage.people[states == 0]]
    assert np.median(dark) < 200 < 600 < np.median(light)
