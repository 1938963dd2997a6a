"""A workbook that holds several tables, as one item for each of its sheets: each may be of another format."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from graph.ingest import sheets
from graph.ingest.files import Item
from graph.ingest.sheets import Sheet


@dataclass(frozen=True)
class Part(Item):
    """One sheet of a workbook: a content of its own, so that the ledger tells it from the sheets beside it."""

    sheet: str = ""

    @property
    def name(self) -> str:
        """The name of the workbook, and of the sheet in it."""
        return f"{super().name}!{self.sheet}"


def apart(item: Item) -> list[Item]:
    """Every sheet with a cell that is not blank, where there are several; of any other file the item itself."""
    if not sheets.is_workbook(item):
        return [item]
    filled = [sheet for sheet in sheets.sheets(item) if any(cell != "" for row in sheet.cells for cell in row)]
    return [_part(item, sheet) for sheet in filled] if len(filled) > 1 else [item]


def _part(item: Item, sheet: Sheet) -> Part:
    part = Part(item.path, item.member, item.inside, sheet.name)
    content = repr((sheet.name, sheet.cells)).encode()
    part.__dict__.update(head=item.head, sheets=[sheet], size=len(content),
                         digest=f"sha256:{hashlib.sha256(content).hexdigest()}")
    return part
