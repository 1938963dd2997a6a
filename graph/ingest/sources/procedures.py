"""Procedure pages, written for this project or a user's own: sections kept, mentions turned into edges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from graph.errors import CodekinError
from graph.ingest.draft import Draft, Review
from graph.ingest.text.reading import Mention, Reading
from graph.model import Evidence, Page, Problem
from graph.vocabulary import PREDICATES


def add(draft: Draft, path: Path, document: str, read: Callable[[Path], Reading]) -> None:
    """Take one page into the draft; a page that cannot be placed stays as a document and is reported."""
    try:
        reading = read(path)
    except CodekinError as error:
        draft.problems.append(Problem(path.name, None, error.sentence()))
        return
    if reading.code is None:
        reason = "no code in the page, its name or its title: kept as a document"
        draft.problems.append(Problem(path.name, None, reason))
        return
    _page(draft, reading, reading.code, document)


def _page(draft: Draft, reading: Reading, code: str, document: str) -> None:
    page = f"page:{code.replace(':', '-')}/{document.partition(':')[2][:12]}"
    title = reading.title or code.partition(":")[2]
    draft.code(code)
    draft.node(page, "procedure_page", title)
    draft.pages.append(Page(page, code, title, document, reading.duration, reading.sections))
    start, end = (reading.sections[0].start, reading.sections[-1].end) if reading.sections else (0, 0)
    draft.edge(code, "described_by", page, Evidence(document, None, title, start, end, "page", 1.0))
    for mention in reading.mentions:
        _mention(draft, code, document, mention)


def _mention(draft: Draft, code: str, document: str, mention: Mention) -> None:
    found = mention.grounding
    draft.node(found.concept, PREDICATES[mention.predicate].objects[0], found.label)
    evidence = Evidence(
        document, mention.section, mention.exact, mention.start, mention.end, found.method, found.confidence
    )
    draft.edge(code, mention.predicate, found.concept, evidence, mention.qualifiers)
    if found.broader:
        draft.edge(found.concept, "broader", found.broader, evidence)
    if found.method == "unknown":
        draft.review.append(Review(document, mention.predicate, found.concept, mention.exact))
