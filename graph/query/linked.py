"""What hangs on a node: its edges, and the policies that reach a code through their provisions."""

from __future__ import annotations

from graph import identifiers
from graph.errors import BadInput, NotFound
from graph.model import Association, Node
from graph.query.answers import PolicyLink
from graph.query.columns import Columns
from graph.query.policies import index_of
from graph.vocabulary import PREDICATES


def associations(columns: Columns, node: Node, predicate: str, direction: str) -> tuple[Association, ...]:
    """Edges of a node under one predicate, by the far end."""
    if predicate not in PREDICATES:
        raise BadInput("unknown predicate", expected=", ".join(PREDICATES), got=predicate)
    _, edges = columns.rows(predicate, direction).of(node.number)
    return tuple(columns.association(int(edge), predicate) for edge in edges)


def policies(columns: Columns, code: Node | None, payer: str | None) -> tuple[PolicyLink, ...]:
    """Policies with the provisions that matter: those that name the code, or all when no code is given."""
    payer = payer and identifiers.payer(payer)
    if payer is not None and columns.find(payer) not in columns.nodes_of("payer"):
        raise NotFound("no such payer in this release", got=payer, hint="payers are named payer:cms, cms and so on")
    links = _all(columns) if code is None else _of(columns, code)
    return tuple(link for link in links if payer is None or link.policy.payer == payer)


def _all(columns: Columns) -> list[PolicyLink]:
    found = (columns.policy(int(number)) for number in columns.nodes_of("policy"))
    return [PolicyLink(policy, policy.provisions) for policy in found]


def _of(columns: Columns, code: Node) -> list[PolicyLink]:
    provisions, _ = columns.rows("applies_to", "in").of(code.number)
    named = {columns.node(int(n)).id for n in provisions}
    index = index_of(columns.release)
    numbers = sorted({index.provisions[int(n)].policy for n in provisions})
    return [
        PolicyLink(policy, tuple(p for p in policy.provisions if p.id in named))
        for policy in (columns.policy(n) for n in numbers)
    ]
