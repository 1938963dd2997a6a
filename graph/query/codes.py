"""From what a person writes to a code of this release, and to what may have been meant when there is none."""

from __future__ import annotations

from graph.errors import BadIdentifier, NotFound, NotInForce
from graph.identifiers import PROCEDURE_SYSTEMS, code, find_code
from graph.model import Node
from graph.query import validity
from graph.query.answers import CodeResult
from graph.query.columns import Columns
from graph.release.search import Search


def number_of(columns: Columns, search: Search, text: str) -> int:
    """The row of a node by CURIE or by code as written; `NotFound` offers candidates."""
    text = text.strip()
    found = columns.find(text)
    if found is None and (curie := find_code(text)):
        found = columns.find(curie)
    if found is None:
        raise _unknown(columns, search, text)
    return found


def _unknown(columns: Columns, search: Search, text: str) -> NotFound | BadIdentifier:
    meant = candidates(columns, search, text)
    names = tuple(node.id for node in meant)
    hint = f"did you mean {', '.join(names)}?" if names else "`codekin search WORDS` finds codes by name"
    if ":" not in text and find_code(text) is None:
        return BadIdentifier("not a CURIE and not the shape of a code", got=repr(text),
                             expected="for example CPT:76496, HCPCS:G0008 or risk:bleeding", hint=hint)
    return NotFound(f"{_spelled(text)} is not in this release", candidates=names, got=text, hint=hint)


def _spelled(text: str) -> str:
    return find_code(text) or text


def candidates(columns: Columns, search: Search, text: str, first: int = 5) -> tuple[Node, ...]:
    """Codes whose number begins alike, then what the search index finds."""
    local = text.rpartition(":")[2].upper()[:80]  # no identifier is longer, and a search takes no page
    alike = [
        columns.find(f"{system}:{local}") for system in PROCEDURE_SYSTEMS
    ]
    found = [n for n in alike if n is not None]
    if len(local) >= 4:
        found += [n for n in _begins(columns, local[:4]) if n not in found]
    _, hits = search.hits(local, first, ("code",))
    found += [n for n, _ in hits if n not in found]
    return tuple(columns.node(n) for n in found[:first])


def _begins(columns: Columns, stem: str) -> list[int]:
    found = []
    for system in PROCEDURE_SYSTEMS:
        start = columns.position(f"{system}:{stem}")
        while start < columns.size and columns.node(start).id.startswith(f"{system}:{stem}"):
            found.append(start)
            start += 1
    return found


def batch(columns: Columns, search: Search, asked: list[str]) -> tuple[CodeResult, ...]:
    """One result for each item, in order; one that fails does not spoil the others."""
    return tuple(_result(columns, search, text) for text in asked)


def _result(columns: Columns, search: Search, text: str) -> CodeResult:
    try:
        node = validity.in_force(columns, columns.node(number_of(columns, search, code(text))))
    except NotInForce as error:
        return CodeResult(text, None, error.sentence(), tuple(columns.node_of(id) for id in error.candidates))
    except (BadIdentifier, NotFound) as error:
        return CodeResult(text, None, error.sentence(), candidates(columns, search, text))
    if columns.day is None and node.valid_to is not None:
        return CodeResult(text, node, f"ended on {node.valid_to}", validity.successors(columns, node))
    return CodeResult(text, node)
