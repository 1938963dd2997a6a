"""What a code's page shows of official releases: when it was in force, what came after it, and its plain facts."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from graph.days import period
from graph.model import Attribute, Node
from graph.query.graph import Graph


def official(graph: Graph, node: Node) -> dict[str, Any]:
    """The period of a code, its successors, and its facts by name, the newest value first.

    A fact that changed shows every value with its period; one that did not shows its value alone.
    """
    facts = sorted(graph.attributes(node), key=lambda fact: fact.name)
    rows = [_fact(name, list(same)) for name, same in groupby(facts, key=lambda fact: fact.name)]
    return {
        "from": node.valid_from, "to": node.valid_to, "successors": graph.successors(node),
        "facts": rows, "editions": len(graph.editions()),
    }


def _fact(name: str, found: list[Attribute]) -> dict[str, Any]:
    found.sort(key=lambda fact: (fact.valid_to is not None, -(fact.valid_from.toordinal() if fact.valid_from else 0)))
    changed = len({fact.value for fact in found}) > 1
    values = [{"value": fact.value, "period": period(fact.valid_from, fact.valid_to) if changed else ""}
              for fact in (found if changed else found[:1])]
    return {"name": name.replace("_", " "), "values": values}
