"""Luck that a test hands out: numbers by what they are for, and for whom where that matters."""

from __future__ import annotations

from collections.abc import Mapping

from tests.oracles.plain_luck import Luck

NOTHING_HAPPENS = {"incidents": 1e-9, "ties made": 0.5}
Key = str | tuple[str, int]


class GivenLuck(Luck):
    """What is not given is so high that nothing happens; normal numbers not given are 0."""

    def __init__(
        self, shares: Mapping[Key, float] | None = None, normals: Mapping[str, float] | None = None
    ) -> None:
        super().__init__(0, 0)
        self.given = {**NOTHING_HAPPENS, **(shares or {})}
        self.normals = normals or {}

    def words(self, purpose: str, owner: int, month: int) -> tuple[int, ...]:
        share = self.given.get((purpose, owner), self.given.get(purpose, 1 - 1e-9))
        return (int(share * 2**32),) * 4

    def normal(self, purpose: str, owner: int, month: int) -> float:
        return self.normals.get(purpose, 0.0)
