"""What is said of ICD-10-PCS codes by the words of their values, as features, worked out once for all alike.

A text such as "{operation} in {body_system}" has in braces what it takes of a code: the value on an axis, or what such
a value has in common with others. Where a value gives several words the text is said of each, and of an unknown one
never.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from string import Formatter

import numpy as np

from graph.ingest.assembly.contexts import contexts
from graph.ingest.assembly.sides import base
from graph.ingest.assembly.spread import groups, spread
from graph.ingest.assembly.terms import Terms
from graph.ingest.assembly.ways import way
from graph.ingest.text.normalise import stems
from graph.release.features import AXES, Pairs


def _group(operation: str) -> str:
    return contexts().group.get(operation, operation)


Gloss = Callable[[str], tuple[str, ...]]
"""What a value gives, in words."""

# By what stands in braces: the axis it takes, and what it makes of a value there.
_GLOSSES: dict[str, tuple[str, Gloss]] = {
    **{axis: (axis, lambda value: (value,)) for axis in AXES},
    "group": ("operation", lambda operation: (_group(operation),)),
    "part": ("body_part", lambda part: (base(part),)),
    "word": ("body_part", lambda part: stems(base(part))),
    "way": ("approach", lambda approach: (way(approach),)),
    "device_word": ("device", stems),
}


def said(text: str, code: np.ndarray, value: np.ndarray, words: dict[int, str], terms: Terms) -> Pairs:
    """What a text says of `code` (C,) positions, given `value` (C, 7) node numbers, -1 where unknown."""
    names = [name for _, name, _, _ in Formatter().parse(text) if name]
    numbers, glosses = zip(*(_glossed(name, value, words) for name in names), strict=True)
    known, which = groups(np.stack(numbers, axis=1))
    alike, shown, given = _shown(known, glosses)
    every, place = groups(shown)
    columns = (map(words.__getitem__, column) for words, column in zip(given, every.T.tolist(), strict=True))
    number = terms.add(text.format_map(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True))
    return spread(code, which, np.bincount(alike, minlength=len(known)), number[place])


def _glossed(name: str, value: np.ndarray, words: dict[int, str]) -> tuple[np.ndarray, list[tuple[str, ...]]]:
    """What each code gives for a name, as numbers into all that is given."""
    axis, gloss = _GLOSSES[name]
    column = value[:, AXES.index(axis)]
    found: dict[tuple[str, ...], int] = {}
    number = np.zeros(len(words) + 1, np.int64)  # of an unknown value the last one
    for one in (np.flatnonzero(np.bincount(column + 1)) - 1).tolist():
        given = gloss(words[one]) if one >= 0 else ()
        number[one] = found.setdefault(given, len(found))
    return number[column], list(found)


def _shown(
    known: np.ndarray, glosses: Sequence[list[tuple[str, ...]]],
) -> tuple[np.ndarray, np.ndarray, list[list[str]]]:
    """Rows of glosses as rows of single words: the row that each comes from, its words as numbers, and all words by
    column."""
    row, shown, given = np.arange(len(known)), known, []
    for n, gloss in enumerate(glosses):
        number = {word: place for place, word in enumerate(dict.fromkeys(chain.from_iterable(gloss)))}
        words = np.array([number[word] for each in gloss for word in each], np.int64)
        found = spread(np.arange(len(row)), shown[:, n], [len(each) for each in gloss], words)
        row, shown = row[found.codes], shown[found.codes]
        shown[:, n] = found.features
        given.append(list(number))
    return row, shown, given
