"""Codes: their pages, one connection per kind of page edge, their policies and their kin."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import strawberry
from strawberry import relay
from strawberry.types import Info

from graph.query.similarity.weights import MINIMUM_COVERAGE
from graph.vocabulary import PAGE_PREDICATES, Predicate
from schema.graphql.connection import CountedConnection
from schema.graphql.context import graph_of
from schema.graphql.limits import spend_kin
from schema.graphql.nodes import Association, Attribute, Entity, ProcedurePage, edges, wrap
from schema.graphql.policy import Policies
from schema.graphql.similar import Similar, SimilarFilter, Weights, filters, given


def _edges(predicate: Predicate) -> object:
    """The connection of one kind of page edge."""

    def resolve(self: Code, info: Info) -> Iterable[Association]:
        return edges(info, graph_of(info).out(self.record, predicate.name))

    resolve.__annotations__ = {"info": Info, "return": Iterable[Association]}
    return relay.connection(CountedConnection[Association], resolver=resolve, description=predicate.definition)


@strawberry.type
class Code(Entity):
    """A concept of a code system."""

    for _predicate in PAGE_PREDICATES.values():
        vars()[_predicate.name] = _edges(_predicate)
    del _predicate

    @strawberry.field
    def system(self) -> str | None:
        return self.record.system

    @strawberry.field(description="First day of the period for which the held editions list it.")
    def valid_from(self) -> date | None:
        return self.record.valid_from

    @strawberry.field(description="Last day of that period; null while the newest edition held lists it.")
    def valid_to(self) -> date | None:
        return self.record.valid_to

    @strawberry.field(description="The last day of any rule that names it, where every one has ended and no edition "
                      "held lists it.")
    def lapsed(self, info: Info) -> date | None:
        return graph_of(info).lapsed(self.record)

    @strawberry.field(description="Codes that replaced it.")
    def successors(self, info: Info) -> list[Entity]:
        return [wrap(node) for node in graph_of(info).successors(self.record)]

    @strawberry.field(description="Plain facts, such as relative value units, as their publisher names them.")
    def attributes(self, info: Info, names: list[str] | None = None) -> list[Attribute]:
        found = graph_of(info).attributes(self.record)
        return [Attribute.of(a) for a in found if names is None or a.name in names]

    @strawberry.field
    def pages(self, info: Info) -> list[ProcedurePage]:
        return [ProcedurePage.of(page) for page in graph_of(info).pages(self.record)]

    @strawberry.field
    def groupings(self, info: Info) -> list[Entity]:
        return [wrap(a.object) for a in graph_of(info).out(self.record, "in_grouping")]

    @strawberry.field
    def policies(self, info: Info, payer: str | None = None, first: int = 100, offset: int = 0) -> Policies:
        return Policies.of(info, graph_of(info).policies(self.record, payer), first, offset)

    @strawberry.field
    def similar(
        self, info: Info, first: int = 10, preset: str = "default", weights: Weights | None = None,
        exclude: list[str] | None = None, filter: SimilarFilter | None = None,
        minimum_coverage: float = MINIMUM_COVERAGE,
    ) -> Similar | None:
        spend_kin(info, first)
        return Similar.of(graph_of(info).similar(
            self.record.id, first, given(weights, exclude), preset, minimum_coverage, **filters(filter)))
