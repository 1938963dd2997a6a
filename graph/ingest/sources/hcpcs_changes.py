"""The official change log beside an edition of HCPCS Level II, as text in columns or as a spreadsheet of two sheets.

It repeats every code of the edition with what was done to it, once by code and once by action.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc

from graph.ingest import csvs, dates, dating, grids, sheets
from graph.ingest.batch import Batch
from graph.ingest.codes import clean, procedure
from graph.ingest.files import Item
from graph.ingest.formats import Format
from graph.ingest.grids import Layout
from graph.ingest.sheets import Sheet

_LAYOUT = Layout({"code": "hcpc|hcpcs|hcpcs mod|hcpcs code", "action": "action cd|action code|type of change",
                  "short": "short description", "long": "long description"}, ("code", "action", "short"))
_CORRECTED = Layout({
    "code": "hcpcs?(?: mod| code)?|code", "effective": "(?:.* )?eff(?:ective)?(?: date| dt)",
    "action": "(?:type of )?(?:correction|change)s?|correction (?:type|made|action)|action(?: cd| code| taken)?",
    "short": "short desc(?:ription)?", "long": "(?:long )?desc(?:ription)?"}, ("code", "action"))
_HEADING = re.compile(rb"^\s*HCPCS?(?:/MOD)?\s{2,}(?:TYPE OF CHANGE|ACTION CD)\s{2,}SHORT DESCRIPTION", re.MULTILINE)
_CODE = re.compile(r"\s*([0-9A-Z]{2}|[0-9A-Z]{5})\s")
UNCHANGED = "no change"
_ACTIONS = (
    "add", "coverage and long description change", "long description change", "discontinued", "coverage change",
    UNCHANGED, "payment change", "re-activated", "short description change",
    "miscellaneous change (betos or type of service)",
)
_NAMES_ACTION = re.compile("add|activat|chang|correct|delet|discontinu|revis|terminat")
# The words that the publisher says actions with.
_WORDS = frozenset(re.findall(r"\w+", """
    add added addition and asc betos change changed changes code coverage correct corrected correction corrections date
    delete deleted deletion description descriptor discontinue discontinued effective indicator long miscellaneous
    modifier no of or payment pricing re activate activated reactivate reactivated revised service short terminate
    terminated termination to type"""))
_MODIFIER = re.compile(r"[0-9A-Z]{2}")


class Change(NamedTuple):
    """What was done to one code; `action` in the publisher's words, lower case."""

    code: str
    action: str
    sheet: str
    row: int


def recognises(item: Item) -> bool:
    """The heading of the log: a code, the type of change, descriptions."""
    return _is_text(item) or _heads(item)


def _is_text(item: Item) -> bool:
    return b"SHORT DESCRIPTION" in item.head and _HEADING.search(item.head) is not None


def _heads(item: Item) -> bool:
    found = grids.matches(item, _LAYOUT)
    return found is not None and len([name for name in found.names if name]) <= len(_LAYOUT.patterns)


def changes(item: Item) -> list[Change]:
    """Every row of the log that names a code, in order; other rows have an empty code."""
    if not sheets.is_workbook(item) and _is_text(item):
        return _lines(item)
    if not sheets.is_workbook(item):
        return _rows(Sheet("", csvs.rows(item)))
    return [c for sheet in sheets.sheets(item) if grids.has_heading(sheet, _LAYOUT) for c in _rows(sheet)]


def _rows(sheet: Sheet) -> list[Change]:
    grid = grids.of_sheet(sheet, _LAYOUT, sheet.name)
    filled = [pc.not_equal(grid.text(role), "").to_numpy(zero_copy_only=False) for role in grid.columns]
    grid = grid.where(np.logical_or.reduce(filled))
    both = (grid.text(role).to_pylist() for role in ("code", "action"))
    return [Change(_curie(code) or "", _whole(action), sheet.name, row)
            for row, code, action in zip(grid.rows.tolist(), *both, strict=True)]


def _lines(item: Item) -> list[Change]:
    """Text in columns: the action stands between the code and where the heading says that the description begins."""
    found, end = [], 0
    for row, line in enumerate(item.text(csvs.ENCODINGS).splitlines(), 1):
        if "SHORT DESCRIPTION" in line and _HEADING.match(line.encode()):
            end = line.index("SHORT DESCRIPTION")
        elif line.strip():
            match = _CODE.match(line)
            curie = _curie(match[1]) if match else None
            found.append(Change(curie or "", _whole(line[match.end():end]) if match else "", "", row))
    return found


