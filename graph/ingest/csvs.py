"""Delimited text as columns of strings, through pyarrow: comma or tab, any encoding, broken lines told apart."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow

from graph.errors import UnreadableFile
from graph.ingest.archives import HEAD
from graph.ingest.files import Item, Passing

ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")
_TEXT = pa.dictionary(pa.int32(), pa.string())
_KEPT = 500_000  # broken rows that are looked at again; those beyond are only listed
_FREE = re.compile(r"desc|name|title|domain|note|rationale|explanation|instruction", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Delimited:
    """All rows under the heading, of each the cells asked for: `columns` by their place from 0, `rows` the line that
    each begins on, `broken` the lines with another number of cells, `mended` those whose last cell was put together."""

    columns: dict[int, pa.DictionaryArray]
    rows: np.ndarray
    broken: list[int]
    mended: tuple[int, ...] = ()


def preview(item: Item, count: int = 40) -> list[list[str]]:
    """The first rows as lists of cells, for recognition; nothing for what is no text."""
    return [cells for _, cells in _numbered(item.head, count)]


def rows(item: Item) -> list[list[str]]:
    """All rows as lists of cells, of a text that is small or seldom."""
    reader = csv.reader(io.StringIO(item.text(ENCODINGS), newline=""), delimiter=delimiter(item.head))
    try:
        return [[cell.strip() for cell in cells] for cells in reader]
    except csv.Error as error:
        raise UnreadableFile("text cannot be split into cells", where=item.name, expected="rows of cells",
                             got=f"{error} in line {reader.line_num}", hint="save the file as CSV again") from error


def _numbered(head: bytes, count: int) -> list[tuple[int, list[str]]]:
    """The first rows, each with the number of lines that it and those before it take."""
    if b"\0" in head:
        return []
    text = _decode(head)
    if len(head) >= HEAD:
        text = text[: text.rfind("\n") + 1]  # the last line is cut
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(head))
    found = []
    try:
        for cells in reader:
            found.append((reader.line_num, [c.strip() for c in cells]))
            if len(found) == count:
                break
    except csv.Error:
        pass  # a head that breaks off inside a quote: what came before is enough
    return found


def delimiter(head: bytes) -> str:
    """Tab where the first lines hold more tabs than commas."""
    first = head[:8192]
    return "\t" if first.count(b"\t") > first.count(b",") else ","


def _decode(data: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and error.start >= len(data) - 4 and len(data) >= HEAD:
                return data.decode(encoding, errors="ignore")  # cut inside a letter
    return data.decode("latin-1")


def read(item: Item, heading: int, places: Iterable[int]) -> Delimited:
    """The rows under the first `heading` rows, each column at `places` dictionary-encoded and in one piece."""
    numbered = _numbered(item.head, heading)
    lines = numbered[-1][0] if numbered else 0
    width = max((len(cells) for _, cells in numbered[-1:]), default=1)
    asked = sorted(set(places))
    broken: dict[int, str] = {}
    try:
        table = _table(item, arrow.ReadOptions(use_threads=False, skip_rows=lines, column_names=_names(range(width))),
                       _names(asked), broken)
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error) or "Could not skip" in str(error):  # a heading and nothing under it
            return Delimited(dict.fromkeys(asked, _whole(pa.chunked_array([], _TEXT))), np.zeros(0, np.int32),
                             [*broken])
        raise UnreadableFile("text cannot be split into cells", where=item.name, expected="rows of equal length",
                             got=str(error)[:200], hint="save the file as CSV again") from error
    columns = {n: _whole(table.column(str(n))) for n in asked}
    found = Delimited(columns, _placed(table.num_rows, lines, [*broken]), [*broken])
    return _mended(found, broken, numbered[-1][1], delimiter(item.head)) if broken and numbered else found


def _mended(found: Delimited, broken: dict[int, str], heading: list[str], mark: str) -> Delimited:
    """The same with the rows whose surplus cells are blank or can only be prose of the last one, where they stand."""
    cut = {line: next(csv.reader([text], delimiter=mark), []) for line, text in broken.items() if len(text) <= HEAD}
    blank = {line: cells[:len(heading)] for line, cells in cut.items() if _is_padded(cells, len(heading))}
    joined = {line: whole for line, cells in cut.items() if mark == "," and (whole := _prose_joined(cells, heading))}
    whole = dict(sorted((blank | joined).items()))
    if not whole:
        return found
    rows = np.append(found.rows, np.array([*whole], np.int32))
    order = pa.array(np.argsort(rows, kind="stable"))
    columns = {n: _whole(pa.chunked_array([column, pa.array([cells[n] for cells in whole.values()]).cast(_TEXT)]))
               .take(order) for n, column in found.columns.items()}
    return Delimited(columns, np.sort(rows), [line for line in found.broken if line not in whole], tuple(joined))


def _is_padded(cells: list[str], width: int) -> bool:
    """Whether all that a row has too much is blank, as spreadsheets leave it; a comma of prose shifts the others."""
    return len(cells) > width and not any(cell.strip() for cell in cells[width:]) and not _has_prose(cells[1:width])


def _has_prose(cells: list[str]) -> bool:
    """Whether a cell begins as text goes on behind a comma: with a space."""
    return any(cell.startswith(" ") for cell in cells)


def _prose_joined(cells: list[str], heading: list[str]) -> list[str] | None:
    """The cells of a row with commas in its last one, where that is free text and it can be read in one way only.

    Behind a comma of prose there is a space, behind one between cells there is none.

    >>> _prose_joined(["A1", "ENT001", "Ear", " Nose", " and Throat"], ["Code", "CCSR", "Clinical domain"])
    ['A1', 'ENT001', 'Ear, Nose, and Throat']
    >>> _prose_joined(["A1", "Ear", " Nose", "ENT001"], ["Code", "CCSR", "Clinical domain"])
    """
    width, surplus = len(heading), cells[len(heading):]
    prose = surplus and all(cell.startswith(" ") and cell.strip() for cell in surplus)
    if not prose or not _FREE.search(heading[-1]) or _has_prose(cells[1:width]):
        return None
    return [*cells[:width - 1], ",".join(cells[width - 1:])]


def _names(places: Iterable[int]) -> list[str]:
    return [str(n) for n in places]


def _table(item: Item, reading: arrow.ReadOptions, names: list[str], broken: dict[int, str]) -> pa.Table:
    """Plain text is split while it is unpacked, because to hold it all costs more than that; any other as a whole."""
    def split(source: pa.NativeFile, quoted: bool, checked: bool = False) -> pa.Table:
        broken.clear()

        def note(row: arrow.InvalidRow) -> str:
            broken[row.number] = row.text if len(broken) < _KEPT else ""
            return "skip"

        return arrow.read_csv(
            source, reading,
            arrow.ParseOptions(delimiter=delimiter(item.head), newlines_in_values=quoted, invalid_row_handler=note),
            arrow.ConvertOptions(column_types=dict.fromkeys(names, _TEXT), strings_can_be_null=False,
                                 check_utf8=not checked, include_columns=names))

    if _is_plain(item.head):
        with suppress(_NotPlain, pa.ArrowInvalid), closing(item.passing()) as passing:
            return split(pa.PythonFile(_Plain(passing), "r"), quoted=False, checked=True)
    found = split(pa.BufferReader(_utf8(item)), quoted=b'"' in item.data)
    item.taken_apart()
    return found


def _is_plain(piece: bytes) -> bool:
    """Whether a text means the same in every encoding, and no cell of it holds the end of a line."""
    return piece.isascii() and b'"' not in piece


class _NotPlain(Exception):
    """A piece of a text is of another kind than its first lines."""


class _Plain:
    """A stream of plain text."""

    closed = False

    def __init__(self, passing: Passing) -> None:
        self._passing = passing

    def read(self, size: int) -> bytes:
        piece = self._passing.read(size)
        if not _is_plain(piece):
            raise _NotPlain
        return piece

    def close(self) -> None:
        """Whoever opened it closes it."""


def _placed(rows: int, lines: int, broken: list[int]) -> np.ndarray:
    """The line of every row, counting the broken ones between."""
    places = np.arange(lines + 1, lines + rows + len(broken) + 1, dtype=np.int32)
    return np.delete(places, [line - lines - 1 for line in broken])[:rows] if broken else places


def _whole(column: pa.ChunkedArray) -> pa.DictionaryArray:
    if column.num_chunks == 0:
        return pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], pa.string()))
    whole = column.unify_dictionaries().combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole


def _utf8(item: Item) -> bytes:
    """The content as UTF-8, as it is where it is that already."""
    data = item.data
    try:
        if data.isascii():
            return data
        return data.removeprefix(b"\xef\xbb\xbf") if data.decode("utf-8-sig") is not None else data
    except UnicodeDecodeError:
        return item.text(ENCODINGS[1:]).encode()
