"""XML as a tree that knows its lines, parsed without ever following what a document type declares.

The tree of the standard library forgets line numbers, which evidence needs, and expands entities, which bombs are
made of; here a declared entity of any kind ends the reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from xml.parsers import expat

from graph.errors import UnreadableFile
from graph.ingest.files import Item

MAXIMUM_DEPTH = 64


@dataclass(slots=True)
class Element:
    """One element: `text` is the character data before its first child, stripped; `line` is 1-based."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> list[Element]:
        """Children of one name."""
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> str | None:
        """The text of the first child of a name, None where there is none or it is empty."""
        return next((child.text for child in self.children if child.tag == tag), None) or None

    def walk(self) -> Iterator[Element]:
        """This element and everything below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


def root_of(item: Item) -> str | None:
    """The name of the root element as the head shows it, None for what is no XML; never raises on garbage."""
    head = item.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"<"):
        return None
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = lambda tag, _: found.append(tag) if not found else None
    with suppress(expat.ExpatError, _Entity):
        parser.Parse(item.head, False)
    return found[0] if found else None


def parse(item: Item) -> Element:
    """The whole document; `UnreadableFile` where it is not well formed, declares entities or nests too deep."""
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    builder.attach(parser)
    try:
        parser.Parse(item.data, True)
    except expat.ExpatError as error:
        raise UnreadableFile("not well-formed XML", where=f"{item.name}:{error.lineno}", expected="well-formed XML",
                             got=expat.ErrorString(error.code), hint="download it again") from error
    except _Entity as error:
        raise UnreadableFile("XML that declares entities is not read", where=item.name, expected="no <!ENTITY …>",
                             got=str(error), hint="publishers' files declare none: get the file from its publisher"
                             ) from None
    except _Deep:
        raise UnreadableFile("XML nests too deep", where=f"{item.name}:{parser.CurrentLineNumber}",
                             expected=f"at most {MAXIMUM_DEPTH} levels", got="more") from None
    finally:
        builder.detach()
    return builder.root


class _Entity(Exception):
    """An entity was declared."""


class _Deep(Exception):
    """More levels than any publisher's file has."""


def _refuse(name: str, *_: object) -> None:
    raise _Entity(name)


class _Builder:
    """Collects elements from the parser's events."""

    def __init__(self) -> None:
        self.root = Element("", {}, 0)
        self._open: list[Element] = []

    def attach(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.EntityDeclHandler = _refuse

    def detach(self) -> None:
        """Let go of the parser, which holds this builder: else both wait for the collector of cycles."""
        del self._parser

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        if len(self._open) > MAXIMUM_DEPTH:
            raise _Deep

    def _end(self, _: str) -> None:
        self._open.pop()

    def _data(self, data: str) -> None:
        if (text := data.strip()) and not self._open[-1].children:
            last = self._open[-1]
            last.text = f"{last.text} {text}" if last.text else text
