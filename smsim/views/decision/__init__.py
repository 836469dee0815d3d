"""A decision in words and figures, printed or in a report."""
