"""Codes in time: which were in force on a day, what became of the others, and which code came after them."""

from __future__ import annotations

import numpy as np

from graph.days import holds
from graph.errors import NotInForce
from graph.model import Node
from graph.query.columns import Columns


def in_force(columns: Columns, node: Node) -> Node:
    """The node itself, or `NotInForce` when the day asked about lies outside its period."""
    if columns.day is None or holds(node.valid_from, node.valid_to, columns.day):
        return node
    after = successors(columns, node)
    raise NotInForce(
        f"{node.id} {_when(columns, node)}", candidates=tuple(n.id for n in after),
        expected=f"a code in force on {columns.day}", got=_period(node),
        hint=f"replaced by {', '.join(n.id for n in after)}" if after else "ask for another day, or none",
    )


def _when(columns: Columns, node: Node) -> str:
    if node.valid_to is not None and columns.day is not None and node.valid_to < columns.day:
        return f"ended on {node.valid_to}"
    return f"is listed from {node.valid_from} on; no earlier edition is held that lists it"


def _period(node: Node) -> str:
    return f"{node.valid_from or '…'} to {node.valid_to or '…'}"


def successors(columns: Columns, node: Node) -> tuple[Node, ...]:
    """The far ends of `replaced_by`, whatever the day."""
    whole = Columns(columns.release, None, columns.overlay) if columns.day is not None else columns
    ends, _ = whole.rows("replaced_by", "out").of(node.number)
    return tuple(columns.node(int(n)) for n in np.unique(ends))
