"""The similarity service of one release: opens the signals once, checks the call, ranks, explains."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from graph import days
from graph.errors import BadInput
from graph.identifiers import PROCEDURE_SYSTEMS
from graph.model import Node
from graph.query.answers import Similar
from graph.query.columns import Columns
from graph.query.similarity.explain import neighbor
from graph.query.similarity.rank import rank
from graph.query.similarity.weights import resolve
from graph.release.features import SIGNALS, read

MAXIMUM_FIRST = 1000


class Engine:
    """Posting lists of every signal over the comparable codes."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.codes = np.asarray(columns.release.array("similarity.codes"))
        day = None if columns.day is None else days.number(columns.day)
        self.signals = [read(columns.release, signal, day) for signal in SIGNALS]
        self._systems = columns.systems(self.codes)
        self._in_force = columns.in_force(self.codes)

    def numbers(self, systems: tuple[str, ...] = ()) -> np.ndarray:
        return self.codes[self._allowed(systems)]

    def similar(
        self, code: Node, first: int, weights: Mapping[str, float] | None, preset: str, systems: tuple[str, ...],
        minimum_coverage: float,
    ) -> Similar:
        """The `first` nearest codes; an empty list, and not an error, for a code that no signal knows."""
        if not 1 <= first <= MAXIMUM_FIRST:
            raise BadInput("number of neighbours out of range", expected=f"1 to {MAXIMUM_FIRST}", got=first)
        if not 0 <= minimum_coverage <= 1:
            raise BadInput("minimum coverage out of range", expected="0 to 1", got=minimum_coverage)
        used = resolve(preset, weights)
        a = self._position(code)
        ranking = rank(self.signals, used, a, self._allowed(systems), first, minimum_coverage)
        codes = self.codes.tolist()
        found = tuple(neighbor(self.columns, ranking, codes, a, b) for b in ranking.order.tolist())
        return Similar(code, self.columns.release.id, used, minimum_coverage, ranking.total, ranking.left_out, found)

    def _position(self, code: Node) -> int:
        at = int(np.searchsorted(self.codes, code.number))
        if at == len(self.codes) or self.codes[at] != code.number:
            raise BadInput("not a procedure code", where=code.id, expected=" or ".join(PROCEDURE_SYSTEMS),
                           got=code.system, hint="only codes of procedures and supplies have kin")
        return at

    def _allowed(self, systems: tuple[str, ...]) -> np.ndarray:
        for system in systems:
            if system not in PROCEDURE_SYSTEMS:
                raise BadInput("unknown code system", expected=", ".join(PROCEDURE_SYSTEMS), got=system)
        return self._in_force & np.isin(self._systems, systems) if systems else self._in_force
