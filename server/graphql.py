"""GraphQL over HTTP, with GraphiQL served from files that lie beside us: nothing is asked of another machine."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from schema.graphql.schema import schema
from server.current import graph_of
from server.licences import mark
from server.pages import render


class GraphQLDoor(GraphQL):
    """Strawberry's ASGI view over the graph of each request; a browser that asks for HTML gets GraphiQL."""

    def __init__(self, has_graphiql: bool) -> None:
        super().__init__(schema, graphql_ide="graphiql")
        self._has_graphiql = has_graphiql

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket | None = None
    ) -> dict[str, Any]:
        if isinstance(response, Response):
            mark(request, response)
        return {"request": request, "response": response, "graph": graph_of(request)}

    async def render_graphql_ide(self, request: Request) -> Response:
        return HTMLResponse(render("graphiql.html", available=self._has_graphiql, release=graph_of(request).release.id))
