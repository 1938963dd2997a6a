"""A table of any make (CSV, tabs, spreadsheet) as columns found by their headings, wherever the heading row lies.

A layout names columns by role; each role has a pattern for the normalised heading (`NON-FAC` over `PE RVU` reads
`non fac pe rvu`). Headings may be moved, renamed within the pattern, spread over several rows, or joined by columns
that nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import BadTable, CodekinError
from graph.ingest import csvs, sheets
from graph.ingest.batch import Batch
from graph.ingest.codes import clean, cleaned, procedure, procedures, renamed
from graph.ingest.files import Item
from graph.ingest.layouts import SCANNED, Heading, Layout, Top
from graph.ingest.sheets import Sheet
from graph.ingest.sorting import packed

_SPACE = " \t"
_FIVE = "^[0-9A-Za-z]{5}$"


@dataclass(frozen=True)
class Grid:
    """The rows under a heading: columns by role, text cleaned only where it is looked up; `rows` counts from 1."""

    heading: Heading
    columns: dict[str, pa.DictionaryArray]
    rows: np.ndarray
    broken: tuple[int, ...] = ()
    mended: tuple[int, ...] = ()
    _cleaned: dict[str, pa.Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, role: str) -> pa.DictionaryArray:
        return self.columns[role]

    def __contains__(self, role: str) -> bool:
        return role in self.columns

    def text(self, role: str) -> pa.Array:
        """One column as plain clean text, empty where the table has no such column."""
        if role not in self:
            return pa.array([""] * len(self), pa.string())
        return self._clean(role).take(self[role].indices)

    def coded(self, role: str) -> pa.DictionaryArray:
        """As `text`, each text held once; of a column that the table has."""
        return renamed(self[role], self._clean(role))

    def holds(self, role: str, *texts: str) -> np.ndarray:
        """Which rows have one of some texts in a column."""
        if role not in self:
            return np.full(len(self), "" in texts)
        held = pc.is_in(self._clean(role), value_set=pa.array(texts, pa.string()))
        return held.take(self[role].indices).to_numpy(zero_copy_only=False)

    def paired(self, one: str, other: str, of: Callable[[str, str], int]) -> np.ndarray:
        """A number for what two columns say in every row: of few texts in either, each pair is asked for once."""
        (texts, place), (others, beside) = (self._coded(role) for role in (one, other))
        both = np.multiply(place, len(others), dtype=np.int64)
        both += beside
        numbers = np.zeros(len(texts) * len(others), np.int32)
        for key in np.flatnonzero(np.bincount(both, minlength=len(numbers))).tolist():
            numbers[key] = of(texts[key // len(others)], others[key % len(others)])
        return numbers[both]

    def _coded(self, role: str) -> tuple[list[str], np.ndarray]:
        """The clean texts of a column, and which of them every row has."""
        if role not in self:
            return [""], np.zeros(len(self), np.int32)
        return self._clean(role).to_pylist(), self[role].indices.to_numpy()

    def _clean(self, role: str) -> pa.Array:
        """The clean words of a column, made once: a part of the rows has the same."""
        if role not in self._cleaned:
            self._cleaned[role] = cleaned(self[role].dictionary)
        return self._cleaned[role]

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


@lru_cache(maxsize=4)
def _scanned(item: Item, head: bytes) -> list[Top]:
    """The first rows of every sheet: every reader asks for them, so they are made once."""
    if sheets.is_workbook(item):
        return [_top(sheet) for sheet in sheets.sheets(item)]
    return [Top(csvs.preview(item, SCANNED))]


def matches(item: Item, layout: Layout) -> Heading | None:
    """The heading of the first table of this layout, None for anything else, damaged files included."""
    try:
        found = _scanned(item, item.head)
    except CodekinError:
        return None
    headings = ((n, top.heading(layout)) for n, top in enumerate(found))
    return next((replace(h, sheet=n) for n, h in headings if h), None)


def has_heading(sheet: Sheet, layout: Layout) -> bool:
    """Whether a sheet is a table of this layout; workbooks hold sheets of other kinds beside it."""
    return _top(sheet).heading(layout) is not None


def _top(sheet: Sheet) -> Top:
    return Top(sheet.first(SCANNED))


def read(item: Item, layout: Layout) -> Grid:
    """The first table of this layout; `BadTable` where the heading is not there."""
    found = matches(item, layout) or _missing(layout, item.name)
    if sheets.is_workbook(item):
        return _under(sheets.sheets(item)[found.sheet], found)
    body = csvs.read(item, found.rows, found.place.values())
    columns = {role: body.columns[n] for role, n in found.place.items()}
    return Grid(found, columns, body.rows, tuple(body.broken), body.mended)


def of_sheet(sheet: Sheet, layout: Layout, name: str) -> Grid:
    """The table of this layout on one sheet."""
    return _under(sheet, _top(sheet).heading(layout) or _missing(layout, name))


def _under(sheet: Sheet, found: Heading) -> Grid:
    columns = [column.dictionary_encode() for column in sheet.columns(found.place.values(), found.rows)]
    return Grid(found, dict(zip(found.place, columns, strict=True)), np.arange(found.rows, len(sheet.cells)) + 1)


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


def account_for_broken(batch: Batch, item: Item, grid: Grid) -> None:
    """Count and list the rows with another number of cells than the heading has, and say which could be mended."""
    for line in grid.broken:
        batch.read += 1
        batch.listed_row(item.name, line, "another number of cells than the heading has")
    for line in grid.mended:
        batch.remark(item.name, line, "more cells than the heading has: commas without quotes in the last one")


def keyed(batch: Batch, item: Item, grid: Grid, *roles: str) -> tuple[Grid, dict[str, pa.Array]]:
    """The rows whose `roles` are procedure codes, and those as CURIEs; every other row is counted and listed.

    Blank rows, the rest of a heading and footnotes (one cell of prose) are no rows. Never shows a cell of prose: in a
    shifted row it may be a licensed descriptor.
    """
    remark_unread(batch, item, grid.heading)
    curies = {role: procedures(grid[role]) for role in roles}
    good = np.logical_and.reduce([c.is_valid().to_numpy(zero_copy_only=False) for c in curies.values()])
    first = int(np.argmax(good)) if good.any() else len(grid)
    for n in np.flatnonzero(~good).tolist():
        cells = [clean(column[n].as_py() or "") for column in grid.columns.values()]
        if _prose(cells) or (n < first and not all(clean(grid[r][n].as_py() or "") for r in roles)):
            continue
        batch.read += 1
        batch.listed_row(item.name, int(grid.rows[n]), "not a procedure code", _shown(grid, roles, n))
    account_for_broken(batch, item, grid)
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
        odd = ~pc.match_substring_regex(spelled.dictionary.fill_null(""), _FIVE).to_numpy(zero_copy_only=False)
        for n in np.flatnonzero(odd).tolist():
            odd[n] = _is_mended(spelled.dictionary[n].as_py() or "")
        if odd.any():
            for n in np.flatnonzero(odd[spelled.indices.to_numpy()]).tolist():
                batch.remark(item.name, int(grid.rows[n]),
                             f"code read as {column[n].as_py()}: leading zeros or characters around it were mended")


def _is_mended(text: str) -> bool:
    """Whether a code is read otherwise than it is spelled; case and space around do not count."""
    curie = procedure(text)
    return curie is not None and not curie.endswith(f":{text.strip(_SPACE).upper()}")


def distinct(batch: Batch, item: Item, grid: Grid, keys: list[pa.Array]) -> np.ndarray:
    """The places of rows whose keys are new; a later row of equal keys is listed as repeated."""
    numbers = packed([k.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False) for k in keys])
    alone = len(numbers) == 1
    _, first = np.unique(numbers[0] if alone else np.stack(numbers), axis=None if alone else 1, return_index=True)
    kept = np.sort(first)
    for n in np.setdiff1d(np.arange(len(grid)), kept).tolist():
        names = " ".join(str(k[n].as_py()) for k in keys).strip()
        batch.listed_row(item.name, int(grid.rows[n]), "repeated: the first row of this code is kept", names)
    return kept
