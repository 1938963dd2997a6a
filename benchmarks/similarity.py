"""What an explained neighbour costs on a full release, beside the bare sum of its posting lists and other engines.

The release is the one that CODEKIN_RELEASES names, and is to have been built with the official files. Other engines
answer one question from the same links: which 20 codes share the most information content on the axes of ICD-10-PCS.
sparse_dot_topn and rustworkx are measured where they are installed, as `make bench` does.
"""

from __future__ import annotations

import importlib.util
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from itertools import repeat

import numpy as np
from scipy import sparse

from benchmarks.report import ROUNDS, Report, seconds
from graph import open_graph
from graph.errors import CodekinError
from graph.query.graph import Graph
from graph.query.similarity.field import Field
from graph.query.similarity.question import Question
from graph.query.similarity.rank import nearest, rank
from graph.query.similarity.weights import MINIMUM_COVERAGE, resolve
from graph.release.features import AXES, SIGNALS, Features, build

FIRST, QUERIES, FEW, SMALLEST = 20, 100, 3, 50_000
_CURVE = ((10_000, 1000), (100_000, 1000), (1_000_000, 1000), (1_000_000, 100), (1_000_000, 10_000))
_OWN = 10


def measure() -> Report:
    """All figures, or the one row that says why there are none."""
    try:
        graph = open_graph()
    except CodekinError as error:
        return _skipped(error.sentence())
    engine = graph._engine
    if len(engine.codes) < SMALLEST:
        return _skipped(f"{len(engine.codes):,} codes in {graph.release.id}, at least {SMALLEST:,} are needed: build "
                        "it with the official files and name it in CODEKIN_RELEASES")
    report = Report(f"Similarity: {len(engine.codes):,} codes of {graph.release.id}, {QUERIES} of them asked, one core")
    asked = np.random.default_rng(0).choice(np.flatnonzero(engine.allowed()), QUERIES, replace=False).tolist()
    _explained(report, graph, asked)
    _all_pairs(report, graph, asked)
    _growth(report)
    _peers(report, graph)
    return report


def _skipped(why: str) -> Report:
    report = Report("Similarity: nothing measured")
    report.add("skipped", "", [0.0], why)
    return report


def _each(work: Callable[[int], object], asked: list[int]) -> list[float]:
    """Milliseconds of every question."""
    return [1000 * seconds(lambda n=n: work(n)) for n in asked]  # type: ignore[misc]


def _explained(report: Report, graph: Graph, asked: list[int]) -> None:
    engine = graph._engine
    ids = {n: engine.node(n).id for n in asked}
    own = np.random.default_rng(1).uniform(0.1, 1, (QUERIES, len(SIGNALS)))
    weights = {n: dict(zip(SIGNALS, w.tolist(), strict=True)) for n, w in zip(asked, own, strict=True)}
    for n in asked:  # pages of the mapped files are read once
        graph.similar(ids[n], FIRST, weights[n])
    rounds = [_each(lambda n: _bare(engine.field, resolve("default", None, engine.node(n).system), n), asked)
              for _ in range(ROUNDS)]
    bare = _quantiles(report, "bare sum of the posting lists (peer)", rounds)
    _quantiles(report, f"explained top {FIRST}", [_each(lambda n: graph.similar(ids[n], FIRST), asked)
                                                 for _ in range(ROUNDS)], bare)
    every = [_each(lambda n: _bare(engine.field, weights[n], n), asked) for _ in range(ROUNDS)]
    bare = _quantiles(report, "bare sum, every signal above 0 (peer)", every)
    _quantiles(report, f"explained top {FIRST}, own weights on every signal, new each call", [
        _each(lambda n: graph.similar(ids[n], FIRST, weights[n]), asked) for _ in range(ROUNDS)], bare)


def _quantiles(
    report: Report, name: str, rounds: list[list[float]], peer: dict[int, float] | None = None,
) -> dict[int, float]:
    found = {}
    for q in (50, 95):
        values = [float(np.percentile(each, q)) for each in rounds]
        middle = float(np.median(values))
        note = f"{middle / peer[q]:.1f} times the peer" if peer else ""
        found[q] = report.add(f"{name}, p{q}", "ms", values, note).middle
    return found


