"""The similarity service of one release: opens the signals once, checks the call, ranks, explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from graph import days
from graph.errors import BadInput
from graph.identifiers import PROCEDURE_SYSTEMS
from graph.model import Node
from graph.query.answers import Comparison, Similar
from graph.query.columns import Columns
from graph.query.similarity.explain import neighbors
from graph.query.similarity.field import Among, Field
from graph.query.similarity.filters import NO_FILTERS, Filters, mask
from graph.query.similarity.question import Question
from graph.query.similarity.rank import Ranking, rank
from graph.query.similarity.vectors import Vectors
from graph.query.similarity.weights import resolve
from graph.release import together
from graph.release.features import POSTED, read

MAXIMUM_FIRST = 1000


class Engine:
    """Posting lists of every signal over the comparable codes."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.codes = np.asarray(columns.release.arrays("similarity")["codes"])
        day = None if columns.day is None else days.number(columns.day)
        self.system = columns.system_numbers(self.codes, PROCEDURE_SYSTEMS)
        rows = together.read(columns.release) if day is None else None
        self.field = Field.of([read(columns.release, signal, day) for signal in POSTED], self.system, rows)
        self._in_force = columns.in_force(self.codes)
        self.among = self.field.among(self._in_force)
        self.field_with = lru_cache(maxsize=2)(self._field_with)

    def numbers(self, systems: tuple[str, ...] = ()) -> np.ndarray:
        return self.codes[self.allowed(Filters(systems=systems))]

    def similar(
        self, code: Node, first: int, weights: Mapping[str, float] | None, preset: str, filters: Filters,
        minimum_coverage: float, vectors: Vectors | None = None,
    ) -> Similar:
        """The `first` nearest codes; an empty list that says why, and not an error, where there are none."""
        if not 1 <= first <= MAXIMUM_FIRST:
            raise BadInput("number of neighbours out of range", expected=f"1 to {MAXIMUM_FIRST}", got=first)
        if not 0 <= minimum_coverage <= 1:
            raise BadInput("minimum coverage out of range", expected="0 to 1", got=minimum_coverage)
        used, a = resolve(preset, weights, code.system, vectors is not None), self.position(code)
        field = self.field_with(vectors)
        among = self._among(filters, field, used, a)
        ranking = rank(field, used, a, among, first, minimum_coverage)
        return Similar(
            code, self.columns.release.id, self.columns.day, preset, used, filters, minimum_coverage, ranking.total,
            ranking.left_out, self._kept_out(ranking, among, filters, minimum_coverage), ranking.question.possible > 0,
            neighbors(self.columns, ranking, self.codes), vectors)

    def _among(self, filters: Filters, field: Field, weights: Mapping[str, float], code: int) -> Among:
        if filters == NO_FILTERS and field is self.field:
            return self.among
        allowed = self.allowed(filters, [int(self.codes[code])])
        if filters.minimum_score:
            allowed &= Question.of(field, weights, code).everywhere() >= filters.minimum_score
        return field.among(allowed)

    def _kept_out(self, ranking: Ranking, among: Among, filters: Filters, minimum: float) -> int:
        """How many codes that would be listed the filters keep out; those that ended only where none is left."""
        if filters == NO_FILTERS and ranking.total:
            return 0
        question = ranking.question
        kin = (question.everywhere() > 0) & question.covered(minimum)[question.field.patterns.number]
        kin[question.code] = False
        return int(np.count_nonzero(kin & ~among.mask))

    def compare(
        self, a: Node, b: Node, weights: Mapping[str, float] | None, preset: str, vectors: Vectors | None = None,
    ) -> Comparison:
        """The second code as a neighbour of the first, however far it is."""
        used, here = resolve(preset, weights, a.system, vectors is not None), self.position(a)
        question, other = Question.of(self.field_with(vectors), used, here), np.array([self.position(b)])
        found = neighbors(self.columns, Ranking(question, other, *question.scores(other), 1, 0), self.codes)[0]
        return Comparison(a, b, self.columns.release.id, self.columns.day, preset, used, found, vectors)

    def node(self, position: int) -> Node:
        """The code at a position."""
        return self.columns.node(int(self.codes[position]))

    def feature(self, number: int) -> tuple[Node | None, str | None]:
        """A feature as the node it is, or as its term."""
        size = self.columns.size
        return (self.columns.node(number), None) if number < size else (None, self.columns.term(number - size))

    def position(self, code: Node) -> int:
        at = int(self.codes.searchsorted(self.codes.dtype.type(code.number)))
        if at == len(self.codes) or self.codes[at] != code.number:
            raise BadInput("not a procedure code", where=code.id, expected=" or ".join(PROCEDURE_SYSTEMS),
                           got=code.system, hint="only codes of procedures and supplies have kin")
        return at

    def vectors(self, codes: Sequence[str], array: np.ndarray) -> Vectors:
        """A caller's vectors, matched with the codes of this release."""
        return Vectors.of(self.columns, self.codes, codes, array)

    def _field_with(self, vectors: Vectors | None) -> Field:
        """The signals of the release, and those of a caller beside them."""
        if vectors is None:
            return self.field
        if vectors.release != self.columns.release.id:
            raise BadInput("vectors matched with another release", expected=self.columns.release.id,
                           got=vectors.release, hint="make them anew from this graph")
        return self.field.including(vectors)

    def allowed(self, filters: Filters = NO_FILTERS, asked: Iterable[int] = ()) -> np.ndarray:
        """Which codes may be kin of the asked ones under the filters of a call, as a mask of the caller's own."""
        return self._in_force.copy() if filters == NO_FILTERS else mask(self.columns, self.codes, filters, asked)
