"""`/sparql`: the SPARQL 1.1 protocol, every query answered in a process of its own that can be stopped.

A query can be written to run for ever or to fill the memory, and nothing in Python stops a regular expression. A
process of its own costs about a second to start, and has an end.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph.errors import BadInput
from graph.identifiers import from_iri
from schema.rdf.namespaces import NODES
from schema.rdf.sparql import named
from server.current import public_graph
from server.negotiation import choose
from server.pages import render
from server.settings import ROOT
from server.sparql_worker import MEMORY, SECONDS, TABLE, day_of

ROWS = 500
"""Rows of a table that the page shows; programs get all."""
EXAMPLES = (
    ("Codes that share a risk with 76496", "SELECT ?code ?name ?risk {\n  CPT:76496 ck:hasRisk ?risk .\n"
     "  ?code ck:hasRisk ?risk ; skos:prefLabel ?name .\n  FILTER(?code != CPT:76496)\n} LIMIT 50"),
    ("What most often has to be prepared", "SELECT ?name (COUNT(?code) AS ?codes) {\n"
     "  ?code ck:hasPreparation ?what .\n  ?what skos:prefLabel ?name .\n"
     "} GROUP BY ?name ORDER BY DESC(?codes) LIMIT 20"),
    ("A sentence for every risk of a colonoscopy", "SELECT ?risk ?sentence ?condition {\n"
     "  ?edge rdf:subject CPT:45378 ; rdf:predicate ck:hasRisk ; rdf:object ?risk .\n"
     "  ?edge ck:hasEvidence/oa:hasTarget/oa:hasSelector/oa:exact ?sentence .\n"
     "  OPTIONAL { ?edge ck:condition ?condition }\n}"),
)
_HTML = "text/html"
_QUERY, _FORM = "application/sparql-query", "application/x-www-form-urlencoded"
_turns = asyncio.Semaphore(2)


async def sparql(request: Request) -> Response:
    """Answer a query given by GET, by a form or as the body; a browser that asks nothing gets a form.

    RDF is made to be passed on, so the graph asked is the one without licensed descriptors, whoever asks.
    """
    text, form, day = await _asked(request)
    accept = request.headers.get("accept", "*/*")
    if text is None:
        return _page(request, "")
    if not form and choose(accept, [TABLE, "text/turtle", _HTML]) == _HTML:
        return _page(request, text, await _answer(request, text, f"{TABLE}, text/turtle", day))
    said = await _answer(request, text, form or accept, day)
    return Response(said["body"], media_type=said["media_type"], headers={"Vary": "Accept"})


async def _asked(request: Request) -> tuple[str | None, str, str]:
    """The query, and format and day asked for by name; `BadInput` for what the protocol has and we have not."""
    fields: dict[str, Any] = dict(request.query_params)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = (await request.body()).decode("utf-8", "replace")
        if kind == _QUERY:
            fields["query"] = body
        elif kind == _FORM:
            fields |= dict(parse_qsl(body, keep_blank_values=True))
        else:
            raise BadInput("no query", where="/sparql", expected=f"{_QUERY} or {_FORM}", got=kind or "no content type")
    for refused in ("update", "using-graph-uri", "default-graph-uri", "named-graph-uri"):
        if refused in fields:
            raise BadInput("a release is one graph and never changes", where="/sparql", expected="query", got=refused)
    if request.method == "POST" and "query" not in fields:
        raise BadInput("no query", where="/sparql", expected="query=…", got=", ".join(fields) or "nothing")
    form, day = fields.get("format", ""), fields.get("as-of", "")
    # Both become arguments of a process, which may neither be long nor hold every character.
    if form:
        named(form)
    return fields.get("query"), form, str(day_of(day) or "")


def _page(request: Request, query: str, said: dict[str, Any] | None = None) -> Response:
    release = public_graph(request).release.id
    return HTMLResponse(render("sparql.html", query=query, release=release, examples=EXAMPLES, **_shown(said)))


def _shown(said: dict[str, Any] | None) -> dict[str, Any]:
    """An answer as the page prints it: a table, yes or no, or RDF as text."""
    if said is None:
        return {"table": None, "yes": None, "text": None}
    if said["media_type"] != TABLE:
        return {"table": None, "yes": None, "text": said["body"].decode()}
    found = json.loads(said["body"])
    if "boolean" in found:
        return {"table": None, "yes": found["boolean"], "text": None}
    names, rows = found["head"]["vars"], found["results"]["bindings"]
    cells = [[_cell(row.get(name)) for name in names] for row in rows[:ROWS]]
    return {"table": {"names": names, "total": len(rows), "rows": cells}, "yes": None, "text": None}


def _cell(term: dict[str, str] | None) -> dict[str, str | None]:
    """A term as a link to its page where it is one of our nodes."""
    value = term["value"] if term else ""
    curie = from_iri(value) if term and term["type"] == "uri" and value.startswith(NODES) else None
    return {"text": curie or value, "href": f"/id/{curie}" if curie else None}


async def _answer(request: Request, text: str, wanted: str, day: str) -> dict[str, Any]:
    """What a process of its own says: media type and body. The error it met is raised here."""
    release = str(public_graph(request).release.path)
    async with _turns:
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.sparql_worker", release, wanted, day, cwd=ROOT, stdin=PIPE, stdout=PIPE)
        try:
            out, _ = await asyncio.wait_for(worker.communicate(text.encode()), SECONDS)
        except TimeoutError:
            raise BadInput("the query takes too long", where="/sparql", expected=f"an answer in {SECONDS} seconds",
                           hint="name more of what you look for, or ask `codekin sparql`, which waits") from None
        finally:
            if worker.returncode is None:
                worker.kill()
                await worker.wait()
    return _told(out)


def _told(out: bytes) -> dict[str, Any]:
    head, _, body = out.partition(b"\n")
    if not head:
        raise BadInput("the query needs too much memory", where="/sparql", expected=f"at most {MEMORY >> 30} GiB",
                       hint="name more of what you look for, or add LIMIT")
    said = json.loads(head)
    if "error" in said:
        raise BadInput(**said["error"])
    return said | {"body": body}
