"""Other policies that a document names: what it replaces, what it goes with, what it refers to."""

from __future__ import annotations

import re

from graph.ingest.policies.codes import DIGIT
from graph.ingest.policies.reading import Relation
from graph.ingest.policies.rows import Row
from graph.ingest.policies.zones import Zone

_NUMBER = re.compile(
    r"\b(?:D?L\d{5}|A5\d{4}|A\d{5}(?=\))|CPB\s?\d{4}|CPG\s?\d{3}|IP\d{4}|CG-[A-Z]{2,5}-\d{2,3}|HUM-\d{4}(?:-\d{3})?|ERX\.[A-Z]{2,4}\.\d{2,3}|(?:CP|HIM)\.[A-Z]{2,4}\.\d{2,4}|\d{2}-[A-Z]?\d{4,5}-\d{2,3}|20\d\d[A-Z]\d{4}[A-Z]{1,3}|NCD\s(?:section\s)?\d{2,3}\.\d+(?:\.\d+)*|(?<=section )\d{2,3}\.\d+\.\d+)\b")
_KINDS = (
    ("supersedes", re.compile(r"(?i)\b(?:replaces|supersedes|formerly|previously)\b")),
    ("companion_of", re.compile(r"(?i)\b(?:companion|billing and coding|associated (?:article|lcd)|related local coverage)\b")),
    ("defers_to", re.compile(r"(?i)\b(?:refer to|see|defers?|follow|governed by|according to)\b")),
    ("adopts", re.compile(r"(?i)\badopt(?:s|ed)\b")),
)


def find(rows: list[Row], zones: list[Zone], own: str | None) -> tuple[Relation, ...]:
    """One relation for every other policy named outside the references, by the words that stand before it."""
    found: dict[str, Relation] = {}
    for row, zone in zip(rows, zones, strict=True):
        if zone.name in ("references", "history") or not DIGIT.search(row.text):
            continue
        for match in _NUMBER.finditer(row.text):
            number = " ".join(match[0].split())
            before = row.text[max(0, match.start() - 90) : match.start()]
            kind = next((k for k, p in _KINDS if p.search(before)), "cites")
            if own is None or (number not in own and own not in number):
                span = row.span[match.start() : match.end()]
                found.setdefault(number, Relation(kind, number, span.start, span.end))
    return tuple(found.values())
