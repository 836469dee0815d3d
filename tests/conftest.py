"""For all tests: no example of a property has a deadline, since a busy machine may take its time."""

from hypothesis import settings

settings.register_profile("without a deadline", deadline=None)
settings.load_profile("without a deadline")
