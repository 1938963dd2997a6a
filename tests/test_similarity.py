"""Similarity adds up, for any weights and on any graph."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadInput
from graph.query.graph import Graph
from graph.query.similarity import measure
from graph.query.similarity.measure import scores, shared
from graph.release import features
from graph.release.features import SIGNALS

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
@given(pairs=PAIRS)
def test_measure_on_any_graph(pairs: list[tuple[int, int]]) -> None:
    """Bounded, symmetric, 1 with itself; losing a shared feature on one side costs what it is said to give."""
    columns = np.array(pairs)
    f = features.build("risk", columns[:, 0], columns[:, 1] + 100, 8)
    for a in range(8):
        found = scores(f, a)
        dense = found.dense()
        assert np.all((dense >= 0) & (dense <= 1 + 1e-12))
        if f.total[a]:
            assert found.of(a) == pytest.approx(1)
        for b in range(8):
            assert found.of(b) == dense[b] == pytest.approx(scores(f, b).of(a))
            mine = set(f.of(a).tolist()) & set(f.of(b).tolist())
            parts = shared(found, b)
            assert {x for x, _ in parts} == mine
            for x, part in parts:
                left = sum(f.ic[y] for y in mine - {x}) / found.union(b)
                assert found.of(b) - left == pytest.approx(part)


def test_many_and_few_postings_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two ways of adding up are one measure."""
    rng = np.random.default_rng(3)
    f = features.build("risk", rng.integers(0, 50, 400), rng.integers(0, 60, 400), 50)
    ways = []
    for dense in (0, 10**9):
        monkeypatch.setattr(measure, "_DENSE", dense)
        ways.append([scores(f, a) for a in range(50)])
    assert {s.touched is None for s in ways[0]} == {False}
    assert {s.touched is None for s in ways[1] if len(f.of(s.code))} == {True}
    for few, many in zip(*ways, strict=True):
        assert np.allclose(few.dense(), many.dense())


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
