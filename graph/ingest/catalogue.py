"""`data/sources.toml`: the official releases that can be had, as records."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from graph.errors import BadTable, NotFound
from graph.vocabulary import LICENCES


@dataclass(frozen=True, slots=True)
class Source:
    """One release of a publisher. Without an `address` it is fetched by hand from `page`.

    A list that is kept up without editions takes effect on no day of its own.
    """

    name: str
    publisher: str
    title: str
    edition: str
    effective_from: date | None
    licence: str
    page: str
    file: str
    effective_to: date | None = None
    address: str | None = None
    agreement: str | None = None
    sha256: str | None = None


_KNOWN = {f.name for f in fields(Source)}
_NEEDED = {f.name for f in fields(Source) if f.default is MISSING} - {"effective_from"}


def load(path: Path) -> dict[str, Source]:
    """All releases by name; `BadTable` names the first entry that breaks the contract."""
    try:
        entries = tomllib.loads(path.read_text("utf-8"))["release"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise BadTable("catalogue cannot be read", where=path, expected="TOML with [[release]] entries",
                       got=error) from error
    found: dict[str, Source] = {}
    for number, entry in enumerate(entries, 1):
        source = _source(entry, f"{path.name}, release {number}")
        if source.name in found:
            raise BadTable("release twice", where=path.name, got=source.name, hint="keep one entry")
        found[source.name] = source
    return found


def _source(entry: dict[str, Any], where: str) -> Source:
    if not _NEEDED <= entry.keys() <= _KNOWN:
        raise BadTable("entry breaks the contract", where=where, got=sorted(entry),
                       expected=f"{', '.join(sorted(_NEEDED))}, and at most {', '.join(sorted(_KNOWN - _NEEDED))}")
    if entry["licence"] not in LICENCES:
        raise BadTable("unknown licence class", where=where, expected=", ".join(LICENCES), got=entry["licence"])
    if not entry.get("address", "https:").startswith(("https:", "http:")):
        raise BadTable("not a web address", where=where, expected="https://…", got=entry["address"])
    return Source(**{"effective_from": None} | entry)


def pick(sources: dict[str, Source], name: str) -> Source:
    """One release by name; `NotFound` offers those whose names begin alike."""
    if name in sources:
        return sources[name]
    near = tuple(n for n in sources if n.split("-")[0] == name.split("-")[0]) or tuple(sources)
    raise NotFound("no such release in the catalogue", got=name, candidates=near, hint=f"known: {', '.join(near)}")
