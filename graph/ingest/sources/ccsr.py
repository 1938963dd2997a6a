"""The Clinical Classifications Software Refined of AHRQ: categories of procedures and of diagnoses.

A procedure has one category. A diagnosis has up to six, of which one at most is the default for inpatient data and one
for outpatient data. The first three letters of a category are its clinical domain or body system.
"""

from __future__ import annotations

import re
from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest import grids, hints, icd10, sheets
from graph.ingest.batch import BARE, SHORT, Batch
from graph.ingest.codes import clean, cleaned, is_plain, mention, named, renamed
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.grids import Grid, Layout
from graph.model import Edition, Qualifiers

PUBLISHER = "Agency for Healthcare Research and Quality"
_PRCCSR = {"group": "(?:pr)?ccsr(?: category)?", "name": "(?:pr)?ccsr (?:category )?desc(?:ription)?",
           "domain": "clinical domain"}
_PROCEDURES = Layout({"code": "i10 pr|icd 10 pcs(?: code)?", **_PRCCSR}, ("code", "group"))
_DOMAINS = Layout({**_PRCCSR, "pcs_roots": "pcs roots", "pcs_bodyparts": "pcs bodyparts",
                   "pcs_devices": "pcs devices", "pcs_approaches": "pcs approaches"}, ("group", "name", "domain"))
_DIAGNOSES = Layout({"code": "icd 10 cm code", "group": "ccsr category", "name": "ccsr category description",
                     "inpatient": "inpatient default ccsr.*", "outpatient": "outpatient default ccsr.*"},
                    ("code", "group", "inpatient"))
_WIDE = Layout({"code": "icd 10 cm code", "inpatient": "default ccsr category ip", "outpatient":
                "default ccsr category op", **{f"group{n}": f"ccsr category {n}" for n in range(1, 7)},
                **{f"name{n}": f"ccsr category {n} description" for n in range(1, 7)}}, ("code", "inpatient", "group1"))
_CATEGORIES = Layout({"group": "ccsr category", "name": "ccsr category description"}, ("group", "name"))
_SYSTEMS = Layout({"name": "ccsr for icd 10 cm body system", "group": "3 character abbreviation"}, ("name", "group"))
_GROUP = re.compile(r"[A-Z]{3}\d{3}|InvlDX|NoDX\d?")
_VERSION = re.compile(r"v(20\d\d)[-._](\d)", re.IGNORECASE)


def _unquoted(text: str) -> str:
    """A cell as AHRQ's own text files wrap it, without its single quotes."""
    return clean(text).strip("' ")


def _code(system: str, text: str) -> str | None:
    """The CURIE of a code without its dot; the zeros that a spreadsheet ate from a procedure code are put back."""
    code = _unquoted(text).upper().replace(".", "")
    if system == "ICD10PCS" and code.isdigit():
        code = code.zfill(7)
    return icd10.curie(system, code) if re.fullmatch(icd10.SHAPES[system], code) else None


def _codes(system: str, column: pa.DictionaryArray) -> pa.DictionaryArray:
    """`_code` of a whole column, plain text at once."""
    texts = column.dictionary.fill_null("")
    if not is_plain(texts):
        return named(column, partial(_code, system))
    code = pc.replace_substring(pc.ascii_upper(_trimmed(texts)), ".", "")
    if system == "ICD10PCS":
        code = pc.if_else(pc.match_substring_regex(code, "^[0-9]+$"), pc.utf8_lpad(code, 7, "0"), code)
    fits = pc.match_substring_regex(code, f"^(?:{icd10.SHAPES[system]})$")
    return renamed(column, pc.if_else(fits, icd10.curies(system, code), pa.scalar(None, pa.string())))


def _trimmed(texts: pa.Array) -> pa.Array:
    """`_unquoted` of whole columns."""
    return pc.utf8_trim(cleaned(texts), "' ")


def _group(text: str) -> str | None:
    group = _unquoted(text)
    return group if _GROUP.fullmatch(group) else None


def _batch(item: Item, family: str, titles: str = "", versioned: bool = True) -> Batch:
    """The edition of the version that a title tells, else the name: v2023-1 is for the codes of fiscal year 2023."""
    found = _VERSION.search(titles) or _VERSION.search(item.member or item.path.name)
    edition = found and Edition(family, f"{found[1]}-{found[2]}", f"{family}, version {found[1]}.{found[2]}", PUBLISHER,
                                "public_domain", date(int(found[1]) - 1, 10, 1))
    batch = Batch.of(item, edition or None)
    if not edition and versioned:
        batch.remark(item.name, None, "neither content nor name tells the version: its statements are held always")
    return batch


# --- pairs of code and category ---

