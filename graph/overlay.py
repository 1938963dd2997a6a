"""A user's own licensed descriptors, joined to answers when they are asked for and kept nowhere else.

CPT descriptors belong to the AMA and CDT descriptors to the ADA. An overlay is read from the user's own file into the
memory of this process; it is no part of a release, and only a graph that was opened with it shows it. Problems name a
line and never its words.

Three layouts are read: tab-separated lines of a code and its long, medium and short descriptor (with or without a
header line, in the order the header says), in files without any tab lines of fixed width with a code and one descriptor
behind a space (SHORTU, MEDU), and MRCONSO.RRF of the UMLS Metathesaurus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from pathlib import Path

import tantivy

from graph.errors import UnreadableFile
from graph.identifiers import CODE_SYSTEMS, find_code, system_of
from graph.model import Label, Problem

LICENSED = tuple(prefix for prefix, system in CODE_SYSTEMS.items() if system.licence == "licensed")
_SOURCES = {"CPT": "CPT", "HCPT": "CPT", "CDT": "CDT", "HCDT": "CDT"}  # UMLS source abbreviations
_PREFERRED = ("PT", "MTH_PT", "MP")
_RRF = re.compile(r"^[CDA]\d{7,8}\|[A-Z]{3}\|")
_SAB, _TTY, _CODE, _STR, _SUPPRESS, _LAT = 11, 12, 13, 14, 16, 1

_BESIDE = re.compile(r"\bid\b|\bdate\b|spanish")  # numbers and days of descriptors, and those in another language

_FIXED = re.compile(r"(\d{4}[0-9A-Z]|D\d{4}) (\S.*)")

Row = tuple[int, str, list[str]]


@dataclass(frozen=True)
class Overlay:
    """Descriptors by code, the preferred one first."""

    names: dict[str, tuple[Label, ...]]
    problems: tuple[Problem, ...] = ()

    @property
    def systems(self) -> tuple[str, ...]:
        """The code systems that it has descriptors of."""
        return tuple(sorted({str(system_of(id)) for id in self.names}))

    def labels(self, id: str) -> tuple[Label, ...]:
        return self.names.get(id, ())

    def only(self, systems: tuple[str, ...]) -> Overlay:
        """The descriptors of some systems."""
        return Overlay({id: labels for id, labels in self.names.items() if system_of(id) in systems}, self.problems)

    @cached_property
    def _index(self) -> tantivy.Index:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("text", tokenizer_name="en_stem")
        index = tantivy.Index(builder.build())
        writer = index.writer(heap_size=32_000_000, num_threads=1)
        for id, labels in self.names.items():
            writer.add_document(tantivy.Document(id=id, text=" . ".join(label.text for label in labels)))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return index

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """Codes whose descriptors have the words, best first."""
        query, _ = self._index.parse_query_lenient(" ".join(re.findall(r"\w+", text.lower())), ["text"])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit).hits
        found = ((searcher.doc(address)["id"][0], float(score)) for score, address in hits)
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))


@dataclass
class _Reading:
    """What has been read so far."""

    path: Path
    names: dict[str, list[Label]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, system: str | None, code: str, texts: list[str]) -> None:
        found = find_code(f"{system}:{code}" if system else code)
        texts = [text.strip() for text in texts if text.strip()]
        if found is None or system_of(found) not in LICENSED:
            self.problems.append(Problem(self.path.name, line, "no code of a licensed system: line left out"))
        elif not texts:
            self.problems.append(Problem(self.path.name, line, "a code without a descriptor: line left out"))
        else:
            self._label(found, texts)

    def _label(self, id: str, texts: list[str]) -> None:
        had = self.names.setdefault(id, [])
        known = {label.text for label in had}
        for text in dict.fromkeys(texts):
            if text not in known:
                had.append(Label(text, "alternative" if had else "preferred", "licensed"))


def read(path: Path) -> Overlay:
    """Read a user's file; `UnreadableFile` when no line of it is a descriptor."""
    found = _Reading(path)
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as lines:  # MRCONSO.RRF is too large to be held
            first = list(islice(lines, 50))
            described = _concepts if any(_RRF.match(line) for line in first) else _table
            described((line.rstrip("\r\n") for line in chain(first, lines)), found)
    except OSError as error:
        raise UnreadableFile("overlay cannot be read", where=path.name, expected="a readable file", got=error.strerror,
                             hint="check the name and the permissions") from error
    if not found.names:
        raise UnreadableFile("no descriptor found", where=path.name, expected="code and descriptor; or MRCONSO.RRF",
                             got="lines of another shape", hint="save it with a tab between code and descriptors")
    return Overlay({id: tuple(labels) for id, labels in found.names.items()}, tuple(found.problems))


def _concepts(lines: Iterable[str], found: _Reading) -> None:
    """MRCONSO.RRF: English names that are not suppressed; preferred terms before the others."""
    rows = []
    for number, line in enumerate(lines, 1):
        cells = line.split("|")
        if len(cells) <= _SUPPRESS:
            found.problems.append(Problem(found.path.name, number, "too few fields for MRCONSO: line left out"))
        elif cells[_SAB] in _SOURCES and cells[_LAT] == "ENG" and cells[_SUPPRESS] == "N":
            rows.append((cells[_TTY] not in _PREFERRED, number, cells))
    for _, number, cells in sorted(rows, key=lambda row: row[:2]):
        found.add(number, _SOURCES[cells[_SAB]], cells[_CODE], [cells[_STR]])


def _table(lines: Iterable[str], found: _Reading) -> None:
    order: list[int] | None = None
    fixed, tabbed = [], False
    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        if len(cells) < 2:
            if match := _FIXED.fullmatch(line):
                fixed.append((number, match))
            continue  # a copyright line, a blank
        tabbed = True
        if (header := _header(cells)) is not None:
            order = header
            continue
        code, *texts = cells if order is None else [cells[n] for n in order if n < len(cells)]
        found.add(number, None, code.strip(), texts)
    for number, match in () if tabbed else fixed:  # beside a table they are addresses and the like
        found.add(number, None, match[1], [match[2]])


def _header(cells: list[str]) -> list[int] | None:
    """The columns of code, long, medium and short descriptor, when this line names them."""
    names = [cell.strip().lower() for cell in cells]
    code = next((n for n, name in enumerate(names) if name.endswith("code") or name in ("cpt", "cdt")), None)
    if code is None:
        return None
    wanted = [n for word in ("long", "medium", "short", "desc") for n, name in enumerate(names)
              if word in name and not _BESIDE.search(name)]
    rest: Iterator[int] = (n for n in range(len(names)) if n != code)
    return [code, *(dict.fromkeys(wanted) if wanted else rest)]
