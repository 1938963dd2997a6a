"""How the words begin that every match of a pattern holds, read from the pattern itself.

A pattern is walked as the library of regular expressions takes it apart. Wherever a word must begin in it, the beginnings
that this word can have are told, in lower case and as far as they tell words apart; where one may be anything, nothing is
said. So what is read is never more than what every match holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from graph.ingest.text.patterns import Pattern

Node = tuple[Any, Any]
Need = frozenset[tuple[str, str]]
"""Beginnings of which a text must have one, each with where: `first` of the text, of a `word`, or `inside` one."""
_OPEN, EDGE = "\x00", "\x01"  # anything may follow; the edge of a word
SIZE = 12  # letters by which words are told apart
_WHOLE = re.compile(rf"\x00|\w\x01|\w\S* |.{{{SIZE}}}", re.DOTALL)
_MOST = 2000  # beginnings of a pattern; of one with more nothing is said
_EARLY, _WAYS = 5, 60  # where a pattern may part into ways; how many are told apart
_APART = " \x01,;:-"
_BLANK, _SET_OFF = " \x01", frozenset(",;:-")  # what no word need be told of, and marks by which a clause is set off
_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-", "ſ": "s", "ı": "i", "İ": "i", "\u212a": "k"})
_REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)


def nodes_of(pattern: Pattern) -> list[Node]:
    """A pattern taken apart, groups that only hold one way among the rest."""
    return _flat(_settled(_parser.parse(pattern.pattern, pattern.flags)))


def _settled(found: Any) -> Any:
    """What was taken apart as tuples all through: what is known of a piece is known wherever it stands again."""
    if isinstance(found, _parser.SubPattern):
        return tuple([node if type(node[1]) is int else _settled(node) for node in found.data])  # most are one letter
    return tuple([_settled(part) for part in found]) if isinstance(found, list | tuple) else found


def is_anchored(pattern: Pattern, nodes: list[Node]) -> bool:
    """Whether a pattern matches at the start of a text only."""
    return bool(nodes) and nodes[0] == (kinds.AT, kinds.AT_BEGINNING) and not pattern.flags & re.MULTILINE


def needs_of(nodes: list[Node], *, first: bool) -> Iterator[Need]:
    """Beginnings of which a text must have one, as told at each of the places where a word begins."""
    for n in range(len(nodes)):
        if n and (nodes[n - 1][0] is kinds.AT or not _is_apart(nodes[:n])):
            continue
        kind, value = nodes[n]
        ahead = _need(_heads(value[1]), n > 0, False) if kind is kinds.ASSERT and value[0] > 0 else None
        heads = _heads(nodes[n:])
        if need := ahead or _need(heads, n > 0, first and n == 0):
            yield need
        if n == 0 and (marks := {head.lstrip(_BLANK)[:1] for head in heads}) <= _SET_OFF:
            yield frozenset(("inside", mark) for mark in marks)


def wayed(nodes: list[Node], splits: int = 2) -> list[list[Node]]:
    """The ways of a pattern that parts into several behind its beginning: "if …", "in … of …", "depending on …".

    What is a single word is left together, because a look at the words tells these apart as well.
    """
    for n, (kind, value) in enumerate(nodes[:_EARLY]):
        if kind is kinds.BRANCH and splits and (long := [way for way in _parted(value[1]) if _goes_on(way)]):
            short = [way for way in _parted(value[1]) if not _goes_on(way)]
            ways = [*long, [(kinds.BRANCH, (None, tuple(map(tuple, short))))]] if short else long
            found = [deeper for way in ways for deeper in wayed([*nodes[:n], *way, *nodes[n + 1 :]], splits - 1)]
            return found if len(found) <= _WAYS else [nodes]
    return [nodes]


def _parted(ways: Iterable[Iterable[Node]]) -> Iterator[list[Node]]:
    """The ways of a branch, with those of a branch that is a whole way among them."""
    for way in map(_flat, ways):
        if len(way) == 1 and way[0][0] is kinds.BRANCH:
            yield from _parted(way[0][1][1])
        else:
            yield way


def _goes_on(way: list[Node]) -> bool:
    """Whether more words follow the first of a way."""
    gaps = (n for n, node in enumerate(way[:-1]) if node[0] in (kinds.LITERAL, kinds.IN, *_REPEATS) and " " in _ways(node))
    return any(head.strip(_APART) for n in gaps for head in _ways(way[n + 1]))


def _need(heads: Iterable[str], apart: bool, first: bool) -> Need | None:
    """Beginnings as entries of the tables; None where one of them may be anything."""
    found = {_entry(head, apart, first) for head in heads}
    if None in found:
        return None
    parts = [entry for entry in found if entry[0] == "inside"]
    return frozenset(found.difference(e for e in parts if any(part in e[1] and part != e[1] for _, part in parts)))


@lru_cache(maxsize=1 << 14)  # the words of one language: most patterns have those of others
def _entry(head: str, apart: bool, first: bool) -> tuple[str, str] | None:
    """The entry of one beginning; None where it may be anything."""
    body = head.lstrip(_APART)
    edge = apart or len(body) < len(head)
    told = body.split(_OPEN)[0]
    if not told:
        mark = head.split(_OPEN)[0].strip(" \x01")[:1]
        return ("inside", mark) if mark else None
    if not (told[0].isalnum() or told[0] == "_"):
        return "inside", told.split(" ")[0].split(EDGE)[0]
    table = "first" if first and body == head.lstrip(EDGE) else "word" if edge else "inside"
    return table, _first_word(told, ends=table != "inside")


@cache
def _first_word(told: str, *, ends: bool) -> str:
    """A beginning as far as its first word goes, with the mark of an edge where the word must end there."""
    match = re.match(r"\w+\x01", told) if ends else None
    return match[0] if match else re.split(r"(?<= )|\x01", told, maxsplit=1)[0][:SIZE]


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
        growing, letters = _grown(growing, {folded(letters)}, done), ""
        ways = _ways(node)
        if len(growing) * len(ways) + len(done) > _MOST:
            return {_OPEN}
        if not (growing := _grown(growing, ways, done)):
            break
    growing = _grown(growing, {folded(letters)}, done)
    return {_OPEN} if len(done) + len(growing) > _MOST else done | growing


def _grown(heads: set[str], ways: set[str], done: set[str]) -> set[str]:
    """Beginnings gone on with; those told far enough are put among the done."""
    if ways == {""}:
        return heads
    longer = {head + way for head in heads for way in ways}
    whole = {*filter(_whole, longer)}
    done |= whole
    return longer - whole


@lru_cache(maxsize=1 << 14)
def _whole(head: str) -> bool:
    """Whether a beginning need not be told further."""
    return bool(_WHOLE.search(head))


def folded(letters: str) -> str:
    """Letters as beginnings are written: in lower case, those that patterns take for one written as one."""
    return letters.lower() if letters.isascii() else letters.translate(_PLAIN).lower()


@lru_cache(maxsize=64)  # the pieces of one pattern: a large one, of which all ways begin alike
def _ways(node: Node) -> set[str]:
    kind, value = node
    if kind is kinds.LITERAL:
        return {folded(chr(value))}
    if kind is kinds.IN:
        return _class(value)
    if kind is kinds.AT:
        return {EDGE} if value in (kinds.AT_BOUNDARY, kinds.AT_BEGINNING) else {""}
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
            found.add(folded(chr(value)))
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
