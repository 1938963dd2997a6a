"""The benchmark of similarity: figures are right, the source of a gold is not seen, every method answers the same."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from graph import open_graph
from graph.errors import BadInput, BadTable
from graph.ingest.build import build
from graph.ingest.files import Item, items
from graph.query.evaluation import golds, metrics, rated
from graph.query.evaluation.exclusion import Without, filtered
from graph.query.evaluation.run import Settings, run
from graph.query.evaluation.system import MAIN, System
from graph.query.evaluation.task import Apart, Distant, fold
from graph.query.evaluation.texts import Texts, grams, words
from graph.query.evaluation.walks import DAMPING, DECAY, ROUNDS, STEPS, PageRank, SimRank
from graph.query.graph import Graph
from graph.query.similarity.engine import Engine
from graph.query.similarity.question import Question
from graph.query.similarity.rank import rank
from graph.query.similarity.weights import MINIMUM_COVERAGE, resolve
from server.cli import main
from tests.official import written

RANKED = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.9]), st.sampled_from([0.0, 1.0, 3.0])), min_size=1, max_size=7)


def _orders(scores: np.ndarray) -> list[list[int]]:
    """Every order of the returned positions that the scores allow."""
    groups = [np.flatnonzero(scores == v).tolist() for v in sorted({v for v in scores.tolist() if v > 0}, reverse=True)]
    return [list(itertools.chain(*x)) for x in itertools.product(*(list(itertools.permutations(g)) for g in groups))]


@settings(max_examples=150, deadline=None)
@given(ranked=RANKED)
def test_figures_are_means_over_orders_of_ties(ranked: list[tuple[float, float]]) -> None:
    """The closed forms equal the mean over every order that ties could have."""
    scores, gains = (np.array(x) for x in zip(*ranked, strict=True))
    relevant = np.flatnonzero(gains)
    if not len(relevant):
        return
    orders = _orders(scores)
    dcg = [sum(gains[n] / np.log2(i + 2) for i, n in enumerate(order)) for order in orders]
    assert metrics.ndcg(scores, gains, metrics.best(gains)) == pytest.approx(np.mean(dcg) / metrics.best(gains))
    first = [next((1 / (i + 1) for i, n in enumerate(order) if gains[n]), 0) for order in orders]
    assert metrics.reciprocal_rank(scores, relevant) == pytest.approx(np.mean(first))
    found = [np.mean([n in order for n in relevant]) for order in orders]
    assert metrics.recall(scores, relevant) == pytest.approx(np.mean(found))


def test_only_the_first_ten_count() -> None:
    scores, gains = np.arange(1, 21) / 20, np.zeros(20)
    gains[9] = 1  # eleventh
    assert metrics.ndcg(scores, gains, 1) == 0
    assert metrics.recall(scores, np.array([9])) == 0
    assert metrics.recall(np.ones(20), np.array([9])) == pytest.approx(0.5)
    assert metrics.ndcg(np.ones(20), gains, 1) == pytest.approx(sum(1 / np.log2(i + 2) for i in range(10)) / 20)


def test_correlation_and_interval() -> None:
    assert metrics.spearman(np.array([1, 2, 3]), np.array([2, 4, 9])) == pytest.approx(1)
    assert metrics.spearman(np.array([1, 2, 2, 3]), np.array([3, 2, 1, 0])) == pytest.approx(-0.9486833)
    values = np.array([0.0, 1.0, np.nan])
    low, high = metrics.interval(metrics.means(values, metrics.draws(3, 1)))
    assert (low, high) == (0, 1)
    assert metrics.interval(np.array([np.nan])) is None


def test_splits_keep_out_what_they_say() -> None:
    queries = np.array([1, 3])
    assert Apart(np.array(["0SR", "0SR", "0TT", "0TT"]), queries).removed(0).tolist() == [0, 1]
    systems = np.array(["CPT", "CPT", "CPT", "HCPCS", "HCPCS"])
    assert Distant(1, systems, queries).removed(0).tolist() == [0, 1, 2]
    assert Distant(9, systems, queries).removed(1).tolist() == [3, 4]


def test_excluded_nodes_and_edges_are_in_no_signal(graph: Graph) -> None:
    engine = graph._engine
    without = Without(("grouping",), ("has_risk",))
    for features in filtered(graph.columns, engine.field.signals, engine.codes, without):
        nodes = features.features[features.features < graph.columns.size].tolist()
        assert not any(graph.columns.node(n).id.startswith("grouping:") for n in nodes)
        if features.signal == "risk":
            assert len(features.features) == 0
            assert not features.total.any()
    kept = {f.signal: f for f in filtered(graph.columns, engine.field.signals, engine.codes, Without())}
    assert all(kept[f.signal] is f for f in engine.field.signals)


@pytest.mark.parametrize("own", [False, True])
def test_system_is_what_the_service_ranks_by(graph: Graph, own: bool) -> None:
    """Also with a caller's vectors, which half of the codes have."""
    engine = Engine(graph.columns)
    everyone = np.arange(len(engine.codes))
    half = [engine.node(n).id for n in everyone.tolist() if n % 2 or engine.node(n).id == "CPT:76496"]
    vectors = engine.vectors(half, np.random.default_rng(4).normal(size=(len(half), 6))) if own else None
    field = engine.field_with(vectors)
    system = System(field, engine.system, everyone)
    assert ("only vector" in system.names) == own
    for code in ("CPT:76496", "CPT:27447", "HCPCS:G0121"):
        at = int(np.searchsorted(engine.codes, graph.node(code).number))
        weights = resolve("default", None, graph.node(code).system, own)
        question = Question.of(field, weights, at)
        found = {name: row[0] for names, _, row in system.scores(np.array([at])) for name in names}
        assert set(found) == set(system.names)
        covered = question.covered(MINIMUM_COVERAGE)[field.patterns.number]
        expected = np.where(covered, question.everywhere(), 0)
        assert found[MAIN] == pytest.approx(expected, abs=1e-6)
        ranking = rank(field, weights, at, field.among(everyone >= 0), 1, MINIMUM_COVERAGE)
        assert ranking.order[0] == np.argsort(-np.where(everyone == at, -1, found[MAIN]), kind="stable")[0]


