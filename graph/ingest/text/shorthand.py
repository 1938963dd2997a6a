"""Clinical shorthand of function words, spelled out for the reader and quoted as it stands: "w/ fever", "d/t a fall", "PRN"."""

from __future__ import annotations

import re

from graph.ingest.text.normalise import lower
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.spans import Span

_SPELLED = {
    "w/": "with", "w/o": "without", "w/in": "within", "s/p": "after", "d/t": "due to", "2/2": "due to", "b/c": "because", "c/w": "with", "h/o": "a history of",
    "f/u": "follow-up", "y/o": "years old", "i/s/o": "with", "r/o": "rule out", "d/c": "stop", "pts": "patients", "hx": "history", "prn": "as needed", "a/w": "with", "esp.": "especially", "esp": "especially", "dz": "disease",
}
_SHORT = Pattern(r"(?<![\w/])(?:w/o|w/in|w/|s/p|d/t|2/2|b/c|c/w|h/o|f/u|y/o|i/s/o|r/o|d/c(?=\s)|a/w|pts|hx|prn|(?<=[\s(])esp\.?(?=\s)|dz)(?![\w/])(?:(?<=w/)\s*)?", re.IGNORECASE)


def spelled(span: Span) -> Span:
    """A span with its shorthand spelled out; what was written there keeps its place.

    >>> s = spelled(Span.at("Pain w/ fever", 0)); s.text, s[5:9].start, s[5:9].end
    ('Pain with fever', 5, 8)
    """
    text = lower(span.text)
    if "/" not in text and "pts" not in text and "hx" not in text and "prn" not in text and " dz" not in text and "esp" not in text:
        return span
    found = [(match.span(), f"{_SPELLED[match[0].strip().lower()]}{' ' if match[0].endswith(('/', ' ')) else ''}") for match in _SHORT.finditer(span.text)]
    if not found:
        return span
    parts, at = [], 0
    for (start, end), text in found:
        parts += [*span[at:start].parts(), (text, *span.range(start, end))]
        at = end
    return Span.of([*parts, *span[at:].parts()])
