"""From a reading of a mention to one concept: exact key or curated alias decide, a rule may shorten, fuzzy only suggests.

A reading is tried as it stands, then in other words (`synonyms`), then shorter (`shortening`). What no vocabulary knows
gets a node of its own, named by its content words, and is listed for review; `ingest.review` suggests the nearest name
there, and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from graph.ingest.text.lexicon import Concept, Lexicon
from graph.ingest.text.normalise import key, stems
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.shortening import clauses, reductions
from graph.ingest.text.synonyms import Rule

_LIST = Pattern(r",| or | and |/")
_HEADED = frozenset({"setting", "personnel"})  # where a name's own kind tells which code it carries


class Grounding(NamedTuple):
    """The concept of a mention: `method` tells how it was found (exact, alias, synonym, reduced, unknown)."""

    concept: str
    label: str
    codes: tuple[str, ...]
    method: str
    confidence: float
    broader: str | None = None


class Hit(NamedTuple):
    """A concept met: by which words of the reading, how, and by which lines of the tables of synonyms."""

    concept: Concept
    words: str
    method: str
    confidence: float
    lines: tuple[str, ...] = ()


class Grounder:
    """Grounds readings in the vocabularies of one folder; answers are remembered."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.ground = lru_cache(maxsize=1 << 16)(self._ground)

    def knows(self, category: str, text: str) -> bool:
        """Whether a vocabulary of the category has this name."""
        return key(text) in self.lexicon.keys[category]

    def _ground(self, category: str, readings: tuple[str, ...]) -> Grounding:
        """The concept of the first reading that a vocabulary has, else a node of its own."""
        if (hit := search(self.lexicon, category, readings)) is not None:
            return Grounding(hit.concept.id, hit.concept.preferred, hit.concept.codes, hit.method, hit.confidence)
        return self._unknown(category, shortest(readings[0]))

    def _unknown(self, category: str, text: str) -> Grounding:
        kind = self._kind(category, text) if category in _HEADED else None
        codes, broader = (kind.codes, kind.id) if kind else ((), None)
        codes = _premises(text, codes) if category == "setting" else codes
        return Grounding(self.lexicon.own_id(category, text), _sentence(text), codes, "unknown", 0.4, broader)

    def _kind(self, category: str, text: str) -> Concept | None:
        """The longest known name inside an unknown one: a "hand surgery office" is some office, and coded as one."""
        words = text.split()
        spans = ((a, a + size) for size in range(len(words) - 1, 0, -1) for a in range(len(words) - size, -1, -1))
        return next((c for a, b in spans if (c := self.lexicon.find(category, " ".join(words[a:b])))), None)


# What a name says of its premises, and the places of service that leaves; none of them where the kind had none of these.
_PREMISES = (
    (Pattern(r"^office-based\b", re.IGNORECASE), ("POS:11",), True),
    (Pattern(r"^mobile\b", re.IGNORECASE), ("POS:15",), True),
    (Pattern(r"\boutpatient\b.*\b(?:department|unit)\b", re.IGNORECASE), ("POS:19", "POS:22"), False),
    (Pattern(r"^hospital\b", re.IGNORECASE), ("POS:19", "POS:21", "POS:22", "POS:23"), False),
    (Pattern(r"^(?:freestanding|independent)\b", re.IGNORECASE), ("POS:11", "POS:24", "POS:49", "POS:65", "POS:81"), False),
)

_CENTER = Pattern(r"^(?:freestanding|independent)\b.*\b(?:centers?|clinics?|facility|facilities)$", re.IGNORECASE)


def _premises(text: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of a place that no vocabulary knows, without those that its own name excludes.

    >>> _premises("Hospital tinnitus unit", ("POS:11", "POS:22")), _premises("Mobile camera units", ())
    (('POS:22',), ('POS:15',))
    """
    for pattern, places, always in _PREMISES:
        if pattern.search(text):
            left = tuple(code for code in codes if code in places)
            if left == ("POS:11",) and _CENTER.match(text):
                left += ("POS:49",)  # an independent clinic, where it is no surgeon's or imaging firm's own
            return left or (places if always else codes)
    return codes


def shortest(reading: str) -> str:
    """The words by which a reading that no vocabulary knows names its node."""
    shorter = reductions(reading)
    return shorter[-1] if shorter else reading


def search(lexicon: Lexicon, category: str, readings: tuple[str, ...]) -> Hit | None:
    """How a vocabulary has the readings, the closest way first; None where it has none of them."""
    names = lexicon.keys[category]
    for reading in readings:
        if concept := names.get(found := key(reading)):
            exact = found == key(concept.preferred)
            return Hit(concept, reading, "exact" if exact else "alias", 1.0 if exact else 0.95)
    return next(_less_close(lexicon, category, readings), None)


def _less_close(lexicon: Lexicon, category: str, readings: tuple[str, ...]) -> Iterator[Hit]:
    """Ways to a concept whose name none of the readings is."""
    yield from _reworded(lexicon, category, readings, 0.9)
    orders = [text for text in readings if lexicon.synonyms.opens(category, stems(text))]
    yield from _by_verb(lexicon, category, [text for text in orders if _LIST.search(text)])
    shorter = tuple(text for reading in readings for text in reductions(reading))
    yield from (Hit(c, text, "reduced", 0.8) for text in shorter if (c := lexicon.find(category, text)))
    yield from _reworded(lexicon, category, shorter, 0.75)
    yield from _by_verb(lexicon, category, orders)
    heads = tuple(head for text in (*readings, *shorter) for head in clauses(category, text))
    yield from (Hit(c, text, "reduced", 0.7) for text in heads if (c := lexicon.find(category, text)))
    yield from _reworded(lexicon, category, heads, 0.65)


def _reworded(lexicon: Lexicon, category: str, texts: tuple[str, ...], confidence: float) -> Iterator[Hit]:
    for text in texts:
        if (met := lexicon.find_reworded(category, text)) is not None:
            yield Hit(met[0], text, "synonym", confidence, met[1])


def _by_verb(lexicon: Lexicon, category: str, orders: list[str]) -> Iterator[Hit]:
    """An instruction about several things, or one with no line of its own, by its verb: "call for A, B or C"."""
    for reading in orders:
        found = lexicon.synonyms.reworded(category, reading)
        verb = found.verb
        if verb is None or verb.concept not in lexicon.concepts:
            continue
        rest = found.stems[len(verb.stems):]
        if not rest or _names_an_object(lexicon, verb, rest):
            yield Hit(lexicon.concepts[verb.concept], reading, "synonym", 0.6, found.lines)


def _names_an_object(lexicon: Lexicon, verb: Rule, words: tuple[str, ...]) -> bool:
    """Whether a name of the verb's vocabularies stands among the words."""
    spans = (" ".join(sorted(words[a: a + size])) for size in (3, 2, 1) for a in range(len(words) - size + 1))
    return any(span in lexicon.reworded[category] for span in spans for category in verb.objects)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