GRAPH = sparse.csr_matrix(np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 1, 1]], float))


def _networkx() -> nx.Graph:
    rows, columns = GRAPH.nonzero()
    return nx.Graph((f"c{r}", f"f{c}") for r, c in zip(rows.tolist(), columns.tolist(), strict=True))


def test_simrank_is_that_of_networkx() -> None:
    """Whole rounds of codes from features and features from codes, without a bound that bites."""
    _, _, found = next(SimRank(GRAPH).scores(np.arange(5)))
    expected = nx.simrank_similarity(_networkx(), importance_factor=DECAY, max_iterations=200, tolerance=1e-9)
    for a, b in itertools.permutations(range(5), 2):
        assert found[a, b] == pytest.approx(expected[f"c{a}"][f"c{b}"], abs=DECAY ** (2 * ROUNDS + 1))
    assert np.argsort(-found[0])[:2].tolist() == [0, 1] or found[0, 1] == found[0].max()


def test_pagerank_orders_as_networkx() -> None:
    _, _, found = next(PageRank(GRAPH).scores(np.arange(5)))
    for a in range(5):
        expected = nx.pagerank(_networkx(), alpha=DAMPING, personalization={f"c{a}": 1})
        for b in range(5):
            if b != a:
                assert found[a, b] * (1 - DAMPING) == pytest.approx(expected[f"c{b}"], abs=DAMPING**STEPS)


def test_text_baselines() -> None:
    texts = ["Replacement of knee joint", "Replacement of hip joint", "Knee joint replacement", "Vaccine", ""]
    found = {names[0]: scores for names, _, scores in Texts(texts, 0).scores(np.array([0]))}
    assert list(found) == ["TF-IDF, words", "TF-IDF, character 3–5-grams", "BM25", "LSA"]
    for name, scores in found.items():
        assert scores[0, 2] > scores[0, 1] > scores[0, 3] - 1e-6, name
    assert found["TF-IDF, words"][0, 0] == pytest.approx(1)
    assert found["TF-IDF, words"][0, 4] == 0
    counts, names = words(["ab ab"])
    assert counts.toarray().tolist() == [[2]]
    assert sorted(grams(counts, names).data) == [2, 2, 2]  # " ab", "ab ", " ab "


PAIRS = "a\tb\trating\tstratum\treason\n"


def _pairs(path: Path, lines: list[tuple[str, str, str]]) -> Path:
    path.write_text(PAIRS + "".join(f"{a}\t{b}\t{r}\tany\tas said\n" for a, b, r in lines), "utf-8")
    return path