def _pairs(
    item: Item, batch: Batch, grid: Grid, system: str, family: str, said: np.ndarray | None = None,
) -> np.ndarray:
    """`in_grouping` of every usable row, with the qualifiers `said` for each; returns which rows those are."""
    grids.account_for_broken(batch, item, grid)
    codes, groups = _codes(system, grid["code"]), named(grid["group"], _group)
    filled = pc.not_equal(_trimmed(grid["code"].dictionary), "").take(grid["code"].indices)
    filled = filled.to_numpy(zero_copy_only=False)
    good = pc.and_(codes.is_valid(), groups.is_valid()).to_numpy(zero_copy_only=False)
    batch.read += int(filled.sum())
    for n in np.flatnonzero(filled & ~good).tolist():
        batch.listed_row(item.name, int(grid.rows[n]), "not a code, or not a category",
                         f"{_unquoted(grid['code'][n].as_py())[:8]}, {_unquoted(grid['group'][n].as_py())[:8]}")
    good = _new(batch, codes, groups, good)
    kept = pa.array(good)
    _grouped(batch, codes.filter(kept), groups.filter(kept), family, pa.array(grid.rows[good].astype(np.int32)),
             None if said is None else pa.array(said[good]))
    batch.loaded += int(good.sum())
    return good


def _new(batch: Batch, codes: pa.Array, groups: pa.Array, good: np.ndarray) -> np.ndarray:
    """Which of the good rows say a pair for the first time; a pair said again is merged."""
    numbers = [c.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False) for c in (codes, groups)]
    pair = numbers[0].astype(np.int64) << 32 | numbers[1]
    first = np.zeros(len(good), bool)
    place = np.flatnonzero(good)
    first[place[np.unique(pair[place], return_index=True)[1]]] = True
    batch.merged += int((good & ~first).sum())
    return first


def _grouped(
    batch: Batch, codes: pa.Array, groups: pa.DictionaryArray, family: str, rows: pa.Array, said: pa.Array | None,
) -> None:
    mention(batch, codes)
    ids = renamed(groups, icd10.before(f"{family}:", groups.dictionary))
    batch.columns("edges", len(codes), subject=codes, predicate="in_grouping", row=rows, object=ids,
                  **({} if said is None else {"qualifiers": said}))


def _categories(batch: Batch, family: str, names: dict[str, str], systems: dict[str, str] | None = None) -> None:
    """Categories with their names, each below its domain or body system."""
    for group, name in names.items():
        batch.node(f"{family}:{group}", "grouping", name or group, rank=SHORT if name else BARE)
        if name:
            batch.label(f"{family}:{group}", name, "preferred")
        if systems is not None and len(group) == 6 and group[3:].isdigit():
            batch.node(f"{family}:{group[:3]}", "grouping", systems.get(group[:3]) or group[:3],
                       rank=SHORT if group[:3] in systems else BARE)
            batch.edge(f"{family}:{group}", "broader", f"{family}:{group[:3]}")


def _named(grid: Grid, group: str = "group", name: str = "name") -> dict[str, str]:
    """The first name of every category."""
    groups = named(grid[group], _group)
    _, first = np.unique(groups.indices.fill_null(-1).to_numpy(), return_index=True)
    return {groups[n].as_py(): _unquoted(grid[name][n].as_py() or "") if name in grid else ""
            for n in np.sort(first).tolist() if groups[n].is_valid}


# --- procedures ---

def read_procedures(item: Item) -> Batch:
    """Each procedure code in its category."""
    grid = grids.read(item, _PROCEDURES)
    batch = _batch(item, "PRCCSR", " ".join(grid.heading.titles))
    _pairs(item, batch, grid, "ICD10PCS", "PRCCSR")
    systems: dict[str, str] = {}
    if "domain" in grid:
        systems = {group[:3]: name for group, name in _named(grid, name="domain").items() if name}
    _categories(batch, "PRCCSR", _named(grid), systems)
    return batch


def read_domains(item: Item) -> Batch:
    """The categories of procedures, each below its clinical domain; what they are made of as attributes.

    They only name what the pairs of a version refer to, so a table that tells no version holds always.
    """
    grid = grids.read(item, _DOMAINS)
    batch = _batch(item, "PRCCSR", " ".join(grid.heading.titles), versioned=False)
    grids.account_for_broken(batch, item, grid)
    for row, record in zip(grid.rows.tolist(), grid.records(), strict=True):
        if not any(record.values()):
            continue
        batch.read += 1
        group, name = _group(record["group"]), _unquoted(record["name"])
        if group is None or not name:
            batch.listed_row(item.name, row, "not a category, or no name", record["group"][:8])
            continue
        batch.loaded += 1
        domain = f"PRCCSR:{group[:3]}"
        batch.node(f"PRCCSR:{group}", "grouping", name)
        batch.label(f"PRCCSR:{group}", name, "preferred")
        batch.node(domain, "grouping", _unquoted(record["domain"]) or group[:3])
        batch.edge(f"PRCCSR:{group}", "broader", domain, row)
        for part in ("pcs_roots", "pcs_bodyparts", "pcs_devices", "pcs_approaches"):
            if record.get(part):
                batch.attribute(f"PRCCSR:{group}", part, record[part], row)
    return batch


