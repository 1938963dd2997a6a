"""What official files gave, as entries of the cache: tables in Arrow's format, mapped into memory and never held.

A build maps them also when it has just written them, which keeps it small. Identifiers are written once for all tables,
names for nodes and labels, and all tables of a file into one: to make a file takes longer than to fill it with the few
rows that most tables have.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from graph.ingest.assembly.facts import Entry
from graph.ingest.batch import SCHEMAS, Batch, encoded
from graph.ingest.blank import identified, nothing, repeated
from graph.ingest.cache import Cache, Said
from graph.ingest.sealing import IDS, NAMES, seal
from graph.model import Document, Edition, Problem, Qualifiers

_FILE, _IDS, _NAMES, _NONE = "tables.arrow", "ids", "names", pa.array([], pa.string())
_CODED = {name: encoded(schema.empty_table()).schema for name, schema in SCHEMAS.items()}
Read = tuple[list[Entry], list[Document], list[Problem]]


def get(cache: Cache, digest: str, name: str, *, written: bool = False) -> Read | None:
    """What a file of this content and name gave before, or None; `written` where a helper has just put it there."""
    found = cache.find(digest, name, written=written)
    return found and _read(*found)


def kept(cache: Cache, digest: str, name: str, read: Read) -> tuple[Path, Said] | None:
    """The entry that keeps what a file gave; None where it cannot be kept."""
    return cache.keep(lambda folder: _write(folder, read), digest, name)


def put(cache: Cache, digest: str, name: str, read: Read) -> Read:
    """Keep what a file gave, and hand it back as it will be found next time."""
    found = kept(cache, digest, name, read)
    return (found and _read(*found)) or read


def _write(folder: Path, read: Read) -> Said:
    entries, documents, problems = read
    with pa.OSFile(str(folder / _FILE), "wb") as sink:
        said = [{"item": e.item, "reader": e.reader, "batch": _said(seal(e.batch)), "places": _put(sink, e.batch)}
                for e in entries]
    return {"entries": said, "documents": documents, "problems": problems}


def _put(sink: pa.NativeFile, batch: Batch) -> dict[str, int]:
    """The tables of a batch behind what is in a file already, and where each begins."""
    tables = {name: _numbers(name, table) for name in SCHEMAS if (table := batch.table(name)).num_rows}
    places = {}
    words = {name: pa.table({name: column}) for name, column in ((_IDS, batch.ids), (_NAMES, batch.names))}
    for name, table in (words | tables).items():
        places[name] = sink.tell()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
    return places


def _numbers(name: str, table: pa.Table) -> pa.Table:
    """Columns that hold nothing or one word are left out: most edges of official files have no quote."""
    whole = {n: column.chunk(0) for n, column in zip(table.column_names, table.columns, strict=True)}
    held = {n: column for n, column in whole.items() if column.null_count < len(column) and _word(column) is None}
    numbered = (*IDS[name], NAMES.get(name))
    return pa.table({n: column.indices if n in numbered else column for n, column in held.items()})


def _word(column: pa.Array) -> str | None:
    """The word that stands in every row, None where there are several."""
    one = isinstance(column, pa.DictionaryArray) and len(column.dictionary) == 1 and not column.null_count
    return column.dictionary[0].as_py() if one else None


def _words(table: pa.Table) -> dict[str, str]:
    words = {n: _word(column.chunk(0)) for n, column in zip(table.column_names, table.columns, strict=True)}
    return {n: word for n, word in words.items() if word is not None}


def _said(batch: Batch) -> Said:
    return {"document": batch.document, "edition": batch.edition, "size": batch.size, "read": batch.read,
            "loaded": batch.loaded, "merged": batch.merged, "listed": dict(batch.listed),
            "qualifiers": batch.qualifiers, "problems": batch.problems,
            "names": {name: len(table.column(column).chunk(0).dictionary) for name, column in NAMES.items()
                      if (table := batch.table(name)).num_rows},
            "tables": {name: [table.num_rows, _words(table)] for name in SCHEMAS
                       if (table := batch.table(name)).num_rows}}


def _read(folder: Path, said: Said) -> Read | None:
    try:
        whole = pa.memory_map(str(folder / _FILE)).read_buffer()
    except OSError:  # another build has dropped it since
        return None
    entries = [Entry(e["item"], e["reader"], _batch(e["batch"], e["places"], whole, f"{folder.name}/{n}"))
               for n, e in enumerate(said["entries"])]
    return entries, [Document(**d) for d in said["documents"]], [Problem(**p) for p in said["problems"]]


def _batch(said: dict[str, Any], places: dict[str, int], whole: pa.Buffer, origin: str) -> Batch:
    found = Batch(
        said["document"], said["edition"] and _edition(said["edition"]), said["size"],
        [Qualifiers(**q) for q in said["qualifiers"]], [Problem(**p) for p in said["problems"]],
        said["read"], said["loaded"], said["merged"], Counter(said["listed"]),
        origin=origin,
    )
    held = {name: pa.ipc.open_stream(whole[place:]).read_all() for name, place in places.items()}
    ids, names = (column.chunk(0) if (column := held[name].column(0)).num_chunks else _NONE for name in (_IDS, _NAMES))
    lists = {name: dict.fromkeys(columns, ids) for name, columns in IDS.items()}
    for name, size in said["names"].items():
        lists[name][NAMES[name]] = names[:size] if name == "nodes" else names[len(names) - size:]
    found.seal(ids, {
        name: _table(name, held[name], lists[name], *said["tables"][name]) if name in said["tables"]
        else schema.empty_table() for name, schema in _CODED.items()}, names)
    return found


def _edition(said: dict[str, Any]) -> Edition:
    days = {k: date.fromisoformat(said[k]) for k in ("effective_from", "effective_to") if said[k]}
    return Edition(**{**said, **days})


def _table(name: str, held: pa.Table, lists: dict[str, pa.Array], size: int, words: dict[str, str]) -> pa.Table:
    """The rows as they were sealed; some columns are numbers of words in `lists`, others the same word in every row."""
    schema = _CODED[name]
    columns = {n: held.column(n).chunk(0) for n in held.column_names}
    columns |= {n: identified(columns[n], own) for n, own in lists.items() if n in columns}
    columns |= {n: repeated(w, size) for n, w in words.items()}
    return pa.table([columns[f.name] if f.name in columns else nothing(size, f.type) for f in schema], schema=schema)
