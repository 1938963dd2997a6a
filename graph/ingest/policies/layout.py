"""The sheets of a PDF as lines that keep their layout, for tables in which the place of a mark is its meaning.

The reading order of a page, which everything else needs, takes tables apart; here every word stands as many characters
from the left as it does on the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pypdfium2

from graph.ingest.policies.rows import Row
from graph.ingest.text.spans import Span

_SAME_LINE = 0.5  # of the height of a character, between two on one line
_SAME_WORD = 0.3  # of its height, between two of one word


@dataclass(slots=True)
class _Word:
    text: str
    left: float
    right: float
    middle: float
    height: float


def rows(path: Path) -> list[Row]:
    """The lines of a PDF that has been read before; their spans count characters of the line, not of the document."""
    document = pypdfium2.PdfDocument(path)
    try:
        lines = [line for number in range(len(document)) for line in _sheet(document[number])]
    finally:
        document.close()
    return [Row(Span.at(" ".join(line.split()), 0), n, raw=line) for n, line in enumerate(lines, 1)]


def _sheet(page: pypdfium2.PdfPage) -> Iterator[str]:
    words = list(_words(page))
    if not words:
        return
    wide = median((w.right - w.left) / len(w.text) for w in words) or 1.0
    for line in _lines(words):
        text = ""
        for word in sorted(line, key=lambda w: w.left):
            text += " " * max(round(word.left / wide) - len(text), 1 if text else 0) + word.text
        yield text
    yield ""


def _words(page: pypdfium2.PdfPage) -> Iterator[_Word]:
    text = page.get_textpage()
    word: _Word | None = None
    for n in range(text.count_chars()):
        character = text.get_text_range(n, 1)
        left, bottom, right, top = text.get_charbox(n, loose=True)
        height = top - bottom
        beside = word and abs(word.middle - (top + bottom) / 2) < _SAME_LINE * height and -height < left - word.right < _SAME_WORD * height
        if word and (not beside or character.isspace()):
            yield word
            word = None
        if not character.strip():
            continue
        if word:
            word.text, word.right = word.text + character, right
        else:
            word = _Word(character, left, right, (top + bottom) / 2, height)
    if word:
        yield word
    text.close()


def _lines(words: Iterable[_Word]) -> Iterator[list[_Word]]:
    """The words of a sheet line by line, from the top."""
    line: list[_Word] = []
    for word in sorted(words, key=lambda w: -w.middle):
        if line and line[0].middle - word.middle > _SAME_LINE * word.height:
            yield line
            line = []
        line.append(word)
    if line:
        yield line
