"""Merges and splits of a release that a curator should look at: found by likeness, decided by nobody here.

A merge is suspicious when no line of a vocabulary justifies it and the words do not look alike; a split when two nodes
of one category are nearly the same words, or the same but for two words that vocabularies use for each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from graph.ingest.text.normalise import key
from graph.release import quotes
from graph.release.directory import Release
from graph.vocabulary import CONCEPTS, PREDICATES

ALIKE = 92  # of two keys, in hundredths: what counts as nearly the same words
FAR = 45  # of a quote and the nearest name: what a shortened quote may fall to
SUPPORT = 3  # concepts that must use two words for each other
_ROWS = 1024
_TURNING = frozenset({"no", "not", "without", "before", "after", "non", "never"})
_OPPOSITES = frozenset({
    frozenset(pair) for pair in (
        ("hyper", "hypo"), ("pre", "post"), ("intra", "extra"), ("high", "low"), ("left", "right"), ("upper", "lower"),
        ("inner", "outer"), ("acut", "chronic"), ("male", "femal"), ("more", "less"), ("increas", "decreas"),
        ("open", "close"), ("partial", "total"), ("inpat", "outpat"), ("primari", "secondari"), ("start", "stop"),
        ("under", "over"), ("short", "long"), ("small", "larg"), ("with", "without"), ("brady", "tachy"),
    )
})


@dataclass(frozen=True, slots=True)
class Party:
    """A node that is suspected, with the number of its mentions; `known` when a vocabulary has a line for it."""

    concept: str
    label: str
    mentions: int
    known: bool


@dataclass(frozen=True, slots=True)
class Suspicion:
    """`kind` is merge or split; `score` is the likeness that was measured, from 0 to 1, where one was."""

    kind: str
    reason: str
    parties: tuple[Party, ...]
    forms: tuple[str, ...]
    score: float | None = None

    @property
    def mentions(self) -> int:
        return sum(party.mentions for party in self.parties)


@dataclass(slots=True)
class _Node:
    """What a release says of one concept: its names, and how often each form was put on it by each method."""

    id: str
    category: str
    label: str
    names: list[str] = field(default_factory=list)
    forms: Counter[tuple[str, str]] = field(default_factory=Counter)
    known: bool = True

    @property
    def party(self) -> Party:
        return Party(self.id, self.label, self.forms.total(), self.known)


def suspicions(release: Release) -> list[Suspicion]:
    """All merges, then all splits: the surer signs first, under one sign those with the most mentions."""
    nodes = _nodes(release)
    signs = (_merges, _two_categories, _one_form, _alike, _substituted)
    return [suspicion for sign in signs for suspicion in sorted(
        sign(nodes), key=lambda s: (-s.mentions, s.parties[0].concept, s.reason, s.forms))]


# --- what a release holds ---


def _nodes(release: Release) -> list[_Node]:
    table = release.table("nodes").select(["id", "category", "label"]).to_pylist()
    found = {n: _Node(row["id"], row["category"], row["label"]) for n, row in enumerate(table)
             if row["category"] in CONCEPTS}
    curated = set()
    for label in release.table("labels").to_pylist():
        if label["node"] in found:
            found[label["node"]].names.append(label["text"])
            curated |= {label["node"]} if label["kind"] == "alternative" else set()
    curated |= _count_forms(release, found)
    unknown = set(release.table("review").column("concept").to_pylist())
    for n, node in found.items():
        node.known = n in curated or node.id not in unknown
    return list(found.values())


def _count_forms(release: Release, nodes: dict[int, _Node]) -> set[int]:
    """Count the forms of page edges; the nodes that a vocabulary must have, by what else is said of them.

    Rows of official files have no form, so only what was read in words, or written by a curator, is looked at.
    """
    evidence = quotes.joined(release).select(["edge", "exact", "method"])
    evidence = evidence.filter(pc.or_(pc.is_valid(evidence["exact"]), pc.equal(evidence["method"], "curated")))
    edges = release.table("edges").select(["subject", "predicate", "object"]).take(evidence["edge"]).to_pylist()
    curated = set()
    for edge, row in zip(edges, evidence.to_pylist(), strict=True):
        if PREDICATES[edge["predicate"]].section and edge["object"] in nodes and row["exact"] is not None:
            nodes[edge["object"]].forms[row["exact"], row["method"]] += 1
            curated |= {edge["object"]} if row["method"] != "unknown" else set()
        elif row["method"] == "curated":
            curated |= {edge["subject"], edge["object"]}
    return curated & nodes.keys()


# --- merges ---


def _merges(nodes: list[_Node]) -> Iterator[Suspicion]:
    for node in nodes:
        keys = {key(name) for name in node.names}
        if not node.known and len(node.forms) < 2:
            continue  # nothing was merged
        reasons: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for exact, method in node.forms:
            if (own := key(exact)) not in keys:
                score = max(fuzz.token_sort_ratio(own, name) for name in keys)
                if reason := _strange(own, method, keys, score, node.known):
                    reasons[reason].append((exact, score / 100))
        for reason, found in reasons.items():
            worst = sorted(found, key=lambda one: (one[1], one[0]))
            yield Suspicion("merge", reason, (node.party,), tuple(exact for exact, _ in worst), round(worst[0][1], 2))


def _strange(own: str, method: str, keys: set[str], score: float, known: bool) -> str | None:
    """Why a form that is no name of its node should be looked at, if so."""
    if known and method == "unknown":
        return "no line has these words, they only spell the id of the concept"
    if not set(own.split()) & {word for name in keys for word in name.split()}:
        return "shares no word with any name"
    return "shortened a long way" if method in ("reduced", "synonym", "unknown") and score < FAR else None


def _two_categories(nodes: list[_Node]) -> Iterator[Suspicion]:
    """One form that is called one thing in one category and another thing in another."""
    for form, holders in _by_form(nodes).items():
        if len({node.category for node, _ in holders}) > 1 and len({key(node.label) for node, _ in holders}) > 1:
            yield Suspicion("merge", "one form, other names in other categories",
                            tuple(node.party for node, _ in holders), (form,))


def _by_form(nodes: list[_Node]) -> dict[str, list[tuple[_Node, str]]]:
    """Forms by key, as first written, with every node they were put on."""
    found: dict[str, dict[str, tuple[_Node, str]]] = defaultdict(dict)
    for node in nodes:
        for exact, _ in sorted(node.forms):
            found[key(exact)].setdefault(node.id, (node, exact))
    return {next(iter(held.values()))[1]: list(held.values()) for own, held in found.items() if own and len(held) > 1}


# --- splits ---


def _one_form(nodes: list[_Node]) -> Iterator[Suspicion]:
    for form, holders in _by_form(nodes).items():
        by_category: dict[str, list[_Node]] = defaultdict(list)
        for node, _ in holders:
            by_category[node.category].append(node)
        for apart in by_category.values():
            if len(apart) > 1:
                yield Suspicion("split", "one form on several nodes", tuple(n.party for n in apart), (form,))


def _alike(nodes: list[_Node]) -> Iterator[Suspicion]:
    """Nodes of one category with nearly the same words, of which pages mention at least one."""
    for names in _by_key(nodes).values():
        best: dict[tuple[str, str], tuple[float, str, str]] = {}
        for one, other, score in _near([own for own, (node, _) in names.items() if node.forms], list(names)):
            a, b = sorted((one, other), key=lambda own: names[own][0].id)
            ids = (names[a][0].id, names[b][0].id)
            if ids[0] != ids[1] and _one_spelling(one, other):
                best[ids] = max(best.get(ids, (0.0, "", "")), (score, a, b))
        for score, *pair in best.values():
            yield _split("nearly the same words", [names[own] for own in pair], round(score, 2))


def _split(reason: str, held: list[tuple[_Node, str]], score: float | None = None) -> Suspicion:
    return Suspicion("split", reason, tuple(node.party for node, _ in held), tuple(name for _, name in held), score)


def _near(asked: list[str], every: list[str]) -> Iterator[tuple[str, str, float]]:
    for start in range(0, len(asked), _ROWS):
        rows = asked[start : start + _ROWS]
        scores = process.cdist(rows, every, scorer=fuzz.ratio, score_cutoff=ALIKE, workers=-1, dtype=np.float32)
        for i, j in zip(*np.nonzero(scores), strict=True):
            yield rows[i], every[j], float(scores[i, j]) / 100


def _by_key(nodes: list[_Node]) -> dict[str, dict[str, tuple[_Node, str]]]:
    """Per category, every name by its key, with its node."""
    found: dict[str, dict[str, tuple[_Node, str]]] = defaultdict(dict)
    for node in nodes:
        for name in node.names:
            found[node.category].setdefault(key(name), (node, name))
    return found


def _one_spelling(one: str, other: str) -> bool:
    """Words that differ may be one word in two spellings if they begin alike: urology and neurology do not."""
    left, right = _apart(one, other)
    begins = all(any(_begin_alike(x, y) for y in right) for x in left)
    return bool(left and right) and begins and not _opposed(one, other)


def _begin_alike(one: str, other: str) -> bool:
    half = (min(len(one), len(other)) + 1) // 2
    return one[:half] == other[:half]


def _apart(one: str, other: str) -> tuple[list[str], list[str]]:
    """The words of two keys that the other has not."""
    a, b = Counter(one.split()), Counter(other.split())
    return sorted((a - b).elements()), sorted((b - a).elements())


def _opposed(one: str, other: str) -> bool:
    """Words that differ in a number, a negation or an opposite are no spelling of each other."""
    left, right = _apart(one, other)
    if _TURNING & {*left, *right} or any(char.isdigit() for word in (*left, *right) for char in word):
        return True
    return any(_opposite(x, y) for x in left for y in right)


def _opposite(one: str, other: str) -> bool:
    return any(one.startswith(p) and other.startswith(q) and one[len(p):] == other[len(q):]
               for pair in _OPPOSITES for p, q in (tuple(pair), tuple(pair)[::-1]))


def _substituted(nodes: list[_Node]) -> Iterator[Suspicion]:
    """Nodes whose names are the same but for two words that vocabularies use for each other elsewhere.

    Two nodes that both have a line were parted by hand, so one at least has none.
    """
    trusted = _synonyms(nodes)
    for names in _by_key(nodes).values():
        seen: set[tuple[str, ...]] = set()
        for (one, word), (other, instead) in _apart_by_one(names):
            held = sorted((names[one], names[other]), key=lambda found: found[0].id)
            ids, pair = tuple(node.id for node, _ in held), tuple(sorted((word, instead)))
            parted = ids[0] == ids[1] or all(node.known for node, _ in held)
            if not parted and ids not in seen and trusted[pair] >= SUPPORT:
                seen.add(ids)
                reason = f"the same but for {' and '.join(pair)}, which {trusted[pair]} concepts use for each other"
                yield _split(reason, held)


def _synonyms(nodes: list[_Node]) -> Counter[tuple[str, ...]]:
    """Pairs of words, and how many concepts have two names that differ in these alone."""
    found: Counter[tuple[str, ...]] = Counter()
    for node in nodes:
        pairs = {tuple(sorted((x, y))) for (_, x), (_, y) in _apart_by_one({key(name) for name in node.names})}
        found.update(pair for pair in pairs if not _opposed(*pair))
    return found


def _apart_by_one(keys: Iterable[str]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Pairs of keys that differ in one word of several, each with its own word."""
    rests: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for name in keys:
        words = name.split()
        for n in range(len(words) if len(words) > 1 else 0):
            rests[(*words[:n], *words[n + 1 :])].add((name, words[n]))
    for alike in rests.values():
        yield from ((one, other) for one, other in combinations(sorted(alike), 2) if one[0] != other[0])
