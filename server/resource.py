"""`/id/{curie}`: one resource in the form the client asks for, HTML for people and RDF or JSON for programs."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from graph.errors import BadInput
from graph.identifiers import find_code
from schema.rdf.export import resource
from schema.rdf.formats import RdfFormat
from server.current import graph_of, public_graph
from server.licences import HEADER, mark
from server.negotiation import choose
from server.pages import node_page, render

HTML = "text/html"


def show(request: Request) -> Response:
    """Answer for one node; a code in any spelling is sent to its CURIE."""
    graph, asked = graph_of(request), request.path_params["curie"]
    node = graph.node(asked)
    if node.id != asked and find_code(asked) == node.id:
        return RedirectResponse(f"/id/{node.id}", 308)
    kind = _kind(request)
    headers = {"ETag": f'"{graph.release.id}/{kind}"', "Vary": "Accept"}
    if request.headers.get("if-none-match") == headers["ETag"] and HEADER not in request.headers:
        return Response(status_code=304, headers=headers)
    if kind == HTML:
        page = node_page(graph, node)
        return mark(request, HTMLResponse(render(page["template"], **page), headers=headers))
    form = RdfFormat.of_media_type(kind)
    # RDF is made to be passed on, so it never carries licensed descriptors, whoever asks.
    public = public_graph(request)
    return Response(resource(public, public.node(node.id), form), media_type=kind, headers=headers)


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
