"""Keyed randomness: a draw is a function of what it decides, not of what was drawn before."""
