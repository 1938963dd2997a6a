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
from server.current import graph_of, public_graph
from server.licences import HEADER, mark
from server.negotiation import choose
from server.pages import document_page, node_page, render

HTML = "text/html"


def show(request: Request) -> Response:
    """Answer for one node or source file; a code in any spelling is sent to its CURIE.

    RDF is made to be passed on, so it never carries licensed descriptors, whoever asks.
    """
    graph, public, asked = graph_of(request), public_graph(request), request.path_params["curie"]
    if asked.startswith("sha256:"):
        found = public.document(asked)
        return _answer(request, partial(document_page, public, found), partial(document, public, asked))
    node = graph.node(asked)
    if node.id != asked and find_code(asked) == node.id:
        return RedirectResponse(f"/id/{node.id}", 308)
    return _answer(request, partial(node_page, graph, node),
                   lambda form: resource(public, public.node(node.id), form))


def _answer(
    request: Request, page: Callable[[], dict[str, Any]], rdf: Callable[[RdfFormat], bytes]
) -> Response:
    """The page or the RDF, whichever the client asks for."""
    kind = _kind(request)
    headers = {"ETag": f'"{public_graph(request).release.id}/{kind}"', "Vary": "Accept"}
    if request.headers.get("if-none-match") == headers["ETag"] and HEADER not in request.headers:
        return Response(status_code=304, headers=headers)
    if kind == HTML:
        view = page()
        return mark(request, HTMLResponse(render(view["template"], **view), headers=headers))
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
