"""The report of a decision: one HTML file that needs nothing else."""
