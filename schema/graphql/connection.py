"""Relay connections that know how many nodes there are in all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

import strawberry
from strawberry import relay

NodeType = TypeVar("NodeType")


@strawberry.type
class CountedConnection(relay.ListConnection[NodeType], Generic[NodeType]):
    """A page of a list; offsets are stable because a release never changes."""

    total_count: int = strawberry.field(default=0, description="How many there are in all, before paging.")

    @classmethod
    def resolve_connection(cls, nodes: Iterable[Any], **arguments: Any) -> Any:
        every = list(nodes)
        connection = super().resolve_connection(every, **arguments)
        connection.total_count = len(every)
        return connection
