"""The vocabularies of `data/vocabularies`: which names belong to which concept, and nothing decided by guess.

A table is tab-separated: id, preferred, alternatives (`|`-separated), codes (CURIEs), broader, definition. Joining or
parting two names is an edit of one line; a name that two concepts claim is refused with both lines.
"""

from __future__ import annotations

import gc
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import BadTable
from graph.identifiers import system_of
from graph.ingest.text import synonyms
from graph.ingest.text.normalise import all_stems, bag, content, key, stems
from graph.ingest.text.normalise import stem as stem_of
from graph.ingest.text.synonyms import Synonyms
from graph.vocabulary import CONCEPTS

OWN = "-unlisted"  # ends the id of a node that only pages name, where a line has its words for an id
COLUMNS = ["id", "preferred", "alternatives", "codes", "broader", "definition"]


@dataclass(frozen=True, slots=True)
class Concept:
    """One line of a vocabulary."""

    id: str
    category: str
    preferred: str
    alternatives: tuple[str, ...]
    codes: tuple[str, ...]
    broader: str | None
    definition: str | None
    line: int
    start: int = 0
    end: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        return (self.preferred, *self.alternatives)


_FIELDS = tuple(Concept.__dataclass_fields__)


def _concept_of(
    id: str, category: str, preferred: str, alternatives: list[str], codes: list[str], *others: Any
) -> Concept:
    return Concept(id, category, preferred, tuple(alternatives), tuple(codes), *others)


@dataclass
class Lexicon:
    """Every vocabulary, by category and key; `longest` is the longest name in words, per category.

    `reworded` has the names by their key in the words of the tables; None where two concepts would share one.
    """

    concepts: dict[str, Concept] = field(default_factory=dict)
    keys: dict[str, dict[str, Concept]] = field(default_factory=lambda: {name: {} for name in CONCEPTS})
    longest: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CONCEPTS, 1))
    synonyms: Synonyms = field(default_factory=Synonyms)
    reworded: dict[str, dict[str, Concept | None]] = field(default_factory=lambda: {name: {} for name in CONCEPTS})
    _spellings: dict[str, str] = field(default_factory=dict)

    def find(self, category: str, text: str) -> Concept | None:
        """The concept that has exactly this name, however it is spelled or inflected."""
        return self.keys[category].get(key(text))

    def find_reworded(self, category: str, text: str) -> tuple[Concept, tuple[str, ...]] | None:
        """The one concept with this name in the words of the tables of synonyms, and the lines that reworded it."""
        if self.synonyms.leaves(category, stems(text)):
            concept = self.reworded[category].get(key(text))
            return None if concept is None else (concept, self._lines(concept, key(text)))
        found = self.synonyms.reworded(category, text)
        if found.verb is not None and found.stems == found.verb.stems:
            return None  # a verb alone is nobody's name
        concept = self.reworded[category].get(found.key)
        return None if concept is None else (concept, found.lines or self._lines(concept, found.key))

    def _lines(self, concept: Concept, reworded: str) -> tuple[str, ...]:
        """The lines that brought a name of a concept to a key."""
        found = (self.synonyms.reworded(concept.category, name) for name in concept.names)
        return next((one.lines for one in found if one.key == reworded), ())

    def prepare(self) -> None:
        """Gather the spellings now, so that no page pays for it."""
        self._spelling("")

    def own_id(self, category: str, text: str) -> str:
        """The id of a node that only pages name: its stems, each spelled as the vocabularies do; never that of a line."""
        found = self.synonyms.reworded(category, text, bare=False).stems
        id = f"{category}:{'-'.join(sorted({self._spelling(stem) for stem in found}))[:80] or 'unnamed'}"
        return id + OWN if id in self.concepts else id

    def _spelling(self, stem: str) -> str:
        """The commonest word of the vocabularies with this stem, so that an id reads as English."""
        if not self._spellings:
            words = self._words()
            for word in sorted(words, key=lambda word: (words[word], -len(word), word)):
                self._spellings[stem_of(word)] = word
        return self._spellings.get(stem, stem)

    def _words(self) -> Counter[str]:
        """How often the vocabularies have each word; what is written in one way is taken apart once."""
        written = Counter(part for c in self.concepts.values() for name in c.names
                          for part in ((name,) if "OR " in name else name.split()))
        words: Counter[str] = Counter()
        for part, times in written.items():
            for word in content(part):
                words[word] += times
        return words

    def plain(self) -> dict[str, Any]:
        """Everything but the synonyms as plain values, every concept but the first time by its number."""
        self.prepare()
        number: dict[str | None, int | None] = {None: None, **{id: n for n, id in enumerate(self.concepts)}}
        return {"concepts": [[getattr(c, name) for name in _FIELDS] for c in self.concepts.values()],
                "longest": self.longest, "spellings": self._spellings, **{
                    name: {category: [list(table), [number[c and c.id] for c in table.values()]]
                           for category, table in tables.items()}
                    for name, tables in (("keys", self.keys), ("reworded", self.reworded))}}

    @classmethod
    def of(cls, plain: dict[str, Any], words: Synonyms) -> Lexicon:
        """The lexicon that `plain` gave."""
        found = [_concept_of(*row) for row in plain["concepts"]]
        keys, reworded = ({category: dict(zip(names, [None if n is None else found[n] for n in numbers], strict=True))
                           for category, (names, numbers) in plain[name].items()} for name in ("keys", "reworded"))
        return cls({c.id: c for c in found}, keys, plain["longest"], words, reworded, plain["spellings"])

    def add(self, category: str, concepts: list[Concept], where: Path) -> None:
        """All lines of one vocabulary; `BadTable` names one that claims what another has."""
        for concept in concepts:
            if concept.id.endswith(OWN):
                raise BadTable("id of a node that only pages name", where=f"{where}:{concept.line}",
                               expected=f"an id without {OWN!r} at its end", got=concept.id)
            if self.concepts.setdefault(concept.id, concept) is not concept:
                raise BadTable("concept twice", where=f"{where}:{concept.line}", got=concept.id,
                               hint="join the two lines")
        owners, names = [c for c in concepts for _ in c.names], [name for c in concepts for name in c.names]
        words = all_stems(names)
        self.keys[category], claimed = _owned(keys := [*map(bag, words)], owners)
        for n in claimed:
            raise _claimed(names[n], owners[n], self.keys[category][keys[n]], where)
        met = [key if self.synonyms.leaves(category, own) else self.synonyms.key(category, own)
               for key, own in zip(keys, words, strict=True)]
        reworded, shared = _owned(met, owners)
        self.reworded[category] = {**reworded, **dict.fromkeys(met[n] for n in shared)}
        self.longest[category] = max([1, *map(len, words)])


