"""The seven axes of an ICD-10-PCS code as signals, each value in its context and with the parts it is made of.

A value counts as itself, and as what it has in common with its neighbours: a body part without its side and by its
words, an operation by what it does, a device within its body system, a part or a qualifier by the kind of work done. So
"resection of the left lung" is near "excision of the right lung" on three axes and the same on none. How much each of
these counts beside the others is its salience, `data/axes.toml`.
Axis values are part of the code itself, so they hold whenever the code does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from graph.ingest.assembly import combining, deciding, part_groups, part_use
from graph.ingest.assembly.contexts import contexts
from graph.ingest.assembly.edges import Edges
from graph.ingest.assembly.nodes import Nodes
from graph.ingest.assembly.saying import said
from graph.ingest.assembly.terms import Terms
from graph.ingest.cache import Cache, Said
from graph.ingest.sorting import distinct
from graph.release.features import AXES, Pairs, Salience
from graph.release.sparse import ordered

_PREFIX = "PCSAXIS:"
_ITSELF = "itself"
_BEYOND = {"part_group": part_groups.pairs, "part_use": part_use.pairs, "access": deciding.of("access"),
           "focus": deciding.of("focus"), "combination": combining.pairs}
_COLUMNS = ("codes", "features", "named", "factors")


def pairs(
    nodes: Nodes, edges: Edges, position: np.ndarray, terms: Terms, cache: Cache
) -> tuple[dict[str, Pairs], dict[str, Salience]]:
    """The features of every code on every axis and of more than one axis, none where no tables were read; and how
    salient those are that count for more or less than their information content.

    They follow from the codes and their values alone, so they are kept with both numbered from 0.
    """
    part = edges.of("has_axis_value")
    subject, object = position[edges.subject[part]], edges.object[part]
    known = subject >= 0
    (code, subject), (names, object) = _numbered(subject[known]), _numbered(object[known])
    ids = nodes.ids.take(pa.array(names)).to_pylist()
    held, texts = _kept(_values(subject, object, ids), ids, cache)
    place = np.concatenate([names, terms.add(texts)]).astype(np.int32)
    return ({name: Pairs.always(code[codes], place[features]) for name, (codes, features, _, _) in held.items()},
            {name: (place[named], factors) for name, (_, _, named, factors) in held.items()})


Held = dict[str, tuple[np.ndarray, ...]]
"""By signal, codes and features side by side, in order, and features with their salience; a feature is a value, or
behind these the place of a term."""


def _kept(value: np.ndarray, ids: list[str], cache: Cache) -> tuple[Held, list[str]]:
    """The features of numbered codes and the terms among them, from the cache or made and put there."""
    digest = hashlib.sha256("\n".join([contexts().digest, *ids]).encode() + value.tobytes()).hexdigest()
    if (found := cache.find("axes", digest)) and (read := _read(*found)):
        return read
    made = _made(value, ids)
    cache.later(lambda folder: _write(*made, folder), "axes", digest)
    return made


def _write(held: Held, texts: list[str], folder: Path) -> Said:
    for n, column in enumerate(_COLUMNS):
        np.save(folder / f"{column}.npy", np.concatenate([each[n] for each in held.values()]))
    return {"signals": [[name, len(codes), len(named)] for name, (codes, _, named, _) in held.items()],
            "terms": texts}


def _read(folder: Path, said: Said) -> tuple[Held, list[str]] | None:
    ends = [np.cumsum([sizes[n] for sizes in said["signals"]])[:-1] for n in (1, 1, 2, 2)]
    try:
        columns = [np.split(np.load(folder / f"{name}.npy", mmap_mode="r"), end)
                   for name, end in zip(_COLUMNS, ends, strict=True)]
    except OSError:  # another build has dropped it since
        return None
    return {name: each for (name, _, _), *each in zip(said["signals"], *columns, strict=True)}, said["terms"]


def _made(value: np.ndarray, ids: list[str]) -> tuple[Held, list[str]]:
    code, terms = np.arange(len(value)), Terms(len(ids))
    words = dict(enumerate(map(_words, ids)))
    made = {name: _pairs(code, value, axis, words, terms) for axis, name in enumerate(AXES)}
    made |= {name: (make(code, value, words, terms), {}) for name, make in _BEYOND.items()}
    texts, place = terms.ranked()
    return {name: (*ordered(pairs.codes, place(pairs).features), *placed(*_columns(salient), place))
            for name, (pairs, salient) in made.items()}, texts


def _columns(salient: dict[int, float]) -> Salience:
    return np.array(list(salient), np.int64), np.array(list(salient.values()), np.float64)


def placed(numbers: np.ndarray, factors: np.ndarray, place: Callable[[Pairs], Pairs]) -> Salience:
    """Features and their salience by final numbers, ascending."""
    final = place(Pairs.always(numbers, numbers)).features
    order = np.argsort(final)
    return final[order], factors[order]


def _numbered(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Those numbers that occur, ascending, and which of them each is."""
    found = np.flatnonzero(np.bincount(numbers))
    place = np.empty(int(numbers.max(initial=-1)) + 1, np.int32)
    place[found] = np.arange(len(found))
    return found, place[numbers]


def _values(code: np.ndarray, value: np.ndarray, ids: list[str]) -> np.ndarray:
    """The value of each code on each axis (C, 7), -1 where there is none; `code` and `value` are parallel."""
    axis = np.array([int(id[len(_PREFIX)]) - 1 for id in ids], np.int64)
    found = np.full((int(code.max(initial=-1)) + 1, len(AXES)), -1, np.int32)
    found[code, axis[value]] = value
    return found


def _words(id: str) -> str:
    """`PCSAXIS:4.body-part.upper-lobe-lung` as its value in words."""
    return id.split(".", 2)[2].replace("-", " ")


# What a value says beside itself: by axis the kind of node, as in `data/axes.toml`, and its term.
_BESIDE: dict[str, dict[str, str]] = {
    "body_system": {"in section": "{section}: {body_system}"},
    "operation": {"group in system": "{group}, {section}: {body_system}"},
    "body_part": {"without side": "{part}", "word": "part {word}", "word under group": "{group}: part {word}"},
    "approach": {"way": "{way}"},
    "device": {"in system": "{device}, {section}: {body_system}", "word": "device {device_word}"},
    "qualifier": {"under group": "{group}: {qualifier}"},
}


def _pairs(
    code: np.ndarray, value: np.ndarray, axis: int, words: dict[int, str], terms: Terms,
) -> tuple[Pairs, dict[int, float]]:
    """Features of one axis, and their salience."""
    held = value[:, axis] >= 0
    code, value = code[held], value[held]
    found = {_ITSELF: Pairs.always(code, value[:, axis])}
    found |= {kind: said(text, code, value, words, terms) for kind, text in _BESIDE.get(AXES[axis], {}).items()}
    salience = contexts().salience.get(AXES[axis], {})
    salient = {number: salience[kind] for kind, pairs in found.items() if kind in salience
               for number in distinct(pairs.features).tolist()}
    return Pairs.joined([*found.values()]), salient
