"""The tables that name the groupings of HCPCS records: Berenson-Eggers types of service and CMS types of service."""

from __future__ import annotations

import re

from graph.ingest import dating, grids
from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.grids import Layout

_BETOS = Layout({"code": "betos cd|betos code|betos", "name": "description|desc|name"}, ("code", "name"))
_TOS = Layout({"code": "cms type srvc cd|type of service code|tos", "name": "description|desc|name"}, ("code", "name"))
_SHAPES = {"BETOS": re.compile(r"[A-Z]\d[A-Z]?"), "TOS": re.compile(r"[0-9A-Z]")}


def _alone(item: Item, layout: Layout) -> bool:
    """The two columns and no other: wider tables belong to other readers."""
    found = grids.matches(item, layout)
    return found is not None and len([name for name in found.names if name]) == 2


def _read(item: Item, prefix: str, layout: Layout) -> Batch:
    batch = Batch.of(item)
    seen: dict[str, str] = {}
    grid = grids.read(item, layout)
    for row, fields in zip(grid.rows.tolist(), grid.records(), strict=True):
        if not any(fields.values()):
            continue
        batch.read += 1
        code, name = fields["code"].upper(), " ".join(fields["name"].split())
        if not _SHAPES[prefix].fullmatch(code) or not name:
            batch.listed_row(item.name, row, "no code of this table, or no name", code[:8])
        elif code in seen:
            batch.listed_row(item.name, row, "repeated: the first row of this code is kept", code)
        else:
            batch.loaded += 1
            seen[code] = name
            batch.node(f"{prefix}:{code}", "grouping", name)
            batch.label(f"{prefix}:{code}", name, "preferred")
    for line in grid.broken:
        batch.read += 1
        batch.listed_row(item.name, line, "another number of cells than the heading has")
    return batch


def read_betos(item: Item) -> Batch:
    """One node for each Berenson-Eggers type; the table has no date, so it holds always."""
    return _read(item, "BETOS", _BETOS)


def read_tos(item: Item) -> Batch:
    """One node for each CMS type of service."""
    return _read(item, "TOS", _TOS)


FORMATS = (
    Format("betos", "Berenson-Eggers types of service", dating.PUBLISHER, dating.LICENCE,
           lambda item: _alone(item, _BETOS), read_betos),
    Format("tos", "CMS types of service", dating.PUBLISHER, dating.LICENCE, lambda item: _alone(item, _TOS), read_tos),
)
