"""A caller's own vectors: one more signal that adds up, prunes exactly, and says what it could not use."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadInput, UnreadableFile
from graph.query.graph import Graph
from graph.query.similarity import bounds, vectorfile
from graph.query.similarity.question import Question
from graph.query.similarity.rank import rank
from graph.query.similarity.vectors import VECTOR, Vectors
from graph.release.features import SIGNALS

DIMENSIONS = 8


@pytest.fixture(scope="module")
def codes(graph: Graph) -> list[str]:
    """Two codes of three."""
    return [graph.columns.node(int(n)).id for k, n in enumerate(graph.codes_of()) if k % 3]


@pytest.fixture(scope="module")
def array(codes: list[str]) -> np.ndarray:
    return np.random.default_rng(5).normal(size=(len(codes), DIMENSIONS))


@pytest.fixture(scope="module")
def vectors(graph: Graph, codes: list[str], array: np.ndarray) -> Vectors:
    return graph.vectors(codes, array)


@settings(max_examples=40, deadline=None)
@given(weights=st.dictionaries(st.sampled_from((*SIGNALS, VECTOR, VECTOR)), st.floats(0.01, 1)), pick=st.integers(0, 999))
def test_parts_sum_to_score(
    graph: Graph, vectors: Vectors, codes: list[str], array: np.ndarray, weights: dict[str, float], pick: int,
) -> None:
    """The parts add up under any weights, and that of the vectors is the cosine."""
    asked, unit = codes[pick % len(codes)], array / np.linalg.norm(array, axis=1)[:, None]
    found = graph.similar(asked, 20, weights, vectors=vectors)
    for n in found.neighbors:
        assert sum(p.contribution for p in n.parts) == pytest.approx(n.score, abs=1e-6)
        for p in n.parts:
            assert sum(s.contribution for s in p.shared) == pytest.approx(p.contribution, abs=1e-6)
        part = next((p for p in n.parts if p.signal == VECTOR), None)
        assert (part is not None) == (n.node.id in codes)
        if part is not None:
            cosine = unit[codes.index(asked)] @ unit[codes.index(n.node.id)]
            assert part.score == pytest.approx(max(0, cosine), abs=2e-6)
            assert [s.term for s in part.shared] == [f"cosine {part.score:.3f}"] * (part.score > 0)
        assert graph.compare(asked, n.node.id, weights, vectors=vectors).neighbor == n


@pytest.mark.parametrize("first", [1, 20, 300])
def test_pruning_is_exact(graph: Graph, vectors: Vectors, first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the bit, ties included, the answer is that of scoring every code."""
    monkeypatch.setattr(bounds, "_ALL", 0)
    monkeypatch.setattr(bounds, "_FEW", 100)
    engine, rng = graph._engine, np.random.default_rng(first)
    field, mask = engine.field_with(vectors), engine.allowed()
    for a in rng.choice(np.flatnonzero(mask), 30, replace=False).tolist():
        names = (*SIGNALS, VECTOR)
        weights = dict(zip(names, (rng.random(len(names)) * (rng.random(len(names)) < 0.7)).tolist(), strict=True))
        found, question = rank(field, weights, a, field.among(mask), first, 0.25), Question.of(field, weights, a)
        score = question.everywhere()
        kept = mask & (score > 0) & question.covered(0.25)[field.patterns.number]
        kept[a] = False
        order = np.flatnonzero(kept)
        order = order[np.lexsort((order, -score[order]))]
        assert found.total == len(order)
        assert found.order.tolist() == order[:first].tolist()
        assert found.score.tolist() == score[order[:first]].tolist()


def test_order_of_the_file_does_not_matter(graph: Graph, codes: list[str], array: np.ndarray, vectors: Vectors) -> None:
    order = np.random.default_rng(1).permutation(len(codes))
    other = graph.vectors([codes[n] for n in order], array[order])
    for code in codes[:20]:
        one, two = (graph.similar(code, 30, vectors=each).neighbors for each in (vectors, other))
        assert one == two


