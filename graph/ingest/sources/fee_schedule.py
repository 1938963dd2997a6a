"""The Medicare physician fee schedule: relative values and payment indicators of each code, with and without modifier.

A modifier row (26, TC, 53) is part of its code: its facts are named `work_rvu[26]`. What an indicator says about the
place and the people of a procedure becomes an edge, in our own words for the indicator.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest import codes, dating, grids
from graph.ingest.batch import BARE, Batch
from graph.ingest.codes import clean, mapped, named
from graph.ingest.figures import figured
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.grids import Grid, Layout
from graph.model import Qualifiers

_NON = "non ?fac(?:ility)?"
_FACTS = {
    "status": "status(?: code)?", "not_used_for_medicare": "not used for medicare(?: payment)?", "work_rvu": "work rvu",
    "nonfac_pe_rvu": f"{_NON} pe rvu", "nonfac_na": f"{_NON}(?: na)? indicator", "fac_pe_rvu": "fac(?:ility)? pe rvu",
    "fac_na": "fac(?:ility)?(?: na)? indicator", "mp_rvu": "mp rvu", "nonfac_total": f"{_NON} total",
    "fac_total": "fac(?:ility)? total", "pctc_ind": "pc ?tc ind(?:icator)?", "glob_days": "glob(?:al)? days",
    "pre_op": "pre op", "intra_op": "intra op", "post_op": "post op", "mult_proc": "mult proc",
    "bilat_surg": "bilat surg", "asst_surg": "asst surg", "co_surg": "co surg", "team_surg": "team surg",
    "endo_base": "endo base", "conv_factor": "conv(?:ersion)? factor",
    "supervision": "physician supervision of diagnostic procedures", "calc_flag": "calculation flag",
    "imaging_family": "diagnostic imaging family(?: indicator)?",
    "nonfac_pe_opps": f"{_NON} pe used for opps payment amount",
    "fac_pe_opps": "fac(?:ility)? pe used for opps payment amount", "mp_opps": "mp used for opps payment amount",
}
_LAYOUT = Layout({"code": "hcpcs(?: code)?|hcpc", "mod": "mod(?:ifier)?", "description": ".*description", **_FACTS},
                 ("code", "mod", "work_rvu", "nonfac_pe_rvu", "glob_days"))

FACILITY, NON_FACILITY = "setting:facility", "setting:non-facility"
_SETTINGS = {
    FACILITY: ("Facility", "A place that Medicare pays for its own share beside the clinician, such as a hospital, an "
               "ambulatory surgical center or a skilled nursing facility."),
    NON_FACILITY: ("Non-facility setting", "A place whose costs are part of the clinician's fee, such as an office or "
                   "the patient's home."),
}
_RARE = "fee schedule indicator NA: rarely or never done there"
# Where a part of the service is technical, NA says only who is paid for it, not where it is done.
_TECHNICAL = {"1", "3", "4", "5", "6", "7"}
_SURGICAL = {"000", "010", "090", "MMM", "YYY", "ZZZ"}

_PEOPLE = {
    "asst_surg": ("personnel:surgical-assistant", "Surgical assistant", "assistant at surgery"),
    "co_surg": ("personnel:co-surgeon", "Co-surgeon", "co-surgeon"),
    "team_surg": ("personnel:surgical-team", "Surgical team", "team surgeon"),
}
_DOCUMENTED = "if medical necessity is documented"
# (indicator, value): whether Medicare allows it, and on which condition.
_ALLOWED: dict[tuple[str, str], tuple[bool, str | None]] = {
    ("asst_surg", "0"): (True, _DOCUMENTED), ("asst_surg", "1"): (False, None), ("asst_surg", "2"): (True, None),
    ("co_surg", "0"): (False, None), ("co_surg", "1"): (True, _DOCUMENTED),
    ("co_surg", "2"): (True, "if the two surgeons are of different specialties"),
    ("team_surg", "0"): (False, None), ("team_surg", "1"): (True, _DOCUMENTED), ("team_surg", "2"): (True, None),
}
_THERAPIST = "unless a physical therapist certified in clinical electrophysiology does it"
# Level of supervision of a diagnostic test, and what it hangs on.
_SUPERVISION: dict[str, tuple[str, str | None]] = {
    "01": ("general", None), "02": ("direct", None), "03": ("personal", None),
    "04": ("general", "unless a qualified psychologist does it"),
    "05": ("general", "unless a qualified audiologist does it"),
    "06": ("personal", _THERAPIST), "66": ("personal", _THERAPIST), "6A": ("personal", _THERAPIST),
    "21": ("general", "if a certified technician does it, otherwise direct"),
    "22": ("general", "if a technician has a physician on line"),
    "77": ("direct", _THERAPIST), "7A": ("direct", _THERAPIST),
}


def recognises(item: Item) -> bool:
    """The columns of the relative value file, in one heading row or in the five of the original."""
    return grids.matches(item, _LAYOUT) is not None


def read(item: Item) -> Batch:
    """Facts of every row; places, people and groupings from the row of a code without modifier."""
    grid = grids.read(item, _LAYOUT)
    titles = [text for text in grid.heading.titles if "relative value file" in text.lower()]
    batch = dating.dated(item, "PFS", "Physician fee schedule relative values", titles)
    grid, curies = grids.keyed(batch, item, grid, "code")
    kept = grids.distinct(batch, item, grid, [curies["code"], grid.text("mod")])
    grid, curie = figured(batch, item, grid.where(kept), curies["code"].take(pa.array(kept)), ("mod", *_FACTS),
                          {"status": "[A-Z]"})
    batch.loaded += len(grid)
    codes.mention(batch, curie)
    _facts(batch, grid, curie)
    base = mapped(grid["mod"], lambda mod: not clean(mod), pa.bool_()).to_numpy(zero_copy_only=False)
    grid, curie = grid.where(base), curie.filter(pa.array(base))
    _places(batch, grid, curie)
    _people(batch, grid, curie)
    _groupings(batch, item, grid, curie)
    return batch


def _facts(batch: Batch, grid: Grid, curie: pa.Array) -> None:
    """One column after the other; a blank cell says nothing."""
    rows = pa.array(grid.rows, pa.int32())
    for role in _FACTS:
        if role not in grid:
            continue
        said = pa.array(~grid.holds(role, ""))
        name = named(grid["mod"], lambda mod, role=role: f"{role}[{mod}]" if (mod := clean(mod)) else role)
        batch.columns("attributes", pc.sum(said).as_py() or 0, id=curie.filter(said), name=name.filter(said),
                      value=grid.coded(role).filter(said), row=rows.filter(said))


def _edges(batch: Batch, grid: Grid, curie: pa.Array, chosen: np.ndarray, predicate: str, object: str,
           qualifiers: Qualifiers) -> None:
    mask = pa.array(chosen)
    batch.columns("edges", int(chosen.sum()), subject=curie.filter(mask), predicate=predicate, object=object,
                  qualifiers=batch.qualify(qualifiers), row=pa.array(grid.rows, pa.int32()).filter(mask))


def _places(batch: Batch, grid: Grid, curie: pa.Array) -> None:
    """Done where values are set, rarely or never where the indicator says NA; nothing where neither is said."""
    for id, (label, definition) in _SETTINGS.items():
        batch.node(id, "setting", label, definition)
    technical = grid.holds("pctc_ind", *_TECHNICAL)
    for id, prefix in ((FACILITY, "fac"), (NON_FACILITY, "nonfac")):
        absent = grid.holds(f"{prefix}_na", "NA")
        valued = mapped(grid[f"{prefix}_total"], _positive, pa.bool_()).to_numpy(zero_copy_only=False) \
            if f"{prefix}_total" in grid else np.zeros(len(grid), bool)
        never = absent & ~technical if id == FACILITY else absent
        _edges(batch, grid, curie, valued & ~absent, "performed_in", id, Qualifiers(reason="fee schedule value"))
        _edges(batch, grid, curie, never, "performed_in", id, Qualifiers(negated=True, reason=_RARE))


def _positive(text: str) -> bool:
    try:
        return float(text) > 0
    except ValueError:
        return False


def _people(batch: Batch, grid: Grid, curie: pa.Array) -> None:
    surgical = grid.holds("glob_days", *_SURGICAL)
    for role, (id, label, part) in _PEOPLE.items():
        batch.node(id, "personnel", label, rank=BARE)
        for (name, value), (allowed, condition) in _ALLOWED.items():
            if name == role:
                said = Qualifiers(negated=not allowed, condition=condition, role=part,
                                  reason=f"fee schedule: {'may be paid' if allowed else 'is not paid'}")
                # Where no surgery is, "not paid" would only say that nobody asks.
                _edges(batch, grid, curie, grid.holds(role, value) & surgical, "performed_by", id, said)
    batch.node("personnel:physician", "personnel", "Physician", rank=BARE)
    for value, (level, condition) in _SUPERVISION.items():
        said = Qualifiers(role="supervision", condition=condition, reason=f"{level} supervision")
        _edges(batch, grid, curie, grid.holds("supervision", value), "performed_by", "personnel:physician", said)


def _groupings(batch: Batch, item: Item, grid: Grid, curie: pa.Array) -> None:
    """Endoscopies share a base that is paid once; imaging of one family is reduced when done together."""
    for n in np.flatnonzero(~grid.holds("endo_base", "")).tolist():
        base = codes.procedure(grid["endo_base"][n].as_py())
        row = int(grid.rows[n])
        if base is None:
            batch.remark(item.name, row, "endoscopic base is no code")
            continue
        local = base.partition(":")[2]
        batch.node(f"PFSENDO:{local}", "grouping", f"Endoscopies with base code {local}")
        batch.mention(base)
        for member in (curie[n].as_py(), base):  # the base is its family's plain examination; its own row is silent
            batch.edge(member, "in_grouping", f"PFSENDO:{local}", row)
    families = grid.text("imaging_family").unique().to_pylist()
    for family in sorted(set(families) - {"", "99"}):
        batch.node(f"PFSFAMILY:{family}", "grouping", f"Diagnostic imaging family {family}")
        _edges(batch, grid, curie, grid.holds("imaging_family", family), "in_grouping", f"PFSFAMILY:{family}",
               Qualifiers())


FORMATS = (Format("fee_schedule", "Physician fee schedule relative values", dating.PUBLISHER,
                  "US Government work, public domain; CPT codes © AMA", recognises, read),)
