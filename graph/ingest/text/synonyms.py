"""Words and verbs that say the same, as data, so that a name is met in other words where its own key fails.

`synonyms.tsv` holds words that are equal anywhere in a phrase; `verbs.tsv` holds verbs (and other openings) that are one
verb at the start of a phrase, or say nothing there (`-`). Neither makes two names of a vocabulary one: what two
concepts would share this way is left to neither.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from graph.errors import BadTable
from graph.ingest.text.normalise import bag, stems
from graph.vocabulary import CONCEPTS

SYNONYMS = ["word", "equivalents", "categories"]
VERBS = ["verb", "forms", "categories", "aside", "objects", "concept"]
_NOTHING = "-"
_LONGEST = 4  # stems of a form that is looked for
_OPENINGS = 3  # openings that may follow each other: "helps to provide"

Stems = tuple[str, ...]
Sizes = dict[str, tuple[int, ...]]
"""The stems with which the forms of a table begin, and how many stems those have, the longest first."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a table: what it writes, and where it stands. `aside` are words that may follow a verb unsaid.

    A verb with `objects` takes names of those vocabularies, and comes to `concept` where no closer one is known.
    """

    stems: Stems
    where: str
    aside: frozenset[str] = frozenset()
    objects: tuple[str, ...] = ()
    concept: str | None = None


class Reworded(NamedTuple):
    """Stems of a phrase in the words of the tables, the lines that did it, and the last verb with objects."""

    stems: Stems
    lines: tuple[str, ...] = ()
    verb: Rule | None = None

    @property
    def key(self) -> str:
        return bag(self.stems)


@dataclass
class Synonyms:
    """Both tables by category, looked up by stems."""

    anywhere: dict[str, dict[Stems, Rule]] = field(default_factory=lambda: {name: {} for name in CONCEPTS})
    opening: dict[str, dict[Stems, Rule]] = field(default_factory=lambda: {name: {} for name in CONCEPTS})
    _heads: dict[str, Sizes] = field(default_factory=dict)
    _openers: dict[str, Sizes] = field(default_factory=dict)
    _changing: dict[str, tuple[set[str], set[str], set[str]]] = field(default_factory=dict)

    def reworded(self, category: str, text: str, *, bare: bool = True) -> Reworded:
        """A phrase in the words of the tables; with `bare`, openings that say nothing are taken off."""
        return self._anywhere(category, self._opened(category, stems(text), bare))

    def key(self, category: str, words: Stems) -> str:
        """The key of a phrase in the words of the tables."""
        return self._anywhere(category, self._opened(category, words, True)).key

    def leaves(self, category: str, words: Stems) -> bool:
        """Whether neither table has anything to say about a phrase that it does not say itself."""
        return not self._changes(category, words) and not self.opens(category, words)

    def opens(self, category: str, words: Stems) -> bool:
        """Whether a phrase may begin with one of the openings."""
        return bool(words) and words[0] in _sizes(self._openers, category, self.opening)

    def _changes(self, category: str, words: Stems) -> bool:
        """Whether a phrase may have a form that is written otherwise: most words of the tables are so already."""
        if category not in self._changing:
            forms = [form for form, rule in self.anywhere[category].items() if rule.stems != form]
            longer = [form for form in forms if len(form) > 1]
            self._changing[category] = (
                {form[0] for form in forms if len(form) == 1}, {form[0] for form in longer}, {form[1] for form in longer})
        alone, first, second = self._changing[category]
        return not (alone.isdisjoint(words) and (first.isdisjoint(words) or second.isdisjoint(words)))

    def _opened(self, category: str, words: Stems, bare: bool) -> Reworded:
        first = _sizes(self._openers, category, self.opening)
        if not words or words[0] not in first:
            return Reworded(words)
        head: Stems = ()
        lines: list[str] = []
        verb = None
        for _ in range(_OPENINGS):
            found = _longest(self.opening[category], words, 0, first.get(words[0], ())) if words else None
            if found is None or (size := found[0]) == len(words) or (not bare and _outright(found[1])):
                break
            rule = found[1]
            rest = _unsaid(words[size:], rule.aside)
            lines += [] if rule.stems + rest == words else [rule.where]
            head, words = head + rule.stems, rest
            verb = rule if rule.objects else verb
            if rule.stems:
                break
        return Reworded(head + words, tuple(lines), verb)

    def _anywhere(self, category: str, opened: Reworded) -> Reworded:
        table, words, at = self.anywhere[category], opened.stems, 0
        if not self._changes(category, words):
            return opened  # most phrases have none of the words
        heads = _sizes(self._heads, category, self.anywhere)
        out: list[str] = []
        lines = list(opened.lines)
        while at < len(words):
            found = _longest(table, words, at, heads[words[at]]) if words[at] in heads else None
            if found is None:
                out.append(words[at])
                at += 1
                continue
            size, rule = found
            out += rule.stems
            lines += [] if rule.stems == words[at: at + size] else [rule.where]
            at += size
        return Reworded(tuple(out), tuple(dict.fromkeys(lines)), opened.verb)


def _outright(rule: Rule) -> bool:
    """Whether a rule may only find a name: what it takes off, or calls by one verb, could matter elsewhere."""
    return not rule.stems or bool(rule.objects)


def _sizes(known: dict[str, Sizes], category: str, tables: dict[str, dict[Stems, Rule]]) -> Sizes:
    """Those of a table, gathered when first asked for."""
    if category not in known:
        sizes: dict[str, set[int]] = defaultdict(set)
        for form in tables[category]:
            sizes[form[0]].add(len(form))
        known[category] = {head: tuple(sorted((n for n in found if n <= _LONGEST), reverse=True)) for head, found in sizes.items()}
    return known[category]


def _longest(table: dict[Stems, Rule], words: Stems, at: int, sizes: tuple[int, ...]) -> tuple[int, Rule] | None:
    for size in sizes:
        if (rule := table.get(found := words[at: at + size])) is not None:
            return len(found), rule
    return None


def _unsaid(words: Stems, aside: frozenset[str]) -> Stems:
    """The words behind a verb without those that name whom it is said to, unless nothing else is there."""
    at = 0
    while at < len(words) and words[at] in aside:
        at += 1
    return words[at:]


def load(folder: Path) -> Synonyms:
    """Both tables of a folder; one that is missing is empty. `BadTable` names a line that breaks the contract."""
    found = Synonyms()
    for where, (word, forms, categories) in _rows(folder / "synonyms.tsv", SYNONYMS):
        _put(found.anywhere, (word, *forms.split("|")), categories, Rule(stems(word), where))
    for where, (verb, forms, categories, aside, objects, concept) in _rows(folder / "verbs.tsv", VERBS):
        names = [] if verb == _NOTHING else [verb]
        said = frozenset(word for text in aside.split("|") for word in stems(text))
        rule = Rule(stems("".join(names)), where, said, tuple(objects.split()), concept or None)
        _put(found.opening, (*names, *forms.split("|")), categories, rule)
    return found


def _rows(path: Path, columns: list[str]) -> list[tuple[str, list[str]]]:
    if not path.exists():
        return []
    lines = path.read_text("utf-8").split("\n")
    if lines[0].split("\t") != columns:
        raise BadTable("other columns", where=path, expected=columns, got=lines[0].split("\t"))
    rows = [(n, line.split("\t")) for n, line in enumerate(lines[1:], 2) if line.strip()]
    for number, row in rows:
        if len(row) != len(columns):
            raise BadTable("wrong number of fields", where=f"{path}:{number}", expected=len(columns), got=len(row))
    return [(f"{path.parent.name}/{path.name}:{number}", [cell.strip() for cell in row]) for number, row in rows]


def _put(table: dict[str, dict[Stems, Rule]], names: tuple[str, ...], categories: str, rule: Rule) -> None:
    for category in CONCEPTS if categories == "*" else categories.split():
        if category not in table:
            raise BadTable("no such category", where=rule.where, expected=", ".join(CONCEPTS), got=category)
        for name in names:
            if not stems(name):
                raise BadTable(f"no content word in {name!r}", where=rule.where, expected="words that a key keeps",
                               got=name, hint="take it out; keys leave such words out anyway")
            owner = table[category].setdefault(stems(name), rule)
            if owner is not rule:
                raise BadTable(f"two lines claim {name!r}", where=rule.where, expected=f"one of {owner.where} alone",
                               got=f"{category}: both", hint="keep it on one of the two lines")
