"""A qualified phrase to its mentions: cut into members, each grounded and given its qualifiers."""

from __future__ import annotations

import re
from functools import partial

from graph.ingest.text.coordination import Member, members
from graph.ingest.text.gates import any_of, words_of
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.phrases import Phrase
from graph.ingest.text.qualify import qualify
from graph.ingest.text.reading import Mention
from graph.ingest.text.remarks import circumstance
from graph.ingest.text.spans import Span
from graph.ingest.text.summons import SUMMONS
from graph.ingest.text.words import IMPERATIVES, ORDERS
from graph.model import Qualifiers
from graph.vocabulary import PAGE_PREDICATES

INSTRUCTIONS = frozenset({"preparation", "recovery"})
_ACTS = INSTRUCTIONS | {"benefit", "risk"}
_QUANTITY = Pattern(r"(?<!\d)(?P<n>\d+(?:\.\d+)?)(?:\s*(?:to|-|–)\s*\d+(?:\.\d+)?)?[\s-]*(?P<unit>minute|hour|day|week|month|year)s?\b", re.IGNORECASE)


def spared(phrase: Phrase, category: str, grounder: Grounder) -> Phrase:
    """ "No fasting" denies a preparation that a vocabulary knows, unless it knows the absence as one of its own."""
    bare = category == "preparation" and phrase.text[:3].lower() == "no " and not phrase.negated
    if not bare or grounder.knows(category, phrase.text) or not grounder.knows(category, (rest := phrase.span[3:].strip()).text):
        return phrase
    return phrase._replace(span=rest, negated=True)


def is_unknown(category: str, member: Member, grounder: Grounder) -> bool:
    """Whether no vocabulary of the category has the member."""
    return grounder.ground(category, member.readings).method == "unknown"


def cut_of(span: Span, category: str, grounder: Grounder) -> list[Member]:
    """The members of a phrase, cut as its category asks."""
    return members(span, partial(grounder.knows, category), instruction=category in INSTRUCTIONS,
                   joining=category == "benefit", acts=category in _ACTS, places=category == "setting", risks=category == "risk")


def phrase_mentions(section: str, category: str, phrase: Phrase, rest: Span | None, grounder: Grounder) -> list[Mention]:
    """The mentions of a phrase; `rest` is what stands behind its label: of a person, what they do."""
    spans = phrase.examples if phrase.examples and not _keeps_head(category, phrase, grounder) else (phrase.span,)
    qualified = [phrase if span is phrase.read else qualify(span, section) for span in spans]
    cut = [_own(inner, member, section) for inner in qualified for member in cut_of(inner.span, category, grounder)]
    if len(cut) == 1 and not phrase.sited:
        return [mention_of(section, category, inherited(cut[0][0], phrase), cut[0][1], rest, grounder)]
    if phrase.sited:
        cut = [(inner, Member(member.span, (f"{phrase.text} of {member.span.text}",))) for inner, member in cut]
    found = _with_cases([(inherited(inner, phrase), member) for inner, member in cut], section, category, grounder)
    if phrase.last_only:
        found = [*((p._replace(condition=None), m) for p, m in found[:-1]), *found[-1:]]
    return [mention_of(section, category, inner, member, rest, grounder) for inner, member in found]


def _with_cases(found: list[tuple[Phrase, Member]], section: str, category: str, grounder: Grounder) -> list[tuple[Phrase, Member]]:
    """ "Liver clinic, planned drains": a piece that is no place says when the place before it holds."""
    kept: list[tuple[Phrase, Member]] = []
    for phrase, member in found:
        if section == "setting" and kept and not phrase.negated and is_unknown(category, member, grounder) and circumstance(
                member.span.text, section, category, grounder.knows):
            kept[-1] = (kept[-1][0]._replace(condition=kept[-1][0].condition or member.span.text), kept[-1][1])
        else:
            kept.append((phrase, member))
    return kept


def _own(phrase: Phrase, member: Member, section: str) -> tuple[Phrase, Member]:
    """A member of a list may have a hedge or condition that its neighbours do not share."""
    text = member.span.text
    if text == phrase.span.text:
        return phrase, member  # read already
    inner = qualify(member.span, section)
    if inner.span.text == text or not inner.span.text or inner.examples:
        return phrase, member
    readings = (inner.text,) if member.readings == (member.span.text,) else member.readings
    return inherited(inner, phrase), Member(inner.span, readings)


def _keeps_head(category: str, phrase: Phrase, grounder: Grounder) -> bool:
    """An instruction with examples stays one mention; so does a name the vocabulary has with its gloss."""
    first = phrase.text.split(maxsplit=1)[0].lower() if phrase.text else ""
    return category in INSTRUCTIONS and (first in IMPERATIVES or bool(ORDERS.match(phrase.text)))


def inherited(inner: Phrase, outer: Phrase) -> Phrase:
    """A member's own qualifiers, and those of the item where it has none."""
    if inner is outer or not (outer.condition or outer.hedge or outer.frequency or outer.negated):
        return inner
    return Phrase(inner.span, inner.condition or outer.condition, inner.hedge or outer.hedge,
                  inner.frequency or outer.frequency, inner.negated or outer.negated, *inner[5:])


_COUNTS = any_of(_QUANTITY)
_Said = tuple[bool, str | None, str | None, str | None, str | None]
_NOTHING: _Said = (False, None, None, None, None)
_UNQUALIFIED = Qualifiers()  # as most mentions are


def mention_of(
    section: str, category: str, phrase: Phrase, member: Member, rest: Span | None, grounder: Grounder
) -> Mention:
    """One member as a mention, with what its phrase says of it."""
    span = member.span
    quantity = _QUANTITY.search(span.text) if words_of(span.text) & _COUNTS else None
    said = (phrase.negated, phrase.condition, phrase.hedge, phrase.frequency, rest.text if rest and section == "personnel" else None)
    return Mention(
        PAGE_PREDICATES[section].name, section, span.text, span.start, span.end,
        _UNQUALIFIED if said == _NOTHING and not quantity else _qualifiers(said, quantity), grounder.ground(category, _asked(section, phrase, member)),
    )


def _qualifiers(said: _Said, quantity: re.Match[str] | None) -> Qualifiers:
    amount = (float(quantity["n"]), quantity["unit"].lower()) if quantity else (None, None)
    return Qualifiers(*said, quantity=amount[0], unit=amount[1])


def _asked(section: str, phrase: Phrase, member: Member) -> tuple[str, ...]:
    """ "Come back if the wound opens": what to come back for is half of the concept, though not of the quote."""
    whole = section == "recovery" and phrase.condition and SUMMONS.match(member.span.text)
    return (f"{member.span.text} {phrase.condition}", *member.readings) if whole else member.readings
