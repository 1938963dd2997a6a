"""Berenson-Eggers types of service and CMS types of service: the tables that name them, and the type of each code."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from graph.ingest import csvs, dating, grids
from graph.ingest.batch import BARE, Batch
from graph.ingest.codes import procedure
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


# --- the type of every procedure code: records of 17 signs, or the same with commas ---

_RECORD = re.compile(r"([0-9A-Z]{5})[ ,]([A-Z][0-9][A-Z]?)? *,? *(\d{8})?[ ,]*")
_FIRST = 12


@lru_cache(maxsize=4)
def _are_records(head: bytes) -> bool:
    """Whether all of the first lines are records, and most of them name a type; a heading may stand above."""
    if not head[:5].isalnum():
        return False
    found = [line for line in head[:2048].decode("latin-1").splitlines()[:-1][:_FIRST] if line.strip()]
    records = [_RECORD.fullmatch(line) for line in (found[1:] if b"BETOS" in head[:64].upper() else found)]
    return bool(records) and all(records) and 2 * sum(bool(one and one[2]) for one in records) > len(records)


def read_assigned(item: Item) -> Batch:
    """`in_grouping` from every code to its type, until the code ended where the record says so."""
    year = re.search(r"betpuf_?(?:20)?(\d\d)(?!\d)", item.name.lower())
    batch = dating.dated(item, "BETOS", "Berenson-Eggers types of procedure codes", (),
                         date(2000 + int(year[1]), 1, 1) if year else None)
    seen: set[tuple[str, str]] = set()
    for row, line in enumerate(item.text(csvs.ENCODINGS).splitlines(), 1):
        if line.strip() and not (row == 1 and "BETOS" in line.upper()):
            batch.read += 1
            _assigned(item, batch, row, line, seen)
    return batch


def _assigned(item: Item, batch: Batch, row: int, line: str, seen: set[tuple[str, str]]) -> None:
    record = _RECORD.fullmatch(line)
    curie = record and procedure(record[1])
    if record is None or curie is None:
        batch.listed_row(item.name, row, "not a row of the record layout", line[:5])
    elif not record[2]:
        batch.set_aside("a code without a type")
    elif (curie, record[2]) in seen:
        batch.listed_row(item.name, row, "repeated: the first row of this code is kept", record[1])
    else:
        seen.add((curie, record[2]))
        batch.loaded += 1
        batch.mention(curie)
        batch.node(f"BETOS:{record[2]}", "grouping", record[2], rank=BARE)
        until = dating.day(batch, item, row, record[3] or "")
        batch.edge(curie, "in_grouping", f"BETOS:{record[2]}", row, valid_to=until)


FORMATS = (
    Format("betos_codes", "Berenson-Eggers types of procedure codes", dating.PUBLISHER, dating.LICENCE,
           lambda item: _are_records(item.head), read_assigned),
    Format("betos", "Berenson-Eggers types of service", dating.PUBLISHER, dating.LICENCE,
           lambda item: _alone(item, _BETOS), read_betos),
    Format("tos", "CMS types of service", dating.PUBLISHER, dating.LICENCE, lambda item: _alone(item, _TOS), read_tos),
    Format("hcpcs_layout", "Record layout of HCPCS Level II", dating.PUBLISHER, dating.LICENCE, _is_record_layout,
           read_record_layout),
)