def test_rated_pairs(graph: Graph, tmp_path: Path) -> None:
    lines = [("CPT:27447", "ICD10PCS:0SRC0J9", "3"), ("CPT:27447", "CPT:76496", "0"), ("CPT:43235", "CPT:43239", "3"),
             ("CPT:43235", "CPT:27447", "0"), ("CPT:99999", "CPT:27447", "1")]
    path = _pairs(tmp_path / "pairs.tsv", lines)
    report = run(graph, Settings(tasks=("rated",), pairs=path))
    task = report["tasks"]["rated"]
    cells = task["methods"][MAIN]["all"]
    assert cells["spearman"]["value"] > 0.8
    assert cells["ndcg"]["value"] == pytest.approx(1)
    assert report["left_out"] == {"rated, codes": "not in the release: CPT:99999"}
    assert task["methods"]["random"]["all"]["spearman"] is None
    with pytest.raises(BadTable, match="line 3"):
        rated.read(_pairs(tmp_path / "twice.tsv", [("CPT:1", "CPT:2", "1"), ("CPT:2", "CPT:1", "2")]))
    with pytest.raises(BadTable, match="not a rating"):
        rated.read(_pairs(tmp_path / "five.tsv", [("CPT:1", "CPT:2", "5")]))
    (tmp_path / "bare.tsv").write_text("a\tb\n", "utf-8")
    with pytest.raises(BadTable, match="columns are missing"):
        rated.read(tmp_path / "bare.tsv")


def test_folds_are_even_and_of_the_name_alone() -> None:
    counts = np.bincount([fold(f"PRCCSR:X{n:03}") for n in range(1000)], minlength=5)
    assert counts.min() > 160


def test_nothing_to_measure_is_said(graph: Graph) -> None:
    with pytest.raises(BadInput, match="nothing to measure"):
        run(graph, Settings(tasks=("prccsr",)))
    result = CliRunner().invoke(main, ["evaluate", "similarity", "--release", str(graph.release.path), "--task", "rbcs"])
    assert result.exit_code == 2
    assert "nothing to measure" in result.stderr
    with pytest.raises(BadInput, match="number of queries"):
        run(graph, Settings(per_family=0))


@pytest.fixture(scope="module")
def official(few: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with the groupings of HCPCS and a third of its codes."""
    out = tmp_path_factory.mktemp("official")
    published = shared / "hcpcs" / "2019-Alpha-Numeric-HCPCS-File.zip"
    item = next(i for i in items(published) if isinstance(i, Item) and i.member == "HCPC2019_CONTR_ANWEB.txt")
    kept = [line for line in item.data.splitlines(keepends=True) if line[1:5].isdigit() and int(line[1:5]) % 3 == 0]
    release = written(out, b"".join(kept), item.member)
    build(few, out, releases=(release.path, shared / "betos"))
    return out


@pytest.mark.shared
def test_official_families(official: Path) -> None:
    graph = open_graph(official)
    found, missing = golds.tasks(graph.columns, 2, 0, ("betos", "prccsr", "successors"))
    assert [t.name for t in found] == ["betos", "successors"]
    assert set(missing) == {"prccsr"}
    betos = found[0]
    assert np.bincount(betos.family).max() == 2
    for n, at in enumerate(betos.queries[:40].tolist()):
        mine = {a.object.id for a in graph.out(graph.node(betos.ids[at]), "in_grouping")}
        for other in betos.gains[n].indices[:5].tolist():
            assert mine & {a.object.id for a in graph.out(graph.node(betos.ids[other]), "in_grouping")}
    old = graph.node(found[1].ids[found[1].queries[0]])
    wanted = {found[1].ids[n] for n in found[1].gains[0].indices}
    assert wanted <= {n.id for n in graph.successors(old)}


@pytest.mark.shared
def test_command(official: Path) -> None:
    arguments = ["evaluate", "similarity", "--release", str(official), "--queries-per-family", "1"]
    one = CliRunner().invoke(main, [*arguments, "--task", "betos", "--task", "rbcs", "--json"])
    assert one.exit_code == 0, one.stderr
    report = json.loads(one.stdout)
    assert list(report["left_out"]) == ["rbcs"]
    betos = report["tasks"]["betos"]
    assert {"all", "adjacency removed", "all, held out", "adjacency removed, held out"} == set(betos["methods"][MAIN])
    for method in ("random", "adjacency", "TF-IDF, words", "BM25", "LSA", "personalised PageRank", "SimRank"):
        assert 0 <= betos["methods"][method]["all"]["ndcg"]["value"] <= 1
    assert betos["methods"]["random"]["all"]["ndcg"]["value"] < 0.1 < betos["methods"][MAIN]["all"]["ndcg"]["value"]
    assert "only text" in betos["ablations"]
    assert betos["failures"][0]["ndcg"] <= betos["failures"][-1]["ndcg"]
    text = CliRunner().invoke(main, [*arguments, "--task", "successors", "--task", "rbcs"])
    assert text.exit_code == 0, text.stderr
    assert "worst families" in text.stdout
    assert "left out: rbcs" in text.stdout
