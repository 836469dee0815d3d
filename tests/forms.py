"""The shipped governance forms, by name and by number."""

from __future__ import annotations

from smsim.parameters import Forms

FORMS = Forms()
NAMES = tuple(FORMS.rows)
NUMBER = {name: number for number, name in enumerate(NAMES)}
"""The number by which runs record each form."""

SEATED = FORMS.seated
