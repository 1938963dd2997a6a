"""The seven axes of an ICD-10-PCS code as signals, each value in its context and with the parts it is made of.

A value counts as itself, and as what it has in common with its neighbours: a body part without its side and by its
words, an operation by the group of root operations that the official reference puts it into, a device within its body
system. So "resection of the left lung" is near "excision of the right lung" on three axes and the same on none.
Axis values are part of the code itself, so they hold whenever the code does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from graph.ingest.assembly import access, focus, part_groups, part_use, sides
from graph.ingest.assembly.edges import Edges
from graph.ingest.assembly.keeping import Held, kept
from graph.ingest.assembly.nodes import Nodes
from graph.ingest.assembly.terms import Terms
from graph.ingest.cache import Cache
from graph.ingest.sorting import distinct, packed
from graph.ingest.text.normalise import stems
from graph.release.features import AXES, Pairs

# Groups of root operations, as the official ICD-10-PCS reference arranges them by what they do.
_GROUPS = {
    "takes out a body part": "excision resection detachment destruction extraction",
    "takes out solids or fluids": "drainage extirpation fragmentation",
    "cuts or separates only": "division release",
    "puts in or moves a body part": "transplantation reattachment transfer reposition",
    "alters a tubular body part": "restriction occlusion dilation bypass",
    "involves a device": "insertion replacement supplement change removal revision",
    "examines only": "inspection map",
    "other repairs": "control repair",
    "other objectives": "fusion alteration creation",
}
_GROUP_OF = {operation: group for group, operations in _GROUPS.items() for operation in operations.split()}
_PREFIX = "PCSAXIS:"
_BEYOND = {"part_group": part_groups, "part_use": part_use, "access": access, "focus": focus}


def pairs(nodes: Nodes, edges: Edges, position: np.ndarray, terms: Terms, cache: Cache) -> dict[str, Pairs]:
    """The features of every code on every axis and of more than one axis; none where no tables were read.

    They follow from the codes and their values alone, so they are kept with both numbered from 0.
    """
    code, value = _values(nodes, edges, position)
    names = np.flatnonzero(np.bincount(value[value >= 0], minlength=1))
    numbered = np.where(value < 0, -1, np.searchsorted(names, value)).astype(np.int32)
    ids = nodes.ids.take(pa.array(names)).to_pylist()
    digest = hashlib.sha256("\n".join(ids).encode() + numbered.tobytes()).hexdigest()
    held = kept(cache, "axes", digest, lambda: _made(numbered, ids))
    place = np.concatenate([names, terms.add(held.terms)])
    return {name: Pairs.always(code[own.codes], place[own.features]) for name, own in held.signals.items()}


def _made(value: np.ndarray, ids: list[str]) -> Held:
    code, terms = np.arange(len(value)), Terms(len(ids))
    words = dict(enumerate(map(_words, ids)))
    said = {name: _pairs(code, value, axis, words, terms) for axis, name in enumerate(AXES)}
    said |= {name: room.pairs(code, value, words, terms) for name, room in _BEYOND.items()}
    texts, place = terms.ranked()
    return Held({name: _ordered(place(pairs), len(ids) + len(texts)) for name, pairs in said.items()}, texts)


def _ordered(pairs: Pairs, width: int) -> Pairs:
    both = distinct(pairs.codes.astype(np.int64) * width + pairs.features)
    return Pairs.always((both // width).astype(np.int32), (both % width).astype(np.int32))


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
# What a value says beside itself, given its own words and those of the section, the body system and the operation.
_BESIDE: dict[str, Callable[[str, str, str], list[str]]] = {
    "section": lambda own, section, system: [],
    "body_system": lambda own, section, system: [f"{section}: {own}"],
    "operation": lambda own, section, system: [
        group := _GROUP_OF.get(own, own), f"{group}, {section}: {system}"],
    "body_part": lambda own, section, system: [
        part := sides.base(own), *(f"part {word}" for word in stems(part))],
    "approach": lambda own, section, system: [access.way(own)],
    "device": lambda own, section, system: [
        f"{own}, {section}: {system}", *(f"device {word}" for word in stems(own))],
    "qualifier": lambda own, section, system: [f"{own}, {section}"],
}


def _pairs(code: np.ndarray, value: np.ndarray, axis: int, words: Words, terms: Terms) -> Pairs:
    """Features of one axis; what depends on other axes is worked out once for every combination."""
    held = value[:, axis] >= 0
    rows = value[held][:, [axis, 0, 1]]
    _, first, which = np.unique(packed(list(rows.T))[0], return_index=True, return_inverse=True)
    combined = rows[first]
    beside = [_BESIDE[AXES[axis]](*(words.get(int(v), "") for v in row)) for row in combined]
    counts = np.array([len(each) + 1 for each in beside], np.int64)
    flat = np.concatenate([[row[0], *terms.add(each)] for row, each in zip(combined, beside, strict=True)] or [[]])
    start = np.concatenate([[0], np.cumsum(counts)])[:-1]
    size = counts[which]
    index = np.repeat(start[which] - np.concatenate([[0], np.cumsum(size)])[:-1], size) + np.arange(size.sum())
    return Pairs.always(np.repeat(code[held], size), flat[index].astype(np.int64))
