"""The words in which the pages of a code say what is done and what for, as features of the code.

Risks, personnel and the like have signals of their own, made of what was read there; these sections are prose.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa

from graph.ingest.assembly.terms import Terms
from graph.ingest.text.normalise import stems
from graph.release.features import Pairs

SECTIONS = ("summary", "purpose", "procedure")
_HUB = 0.2  # a word on more of the pages than this tells none from another
_ALWAYS = 2  # codes that may share a word however few have pages


def pairs(pages: pa.Table, sections: pa.Table, position: np.ndarray, terms: Terms) -> Pairs:
    """Stemmed words of the tables `pages` and `sections`; `position` gives the comparable code of each node, or -1."""
    code = dict(zip(pages.column("page").to_pylist(), position[pages.column("code").to_numpy()].tolist(), strict=True))
    said: dict[int, set[str]] = defaultdict(set)
    for page, name, text in zip(*(sections.column(c).to_pylist() for c in ("page", "name", "text")), strict=True):
        if name in SECTIONS and code[page] >= 0:
            said[code[page]].update(word for word in stems(text) if word[0].isalpha() and len(word) > 1)
    carried = Counter(word for words in said.values() for word in words)
    most = max(_ALWAYS, _HUB * len(said))
    own = [(one, word) for one, words in sorted(said.items()) for word in sorted(words) if carried[word] <= most]
    return Pairs.always(np.array([one for one, _ in own], np.int64), terms.add(word for _, word in own))
