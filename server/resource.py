"""`/id/{curie}`: one resource in the form the client asks for, HTML for people and RDF or JSON for programs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from graph.errors import BadInput
from graph.identifiers import find_code
from schema.rdf.export import document, resource
from schema.rdf.formats import RdfFormat
from server.negotiation import choose
from server.pages import document_page, node_page, render

HTML = "text/html"


def show(request: Request) -> Response:
    """Answer for one node or source file; a code in any spelling is sent to its CURIE."""
    graph, asked = request.app.state.graph, request.path_params["curie"]
    if asked.startswith("sha256:"):
        return _answer(request, partial(document_page, graph, graph.document(asked)), partial(document, graph, asked))
    node = graph.node(asked)
    if node.id != asked and find_code(asked) == node.id:
        return RedirectResponse(f"/id/{node.id}", 308)
    return _answer(request, partial(node_page, graph, node), partial(resource, graph, node))


def _answer(
    request: Request, page: Callable[[], dict[str, Any]], rdf: Callable[[RdfFormat], bytes]
) -> Response:
    """The page or the RDF, whichever the client asks for."""
    kind = _kind(request)
    headers = {"ETag": f'"{request.app.state.graph.release.id}/{kind}"', "Vary": "Accept"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if kind == HTML:
        view = page()
        return HTMLResponse(render(view["template"], **view), headers=headers)
    return Response(rdf(RdfFormat.of_media_type(kind)), media_type=kind, headers=headers)


def _kind(request: Request) -> str:
    """The media type asked for by `?format=` or by `Accept`."""
    if name := request.query_params.get("format"):
        return HTML if name == "html" else RdfFormat.of_name(name).media_type
    offered = [HTML, *(form.media_type for form in RdfFormat)]
    kind = choose(request.headers.get("accept", "*/*"), offered)
    if kind is None:
        raise BadInput("no such form", where=request.url.path, expected=", ".join(offered),
                       got=request.headers.get("accept"), hint="ask for one of these in Accept")
    return kind
