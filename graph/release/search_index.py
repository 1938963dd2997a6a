"""The full-text index of a release, made of the labels that it may show to everybody; `graph.release.search` asks it.

Licensed descriptors are never in a release, so they cannot be in this index either.

The index is put together of parts, one for each large prefix of identifiers and one for all others. A part depends on
nothing but its own documents, so a build that knows a part takes it over; the scores are those of one index, because
words are counted over all parts.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import tantivy

from graph.release.search import Places, words_of

HIDDEN = ("procedure_page", "policy_version", "provision", "edition", "code_set")
"""Categories that are parts of something else and found through it."""

_LARGE = 5_000
_WORDS = "words.txt"
Made = Callable[[Mapping[str, pa.Table]], Mapping[str, Path]]
"""Gives folders that `fill` has filled with the documents of each part, by the hash of these documents."""


def _schema() -> tantivy.Schema:
    """`place` is the row of a document in its part; `prefix` and `code` are its identifier; an open end is left out."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("place", fast=True)
    for name in ("prefix", "code", "category"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("label", "names"):
        builder.add_text_field(name, tokenizer_name="en_stem", index_option="freq")
    for end in ("valid_from", "valid_to"):
        builder.add_integer_field(end, fast=True)
    return builder.build()


def build(folder: Path, nodes: pa.Table, labels: pa.Table, made: Made) -> tuple[Places, pa.Array]:
    """Index every node that a person may look for, with all its names; both tables as a release holds them.

    Returns also the distinct words of all names, ascending.
    """
    shown = pc.invert(pc.is_in(nodes.column("category").cast(pa.string()), value_set=pa.array(HIDDEN)))
    numbers = np.flatnonzero(shown.to_numpy())
    documents = _documents(nodes, labels).take(pa.array(numbers))
    places = _parts(documents.column("id"))
    parts = [documents.take(pa.array(place)).combine_chunks() for place in places]
    hashed = {_hash(part): part for part in parts}
    made_in = made(hashed)
    folders = [made_in[digest] for digest in hashed]
    sizes = _join(folders, folder)
    starts = np.concatenate([[0], np.cumsum([part.num_rows for part in parts])])[:-1]
    words = {word for part in folders for word in (part / _WORDS).read_text("utf-8").split("\n")}
    found = Places(numbers[np.concatenate(places)].astype(np.int32), np.repeat(starts, sizes).astype(np.int32))
    return found, pa.array(sorted(words), pa.string())


def _documents(nodes: pa.Table, labels: pa.Table) -> pa.Table:
    """One row a node, in order of identifiers."""
    return pa.table({
        **{name: nodes.column(name).cast(pa.string()) for name in ("id", "category", "label")},
        "names": _names(labels, nodes.num_rows),
        **{end: nodes.column(end).cast(pa.int32()) for end in ("valid_from", "valid_to")}})


def _names(labels: pa.Table, size: int) -> pa.ListArray:
    """Alternative names of every node; the table of labels is in order of nodes."""
    others = labels.filter(pc.equal(labels.column("kind").cast(pa.string()), "alternative")).combine_chunks()
    offsets = np.searchsorted(others.column("node").to_numpy(), np.arange(size + 1))
    texts = pa.concat_arrays([pa.array([], pa.string()), *others.column("text").chunks])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), texts)


def _parts(ids: pa.ChunkedArray) -> list[np.ndarray]:
    """The places of documents of small prefixes together, then those of every large one."""
    prefix = pc.list_element(pc.split_pattern(ids, ":", max_splits=1), 0).combine_chunks().dictionary_encode()
    name, number = prefix.dictionary.to_pylist(), prefix.indices.to_numpy()
    large = np.flatnonzero(np.bincount(number, minlength=len(name)) >= _LARGE).tolist()
    rest = np.flatnonzero(~np.isin(number, large))
    return [rest, *(np.flatnonzero(number == n) for n in sorted(large, key=name.__getitem__))]


def _hash(part: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, part.schema) as writer:
        writer.write_table(part.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


def fill(folder: Path, part: pa.Table) -> None:
    """Index the documents of one part, in their order, into a folder."""
    folder.mkdir(exist_ok=True)
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    for text in _texts(part).to_pylist():
        writer.add_json(text)
    writer.commit()
    writer.wait_merging_threads()
    (folder / _WORDS).write_text("\n".join(_words(part)), "utf-8")


def _words(part: pa.Table) -> list[str]:
    """The distinct words of all names, as the index splits them, ascending."""
    texts = (part.column("label").combine_chunks(), part.column("names").combine_chunks().flatten())
    pieces = [pc.unique(pc.utf8_split_whitespace(text).flatten()) for text in texts]
    return sorted(set(words_of(" ".join(pc.unique(pa.concat_arrays(pieces)).to_pylist()))))


def _texts(part: pa.Table) -> pa.Array:
    """Every document as JSON, put together by column, which costs a tenth of what documents made one by one do."""
    id, category, label = (part.column(name).combine_chunks() for name in ("id", "category", "label"))
    ends = pc.split_pattern(pc.utf8_lower(id), ":", max_splits=1)
    names = _quoted(pc.binary_join(part.column("names").combine_chunks(), " . "))
    named = pc.not_equal(names, '""')
    return _joined(
        '{"place":', pa.array(np.arange(len(id))).cast(pa.string()),
        ',"prefix":', _quoted(pc.list_element(ends, 0)), ',"code":', _quoted(pc.list_element(ends, 1)),
        ',"category":', _quoted(category), ',"label":', _quoted(label),
        pc.if_else(named, _joined(',"names":', names), ""), *(_day(part, end) for end in ("valid_from", "valid_to")),
        "}")


def _day(part: pa.Table, end: str) -> pa.Array | str:
    """An end of the period of every document that has one, as a day number."""
    days = part.column(end).combine_chunks()
    if days.null_count == len(days):
        return ""
    return pc.fill_null(_joined(f',"{end}":', days.cast(pa.string())), "")


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _quoted(texts: pa.Array) -> pa.Array:
    """Texts as JSON; what cannot be printed ends a word as a blank does."""
    if pc.any(pc.match_substring_regex(texts, r'[\x00-\x1f"\\]')).as_py():
        texts = pc.replace_substring(pc.replace_substring(texts, "\\", "\\\\"), '"', '\\"')
        texts = pc.replace_substring_regex(texts, r"[\x00-\x1f]", " ")
    return _joined('"', texts, '"')


def _join(parts: list[Path], folder: Path) -> list[int]:
    """One index of the segments of all parts, named by their place, because hits of equal score come in that order.

    Returns how many segments each part has.
    """
    segments: list[dict[str, object]] = []
    sizes = []
    for part in parts:
        meta = json.loads((part / "meta.json").read_text("utf-8"))
        for segment in meta["segments"]:
            old, new = UUID(segment["segment_id"]), UUID(int=len(segments) + 1)
            for path in part.glob(f"{old.hex}.*"):
                shutil.copyfile(path, folder / f"{new.hex}{path.suffix}")
            segments.append({**segment, "segment_id": str(new)})
        sizes.append(len(meta["segments"]))
    managed = [*sorted(p.name for p in folder.iterdir()), "meta.json"]
    (folder / ".managed.json").write_text(json.dumps(managed), "utf-8")
    (folder / "meta.json").write_text(json.dumps({**meta, "segments": segments, "opstamp": len(segments)}), "utf-8")
    return sizes
