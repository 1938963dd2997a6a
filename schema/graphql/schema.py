"""The schema object: root fields over the façade, and the limits every query is held to."""

from __future__ import annotations

import binascii
from base64 import b64decode
from datetime import date
from types import NoneType

import strawberry
from graphql import GraphQLError
from strawberry.extensions import AddValidationRules, MaxTokensLimiter, ParserCache, ValidationCache
from strawberry.types import ExecutionContext, Info

from graph.errors import BadIdentifier, CodekinError
from graph.query.cursor import read
from graph.query.paths import BUDGET as PATH_BUDGET
from graph.query.paths import DAMPING
from graph.query.similarity.weights import MINIMUM_COVERAGE
from schema.graphql import limits
from schema.graphql.answers import CodeResult, Hits, Release
from schema.graphql.changes import Changes
from schema.graphql.code import Code
from schema.graphql.context import moment
from schema.graphql.coverage import Coverage, Divergence, Gap
from schema.graphql.enums import Category, Direction, Predicate, named
from schema.graphql.limits import spend_kin, within
from schema.graphql.masking import Masked, is_unforeseen
from schema.graphql.nodes import Association, Concept, Entity, Thing, wrap
from schema.graphql.policy import Policies, Policy
from schema.graphql.similar import Basket, Comparison, Similar, SimilarFilter, Weights, filters, given
from schema.graphql.subgraphs import EdgePage, Neighborhood, Paths

MAXIMUM_BATCH = 500
MAXIMUM_BASKET = 50
_TYPES = {"Code", "Concept", "Policy", "Thing"}


