"""Where the heading of a table lies among its first rows, and which column each of its names stands for.

Every reader asks every file for its own heading, so what cannot be there is told by a look for the words of the
heading, before any row is tried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

DEPTH = 6
SCANNED = 40


@dataclass(frozen=True, eq=False)
class Layout:
    """Patterns of headings by role; a table without all of `needed` is another one. Each is equal to itself only."""

    patterns: dict[str, str]
    needed: tuple[str, ...]

    def place(self, names: list[str]) -> dict[str, int]:
        """The column of every role that the headings name, the first where several do; nothing without the needed."""
        if not all(any(_pattern(self.patterns[role]).fullmatch(name) for name in names) for role in self.needed):
            return {}
        found: dict[str, int] = {}
        for n, name in enumerate(names):
            role = next((r for r, p in self.patterns.items() if r not in found and _pattern(p).fullmatch(name)), None)
            if role:
                found[role] = n
        return found

    def may_be_in(self, text: str) -> bool:
        """Whether normalised cells hold a piece of every needed heading; without them the layout is not there."""
        return all(any(piece in text for piece in pieces) for pieces in self._pieces)

    @cached_property
    def _pieces(self) -> list[tuple[str, ...]]:
        return [pieces(self.patterns[role]) for role in self.needed]


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


_OTHER = re.compile(r"[^a-z0-9*=]+")
_GROUP = re.compile(r"\((?:\?:)?[^()]*\)[?*]?")
_ANY = re.compile(r"\[[^]]*\]|\\.|.[?*]")


def pieces(pattern: str) -> tuple[str, ...]:
    """For each way to write a heading the longest piece of a word that it always has, perhaps an empty one.

    >>> pieces("hcpcs(?: code)?|hcpc"), pieces("non ?fac(?:ility)? pe rvu"), pieces(".*")
    (('hcpcs', 'hcpc'), ('non',), ('',))
    """
    while (plain := _GROUP.sub("\t", pattern)) != pattern:
        pattern = plain
    ways = (re.findall("[a-z0-9]+", _ANY.sub("\t", way)) for way in pattern.split("|"))
    return tuple(max(way, key=len, default="") for way in ways)


@dataclass(frozen=True)
class Heading:
    """Where the heading ends (`rows` above the data), the columns of the roles, the titles above, and the sheet."""

    rows: int
    place: dict[str, int]
    names: tuple[str, ...]
    titles: tuple[str, ...]
    sheet: int = 0


class Top:
    """The first rows of a table, their cells stripped, looked through for headings as often as there are layouts."""

    def __init__(self, rows: list[list[str]]) -> None:
        self.rows = [[cell.strip() for cell in row] for row in rows[:SCANNED]]
        self._joined: dict[tuple[int, int], list[str]] = {}
        self._found: dict[Layout, Heading | None] = {}

    def heading(self, layout: Layout) -> Heading | None:
        """The first row that ends a heading of this layout; of several depths the one that names most roles."""
        if layout not in self._found:  # a reader that knows a table by its heading asks for that again when it reads
            self._found[layout] = self._sought(layout)
        return self._found[layout]

    def _sought(self, layout: Layout) -> Heading | None:
        if not layout.may_be_in(self._text):
            return None
        best: Heading | None = None
        for end in range(1, len(self.rows) + 1):
            if not layout.may_be_in(self._above[end]):
                continue
            for start in range(end - 1, max(end - 1 - DEPTH, -1), -1):
                names = self._names(start, end)
                place = layout.place(names)
                if place and (best is None or len(place) > len(best.place)):
                    titles = tuple(cell for row in self.rows[:start] for cell in row if cell)
                    best = Heading(end, place, tuple(names), titles)
            if best:
                break
        return best

    @cached_property
    def _cells(self) -> list[list[str]]:
        return [[_normal(cell) for cell in row] for row in self.rows]

    @cached_property
    def _lines(self) -> list[str]:
        return ["\n".join(row) for row in self._cells]

    @cached_property
    def _text(self) -> str:
        return "\n".join(self._lines)

    @cached_property
    def _above(self) -> list[str]:
        """For every row the text of those before it that a heading may have which ends there."""
        return ["\n".join(self._lines[max(end - DEPTH, 0):end]) for end in range(len(self.rows) + 1)]

    def _names(self, start: int, end: int) -> list[str]:
        """What the cells of rows from `start` to before `end` read as one heading."""
        if (start, end) not in self._joined:
            rows = self._cells[start:end]
            self._joined[start, end] = [" ".join(row[n] for row in rows if n < len(row) and row[n])
                                        for n in range(len(rows[-1]))]
        return self._joined[start, end]


@lru_cache(maxsize=4096)
def _normal(text: str) -> str:
    return _OTHER.sub(" ", text.lower()).strip()
