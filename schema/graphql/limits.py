"""Limits of a query: of what it may say, as validation rules, and of what it may have worked out while it is answered.

The rules are made once, so that the validation cache works.
"""

from __future__ import annotations

from typing import Any

from graphql import FieldNode, FragmentSpreadNode, GraphQLError, OperationDefinitionNode, ValidationRule
from strawberry.types import Info

from graph.errors import BadInput

MAXIMUM_DEPTH = 14
MAXIMUM_ALIASES = 60
MAXIMUM_TOKENS = 4000
MAXIMUM_SEARCHES = 10
SEARCHES = ("neighborhood", "paths", "basket", "communities", "centrality", "changes")
"""Fields that search or count over a part of the graph, each of which may take a good part of a second."""

MAXIMUM = {"kin": 10_000, "edges": 100_000, "policies": 10_000}
"""How much of what grows by nesting one query may ask for in all, wherever it stands in the query."""
LEAST_KIN = 10
"""Kin that a question for fewer counts as: to ask takes its time too."""


def within(name: str, value: int, least: int, most: int) -> int:
    """The value of an argument, or `BadInput` when it is out of range."""
    if not least <= value <= most:
        raise BadInput(f"{name} out of range", expected=f"{least} to {most}", got=value)
    return value


def spend(info: Info, what: str, amount: int) -> None:
    """Count what a field is about to give; `BadInput` once the query has asked for more than `MAXIMUM`."""
    spent = info.context.setdefault("spent", dict.fromkeys(MAXIMUM, 0))
    spent[what] += amount
    if spent[what] > MAXIMUM[what]:
        raise BadInput(f"too many {what} in one query", expected=f"at most {MAXIMUM[what]}",
                       got=f"{spent[what]} or more", hint="ask for less of each, or in several queries")


def spend_kin(info: Info, first: int, codes: int = 1) -> None:
    """Count the kin of some codes."""
    spend(info, "kin", codes * max(first, LEAST_KIN))


class _Measure(ValidationRule):
    """A figure of an operation. A fragment counts wherever it is spread and is measured once, for many may be."""

    what: str
    most: int

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self._known: dict[str, int] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        if (found := self._of(node)) > self.most:
            self.report_error(GraphQLError(f"{self.what}; expected at most {self.most}; got {found}", node,
                                           extensions={"code": "BadInput"}))

    def _of(self, node: Any) -> int:
        if isinstance(node, FragmentSpreadNode):
            return self._of_fragment(node.name.value)
        selections = node.selection_set.selections if node.selection_set else ()
        return self.joined(node, [self._of(child) for child in selections])

    def _of_fragment(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = 0  # one that spreads itself is refused by a rule of the language
            fragment = self.context.get_fragment(name)
            self._known[name] = self._of(fragment) if fragment else 0
        return self._known[name]

    def joined(self, node: Any, below: list[int]) -> int:
        """The figure of a node, given those of what is selected in it."""
        raise NotImplementedError


class DepthRule(_Measure):
    """A query may nest at most `MAXIMUM_DEPTH` fields."""

    what, most = "query is too deep", MAXIMUM_DEPTH

    def joined(self, node: Any, below: list[int]) -> int:
        return isinstance(node, FieldNode) + max(below, default=0)


class SearchRule(_Measure):
    """A query may ask for at most `MAXIMUM_SEARCHES` of `SEARCHES`."""

    what, most = f"too many searches ({', '.join(SEARCHES)}) in one query", MAXIMUM_SEARCHES

    def joined(self, node: Any, below: list[int]) -> int:
        return (isinstance(node, FieldNode) and node.name.value in SEARCHES) + sum(below)


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


RULES = [DepthRule, AliasRule, SearchRule]
