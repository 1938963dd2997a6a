"""The project's plain-language titles: names of codes, and the specialty and family each belongs to."""

from __future__ import annotations

from graph.ingest.draft import Draft
from graph.ingest.text.normalise import slug
from graph.ingest.text.titles import Title, Titles
from graph.model import Evidence


def add(draft: Draft, titles: Titles, documents: dict[str, str]) -> None:
    """Add every titled code; `documents` gives the document of each title table by its name."""
    for title in titles.by_code.values():
        draft.code(title.code)
        draft.node(title.code, "code", title.title)
        for name in title.also:
            draft.label(title.code, name, "alternative", "project")
        _groupings(draft, title, documents[title.table])


def _groupings(draft: Draft, title: Title, document: str) -> None:
    for kind, name in (("specialty", title.specialty), ("family", title.family)):
        if name:
            grouping = f"grouping:{kind}/{slug(name)}"
            draft.node(grouping, "grouping", name[:1].upper() + name[1:])
            evidence = Evidence(document, None, name, title.start, title.end, "curated", 1.0)
            draft.edge(title.code, "in_grouping", grouping, evidence)
