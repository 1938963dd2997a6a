"""The National Correct Coding Initiative: pairs of procedures, units of a day, and add-on codes.

The pairs come by the million, so they are handled by column; a pair that was deleted stays with its last day, and one
that was deleted on several days with the latest.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest import codes, dates, dating, grids
from graph.ingest.batch import Batch
from graph.ingest.codes import clean, procedure
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.grids import Grid, Layout
from graph.ingest.sealing import repeated_edges, seal
from graph.model import Qualifiers

_LICENCE = "US Government work, public domain; CPT codes © AMA"

_PAIRS = Layout({
    "one": "column ?1", "two": "column ?2", "prior": r"\* ?=? ?in existence.*", "since": "effective(?: date)?.*",
    "until": "deletion(?: date)?.*", "modifier": "modifier.*", "rationale": ".*rationale",
}, ("one", "two", "modifier"))
_UNITS = Layout({
    "code": "(?:hcpcs )?cpt(?: codes?)?|(?:cpt )?hcpcs(?: codes?)?", "units": "mue units|.*mue values?",
    "mai": "(?:mue )?mai(?: indicator)?|.*mue adjudication indicator", "rationale": "mue rationale",
    "service": "mue service(?: type)?",
}, ("code", "units", "mai"))
_ADDONS = Layout({
    "addon": "add on code", "primary": "primary code", "type": "aoc edit type", "since": "aoc edit eff ?dt.*",
    "until": "aoc edit del ?dt.*", "addon_end": "aoc del ?dt.*", "primary_end": "primary code del ?dt.*",
    "notes": "special instruction.*",
}, ("addon", "primary"))

_FAMILIES = {"outpatient": ("MUE-OUTPATIENT", ", outpatient hospital"),
             "dme": ("MUE-DME", ", supplier of durable medical equipment")}
"""A service has a file of its own, which ends no other's units; practitioners, and all in one file, have "MUE"."""

CONTRACTOR = "CCCCC"
"""Stands for primary codes that each Medicare contractor chooses."""


def _called(item: Item) -> date | None:
    """The edition in a name: a quarter, or the version of the files (`v302r0` is the third quarter of 2024)."""
    if match := re.search(r"v(\d{2})([0-3])r\d", item.name.lower()):
        return date(1994 + int(match[1]), int(match[2]) * 3 + 1, 1)
    return dates.named(item.name)


# --- pairs ---


def read_pairs(item: Item) -> Batch:
    """`bundled_with` from the code that is paid to the one that is not, with modifier indicator and rationale."""
    grid = grids.read(item, _PAIRS)
    hospital = re.search(r"oph|hosp|outp|opps", item.name.lower())
    family, who = ("NCCI-PTP-HOSPITAL", "outpatient hospital") if hospital else ("NCCI-PTP", "practitioner")
    batch = _dated_pairs(item, family, f"NCCI procedure-to-procedure edits, {who}", grid)
    grid, curies = grids.keyed(batch, item, grid, "one", "two")
    grid, curies = _allowed(batch, item, grid, curies)
    batch.loaded += len(grid)
    codes.mention(batch, *curies.values())
    until, bad_until = _days(grid, "until")
    since, bad_since = _days(grid, "since")
    for n in np.flatnonzero(bad_until | bad_since).tolist():
        batch.remark(item.name, int(grid.rows[n]), "not a date: held open")
    batch.columns("edges", len(grid), subject=curies["one"], predicate="bundled_with", object=curies["two"],
                  qualifiers=_qualified(batch, grid), valid_from=since, valid_to=until,
                  row=pa.array(grid.rows, pa.int32()))
    _merged(batch)
    return batch


def _dated_pairs(item: Item, family: str, title: str, grid: Grid) -> Batch:
    """The quarter that heading or name tell; a quarter comes in parts, and the newest row of a part may be old.

    Rows of a later quarter show that both are wrong. Where neither tells one, the newest row does, with a remark.
    """
    newest, called = pc.max(_days(grid, "since")[0]).as_py(), _called(item)
    told = called or next((d for text in grid.heading.titles if (d := dating.inside(text))), None)
    later = newest if newest and (told is None or _quarter(newest) > _quarter(told)) else None
    batch = dating.dated(item, family, title, [later] if told is None or later else grid.heading.titles, called)
    if told is None and newest:
        batch.remark(item.name, None, f"neither heading nor name tells the quarter: dated by the newest row, {newest}")
    return batch


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def _merged(batch: Batch) -> None:
    """A pair that stands there again with another last day becomes one edge; in order, as they are sealed, it shows."""
    again = repeated_edges(seal(batch))
    batch.loaded -= again
    batch.merged += again


def _days(grid: Grid, role: str) -> tuple[pa.Array, np.ndarray]:
    """A column of dates and where it is wrong; all open where the table has no such column."""
    if role in grid:
        return dates.days(grid[role])
    return pa.nulls(len(grid), pa.date32()), np.zeros(len(grid), bool)


def _allowed(batch: Batch, item: Item, grid: Grid, curies: dict[str, pa.Array]) -> tuple[Grid, dict[str, pa.Array]]:
    """Only rows whose indicator is one of three."""
    good = codes.mapped(grid["modifier"], lambda text: clean(text) in ("0", "1", "9"), pa.bool_())
    kept = good.to_numpy(zero_copy_only=False)
    if kept.all():
        return grid, curies
    for n in np.flatnonzero(~kept).tolist():
        batch.listed_row(item.name, int(grid.rows[n]), "modifier indicator is none of 0, 1 and 9")
    return grid.where(kept), {role: column.filter(good) for role, column in curies.items()}


