"""Limits of a query as validation rules, made once so that the validation cache works."""

from __future__ import annotations

from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    ValidationRule,
)

MAXIMUM_DEPTH = 14
MAXIMUM_ALIASES = 60
MAXIMUM_TOKENS = 4000
MAXIMUM_SEARCHES = 10
SEARCHES = ("neighborhood", "paths", "basket", "communities", "centrality")
"""Fields that search or count over a part of the graph, each of which may take a good part of a second."""


class DepthRule(ValidationRule):
    """A query may nest at most `MAXIMUM_DEPTH` fields; fragments count where they are spread."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        depth = self._depth(node, frozenset())
        if depth > MAXIMUM_DEPTH:
            self.report_error(GraphQLError(
                f"query is too deep; expected at most {MAXIMUM_DEPTH} levels; got {depth}", node,
                extensions={"code": "BadInput"}))

    def _depth(self, node: Any, seen: frozenset[str]) -> int:
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            fragment = None if name in seen else self.context.get_fragment(name)
            return self._depth(fragment, seen | {name}) if fragment else 0
        below = [self._depth(child, seen) for child in (node.selection_set.selections if node.selection_set else ())]
        own = 1 if isinstance(node, FieldNode) else 0
        assert own or isinstance(node, InlineFragmentNode | OperationDefinitionNode) or hasattr(node, "type_condition")
        return own + max(below, default=0)


class AliasRule(ValidationRule):
    """A query may use at most `MAXIMUM_ALIASES` aliases."""

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self._count = 0

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self._count += node.alias is not None
        if node.alias is not None and self._count == MAXIMUM_ALIASES + 1:
            self.report_error(GraphQLError(
                f"too many aliases; expected at most {MAXIMUM_ALIASES}", node, extensions={"code": "BadInput"}))


class SearchRule(ValidationRule):
    """A query may ask for at most `MAXIMUM_SEARCHES` of `SEARCHES`."""

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self._count = 0

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self._count += node.name.value in SEARCHES
        if node.name.value in SEARCHES and self._count == MAXIMUM_SEARCHES + 1:
            self.report_error(GraphQLError(
                f"too many searches in one query; expected at most {MAXIMUM_SEARCHES} of {', '.join(SEARCHES)}", node,
                extensions={"code": "BadInput"}))


RULES = [DepthRule, AliasRule, SearchRule]
