"""The tables that name the groupings of HCPCS records: Berenson-Eggers types of service and CMS types of service."""

from __future__ import annotations

import re

from graph.ingest import csvs, dating, grids
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
    grid = grids.read(item, layout)
    _add(batch, item, prefix, [(row, f["code"], f["name"]) for row, f in
                               zip(grid.rows.tolist(), grid.records(), strict=True) if any(f.values())])
    grids.account_for_broken(batch, item, grid)
    return batch


def _add(batch: Batch, item: Item, prefix: str, rows: list[tuple[int, str, str]]) -> None:
    seen: set[str] = set()
    for row, text, words in rows:
        batch.read += 1
        code, name = text.upper(), " ".join(words.split())
        if not _SHAPES[prefix].fullmatch(code) or not name:
            batch.listed_row(item.name, row, "no code of this table, or no name", code[:8])
        elif code in seen:
            batch.listed_row(item.name, row, "repeated: the first row of this code is kept", code)
        else:
            batch.loaded += 1
            seen.add(code)
            batch.node(f"{prefix}:{code}", "grouping", name)
            batch.label(f"{prefix}:{code}", name, "preferred")


def read_betos(item: Item) -> Batch:
    """One node for each Berenson-Eggers type; the table has no date, so it holds always."""
    return _read(item, "BETOS", _BETOS)


def read_tos(item: Item) -> Batch:
    """One node for each CMS type of service."""
    return _read(item, "TOS", _TOS)


# --- the same tables at the end of the record layout ---


def _is_record_layout(item: Item) -> bool:
    return b"HCPCS_BETOS_CD" in item.head and b"HCPCS Contractor Record" in item.head


def read_record_layout(item: Item) -> Batch:
    """Both tables out of the appendix; what describes the record is no row."""
    batch = Batch.of(item)
    found: dict[str, list[tuple[int, str, str]]] = {"BETOS": [], "TOS": []}
    prefix = None
    for row, line in enumerate(item.text(csvs.ENCODINGS).splitlines(), 1):
        if title := re.match(r"\s*(BETOS_TB|CMS_TYPE_SRVC_TB)\s", line):
            prefix = {"BETOS_TB": "BETOS", "CMS_TYPE_SRVC_TB": "TOS"}[title[1]]
        elif prefix and (entry := re.match(r"\s+(\S{1,3})\s*=\s(.*)", line)):
            found[prefix].append((row, entry[1], entry[2]))
        elif prefix and found[prefix] and line.strip():  # a name that runs on
            first, code, words = found[prefix][-1]
            found[prefix][-1] = (first, code, f"{words} {line}")
    for name, rows in found.items():
        _add(batch, item, name, rows)
    return batch


FORMATS = (
    Format("betos", "Berenson-Eggers types of service", dating.PUBLISHER, dating.LICENCE,
           lambda item: _alone(item, _BETOS), read_betos),
    Format("tos", "CMS types of service", dating.PUBLISHER, dating.LICENCE, lambda item: _alone(item, _TOS), read_tos),
    Format("hcpcs_layout", "Record layout of HCPCS Level II", dating.PUBLISHER, dating.LICENCE, _is_record_layout,
           read_record_layout),
)
