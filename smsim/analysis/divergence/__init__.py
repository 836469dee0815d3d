"""Why two runs of the same people with the same luck went different ways."""
