"""A table of any make (CSV, tabs, spreadsheet) as columns found by their headings, wherever the heading row lies.

A layout names columns by role; each role has a pattern for the normalised heading (`NON-FAC` over `PE RVU` reads
`non fac pe rvu`). Headings may be moved, renamed within the pattern, spread over several rows, or joined by columns
that nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pyarrow as pa

from graph.errors import BadTable, CodekinError
from graph.ingest import csvs, sheets
from graph.ingest.batch import Batch
from graph.ingest.codes import clean, mapped, procedure
from graph.ingest.files import Item

_DEPTH = 6
_SCANNED = 40


@dataclass(frozen=True)
class Layout:
    """Patterns of headings by role; a table without all of `needed` is another one."""

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


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


@dataclass(frozen=True)
class Heading:
    """Where the heading ends (`rows` above the data), the columns of the roles, the titles above, and the sheet."""

    rows: int
    place: dict[str, int]
    names: tuple[str, ...]
    titles: tuple[str, ...]
    sheet: int = 0


@dataclass(frozen=True)
class Grid:
    """The rows under a heading: columns by role, text cleaned only where it is looked up; `rows` counts from 1."""

    heading: Heading
    columns: dict[str, pa.DictionaryArray]
    rows: np.ndarray
    broken: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, role: str) -> pa.DictionaryArray:
        return self.columns[role]

    def __contains__(self, role: str) -> bool:
        return role in self.columns

    def text(self, role: str) -> pa.Array:
        """One column as plain clean text, empty where the table has no such column."""
        return mapped(self[role], clean) if role in self else pa.array([""] * len(self), pa.string())

    def where(self, kept: np.ndarray) -> Grid:
        """Only the rows that a mask or a list of places names."""
        chosen = np.flatnonzero(kept) if kept.dtype == bool else kept
        if len(chosen) == len(self):
            return self
        return replace(self, columns={r: c.take(pa.array(chosen)) for r, c in self.columns.items()},
                       rows=self.rows[chosen])

    def records(self) -> list[dict[str, str]]:
        """Row by row, for tables small enough."""
        texts = [self.text(role).to_pylist() for role in self.columns]
        return [dict(zip(self.columns, row, strict=True)) for row in zip(*texts, strict=True)]


Span = tuple[int, int, list[str]]
"""Rows from `start` to before `end`, and what their cells read as one heading."""


@lru_cache(maxsize=4)
def _scanned(item: Item, head: bytes) -> list[tuple[list[list[str]], list[Span]]]:
    """The first rows of every sheet and their possible headings: every reader asks for them, so they are made once."""
    if sheets.is_workbook(item):
        firsts = [[[cell.strip() for cell in row] for row in sheet.rows[:_SCANNED]] for sheet in sheets.sheets(item)]
    else:
        firsts = [csvs.preview(item, _SCANNED)]
    return [(rows, list(_spans(rows))) for rows in firsts]


def matches(item: Item, layout: Layout) -> Heading | None:
    """The heading of the first table of this layout, None for anything else, damaged files included."""
    try:
        found = _scanned(item, item.head)
    except CodekinError:
        return None
    headings = ((n, heading(rows, spans, layout)) for n, (rows, spans) in enumerate(found))
    return next((replace(h, sheet=n) for n, h in headings if h), None)


def heading(rows: list[list[str]], spans: Iterable[Span], layout: Layout) -> Heading | None:
    """The first row that ends a heading of this layout; of several depths the one that names most roles."""
    best: Heading | None = None
    for start, end, names in spans:
        if best and end > best.rows:
            break
        place = layout.place(names)
        if place and (best is None or len(place) > len(best.place)):
            best = Heading(end, place, tuple(names), tuple(cell for row in rows[:start] for cell in row if cell))
    return best


def has_heading(rows: list[list[str]], layout: Layout) -> bool:
    """Whether a sheet is a table of this layout; workbooks hold sheets of other kinds beside it."""
    first = [[cell.strip() for cell in row] for row in rows[:_SCANNED]]
    return heading(first, _spans(first), layout) is not None


def _spans(rows: list[list[str]]) -> Iterator[Span]:
    for end in range(1, len(rows) + 1):
        for start in range(end - 1, max(end - 1 - _DEPTH, -1), -1):
            yield start, end, _joined(rows[start:end])


def _joined(rows: list[list[str]]) -> list[str]:
    width = len(rows[-1])
    return [_normal(" ".join(row[n] for row in rows if n < len(row))) for n in range(width)]


def _normal(text: str) -> str:
    return re.sub(r"[^a-z0-9*=]+", " ", text.lower()).strip()


def read(item: Item, layout: Layout) -> Grid:
    """The first table of this layout; `BadTable` where the heading is not there."""
    found = matches(item, layout) or _missing(layout, item.name)
    if sheets.is_workbook(item):
        return of_rows(sheets.sheets(item)[found.sheet].rows, layout, item.name)
    body = csvs.read(item, found.rows)
    columns = {role: body.columns[n] for role, n in found.place.items()}
    return Grid(found, columns, body.rows, tuple(body.broken))


def of_rows(rows: list[list[str]], layout: Layout, name: str) -> Grid:
    """The table of this layout in the rows of one sheet."""
    first = [[cell.strip() for cell in row] for row in rows[:_SCANNED]]
    found = heading(first, _spans(first), layout) or _missing(layout, name)
    body = rows[found.rows:]
    columns = {role: pa.array([row[n] if n < len(row) else "" for row in body], pa.string()).dictionary_encode()
               for role, n in found.place.items()}
    return Grid(found, columns, np.arange(len(body)) + found.rows + 1)


def _missing(layout: Layout, name: str) -> Heading:
    raise BadTable("heading is not there", where=name, expected=", ".join(layout.needed), got="other columns",
                   hint="keep the publisher's heading row")


# --- the ledger of a table keyed by procedure codes ---


def remark_unread(batch: Batch, item: Item, heading: Heading, known: tuple[str, ...] = ()) -> None:
    """Say which columns of a table nobody reads; what belongs to no role must not vanish in silence."""
    read = set(heading.place.values())
    for n, name in enumerate(heading.names):
        if name and n not in read and name not in known:
            batch.remark(item.name, heading.rows, f"column {name[:60]} is not read")


def keyed(batch: Batch, item: Item, grid: Grid, *roles: str) -> tuple[Grid, dict[str, pa.Array]]:
    """The rows whose `roles` are procedure codes, and those as CURIEs; every other row is counted and listed.

    Blank rows, the rest of a heading and footnotes (one cell of prose) are no rows. Never shows a cell of prose: in a
    shifted row it may be a licensed descriptor.
    """
    remark_unread(batch, item, grid.heading)
    curies = {role: mapped(grid[role], procedure) for role in roles}
    good = np.logical_and.reduce([c.is_valid().to_numpy(zero_copy_only=False) for c in curies.values()])
    first = int(np.argmax(good)) if good.any() else len(grid)
    for n in np.flatnonzero(~good).tolist():
        cells = [clean(column[n].as_py() or "") for column in grid.columns.values()]
        if _prose(cells) or (n < first and not all(clean(grid[r][n].as_py() or "") for r in roles)):
            continue
        batch.read += 1
        batch.listed_row(item.name, int(grid.rows[n]), "not a procedure code", _shown(grid, roles, n))
    for line in grid.broken:
        batch.read += 1
        batch.listed_row(item.name, line, "another number of cells than the heading has")
    batch.read += int(good.sum())
    kept = grid.where(good)
    curies = {role: column.filter(pa.array(good)) for role, column in curies.items()}
    _remark_restored(batch, item, kept, curies)
    return kept, curies


def _prose(cells: list[str]) -> bool:
    said = [cell for cell in cells if cell]
    return not said or (len(said) == 1 and " " in said[0])


def _shown(grid: Grid, roles: tuple[str, ...], n: int) -> str:
    texts = [clean(grid[role][n].as_py() or "") for role in roles]
    return ", ".join(text if len(text) <= 8 and " " not in text else "a longer text" for text in texts)


def _remark_restored(batch: Batch, item: Item, grid: Grid, curies: dict[str, pa.Array]) -> None:
    for role, column in curies.items():
        spelled = grid[role]
        odd = np.array([v != c for v, c in _spellings(spelled)], bool)[spelled.indices.to_numpy(zero_copy_only=False)]
        for n in np.flatnonzero(odd).tolist():
            batch.remark(item.name, int(grid.rows[n]),
                         f"code read as {column[n].as_py()}: leading zeros or characters around it were mended")


def _spellings(column: pa.DictionaryArray) -> list[tuple[str, str]]:
    """Each distinct spelling beside the bare code it is read as; case and space around do not count."""
    values = [(v or "").strip(" \t").upper() for v in column.dictionary.to_pylist()]
    return [(v, (procedure(v) or f":{v}").partition(":")[2]) for v in values]


def distinct(batch: Batch, item: Item, grid: Grid, keys: list[pa.Array]) -> np.ndarray:
    """The places of rows whose keys are new; a later row of equal keys is listed as repeated."""
    numbers = np.stack([k.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False) for k in keys])
    _, first = np.unique(numbers, axis=1, return_index=True)
    kept = np.sort(first)
    for n in np.setdiff1d(np.arange(len(grid)), kept).tolist():
        names = " ".join(str(k[n].as_py()) for k in keys).strip()
        batch.listed_row(item.name, int(grid.rows[n]), "repeated: the first row of this code is kept", names)
    return kept
