"""Who gives care: Medicare specialties, the crosswalk from them to provider taxonomy, and a user's own taxonomy file.

The names of the taxonomy are licensed: only its numbers are read here, whatever stands beside them.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date

from graph.ingest import absent, casing, dates, grids, hints, sheets
from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.grids import Layout
from graph.model import Edition, Qualifiers

PUBLISHER = "Centers for Medicare & Medicaid Services"
_CODES = Layout({"code": "code", "display": "display"}, ("code", "display"))
_NUCC = Layout({"code": "code", "grouping": "grouping", "classification": "classification",
                "specialization": "specialization"}, ("code", "grouping", "classification", "specialization"))
_CROSSWALK = Layout({"specialty": "medicare specialty code.*", "number": ".*taxonomy code.*"}, ("specialty", "number"))
_SPECIALTY = re.compile(r"([0-9A-Z]{1,2})\s*(?:\[\d+\])?")
_NUMBER = re.compile(r"(?<![0-9A-Z])(?=[0-9A-Z]*\d)[0-9A-Z]{9}X(?![0-9A-Z])")
_ODD = re.compile(r"(?=[0-9A-Z]*\d{4})[0-9A-Z]{7,12}X")  # of another length than a number has
_MARK = re.compile(r"\s*\[\d+\]")
_BRACKET = re.compile(r"\s*\([^()]*\)$")
_NOTE = re.compile(r"\s*\((EFFECTIVE [^()]*)\)")


# --- specialties ---

def _is_specialties(item: Item) -> bool:
    if not hints.matches(item, _CODES, "display"):
        return False
    rows = {row[0].zfill(2): row[1].upper() for row in hints.first_rows(item)[1:] if len(row) > 1}
    return rows.get("01") == "GENERAL PRACTICE" and rows.get("02") == "GENERAL SURGERY"


def read_specialties(item: Item) -> Batch:
    """Specialty codes with their names; a note about dates becomes an attribute."""
    batch = Batch.of(item)
    grid = grids.read(item, _CODES)
    grids.account_for_broken(batch, item, grid)
    seen: set[str] = set()
    for row, record in zip(grid.rows.tolist(), grid.records(), strict=True):
        if not any(record.values()):
            continue
        batch.read += 1
        code = record["code"].upper().zfill(2)
        if why := absent.reason(record["code"], record["display"]):
            batch.set_aside(why)
        elif not re.fullmatch("[0-9A-Z]{2}", code) or not record["display"]:
            batch.listed_row(item.name, row, "no specialty code, or no name", record["code"][:8])
        elif code in seen:
            batch.listed_row(item.name, row, "repeated: the first row of this code is kept", code)
        else:
            seen.add(code)
            batch.loaded += 1
            _specialty(batch, f"CMSSPEC:{code}", " ".join(record["display"].split()), row)
    return batch


def _specialty(batch: Batch, id: str, display: str, row: int) -> None:
    if note := _NOTE.search(display):
        batch.attribute(id, "effective", note[1], row)
    batch.code(id, casing.name(_NOTE.sub("", display)), row)


# --- crosswalk to provider taxonomy ---

def _cells(item: Item) -> list[tuple[int, list[str]]]:
    """Rows of a workbook or of a text with semicolons, commas or tabs, each with the line it begins on."""
    if sheets.is_workbook(item):
        rows = [row for sheet in sheets.sheets(item)[:1] for row in sheet.rows]
        return [(n, [cell.strip() for cell in cells]) for n, cells in enumerate(rows, 1)]
    text = item.text().removeprefix("\ufeff")
    first = text[:4096]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    found, begins = [], 1
    for cells in reader:
        found.append((begins, [cell.strip() for cell in cells]))
        begins = reader.line_num + 1
    return found


def _is_crosswalk(item: Item) -> bool:
    """A table whose heading names both codes, whatever its separator."""
    if sheets.is_workbook(item):
        return grids.matches(item, _CROSSWALK) is not None
    head = " ".join(item.head[:2048].decode("utf-8", "replace").lower().split())
    return "medicare specialty code" in head and "taxonomy code" in head and b"\0" not in item.head[:2048]


def read_crosswalk(item: Item) -> Batch:
    """`maps_to` from each specialty to the taxonomy numbers beside it; a blank specialty is the one above."""
    told = dates.named(item.name)
    edition = told and Edition("CMSSPEC-NUCC", str(told.year), f"Crosswalk of specialties to taxonomy, {told.year}",
                               PUBLISHER, "public_domain", date(told.year, 1, 1))
    batch = Batch.of(item, edition)
    if edition is None:
        batch.remark(item.name, None, "no year in the name: its statements are held always")
    above: tuple[str, str] | None = None
    types: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for row, cells in _cells(item):
        if not any(cells) or "specialty code" in cells[0].lower():
            continue
        batch.read += 1
        above, condition = _current(cells, above, types)
        numbers = list(dict.fromkeys(number for cell in cells for number in _NUMBER.findall(cell)))
        if above is None and cells[0]:  # not shown: in a shifted row it may be a licensed name
            batch.listed_row(item.name, row, "not a specialty code")
        elif above is None:
            batch.set_aside("a type without a specialty code")
        elif not numbers and not any(cells[2:]):
            batch.set_aside("a specialty without a taxonomy number")
        elif not numbers:
            odd = [cell for cell in cells if _ODD.fullmatch(cell)]
            batch.listed_row(item.name, row, "names no taxonomy number", " ".join([above[0], *odd]))
        else:
            _crossed(item, batch, row, above[0], numbers, condition, seen)
    return batch


def _crossed(
    item: Item, batch: Batch, row: int, specialty: str, numbers: list[str], condition: str | None,
    seen: set[tuple[str, str]],
) -> None:
    new = [number for number in numbers if (specialty, number) not in seen]
    if new:
        batch.loaded += 1
    else:
        batch.merged += 1
    for number in new:
        seen.add((specialty, number))
        batch.mention(f"CMSSPEC:{specialty}")
        batch.mention(f"NUCC:{number}")
        batch.edge(f"CMSSPEC:{specialty}", "maps_to", f"NUCC:{number}", row,
                   Qualifiers(condition=condition) if condition else None)


def _current(
    cells: list[str], above: tuple[str, str] | None, types: dict[str, str],
) -> tuple[tuple[str, str] | None, str | None]:
    """The specialty of a row with the type that named it, and the row's own type where it is a narrower one.

    A row that names a type and no code goes on with the code of a type of that name, or with the code above while the
    types have a word in common: the list also holds types of institutions that have no specialty code.
    """
    code = _SPECIALTY.fullmatch(cells[0].upper())
    # Only a row with its number in its own column has a type of the publisher's in the one before.
    regular = len(cells) > 2 and (code or cells[2] == "" or _NUMBER.fullmatch(cells[2]))
    kind = _MARK.sub("", cells[1]).strip(' "') if regular and not _NUMBER.search(cells[1]) else ""
    if code:
        types[kind] = code[1].zfill(2)
        return (code[1].zfill(2), kind), None
    if cells[0] and kind:  # a code that is none
        return None, None
    if not kind:  # the rest of a broken row, or blank as above
        return above, None
    if named := types.get(_BRACKET.sub("", kind)):
        return (named, kind), kind
    akin = above is not None and bool(_words(kind) & _words(above[1]))
    return (above, kind) if akin else (None, None)


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 4}


# --- a user's own taxonomy file ---

def _is_taxonomy(item: Item) -> bool:
    return hints.matches(item, _NUCC, "grouping", "specialization")


def read_taxonomy(item: Item) -> Batch:
    """The numbers of the taxonomy; its names are licensed and never leave the file."""
    version = re.search(r"(?<!\d)(\d{2})[._]?([01])(?!\d)", item.member or item.path.name)
    edition = version and Edition("NUCC", f"{version[1]}.{version[2]}", f"Provider taxonomy, version {version[1]}."
                                  f"{version[2]}", "National Uniform Claim Committee", "licensed",
                                  date(2000 + int(version[1]), 7 if version[2] == "1" else 1, 1))
    batch = Batch.of(item, edition or None)
    grid = grids.read(item, _NUCC)
    seen: set[str] = set()
    grids.account_for_broken(batch, item, grid)
    for row, text in zip(grid.rows.tolist(), grid.text("code").to_pylist(), strict=True):
        if not text:
            continue
        batch.read += 1
        code = text.upper()
        if not re.fullmatch("[0-9A-Z]{9}X", code):
            batch.listed_row(item.name, row, "not a taxonomy number")
        elif code in seen:
            batch.merged += 1
        else:
            seen.add(code)
            batch.loaded += 1
            batch.code(f"NUCC:{code}", None, row)
    return batch


FORMATS: tuple[Format, ...] = (
    Format("specialties", "Medicare specialty code system", PUBLISHER, "public_domain", _is_specialties,
           read_specialties),
    Format("specialty-taxonomy", "Crosswalk of Medicare specialties to provider taxonomy", PUBLISHER, "public_domain",
           _is_crosswalk, read_crosswalk),
    Format("nucc", "Health care provider taxonomy", "National Uniform Claim Committee", "licensed", _is_taxonomy,
           read_taxonomy),
)
