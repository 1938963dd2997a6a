"""Similarity adds up, for any weights and on any graph."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.days import OPEN
from graph.errors import BadInput
from graph.query.graph import Graph
from graph.query.similarity import bounds, field, measure
from graph.query.similarity.field import Field
from graph.query.similarity.measure import everywhere, nearness, summed
from graph.query.similarity.question import Question
from graph.query.similarity.rank import rank
from graph.query.similarity.vectors import Vectors
from graph.query.similarity.weights import MISSING
from graph.release import features
from graph.release.directory import Release
from graph.release.features import SIGNALS, Pairs
from graph.release.spelling import REPEATED, undotted
from graph.release.writer import Writer

WEIGHTS = st.dictionaries(st.sampled_from(SIGNALS), st.floats(0, 1), min_size=1)


@settings(max_examples=60, deadline=None)
@given(weights=WEIGHTS, pick=st.integers(0, 10_000))
def test_parts_sum_to_score(graph: Graph, weights: dict[str, float], pick: int) -> None:
    codes = graph.codes_of()
    code = graph.columns.node(int(codes[pick % len(codes)]))
    found = graph.similar(code.id, 20, weights)
    for n in found.neighbors:
        assert 0 < n.score <= 1 + 1e-9
        assert sum(p.contribution for p in n.parts) == pytest.approx(n.score, abs=1e-6)
        for p in n.parts:
            assert sum(s.contribution for s in p.shared) == pytest.approx(p.contribution, abs=1e-6)
    ranked = [(-n.score, n.node.id) for n in found.neighbors]
    assert ranked == sorted(ranked)


PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 9)), min_size=1, max_size=40)


@settings(max_examples=200, deadline=None)
@given(pairs=PAIRS, salience=st.dictionaries(st.integers(0, 9), st.floats(0.1, 9), max_size=6))
def test_measure_on_any_graph(pairs: list[tuple[int, int]], salience: dict[int, float]) -> None:
    """Bounded, symmetric, 1 with itself; losing a shared feature on one side costs what it is said to give."""
    columns, ids = np.array(pairs), sorted(salience)
    f = features.build("risk", columns[:, 0], columns[:, 1] + 100, 8,
                       (np.array(ids, int) + 100, np.array([salience[n] for n in ids])))
    assert f.weight.tolist() == [ic * salience.get(n - 100, 1) for n, ic in zip(f.features, f.ic, strict=True)]
    known = [a for a in range(8) if f.total[a]]
    score = {a: everywhere(f, a) for a in known}
    for a in known:
        assert np.all((score[a] >= 0) & (score[a] <= 1 + 1e-12))
        assert score[a][a] == pytest.approx(1)
        question = Question.of(Field.of([f], np.zeros(8, int)), {"risk": 1.0, "adjacency": 0.0}, a)
        common = question.common(np.arange(8))
        assert question.scores(np.arange(8))[0].tolist() == score[a].tolist() == common.score[0].tolist()
        for b in range(8):
            assert score[a][b] == (pytest.approx(score[b][a]) if b in known else 0)
            mine = set(f.of(a).tolist()) & set(f.of(b).tolist())
            union = f.total[a] + f.total[b] - sum(f.weight[x] for x in mine)
            parts = dict(zip(common.feature[common.row == b], common.contribution[common.row == b], strict=True))
            assert set(parts) == mine
            for x, part in parts.items():
                left = sum(f.weight[y] for y in mine - {x}) / union
                assert score[a][b] - left == pytest.approx(part)


@pytest.mark.parametrize("size", [1 << 16, (1 << 16) + 1])
def test_features_are_told_apart_however_many_there_are(size: int) -> None:
    f = features.build("text", np.arange(size) % 2, np.arange(size), 2)
    assert f.of(1).tolist() == list(range(1, size, 2))
    assert f.codes(size - 1).tolist() == [(size - 1) % 2]


@pytest.mark.parametrize("factors", [(1.0, 1.0), (0.5, 1.0)])
def test_a_release_says_what_held_on_a_day(tmp_path: Path, factors: tuple[float, float]) -> None:
    """Whether the features of a code have one period or several, and of a code that has ended."""
    rows = [(0, 7, 3, OPEN), (0, 8, 3, OPEN), (1, 7, 3, OPEN), (1, 7, 1, 2), (1, 9, 1, 4), (2, 8, 1, 2), (2, 9, 1, 2),
            (4, 7, OPEN, OPEN)]
    pairs = Pairs(*np.array(rows, np.int32).T)
    writer = Writer(tmp_path, "r-days")
    salience = np.array([7, 8]), np.array(factors)
    newest = features.write(writer, "text", pairs, 5, salience)
    release = Release(writer.commit({"built_at": "", "inputs": [], "counts": {}}))
    assert newest.features[newest.of(1)].tolist() == [7]
    assert newest.features[newest.of(2)].tolist() == [8, 9], "the last that was said of it"
    for day in (None, *range(6)):
        read = features.read(release, "text", day)
        wanted = newest if day is None else features.build("text", *pairs.at(day), 5, salience)
        for name in ("features", "salience", "weight", "total", "out_indptr", "out_indices", "in_indptr", "in_indices"):
            assert getattr(read, name).tolist() == getattr(wanted, name).tolist(), (day, name)


SIZE, NAMES = 60, ("risk", "setting", "text")


def _random(seed: int) -> tuple[np.random.Generator, list[features.Features], np.ndarray]:
    """Three signals over two code systems; some features are on most codes, some codes have no data."""
    rng = np.random.default_rng(seed)
    signals = []
    for name in NAMES:
        count = int(rng.integers(1, 300))
        codes, names = rng.integers(0, int(rng.integers(5, SIZE + 1)), count), (12 * rng.random(count) ** 3).astype(int)
        salience = np.arange(12), rng.choice((0.2, 1.0, 5.0), 12)
        signals.append(features.build(name, codes, names, SIZE, salience))
    return rng, signals, (np.arange(SIZE) >= rng.integers(1, SIZE)).astype(np.int8)


def _vectors(rng: np.random.Generator) -> dict[int, np.ndarray]:
    """Unit vectors in steps of 30 degrees for some codes, so that many are equal, opposite or at right angles."""
    angles = rng.integers(0, 12, SIZE) * np.pi / 6
    unit = np.stack([np.cos(angles), np.sin(angles)], axis=1).round(12)
    return {n: unit[n] for n in np.flatnonzero(rng.random(SIZE) < 0.6).tolist()}


def _opened(signals: list[features.Features], systems: np.ndarray, vectors: dict[int, np.ndarray]) -> Field:
    opened, held = Field.of(signals, systems), np.isin(np.arange(SIZE), list(vectors))
    if not vectors:
        return opened
    rows = np.array(list(vectors.values()))
    return opened.including(Vectors("r", np.flatnonzero(held), rows, held, len(rows), (), ()))


def _reference(
    signals: list[features.Features], systems: np.ndarray, weights: dict[str, float], a: int, minimum: float,
    vectors: dict[int, np.ndarray],
) -> tuple[dict[int, float], dict[int, float]]:
    """Scores of the codes that are kin to `a`, in sets and one code at a time, and of those that lack data."""
    score, lacking = {}, {}
    possible = sum(weights[f.signal] for f in signals if f.total[a]) + weights["adjacency"]
    possible += weights["vector"] * (a in vectors)
    for b in set(range(SIZE)) - {a}:
        above = weight = 0.0
        for f in signals:
            mine, theirs = set(f.of(a).tolist()), set(f.of(b).tolist())
            if mine and theirs:
                weight += weights[f.signal]
                above += weights[f.signal] * sum(f.weight[x] for x in mine & theirs) / sum(f.weight[x] for x in mine | theirs)
        if systems[a] == systems[b]:
            weight += weights["adjacency"]
            above += weights["adjacency"] * nearness(SIZE)[abs(a - b)]
        if a in vectors and b in vectors:
            weight += weights["vector"]
            above += weights["vector"] * max(0.0, float(vectors[a] @ vectors[b]))
        if above > 0:
            divisor = weight + MISSING * (possible - weight)
            (score if weight >= minimum * possible - 1e-12 else lacking)[b] = above / divisor
    return score, lacking


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_pruning_is_exact(seed: int) -> None:
    """On any graph, under any weights: the same codes, scores and totals as scoring every code."""
    rng, signals, systems = _random(seed)
    weights = {s: float(rng.uniform(0.1, 1) * (rng.random() < 0.8)) for s in (*NAMES, "adjacency", "vector")}
    vectors = _vectors(rng) if rng.random() < 0.7 else {}
    mask, first, minimum = rng.random(SIZE) < 0.8, int(rng.integers(1, 12)), float(rng.choice([0, 0.25, 0.6]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(field, "WHOLE_LIST", 1)
        patch.setattr(bounds, "_FEW", int(rng.choice([0, 10])))
        patch.setattr(bounds, "_ALL", int(rng.choice([0, 100])))
        patch.setattr(bounds, "_MANY", int(rng.choice([0, 2, 16])))
        patch.setattr(measure, "_DENSE", int(rng.choice([0, 16])))
        opened = _opened(signals, systems, vectors)
        for a in range(0, SIZE, 7):
            found = rank(opened, weights, a, opened.among(mask), first, minimum)
            score, lacking = _reference(signals, systems, weights, a, minimum, vectors)
            expected = sorted((-s, b) for b, s in score.items() if mask[b])
            assert found.score == pytest.approx([-s for s, _ in expected[:first]], abs=1e-9)
            assert found.score == pytest.approx([score[b] for b in found.order.tolist()], abs=1e-9)
            assert [(-s, b) for s, b in zip(found.score, found.order, strict=True)] == sorted(
                (-s, b) for s, b in zip(found.score, found.order, strict=True))
            assert (found.total, found.left_out) == (len(expected), sum(mask[b] for b in lacking))


@pytest.mark.parametrize("first", [1, 20, 300])
def test_pruning_is_exact_on_the_bundled_release(graph: Graph, first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the bit, ties included: long lists are left unread and the order is that of all scores."""
    monkeypatch.setattr(bounds, "_ALL", 0)
    monkeypatch.setattr(bounds, "_FEW", 100)
    engine, rng = graph._engine, np.random.default_rng(first)
    everyone = engine.allowed()
    for a in rng.choice(np.flatnonzero(everyone), 40, replace=False).tolist():
        weights = dict(zip(SIGNALS, (rng.random(len(SIGNALS)) * (rng.random(len(SIGNALS)) < 0.7)).tolist(), strict=True))
        found = rank(engine.field, weights, a, engine.among, first, 0.25)
        question = Question.of(engine.field, weights, a)
        score = question.everywhere()
        kept = everyone & (score > 0) & question.covered(0.25)[engine.field.patterns.number]
        kept[a] = False
        order = np.flatnonzero(kept)
        order = order[np.lexsort((order, -score[order]))]
        assert found.total == len(order)
        assert found.order.tolist() == order[:first].tolist()
        assert found.score.tolist() == score[order[:first]].tolist()


