"""The Restructured BETOS Classification System: category, subcategory and family of each procedure code, with dates."""

from __future__ import annotations

import re
from datetime import date

from graph.ingest import dating, grids
from graph.ingest.batch import Batch
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.grids import Layout

_LAYOUT = Layout({
    "code": "hcpcs cd|hcpcs code", "id": "rbcs id", "cat": "rbcs cat", "cat_desc": "rbcs cat desc",
    "subcat": "rbcs cat subcat", "subcat_desc": "rbcs subcat desc", "family": "rbcs famnumb",
    "family_desc": "rbcs family desc", "major": "rbcs major ind", "since": "rbcs assignment eff dt",
    "until": "rbcs assignment end dt", "added": "hcpcs cd add dt", "ended": "hcpcs cd end dt",
    "latest": "rbcs latest assignment", "release": "first rbcs release year",
}, ("code", "cat", "subcat", "family"))


def recognises(item: Item) -> bool:
    """The columns of the taxonomy file."""
    return grids.matches(item, _LAYOUT) is not None


def read(item: Item) -> Batch:
    """The three levels as groupings, each broader than the next, and the assignment of every code for its period."""
    grid = grids.read(item, _LAYOUT)
    years = [date(int(text), 1, 1) for text in grid.text("release").to_pylist() if re.fullmatch(r"20\d\d", text)]
    batch = dating.dated(item, "RBCS", "Restructured BETOS Classification System", [max(years, default=None)])
    grid, curies = grids.keyed(batch, item, grid, "code")
    seen: set[tuple[str, str, str]] = set()
    for row, curie, fields in zip(grid.rows.tolist(), curies["code"].to_pylist(), grid.records(), strict=True):
        group = _group(fields)
        key = (curie, group or "", fields.get("since", ""))
        if group is None:
            batch.listed_row(item.name, row, "no category", fields["code"])
        elif key in seen:
            batch.listed_row(item.name, row, "repeated: the first row of this assignment is kept", fields["code"])
        else:
            seen.add(key)
            batch.loaded += 1
            _assign(batch, item, row, curie, group, fields)
    return batch


def _group(fields: dict[str, str]) -> str | None:
    """The narrowest level: the family, or the subcategory where the family number is nought."""
    cat, subcat, family = (fields[name].upper() for name in ("cat", "subcat", "family"))
    if not re.fullmatch(r"[A-Z]", cat) or not re.fullmatch(rf"(?:{cat})?[A-Z]", subcat):
        return None
    subcat = subcat if len(subcat) == 2 else cat + subcat
    return subcat if not family.strip("0") else f"{subcat}{family.zfill(3)}"


def _assign(batch: Batch, item: Item, row: int, curie: str, group: str, fields: dict[str, str]) -> None:
    levels = [(group[0], "cat_desc"), (group[:2], "subcat_desc"), (group, "family_desc")][: 2 + (len(group) > 2)]
    for n, (level, role) in enumerate(levels):
        batch.node(f"RBCS:{level}", "grouping", _name(fields.get(role, ""), level))
        if n:
            batch.edge(f"RBCS:{level}", "broader", f"RBCS:{levels[n - 1][0]}", row)
    since, until = (dating.day(batch, item, row, fields.get(role, "")) for role in ("since", "until"))
    batch.mention(curie)
    batch.edge(curie, "in_grouping", f"RBCS:{group}", row, None, since, until)
    for name, role in (("rbcs_id", "id"), ("rbcs_major_ind", "major")):
        if fields.get(role):
            batch.attribute(curie, name, fields[role], row, since, until)


def _name(text: str, level: str) -> str:
    return " ".join(text.split()) or f"RBCS {level}"


FORMATS = (Format("rbcs", "Restructured BETOS Classification System", dating.PUBLISHER, dating.LICENCE, recognises,
                  read),)
