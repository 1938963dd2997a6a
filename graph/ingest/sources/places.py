"""Where care is given: place of service codes, with their facility flags, and revenue centres.

The published code systems print name, date and description of a place in one cell and in capitals; they are taken
apart by the marks between them, and nothing is lost: what cannot be told apart stays in the name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from graph.ingest import absent, casing, grids, hints
from graph.ingest.batch import OFFICIAL, SHORT, Batch
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.grids import Grid, Layout

PUBLISHER = "Centers for Medicare & Medicaid Services"
_CODES = Layout({"code": "code", "display": "display"}, ("code", "display"))
_PARTS = {"code": "pos code|place of service code(?: s)?",
          "type": "pos type|facility flag|facility(?: status)?|facility non ?facility(?: status)?",
          "name": "pos name|place of service name", "description": "pos description|place of service description"}
_FLAGS = Layout(_PARTS, ("code", "type", "name"))
_LIST = Layout(_PARTS, ("code", "name", "description"))  # as the publisher's page has it, without flags
_NOTE = re.compile(r"\s*\(([^()]*\d[^()]*)\)\s*[-–]?\s*")
_MARK = re.compile(r"\s*[-–]\s+")
_ARTICLE = re.compile(r"\s+(?=AN? )")
_SINCE = re.compile(r"(?:CODE )?EFFECTIVE,? ([A-Z]+ \d{1,2}, \d{4})\b", re.IGNORECASE)


def parts(display: str) -> tuple[str, str | None, str | None]:
    """Name, note about dates and description of a place, as the code system joins them.

    >>> parts("PHARMACY (EFFECTIVE OCTOBER 1, 2005)- A FACILITY OR LOCATION")
    ('PHARMACY', 'EFFECTIVE OCTOBER 1, 2005', 'A FACILITY OR LOCATION')
    >>> parts("EMERGENCY ROOM-HOSPITAL-  A PORTION"), parts("AMBULANCE—LAND A LAND VEHICLE")
    (('EMERGENCY ROOM-HOSPITAL', None, 'A PORTION'), ('AMBULANCE—LAND', None, 'A LAND VEHICLE'))
    """
    if note := _NOTE.search(display):
        return display[: note.start()], note[1], display[note.end():] or None
    split = _MARK.split(display, maxsplit=1)
    if len(split) == 1:
        split = _ARTICLE.split(display, maxsplit=1)
    return split[0].strip(), None, split[1].strip() if len(split) == 2 else None


def since(note: str | None) -> date | None:
    """The day a note says a code took effect, None for any other note.

    >>> since("EFFECTIVE OCTOBER 1, 2005"), since("EFFECTIVE NO LATER THAN MAY 1, 2010")
    (datetime.date(2005, 10, 1), None)
    """
    match = _SINCE.match(note or "")
    try:
        return datetime.strptime(match[1].title(), "%B %d, %Y").date() if match else None
    except ValueError:
        return None


# --- code systems of two columns ---

def _holds(item: Item, shape: str, signature: dict[str, str]) -> bool:
    """A table of code and display whose codes have a shape, and which knows places of that code and name."""
    if not hints.matches(item, _CODES, "display"):
        return False
    width = len(next(iter(signature)))
    rows = {row[0].zfill(width): row[1].upper() for row in reversed(hints.first_rows(item)[1:]) if len(row) > 1}
    fitting = [code for code in rows if re.fullmatch(shape, code)]
    known = [code for code, words in signature.items() if rows.get(code, "").startswith(words)]
    return 2 * len(fitting) > len(rows) and len(known) == len(signature)


def read_places(item: Item) -> Batch:
    """Codes with name, description and the note about their dates; unassigned numbers are counted."""
    return _read(item, "POS", r"\d{2}", 2, _place)


def read_revenue(item: Item) -> Batch:
    """Revenue centre codes with their names."""
    return _read(item, "REVENUE", r"\d{4}", 4, _centre)


def _read(item: Item, system: str, shape: str, width: int, add: Callable[[Batch, str, str, int], None]) -> Batch:
    batch = Batch.of(item)
    grid = _rows(item, batch, _CODES)
    seen: set[str] = set()
    for row, record in zip(grid.rows.tolist(), grid.records(), strict=True):
        if not any(record.values()):
            continue
        batch.read += 1
        code, display = record["code"], " ".join(record["display"].split())
        padded = code.zfill(width) if code.isdigit() else code
        if why := absent.reason(code, display):
            batch.set_aside(why)
        elif not re.fullmatch(shape, padded) or not display:
            batch.listed_row(item.name, row, "no code of this system, or no name", code[:8])
        elif padded in seen:
            batch.listed_row(item.name, row, "repeated: the first row of this code is kept", code)
        else:
            if padded != code:
                batch.remark(item.name, row, f"code read as {padded}: leading zeros were put back")
            seen.add(padded)
            batch.loaded += 1
            add(batch, f"{system}:{padded}", display, row)
    return batch


def _rows(item: Item, batch: Batch, layout: Layout) -> Grid:
    grid = grids.read(item, layout)
    grids.account_for_broken(batch, item, grid)
    return grid


def _place(batch: Batch, id: str, display: str, row: int) -> None:
    shouted, note, description = parts(display)
    name = casing.name(shouted)
    batch.code(id, name, row, valid_from=since(note), rank=SHORT)
    batch.node(id, "code", name, description and casing.prose(description), rank=SHORT)
    if note:
        batch.attribute(id, "effective", note, row)


def _centre(batch: Batch, id: str, display: str, row: int) -> None:
    batch.code(id, casing.name(display), row)


# --- the list of names, with or without facility flags ---

def _listed(item: Item) -> bool:
    return any(hints.matches(item, layout, "name") for layout in (_FLAGS, _LIST))


def read_list(item: Item) -> Batch:
    """Names and descriptions of places, and whether each pays as a facility where that is said."""
    batch = Batch.of(item)
    grid = _rows(item, batch, _FLAGS if grids.matches(item, _FLAGS) else _LIST)
    seen: set[str] = set()
    for row, record in zip(grid.rows.tolist(), grid.records(), strict=True):
        if not any(record.values()):
            continue
        batch.read += 1
        code = record["code"].zfill(2)
        if why := absent.reason(record["code"], record["name"]):  # of a range of numbers, perhaps
            batch.set_aside(why)
        elif not re.fullmatch(r"\d{2}", code) or not record["name"]:
            batch.listed_row(item.name, row, "no place of service code, or no name", record["code"][:8])
        elif code in seen:
            batch.listed_row(item.name, row, "repeated: the first row of this code is kept", code)
        else:
            seen.add(code)
            batch.loaded += 1
            batch.code(f"POS:{code}", record["name"], row)
            batch.node(f"POS:{code}", "code", record["name"], record.get("description") or None, rank=OFFICIAL)
            if record.get("type"):
                batch.attribute(f"POS:{code}", "pos_type", record["type"], row)
    return batch


FORMATS: tuple[Format, ...] = (
    Format("pos", "Place of service code system", PUBLISHER, "public_domain",
           partial(_holds, shape=r"\d{2}|~", signature={"01": "PHARMACY", "11": "OFFICE", "21": "INPATIENT HOSPITAL"}),
           read_places),
    Format("pos-flags", "Place of service names and facility flags", PUBLISHER, "public_domain", _listed, read_list),
    Format("revenue", "Revenue centre code system", PUBLISHER, "public_domain",
           partial(_holds, shape=r"\d{4}|~", signature={"0001": "TOTAL CHARGE"}), read_revenue),
)
