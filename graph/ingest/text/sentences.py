"""Running text to mentions: by the people or places a sentence names, else by what it states."""

from __future__ import annotations

import re
from dataclasses import replace

from graph.ingest.text import conditions, openings, prose
from graph.ingest.text.coordination import Member
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.naming import (
    INSTRUCTIONS,
    Mention,
    cut_of,
    inherited,
    is_unknown,
    mention_of,
    phrase_mentions,
    spared,
)
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.phrases import Phrase
from graph.ingest.text.qualify import qualify
from graph.ingest.text.spans import Span
from graph.ingest.text.words import IMPERATIVES


def prose_mentions(section: str, category: str, span: Span, grounder: Grounder, *, later: bool) -> list[Mention]:
    """A sentence: by the people or places it names, else by its statements."""
    found: list[Mention] = []
    for n, clause in enumerate(prose.statements(span)):
        if (n or later) and section == "indications" and (joined := _ALSO_FOR.match(clause.text)):
            clause = clause[joined.end() :]
        named = _named(section, category, clause, prose.stated(clause, section), grounder) if section in ("setting", "personnel") else []
        found += named or _statement(section, category, clause, grounder)
    return found


_FRAME_HEDGE = Pattern(r"\b(may|might|could|sometimes|occasionally|rarely|usually|most often|typically|generally|probably|as a rule)\b", re.IGNORECASE)
_WHO_DECIDES = Pattern(r"(?:you|we|(?:your|the) (?:doctor|surgeon|team|specialist|physician)s?|doctors|surgeons|some doctors)\b", re.IGNORECASE)


def _framed(phrase: Phrase, whole: Span, body: Span) -> Phrase:
    """ "It may lead to nausea": what introduces a thing may say how likely it is."""
    frame = whole.text[: max(0, len(whole.text) - len(body.text))]
    match = None if phrase.hedge or phrase.negated or _WHO_DECIDES.match(frame) else _FRAME_HEDGE.search(frame)
    return phrase._replace(hedge=match[1]) if match else phrase


_ALSO_FOR = Pattern(r"for (?:an? |the )?(?=[^,]+$)", re.IGNORECASE)  # "…, and for a weak grip"


def _statement(section: str, category: str, span: Span, grounder: Grounder) -> list[Mention]:
    """What a clause names once its frame and its comment are off; from a long one, only names that are known."""
    body = prose.stated(span, section)
    outer = _framed(spared(qualify(body, section), category, grounder), span, body)
    inner = outer if body is not span else outer._replace(span=prose.stated(outer.span, section))
    inner = inner._replace(span=inner.span[: prose.unsaid(inner.text, section)])
    phrase = inherited(qualify(inner.span, section), inner)
    phrase = phrase._replace(examples=phrase.examples or inner.examples, last_only=phrase.last_only or inner.last_only)
    cut = cut_of(phrase.span, category, grounder)
    orders = category in INSTRUCTIONS and phrase.text.split(" ", 1)[0].lower() in IMPERATIVES
    if len(phrase.text.split()) > 12 and not orders and all(is_unknown(category, member, grounder) for member in cut):
        return [mention_of(section, category, phrase, member, None, grounder)
                for member in _names(phrase.span, category, grounder) if " " in member.span.text or len(member.span) > 6]
    return phrase_mentions(section, category, phrase, None, grounder)


_SELDOM = Pattern(r"\b(occasionally|sometimes|rarely|seldom|less often|at times)(?:\s+(?:an?|the|your|in|at|by|with|on|also|even)){0,3}\s*$", re.IGNORECASE)


def _named(section: str, category: str, whole: Span, span: Span, grounder: Grounder) -> list[Mention]:
    """People or places of a sentence without its frame, each with what is said of it: "a nurse helps if sedation is used"."""
    if len(whole.text.split()) < 5:
        return []
    lead = openings.leading(span.text, section)
    if lead and lead.end() < len(span.text):
        rest = _named(section, category, whole, span[lead.end() :], grounder)
        said = span.text[: lead.end(1)]
        return [m if m.qualifiers.condition else m._replace(qualifiers=replace(m.qualifiers, condition=said)) for m in rest]
    names = [(span.position(m.span.start), span.position(m.span.end)) for m in _names(span, category, grounder)]
    names += [(a, b) for a, b in prose.headed(span.text, section) if not any(a < d and c < b for c, d in names)]
    told = _REASONED.search(span.text) or (_WHO_LIVE.search(span.text) if section == "setting" else None)
    names = [name for name in names if not told or name[0] < told.start()]
    tail = conditions.trailing(span.text, section)
    if tail and _CLAUSAL.match(tail[1]):
        names = [name for name in names if name[0] < tail.start(1)]
    found: list[Mention] = []
    for a, b in prose.segments(span.text, sorted(names)):
        phrase = _framed(qualify(span[a:b], section), whole, span)
        low, high = phrase.span.start, phrase.span.end
        inside = [(span[c:d], _SELDOM.search(span.text[max(0, c - 40) : c])) for c, d in sorted(names) if low <= span[c:d].start and span[c:d].end <= high]
        found += [mention_of(section, category, phrase._replace(hedge=phrase.hedge or (hedge and hedge[1])), Member(name, (name.text,)), None, grounder)
                  for name, hedge in inside]
    return found


_CLAUSAL = Pattern(r"(?:only |but only )?(?:if|when|unless|provided|where|as long as|once|in case|should|depending)\b", re.IGNORECASE)
_REASONED = Pattern(r"\s(?:because|since|so that|in order that)\s", re.IGNORECASE)  # who or what is named behind it gives the reason
_WHO_LIVE = Pattern(r"\b(?:patients|people|those|anyone|children|adults|women|men) (?:who|whose)\s", re.IGNORECASE)  # "patients who live near and have help at home"


# A bag of words may be a name with an article too many, or two names in one.
_LOOSE_ENDS = Pattern(r"^(?:an?|the|your|in|at|by|of|for|on|to|with|from|and|or|is|are|as|it|this|that|may|can|will|when|who)\b|\b(?:an?|the|your|in|at|by|of|for|on|to|with|from|and|or|is|are|as|it|may|can|will|when|who|do|does|done|be|been|have|has|had|not|which)$|\bor\b|,", re.IGNORECASE)


def _names(span: Span, category: str, grounder: Grounder) -> list[Member]:
    """Names of the vocabulary inside a sentence, the longest first, none inside another."""
    words = [match.span() for match in re.finditer(r"[A-Za-z0-9][\w'’/-]*", span.text)]
    longest = min(grounder.lexicon.longest[category] + 3, 9)
    found, at = [], 0
    while at < len(words):
        sizes = range(min(longest, len(words) - at), 0, -1)
        texts = ((size, span[words[at][0] : words[at + size - 1][1]]) for size in sizes)
        hit = next(((size, text) for size, text in texts if not _LOOSE_ENDS.search(text.text) and grounder.knows(category, text.text)), None)
        if hit:
            found.append(Member(hit[1], (hit[1].text,)))
        at += hit[0] if hit else 1
    return found
