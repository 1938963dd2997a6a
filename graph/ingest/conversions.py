"""Ranges of conversion tables, expanded on the codes that the files of one release list; what they do not tell is said.

A table names the codes of the edition before the one that it is for, so a range is expanded as of the day before its
entry took effect. Both ends must be on that list, and headers, which were never coded, are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pyarrow.compute as pc

from graph.errors import BadInput
from graph.ingest.assembly.codesets import Lists
from graph.ingest.assembly.facts import Entry
from graph.ingest.batch import SCHEMAS, Batch
from graph.ingest.policies import ranges
from graph.ingest.policies.notation_codes import sort_key
from graph.ingest.sources.conversion import ENDS, RANGE
from graph.model import Problem

_READER = "icd10-conversion"


def expand(entries: Sequence[Entry]) -> tuple[list[Entry], list[Problem]]:
    """The entries with `replaced_by` from every code of a range, and a problem for each range that is not told."""
    problems: list[Problem] = []
    lists = Lists([entry.batch for entry in entries])
    return [_whole(entry, lists, problems) if entry.reader == _READER else entry for entry in entries], problems


def _whole(entry: Entry, lists: Lists, problems: list[Problem]) -> Entry:
    said = list(_ranges(entry.batch))
    if not said:
        return entry
    batch = _copied(entry.batch)
    for current, text, row, since in said:
        members = _members(current.partition(":")[0], text, since, lists)
        if not members:
            problems.append(Problem(entry.item, row, f"range of previous codes that no list here tells: {text}"))
        for member in members:
            if member != current:
                batch.edge(member, "replaced_by", current, row, valid_from=since)
    return replace(entry, batch=batch)


def _ranges(batch: Batch) -> Iterator[tuple[str, str, int, date | None]]:
    """Every range of a table: the current code, the text, the row, and the day it took effect."""
    table = batch.table("attributes")
    if table.num_rows:
        for one in table.filter(pc.equal(table.column("name"), RANGE)).to_pylist():
            yield one["id"], one["value"], one["row"], one["valid_from"]


def _members(system: str, text: str, since: date | None, lists: Lists) -> list[str]:
    ends = ENDS.search(text)
    _, listed = lists.of(system, since and since - timedelta(1))
    if not ends or not listed:
        return []
    try:
        found = ranges.expand(ranges.CodeRange(text, system, ends[1].upper(), ends[2].upper()), listed)
    except BadInput:
        return []
    if not (found.first_held and found.last_held):
        return []
    keys = [*map(sort_key, found.codes), ""]
    return [f"{system}:{code}" for n, code in enumerate(found.codes) if not keys[n + 1].startswith(keys[n])]


def _copied(batch: Batch) -> Batch:
    """The same batch, open for more: one that was kept is closed."""
    found = Batch(batch.document, batch.edition, batch.size, batch.qualifiers, batch.problems, batch.read, batch.loaded,
                  batch.merged, batch.listed)
    for name in SCHEMAS:
        if (table := batch.table(name)).num_rows:
            found.columns(name, table.num_rows, **{c: table.column(c) for c in table.column_names})
    return found
