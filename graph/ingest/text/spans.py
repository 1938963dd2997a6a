"""A string that remembers where each of its characters stood in the file it came from.

Most spans are a stretch of the file as it is and hold one number. The others are runs of such stretches, so that a file
of many megabytes costs its text and a few numbers a line, not two numbers a character.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

_BLANK = " \t\r\n\ufeff\u00a0\u200b\u200e\u200f"
# Where a run begins in the text, and the half-open range of the source it came from. The characters of a run stood there
# one by one; a run of a single character may have occupied any range (a character reference, a line end).
Run = tuple[int, int, int]


class Span:
    """Text with, for every character, the half-open range it occupied in the source. Not to be changed once made.

    >>> s = Span.at("Fasting for 6 hours", 100)
    >>> s[0:7].text, s[0:7].start, s[0:7].end
    ('Fasting', 100, 107)
    """

    __slots__ = ("_origin", "_runs", "text")

    def __init__(self, text: str, origin: int, runs: tuple[Run, ...] = ()) -> None:
        """`runs` in the order of text and source; none means that the text stood in the source from `origin` on."""
        self.text = text
        self._origin = origin
        self._runs = runs

    @classmethod
    def at(cls, text: str, start: int) -> Span:
        """A span that stood in the source as it is."""
        return cls(text, start)

    @classmethod
    def stripped(cls, text: str, start: int, characters: str = _BLANK) -> Span:
        """A text that stood in the source at `start`, without the blanks at its ends.

        >>> Span.stripped("  Rest ", 7)
        Span('Rest', 9, 13)
        """
        inner = text.strip(characters)
        return cls(inner, start + text.find(inner))

    @classmethod
    def of(cls, parts: Iterable[tuple[str, int, int]]) -> Span:
        """A span of parts in source order: each a text and the range it occupied.

        A part that is as long as its range stood there letter by letter; of any other, every letter occupied all of it.

        >>> s = Span.of([("a ", 0, 2), ("&", 2, 7), (" b", 7, 9)])
        >>> s.text, s[2:3].start, s[2:3].end
        ('a & b', 2, 7)
        """
        texts: list[str] = []
        runs: list[Run] = []
        at = 0
        for text, start, end in parts:
            if not text:
                continue
            texts.append(text)
            if len(text) == end - start:
                _extend(runs, at, start, end)
            else:
                runs.extend((at + n, start, end) for n in range(len(text)))
            at += len(text)
        return cls._made("".join(texts), runs)

    @classmethod
    def _made(cls, text: str, runs: list[Run]) -> Span:
        if not runs:
            return cls("", 0)
        _, start, end = runs[0]
        verbatim = len(runs) == 1 and end - start == len(text)
        return cls(text, start, () if verbatim else tuple(runs))

    @property
    def start(self) -> int:
        return self._origin if self.text else 0

    @property
    def end(self) -> int:
        if not self.text:
            return 0
        return self._runs[-1][2] if self._runs else self._origin + len(self.text)

    def __len__(self) -> int:
        return len(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and (self.text, self._origin, self._runs) == (
            other.text, other._origin, other._runs)

    def __hash__(self) -> int:
        return hash(self.text)  # which a string remembers; two places of one text are rare

    def __repr__(self) -> str:
        return f"Span({self.text!r}, {self.start}, {self.end})"

    def __getitem__(self, part: slice) -> Span:
        """The part between two positions of the text, as slices of strings go."""
        first = part.start
        if not self._runs and (first is None or first >= 0):
            return Span(self.text[part], self._origin + (first or 0))
        start, stop, _ = part.indices(len(self.text))
        if not self._runs:
            return Span(self.text[start:stop], self._origin + start)
        return self._made(self.text[start:stop], self._within(start, stop))

    def _within(self, start: int, stop: int) -> list[Run]:
        """The runs of a part, cut at its ends and counted from its beginning."""
        if start >= stop:
            return []
        found: list[Run] = []
        first = bisect_right(self._runs, start, key=_position) - 1
        for n in range(first, len(self._runs)):
            at, low, high = self._runs[n]
            if at >= stop:
                break
            size = self._size(n)
            if size > 1:
                low, high = low + max(0, start - at), high - max(0, at + size - stop)
            found.append((max(0, at - start), low, high))
        return found

    def _size(self, n: int) -> int:
        following = self._runs[n + 1][0] if n + 1 < len(self._runs) else len(self.text)
        return following - self._runs[n][0]

    def strip(self, characters: str = _BLANK) -> Span:
        inner = self.text.strip(characters)
        if inner is self.text:  # as of a text that has nothing to strip
            return self
        left = self.text.find(inner)
        return self[left : left + len(inner)] if self._runs else Span(inner, self._origin + left)

    def between(self, start: int, end: int) -> Span:
        """The stretch that covers the source positions from `start` to `end`, nothing left out."""
        low, high = self.position(start), self.position(end)
        return self[low:high] if low < high else self[0:0]

    def range(self, low: int, high: int) -> tuple[int, int]:
        """The range of the source that the letters from position `low` to `high` came from."""
        if not self._runs:
            return self._origin + low, self._origin + high
        part = self[low:high]
        return part.start, part.end

    def position(self, source: int) -> int:
        """The first position of the text whose character stood at `source` or behind it, or the length."""
        if not self._runs:
            return min(max(0, source - self._origin), len(self.text))
        n = bisect_right(self._runs, source - 1, key=_start)  # the first run that begins at `source` or behind it
        if n and (size := self._size(n - 1)) > 1 and source - self._runs[n - 1][1] < size:
            return self._runs[n - 1][0] + source - self._runs[n - 1][1]
        return self._runs[n][0] if n < len(self._runs) else len(self.text)

    def without(self, ranges: list[tuple[int, int]]) -> Span:
        """The span with some ranges of its own positions left out; the ranges in order."""
        if not ranges:
            return self
        kept, at = [], 0
        for start, end in ranges:
            if at < start:
                kept.append(self[at:start])
            at = max(at, end)
        return joined([*kept, self[at:]])

    def pieces(self, longest: int) -> list[Span]:
        """The span cut behind a comma or at a blank where it is longer than that; what has neither is cut anyway.

        >>> [piece.text for piece in Span.at("pain, a rash and fever", 0).pieces(12)]
        ['pain,', 'a rash and', 'fever']
        """
        text, at, found = self.text, 0, []
        if len(text) <= longest:
            return [whole] if (whole := self.strip()).text else []
        while len(text) - at > longest:
            end = at + longest
            cut = max(text.rfind(", ", at, end) + 1, at) if ", " in text[at:end] else max(text.rfind(" ", at, end), at)
            cut = cut if cut > at else end
            found.append(self[at:cut].strip())
            at = cut
        return [piece for piece in (*found, self[at:].strip()) if piece.text]

    def parts(self) -> list[tuple[str, int, int]]:
        """The span as `of` takes it."""
        if not self._runs:
            return [(self.text, self._origin, self._origin + len(self.text))]
        return [(self.text[at : at + self._size(n)], low, high) for n, (at, low, high) in enumerate(self._runs)]


def _position(run: Run) -> int:
    return run[0]


def _start(run: Run) -> int:
    return run[1]


def _extend(runs: list[Run], at: int, start: int, end: int) -> None:
    """One more stretch of the source; joined to the run before it where that one ends as it begins."""
    if runs and runs[-1][2] == start and runs[-1][2] - runs[-1][1] == at - runs[-1][0]:
        runs[-1] = (runs[-1][0], runs[-1][1], end)
    else:
        runs.append((at, start, end))


def joined(spans: Iterable[Span]) -> Span:
    """Several spans in source order as one, with nothing between them."""
    return Span.of(part for span in spans for part in span.parts())


def join(spans: list[Span], glue: str = " ") -> Span:
    """Several spans as one; the glue stands where the gap stood."""
    if len(spans) == 1:
        return spans[0]
    parts: list[tuple[str, int, int]] = []
    for n, span in enumerate(spans):
        if n and span.text:
            gap = parts[-1][2] if parts else span.start
            parts.append((glue, gap, max(gap, span.start)))
        parts.extend(part for part in span.parts() if part[0])
    return Span.of(parts)
