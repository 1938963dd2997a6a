"""Relay connections that know how many nodes there are in all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

import strawberry
from strawberry import relay
from strawberry.relay.utils import SliceMetadata
from strawberry.types import Info

from graph.errors import BadInput

NodeType = TypeVar("NodeType")


@strawberry.type
class CountedConnection(relay.ListConnection[NodeType], Generic[NodeType]):
    """A page of a list; offsets are stable because a release never changes."""

    total_count: int = strawberry.field(default=0, description="How many there are in all, before paging.")

    @classmethod
    def resolve_connection(cls, nodes: Iterable[Any], *, info: Info, **arguments: Any) -> Any:
        every = list(nodes)
        _check(info, arguments)
        connection = super().resolve_connection(every, info=info, **arguments)
        connection.total_count = len(every)
        return connection


def _check(info: Info, arguments: dict[str, Any]) -> None:
    """The framework's own rules for `first`, `last`, `after`, `before`, as an error of our tree."""
    asked = {name: arguments.get(name) for name in ("first", "last", "after", "before")}
    try:
        SliceMetadata.from_arguments(info, **asked, max_results=arguments.get("max_results"))
    except (ValueError, TypeError) as error:
        got = ", ".join(f"{name}: {value}" for name, value in asked.items() if value is not None)
        raise BadInput("a list cannot be cut like that", got=got, hint=str(error),
                       expected=f"first or last from 0 to {info.schema.config.relay_max_results}, cursors of this list"
                       ) from error
