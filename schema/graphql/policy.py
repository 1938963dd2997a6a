"""Policies: what a payer says, in which provision, since when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import strawberry
from strawberry.types import Info

from graph import model
from graph.query.answers import PolicyLink
from schema.graphql.context import graph_of
from schema.graphql.enums import PriorAuthorization, Stance
from schema.graphql.limits import MAXIMUM, spend, within
from schema.graphql.nodes import Entity, wrap

MAXIMUM_PAGE = 1000


@strawberry.type
class PolicyDate:
    """A dated fact; `value` has the precision it was printed with."""

    role: str
    value: str
    raw: str | None

    @classmethod
    def all(cls, found: Iterable[model.PolicyDate]) -> list[PolicyDate]:
        return [cls(role=d.role, value=d.value, raw=d.raw) for d in found]


@strawberry.type
class CodeSet:
    """A range, class or placeholder as the policy writes it, and the list of codes it was expanded on."""

    raw: str
    kind: str
    system: str | None
    first: str | None
    last: str | None
    edition: str | None


@strawberry.type
class Criterion:
    """A node of a criteria tree, kept flat: `parent` is the place of the node above in the same list."""

    kind: str
    text: str
    parent: int | None
    leaf: str | None
    least: int | None


@strawberry.type
class Provision:
    """The unit that carries a stance. `basis` is how the codes came to it: named, by subject only, or merely listed."""

    curie: str
    stance: Stance
    prior_authorization: PriorAuthorization
    phrase: str
    is_default: bool
    basis: str
    group: str | None
    codes: list[str]
    sets: list[CodeSet]
    criteria: list[Criterion]

    @classmethod
    def of(cls, p: model.Provision) -> Provision:
        sets = [CodeSet(raw=s.raw, kind=s.kind, system=s.system, first=s.first, last=s.last, edition=s.edition)
                for s in p.sets]
        criteria = [Criterion(kind=c.kind, text=c.text, parent=c.parent, leaf=c.leaf, least=c.least)
                    for c in p.criteria]
        return cls(curie=p.id, stance=Stance(p.stance), prior_authorization=PriorAuthorization(p.prior_authorization),
                   phrase=p.phrase, is_default=p.is_default, basis=p.basis, codes=list(p.codes), group=p.group,
                   sets=sets, criteria=criteria)


@strawberry.type
class Scope:
    """What a version is limited to: a contractor, jurisdiction, state, part or line of business."""

    kind: str
    value: str


@strawberry.type
class PolicyVersion:
    """One dated text of a policy."""

    curie: str
    revision: str | None
    status: str
    effective_from: date | None
    effective_to: date | None
    document: str
    dates: list[PolicyDate]
    scope: list[Scope]
    provisions: list[Provision]

    @classmethod
    def of(cls, v: model.PolicyVersion) -> PolicyVersion:
        return cls(curie=v.id, revision=v.revision, status=v.status, effective_from=v.effective_from,
                   effective_to=v.effective_to, document=v.document, dates=PolicyDate.all(v.dates),
                   scope=[Scope(kind=s.kind, value=s.value) for s in v.scope],
                   provisions=[Provision.of(p) for p in v.provisions])


@strawberry.type
class PolicyRelation:
    """A tie to another policy; `policy` is null where that one is not held."""

    kind: str
    number: str
    policy: Entity | None


@strawberry.type
class Policy(Entity):
    """A coverage policy."""

    def _policy(self, info: Info) -> model.Policy:
        return graph_of(info).policy(self.record)

    @strawberry.field
    def payer(self, info: Info) -> Entity:
        return wrap(graph_of(info).node(self._policy(info).payer))

    @strawberry.field
    def number(self, info: Info) -> str | None:
        return self._policy(info).number

    @strawberry.field
    def title(self, info: Info) -> str:
        return self._policy(info).title

    @strawberry.field
    def kind(self, info: Info) -> str:
        return self._policy(info).kind

    @strawberry.field
    def status(self, info: Info) -> str:
        return self._policy(info).status

    @strawberry.field
    def summary(self, info: Info) -> str:
        return self._policy(info).summary

    @strawberry.field
    def citation(self, info: Info) -> str | None:
        return self._policy(info).citation

    @strawberry.field
    def url(self, info: Info) -> str | None:
        return self._policy(info).url

    @strawberry.field
    def dates(self, info: Info) -> list[PolicyDate]:
        return PolicyDate.all(self._policy(info).dates)

    @strawberry.field(description="False for what only looks like a policy: responses to comments, indexes, bulletins.")
    def carries_coverage(self, info: Info) -> bool:
        return self._policy(info).carries_coverage

    @strawberry.field(description="The benefit category that the payer files it under.")
    def benefit(self, info: Info) -> str | None:
        return self._policy(info).benefit

    @strawberry.field
    def aliases(self, info: Info) -> list[str]:
        return list(self._policy(info).aliases)

    @strawberry.field(description="The texts of this policy, which may hold side by side.")
    def versions(self, info: Info) -> list[PolicyVersion]:
        return [PolicyVersion.of(v) for v in self._policy(info).versions]

    @strawberry.field
    def relations(self, info: Info) -> list[PolicyRelation]:
        graph = graph_of(info)
        return [PolicyRelation(kind=r.kind, number=r.number, policy=wrap(graph.node(r.target)) if r.target else None)
                for r in self._policy(info).relations]

    @strawberry.field
    def provisions(self, info: Info) -> list[Provision]:
        return [Provision.of(p) for p in self._policy(info).provisions]


@strawberry.type
class LinkedPolicy:
    """A policy with the provisions that reach the code that was asked for."""

    policy: Policy
    provisions: list[Provision]


@strawberry.type
class Policies:
    """Policies found. An empty list is "no data held", which is never "not covered"."""

    total: int
    returned: int
    truncated: bool
    items: list[LinkedPolicy]

    @classmethod
    def of(cls, info: Info, found: tuple[PolicyLink, ...], first: int, offset: int) -> Policies:
        within("first", first, 1, MAXIMUM_PAGE)
        within("offset", offset, 0, MAXIMUM["policies"])
        graph, page = graph_of(info), found[offset : offset + first]
        spend(info, "policies", len(page))
        items = [
            LinkedPolicy(policy=Policy(key=x.policy.id, record=graph.node(x.policy.id)),
                         provisions=[Provision.of(p) for p in x.provisions]) for x in page
        ]
        return cls(total=len(found), returned=len(items), truncated=offset + len(items) < len(found), items=items)