# --- diagnoses ---

def read_diagnoses(item: Item) -> Batch:
    """Each diagnosis in its categories; which is the default, for inpatient and for outpatient data, as qualifiers."""
    grid = grids.read(item, _DIAGNOSES)
    batch = _batch(item, "DXCCSR", " ".join(grid.heading.titles))
    said = grid.paired("inpatient", "outpatient", lambda *flags: batch.qualify(_defaults(*flags)))
    _pairs(item, batch, grid, "ICD10CM", "DXCCSR", said)
    names, systems = _named(grid), {}
    if sheets.is_workbook(item):
        others = [sheet for sheet in sheets.sheets(item) if not grids.has_heading(sheet, _DIAGNOSES)]
        names = _table(item, batch, others, _CATEGORIES, 6) | names
        systems = _table(item, batch, others, _SYSTEMS, 3)
    _categories(batch, "DXCCSR", names, systems)
    return batch


def _defaults(inpatient: str, outpatient: str) -> Qualifiers:
    """Y, N or X (not applicable) for each kind of data, in words."""
    where = [kind for kind, flag in (("inpatient", inpatient), ("outpatient", outpatient)) if flag.upper() == "Y"]
    return Qualifiers(role=f"default for {' and '.join(where)} data" if where else None,
                      reason=f"inpatient default {inpatient or '-'}, outpatient default {outpatient or '-'}")


def _table(item: Item, batch: Batch, others: list[sheets.Sheet], layout: Layout, width: int) -> dict[str, str]:
    """Names by category or abbreviation from the sheet of one layout; each of its rows is a row of the ledger."""
    found: dict[str, str] = {}
    for sheet in others:
        if not grids.has_heading(sheet, layout):
            continue
        grid = grids.of_sheet(sheet, layout, item.name)
        for row, record in zip(grid.rows.tolist(), grid.records(), strict=True):
            group, name = _unquoted(record["group"]), _unquoted(record["name"])
            if not group and not name:
                continue
            batch.read += 1
            if not name or not re.fullmatch(r"[A-Z]{3}" if width == 3 else _GROUP.pattern, group):
                batch.listed_row(item.name, row, "not a category, or no name", f"{sheet.name}: {group[:8]}")
            else:
                batch.loaded += 1
                found.setdefault(group, name)
    return found


def read_wide(item: Item) -> Batch:
    """AHRQ's text file: one row for each diagnosis, its categories side by side."""
    grid = grids.read(item, _WIDE)
    batch = _batch(item, "DXCCSR", " ".join(grid.heading.titles))
    grids.account_for_broken(batch, item, grid)
    names: dict[str, str] = {}
    for row, record in zip(grid.rows.tolist(), grid.records(), strict=True):
        if not _unquoted(record["code"]):
            continue
        batch.read += 1
        code = _code("ICD10CM", record["code"])
        groups = [group for n in range(1, 7) if (group := _group(record.get(f"group{n}", "")))]
        if code is None or not groups:
            batch.listed_row(item.name, row, "not a code, or no category", _unquoted(record["code"])[:8])
            continue
        batch.loaded += 1
        batch.mention(code)
        default = [_unquoted(record.get(role, "")) for role in ("inpatient", "outpatient")]
        for n, group in enumerate(groups, 1):
            names.setdefault(group, _unquoted(record.get(f"name{n}", "")))
            flags = ["X" if one.startswith("XXX") else "Y" if one == group else "N" for one in default]
            batch.edge(code, "in_grouping", f"DXCCSR:{group}", row, _defaults(*flags))
    _categories(batch, "DXCCSR", names, {})
    return batch


FORMATS: tuple[Format, ...] = (
    Format("prccsr", "CCSR for procedures", PUBLISHER, "public_domain",
           lambda item: hints.matches(item, _PROCEDURES, "ccsr"), read_procedures, whole=True),
    Format("prccsr-categories", "Categories of CCSR for procedures", PUBLISHER, "public_domain",
           lambda item: hints.matches(item, _DOMAINS, "clinical") and not hints.matches(item, _PROCEDURES, "ccsr"),
           read_domains),
    Format("dxccsr", "CCSR for diagnoses", PUBLISHER, "public_domain",
           lambda item: hints.matches(item, _DIAGNOSES, "ccsr"), read_diagnoses, whole=True),
    Format("dxccsr-text", "CCSR for diagnoses, text file", PUBLISHER, "public_domain",
           lambda item: hints.matches(item, _WIDE, "ccsr"), read_wide),
)
