"""What a page says, as records without the rules that find it: who has a reading at hand need not load those."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from graph.ingest.text.documents import Source
from graph.ingest.text.grounding import Grounding
from graph.model import Duration, Qualifiers, Section


class Mention(NamedTuple):
    """One atomic mention with the concept it was grounded in."""

    predicate: str
    section: str
    exact: str
    start: int
    end: int
    qualifiers: Qualifiers
    grounding: Grounding


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page says. `title` is the project's own for licensed code systems, else the page's."""

    source: Source
    code: str | None
    title: str | None
    sections: tuple[Section, ...]
    duration: Duration | None
    mentions: tuple[Mention, ...]

    def as_json(self) -> dict[str, Any]:
        """The contract of `codekin extract`."""
        return {
            "file": self.source.path.name,
            "code": self.code,
            "title": self.title,
            "sections": [{"name": s.name, "start": s.start, "end": s.end} for s in self.sections],
            "duration": _duration_json(self.duration),
            "mentions": [_mention_json(mention) for mention in self.mentions],
        }


def _duration_json(found: Duration | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "minimum_minutes": found.minimum_minutes, "maximum_minutes": found.maximum_minutes,
        "sessions": found.sessions, "qualifier": found.qualifier,
    }


def _mention_json(mention: Mention) -> dict[str, Any]:
    q, g = mention.qualifiers, mention.grounding
    return {
        "predicate": mention.predicate, "section": mention.section, "exact": mention.exact, "start": mention.start,
        "end": mention.end, "concept": g.concept, "label": g.label, "condition": q.condition, "negated": q.negated,
        "hedge": q.hedge, "frequency": q.frequency, "role": q.role, "pros": q.pros, "cons": q.cons,
        "quantity": q.quantity, "unit": q.unit, "codes": list(g.codes), "confidence": g.confidence,
        "method": g.method,
    }
