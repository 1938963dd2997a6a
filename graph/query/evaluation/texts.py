"""Baselines that read labels only: TF-IDF by word and by character n-grams, BM25, latent semantic analysis."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from graph.query.evaluation.system import Batch

GRAMS = (3, 4, 5)
DIMENSIONS = 128
_K1, _B = 1.2, 0.75
_WORD = re.compile(r"[^\W_]+")


def words(texts: list[str]) -> tuple[sparse.csr_matrix, list[str]]:
    """How often each text has each word, (texts, words), and the words."""
    number: dict[str, int] = {}
    indptr, indices = [0], []
    for text in texts:
        indices += [number.setdefault(word, len(number)) for word in _WORD.findall(text.lower())]
        indptr.append(len(indices))
    found = sparse.csr_matrix((np.ones(len(indices)), indices, indptr), (len(texts), len(number)))
    found.sum_duplicates()
    return found, list(number)


def grams(counts: sparse.csr_matrix, names: list[str]) -> sparse.csr_matrix:
    """How often each text has each n-gram of 3 to 5 characters within a word, its borders counted as blanks."""
    number: dict[str, int] = {}
    rows, columns, values = [], [], []
    for n, word in enumerate(names):
        padded = f" {word} "
        own = Counter(padded[i : i + size] for size in GRAMS for i in range(len(padded) - size + 1))
        rows += [n] * len(own)
        columns += [number.setdefault(gram, len(number)) for gram in own]
        values += own.values()
    return (counts @ sparse.csr_matrix((values, (rows, columns)), (len(names), len(number)), dtype=float)).tocsr()


def tf_idf(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """(1 + log tf) · (log((1 + N) / (1 + df)) + 1), rows of length 1."""
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    found = counts.copy()
    found.data = (1 + np.log(found.data)) * (np.log((1 + counts.shape[0]) / (1 + df)) + 1)[counts.indices]
    length = np.sqrt(np.asarray(found.multiply(found).sum(1)).ravel())
    return (sparse.diags(1 / np.where(length > 0, length, 1)) @ found).astype(np.float32).tocsr()


def bm25(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """The weight of each word in each text (Robertson), k1 = 1.2, b = 0.75; a query adds up those of its words."""
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    length = np.asarray(counts.sum(1)).ravel()
    norm = _K1 * (1 - _B + _B * length / max(length.mean(), 1e-9))
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    idf = np.log(1 + (counts.shape[0] - df + 0.5) / (df + 0.5))
    found = counts.copy()
    found.data = idf[counts.indices] * found.data * (_K1 + 1) / (found.data + norm[row])
    return found.astype(np.float32)


class Texts:
    """The four baselines over the labels of the candidates."""

    def __init__(self, texts: list[str], seed: int) -> None:
        counts, names = words(texts)
        self._counts = counts.astype(np.float32)
        self._word, self._char, self._bm25 = tf_idf(counts), tf_idf(grams(counts, names)), bm25(counts)
        self._backwards = {id(m): m.T.tocsr() for m in (self._word, self._char, self._bm25)}
        self._latent = _latent(self._word, seed)

    def scores(self, rows: np.ndarray) -> Iterator[Batch]:
        yield ("TF-IDF, words",), np.arange(len(rows)), self._product(self._word[rows], self._word)
        yield ("TF-IDF, character 3–5-grams",), np.arange(len(rows)), self._product(self._char[rows], self._char)
        yield ("BM25",), np.arange(len(rows)), self._product(self._counts[rows].sign(), self._bm25)
        yield ("LSA",), np.arange(len(rows)), self._latent[rows] @ self._latent.T

    def _product(self, left: sparse.csr_matrix, right: sparse.csr_matrix) -> np.ndarray:
        return (left @ self._backwards[id(right)]).toarray()


def _latent(matrix: sparse.csr_matrix, seed: int) -> np.ndarray:
    """Unit rows in the space of the 128 largest singular values, or of as many as there are."""
    size = min(DIMENSIONS, min(matrix.shape) - 1)
    if size < 1:
        return np.zeros((matrix.shape[0], 1), np.float32)
    start = np.random.default_rng(seed).random(min(matrix.shape)).astype(np.float32)
    u, s, _ = svds(matrix, size, v0=start)
    found = u * s
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return (found / np.where(length > 1e-6, length, 1)).astype(np.float32)
