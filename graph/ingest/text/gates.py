"""Which rules a text may concern, told by its words, so that the others are not tried on it.

Of some hundred rules hardly one takes anything off "Infection of the wound", and asking each costs more than all else that
is done with it. What a rule cannot do without is read from its pattern (`learned`) and kept as bits; a look at the words of
a text gives the bits that it has. A rule too many is tried now and then, never one too few.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache, reduce
from itertools import accumulate
from operator import or_

from graph.ingest.text import learned
from graph.ingest.text.needed import EDGE, Need, folded, needs_of, nodes_of
from graph.ingest.text.patterns import Pattern

Table = dict[str, int]
"""Beginnings with their bits, and everything with which one of them begins: a word is followed in it letter by letter."""
_ALWAYS = -1  # every bit: a word with letters that patterns fold in ways of their own
_RUNS = re.compile(r"\w+")

_bits: dict[Need, int] = {}
_first: Table = {}  # how a text must begin
_within: Table = {}  # how one of its words must
_letters: dict[str, int] = {}  # what must stand somewhere in one
_marks: dict[str, int] = {}


@cache
def needs(pattern: Pattern) -> tuple[int, ...]:
    """The bits that a text must have for a pattern to match in it: all of one of these, as each way of the pattern needs.

    >>> need, = needs(Pattern(r"(?:,\\s*|\\s+)(?:only )?(?:if|unless)\\b", re.IGNORECASE))
    >>> [words_of(text) & need == need for text in ("Rest if tired", "Swelling, only if hot", "Stiffness")]
    [True, True, False]
    """
    found = {_bits_of(way) for way in learned.ways(pattern)}
    return tuple(sorted(need for need in found if not any(less & need == less for less in found - {need})))


class Rules:
    """Patterns in order, with what they need; texts have few of the words for them, and mostly the same."""

    def __init__(self, *patterns: Pattern) -> None:
        self.needs = tuple((need, pattern) for pattern in patterns for need in needs(pattern))
        self._asked = reduce(or_, (need for need, _ in self.needs), 0)
        self._told: dict[int, list[tuple[int, int, Pattern]]] = {}
        for n, (need, pattern) in enumerate(self.needs):
            self._told.setdefault(telling(need), []).append((n, need, pattern))
        self.telling = reduce(or_, self._told, 0)  # the bits of which a text must have one for any of them to match in it
        self._always = self._told.pop(_ALWAYS, [])
        self._bits = reduce(or_, self._told, 0)
        self._idle = self._having(0)
        self._remembered = lru_cache(maxsize=1 << 11)(self._having)

    def of(self, words: int) -> tuple[Pattern, ...]:
        """Those that may match in a text with these bits.

        >>> rules = Rules(Pattern(r"\\bif ", re.IGNORECASE), Pattern(r"\\bin case of ", re.IGNORECASE))
        >>> [len(rules.of(words_of(text))) for text in ("Rest if tired", "In case of fire", "In time", "Even in case of if")]
        [1, 1, 0, 2]
        """
        return self._remembered(words & self._asked) if words & self.telling else self._idle

    def _having(self, words: int) -> tuple[Pattern, ...]:
        """Those of which all needs are met, in order; each is looked at where the bit is there that tells most of it."""
        met, told = [*self._always], words & self._bits
        while told:
            bit = told & -told
            met += [rule for rule in self._told[bit] if words & rule[1] == rule[1]]
            told ^= bit
        return tuple(dict.fromkeys([pattern for _, _, pattern in sorted(met)])) if met else ()


def telling(need: int) -> int:
    """Of the bits that a pattern needs the one that tells most, as the fewest texts have it.

    >>> pattern = Pattern(r" given (?:a|the) reason", re.IGNORECASE)
    >>> [bool(words_of(text) & telling(need)) for need in needs(pattern) for text in ("given the reason", "the rest of a day")]
    [True, False]
    """
    held = [(_expected(heads), bit) for heads, bit in _bits.items() if need & bit]
    return min(held)[1] if need and held else _ALWAYS


# Words and marks in a thousand words of the items of pages; of others fewer, the longer they are.
_COMMON = {"the": 44, ",": 43, ".": 42, "and": 26, ":": 25, "a": 24, "or": 23, "of": 16, "to": 16, "in": 15, "for": 14, "is": 13, "(": 10,
           "with": 9, **dict.fromkeys("0123456789", 7), ";": 6, "-": 8, "on": 6, "at": 5, "no": 5, "are": 5, "if": 4, "from": 4, "after": 4, "an": 4,
           "one": 3, "it": 3, "that": 3, "by": 3, "not": 3, "up": 3, "day": 3, "days": 3, "hours": 3, "weeks": 3, "when": 2, "as": 2}


@cache
def _expected(heads: Need) -> float:
    """How often one of some beginnings stands in a thousand words, roughly."""
    return sum(_COMMON.get(head.rstrip(f" {EDGE}"), 12 / len(head) ** 2) for _, head in heads)


def beginnings(pattern: Pattern) -> tuple[str, ...]:
    """How a word begins that any match of a pattern has."""
    need = next(needs_of(nodes_of(pattern), first=False), frozenset())
    return tuple(sorted({head.rstrip(EDGE) for _, head in need}))


def any_of(*patterns: Pattern, first: bool = False) -> int:
    """The bits of which a text must have one at least for any of the patterns to match in it, or at its start.

    Every bit where a pattern needs no word.
    """
    return reduce(or_, (_first_need(pattern, first) for pattern in patterns), 0)


@cache
def _first_need(pattern: Pattern, first: bool) -> int:
    need = learned.foremost(pattern, first=first)
    return _bit(need) if need else _ALWAYS


def _bits_of(needed: list[Need]) -> int:
    """All bits that are needed; who has one of a few words has one of more."""
    return reduce(or_, (_bit(need) for need in needed if not any(other < need for other in needed)), 0)


@lru_cache(maxsize=1 << 15)
def words_of(text: str) -> int:
    """The bits of all beginnings that the words of a text have."""
    words = folded(text).split()
    return reduce(or_, map(word_of, words), _opening(words[0])) if words else _ALWAYS


@lru_cache(maxsize=1 << 16)
def word_of(word: str) -> int:
    """The bits that a folded word has wherever in a text it stands."""
    plain = f"{word} "
    if not plain.isascii():
        return _ALWAYS
    if word.isalpha():
        return _begun(plain, _within, f"{word}{EDGE}") | _held(plain, _parts(marks=False))
    found = _held(plain, _parts(marks=False)) | _held(plain, _parts(marks=True))
    for run in _RUNS.finditer(plain):
        found |= _begun(plain[run.start() :], _within, f"{run[0]}{EDGE}")
    return found


def _held(plain: str, parts: tuple[tuple[str, int], ...]) -> int:
    return reduce(or_, [bits for part, bits in parts if part in plain], 0)


@cache
def _parts(*, marks: bool) -> tuple[tuple[str, int], ...]:
    """What may stand inside a word, letters or marks, with its bits."""
    return tuple((_marks if marks else _letters).items())


@lru_cache(maxsize=1 << 14)
def _opening(word: str) -> int:
    plain = f"{word} "
    run = word if word.isalpha() else (_RUNS.match(word) or ("",))[0]
    return _begun(plain, _first, f"{run}{EDGE}") if plain.isascii() else _ALWAYS


def _begun(plain: str, table: Table, whole: str) -> int:
    """The bits of those beginnings of a table with which a text begins, whose first word is `whole`."""
    found = table.get(whole, 0)
    for bits in map(table.get, accumulate(plain)):  # letter by letter
        if bits is None:
            break
        found |= bits
    return found


def _bit(need: Need) -> int:
    """One bit for one set of beginnings, entered in the tables."""
    if need not in _bits:
        bit = _bits[need] = 1 << len(_bits)
        for kind, head in need:
            if kind == "inside":
                parts = _letters if head.strip().isalpha() else _marks
                parts[head] = parts.get(head, 0) | bit
            else:
                _enter(_first if kind == "first" else _within, head, bit)
        for remembered in (words_of, word_of, _opening, _parts):
            remembered.cache_clear()
    return _bits[need]


def _enter(table: Table, head: str, bit: int) -> None:
    for size in range(1, len(head)):
        table.setdefault(head[:size], 0)
    table[head] = table.get(head, 0) | bit
