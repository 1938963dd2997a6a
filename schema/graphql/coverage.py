"""Answers about coverage: what applies to a code on a day, which policies miss it, which kin fare otherwise."""

from __future__ import annotations

from datetime import date
from typing import cast

import strawberry
from strawberry.scalars import JSON
from strawberry.types import Info

from graph.query import coverage, crd, gaps
from schema.graphql.context import graph_of
from schema.graphql.enums import CoverageState, Covered, LinkKind, PriorAuthorization, Stance
from schema.graphql.evidence import Evidence
from schema.graphql.nodes import Entity, wrap
from schema.graphql.policy import Policy, Scope
from schema.graphql.similar import Neighbor


@strawberry.type
class CoverageItem:
    """One provision that reaches the code, with its own verdict, its quote and the reason of the link."""

    state: CoverageState
    why: str
    policy: Policy
    version: str
    effective_from: date | None
    effective_to: date | None
    scope: list[Scope]
    provision: str
    stance: Stance
    prior_authorization: PriorAuthorization
    is_default: bool
    group: str | None
    quote: str
    link: LinkKind
    link_detail: str | None = strawberry.field(description="The range, class or spelling through which it reaches.")
    listed_from: date | None
    listed_to: date | None
    edge: strawberry.Private[int]

    @strawberry.field
    def evidence(self, info: Info) -> list[Evidence]:
        return Evidence.of(graph_of(info).columns.evidence(self.edge))

    @classmethod
    def of(cls, info: Info, i: coverage.CoverageItem) -> CoverageItem:
        v, p = i.version, i.provision
        return cls(
            state=CoverageState(i.state), why=i.why, policy=_policy(info, i.policy.policy), version=v.id,
            effective_from=v.effective_from, effective_to=v.effective_to,
            scope=[Scope(kind=s.kind, value=s.value) for s in v.scope], provision=p.id, stance=Stance(p.stance),
            prior_authorization=PriorAuthorization(p.prior_authorization), is_default=p.is_default, group=p.group,
            quote=p.phrase, link=LinkKind(i.link), link_detail=i.detail, listed_from=i.listed_from,
            listed_to=i.listed_to, edge=i.edge)


@strawberry.type
class Contradiction:
    """Two provisions that apply at once and cannot both be followed."""

    provisions: list[str]
    why: str


@strawberry.type
class Coverage:
    """The answer for one code on one day of service, most specific items first."""

    asked: str
    code: Entity | None
    release: str
    on: date
    payer: str | None
    jurisdiction: str | None
    diagnosis: str | None
    state: CoverageState
    why: str
    covered: Covered
    prior_authorization: PriorAuthorization
    total: int
    items: list[CoverageItem]
    contradictions: list[Contradiction]
    remarks: list[str]
    crd: JSON = strawberry.field(description="The Da Vinci CRD extension coverage-information of this answer.")

    @classmethod
    def of(cls, info: Info, a: coverage.Coverage) -> Coverage:
        kept = ("asked", "release", "on", "payer", "jurisdiction", "diagnosis", "why")
        clashes = [Contradiction(provisions=[c.one.provision.id, c.other.provision.id], why=c.why)
                   for c in a.contradictions]
        return cls(
            **{name: getattr(a, name) for name in kept}, code=a.code and wrap(a.code), state=CoverageState(a.state),
            covered=Covered(a.covered), prior_authorization=PriorAuthorization(a.prior_authorization),
            total=len(a.items), items=[CoverageItem.of(info, i) for i in a.items], contradictions=clashes,
            remarks=list(a.remarks), crd=cast(JSON, crd.extension(a)))


@strawberry.type
class Reach:
    """A similar code that a policy reaches, with the reasons of its similarity."""

    neighbor: Neighbor
    items: list[CoverageItem]


@strawberry.type
class MissingPolicy:
    """A policy that reaches kin of a code and not the code; its score adds up the similarity of the kin it reaches."""

    policy: Policy
    score: float
    kin: list[Reach]


@strawberry.type
class Gap:
    """All policies in effect that reach one of the `compared` nearest codes and not the code, the closest first."""

    code: Entity
    on: date
    payer: str | None
    compared: int
    total: int = strawberry.field(description="Codes with anything in common, of which `compared` were looked at.")
    policies: list[MissingPolicy]

    @classmethod
    def of(cls, info: Info, g: gaps.Gap) -> Gap:
        missing = [
            MissingPolicy(policy=_policy(info, m.policy.policy), score=m.score, kin=[
                Reach(neighbor=Neighbor.of(r.neighbor), items=[CoverageItem.of(info, i) for i in r.items])
                for r in m.kin]) for m in g.policies]
        return cls(code=wrap(g.code), on=g.on, payer=g.payer, compared=g.compared, total=g.total, policies=missing)


@strawberry.type
class Difference:
    """A similar code with an answer of its own that differs."""

    neighbor: Neighbor
    answer: Coverage


@strawberry.type
class Divergence:
    """The kin treated otherwise; `alike` were treated the same, of `unknown` no stance is held."""

    answer: Coverage
    compared: int
    alike: int
    unknown: int
    different: list[Difference]

    @classmethod
    def of(cls, info: Info, d: gaps.Divergence) -> Divergence:
        different = [Difference(neighbor=Neighbor.of(x.neighbor), answer=Coverage.of(info, x.answer))
                     for x in d.different]
        return cls(answer=Coverage.of(info, d.answer), compared=d.compared, alike=d.alike, unknown=d.unknown,
                   different=different)


def _policy(info: Info, number: int) -> Policy:
    node = graph_of(info).columns.node(number)
    return Policy(key=node.id, record=node)
