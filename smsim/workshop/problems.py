"""What a workshop answers instead of doing what was asked."""

from __future__ import annotations

from smsim.errors import SmsimError


class WorkshopError(SmsimError):
    """The workshop cannot do what was asked; the text is one sentence that tells what is allowed."""