def test_equal_vectors_tie(graph: Graph, codes: list[str]) -> None:
    """Wherever their rows stand, so that ties are broken by identifier."""
    same = graph.vectors(codes, np.tile(np.random.default_rng(2).normal(size=37), (len(codes), 1)))
    found = graph.similar(codes[0], 50, dict.fromkeys(SIGNALS, 0.0), vectors=same)
    assert len({n.score for n in found.neighbors}) == 1
    assert [n.node.id for n in found.neighbors] == sorted(codes[1:])[:50]


def test_a_code_without_a_vector_is_compared_without(graph: Graph, codes: list[str], vectors: Vectors) -> None:
    """Dropped on either side, and told as coverage; nothing else changes."""
    without = graph.columns.node(int(graph.codes_of()[0])).id
    assert without not in codes
    assert graph.similar(without, 20, vectors=vectors).neighbors == graph.similar(without, 20).neighbors
    asked = max(codes[:60], key=lambda code: graph.similar(code, 1).total)
    known = graph.similar(asked, 1000, vectors=vectors, minimum_coverage=0).neighbors
    assert {VECTOR in {p.signal for p in n.parts} for n in known} == {True, False}
    assert all(n.coverage < 1 for n in known if VECTOR not in {p.signal for p in n.parts})


def test_length_type_and_spelling_do_not_matter(graph: Graph, codes: list[str], array: np.ndarray) -> None:
    """Only the direction counts, from very small to very large numbers; codes are read as people write them."""
    whole = np.rint(array * 100)
    one = graph.vectors(codes, whole)
    for other in (whole * 1e300, whole * 1e-300, whole.astype(np.float32), whole.astype(np.int64), np.asfortranarray(whole)):
        assert graph.vectors(codes, other).rows == pytest.approx(one.rows, abs=1e-6)
    spelled = [code.partition(":")[2].lower() if code.startswith(("CPT", "HCPCS", "ICD10PCS")) else code for code in codes]
    assert np.array_equal(graph.vectors(spelled, whole).rows, one.rows)


def test_the_weight_of_vectors(graph: Graph, codes: list[str], vectors: Vectors) -> None:
    """Presets give one; without vectors there is none to give."""
    assert VECTOR not in graph.similar(codes[0]).weights
    for preset in ("default", "clinical", "administrative", "textual"):
        assert graph.similar(codes[0], preset=preset, vectors=vectors).weights[VECTOR] > 0
    assert graph.similar(codes[0], weights={VECTOR: 0.0}, vectors=vectors).neighbors == graph.similar(codes[0]).neighbors
    with pytest.raises(BadInput, match="a weight for vectors and no vectors"):
        graph.similar(codes[0], weights={VECTOR: 0.5})


def test_codes_that_are_of_no_use_are_named(graph: Graph, codes: list[str], array: np.ndarray) -> None:
    names = ["CPT:99999", *codes[1:-1], "POS:11"]
    found = graph.similar(codes[1], vectors=graph.vectors(names, array)).vectors
    assert found is not None
    assert (found.given, len(found.rows)) == (len(codes), len(codes) - 2)
    assert (found.unknown, found.without_kin) == (("CPT:99999",), ("POS:11",))


def _changed(array: np.ndarray, row: int, value: float) -> np.ndarray:
    found = array.copy()
    found[row] = value
    return found


@pytest.mark.parametrize(("change", "said"), [
    (lambda a: _changed(a, 1, np.nan), r"NaN or infinite.*got 1: .* \(row 2\)"),
    (lambda a: _changed(a, 0, np.inf), "NaN or infinite"),
    (lambda a: _changed(a, 2, 0), r"length 0.*got 1: .* \(row 3\)"),
    (lambda a: a[:-1], "not one vector for each code"),
    (lambda a: a[0], "wrong shape"),
    (lambda a: a[:, :0], "wrong shape"),
    (lambda a: a.astype(complex), "no numbers.*complex128"),
    (lambda a: a.astype(str), "no numbers"),
    (lambda a: a.astype(object), r"no numbers.*object"),
    (lambda a: [[1.0, 2.0], *([[1.0]] * (len(a) - 1))], "differ in length"),
])
def test_bad_vectors(graph: Graph, codes: list[str], array: np.ndarray, change, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadInput, match=said):
        graph.vectors(codes, change(array))


