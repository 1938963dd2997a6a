"""A draft and the batches of official files to the tables and arrays of a release."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest.assembly import (
    codesets,
    edges,
    facts,
    kinship,
    lapsed,
    page_text,
    pages,
    parts,
    policies,
    search_parts,
)
from graph.ingest.assembly.editions import systems
from graph.ingest.assembly.facts import Entry
from graph.ingest.assembly.nodes import Nodes
from graph.ingest.assembly.search_parts import Elsewhere
from graph.ingest.assembly.stack import Stack
from graph.ingest.cache import Cache
from graph.ingest.draft import Draft
from graph.release.writer import Writer

Step = Callable[[str], None]


def assemble(
    draft: Draft, entries: Sequence[Entry], writer: Writer, step: Step, cache: Cache | None = None,
    elsewhere: Elsewhere | None = None,
) -> dict[str, Any]:
    """Write everything and return the counts for the manifest.

    What is costly and seldom changes goes to a cache; parts of the search index may be made there `elsewhere`.
    """
    batches = [*([draft.given] if draft.given else []), draft.sealed(), *(entry.batch for entry in entries)]
    families, expanded = codesets.expand(policies.collect(draft.policies, batches), batches)
    batches += [*expanded, *policies.ties(families)]
    stack = Stack.of([*batches, systems(batches)])
    for entry in entries:
        draft.problems += entry.batch.problems
    documents = {id: n for n, id in enumerate(sorted(draft.documents))}
    cache = cache or Cache(writer.root / ".cache" / "assembly")
    step("nodes")
    free = Event()
    with ThreadPoolExecutor(3) as beside, ExitStack() as done:
        done.callback(free.set)
        stated = beside.submit(edges.Stated.by, stack, documents, cache)
        stack, found = parts.write(stack, documents, writer, cache)
        searched = beside.submit(search_parts.write, writer, cache, elsewhere, free)
        words = beside.submit(_pages, draft, found, documents, writer, cache)
        step("edges")
        joined = edges.write(stated.result(), stack.known[1], writer)
        writer.beside(lambda: lapsed.write(joined, writer))
        step("facts")
        held = facts.editions(stack, writer)
        facts.ledger(entries, documents, writer)
        writer.beside(lambda: policies.write(families, found, documents, writer))
        step("similarity")
        kinship.write(found, joined, families, writer.written("labels"), words.result(), writer, cache)
        step("search index")
    searched.result()
    return {
        "nodes": _count(found.category), "edges": edges.counts(joined), "codes": _count(found.system),
        "attributes": writer.written("attributes").num_rows, "editions": len(held), "documents": len(documents),
        "pages": len(draft.pages), "policies": len(families), "review": len(draft.review),
        "problems": len(draft.problems),
    }


def _pages(
    draft: Draft, nodes: Nodes, documents: dict[str, int], writer: Writer, cache: Cache,
) -> dict[int, set[str]]:
    """Write the pages, and give the words that they say of their codes."""
    pages.write(draft, nodes, documents, writer)
    return page_text.words(writer.written("pages"), writer.written("sections"), cache)


def _count(column: pa.Array) -> dict[str, int]:
    return dict(sorted((one["values"], one["counts"]) for one in pc.value_counts(column.drop_null()).to_pylist()))
