"""A string that remembers where each of its characters stood in the file it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Text with, for every character, the half-open range it occupied in the source.

    >>> s = Span.at("Fasting for 6 hours", 100)
    >>> s[0:7].text, s[0:7].start, s[0:7].end
    ('Fasting', 100, 107)
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def at(cls, text: str, start: int) -> Span:
        """A span that stood in the source as it is."""
        return cls(text, range(start, start + len(text)), range(start + 1, start + len(text) + 1))

    @property
    def start(self) -> int:
        return self.starts[0] if self.text else 0

    @property
    def end(self) -> int:
        return self.ends[-1] if self.text else 0

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> Span:
        return Span(self.text[part], self.starts[part], self.ends[part])

    def strip(self, characters: str = " \t\r\n\ufeff\u00a0\u200b\u200e\u200f") -> Span:
        left = len(self.text) - len(self.text.lstrip(characters))
        right = len(self.text.rstrip(characters))
        return self[left : max(left, right)]

    def between(self, start: int, end: int) -> Span:
        """The stretch that covers the source positions from `start` to `end`, nothing left out."""
        inside = [i for i, at in enumerate(self.starts) if start <= at < end]
        return self[inside[0] : inside[-1] + 1] if inside else self[0:0]

    def without(self, ranges: list[tuple[int, int]]) -> Span:
        """The span with some ranges of its own positions left out."""
        keep = [i for i in range(len(self.text)) if not any(a <= i < b for a, b in ranges)]
        return Span("".join(self.text[i] for i in keep), [self.starts[i] for i in keep], [self.ends[i] for i in keep])


def join(spans: list[Span], glue: str = " ") -> Span:
    """Several spans as one; the glue stands where the gap stood."""
    if len(spans) == 1:
        return spans[0]
    text, starts, ends = [], [], []
    for n, span in enumerate(spans):
        if n and span.text:
            gap = ends[-1] if ends else span.start
            text.append(glue)
            starts.extend([gap] * len(glue))
            ends.extend([max(gap, span.start)] * len(glue))
        text.append(span.text)
        starts.extend(span.starts)
        ends.extend(span.ends)
    return Span("".join(text), starts, ends)
