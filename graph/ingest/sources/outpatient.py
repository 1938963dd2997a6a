"""Medicare's outpatient payment: OPPS addendum B and its status indicators, and the addenda of surgical centers.

Status C means that Medicare pays for the procedure to inpatients only; addendum AA lists what it pays for in an
ambulatory surgical center, addendum EE what it does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest import codes, dating, grids
from graph.ingest.batch import BARE, Batch
from graph.ingest.codes import clean, mapped
from graph.ingest.figures import figured
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.grids import Grid, Layout
from graph.model import Qualifiers

_LICENCE = "US Government work, public domain; CPT codes © AMA"
_INPATIENT = ("setting:inpatient-hospital", "Inpatient hospital")
_CENTER = ("setting:ambulatory-surgical-center", "Ambulatory surgical center")

_CODE = {"code": "hcpcs ?code|hcpcs|cpt ?code", "short": "short ?descript.*|description"}
_PASSING = "drug(?: and device)? pass through expiration.*"
_B_FACTS = {
    "opps_si": "si|status ?indicator", "opps_apc": "apc", "opps_weight": "relative weight",
    "opps_rate": "payment ?rate", "opps_copayment": "national unadjusted copayment",
    "opps_minimum_copayment": "minimum unadjusted copayment",
    "opps_ira_coinsurance": "ira coinsurance percentage", "opps_adjusted_copayment": "adjusted beneficiary copayment",
    "opps_pass_through_end": _PASSING,
}
_B = Layout({**_CODE, **_B_FACTS, "source": "source", "changed": "changed|.*indicates a change.*",
             "note": "note(?: actual copayments.*)?"},
            ("code", "opps_si", "opps_rate"))
_AA_FACTS = {
    "asc_multiple_discount": "subject to multiple procedure discounting", "asc_pi": ".*payment indicator",
    "asc_weight": ".*payment weight", "asc_rate": ".*payment rate", "asc_mark": "",
    "asc_pass_through_end": _PASSING,
}
_AA = Layout({**_CODE, **_AA_FACTS}, ("code", "asc_pi", "asc_rate"))
_EE = Layout(_CODE, ("code", "short"))
_STATUS = Layout({"indicator": "status ?indicator|si", "paid": "paid|opps payment status",
                  "name": "description|definition|item code service"}, ("indicator", "name"))
_DD = Layout({"indicator": "indicator|payment indicator", "name": "payment indicator definition"},
             ("indicator", "name"))
_DD2 = Layout({"indicator": "(?:asc )?(?:comment )?indicator",
               "name": "(?:asc )?comment indicator (?:definition|meaning|description)"}, ("indicator", "name"))
_FF_FACTS = {"asc_device_offset": ".*device offset percent(?:age)?.*|.*device offset", "asc_device_amount":
             ".*device offset amount.*|.*device portion.*"}
_FF = Layout({**_CODE, **_FF_FACTS, "asc_pi": ".*payment indicator", "apc": ".*apc.*"}, ("code", "asc_device_offset"))
_DAY = r"(?i)[ \d/.,*-]*(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ \d/.,-]*)?"
_SHAPES = {"opps_si": r"[A-Z]\d?", "asc_pi": r"[A-Z]\d\*?", "opps_pass_through_end": _DAY, "asc_pass_through_end": _DAY}
_NOT_PAID = {"B5", "D5", ""}


def _titled(layout: Layout, words: str) -> Callable[[Item], bool]:
    """The columns, under a title that names the addendum."""
    def recognises(item: Item) -> bool:
        found = grids.matches(item, layout)
        return found is not None and any(re.search(words, title.lower()) for title in found.titles)
    return recognises


def _plain(layout: Layout) -> Callable[[Item], bool]:
    return lambda item: grids.matches(item, layout) is not None


# --- tables keyed by procedure codes ---


def read_addendum_b(item: Item) -> Batch:
    """Status, group and rate of each code; the group is a grouping, status C a place."""
    grid = grids.read(item, _B)
    sources = grid.text("source").unique().to_pylist() if "source" in grid else []
    batch = dating.dated(item, "OPPS", "OPPS addendum B", [*sources, *grid.heading.titles])
    grid, curie = _kept(batch, item, grid, _B_FACTS)
    _facts(batch, grid, curie, _B_FACTS)
    _place(batch, grid, curie, grid.holds("opps_si", "C"), _INPATIENT,
           Qualifiers(reason="OPPS status C: paid to inpatients only"))
    groups = mapped(grid["opps_apc"], _apc) if "opps_apc" in grid else pa.nulls(len(grid), pa.string())
    for group in groups.unique().drop_null().to_pylist():
        batch.node(group, "grouping", f"Ambulatory payment classification {group.partition(':')[2]}")
    said = groups.is_valid()
    batch.columns("edges", len(grid) - groups.null_count, subject=curie.filter(said), predicate="in_grouping",
                  object=groups.filter(said), row=pa.array(grid.rows, pa.int32()).filter(said))
    return batch


def _apc(text: str) -> str | None:
    """A group of four digits; a spreadsheet eats the zeros before it."""
    text = clean(text)
    return f"APC:{text.zfill(4)}" if re.fullmatch(r"\d{1,4}", text) else None


def read_covered(item: Item) -> Batch:
    """What is paid in a surgical center, with indicator and rate; ancillary services (addendum BB) name no place."""
    grid = grids.read(item, _AA)
    pi = grid.heading.names[grid.heading.place["asc_pi"]]
    batch = dating.dated(item, "ASC", "Ambulatory surgical center addenda", [pi, *grid.heading.titles])
    grid, curie = _kept(batch, item, grid, _AA_FACTS)
    _facts(batch, grid, curie, _AA_FACTS)
    surgical = any("addendum aa" in title.lower() for title in grid.heading.titles)
    paid = ~grid.holds("asc_pi", *_NOT_PAID)
    _place(batch, grid, curie, paid & surgical, _CENTER, Qualifiers(reason="ASC addendum AA: covered"))
    return batch


def read_excluded(item: Item) -> Batch:
    """What is not paid in a surgical center."""
    grid = grids.read(item, _EE)
    batch = dating.dated(item, "ASC", "Ambulatory surgical center addenda", grid.heading.titles)
    grid, curie = _kept(batch, item, grid, {})
    _place(batch, grid, curie, np.ones(len(grid), bool), _CENTER,
           Qualifiers(negated=True, reason="ASC addendum EE: excluded from payment"))
    return batch


def read_devices(item: Item) -> Batch:
    """Which share of the payment of a device-intensive procedure is that of its device (addendum FF)."""
    grid = grids.read(item, _FF)
    batch = dating.dated(item, "ASC", "Ambulatory surgical center addenda", [*grid.heading.titles, *grid.heading.names])
    grid, curie = _kept(batch, item, grid, _FF_FACTS)
    _facts(batch, grid, curie, _FF_FACTS)
    return batch


def _kept(batch: Batch, item: Item, grid: Grid, facts: dict[str, str]) -> tuple[Grid, pa.Array]:
    """The first row of every procedure code with figures for its `facts`, and those codes."""
    grid, curies = grids.keyed(batch, item, grid, "code")
    kept = grids.distinct(batch, item, grid, [curies["code"]])
    grid, curie = figured(batch, item, grid.where(kept), curies["code"].take(pa.array(kept)), facts, _SHAPES)
    batch.loaded += len(grid)
    codes.mention(batch, curie)
    return grid, curie


def _facts(batch: Batch, grid: Grid, curie: pa.Array, names: dict[str, str]) -> None:
    rows = pa.array(grid.rows, pa.int32())
    for name in names:
        if name in grid:
            said = pa.array(~grid.holds(name, ""))
            batch.columns("attributes", pc.sum(said).as_py() or 0, id=curie.filter(said), name=name,
                          value=grid.coded(name).filter(said), row=rows.filter(said))


def _place(batch: Batch, grid: Grid, curie: pa.Array, chosen: np.ndarray, place: tuple[str, str],
           said: Qualifiers) -> None:
    id, label = place
    batch.node(id, "setting", label, rank=BARE)
    mask = pa.array(chosen)
    batch.columns("edges", int(chosen.sum()), subject=curie.filter(mask), predicate="performed_in", object=id,
                  qualifiers=batch.qualify(said), row=pa.array(grid.rows, pa.int32()).filter(mask))


# --- tables of indicators ---


def _indicators(item: Item, layout: Layout, prefix: str, what: str, shape: str = r"[A-Z]\d?") -> Batch:
    """One node for each indicator, named by its letters and defined in the publisher's words."""
    grid = grids.read(item, layout)
    batch = Batch.of(item)
    seen: set[str] = set()
    for row, fields in zip(grid.rows.tolist(), grid.records(), strict=True):
        if not any(fields.values()):
            continue
        batch.read += 1
        code, text = fields["indicator"].upper(), " ".join(fields["name"].split())
        if not re.fullmatch(shape, code) or not text:
            batch.listed_row(item.name, row, "no indicator, or no definition", code[:8])
        elif code in seen:
            batch.listed_row(item.name, row, "repeated: the first row of this indicator is kept", code)
        else:
            seen.add(code)
            batch.loaded += 1
            batch.node(f"grouping:{prefix}/{code}", "grouping", f"{what} {code}", text)
            if fields.get("paid"):
                batch.attribute(f"grouping:{prefix}/{code}", "paid", fields["paid"], row)
    grids.account_for_broken(batch, item, grid)
    return batch


