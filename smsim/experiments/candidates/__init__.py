"""Candidates of a decision: scenarios made of options, and the worlds they meet."""
