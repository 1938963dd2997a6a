"""The Arrow schema of every table in a release: the contract between those who write and those who read.

Columns named `node`, `subject`, `object`, `code`, `page`, `payer`, `policy`, `version`, `provision` and `set` hold row
numbers of `nodes`; `document` rows of `documents`; `evidence` rows of `evidence`, because few rows of millions have a
quote (`graph.release.quotes` also says of which edge each is); `qualifiers` rows of `qualifiers`, because few
combinations serve millions of edges.
Offsets count characters of the decoded source file, `row` rows of a source table from 1. Periods include both ends;
null is open.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from graph.errors import BadTable

NAME = pa.dictionary(pa.int16(), pa.string())
WORD = pa.dictionary(pa.int32(), pa.string())
ROW = pa.int32()
DAY = pa.date32()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


TABLES: dict[str, pa.Schema] = {
    "nodes": _schema(
        id=pa.string(), category=NAME, label=pa.string(), system=NAME, definition=pa.string(), valid_from=DAY,
        valid_to=DAY,
    ),
    # The document of a name is the official file that gives it; names of our own and of pages have none.
    "labels": _schema(node=ROW, text=pa.string(), kind=NAME, licence=NAME, document=ROW, valid_from=DAY, valid_to=DAY),
    "edges": _schema(subject=ROW, predicate=NAME, object=ROW, qualifiers=ROW, valid_from=DAY, valid_to=DAY),
    "qualifiers": _schema(
        negated=pa.bool_(), condition=pa.string(), hedge=pa.string(), frequency=pa.string(), role=pa.string(),
        pros=pa.string(), cons=pa.string(), quantity=pa.float64(), unit=pa.string(), modifier=pa.string(),
        reason=pa.string(),
    ),
    "evidence": _schema(document=ROW, row=pa.int32()),
    "quotes": _schema(
        evidence=ROW, section=NAME, exact=pa.string(), start=pa.int32(), end=pa.int32(), method=NAME,
        confidence=pa.float64(),
    ),
    "attributes": _schema(
        node=ROW, name=NAME, value=WORD, document=ROW, row=pa.int32(), valid_from=DAY, valid_to=DAY,
    ),
    "editions": _schema(
        id=pa.string(), family=pa.string(), name=pa.string(), title=pa.string(), publisher=pa.string(),
        licence=NAME, effective_from=DAY, effective_to=DAY, number=pa.int32(),
    ),
    "ledger": _schema(
        document=ROW, item=pa.string(), reader=NAME, edition=pa.string(), read=pa.int64(), loaded=pa.int64(),
        merged=pa.int64(), listed=pa.int64(),
    ),
    "ledger_reasons": _schema(document=ROW, reason=pa.string(), rows=pa.int64()),
    "pages": _schema(
        page=ROW, code=ROW, document=ROW, title=pa.string(), minimum_minutes=pa.int32(),
        maximum_minutes=pa.int32(), sessions=pa.int32(), qualifier=pa.string(),
    ),
    "sections": _schema(page=ROW, name=NAME, text=pa.string(), start=pa.int32(), end=pa.int32()),
    "policies": _schema(
        policy=ROW, payer=ROW, number=pa.string(), title=pa.string(), kind=NAME, line=pa.string(),
        summary=pa.string(), url=pa.string(), citation=pa.string(), licence=pa.string(), benefit=pa.string(),
        carries_coverage=pa.bool_(),
    ),
    "policy_aliases": _schema(policy=ROW, alias=pa.string()),
    "policy_versions": _schema(
        version=ROW, policy=ROW, document=ROW, revision=pa.string(), status=NAME, effective_from=DAY, effective_to=DAY,
    ),
    "policy_dates": _schema(version=ROW, role=NAME, value=pa.string(), raw=pa.string()),
    "policy_scopes": _schema(version=ROW, kind=NAME, value=pa.string()),
    "policy_relations": _schema(policy=ROW, kind=NAME, number=pa.string(), target=ROW),
    "provisions": _schema(
        provision=ROW, version=ROW, policy=ROW, group=pa.string(), stance=NAME, prior_authorization=NAME,
        phrase=pa.string(), is_default=pa.bool_(), basis=NAME,
    ),
    "code_sets": _schema(
        set=ROW, provision=ROW, raw=pa.string(), kind=NAME, system=NAME, first=pa.string(), last=pa.string(),
        edition=pa.string(),
    ),
    "code_rules": _schema(version=ROW, procedure=ROW, diagnosis=ROW, role=NAME),
    "criteria": _schema(
        provision=ROW, kind=NAME, text=pa.string(), start=pa.int32(), end=pa.int32(), parent=pa.int32(), leaf=NAME,
        least=pa.int32(),
    ),
    "documents": _schema(id=pa.string(), path=pa.string(), bytes=pa.int64(), licence=NAME, publisher=pa.string()),
    "terms": _schema(text=pa.string()),
    "search_words": _schema(text=pa.string()),
    "review": _schema(
        document=ROW, predicate=NAME, concept=pa.string(), exact=pa.string(), suggestion=pa.string(),
        score=pa.float64(),
    ),
    "problems": _schema(path=pa.string(), line=pa.int32(), what=pa.string()),
}


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """An Arrow table of `rows` under the contract of `name`; a row with other columns is refused."""
    schema = TABLES[name]
    for row in rows:
        if row.keys() != set(schema.names):
            raise BadTable("a row breaks the table's contract", where=name, expected=schema.names, got=list(row))
    columns = [
        pa.array([row[field.name] for row in rows], pa.string() if field.type == NAME else field.type)
        for field in schema
    ]
    return pa.table(columns, names=schema.names).cast(schema)


def columns(name: str, /, **arrays: Any) -> pa.Table:
    """An Arrow table of whole columns under the contract of `name`; arrays are cast, a missing column is refused."""
    schema = TABLES[name]
    if arrays.keys() != set(schema.names):
        raise BadTable("columns break the table's contract", where=name, expected=schema.names, got=sorted(arrays))
    return pa.table([_cast(arrays[field.name], field.type) for field in schema], schema=schema)


def _cast(array: Any, kind: pa.DataType) -> pa.Array:
    found = array if isinstance(array, pa.Array | pa.ChunkedArray) else pa.array(array)
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    if pa.types.is_dictionary(kind) and not pa.types.is_dictionary(found.type):
        found = found.cast(pa.string()).dictionary_encode()
    if pa.types.is_dictionary(kind):
        words = found.dictionary.cast(kind.value_type)
        return pa.DictionaryArray.from_arrays(found.indices.cast(kind.index_type), words)
    return found.dictionary_decode().cast(kind) if pa.types.is_dictionary(found.type) else found.cast(kind)
