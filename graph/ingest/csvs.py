"""Delimited text as columns of strings, through pyarrow: comma or tab, any encoding, broken lines told apart."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow

from graph.errors import UnreadableFile
from graph.ingest.files import HEAD, Item

ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")
_TEXT = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True, slots=True)
class Delimited:
    """All rows under the heading, of each the cells asked for: `columns` by their place from 0, `rows` the line that
    each begins on, `broken` the lines with another number of cells."""

    columns: dict[int, pa.DictionaryArray]
    rows: np.ndarray
    broken: list[int]


def preview(item: Item, count: int = 40) -> list[list[str]]:
    """The first rows as lists of cells, for recognition; nothing for what is no text."""
    return [cells for _, cells in _numbered(item.head, count)]


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
    asked = {n: str(n) for n in sorted(set(places))}
    broken: list[int] = []

    def note(row: arrow.InvalidRow) -> str:
        broken.append(row.number)
        return "skip"

    try:
        table = arrow.read_csv(
            pa.BufferReader(_utf8(item)),
            arrow.ReadOptions(use_threads=False, skip_rows=lines, column_names=[str(n) for n in range(width)]),
            arrow.ParseOptions(delimiter=delimiter(item.head), newlines_in_values=b'"' in item.data,
                               invalid_row_handler=note),
            arrow.ConvertOptions(column_types=dict.fromkeys(asked.values(), _TEXT), strings_can_be_null=False,
                                 include_columns=list(asked.values())),
        )
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error) or "Could not skip" in str(error):  # a heading and nothing under it
            return Delimited(dict.fromkeys(asked, _whole(pa.chunked_array([], _TEXT))), np.zeros(0, np.int64), broken)
        raise UnreadableFile("text cannot be split into cells", where=item.name, expected="rows of equal length",
                             got=str(error)[:200], hint="save the file as CSV again") from error
    item.taken_apart()
    columns = {n: _whole(table.column(name)) for n, name in asked.items()}
    return Delimited(columns, _placed(table.num_rows, lines, broken), broken)


def _placed(rows: int, lines: int, broken: list[int]) -> np.ndarray:
    """The line of every row, counting the broken ones between."""
    places = np.arange(lines + 1, lines + rows + len(broken) + 1)
    return np.delete(places, [line - lines - 1 for line in broken])[:rows]


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
