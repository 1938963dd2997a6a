"""The project's own plain-language titles of codes, and the way back from a page's title to its code.

Titles are our own words, because descriptors of CPT and CDT belong to others. A page's title finds its code when the
content words agree, leaving out words such as "procedure" that say nothing; two codes that could both be meant give none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from graph.errors import BadTable
from graph.identifiers import find_code
from graph.ingest.text.normalise import key, stems

COLUMNS = ["code", "title", "also", "specialty", "family"]
_EMPTY_WORDS = frozenset(stems("procedure procedures name code study service test examination exam patient using guided"))


@dataclass(frozen=True, slots=True)
class Title:
    """One line of a title table."""

    code: str
    title: str
    also: tuple[str, ...]
    specialty: str
    family: str
    table: str
    start: int
    end: int


@dataclass
class Titles:
    """Titles by code."""

    by_code: dict[str, Title] = field(default_factory=dict)

    def add(self, row: Title, where: str) -> None:
        if row.code in self.by_code:
            raise BadTable("code has two titles", where=where, got=row.code, hint="keep one line")
        self.by_code[row.code] = row

    @cached_property
    def by_words(self) -> dict[str, set[str]]:
        """Codes by content words, for pages that name no code."""
        found: dict[str, set[str]] = {}
        for row in self.by_code.values():
            for words in filter(None, map(content, (row.title, *row.also))):
                found.setdefault(words, set()).add(row.code)
        return found

    def title(self, code: str) -> str | None:
        row = self.by_code.get(code)
        return row.title if row else None

    def resolve(self, names: list[str]) -> str | None:
        """The one code that a page with these names describes, or None when none or several fit."""
        for name in names:
            codes = self.by_words.get(content(name), set())
            if len(codes) == 1:
                return next(iter(codes))
        return None


def content(name: str) -> str:
    """The content words of a title, without those that every title has.

    >>> content("Unlisted Fluoroscopic Procedure") == content("fluoroscopy-guided procedure, unlisted")
    True
    """
    return " ".join(word for word in key(name).split() if word not in _EMPTY_WORDS)


def load(folder: Path) -> Titles:
    """All title tables of a folder."""
    titles = Titles()
    for path in sorted(folder.glob("*.tsv")):
        lines = path.read_text("utf-8").split("\n")
        if lines[0].split("\t") != COLUMNS:
            raise BadTable("other columns", where=path, expected=COLUMNS, got=lines[0].split("\t"))
        start = len(lines[0]) + 1
        for number, line in enumerate(lines[1:], 2):
            if line.strip():
                titles.add(_title(line, path, number, start), f"{path}:{number}")
            start += len(line) + 1
    return titles


def _title(line: str, path: Path, number: int, start: int) -> Title:
    where, row = f"{path}:{number}", line.split("\t")
    if len(row) != len(COLUMNS):
        raise BadTable("wrong number of fields", where=where, expected=len(COLUMNS), got=len(row))
    if find_code(row[0]) != row[0] or not row[1].strip():
        raise BadTable("no code or no title", where=where, expected="SYSTEM:code and a title", got=row[:2])
    also = tuple(name.strip() for name in row[2].split("|") if name.strip())
    return Title(row[0], row[1].strip(), also, row[3].strip(), row[4].strip(), path.name, start, start + len(line))
