"""The words in which the pages of a code say what is done, what for and what else might be, as features of the code.

Indications and alternatives have signals of their own, made of the concepts read there; their words are here too,
because two pages may speak of one complaint and name it differently. What the other sections say, such as risks, is of
many procedures, and the words that surround it tell none from another. Titles are here because those of codes that have
official names are in no other signal.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np
import pyarrow as pa

from graph.ingest.assembly.terms import Terms
from graph.ingest.text.normalise import all_stems
from graph.release.features import Pairs

SECTIONS = ("summary", "purpose", "indications", "procedure", "alternatives")
_HUB = 0.2  # a word on more of the pages than this tells none from another
_FEW = 2  # codes that have to share a word, and may however few have pages


def words(pages: pa.Table, sections: pa.Table) -> dict[int, set[str]]:
    """By the row of each code the stemmed words that the tables `pages` and `sections` say of it."""
    said: dict[int, set[str]] = defaultdict(set)
    for code, text in _texts(pages, sections):
        found = chain.from_iterable(all_stems(text.split("\n")))
        said[code].update([word for word in found if word[0].isalpha() and len(word) > 1])
    return said


def pairs(words: Mapping[int, set[str]], position: np.ndarray, terms: Terms) -> Pairs:
    """Words as features of comparable codes; `position` gives that of each node, or -1.

    A word that one code alone has is left out: it can be shared with none, and would only make long pages unlike.
    """
    said = {place: own for code, own in words.items() if (place := int(position[code])) >= 0}
    carried = Counter(word for own in said.values() for word in own)
    kept = {word for word, codes in carried.items() if _FEW <= codes <= max(_FEW, _HUB * len(said))}
    found = [(place, word) for place, own in sorted(said.items()) for word in sorted(own & kept)]
    return Pairs.always(np.array([place for place, _ in found], np.int64), terms.add(word for _, word in found))


def _texts(pages: pa.Table, sections: pa.Table) -> Iterator[tuple[int, str]]:
    """What pages say, by the row of the code: their titles and those sections."""
    codes = pages.column("code").to_pylist()
    code = dict(zip(pages.column("page").to_pylist(), codes, strict=True))
    yield from zip(codes, pages.column("title").to_pylist(), strict=True)
    for page, name, text in zip(*(sections.column(c).to_pylist() for c in ("page", "name", "text")), strict=True):
        if name in SECTIONS:
            yield code[page], text
