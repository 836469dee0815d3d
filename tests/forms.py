"""The shipped governance forms, by name and by number."""

from __future__ import annotations

from smsim.parameters import Forms

FORMS = Forms()
NAMES = tuple(FORMS.rows)
NUMBER = {name: number for number, name in enumerate(NAMES)}
"""The number by which runs record each form."""

SEATED = FORMS.seated
QUOTED = ", ".join(f"'{name}'" for name in NAMES)
"""All names, as sentences have them."""

EITHER = " or ".join(f"'{name}'" for name in SEATED)
"""The names of forms with seats, as sentences have them."""
