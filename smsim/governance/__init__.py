"""Governance: what a form can do, and what whoever plans decides."""
