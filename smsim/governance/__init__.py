"""Governance: what a form can do, whom it reaches, when it decides."""