def _qualified(batch: Batch, grid: Grid) -> pa.Array:
    """The number of the qualifiers of every row."""
    return pa.array(grid.paired("modifier", "rationale", lambda modifier, reason: batch.qualify(
        Qualifiers(modifier=modifier, reason=reason or None))))


# --- units ---


def read_units(item: Item) -> Batch:
    """The most units of a code that one patient has of one clinician on one day, by kind of service."""
    grid = grids.read(item, _UNITS)
    told = set(_services(item, grid).unique().to_pylist())
    family, who = _FAMILIES.get(told.pop() if len(told) == 1 else "", ("MUE", ""))
    batch = dating.dated(item, family, f"NCCI medically unlikely edits{who}", grid.heading.titles, _called(item))
    grid, curies = grids.keyed(batch, item, grid, "code")
    service = _services(item, grid)
    kept = grids.distinct(batch, item, grid, [curies["code"], service])
    grid, curie, service = grid.where(kept), curies["code"].take(pa.array(kept)), service.take(pa.array(kept))
    batch.loaded += len(grid)
    codes.mention(batch, curie)
    for role, name in (("units", "mue_units"), ("mai", "mue_mai"), ("rationale", "mue_rationale")):
        value = grid.text(role)
        names = pc.if_else(pc.equal(service, ""), name, pc.binary_join_element_wise(name, "[", service, "]", ""))
        said = pc.not_equal(value, "")
        batch.columns("attributes", pc.sum(said).as_py() or 0, id=curie.filter(said), name=names.filter(said),
                      value=value.filter(said), row=pa.array(grid.rows, pa.int32()).filter(said))
    return batch


def _services(item: Item, grid: Grid) -> pa.Array:
    """The service of every row; where no column says it, heading or name do for all of them."""
    heading = grid.heading.names[grid.heading.place["units"]]
    known = _service(heading) or _service(item.name.lower())
    if "service" in grid:
        return codes.mapped(grid["service"], lambda text: _service(clean(text)) or known)
    return pa.array([known] * len(grid), pa.string())


def _service(text: str) -> str:
    """Practitioner, outpatient hospital or supplier of equipment, as one word; empty where it is not said."""
    return next((w for w in ("practitioner", "outpatient", "dme") if w in text.lower()),
                "practitioner" if re.search(r"[_-]prac[_-]", text.lower()) else "")


# --- add-on codes ---


def read_addons(item: Item) -> Batch:
    """`add_on_to` from the add-on code to each of its primary codes; where the contractor chooses, a fact instead."""
    grid = grids.read(item, _ADDONS)
    batch = dating.dated(item, "AOC", "NCCI add-on codes", grid.heading.titles, _called(item))
    grid, curies = grids.keyed(batch, item, grid, "addon")
    seen: set[tuple[str, ...]] = set()
    for row, addon, fields in zip(grid.rows.tolist(), curies["addon"].to_pylist(), grid.records(), strict=True):
        text = fields["primary"].upper()
        primary, key = procedure(text), (addon, text, fields.get("type", ""), fields.get("since", ""))
        if key in seen:
            batch.listed_row(item.name, row, "repeated: the first row of this pair is kept", " ".join(key[:2]))
        elif primary is None and text != CONTRACTOR:
            batch.listed_row(item.name, row, "primary code is not a procedure code", text[:8])
        else:
            batch.loaded += 1
            _addon(batch, item, row, addon, primary, fields)
        seen.add(key)
    return batch


def _addon(batch: Batch, item: Item, row: int, addon: str, primary: str | None, fields: dict[str, str]) -> None:
    since, until = (dating.day(batch, item, row, fields.get(role, "")) for role in ("since", "until"))
    kind = fields.get("type", "")
    batch.mention(addon)
    if kind:
        batch.attribute(addon, "aoc_edit_type", kind, row, since, until)
    for code, name, role in ((addon, "aoc_del_dt", "addon_end"), (primary, "primary_code_del_dt", "primary_end")):
        if code and fields.get(role):
            batch.attribute(code, name, fields[role], row)
    if primary is None:
        batch.attribute(addon, "primary_code", CONTRACTOR, row, since, until)
        return
    batch.mention(primary)
    batch.edge(addon, "add_on_to", primary, row, _edited(kind), since, until)


@lru_cache(maxsize=64)
def _edited(kind: str) -> Qualifiers | None:
    return Qualifiers(reason=f"add-on code edit type {kind}") if kind else None


def _of(layout: Layout) -> Callable[[Item], bool]:
    return lambda item: grids.matches(item, layout) is not None


FORMATS = (
    Format("ncci_pairs", "NCCI procedure-to-procedure edits", dating.PUBLISHER, _LICENCE, _of(_PAIRS), read_pairs),
    Format("ncci_units", "NCCI medically unlikely edits", dating.PUBLISHER, _LICENCE, _of(_UNITS), read_units),
    Format("ncci_addons", "NCCI add-on codes", dating.PUBLISHER, _LICENCE, _of(_ADDONS), read_addons),
)