def _curie(id: str) -> str:
    """The CURIE behind a Relay id, or the id itself when it is a CURIE or a code already."""
    try:
        kind, _, curie = b64decode(id, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return id
    return curie if kind in _TYPES and curie else id


@strawberry.type
class Query:
    """Everything is answered from one immutable release; with `asOf`, as its editions were on that day."""

    @strawberry.field(description="Any node by Relay id or CURIE.")
    def node(self, info: Info, id: strawberry.ID, as_of: date | None = None) -> Entity | None:
        curie = _curie(id)
        if ":" not in curie:
            raise BadIdentifier("malformed id", got=repr(str(id)), expected="a Relay id of this API, or a CURIE",
                                hint="for example CPT:76496")
        return wrap(moment(info, as_of).node(curie))

    @strawberry.field(description="Several nodes by Relay id or CURIE, in order; null where one is not held.")
    def nodes(self, info: Info, ids: list[strawberry.ID], as_of: date | None = None) -> list[Entity | None] | None:
        within("number of ids", len(ids), 0, MAXIMUM_BATCH)
        graph = moment(info, as_of)
        found = (graph.find(_curie(id)) for id in ids)
        return [node and wrap(node) for node in found]

    @strawberry.field(description="A code in any spelling: CPT:76496, 76496, g0008.")
    def code(self, info: Info, id: str, as_of: date | None = None) -> Code | None:
        return wrap(moment(info, as_of).code(_curie(id)))  # type: ignore[return-value]

    @strawberry.field(description="Many codes, each with its own outcome.")
    def codes(self, info: Info, ids: list[str], as_of: date | None = None) -> list[CodeResult] | None:
        within("number of ids", len(ids), 0, MAXIMUM_BATCH)
        return [CodeResult.of(r) for r in moment(info, as_of).codes(ids)]

    @strawberry.field(description="Nodes by name or number, best first.")
    def search(self, info: Info, text: str, first: int = 10, offset: int = 0,
               categories: list[Category] | None = None, as_of: date | None = None) -> Hits | None:
        within("first", first, 1, 200)
        within("offset", offset, 0, 10_000)
        found = moment(info, as_of).search(text, offset + first, named(categories))
        return Hits.of(found, offset)

    @strawberry.field(description="The nearest codes of a code, explained to the last term. Weights are laid over the "
                      "preset, `exclude` names signals to leave out.")
    def similar(
        self, info: Info, code: str, first: int = 10, preset: str = "default", weights: Weights | None = None,
        exclude: list[str] | None = None, filter: SimilarFilter | None = None,
        minimum_coverage: float = MINIMUM_COVERAGE, as_of: date | None = None,
    ) -> Similar | None:
        spend_kin(info, first)
        return Similar.of(moment(info, as_of).similar(
            _curie(code), first, given(weights, exclude), preset, minimum_coverage, **filters(filter)))

    @strawberry.field(description="How like code a code b is, and what of.")
    def compare(self, info: Info, a: str, b: str, preset: str = "default", weights: Weights | None = None,
                exclude: list[str] | None = None, as_of: date | None = None) -> Comparison | None:
        return Comparison.of(moment(info, as_of).compare(_curie(a), _curie(b), given(weights, exclude), preset))

    @strawberry.field(description="What a list of codes has in common, which of them stand apart, and which code is "
                      "most likely missing; the filter is about the missing ones.")
    def basket(
        self, info: Info, codes: list[str], first: int = 10, preset: str = "default", weights: Weights | None = None,
        exclude: list[str] | None = None, filter: SimilarFilter | None = None, as_of: date | None = None,
    ) -> Basket | None:
        within("number of codes", len(codes), 2, MAXIMUM_BASKET)
        return Basket.of(moment(info, as_of).basket(
            [_curie(c) for c in codes], first, given(weights, exclude), preset, **filters(filter)))

    @strawberry.field(description="The graph around a node, of every list the most telling edges first; billing rules "
                      "are taken at the center only, unless asked for among the predicates.")
    def neighborhood(
        self, info: Info, id: str, depth: int = 1, predicates: list[Predicate] | None = None,
        directions: list[Direction] | None = None, categories: list[Category] | None = None, per_type: int = 25,
        budget: int = 500, edge_budget: int = 2000, as_of: date | None = None,
    ) -> Neighborhood | None:
        within("budget", budget, 1, 5000)
        within("edgeBudget", edge_budget, 1, 20_000)
        return Neighborhood.of(moment(info, as_of).neighborhood(
            _curie(id), named(predicates), depth=depth, directions=named(directions), categories=named(categories),
            per_type=per_type, budget=budget, edge_budget=edge_budget))

    @strawberry.field(description="The next edges of a list that a neighbourhood cut, by the cursor of its cut.")
    def continued(self, info: Info, cursor: str, first: int = 100) -> EdgePage | None:
        return EdgePage.of(moment(info, read(cursor).as_of).continued(cursor, first))

    @strawberry.field(description="The cheapest paths between two nodes, over edges in either direction; hubs are "
                      "not passed. A higher damping (0 to 1) makes nodes with many edges dearer to pass.")
    def paths(
        self, info: Info, start: str, end: str, first: int = 5, predicates: list[Predicate] | None = None,
        damping: float = DAMPING, budget: int = PATH_BUDGET, as_of: date | None = None,
    ) -> Paths | None:
        return Paths.of(moment(info, as_of).paths(
            _curie(start), _curie(end), named(predicates), first=first, damping=damping, budget=budget))

    @strawberry.field(description="Policies that reach a code, or all of them. None found is \"no data held\".")
    def policies(self, info: Info, code: str | None = None, payer: str | None = None, first: int = 100,
                 offset: int = 0, as_of: date | None = None) -> Policies | None:
        graph = moment(info, as_of)
        found = graph.policies(graph.code(_curie(code)) if code else None, payer)
        return Policies.of(info, found, first, offset)

    @strawberry.field(description="Whether policies held apply to a code on a day of service (default: the day asked "
                      "of, or today). \"No data held\" is never \"not covered\".")
    def coverage(self, info: Info, code: str, payer: str | None = None, jurisdiction: str | None = None,
                 diagnosis: str | None = None, on: date | None = None, as_of: date | None = None) -> Coverage | None:
        found = moment(info, as_of).coverage(_curie(code), payer, jurisdiction, diagnosis, on)
        return Coverage.of(info, found)

    @strawberry.field(description="For each code, the policies that reach its kin and not the code itself; `on` is "
                      "the day of service (default: the day asked of, or today).")
    def policy_gap(self, info: Info, codes: list[str], payer: str | None = None, on: date | None = None,
                   first: int = 10, as_of: date | None = None) -> list[Gap] | None:
        within("number of codes", len(codes), 1, MAXIMUM_BASKET)
        within("first", first, 1, 50)
        spend_kin(info, first, len(codes))
        return [Gap.of(info, g) for g in moment(info, as_of).policy_gap([_curie(c) for c in codes], payer, on, first)]

    @strawberry.field(description="For each code, the kin that a payer treats differently; `on` is the day of service "
                      "(default: the day asked of, or today).")
    def divergence(self, info: Info, codes: list[str], payer: str | None = None, on: date | None = None,
                   first: int = 10, as_of: date | None = None) -> list[Divergence] | None:
        within("number of codes", len(codes), 1, MAXIMUM_BASKET)
        within("first", first, 1, 50)
        spend_kin(info, first, len(codes))
        found = moment(info, as_of).divergence([_curie(c) for c in codes], payer, on, first)
        return [Divergence.of(info, d) for d in found]

    @strawberry.field(description="What changed between two days (2020-07-01) or editions (HCPCS@2020-07).")
    def changes(self, info: Info, old: str, new: str, systems: list[str] | None = None) -> Changes | None:
        return Changes.of(moment(info, None), old, new, systems or [])

    @strawberry.field(description="The release that answers come from.")
    def release(self, info: Info) -> Release:
        return Release.of(info)


class Schema(strawberry.Schema):
    """Errors of our own tree are answers, not incidents, and `Masked` has logged the others under their number."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        unexpected = [e for e in errors if not isinstance(e.original_error, CodekinError | NoneType)]
        super().process_errors([e for e in unexpected if not is_unforeseen(e)], execution_context)


schema = Schema(
    query=Query,
    types=[Code, Concept, Policy, Thing, Association],
    extensions=[
        Masked,
        lambda: AddValidationRules(limits.RULES),
        lambda: MaxTokensLimiter(max_token_count=limits.MAXIMUM_TOKENS),
        lambda: ParserCache(maxsize=256),
        lambda: ValidationCache(maxsize=256),
    ],
)
