"""Which words a rule cannot do without, read from its pattern, so that it is tried only on texts that have them.

Of some hundred rules hardly one takes anything off "Infection of the wound", and asking each costs more than all else that
is done with it. The words of a text tell, once, which rules may match: a rule too many is tried now and then, never one too
few, since what is read from a pattern is no more than what every match of it must hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache, reduce
from itertools import islice
from operator import or_
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

Node = tuple[Any, Any]
_OPEN, _EDGE = "\x00", "\x01"  # anything may follow; the edge of a word
_SIZE = 12  # letters by which words are told apart
_WHOLE = re.compile(rf"\x00|\w\x01|\w\S* |.{{{_SIZE}}}", re.DOTALL)  # a beginning that need not be told further
_MOST = 3000  # beginnings of a pattern; one with more is tried always
_ENOUGH = 4  # places of a pattern that are looked at
_EARLY, _LONG, _FEW = 3, 12, 3  # where a pattern may part into ways; how long one is that needs more than a word, or how few
_APART = " \x01,;:-"
_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-", "ſ": "s", "ı": "i", "İ": "i", "K": "k"})
_REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)
_ALWAYS = -1  # every bit: a word with letters that patterns fold in ways of their own

_RUNS = re.compile(r"\w+")
_TOLD = 3  # letters by which beginnings are laid together

Table = dict[str, list[tuple[str, int]]]
_bits: dict[frozenset[tuple[str, str]], int] = {}
_first: Table = {}  # how a text must begin
_within: Table = {}  # how one of its words must
_letters: dict[str, int] = {}  # what must stand somewhere in one
_marks: dict[str, int] = {}


@cache
def needs(pattern: re.Pattern[str]) -> tuple[int, ...]:
    """The bits that a text must have for a pattern to match in it: all of one of these, as each way of the pattern needs.

    >>> need, = needs(re.compile(r"(?:,\\s*|\\s+)(?:only )?(?:if|unless)\\b", re.IGNORECASE))
    >>> [words_of(text) & need == need for text in ("Rest if tired", "Swelling, only if hot", "Stiffness")]
    [True, True, False]
    """
    nodes = _nodes(pattern)
    found = {_bits_of(list(islice(_needs(way, first=_is_anchored(pattern, nodes)), _ENOUGH))) for way in _wayed(nodes)}
    return (0,) if 0 in found else tuple(sorted(found))


def gated(*patterns: re.Pattern[str]) -> tuple[tuple[int, re.Pattern[str]], ...]:
    """Patterns with what they need, one that has several ways once for each."""
    return tuple((need, pattern) for pattern in patterns for need in needs(pattern))


def _wayed(nodes: list[Node]) -> list[list[Node]]:
    """The ways of a pattern that parts into several behind its beginning: "if …", "in … of …", "depending on …"."""
    for n, (kind, value) in enumerate(nodes[:_EARLY]):
        if kind is kinds.BRANCH and (any(len(way) > _LONG for way in value[1]) or (n == 0 and len(value[1]) <= _FEW)):
            return [[*nodes[:n], *_flat(way), *nodes[n + 1 :]] for way in value[1]]
    return [nodes]


def met(words: int, rules: Iterable[tuple[int, re.Pattern[str]]]) -> bool:
    """Whether a text with these bits may have a match of one of the patterns."""
    return any(words & need == need for need, _ in rules)


def beginnings(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """How a word begins that any match of a pattern has."""
    need = next(_needs(_nodes(pattern), first=False), frozenset())
    return tuple(sorted({head.rstrip(_EDGE) for _, head in need}))


def any_of(*patterns: re.Pattern[str], first: bool = False) -> int:
    """The bits of which a text must have one at least for any of the patterns to match in it, or at its start.

    Every bit where a pattern needs no word.
    """
    return reduce(or_, (_first_need(pattern, first) for pattern in patterns), 0)


@cache
def _first_need(pattern: re.Pattern[str], first: bool) -> int:
    nodes = _nodes(pattern)
    need = next(_needs(nodes, first=first or _is_anchored(pattern, nodes)), None)
    return _bit(need) if need else _ALWAYS


def _nodes(pattern: re.Pattern[str]) -> list[Node]:
    return _flat(_parser.parse(pattern.pattern, pattern.flags))


def _is_anchored(pattern: re.Pattern[str], nodes: list[Node]) -> bool:
    return bool(nodes) and nodes[0] == (kinds.AT, kinds.AT_BEGINNING) and not pattern.flags & re.MULTILINE


def _needs(nodes: list[Node], *, first: bool) -> Iterator[frozenset[tuple[str, str]]]:
    """Beginnings of which a text must have one, as told at each of the places where a word begins."""
    for n in range(len(nodes)):
        if n and (nodes[n - 1][0] is kinds.AT or not _is_apart(nodes[:n])):
            continue
        kind, value = nodes[n]
        ahead = _need(_heads(value[1]), n > 0, False) if kind is kinds.ASSERT and value[0] > 0 else None
        if need := ahead or _need(_heads(nodes[n:]), n > 0, first and n == 0):
            yield need


def _bits_of(needed: list[frozenset[tuple[str, str]]]) -> int:
    """All bits that are needed; who has one of a few words has one of more."""
    return reduce(or_, (_bit(need) for need in needed if not any(other < need for other in needed)), 0)


@lru_cache(maxsize=1 << 15)
def words_of(text: str) -> int:
    """The bits of all beginnings that the words of a text have."""
    words = text.split()
    found = _opening(words[0]) if words else _ALWAYS
    for word in words:
        found |= word_of(word)
    return found


@lru_cache(maxsize=1 << 16)
def word_of(word: str) -> int:
    """The bits that a word has wherever in a text it stands."""
    plain = f"{_plain(word)} "
    if not plain.isascii():
        return _ALWAYS
    if word.isalpha():
        return _begun(plain, _within, f"{plain[:-1]}{_EDGE}") | _held(plain, _letters)
    found = _held(plain, _letters) | _held(plain, _marks)
    for run in _RUNS.finditer(plain):
        found |= _begun(plain[run.start() :], _within, f"{run[0]}{_EDGE}")
    return found


def _held(plain: str, parts: dict[str, int]) -> int:
    found = 0
    for part, bits in parts.items():
        if part in plain:
            found |= bits
    return found


@lru_cache(maxsize=1 << 14)
def _opening(word: str) -> int:
    plain = f"{_plain(word)} "
    run = _RUNS.match(plain)
    return _begun(plain, _first, f"{run[0]}{_EDGE}" if run else "") if plain.isascii() else _ALWAYS


def _begun(plain: str, table: Table, whole: str) -> int:
    """The bits of those beginnings of a table with which a text begins, whose first word is `whole`."""
    found = 0
    for size in range(1, _TOLD + 1):
        for head, bits in table.get(plain[:size], ()):
            if plain.startswith(head) or head == whole:
                found |= bits
    return found


def _bit(need: frozenset[tuple[str, str]]) -> int:
    """One bit for one set of beginnings, entered in the tables."""
    if need not in _bits:
        bit = _bits[need] = 1 << len(_bits)
        for kind, head in need:
            if kind == "inside":
                parts = _letters if head.strip().isalpha() else _marks
                parts[head] = parts.get(head, 0) | bit
            else:
                table = _first if kind == "first" else _within
                table.setdefault(head.rstrip(_EDGE)[:_TOLD], []).append((head, bit))
        for remembered in (words_of, word_of, _opening):
            remembered.cache_clear()
    return _bits[need]


def _need(heads: Iterable[str], apart: bool, first: bool) -> frozenset[tuple[str, str]] | None:
    """Beginnings as entries of the tables; None where one of them may be anything."""
    found = set()
    for head in heads:
        body = head.lstrip(_APART)
        edge = apart or len(body) < len(head)
        told = body.split(_OPEN)[0]
        if not told:
            told = head.split(_OPEN)[0].strip(" \x01")[:1]
            if not told:
                return None
            found.add(("inside", told))
        elif not (told[0].isalnum() or told[0] == "_"):
            found.add(("inside", told.split(" ")[0].split(_EDGE)[0]))
        else:
            table = "first" if first and body == head.lstrip(_EDGE) else "word" if edge else "inside"
            found.add((table, _first_word(told, ends=table != "inside")))
    parts = {head for table, head in found if table == "inside"}
    return frozenset(entry for entry in found if entry[0] != "inside" or not any(part in entry[1] for part in parts - {entry[1]}))


def _first_word(told: str, *, ends: bool) -> str:
    """A beginning as far as its first word goes, with the mark of an edge where the word must end there."""
    match = re.match(r"\w+\x01", told) if ends else None
    return match[0] if match else re.split(r"(?<= )|\x01", told, maxsplit=1)[0][:_SIZE]


def _flat(nodes: Iterable[Node]) -> list[Node]:
    """The nodes of a pattern, those of its groups among them."""
    found: list[Node] = []
    for kind, value in nodes:
        found += _flat(value[3]) if kind is kinds.SUBPATTERN else [(kind, value)]
    return found


def _heads(nodes: Iterable[Node]) -> set[str]:
    """Beginnings of what the nodes match, in lower case, each told as far as its first word goes."""
    done: set[str] = set()
    growing, letters = {""}, ""
    for node in nodes:
        if node[0] is kinds.LITERAL:
            letters += chr(node[1])
            continue
        growing, letters = _grown(growing, {_plain(letters)}, done), ""
        growing = _grown(growing, _ways(node), done)
        if not growing or len(done) + len(growing) > _MOST:
            break
    growing = _grown(growing, {_plain(letters)}, done)
    return {_OPEN} if len(done) + len(growing) > _MOST else done | growing


def _grown(heads: set[str], ways: set[str], done: set[str]) -> set[str]:
    """Beginnings gone on with; those told far enough are put among the done."""
    if ways == {""}:
        return heads
    longer = {head + way for head in heads for way in ways}
    whole = {head for head in longer if _WHOLE.search(head)}
    done |= whole
    return longer - whole


def _plain(letters: str) -> str:
    return letters.lower() if letters.isascii() else letters.translate(_PLAIN).lower()


def _ways(node: Node) -> set[str]:
    kind, value = node
    if kind is kinds.LITERAL:
        return {_plain(chr(value))}
    if kind is kinds.IN:
        return _class(value)
    if kind is kinds.AT:
        return {_EDGE} if value in (kinds.AT_BOUNDARY, kinds.AT_BEGINNING) else {""}
    if kind in (kinds.ASSERT, kinds.ASSERT_NOT):
        return {""}
    if kind is kinds.BRANCH:
        return {head for branch in value[1] for head in _heads(branch)}
    if kind is kinds.SUBPATTERN:
        return _heads(value[3])
    if kind in _REPEATS:
        return _repeated(*value)
    return {_OPEN}


def _repeated(least: int, most: int, nodes: Sequence[Node]) -> set[str]:
    once = _heads(nodes)
    found = once if most == 1 or once == {" "} else {head + _OPEN for head in once}  # blanks are one in the words of a text
    return found | {""} if least == 0 else found


def _class(members: Iterable[Node]) -> set[str]:
    found: set[str] = set()
    for kind, value in members:
        if kind is kinds.LITERAL:
            found.add(_plain(chr(value)))
        elif kind is kinds.RANGE and value[1] - value[0] < 10:
            found |= {chr(letter).lower() for letter in range(value[0], value[1] + 1)}
        elif (kind, value) == (kinds.CATEGORY, kinds.CATEGORY_SPACE):
            found.add(" ")
        elif (kind, value) == (kinds.CATEGORY, kinds.CATEGORY_DIGIT):
            found |= set("0123456789")
        else:
            return {_OPEN}
    return found


def _is_apart(nodes: Sequence[Node]) -> bool:
    """Whether what follows the nodes cannot stand inside a word."""
    if not nodes:
        return False
    (kind, value), before = nodes[-1], nodes[:-1]
    if kind in (kinds.LITERAL, kinds.IN):
        return all(way[-1:] in _APART for way in _ways(nodes[-1]))
    if kind is kinds.AT:
        return value in (kinds.AT_BOUNDARY, kinds.AT_BEGINNING)
    if kind in (kinds.ASSERT, kinds.ASSERT_NOT):
        return _is_apart(before)
    if kind is kinds.BRANCH:
        return all(_is_apart(list(branch)) for branch in value[1])
    if kind is kinds.SUBPATTERN:
        return _is_apart(list(value[3]))
    return kind in _REPEATS and _is_apart(list(value[2])) and (value[0] > 0 or _is_apart(before))