def test_bad_codes(graph: Graph, codes: list[str], array: np.ndarray) -> None:
    with pytest.raises(BadInput, match=r"one code twice.*CPT:76496, 76496"):
        graph.vectors(["CPT:76496", "76496"], array[:2])
    with pytest.raises(BadInput, match=r"one code twice.*CPT:99999"):
        graph.vectors(["CPT:99999", "CPT:99999"], array[:2])
    with pytest.raises(BadInput, match="codes are no text"):
        graph.vectors([100, 76496], array[:2])  # type: ignore[list-item]
    with pytest.raises(BadInput, match="none of the codes of this release"):
        graph.vectors(["CPT:99999", "not a code"], array[:2])


def test_vectors_of_another_release(graph: Graph, codes: list[str], vectors: Vectors) -> None:
    other = Vectors("r-0", *(getattr(vectors, name) for name in Vectors.__dataclass_fields__ if name != "release"))
    with pytest.raises(BadInput, match="another release"):
        graph.similar(codes[0], vectors=other)


# --- files ---


def test_both_kinds_of_file(tmp_path: Path, codes: list[str], array: np.ndarray) -> None:
    np.save(tmp_path / "own.npy", array)
    (tmp_path / "own.txt").write_text("\n".join(codes) + "\n")
    (tmp_path / "codes").write_text("\r\n".join(codes))
    np.savez(tmp_path / "own.npz", vectors=array, codes=np.array(codes))
    for path, beside in (("own.npy", None), ("own.npy", tmp_path / "codes"), ("own.npz", None)):
        found = vectorfile.read(tmp_path / path, beside)
        assert found[0] == codes
        assert np.array_equal(found[1], array)


def test_bad_files(tmp_path: Path) -> None:
    npy, npz = tmp_path / "own.npy", tmp_path / "own.npz"
    with pytest.raises(UnreadableFile, match="No such file"):
        vectorfile.read(npy)
    np.save(npy, np.ones((2, 3)))
    with pytest.raises(UnreadableFile, match=r"own.txt: the codes.*--codes"):
        vectorfile.read(npy)
    (tmp_path / "own.txt").write_text("CPT:76496\n\nCPT:76000\n")
    with pytest.raises(BadInput, match="line 2: an empty line"):
        vectorfile.read(npy)
    npy.write_bytes(npy.read_bytes()[:-8])
    with pytest.raises(UnreadableFile, match="cannot be read"):
        vectorfile.read(npy)
    np.save(npy, np.array([["a", {}]], dtype=object))
    with pytest.raises(UnreadableFile, match="pickled objects"):
        vectorfile.read(npy)
    npy.write_text("0.1 0.2 0.3")
    with pytest.raises(UnreadableFile, match=r"expected .npy or .npz"):
        vectorfile.read(npy)
    np.savez(npz, vectors=np.ones((1, 3)))
    with pytest.raises(BadInput, match="add codes"):
        vectorfile.read(npz)
    np.savez(npz, vectors=np.ones((1, 3)), codes=np.array([{}], dtype=object))
    with pytest.raises(UnreadableFile, match="pickled objects"):
        vectorfile.read(npz)
    np.savez(npz, vectors=np.ones((1, 3)), codes=np.array([76496]))
    with pytest.raises(BadInput, match=r"no list of text.*int64"):
        vectorfile.read(npz)
    with pytest.raises(BadInput, match="codes given twice"):
        vectorfile.read(npz, tmp_path / "own.txt")


def test_size_is_read_before_the_file(tmp_path: Path, graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sparse file of a terabyte is refused by its header."""
    path = tmp_path / "huge.npy"
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": (10**8, 1250)})
        file.truncate(file.tell() + 10**12)
    with pytest.raises(BadInput, match=r"too many vectors.*at most 134,217,728"):
        vectorfile.read(path)
    with pytest.raises(BadInput, match="too many vectors"):
        graph.vectors(["CPT:76496"], np.broadcast_to(1.0, (1, 1 << 28)))
