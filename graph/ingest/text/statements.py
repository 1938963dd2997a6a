"""One item to its mentions: parted at labels and clauses, each of them qualified, cut into members and grounded."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from graph.ingest.text import openings
from graph.ingest.text.circumstances import better_side, cases, labelled_phrase
from graph.ingest.text.clauses import clauses, weighed
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.items import Item
from graph.ingest.text.labels import part
from graph.ingest.text.naming import phrase_mentions, spared
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.qualify import qualify
from graph.ingest.text.reading import Mention
from graph.ingest.text.sentences import prose_mentions
from graph.ingest.text.spans import Span
from graph.ingest.text.summons import CALLING
from graph.ingest.text.tried import required
from graph.ingest.text.vacuous import substantial
from graph.vocabulary import PAGE_PREDICATES


def item_mentions(section: str, item: Item, grounder: Grounder) -> list[Mention]:
    """The mentions of one item; an alternative may carry its pros and cons on the same line."""
    span, pros, cons = weighed(item.span) if section == "alternatives" else (item.span, None, None)
    found = substantial(_statements(section, span.strip(" \t.;,"), item.prose, grounder))
    if pros or cons:
        found = [m._replace(qualifiers=replace(m.qualifiers, pros=pros, cons=cons)) for m in found]
    return found


def _statements(section: str, span: Span, in_prose: bool, grounder: Grounder) -> list[Mention]:
    if ":" in span.text and (";" in span.text or ". " in span.text) and (twice := _LABELS.match(span.text)) and section != "alternatives" and not CALLING.search(twice["label"]) and not CALLING.search(twice["one"]):
        return [*_statements(section, span[: twice.end("one")], in_prose, grounder), *_statements(section, span[twice.start("label") :], in_prose, grounder)]
    category = PAGE_PREDICATES[section].objects[0]
    labelled = better_side(part(span, section), section, category, grounder)
    found: list[Mention] = []
    lead = None if in_prose or labelled.condition else openings.leading(labelled.concept.text, section)
    if lead:
        labelled = labelled._replace(condition=labelled.concept.text[: lead.end(1)])
    for n, clause in enumerate(clauses(labelled.concept, section, partial(grounder.knows, category))):
        if n and found and section == "indications" and required(clause.text):
            found = [m if m.qualifiers.condition else m._replace(qualifiers=replace(m.qualifiers, condition=clause.text.strip(" ."))) for m in found]
        elif in_prose and labelled.rest is None and not labelled.label:
            found += prose_mentions(section, category, clause, grounder, later=n > 0)
        else:
            phrase = spared(qualify(clause, section), category, grounder)
            if n and phrase.condition and clause.text.endswith(")") and _OR_ELSE.search(span.text[: max(0, span.text.find(clause.text))]):
                found = [m if m.qualifiers.condition else m._replace(qualifiers=replace(m.qualifiers, condition=phrase.condition)) for m in found]
            if phrase.negated and _UNTIMELY.match(phrase.text):
                continue
            phrase = labelled_phrase(cases(phrase, section, grounder), clause, labelled, section, grounder)
            found += phrase_mentions(section, category, phrase, labelled.rest if labelled.label_names else None, grounder)
    return found


# "Observe for 30 minutes; outpatients: home with a driver": a label holds from where its sentence begins.
_LABELS = Pattern(r"(?P<one>[^();]{3,}?)(?:;|(?<=\w)\.)\s+(?P<label>(?:[\w'’-]+ ){0,3}[\w'’-]+):\s+\S")
_OR_ELSE = Pattern(r"\b(?:and|or),\s*$")  # "rash or, rarely, shock (with donor plasma)": both with it
_UNTIMELY = Pattern(r"(?:done|used|given|performed|offered|\w+ed)?\s*(?:before|after|until|within|during|under)\s+(?:\w+\s+)?\d", re.IGNORECASE)  # "not done before 15 weeks" denies no thing