def test_many_and_few_postings_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two ways of adding up lists are one sum."""
    rng = np.random.default_rng(3)
    lists = [np.unique(rng.integers(0, 500, n)) for n in (1, 40, 200, 0, 90)]
    ways = []
    for dense in (0, 10**9):
        monkeypatch.setattr(measure, "_DENSE", dense)
        ways.append([each.tolist() for each in summed(lists, np.arange(1, 6) / 7, 500)])
    assert ways[0] == ways[1]
    assert ways[0][0] == np.unique(np.concatenate(lists)).tolist()


def test_insertion_order_does_not_matter() -> None:
    rng = np.random.default_rng(7)
    codes, names = rng.integers(0, 20, 200), rng.integers(0, 30, 200)
    order = rng.permutation(200)
    one, two = features.build("risk", codes, names, 20), features.build("risk", codes[order], names[order], 20)
    for name in ("features", "ic", "total", "out_indptr", "out_indices", "in_indptr", "in_indices"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


def test_kin_a_professional_would_recognise(graph: Graph) -> None:
    """The nearest code of each is of its own family."""
    for code, kin in [("CPT:76496", "CPT:76000"), ("CPT:27447", "ICD10PCS:0SRC0J9"), ("CPT:45378", "HCPCS:G0121"),
                      ("CPT:95810", "CPT:95811"), ("CPT:66984", "ICD10PCS:08RJ3JZ"), ("CPT:43235", "CPT:43239")]:
        assert kin in [n.node.id for n in graph.similar(code, 5).neighbors], code


def test_shared_nodes_carry_sentences_of_both_sides(graph: Graph) -> None:
    part = next(p for p in graph.similar("CPT:76496", 1).neighbors[0].parts if p.signal == "personnel")
    assert all(s.evidence_a and s.evidence_b and s.node for s in part.shared)


@settings(max_examples=40, deadline=None)
@given(weights=WEIGHTS, pick=st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)))
def test_compare_is_the_neighbour(graph: Graph, weights: dict[str, float], pick: tuple[int, int]) -> None:
    """Two codes compared give what ranking gives, also where nothing is shared."""
    codes = graph.codes_of()
    a, b = (graph.columns.node(int(codes[n % len(codes)])).id for n in pick)
    found = graph.compare(a, b, weights)
    one = found.neighbor
    assert (found.a.id, found.b.id, one.node.id) == (a, b, b)
    assert sum(p.contribution for p in one.parts) == pytest.approx(one.score, abs=1e-6)
    ranked = {n.node.id: n for n in graph.similar(a, 1000, weights, minimum_coverage=0.0).neighbors}
    if b in ranked:
        assert ranked[b] == one
    elif a != b:
        assert one.score == 0


@pytest.mark.parametrize("bad", [{"risk": float("nan")}, {"risk": 1.5}, {"risk": -0.1}, {"colour": 1.0}, dict.fromkeys(SIGNALS, 0.0)])
def test_bad_weights(graph: Graph, bad: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        graph.similar("CPT:76496", weights=bad)


def test_unknown_preset_and_size(graph: Graph) -> None:
    with pytest.raises(BadInput, match="expected default"):
        graph.similar("CPT:76496", preset="best")
    with pytest.raises(BadInput, match="expected 1 to"):
        graph.similar("CPT:76496", first=0)


def test_system_filter_and_total(graph: Graph) -> None:
    found = graph.similar("CPT:27447", 3, systems=["ICD10PCS"])
    assert {n.node.system for n in found.neighbors} == {"ICD10PCS"}
    assert found.total >= len(found.neighbors)


# --- filters ---


def _ids(found) -> set[str]:
    return {n.node.id for n in found.neighbors}


@settings(max_examples=40, deadline=None)
@given(data=st.data(), pick=st.integers(0, 10_000))
def test_filters_leave_what_they_say_and_count_the_rest(graph: Graph, data: st.DataObject, pick: int) -> None:
    """A filtered answer is the plain one without those that do not fit, in the same order with the same scores."""
    codes = graph.codes_of()
    code = graph.columns.node(int(codes[pick % len(codes)])).id
    least = data.draw(st.floats(0, 0.5))
    policies = data.draw(st.sampled_from([None, True, False]))
    plain = graph.similar(code, 1000)
    found = graph.similar(code, 1000, policies=policies, minimum_score=least)
    wanted = [n for n in plain.neighbors if n.score >= least
              and (policies is None or bool(graph.policies(n.node)) is policies)]
    if plain.total <= 1000:
        assert list(found.neighbors) == wanted
        assert found.total == len(wanted)
    assert (found.why_empty is None) is bool(found.neighbors)
    assert found.filters.minimum_score == least


def test_filter_by_grouping(graph: Graph) -> None:
    inside = {a.subject.id for a in graph.into(graph.node("grouping:specialty/radiology"), "in_grouping")}
    found = graph.similar("CPT:76496", 1000, groupings=["grouping:specialty/radiology"])
    assert _ids(found) == _ids(graph.similar("CPT:76496", 1000)) & inside
    assert found.filtered_out > 0


@pytest.mark.parametrize("code", ["CPT:76496", "HCPCS:G0121"])
def test_what_a_filter_keeps_out_would_have_been_listed(graph: Graph, code: str) -> None:
    """Codes with too little data in common are left out, whatever the filter."""
    for minimum in (0.05, 0.6):
        every = graph.similar(code, 5, minimum_coverage=minimum, status="any")
        found = graph.similar(code, 5, minimum_coverage=minimum, status="any", systems=("HCPCS",))
        assert found.total + found.filtered_out == every.total


def test_shared_letters_are_shown_in_their_words(graph: Graph) -> None:
    found = graph.similar("HCPCS:G0121", 20, {"ngram": 1.0}, minimum_score=0.01)
    shared = [(one, s) for one in found.neighbors for part in one.parts if part.signal == "ngram" for s in part.shared]
    assert shared
    for one, s in shared:
        names = " ".join(undotted(label.text).lower() for node in (found.code, one.node) for label in graph.labels(node))
        assert s.words
        assert s.said.removesuffix(REPEATED) == ", ".join(s.words)
        assert s.said.endswith(REPEATED) == s.term.endswith(REPEATED)
        assert all(s.term.removesuffix(REPEATED) in f"_{word}_" and word in names for word in s.words)


def test_a_code_that_no_signal_knows_says_so(graph: Graph) -> None:
    page_signals = dict.fromkeys(SIGNALS, 0.0) | {"risk": 1.0}
    bare = next(n for n in graph.nodes("code") if n.system == "HCPCS" and not graph.out(n, "has_risk"))
    found = graph.similar(bare.id, 5, page_signals)
    assert found.neighbors == ()
    assert found.why_empty == f"no signal in use has data for {bare.id}"


def test_baskets_keep_the_rule_of_coverage(graph: Graph) -> None:
    """A code that is kin of none, for want of data in common, cannot be missing from their list."""
    asked = ["CPT:45378", "HCPCS:G0121", "CPT:43239"]
    kin = [{n.node.id: n.score for n in graph.similar(code, 1000).neighbors} for code in asked]
    found = graph.basket(asked, 20)
    assert found.missing
    for one in found.missing:
        assert one.scores == pytest.approx([scores.get(one.node.id, 0.0) for scores in kin])
    assert [c.score for c in found.belonging] == sorted(c.score for c in found.belonging)
    assert graph.basket(asked, 20, minimum_score=1.0).missing == ()


def test_a_basket_does_not_mind_the_order(graph: Graph) -> None:
    one, other = (graph.basket(codes, 5) for codes in (["45378", "G0121", "27447"], ["27447", "45378", "G0121"]))
    assert [(c.node, c.score) for c in one.missing] == [(c.node, pytest.approx(c.score)) for c in other.missing]
    assert one.common == other.common
    assert one.outliers == other.outliers
