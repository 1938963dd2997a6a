"""What the fee schedule is shipped with: figures by locality, which hold nothing of the graph and are only counted."""

from __future__ import annotations

import re
from functools import lru_cache

from graph.ingest import csvs, dating, grids, hints, sheets
from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.layouts import Layout

_MAC = {"contractor": "(?:medicare admini?strative )?contractor(?: mac)?|mac|carrier(?: number)?",
        "locality": "locality(?: number)?"}
_LAYOUTS = {
    "gpci": (Layout({**_MAC, "work": "(?:20\\d\\d )?(?:pw|work) gpci.*", "practice": "(?:20\\d\\d )?pe gpci.*"},
                    ("locality", "work", "practice")), "geographic practice cost index"),
    "anes": (Layout({**_MAC, "factor": ".*anes(?:thesia)? (?:cf|conversion factor).*"},
                    ("contractor", "locality", "factor")), "anesthesia conversion factor"),
    "procstat": (Layout({**_MAC, "code": "hcpcs", "status": "procstat", "price": "facility price"},
                        ("code", "status", "locality", "price")), "outpatient cap"),
    "counties": (Layout({**_MAC, "area": "fee schedule area.*", "counties": "count(?:ies|y)"},
                        ("locality", "area", "counties")), "counties of a locality"),
}
_LINES = {
    "geographic practice cost index": re.compile(r"\d{5}\s+[A-Z]{2}\s+\d{2}\s+\S.*(?:\s+\d\.\d{3}){3}"),
    "outpatient cap": re.compile(r"[0-9A-Z]{5}(?:[0-9A-Z]{2}|  ) [A-Z] \d{5}\s+\d{2}(?:\s+\d+\.\d\d){2}"),
    "anesthesia conversion factor": re.compile(r"\d{5}\s+\d{2}\s{2,}\S.*\s{2,}\d{4}"),
    "counties of a locality": re.compile(r"(?:\d{5}\s+\d{2}\s{2,})?[A-Z*].*\s{10,}[A-Z].*"),
}
_FIRST = 12


def _table(item: Item) -> tuple[Layout, str] | None:
    """The layout of a table with a heading, and what its rows are."""
    return next((known for word, known in _LAYOUTS.items() if hints.matches(item, known[0], word)), None)


@lru_cache(maxsize=4)
def _lines(head: bytes) -> str | None:
    """What the lines of a text in columns are; all of the first have to be so."""
    if not head[:64].lstrip()[:5].isalnum():  # most texts begin otherwise
        return None
    found = [line.strip() for line in head[:4096].decode("latin-1").splitlines()[:_FIRST] if line.strip()]
    return next((what for what, line in _LINES.items() if found and found[0][:2].isdigit() and
                 all(map(line.fullmatch, found))), None)


def recognises(item: Item) -> bool:
    """A table or a text in columns of figures by locality."""
    return (not sheets.is_workbook(item) and _lines(item.head) is not None) or _table(item) is not None


def read(item: Item) -> Batch:
    """Nothing but the number of rows, with what they are."""
    batch = Batch.of(item)
    table = _table(item)
    if table:
        grid = grids.read(item, table[0])
        filled = sum(any(cells) for cells in zip(*(grid.text(role).to_pylist() for role in grid.columns), strict=True))
        rows, what = filled + len(grid.broken), table[1]
    else:
        rows = sum(bool(line.strip()) for line in item.text(csvs.ENCODINGS).splitlines())
        what = _lines(item.head) or ""
    batch.read += rows
    batch.set_aside(f"{what}: nothing of the graph", rows)
    return batch


FORMATS = (Format("pfs_localities", "Fee schedule figures by locality", dating.PUBLISHER, dating.LICENCE, recognises,
                  read),)
