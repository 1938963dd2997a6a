"""Of an error that nobody foresaw the caller learns that it happened; the rest goes to the log under its number."""

from __future__ import annotations

import logging
from secrets import token_hex

from graphql import GraphQLError
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.extensions import MaskErrors

from graph.errors import CodekinError

_LOG = logging.getLogger("codekin.graphql")
_MEANT = (CodekinError, GraphQLError, StrawberryInputCoercionError)


class Masked(MaskErrors):
    """Errors of our own tree and of the query itself are answers; of any other the caller gets its number."""

    def __init__(self) -> None:
        super().__init__(should_mask_error=is_unforeseen)

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        number = token_hex(6)
        _LOG.error("request %s: %s at %s", number, error.message, error.path, exc_info=error.original_error)
        return GraphQLError(f"internal error; request {number}", nodes=error.nodes, source=error.source,
                            positions=error.positions, path=error.path,
                            extensions={"code": "InternalError", "request": number})


def is_unforeseen(error: GraphQLError) -> bool:
    """Whether an exception is behind an error that was raised on nobody's behalf.

    An error without a path comes from reading the query or its variables, where an exception is how a value is refused.
    """
    return error.path is not None and error.original_error is not None and not isinstance(error.original_error, _MEANT)
