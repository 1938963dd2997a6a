"""XML as a tree beside the lines of its elements, parsed without ever following what a document type declares.

The tree of the standard library forgets line numbers, which evidence needs, and its own parser expands entities, which
bombs are made of; here the library only puts the tree together, and a declared entity of any kind ends the reading.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

import numpy as np

from graph.errors import UnreadableFile
from graph.ingest.files import Item

MAXIMUM_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document: its root element, and the 1-based line of every element of the names that were asked for."""

    root: Element
    lines: dict[Element, int]


def text(element: Element) -> str:
    """The character data before the first child of an element, stripped."""
    return (element.text or "").strip()


def first(element: Element, tag: str) -> str | None:
    """The text of the first child of a name, None where there is none or it is empty."""
    return (element.findtext(tag) or "").strip() or None


def root_of(item: Item) -> str | None:
    """The name of the root element as the head shows it, None for what is no XML; never raises on garbage."""
    head = item.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"<"):
        return None
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = _stop
    try:
        with suppress(expat.ExpatError, _Entity):
            parser.Parse(item.head, False)
    except _Begun as begun:
        return str(begun)
    return None


def parse(item: Item, *lined: str) -> Parsed:
    """The whole document with the lines of all elements that are named so.

    `UnreadableFile` where it is not well formed, declares entities or nests too deep.
    """
    try:
        found = _parsed(item.data, frozenset(lined))
    except expat.ExpatError as error:
        raise UnreadableFile("not well-formed XML", where=f"{item.name}:{error.lineno}", expected="well-formed XML",
                             got=expat.ErrorString(error.code), hint="download it again") from error
    except _Entity as error:
        raise UnreadableFile("XML that declares entities is not read", where=item.name, expected="no <!ENTITY …>",
                             got=str(error), hint="publishers' files declare none: get the file from its publisher"
                             ) from None
    if _may_be_deep(item.data) and _is_deep(found.root):
        raise UnreadableFile("XML nests too deep", where=item.name, expected=f"at most {MAXIMUM_DEPTH} levels",
                             got="more")
    return found


def _parsed(data: bytes, lined: frozenset[str]) -> Parsed:
    """The tree, put together by the handlers of the library; only for the lines there is one of ours."""
    parser, builder = expat.ParserCreate(), TreeBuilder()
    begin, lines = builder.start, {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        element = begin(tag, attributes)
        if tag in lined:
            lines[element] = parser.CurrentLineNumber

    parser.buffer_text = True
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = start, builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(data, True)
    finally:  # the parser holds its handler, and this the parser: else both wait for the collector of cycles
        parser.StartElementHandler = None
    return Parsed(builder.close(), lines)


def _may_be_deep(data: bytes) -> bool:
    """Whether somewhere so many tags have begun, and not ended; comments and other encodings may hide anything.

    Only of the declaration that a file begins with it is sure that no tag is inside.
    """
    data = data.removeprefix(b"\xef\xbb\xbf").removeprefix(b"<?xml ")
    signs = np.frombuffer(data + b" ", np.uint8)
    behind = signs[np.flatnonzero(signs == ord("<")) + 1]
    steps = np.where(behind == ord("/"), -1, 1)
    return bool(np.isin(behind, (0, ord("!"), ord("?"))).any() or np.cumsum(steps).max() > MAXIMUM_DEPTH)


def _is_deep(root: Element) -> bool:
    """Whether there are more levels than any publisher's file has."""
    level = [root]
    for _ in range(MAXIMUM_DEPTH):
        level = list(chain.from_iterable(level))
    return bool(level)


class _Entity(Exception):
    """An entity was declared."""


class _Begun(Exception):
    """The root element has begun."""


def _refuse(name: str, *_: object) -> None:
    raise _Entity(name)


def _stop(tag: str, _: dict[str, str]) -> None:
    raise _Begun(tag)