def _owned(keys: list[str], owners: list[Concept]) -> tuple[dict[str, Concept], list[int]]:
    """Whose each key is where it comes first, and the places where it comes with another owner."""
    found: dict[str, Concept] = {}
    first = [*map(found.setdefault, keys, owners)]
    return found, [n for n, owner in enumerate(owners) if first[n] is not owner]


def _claimed(name: str, concept: Concept, owner: Concept, where: Path) -> BadTable:
    return BadTable(
        f"two concepts claim the name {name!r}", where=f"{where}:{concept.line}",
        expected=f"a name of {concept.id} alone", got=f"a name of {owner.id} (line {owner.line}) too",
        hint="keep it on one of the two lines",
    )


_ALLOCATIONS = 400_000  # new objects after which the collector of cycles looks at them; a page leaves about a thousand


def _spare_collector() -> None:
    """Let the collector of cycles run less often: vocabularies and answers stay, and reading leaves no cycles.

    Looking through them again and again took a tenth of the time of a first reading, and a fifth of that of loading.
    """
    first, *others = gc.get_threshold()
    gc.set_threshold(max(first, _ALLOCATIONS), *others)


def load(folder: Path) -> Lexicon:
    """All vocabularies of a folder; a missing table is an empty vocabulary."""
    _spare_collector()
    lexicon = Lexicon(synonyms=synonyms.load(folder))
    for category in CONCEPTS:
        path = folder / f"{category}.tsv"
        if path.exists():
            lexicon.add(category, read_table(path, category), path)
    lexicon.prepare()
    return lexicon


def read_table(path: Path, category: str) -> list[Concept]:
    """The lines of one vocabulary; `BadTable` names the first line that breaks the contract."""
    lines = path.read_text("utf-8").split("\n")
    if lines[0].split("\t") != COLUMNS:
        raise BadTable("other columns", where=path, expected=COLUMNS, got=lines[0].split("\t"))
    found, start = [], len(lines[0]) + 1
    for number, line in enumerate(lines[1:], 2):
        if line.strip():
            found.append(_concept(line, category, f"{path}:{number}", number, start))
        start += len(line) + 1
    return found


def _concept(text: str, category: str, where: str, line: int, start: int) -> Concept:
    row = text.split("\t")
    if len(row) != len(COLUMNS):
        raise BadTable("wrong number of fields", where=where, expected=len(COLUMNS), got=len(row))
    identifier, preferred, alternatives, codes, broader, definition = (cell.strip() for cell in row)
    if not identifier.startswith(f"{category}:") or not preferred:
        raise BadTable("no id or no preferred name", where=where, expected=f"{category}:slug", got=identifier)
    for code in codes.split():
        if system_of(code) is None:
            raise BadTable("not a code", where=where, expected="CURIEs of a code system", got=code)
    return Concept(
        identifier, category, preferred, tuple(n.strip() for n in alternatives.split("|") if n.strip()),
        tuple(codes.split()), broader or None, definition or None, line, start,
        start + len(text),
    )
