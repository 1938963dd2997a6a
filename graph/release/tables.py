"""The Arrow schema of every table in a release: the contract between those who write and those who read.

Columns named `node`, `subject`, `object`, `code`, `page`, `payer` and `policy` hold row numbers of `nodes`;
`document` rows of `documents`; `edge` rows of `edges`. Offsets count characters of the decoded source file.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from graph.errors import BadTable

NAME = pa.dictionary(pa.int16(), pa.string())
ROW = pa.int32()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


TABLES: dict[str, pa.Schema] = {
    "nodes": _schema(id=pa.string(), category=NAME, label=pa.string(), system=NAME, definition=pa.string()),
    "labels": _schema(node=ROW, text=pa.string(), kind=NAME, licence=NAME),
    "edges": _schema(
        subject=ROW, predicate=NAME, object=ROW, negated=pa.bool_(), condition=pa.string(), hedge=pa.string(),
        frequency=pa.string(), role=pa.string(), pros=pa.string(), cons=pa.string(), quantity=pa.float64(),
        unit=NAME,
    ),
    "evidence": _schema(
        edge=ROW, document=ROW, section=NAME, exact=pa.string(), start=pa.int32(), end=pa.int32(), method=NAME,
        confidence=pa.float64(),
    ),
    "pages": _schema(
        page=ROW, code=ROW, document=ROW, title=pa.string(), minimum_minutes=pa.int32(),
        maximum_minutes=pa.int32(), sessions=pa.int32(), qualifier=pa.string(),
    ),
    "sections": _schema(page=ROW, name=NAME, text=pa.string(), start=pa.int32(), end=pa.int32()),
    "policies": _schema(
        policy=ROW, payer=ROW, document=ROW, number=pa.string(), title=pa.string(), kind=NAME, status=NAME,
        summary=pa.string(), url=pa.string(), citation=pa.string(), version=pa.string(),
    ),
    "policy_dates": _schema(policy=ROW, role=NAME, value=pa.string()),
    "provisions": _schema(
        provision=ROW, policy=ROW, stance=NAME, prior_authorization=NAME, phrase=pa.string(),
        is_default=pa.bool_(), basis=NAME,
    ),
    "documents": _schema(id=pa.string(), path=pa.string(), bytes=pa.int64(), licence=NAME, publisher=pa.string()),
    "terms": _schema(text=pa.string()),
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