def _bare(field: Field, weights: dict[str, float], code: int) -> np.ndarray:
    """Σ w · ic · salience over shared features of every code: no union, no ranking, no explanation."""
    total = np.zeros(field.size)
    for f in field.signals:
        own = f.of(code)
        if weights[f.signal] > 0 and len(own):
            lists = [f.codes(x) for x in own]
            values = np.repeat(weights[f.signal] * f.weight[own], [len(x) for x in lists])
            total += np.bincount(np.concatenate(lists), values, minlength=len(total))
    return total


def _matrix(features: Features) -> sparse.csr_matrix:
    """(codes, features): the root of the weight, so that the product of two rows is the weight they share."""
    shape, at = (len(features.total), len(features.features)), features.out_indices
    return sparse.csr_matrix((np.sqrt(features.weight)[at], at, features.out_indptr), shape)


def _all_pairs(report: Report, graph: Graph, asked: list[int]) -> None:
    """All neighbours of many codes without explanation; the rows asked stand for all."""
    engine = graph._engine
    everyone = engine.field.among(np.ones(len(engine.codes), bool))

    def ours() -> None:
        for n in asked:
            question = Question.of(engine.field, resolve("default", None, engine.node(n).system), n)
            nearest(question, everyone, FIRST, MINIMUM_COVERAGE)

    peer = None
    if importlib.util.find_spec("sparse_dot_topn"):
        from sparse_dot_topn import sp_matmul_topn

        used = resolve("default", None, "ICD10PCS")
        parts = [_matrix(f) * np.sqrt(used[f.signal]) for f in engine.field.signals if used[f.signal] > 0]
        whole = sparse.hstack(parts).tocsr()
        rows, back = whole[asked], whole.T.tocsr()
        peer = report.add("top 20 of many, sparse_dot_topn, default signals in one matrix (peer)", "ms a code", [
            1000 * seconds(lambda: sp_matmul_topn(rows, back, top_n=FIRST, n_threads=1)) / len(asked)
            for _ in range(ROUNDS)])
    else:
        report.add("sparse_dot_topn", "", [0.0], "skipped: not installed")
    values = [1000 * seconds(ours) / len(asked) for _ in range(ROUNDS)]
    note = "" if peer is None else f"{float(np.median(values)) / peer.middle:.2f} times the peer"
    report.add("top 20 of many, unions and coverage", "ms a code", values, note)


