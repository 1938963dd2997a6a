"""Rows of spreadsheets as text, through calamine; an archive that would burst is refused before it is opened."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from graph.errors import UnreadableFile
from graph.ingest.archives import HEAD, MAXIMUM_BYTES, MAXIMUM_RATIO
from graph.ingest.extents import MAXIMUM_CELLS, extent, is_near
from graph.ingest.files import Item

_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # zip (xlsx, ods) and the older compound file (xls)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `cells[0]` is row 1 of the sheet, with its values as they were read; text is made of what is asked."""

    name: str
    cells: list[list[Any]]

    @property
    def rows(self) -> list[list[str]]:
        """All rows, cells as text."""
        return self.first(len(self.cells))

    def first(self, count: int) -> list[list[str]]:
        """As `rows`, but no more than the first so many."""
        return [_texts(row) for row in self.cells[:count]]

    def columns(self, places: Iterable[int], start: int) -> list[pa.Array]:
        """The columns at `places` as text, from row `start` on, empty where a row is too short."""
        rows = self.cells[start:]
        if len(set(map(len, rows))) == 1:
            across = list(zip(*rows, strict=True))
            return [_column(across[n] if n < len(across) else [""] * len(rows)) for n in places]
        return [_column([row[n] if n < len(row) else "" for row in rows]) for n in places]


def is_workbook(item: Item) -> bool:
    """Whether the content starts as a spreadsheet does."""
    return item.head.startswith(_MAGIC)


def sheets(item: Item) -> list[Sheet]:
    """All sheets, read once and kept until `item.forget()`; `UnreadableFile` where the file is damaged or a bomb."""
    found = item.__dict__.get("sheets")
    if found is None:
        found = item.__dict__["sheets"] = _read(item)
    return found


def _read(item: Item) -> list[Sheet]:
    _refuse_bomb(item)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(item.data))
        return [Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
                for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile("spreadsheet is damaged", where=item.name, expected="a workbook that can be read",
                             got=str(error) or type(error).__name__, hint="download it again") from error


def _column(cells: Sequence[Any]) -> pa.Array:
    try:
        return pa.array(cells, pa.string())
    except pa.ArrowTypeError:  # other values among the texts
        return pa.array(_texts(cells), pa.string())


def _texts(cells: Sequence[Any]) -> list[str]:
    return [v if type(v) is str else _text(v) for v in cells]


def _text(value: Any) -> str:
    """A cell as its publisher sees it: no decimal point behind a whole number, dates as YYYY-MM-DD."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)


def _refuse_bomb(item: Item) -> None:
    """Calamine trusts the sizes inside, and makes room for every cell up to the farthest one; we do not."""
    if not item.head.startswith(b"PK"):
        return  # the older format ends at 65,536 rows of 256 cells
    try:
        with zipfile.ZipFile(io.BytesIO(item.data)) as archive:
            _refuse_sizes(item, archive.infolist())
            for part in archive.infolist():
                _refuse_extent(item, _unpacked(archive, part))
            kind = {"xl/workbook.xml", "[Content_Types].xml"} <= set(archive.namelist())
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise UnreadableFile("spreadsheet is damaged", where=item.name, expected="a workbook that can be read",
                             got=str(error), hint="download it again") from error
    if not kind:
        raise UnreadableFile("no spreadsheet of this kind is read", where=item.name, expected="XLSX or XLS",
                             got="another archive", hint="save it as XLSX")


def _refuse_sizes(item: Item, parts: list[zipfile.ZipInfo]) -> None:
    for part in parts:
        if part.file_size > HEAD and part.file_size > MAXIMUM_RATIO * max(1, part.compress_size):
            raise UnreadableFile("spreadsheet would burst", where=item.name, got=f"{part.file_size} bytes in one part",
                                 expected=f"at most {MAXIMUM_RATIO} times its packed size", hint="save it anew")
    if sum(part.file_size for part in parts) > MAXIMUM_BYTES:
        raise UnreadableFile("spreadsheet is too large", where=item.name, expected=f"at most {MAXIMUM_BYTES} bytes",
                             got="more", hint="split the file")


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """The content of a part, never more than it says that it has; one that has more is damaged."""
    size = part.file_size
    part.file_size += 1  # else what lies beyond would go unseen here, and calamine reads it all
    with archive.open(part) as packed:
        found = packed.read(size + 1)
    if len(found) != size:
        raise zipfile.BadZipFile(f"{part.filename} is not of the {size} bytes that it says")
    return found


def _refuse_extent(item: Item, part: bytes) -> None:
    """Rows times columns up to the farthest cells, before anything makes room for them."""
    if b"sheetData" not in part or is_near(part):
        return
    row, column = extent(part)
    if row * column > MAXIMUM_CELLS:
        raise UnreadableFile("spreadsheet is too wide or too long", where=item.name,
                             got=f"{row} rows of {column} cells", expected=f"at most {MAXIMUM_CELLS} cells",
                             hint="delete the stray cell far out")
