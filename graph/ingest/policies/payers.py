"""The payers of `data/policies/payers.toml`: their names and the shapes of their numbers, as data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import BadTable

_KEYS = {"id", "name", "names", "hints", "number", "kind", "prefix", "family"}
_HEAD_WEIGHT = 6  # a name in the head counts as many in the text
_MOST_TEXT = 60_000  # characters: a payer names itself at both ends
_MOST_NAMES = 40  # of one payer that are counted


@dataclass(frozen=True, slots=True)
class Payer:
    """A payer: `names` are found in its documents, `numbers` are the shapes of its policy numbers."""

    id: str
    name: str
    names: re.Pattern[str]
    numbers: tuple[re.Pattern[str], ...]
    kind: str | None = None
    hints: re.Pattern[str] | None = None  # words of its documents that others may use too
    prefix: str = ""  # what stands before a bare number
    leads: tuple[str, ...] = ("",)  # what its names begin with, one of which stands where a name does
    family: bool = False  # a name that many plans share


def load(path: Path) -> tuple[Payer, ...]:
    """The payers in the order of the file; `BadTable` names what breaks the contract."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        records = sorted([*table.get("payer", []), *map(_plan, table.get("plans", {}).items())], key=lambda r: r.get("family", False))
        return tuple(_payer(record, path) for record in records)
    except (tomllib.TOMLDecodeError, OSError, re.error, AttributeError) as error:
        raise BadTable("payers cannot be read", where=path, got=error, hint="mend the file") from error


def _plan(named: tuple[str, str]) -> dict[str, Any]:
    """The record of a plan of which no more is known than its name and what it is found by."""
    name, pattern = named
    return {"id": f"payer:{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}", "name": name, "names": [pattern]}


def _payer(record: dict[str, Any], path: Path) -> Payer:
    if not {"id", "name", "names"} <= record.keys() <= _KEYS:
        raise BadTable("other keys", where=path, expected=sorted(_KEYS), got=sorted(record))
    names = re.compile("|".join(rf"\b(?:{n})" for n in record["names"]))
    return Payer(record["id"], record["name"], names, tuple(re.compile(n) for n in record.get("number", [])), record.get("kind"),
                 re.compile("|".join(record["hints"])) if "hints" in record else None, record.get("prefix", ""), tuple(map(_lead, record["names"])), record.get("family", False))


def _lead(pattern: str) -> str:
    """The plain words that a pattern begins with, which are looked for far faster than the pattern; none before alternatives.

    >>> _lead("United\\\\s?Healthcare"), _lead("Highmark"), _lead("Blue (?:and|&) Red"), _lead("A|B")
    ('United', 'Highmark', 'Blue ', '')
    """
    plain = re.match(r"(?:[A-Za-z &']+(?![?*{]))?", pattern)
    return plain[0] if plain and "|" not in re.sub(r"\([^)]*\)", "", pattern) else ""


def hinted(head: str, payers: tuple[Payer, ...]) -> Payer | None:
    """The payer whose kind of document it is, when nobody is named."""
    return next((p for p in payers if p.hints and p.hints.search(head)), None)


def of(head: str, text: str, payers: tuple[Payer, ...]) -> Payer | None:
    """The payer whose name a document bears most, first of all in its head."""
    text = text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT // 2] + text[-_MOST_TEXT // 2 :]
    best, most = None, 0
    for payer in payers:
        if not any(lead in text or lead in head for lead in payer.leads):
            continue
        weight = _HEAD_WEIGHT * _times(payer.names, head) + _times(payer.names, text)
        if weight > most and not (payer.family and best):
            best, most = payer, weight
    return best


def _times(names: re.Pattern[str], text: str) -> int:
    times = 0
    for _ in names.finditer(text):
        times += 1
        if times == _MOST_NAMES:
            break
    return times
