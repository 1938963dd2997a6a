"""The seven axes of an ICD-10-PCS code as signals, each value in its context and with the parts it is made of.

A value counts as itself, and as what it has in common with its neighbours: a body part without its side and by its
words, an operation by the group of root operations that the official reference puts it into, a device within its body
system. So "resection of the left lung" is near "excision of the right lung" on three axes and the same on none.
Axis values are part of the code itself, so they hold whenever the code does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from graph.ingest.assembly import access, focus, part_groups, part_use, sides
from graph.ingest.assembly.edges import Edges
from graph.ingest.assembly.nodes import Nodes
from graph.ingest.assembly.terms import Terms
from graph.ingest.cache import Cache, Said
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
    names = np.unique(value[value >= 0])
    numbered = np.where(value < 0, -1, np.searchsorted(names, value)).astype(np.int32)
    ids = nodes.ids.take(pa.array(names)).to_pylist()
    held, texts = _kept(numbered, ids, cache)
    place = np.concatenate([names, terms.add(texts)])
    return {name: Pairs.always(code[codes], place[features]) for name, (codes, features) in held.items()}


Held = dict[str, tuple[np.ndarray, np.ndarray]]
"""By signal, codes and features side by side, in order; a feature is a value, or behind these the place of a term."""


def _kept(value: np.ndarray, ids: list[str], cache: Cache) -> tuple[Held, list[str]]:
    """The features of numbered codes and the terms among them, from the cache or made and put there."""
    made: list[tuple[Held, list[str]]] = []

    def write(folder: Path) -> Said:
        held, texts = _made(value, ids)
        made.append((held, texts))
        for n, column in enumerate(("codes", "features")):
            np.save(folder / f"{column}.npy", np.concatenate([both[n] for both in held.values()]))
        return {"signals": [[name, len(codes)] for name, (codes, _) in held.items()], "terms": texts}

    digest = hashlib.sha256("\n".join(ids).encode() + value.tobytes()).hexdigest()
    if (found := cache.find("axes", digest)) and (read := _read(*found)):
        return read
    cache.keep(write, "axes", digest)
    return made[0] if made else _made(value, ids)


def _read(folder: Path, said: Said) -> tuple[Held, list[str]] | None:
    ends = np.cumsum([size for _, size in said["signals"]])[:-1]
    try:
        codes, features = (np.split(np.load(folder / f"{n}.npy", mmap_mode="r"), ends) for n in ("codes", "features"))
    except OSError:  # another build has dropped it since
        return None
    return {name: both for (name, _), *both in zip(said["signals"], codes, features, strict=True)}, said["terms"]


def _made(value: np.ndarray, ids: list[str]) -> tuple[Held, list[str]]:
    code, terms = np.arange(len(value)), Terms(len(ids))
    words = dict(enumerate(map(_words, ids)))
    said = {name: _pairs(code, value, axis, words, terms) for axis, name in enumerate(AXES)}
    said |= {name: room.pairs(code, value, words, terms) for name, room in _BEYOND.items()}
    texts, place = terms.ranked()
    return {name: _ordered(place(pairs), len(ids) + len(texts)) for name, pairs in said.items()}, texts


def _ordered(pairs: Pairs, width: int) -> tuple[np.ndarray, np.ndarray]:
    both = distinct(pairs.codes.astype(np.int64) * width + pairs.features)
    return (both // width).astype(np.int32), (both % width).astype(np.int32)


def _values(nodes: Nodes, edges: Edges, position: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Codes with their value on each axis: (C,) positions and (C, 7) node numbers, -1 where there is none."""
    part = edges.of("has_axis_value")
    subject, object = position[edges.subject[part]], edges.object[part]
    kept = subject >= 0
    subject, object = subject[kept], object[kept]
    names, place = np.unique(object, return_inverse=True)
    digit = np.array([int(nodes.ids[int(n)].as_py()[len(_PREFIX)]) - 1 for n in names], np.int64)
    code, row = np.unique(subject, return_inverse=True)
    value = np.full((len(code), len(AXES)), -1, np.int64)
    value[row, digit[place]] = object
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
