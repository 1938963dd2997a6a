"""Why written forms are one node: for every form on the pages, the one line and name of a vocabulary that put it there.

A release keeps the quote and the method. The key of the quote, or of a shorter form of it, finds the name again; where
a page left words out ("swelling of the cornea or retina"), the page is read once more for what was made of the quote.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from graph.errors import BadInput, NotFound
from graph.ingest.text import titles
from graph.ingest.text.grounding import Grounder, Grounding, Hit, search, shortest
from graph.ingest.text.lexicon import Lexicon
from graph.ingest.text.normalise import key
from graph.ingest.text.reader import Reader
from graph.release import quotes
from graph.release.directory import Release, digest
from graph.vocabulary import CONCEPTS, PAGE_PREDICATES


@dataclass(frozen=True, slots=True)
class Match:
    """How words met a concept: the method, the key, and the names of the concept's line that have this key.

    `names` is empty where no vocabulary has the words; the node is then named by them. `lines` are those of the tables
    of synonyms ("vocabularies/synonyms.tsv:12") that put the words in others.
    """

    method: str
    key: str
    names: tuple[str, ...] = ()
    preferred: bool = False
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One written form: how often, on which pages, and how it was read where the quote leaves words out."""

    exact: str
    count: int
    pages: tuple[str, ...]
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Written forms that were put on the node in the same way. `match` is None where no line explains them now."""

    method: str
    match: Match | None
    forms: tuple[Form, ...]

    @property
    def mentions(self) -> int:
        return sum(form.count for form in self.forms)


@dataclass(frozen=True, slots=True)
class Why:
    """A node and everything that was put on it. `line` is None for a node that no vocabulary names."""

    concept: str
    label: str
    release: str
    table: str
    line: int | None
    changed: bool
    groups: tuple[Group, ...]

    @property
    def mentions(self) -> int:
        return sum(group.mentions for group in self.groups)


@dataclass(frozen=True, slots=True)
class Grounded:
    """A phrase as a mention would be grounded."""

    text: str
    key: str
    method: str
    concept: str
    label: str
    line: int | None
    match: Match | None


def same(grounder: Grounder, category: str, texts: tuple[str, ...]) -> tuple[Grounded, ...]:
    """Each phrase with its concept and the reason; phrases of one concept are one node."""
    return tuple(_grounded(grounder, category, text) for text in texts)


def _grounded(grounder: Grounder, category: str, text: str) -> Grounded:
    if not key(text):
        raise BadInput("no word that could be looked up", got=repr(text), expected="a name with a content word")
    found = grounder.ground(category, (text,))
    concept = grounder.lexicon.concepts.get(found.concept)
    line = concept.line if concept else None
    match = match_of(grounder.lexicon, category, found.concept, text)
    return Grounded(text, key(text), found.method, found.concept, found.label, line, match)


def match_of(lexicon: Lexicon, category: str, id: str, reading: str) -> Match | None:
    """The name by which a reading comes to a concept, as grounding finds it."""
    if (hit := search(lexicon, category, (reading,))) is not None:
        return _match(lexicon, hit) if hit.concept.id == id else None
    words = shortest(reading)
    return Match("unknown", key(words)) if lexicon.own_id(category, words) == id else None


def _match(lexicon: Lexicon, hit: Hit) -> Match:
    """The names of the concept that were met: by their key, or in the words of the tables of synonyms."""
    category, met = hit.concept.category, key(hit.words)
    names = tuple(name for name in hit.concept.names if key(name) == met)
    if hit.method == "synonym":
        met = lexicon.synonyms.reworded(category, hit.words).key
        names = tuple(n for n in hit.concept.names if lexicon.synonyms.reworded(category, n).key == met)
    return Match(hit.method, met, names, hit.concept.preferred in names, hit.lines)


def why(release: Release, id: str, lexicon: Lexicon, data: Path) -> Why:
    """Everything written that a release has put on one concept; `data` is the folder of its pages and vocabularies."""
    label, category = _node(release, id)
    concept = lexicon.concepts.get(id)
    table = f"vocabularies/{category}.tsv"
    forms = _Forms(release, id, category, lexicon, data)
    return Why(id, label, release.id, table, concept.line if concept else None,
               _changed(release, data / table, table), tuple(forms.groups()))


def _node(release: Release, id: str) -> tuple[str, str]:
    nodes = release.table("nodes")
    row = pc.index(nodes.column("id"), id).as_py()
    if row < 0:
        raise NotFound("no such node in this release", got=id, hint="codekin search finds names")
    category = nodes.column("category")[row].as_py()
    if category not in CONCEPTS:
        raise BadInput("not a concept that pages mention", got=f"{id}, a {category}", expected=", ".join(CONCEPTS))
    return nodes.column("label")[row].as_py(), category


def _changed(release: Release, path: Path, name: str) -> bool:
    """Whether a vocabulary is another than the release was built from."""
    held = {entry["path"]: entry["sha256"] for entry in release.manifest["inputs"]}.get(name)
    return held != (digest(path) if path.exists() else None)


def evidence_of(release: Release, id: str, category: str) -> list[dict[str, Any]]:
    """The quotes of every page edge that reaches a concept."""
    edges = release.table("edges")
    row = pc.index(release.table("nodes").column("id"), id).as_py()
    predicate = next(p.name for p in PAGE_PREDICATES.values() if category in p.objects)
    here = pc.equal(edges.column("predicate").cast("string"), predicate)
    reaching = pc.indices_nonzero(pc.and_(pc.equal(edges.column("object"), row), here)).to_pylist()
    return [row for rows in quotes.of_edges(release, reaching) for row in rows]


class _Forms:
    """The written forms of one concept, grouped by what put them there."""

    def __init__(self, release: Release, id: str, category: str, lexicon: Lexicon, data: Path) -> None:
        self.rows = evidence_of(release, id, category)
        self.id, self.category, self.lexicon, self.data = id, category, lexicon, data
        self.documents = release.table("documents").to_pylist()
        self._read: dict[int, dict[tuple[int, int], tuple[str, ...]]] = {}

    def groups(self) -> list[Group]:
        """Groups with the most mentions first."""
        found: dict[tuple[str, Match | None], dict[tuple[str, str | None], list[str]]] = {}
        for row in self.rows:
            match, reading = self._explained(row)
            forms = found.setdefault((row["method"], match), {})
            forms.setdefault((row["exact"], reading), []).append(self.documents[row["document"]]["path"])
        groups = [Group(*of, _forms(forms)) for of, forms in found.items()]
        return sorted(groups, key=lambda g: (-g.mentions, g.method, g.match.key if g.match else ""))

    def _explained(self, row: dict[str, Any]) -> tuple[Match | None, str | None]:
        """The quote itself explains most; else what it was read as does, which may be more than the quote."""
        match = match_of(self.lexicon, self.category, self.id, row["exact"])
        if match is not None and match.method == row["method"]:
            return match, None
        for reading in self._readings(row["document"]).get((row["start"], row["end"]), ()):
            if match := match_of(self.lexicon, self.category, self.id, reading):
                return match, reading
        return None, None

    def _readings(self, document: int) -> dict[tuple[int, int], tuple[str, ...]]:
        """What a page's quotes were read as, if the page still lies where it lay."""
        if document not in self._read:
            held = self.documents[document]
            path = self.data / held["path"]
            there = path.is_file() and f"sha256:{digest(path)}" == held["id"]
            self._read[document] = _read_again(path, self.lexicon, self.data) if there else {}
        return self._read[document]


def _forms(found: dict[tuple[str, str | None], list[str]]) -> tuple[Form, ...]:
    """Forms with the pages they stand on, the most frequent first."""
    forms = (Form(exact, len(pages), tuple(sorted(set(pages))), reading) for (exact, reading), pages in found.items())
    return tuple(sorted(forms, key=lambda form: (-form.count, form.exact)))


class _Remembering(Grounder):
    """A grounder that can say which readings led to a grounding it gave."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__(lexicon)
        self.readings: dict[int, tuple[Grounding, tuple[str, ...]]] = {}

    def _ground(self, category: str, readings: tuple[str, ...]) -> Grounding:
        found = super()._ground(category, readings)
        self.readings[id(found)] = (found, readings)
        return found


def _read_again(path: Path, lexicon: Lexicon, data: Path) -> dict[tuple[int, int], tuple[str, ...]]:
    grounder = _Remembering(lexicon)
    reading = Reader(grounder, titles.load(data / "titles")).read(path)
    return {(m.start, m.end): grounder.readings[id(m.grounding)][1] for m in reading.mentions}
