"""How many of the model's numbers were drawn and which were held, and what rules are not as shipped."""

from __future__ import annotations

from smsim.experiments.assumptions import Assumptions
from smsim.experiments.words import join_words


def drawn_words(assumptions: Assumptions, worlds: int) -> str:
    """Return what differs between worlds, and what does not, as one or two sentences."""
    held = [f"{len(names)} {reason.value}" for reason, names in assumptions.held.items()]
    return (
        f"{len(assumptions.drawn)} of the model's {assumptions.numbers} numbers, anew in each of {worlds} "
        f"worlds. Held: {join_words(held)}. {assumptions.rules}".rstrip()
    )


def held_words(assumptions: Assumptions) -> str:
    """Return that nothing was drawn, so that an answer holds for the numbers as they are assumed."""
    return (
        f"All {assumptions.numbers} numbers of the model are held as they are set or assumed; only luck "
        f"differs from run to run. `smsim decide` draws the numbers too. {assumptions.rules}".rstrip()
    )
