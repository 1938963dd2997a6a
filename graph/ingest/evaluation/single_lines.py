"""Annotated single lines: read as a bullet, or as text where they end like a sentence, and scored as pages are."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from graph.errors import BadTable
from graph.ingest.evaluation.gold import Gold
from graph.ingest.evaluation.matching import Spot, matched
from graph.ingest.evaluation.reading import PageSet
from graph.ingest.evaluation.tally import Scored
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.items import items
from graph.ingest.text.lines import Line
from graph.ingest.text.mentions import Mention, section_mentions
from graph.ingest.text.spans import Span
from graph.vocabulary import PAGE_PREDICATES

_SECTIONS = {predicate.objects[0]: section for section, predicate in PAGE_PREDICATES.items()}
_SENTENCE = re.compile(r"[.!?]$")


def score_lines(file: Path, grounder: Grounder) -> PageSet:
    """Every line of a file of JSON lines, read and matched; a line stands for a page in the figures."""
    rows = [json.loads(row) for row in file.read_text("utf-8").splitlines() if row.strip()]
    return PageSet(tuple(_scored(row, file, n, grounder) for n, row in enumerate(rows, 1)), ())


def read_line(section: str, text: str, grounder: Grounder) -> list[Mention]:
    """The mentions of a line that stands alone in its section."""
    kind = "text" if _SENTENCE.search(text) else "bullet"
    return section_mentions(section, items((Line(kind, Span.at(text, 0)),)), grounder)


def _scored(row: dict[str, Any], file: Path, n: int, grounder: Grounder) -> Scored:
    section, text = _SECTIONS.get(row["predicate"]), row["line"]
    if section is None:
        raise BadTable("annotated line names an unknown predicate", where=f"{file}:{n}", got=row["predicate"],
                       expected=", ".join(sorted(_SECTIONS)), hint="correct the line")
    name = PAGE_PREDICATES[section].name
    spots = tuple(_spots(row["mentions"], text, name, f"{file}:{n}"))
    found = tuple(_found(mention) for mention in read_line(section, text, grounder))
    pairs = tuple(matched(list(spots), list(found)))
    return Scored(Gold(str(n), file.stem, file, None, None, spots), found, None, None, pairs)


def _found(m: Mention) -> Spot:
    said = m.qualifiers
    return Spot(m.predicate, m.start, m.end, None, said.condition, said.negated, (), m.exact, said.hedge)


def _spots(mentions: list[dict[str, Any]], text: str, predicate: str, where: str) -> list[Spot]:
    """Where the quotes stand: each at its first place that no quote before it has taken."""
    spots: list[Spot] = []
    for m in mentions:
        places = (place.span() for place in re.finditer(re.escape(m["quote"]), text))
        free = next((p for p in places if not any(p[0] < s.end and s.start < p[1] for s in spots)), None)
        if free is None:
            raise BadTable("annotated quote does not stand in its line", where=where, expected="words of the line",
                           got=m["quote"], hint="correct the line")
        spots.append(Spot(predicate, *free, None, m["condition"], m["negated"], (), m["quote"]))
    return spots
