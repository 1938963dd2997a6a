"""Addenda of ICD-10 editions: what an edition adds, deletes and rewords, with the counts its end states.

What is added or reworded stands in the order file too; the addenda alone tell what went away and the former wording.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from graph.errors import UnreadableFile
from graph.ingest import icd10
from graph.ingest.batch import Batch
from graph.ingest.files import Item

_ACTION = re.compile(r"(Add|Delete|Revise from|Revise to):\s+(?:([01]) )?([0-9A-Z]{3,7}) +(\S.*)")
_HELD = re.compile(r"(codes|headers) in icd10(cm|pcs)_(?:order|codes)_(20\d\d)\.txt", re.IGNORECASE)
_COUNT = re.compile(r"\s*(\d+) (additions|deletions|revisions)\s*$")
_SAID = {"additions": "Add", "deletions": "Delete", "revisions": "Revise to"}
_PDF = re.compile(r"icd-?10\w*(?:order|codes)\w*\.pdf$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """One line: `flag` is 1 for a code and 0 for a header, where the layout says it."""

    row: int
    action: str
    flag: str | None
    code: str
    title: str

    @property
    def is_code(self) -> bool:
        """Whether the line is about a valid code; without a flag every full code is one."""
        return self.flag == "1" if self.flag else len(self.code) > 3


def recognises(item: Item, system: str) -> bool:
    """Lines of actions, or the closing counts of an edition that changed nothing."""
    return _system(item.head) == system


@lru_cache(maxsize=4)
def _system(head: bytes) -> str | None:
    text = head.decode("utf-8", "replace").lstrip("\ufeff")
    if b".txt" in head.lower() and (held := _HELD.search(text)):  # most heads name no file at all
        return f"ICD10{held[2].upper()}"
    found = [line for line in text.split("\n", 21)[:21] if line.strip()]
    changes = [match for line in found if (match := _ACTION.match(line))]
    if not changes or not all(_ACTION.match(line) for line in found[:-1]):
        return None
    full = all(len(m[3]) in (3, 7) and m[2] is None for m in changes)
    return "ICD10PCS" if full and any(len(m[3]) == 7 for m in changes) else "ICD10CM"


def read(item: Item, system: str) -> Batch:
    """Additions and new wordings as listings, deletions and former wordings as attributes."""
    text = item.text()
    years = [int(m[3]) for m in _HELD.finditer(text)]
    edition = icd10.edition(system, max(years)) if years else icd10.edition_of(item, system)
    batch = Batch.of(item, edition)
    doubled = icd10.order_beside(item, system, edition)
    changes = _changes(item, batch, text, system)
    added = {change.code for change in changes if change.action == "Add"}
    for change in changes:
        _state(batch, system, change, added, doubled)
    _check(item, batch, text, changes)
    return batch


def _changes(item: Item, batch: Batch, text: str, system: str) -> list[Change]:
    found = []
    for row, line in enumerate(text.split("\n"), 1):
        if match := _ACTION.match(line):
            batch.read += 1
            action, flag, code, rest = match.groups()
            both = flag is not None or system == "ICD10PCS"
            found.append(Change(row, action, flag, code, _title(rest.rstrip(), both)))
        elif re.match(r"(?:Add|Delete|Revise)\b", line):
            batch.read += 1
            batch.listed_row(item.name, row, "not a row of the record layout", line.strip()[:40])
    return found


def _title(rest: str, both: bool) -> str:
    """The long title: behind a short one of 60 characters where the layout has `both`."""
    return rest[61:].strip() if both and len(rest) > 61 else rest


def _state(batch: Batch, system: str, change: Change, added: set[str], doubled: bool) -> None:
    table = system == "ICD10PCS" and not change.is_code
    id = f"PCSTABLE:{change.code}" if table else icd10.curie(system, change.code)
    if table:
        batch.node(id, "grouping", change.title)
    elif change.action in ("Add", "Revise to"):
        batch.code(id, change.title, change.row)
    else:
        batch.mention(id)
    if change.action == "Delete" and system == "ICD10CM" and change.flag is None:
        # A codes file also drops what lives on as a header: all it tells is that the code is no longer for use.
        batch.attribute(id, "valid_for_use", "0", change.row)
        batch.loaded += 1
    elif change.action == "Delete" and change.code not in added:
        batch.attribute(id, "deleted", batch.edition.effective_from.isoformat() if batch.edition else "", change.row)
        batch.loaded += 1
    elif change.action == "Revise from":
        batch.attribute(id, "revised_from", change.title, change.row)
        batch.loaded += 1
    elif doubled or change.action == "Delete":  # deleted as a code and added as a header in one edition
        batch.merged += 1
    else:
        batch.loaded += 1


def _check(item: Item, batch: Batch, text: str, changes: list[Change]) -> None:
    """Remark on closing counts that differ from the lines counted."""
    said: dict[tuple[bool, str], int] = {}
    codes = False
    for line in text.split("\n"):
        if held := _HELD.search(line):
            codes = held[1].lower() == "codes"
        elif count := _COUNT.match(line):
            said.setdefault((codes, _SAID[count[2]]), int(count[1]))
    for (codes, action), number in said.items():
        found = sum(c.action == action and c.is_code == codes for c in changes)
        if found != number:
            what = "codes" if codes else "headers"
            batch.remark(item.name, None, f"{action}: the file counts {number} {what}, its lines are {found}")


def is_layout(item: Item) -> bool:
    """The PDF that describes the layout, as it lies in the archives."""
    return item.head.startswith(b"%PDF-") and bool(_PDF.search(item.name))


def read_layout(item: Item) -> Batch:
    """Kept as a document without rows; no problem, so that `--strict` takes the archives as they are published."""
    if not item.data.startswith(b"%PDF-"):
        raise UnreadableFile("not a PDF", where=item.name, expected="%PDF-", got=item.data[:8])
    return Batch.of(item)
