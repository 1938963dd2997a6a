"""A caller's own vectors of codes as one more signal: the cosine of two vectors, 0 where it is negative.

Vectors belong to one release and one session: they are matched with its codes, held in memory, and never written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.errors import BadInput
from graph.identifiers import find_code
from graph.query.columns import Columns

VECTOR = "vector"
MAXIMUM_VALUES = 1 << 27
"""Numbers in all, 512 MB as they are held: 87,000 vectors of 1,536 dimensions."""

_NOTHING = 1e-6  # single precision cannot tell less from 0
_NAMED = 5


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """`rows` (V, D), of unit length, single precision, are the vectors of the comparable codes at `places` (V,), which
    ascend; `held` (C,) says which of all codes have one. `given` is how many vectors came, `unknown` the codes among
    them that the release does not hold, `without_kin` those it holds that are no codes of procedures.
    """

    release: str
    places: np.ndarray
    rows: np.ndarray
    held: np.ndarray
    given: int
    unknown: tuple[str, ...]
    without_kin: tuple[str, ...]

    @classmethod
    def of(cls, columns: Columns, comparable: np.ndarray, codes: Sequence[str], array: np.ndarray) -> Vectors:
        """Vectors (n, D) of n codes as people write them, matched with the comparable codes (C,), rows of nodes.

        `BadInput` for an array that is no table of finite numbers, for a vector of length 0, for a code twice, and
        where no code at all is known.
        """
        unit = _unit(_table(array, codes), codes)
        numbers = columns.numbers_of([find_code(text) or text for text in codes])
        _distinct(numbers, codes)
        place = comparable.searchsorted(numbers).clip(max=len(comparable) - 1)
        known = (numbers >= 0) & (comparable[place] == numbers)
        if not known.any():
            raise BadInput("vectors for none of the codes of this release", got=_some(codes, np.arange(len(codes))),
                           expected=f"codes of procedures that {columns.release.id} holds")
        order = np.flatnonzero(known)[np.argsort(place[known])]
        held = np.zeros(len(comparable), bool)
        held[place[order]] = True
        lost = (tuple(codes[n] for n in np.flatnonzero(which)) for which in (numbers < 0, (numbers >= 0) & ~known))
        return cls(columns.release.id, place[order], unit[order], held, len(codes), *lost)

    def cosine(self, code: int) -> np.ndarray:
        """The cosines (C,) of one code that has a vector with all codes, 0 for those that have none.

        Every row is added up in the same order (a matrix product promises no such thing), so equal vectors tie.
        """
        own = np.einsum("ij,j->i", self.rows, self.rows[self.places.searchsorted(code)])
        found = np.zeros(len(self.held))
        found[self.places] = np.where(own < _NOTHING, 0.0, own.clip(max=1.0))
        return found


def _table(array: np.ndarray, codes: Sequence[str]) -> np.ndarray:
    """The vectors as floating point numbers."""
    if bad := [code for code in codes if not isinstance(code, str)]:
        raise BadInput("codes are no text", expected="codes as people write them, such as '76496'", got=repr(bad[0]),
                       hint="a number loses the zeros that a code begins with")
    try:
        array = np.asarray(array)
    except ValueError as error:
        raise BadInput("vectors differ in length", expected="(codes, dimensions)", got=str(error)) from error
    if array.dtype.kind not in "fiu":
        raise BadInput("vectors are no numbers", expected="an array of floating point numbers or integers",
                       got=f"dtype {array.dtype}")
    if array.ndim != 2 or not array.size:
        raise BadInput("vectors have the wrong shape", expected="(codes, dimensions), neither of them 0",
                       got=array.shape)
    if array.size > MAXIMUM_VALUES:
        raise BadInput("too many vectors", expected=f"at most {MAXIMUM_VALUES:,} numbers in all",
                       got=f"{array.shape[0]:,} × {array.shape[1]:,}", hint="give fewer dimensions or fewer codes")
    if len(array) != len(codes):
        raise BadInput("not one vector for each code", expected=f"{len(codes)} vectors for {len(codes)} codes",
                       got=len(array))
    return array if array.dtype.kind == "f" and array.dtype.itemsize >= 4 else array.astype(np.float64)


def _unit(table: np.ndarray, codes: Sequence[str]) -> np.ndarray:
    """The rows brought to length 1, first to a largest value of 1, so that neither huge nor tiny numbers are lost."""
    if len(bad := np.flatnonzero(~np.isfinite(table).all(axis=1))):
        raise BadInput("vectors with NaN or infinite values", expected="finite numbers", got=_some(codes, bad))
    largest = np.abs(table).max(axis=1)
    if len(bad := np.flatnonzero(largest == 0)):
        raise BadInput("vectors of length 0, which have no direction", expected="at least one value other than 0",
                       got=_some(codes, bad), hint="leave such codes out: a code without a vector is compared without")
    rows = np.ascontiguousarray(table / largest[:, None], np.float32)
    return rows / np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]


def _distinct(numbers: np.ndarray, codes: Sequence[str]) -> None:
    """Each code once, also under two spellings."""
    known = np.flatnonzero(numbers >= 0)
    _, inverse, count = np.unique(numbers[known], return_inverse=True, return_counts=True)
    twice = [codes[n] for n in known[count[inverse] > 1]]
    twice += [code for code, times in Counter(codes).items() if times > 1 and code not in twice]
    if twice:
        raise BadInput("vectors for one code twice", expected="each code once", got=", ".join(twice[:_NAMED]) + (
            f" and {len(twice) - _NAMED} more" if len(twice) > _NAMED else ""))


def _some(codes: Sequence[str], rows: np.ndarray) -> str:
    """How many rows, and which."""
    named = ", ".join(f"{codes[n]} (row {n + 1})" for n in rows[:_NAMED].tolist())
    return f"{len(rows)}: {named}" + (", …" if len(rows) > _NAMED else "")