@lru_cache(maxsize=1 << 10)
def _whole(text: str) -> str:
    """The action in full: one spelling shortens a word, and the column of the text is too narrow for some."""
    action = re.sub(r"\bdesc\b", "description", text.strip().lower())
    full = [known for known in _ACTIONS if len(action) > 9 and known.startswith(action)]
    return full[0] if len(full) == 1 else action


@lru_cache(maxsize=1 << 14)
def _curie(text: str) -> str | None:
    code = clean(text).upper()
    if _MODIFIER.fullmatch(code):
        return f"MODIFIER:{code}"
    return procedure(code)


def _is_action(text: str, code: str = "") -> bool:
    """Whether a text names an action; in a shifted row it may be a descriptor, which is licensed but for Level II.

    >>> _is_action("long/short description change"), _is_action("revision of a joint")
    (True, False)
    """
    known = code.startswith("HCPCS:") or _WORDS.issuperset(re.findall(r"[^\W_]+", text))
    return known and _NAMES_ACTION.search(text) is not None


def read(item: Item) -> Batch:
    """Each change as a fact of its code on the day the edition took effect; the second sheet says the same again."""
    batch = dating.dated(item, "HCPCS-CHANGES", "Changes of HCPCS Level II", (), _called(item))
    day = batch.edition.effective_from if batch.edition else None
    seen: dict[tuple[str, str], set[str]] = {}
    for change in changes(item):
        batch.read += 1
        if not change.code or not change.action:
            batch.listed_row(item.name, change.row, "neither a code nor a modifier with an action")
        elif not _is_action(change.action, change.code):
            batch.listed_row(item.name, change.row, "no action that is known", change.code)
        elif (known := seen.setdefault((change.code, change.action), set())):
            batch.merged += 1
        else:
            batch.loaded += 1
            batch.mention(change.code)
            if change.action != UNCHANGED:
                batch.attribute(change.code, "change", change.action, change.row, day, day)
        if change.code and change.action:
            known.add(change.sheet)
    return batch


# --- corrections of an edition ---

def _corrects(item: Item) -> bool:
    """A list of codes and what was corrected, by its own name: its columns alone could be of any log."""
    if not sheets.is_workbook(item) and b"correction" not in item.name.lower().encode() + item.head[:4096].lower():
        return False
    found = grids.matches(item, _CORRECTED)
    return found is not None and grids.matches(item, _LAYOUT) is None and \
        len([name for name in found.names if name]) <= len(_CORRECTED.patterns) and \
        any("correction" in text.lower() for text in (item.name, *found.titles, *found.names))


def read_corrections(item: Item) -> Batch:
    """Each correction as a fact of its code, from the day it took effect; the code itself is in the edition."""
    grid = grids.read(item, _CORRECTED)
    batch = dating.dated(item, "HCPCS-CORRECTIONS", "Corrections of HCPCS Level II", grid.heading.titles,
                         dates.named(item.name))
    grids.account_for_broken(batch, item, grid)
    for row, record in zip(grid.rows.tolist(), grid.records(), strict=True):
        if not any(record.values()):
            continue
        batch.read += 1
        code, action = _curie(record["code"]), _whole(record["action"])
        if code is None or not _is_action(action):
            batch.listed_row(item.name, row, "neither a code nor a modifier with an action", record["code"][:5])
            continue
        batch.loaded += 1
        batch.mention(code)
        batch.attribute(code, "correction", action, row, dating.day(batch, item, row, record.get("effective", "")))
    return batch


def _called(item: Item) -> date | None:
    """The name has the quarter, the note above the heading only the year."""
    return next((d for name in (item.name, *_titles(item)) if (d := dates.named(name))), None)


def _titles(item: Item) -> list[str]:
    found = grids.matches(item, _LAYOUT)
    return list(found.titles) if found else []


FORMATS = (
    Format("hcpcs_changes", "HCPCS Level II change log", dating.PUBLISHER, dating.LICENCE, recognises, read,
           whole=True),
    Format("hcpcs_corrections", "HCPCS Level II corrections", dating.PUBLISHER, dating.LICENCE, _corrects,
           read_corrections),
)