def read_status(item: Item) -> Batch:
    """What each OPPS status indicator means; the table has no date."""
    return _indicators(item, _STATUS, "opps-status", "OPPS status indicator")


def read_definitions(item: Item) -> Batch:
    """What each ASC payment indicator means (addendum DD1)."""
    return _indicators(item, _DD, "asc-indicator", "ASC payment indicator")


def read_comments(item: Item) -> Batch:
    """What each ASC comment indicator means (addendum DD2)."""
    return _indicators(item, _DD2, "asc-comment", "ASC comment indicator", "[A-Z]{1,2}")


def _format(name: str, title: str, recognises: Callable[[Item], bool], read: Callable[[Item], Batch]) -> Format:
    return Format(name, title, dating.PUBLISHER, _LICENCE, recognises, read)


FORMATS = (
    _format("opps_b", "OPPS addendum B", _plain(_B), read_addendum_b),
    _format("opps_status", "OPPS status indicators", _plain(_STATUS), read_status),
    _format("asc_covered", "ASC addenda AA and BB", _titled(_AA, "addendum (?:aa|bb)"), read_covered),
    _format("asc_excluded", "ASC addendum EE", _titled(_EE, "addendum ee|excluded from payment in asc"), read_excluded),
    _format("asc_indicators", "ASC addendum DD1", _plain(_DD), read_definitions),
    _format("asc_comments", "ASC addendum DD2", _plain(_DD2), read_comments),
    _format("asc_devices", "ASC addendum FF", _titled(_FF, "addendum ff|ambulatory surgical|\\basc\\b"), read_devices),
)
