"""One error shape over HTTP: the error tree as a status, JSON for programs, a page for people."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from graph.errors import BadInput, CodekinError, NotFound, NotLicensed
from server.pages import error_page, render


def status_of(error: CodekinError) -> int:
    """400 bad input, 403 a key that opens nothing, 404 not held, 500 a release that cannot be trusted."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, NotLicensed):
        return 403
    return 400 if isinstance(error, BadInput) else 500


async def codekin_error(request: Request, error: Exception) -> Response:
    """Answer a `CodekinError` in the form the caller asked for."""
    if not isinstance(error, CodekinError):
        raise error
    status = status_of(error)
    if "text/html" in request.headers.get("accept", "") and "format" not in request.query_params:
        return HTMLResponse(_page(request, error), status)
    return JSONResponse({"error": error.as_json()}, status)


def _page(request: Request, error: CodekinError) -> str:
    view = error_page(error)
    return render(view["template"], **view)