def _growth(report: Report) -> None:
    """Synthetic codes with 10 features each: how the time follows the number of codes, and the length of the lists."""
    for size, posting in _CURVE:
        random = np.random.default_rng(size)
        codes = np.repeat(np.arange(size), _OWN)
        one = build("risk", codes, random.integers(0, size * _OWN // posting, len(codes)), size)
        ask = _asking(Field.of([one], np.zeros(size, np.int8)))
        asked = random.choice(size, FEW * 10, replace=False).tolist()
        ask(asked[0])  # what all questions share is made once
        values = [float(np.median(_each(ask, asked))) for _ in range(ROUNDS)]
        report.add(f"{size:,} synthetic codes, posting lists of {posting:,}, p50", "ms", values)


def _asking(field: Field) -> Callable[[int], object]:
    everyone, weights = field.among(np.ones(field.size, bool)), {"risk": 1.0, "adjacency": 0.0}
    return lambda n: rank(field, weights, n, everyone, FIRST, 0.0)


def _peers(report: Report, graph: Graph) -> None:
    """One question, several engines; each is asked by the same few codes, and has to find what the arrays find."""
    engine = graph._engine
    axes = [f for f in engine.field.signals if f.signal in AXES and len(f.features)]
    if not axes:
        report.add("other engines", "", [0.0], "skipped: this release has no ICD-10-PCS axes")
        return
    random = np.random.default_rng(2)
    asked = random.choice(np.flatnonzero(axes[0].total > 0), FEW, replace=False).tolist()
    links = [(code, f"{f.signal}{x}", float(f.weight[x])) for f in axes for code, x in zip(
        np.repeat(np.arange(len(f.total)), np.diff(f.out_indptr)).tolist(), f.out_indices.tolist(), strict=True)]
    weights = {s: float(s in AXES) for s in SIGNALS}
    expected = {n: np.sort(np.delete(_bare(engine.field, weights, n), n))[::-1][:FIRST] for n in asked}
    values = [float(np.median(_each(lambda n: _bare(engine.field, weights, n), asked))) for _ in range(ROUNDS)]
    own = report.add(f"axes in common, {len(links):,} links: posting lists", "ms", values).middle
    for name, prepare in _ENGINES.items():
        if name == "rustworkx" and not importlib.util.find_spec(name):
            report.add(name, "", [0.0], "skipped: not installed")
            continue
        ask = prepare(links)
        for n in asked:
            if not np.allclose(sorted(ask(n), reverse=True)[:FIRST], expected[n]):
                raise AssertionError(f"{name} answers otherwise for {engine.node(n).id}")
        found = [float(np.median(_each(ask, asked))) for _ in range(2)]
        report.add(f"axes in common: {name} (peer)", "ms", found, f"{float(np.median(found)) / own:,.0f} times as long")


Links = list[tuple[int, str, float]]
Ask = Callable[[int], list[float]]


def _sqlite(links: Links) -> Ask:
    base = sqlite3.connect(":memory:")
    base.execute("create table link (code integer, node text, ic real)")
    base.executemany("insert into link values (?, ?, ?)", links)
    base.execute("create index by_code on link (code, node, ic)")
    base.execute("create index by_node on link (node, code)")
    base.execute("analyze")
    query = """select sum(a.ic) as s from link a join link b on a.node = b.node
               where a.code = ? and b.code <> a.code group by b.code order by s desc limit ?"""
    return lambda code: [row[0] for row in base.execute(query, (code, FIRST))]


def _oxigraph(links: Links) -> Ask:
    from pyoxigraph import Literal, NamedNode, Quad, Store

    has, ic, store = NamedNode("urn:has"), NamedNode("urn:ic"), Store()
    weights = {node: weight for _, node, weight in links}
    store.bulk_extend(Quad(NamedNode(f"urn:c{c}"), has, NamedNode(f"urn:{n}")) for c, n, _ in links)
    store.bulk_extend(Quad(NamedNode(f"urn:{n}"), ic, Literal(w)) for n, w in weights.items())
    query = """select (sum(?ic) as ?s) where {{ <urn:c{0}> <urn:has> ?n . ?n <urn:ic> ?ic . ?b <urn:has> ?n
               filter(?b != <urn:c{0}>) }} group by ?b order by desc(?s) limit {1}"""
    return lambda code: [float(row["s"].value) for row in store.query(query.format(code, FIRST))]  # type: ignore[union-attr]


def _networkx(links: Links) -> Ask:
    import networkx as nx

    graph = nx.Graph()
    graph.add_weighted_edges_from(links)
    return lambda code: _summed(code, graph[code].items(), lambda node: graph[node])


def _rustworkx(links: Links) -> Ask:
    import rustworkx as rx

    graph = rx.PyGraph(multigraph=False)
    names = list(dict.fromkeys([*(c for c, _, _ in links), *(n for _, n, _ in links)]))
    number = dict(zip(names, graph.add_nodes_from(names), strict=True))
    graph.add_edges_from([(number[c], number[n], w) for c, n, w in links])
    return lambda code: _summed(number[code], ((n, {"weight": w}) for n, w in graph.adj(number[code]).items()),
                                graph.neighbors)


def _summed(code: int, nodes: object, codes: Callable[[object], object]) -> list[float]:
    """The sums in plain Python, which is how both graph libraries are used."""
    total: dict[object, float] = defaultdict(float)
    for node, edge in nodes:  # type: ignore[attr-defined]
        for other, weight in zip(codes(node), repeat(edge["weight"])):  # type: ignore[call-overload]
            total[other] += weight
    total.pop(code)
    return sorted(total.values(), reverse=True)[:FIRST]


_ENGINES: dict[str, Callable[[Links], Ask]] = {
    "sqlite": _sqlite, "SPARQL on Oxigraph": _oxigraph, "networkx": _networkx, "rustworkx": _rustworkx,
}
