"""One SPARQL query in a process with limits: the query on standard input, a line that says what follows, the answer.

    python -m server.sparql_worker RELEASE ACCEPT [DAY] < QUERY

The line is JSON, `{"media_type"}` before the answer or `{"error"}` alone.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date

from graph import open_graph
from graph.errors import BadInput, CodekinError
from graph.query.graph import Graph
from schema.rdf.sparql import Asked, Format, ResultFormat, answer, asked
from server.negotiation import choose

SECONDS = 20
"""After which the door gives up; the kernel ends the process a little later, should nobody else."""
MEMORY = 3 << 30
TABLE = "application/sparql-results+json"


def main(release: str, accept: str, day: str = "") -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 5, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    try:
        kind, body = reply(open_graph(release).at(day_of(day)), text, accept)
        head: dict[str, object] = {"media_type": kind}
    except MemoryError:
        return  # said nothing: the door knows what that means
    except CodekinError as error:
        head, body = {"error": {key: value for key, value in error.as_json().items() if key != "kind"}}, b""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)


def reply(graph: Graph, text: str, wanted: str) -> tuple[str, bytes]:
    """The media type and the answer of a query, in a format by name, by Accept, or ("") the usual one for people."""
    try:
        question = asked(text)
        form = _format(question, wanted)
        return form.media_type, answer(graph, question, form)
    except (CodekinError, MemoryError):
        raise
    except Exception as error:  # rdflib has no tree of errors: what it raises here is about the query
        raise BadInput("the query cannot be answered", got=f"{type(error).__name__}: {error}") from error


def day_of(text: str) -> date | None:
    """The day of a request, None where it names none; `BadInput` for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput("not a day", where="as-of", expected="YYYY-MM-DD", got=text[:20]) from None


def _format(question: Asked, accept: str) -> Format:
    if not accept:
        return ResultFormat.TSV if ResultFormat.TSV in question.formats else question.formats[0]
    if "/" not in accept:
        return question.format(accept)
    offered = {form.media_type: form for form in question.formats}
    kind = choose(accept, list(offered))
    if kind is None:
        raise BadInput("no form for the answer of this query", where="/sparql", expected=", ".join(offered), got=accept)
    return offered[kind]


if __name__ == "__main__":
    main(*sys.argv[1:])
