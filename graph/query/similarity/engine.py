"""The similarity service of one release: opens the signals once, checks the call, ranks, explains."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from graph import days
from graph.errors import BadInput
from graph.identifiers import PROCEDURE_SYSTEMS
from graph.model import Node
from graph.query.answers import Comparison, Neighbor, Similar
from graph.query.columns import Columns
from graph.query.similarity.explain import neighbor
from graph.query.similarity.filters import NO_FILTERS, Filters, mask
from graph.query.similarity.rank import Field, Ranking, rank
from graph.query.similarity.weights import resolve
from graph.release.features import POSTED, read

MAXIMUM_FIRST = 1000


class Engine:
    """Posting lists of every signal over the comparable codes."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.codes = np.asarray(columns.release.array("similarity.codes"))
        day = None if columns.day is None else days.number(columns.day)
        self.system = columns.system_numbers(self.codes, PROCEDURE_SYSTEMS)
        self.field = Field.of([read(columns.release, signal, day) for signal in POSTED], self.system)
        self._in_force = columns.in_force(self.codes)

    def numbers(self, systems: tuple[str, ...] = ()) -> np.ndarray:
        return self.codes[self.allowed(Filters(systems=systems))]

    def similar(
        self, code: Node, first: int, weights: Mapping[str, float] | None, preset: str, filters: Filters,
        minimum_coverage: float,
    ) -> Similar:
        """The `first` nearest codes; an empty list that says why, and not an error, where there are none."""
        if not 1 <= first <= MAXIMUM_FIRST:
            raise BadInput("number of neighbours out of range", expected=f"1 to {MAXIMUM_FIRST}", got=first)
        if not 0 <= minimum_coverage <= 1:
            raise BadInput("minimum coverage out of range", expected="0 to 1", got=minimum_coverage)
        used = resolve(preset, weights, code.system)
        a, allowed = self.position(code), self.allowed(filters)
        if filters.minimum_score:
            allowed &= rank(self.field, used, a, allowed, 1, 0.0).score >= filters.minimum_score
        ranking = rank(self.field, used, a, allowed, first, minimum_coverage)
        found = tuple(self._neighbor(ranking, a, b) for b in ranking.order.tolist())
        kin = ranking.score > 0
        kin[a] = False
        return Similar(
            code, self.columns.release.id, self.columns.day, preset, used, filters, minimum_coverage, ranking.total,
            ranking.left_out, int(np.count_nonzero(kin & ~allowed)), ranking.possible > 0, found)

    def compare(self, a: Node, b: Node, weights: Mapping[str, float] | None, preset: str) -> Comparison:
        """The second code as a neighbour of the first, however far it is."""
        used, here, there = resolve(preset, weights, a.system), self.position(a), self.position(b)
        only = np.zeros(len(self.codes), bool)
        only[there] = True
        found = self._neighbor(rank(self.field, used, here, only, 1, 0.0), here, there)
        return Comparison(a, b, self.columns.release.id, self.columns.day, preset, used, found)

    def node(self, position: int) -> Node:
        """The code at a position."""
        return self.columns.node(int(self.codes[position]))

    def feature(self, number: int) -> tuple[Node | None, str | None]:
        """A feature as the node it is, or as its term."""
        size = self.columns.size
        return (self.columns.node(number), None) if number < size else (None, self.columns.term(number - size))

    def _neighbor(self, ranking: Ranking, a: int, b: int) -> Neighbor:
        return neighbor(self.columns, ranking, self.codes, a, b)

    def position(self, code: Node) -> int:
        at = int(np.searchsorted(self.codes, code.number))
        if at == len(self.codes) or self.codes[at] != code.number:
            raise BadInput("not a procedure code", where=code.id, expected=" or ".join(PROCEDURE_SYSTEMS),
                           got=code.system, hint="only codes of procedures and supplies have kin")
        return at

    def allowed(self, filters: Filters = NO_FILTERS) -> np.ndarray:
        """Which codes may be kin under the filters of a call, as a mask of the caller's own."""
        return self._in_force.copy() if filters == NO_FILTERS else mask(self.columns, self.codes, filters)
