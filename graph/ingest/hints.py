"""A glance at the first lines before a heading is looked for: most files are none of a reader's."""

from __future__ import annotations

from graph.ingest import csvs, grids, sheets
from graph.ingest.files import Item
from graph.ingest.layouts import SCANNED, Layout

_LOOKED_AT = 4096


def matches(item: Item, layout: Layout, *words: str) -> bool:
    """Whether a table has this layout; a text must name `words` in its first lines, in capitals or not."""
    start = item.head[:_LOOKED_AT].lower()
    if not sheets.is_workbook(item) and not all(word.encode() in start for word in words):
        return False
    return grids.matches(item, layout) is not None


def first_rows(item: Item) -> list[list[str]]:
    """The first rows of a text or of a workbook's first sheet, for readers that know a table by what is in it."""
    if not sheets.is_workbook(item):
        return csvs.preview(item)
    found = sheets.sheets(item)
    return [[cell.strip() for cell in row] for row in found[0].first(SCANNED)] if found else []
