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

from graph.ingest.assembly import combining, deciding, part_groups, part_use, sides
from graph.ingest.assembly.contexts import contexts
from graph.ingest.assembly.edges import Edges
from graph.ingest.assembly.nodes import Nodes
from graph.ingest.assembly.terms import Terms
from graph.ingest.assembly.ways import way
from graph.ingest.cache import Cache, Said
from graph.ingest.sorting import distinct, packed
from graph.ingest.text.normalise import stems
from graph.release.features import AXES, Pairs, Salience

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
    code, value = _values(nodes, edges, position)
    names = np.unique(value[value >= 0])
    numbered = np.where(value < 0, -1, np.searchsorted(names, value)).astype(np.int32)
    ids = nodes.ids.take(pa.array(names)).to_pylist()
    held, texts = _kept(numbered, ids, cache)
    place = np.concatenate([names, terms.add(texts)])
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
    said = {name: _pairs(code, value, axis, words, terms) for axis, name in enumerate(AXES)}
    said |= {name: (make(code, value, words, terms), {}) for name, make in _BEYOND.items()}
    texts, place = terms.ranked()
    width = len(ids) + len(texts)
    return {name: (*_ordered(place(pairs), width), *placed(*_columns(salient), place))
            for name, (pairs, salient) in said.items()}, texts


def _ordered(pairs: Pairs, width: int) -> tuple[np.ndarray, np.ndarray]:
    both = distinct(pairs.codes.astype(np.int64) * width + pairs.features)
    return (both // width).astype(np.int32), (both % width).astype(np.int32)


def _columns(salient: dict[int, float]) -> Salience:
    return np.array(list(salient), np.int64), np.array(list(salient.values()), np.float64)


def placed(numbers: np.ndarray, factors: np.ndarray, place: Callable[[Pairs], Pairs]) -> Salience:
    """Features and their salience by final numbers, ascending."""
    final = place(Pairs.always(numbers, numbers)).features
    order = np.argsort(final)
    return final[order], factors[order]


def _values(nodes: Nodes, edges: Edges, position: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Codes with their value on each axis: (C,) positions and (C, 7) node numbers, -1 where there is none."""
    part = edges.of("has_axis_value")
    subject, object = position[edges.subject[part]], edges.object[part]
    known = subject >= 0
    subject, object = subject[known], object[known]
    digit = np.zeros(len(nodes), np.int64)
    for n in np.flatnonzero(np.bincount(object, minlength=len(nodes))).tolist():
        digit[n] = int(nodes.ids[n].as_py()[len(_PREFIX)]) - 1
    code = np.flatnonzero(np.bincount(subject, minlength=len(position)))
    value = np.full((len(code), len(AXES)), -1, np.int64)
    value[np.searchsorted(code, subject), digit[object]] = object
    return code, value


def _words(id: str) -> str:
    """`PCSAXIS:4.body-part.upper-lobe-lung` as its value in words."""
    return id.split(".", 2)[2].replace("-", " ")


Words = dict[int, str]
Beside = list[tuple[str, str]]
"""What a value says beside itself: the kind of node, as in `data/axes.toml`, and its term."""


def _group(operation: str) -> str:
    return contexts().group.get(operation, operation)


def _of_system(own: str, section: str, system: str, operation: str) -> Beside:
    return [("in section", f"{section}: {own}")]


def _of_operation(own: str, section: str, system: str, operation: str) -> Beside:
    return [("group in system", f"{_group(own)}, {section}: {system}")]


def _of_part(own: str, section: str, system: str, operation: str) -> Beside:
    part, group = sides.base(own), _group(operation)
    words = stems(part)
    return [("without side", part), *(("word", f"part {word}") for word in words),
            *(("word under group", f"{group}: part {word}") for word in words)]


def _of_approach(own: str, section: str, system: str, operation: str) -> Beside:
    return [("way", way(own))]


def _of_device(own: str, section: str, system: str, operation: str) -> Beside:
    return [("in system", f"{own}, {section}: {system}"), *(("word", f"device {word}") for word in stems(own))]


def _of_qualifier(own: str, section: str, system: str, operation: str) -> Beside:
    return [("under group", f"{_group(operation)}: {own}")]


# Given a value's own words and those of the section, the body system and the operation.
_BESIDE: dict[str, Callable[[str, str, str, str], Beside]] = {
    "section": lambda *_: [], "body_system": _of_system, "operation": _of_operation, "body_part": _of_part,
    "approach": _of_approach, "device": _of_device, "qualifier": _of_qualifier,
}


def _pairs(
    code: np.ndarray, value: np.ndarray, axis: int, words: Words, terms: Terms,
) -> tuple[Pairs, dict[int, float]]:
    """Features of one axis, and their salience; what depends on other axes is worked out once for every combination."""
    held = value[:, axis] >= 0
    rows = value[held][:, [axis, 0, 1, 2]]
    _, first, which = np.unique(packed(list(rows.T))[0], return_index=True, return_inverse=True)
    combined = rows[first]
    beside = [_BESIDE[AXES[axis]](*(words.get(int(v), "") for v in row)) for row in combined]
    counts = np.array([len(each) + 1 for each in beside], np.int64)
    named = [[int(row[0]), *terms.add(text for _, text in each).tolist()]
             for row, each in zip(combined, beside, strict=True)]
    salience = contexts().salience.get(AXES[axis], {})
    kinds = [[_ITSELF, *(kind for kind, _ in each)] for each in beside]
    salient = {number: salience[kind] for numbers, each in zip(named, kinds, strict=True)
               for number, kind in zip(numbers, each, strict=True) if kind in salience}
    flat = np.array([number for numbers in named for number in numbers], np.int64)
    start = np.concatenate([[0], np.cumsum(counts)])[:-1]
    size = counts[which]
    index = np.repeat(start[which] - np.concatenate([[0], np.cumsum(size)])[:-1], size) + np.arange(size.sum())
    return Pairs.always(np.repeat(code[held], size), flat[index]), salient
