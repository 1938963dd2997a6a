"""Policies on the page: those related to a code, with stance, dates and reason of the link, and one in full."""

from __future__ import annotations

from itertools import groupby

from graph.days import period
from graph.model import Node, Policy, PolicyDate, PolicyVersion, Provision
from graph.query.coverage import CoverageItem
from graph.query.graph import Graph
from graph.vocabulary import STANCES
from server.pieces import LIMIT, View, documents, href, quote, ref


def related(graph: Graph, code: Node) -> list[View]:
    """Policies that reach a code, those in effect today first, with the provisions that carry a stance over it."""
    answer = graph.coverage(code.id)
    items = answer.items
    order = list(dict.fromkeys(item.policy.policy for item in items))
    found = []
    for number, group in groupby(sorted(items, key=lambda i: order.index(i.policy.policy)), lambda i: i.policy.policy):
        policy = graph.columns.policy(number)
        rows = [_linked(graph, item) | {"on": answer.on.isoformat()} for item in group]
        found.append(_head(graph, policy) | {"provisions": rows})
    return found


def _linked(graph: Graph, item: CoverageItem) -> View:
    """One provision as it reaches the code: the verdict for today, the reason of the link, where it is said."""
    said = item.provision
    kept = {name: getattr(said, name) for name in ("is_default", "prior_authorization", "phrase", "basis")}
    return kept | {
        "href": href(said.id), "stance": STANCES[said.stance], "link": item.link, "detail": item.detail,
        "state": item.state, "why": item.why, "period": period(item.listed_from, item.listed_to),
        "quotes": [quote(graph, evidence) for evidence in graph.columns.evidence(item.edge)],
    }


def _head(graph: Graph, policy: Policy) -> View:
    kept = ("number", "title", "kind", "status", "summary", "url", "citation", "benefit", "carries_coverage", "line")
    return {name: getattr(policy, name) for name in kept} | {
        "href": href(policy.id), "payer": ref(graph.node(policy.payer)), "dates": _dates(policy.dates),
        "version": ref(_node(graph, policy.version)),
        "path": documents(graph).get(policy.document, policy.document),
    }


def _node(graph: Graph, id: str) -> Node:
    return graph.columns.node_of(id)


def _dates(dates: tuple[PolicyDate, ...]) -> list[View]:
    return [{"role": d.role.replace("_", " ").capitalize(), "value": d.value} for d in dates]


def _provision(graph: Graph, provision: Provision) -> View:
    kept = ("is_default", "prior_authorization", "phrase", "basis", "group")
    codes = {"total": len(provision.codes), "rows": [ref(_node(graph, code)) for code in provision.codes[:LIMIT]]}
    sets = [{"raw": s.raw, "kind": s.kind, "edition": s.edition} for s in provision.sets]
    return {name: getattr(provision, name) for name in kept} | {
        "href": href(provision.id), "stance": STANCES[provision.stance], "codes": codes, "sets": sets,
    }


def page(graph: Graph, node: Node) -> View:
    """One policy with all its versions and their provisions."""
    policy = graph.policy(node)
    versions = sorted(policy.versions, key=lambda v: (v.id != policy.version, v.id))
    ties = [{"kind": r.kind.replace("_", " "), "number": r.number,
             "policy": ref(graph.node(r.target)) if r.target else None} for r in policy.relations]
    return {"template": "policy.html", "policy": _head(graph, policy), "ties": ties,
            "versions": [_version(graph, v) for v in versions]}


def _version(graph: Graph, version: PolicyVersion) -> View:
    return {"version": ref(_node(graph, version.id)), "status": version.status, "revision": version.revision,
            "period": period(version.effective_from, version.effective_to), "dates": _dates(version.dates),
            "scope": [f"{s.kind}: {s.value}" for s in version.scope],
            "provisions": [_provision(graph, p) for p in version.provisions]}
