"""The processing notes of HCPCS Level II: numbered texts to which the records of codes refer by number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.ingest import csvs, dating
from graph.ingest.batch import Batch
from graph.ingest.codes import procedure
from graph.ingest.files import Item
from graph.ingest.formats import Format

_TITLE = re.compile(rb"^\s*PROCESSING NOTES\s*$", re.MULTILINE)
_START = re.compile(r"\s+(\d{4})--(.*)")
_CODE = re.compile(r"\b[A-CE-V]\d{4}\b")


def recognises(item: Item) -> bool:
    """The title and at least one numbered note."""
    titled = b"PROCESSING NOTES" in item.head and bool(_TITLE.search(item.head))
    return titled and re.search(rb"^\s+\d{4}--", item.head, re.MULTILINE) is not None


def notes(item: Item) -> Iterator[tuple[int, str, str]]:
    """Row, number and text of every note."""
    row, number, words = 0, "", list[str]()
    for n, line in enumerate(item.text(csvs.ENCODINGS).splitlines(), 1):
        text = line.rstrip().removesuffix("*").strip()
        if match := _START.match(line.rstrip().removesuffix("*")):
            if number:
                yield row, number, " ".join(words)
            row, number, words = n, match[1], match[2].split()
        elif number and text and not set(text) <= {"_"}:
            words += text.split()
    if number:
        yield row, number, " ".join(words)


def read(item: Item) -> Batch:
    """One node for each note with its text, and a fact for every Level II code that a note names."""
    batch = dating.dated(item, "HCPCS-NOTES", "HCPCS processing notes")
    seen: set[str] = set()
    for row, number, text in notes(item):
        batch.read += 1
        if number in seen:
            batch.listed_row(item.name, row, "repeated: the first note of this number is kept", number)
            continue
        seen.add(number)
        batch.loaded += 1
        batch.node(f"grouping:hcpcs-note/{number}", "grouping", f"HCPCS processing note {number}", text or None)
        for curie in sorted({c for c in map(procedure, _CODE.findall(text)) if c}):
            batch.mention(curie)
            batch.attribute(curie, "named_in_note", number, row)
    return batch


def is_readme(item: Item) -> bool:
    """What CMS writes about the files beside it."""
    return item.head.lstrip().startswith(b"CENTERS FOR MEDICARE") and b"HCPCS File Content" in item.head


def read_readme(item: Item) -> Batch:
    """A text without rows: kept as a document, so that nothing of an archive is left unexplained."""
    return Batch.of(item)


FORMATS = (
    Format("hcpcs_notes", "HCPCS processing notes", dating.PUBLISHER, dating.LICENCE, recognises, read),
    Format("hcpcs_readme", "About the HCPCS files", dating.PUBLISHER, dating.LICENCE, is_readme, read_readme),
)
