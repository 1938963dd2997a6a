"""Policies: what a payer says, in which provision, since when."""

from __future__ import annotations

import strawberry
from strawberry.types import Info

from graph import model
from graph.query.answers import PolicyLink
from schema.graphql.context import graph_of
from schema.graphql.enums import PriorAuthorization, Stance
from schema.graphql.nodes import Entity, wrap


@strawberry.type
class PolicyDate:
    """A dated fact; `value` has the precision it was printed with."""

    role: str
    value: str


@strawberry.type
class Provision:
    """The unit that carries a stance. `basis` is how the codes came to it: named by the policy, or by subject only."""

    curie: str
    stance: Stance
    prior_authorization: PriorAuthorization
    phrase: str
    is_default: bool
    basis: str
    codes: list[str]

    @classmethod
    def of(cls, p: model.Provision) -> Provision:
        return cls(curie=p.id, stance=Stance(p.stance), prior_authorization=PriorAuthorization(p.prior_authorization),
                   phrase=p.phrase, is_default=p.is_default, basis=p.basis, codes=list(p.codes))


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
        return [PolicyDate(role=d.role, value=d.value) for d in self._policy(info).dates]

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
        graph = graph_of(info)
        page = found[offset : offset + first]
        items = [
            LinkedPolicy(policy=Policy(key=x.policy.id, record=graph.node(x.policy.id)),
                         provisions=[Provision.of(p) for p in x.provisions]) for x in page
        ]
        return cls(total=len(found), returned=len(items), truncated=len(items) < len(found), items=items)
