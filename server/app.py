"""The application: routes over one opened graph, built by a factory from a release directory."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from graph import open_graph
from graph.errors import BadInput, CodekinError
from graph.overlay import Overlay, read
from graph.query.graph import Graph
from schema.rdf.export import stream
from schema.rdf.formats import RdfFormat
from server import errors, resource
from server.current import Current, graph_of, public_graph
from server.graphql import GraphQLDoor
from server.licences import Licences, mark, read_keys
from server.pages import home, render
from server.pieces import View
from server.sparql import sparql
from server.ties import around, between, further

HERE = Path(__file__).parent
GRAPHIQL = HERE / "web" / "node_modules"


def create_app(releases: Path, overlay: Path | None = None, keys: Path | None = None) -> Starlette:
    """An application that serves the current release of a directory, and licensed descriptors to those with a key."""
    watched = releases if (releases / "current").is_symlink() else None
    return application(open_graph(releases), overlay and read(overlay), read_keys(keys) if keys else {}, watched)


def application(
    graph: Graph, overlay: Overlay | None = None, keys: dict[bytes, tuple[str, ...]] | None = None,
    releases: Path | None = None,
) -> Starlette:
    """An application over one graph; with `releases`, over whatever release is current there from now on."""
    door = GraphQLDoor(has_graphiql=(GRAPHIQL / "graphiql").is_dir())
    app = Starlette(
        routes=[
            Route("/", _home),
            Route("/id/{curie:path}", resource.show),
            Route("/between", _between),
            Route("/around", _around),
            Route("/export/{name}", _export),
            Route("/healthz", _health),
            Route("/sparql", sparql, methods=["GET", "POST"]),
            Route("/graphql", door, methods=["GET", "POST"]),
            Mount("/static", StaticFiles(directory=HERE / "static")),
            *_graphiql_files(),
        ],
        exception_handlers={CodekinError: errors.codekin_error},
    )
    app.state.current = Current(Licences(graph, overlay, keys or {}), releases)
    return app


def _graphiql_files() -> list[Mount]:
    """The installed GraphiQL and React builds, where `make web` has put them."""
    names = ("graphiql", "react", "react-dom")
    return [
        Mount(f"/web/{name}", StaticFiles(directory=GRAPHIQL / name)) for name in names if (GRAPHIQL / name).is_dir()
    ]


def _home(request: Request) -> Response:
    return _page(request, home(graph_of(request), request.query_params.get("q", "")))


def _between(request: Request) -> Response:
    """How two nodes hang together."""
    asked = (request.query_params.get(name, "") for name in ("a", "b"))
    return _page(request, between(graph_of(request), *asked))


def _around(request: Request) -> Response:
    """The graph around a node, or the rest of one of its lists."""
    graph, asked = graph_of(request), request.query_params
    if "cursor" in asked:
        return _page(request, further(graph, asked["cursor"]))
    if not (depth := asked.get("depth", "2")).isdecimal() or len(depth) > 9:
        raise BadInput("depth is no number", expected="a number of steps", got=repr(depth[:20]))
    return _page(request, around(graph, asked.get("id", ""), int(depth)))


def _page(request: Request, view: View) -> Response:
    return mark(request, HTMLResponse(render(view["template"], **view)))


def _export(request: Request) -> Response:
    """The whole release in one of the RDF formats, streamed."""
    form = RdfFormat.of_name(request.path_params["name"].rpartition(".")[2])
    return StreamingResponse(stream(public_graph(request), form), media_type=form.media_type)


def _health(request: Request) -> Response:
    return JSONResponse({"status": "ok", "release": public_graph(request).release.id})
