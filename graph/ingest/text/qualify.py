"""One item parted into what it names and what it says about it.

Brackets are read by class (condition, examples, frequency, hedge, note), then conditions, frequencies, hedges and
denials are taken off both ends until nothing more comes off. What is left is the core that names concepts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.ingest.text import cues
from graph.ingest.text.spans import Span

_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_TRIM = " \t\r\n.,;:!–—-•\ufeff\u00a0\u200b\u200e\u200f"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A core with its qualifiers; `examples` are the members that a list in brackets or after "such as" names."""

    span: Span
    condition: str | None = None
    hedge: str | None = None
    frequency: str | None = None
    negated: bool = False
    examples: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.span.text


@lru_cache(maxsize=1 << 14)
def qualify(span: Span, section: str | None = None) -> Phrase:
    """Part an item.

    >>> p = qualify(Span.at("Anesthesiologist or sedation nurse (if sedation is used)", 0))
    >>> p.text, p.condition
    ('Anesthesiologist or sedation nurse', 'if sedation is used')
    >>> p = qualify(Span.at("No fasting is required", 0))
    >>> p.text, p.negated
    ('fasting', True)
    >>> qualify(Span.at("Rarely, collapsed lung", 0)).hedge
    'Rarely'
    """
    phrase = _brackets(Phrase(span.strip(_TRIM)))
    own = _OF_SECTION.get(section or "", ())
    for _ in range(6):
        before = phrase
        for step in (_leading_hedge, _leading_condition, _subject, _trailing_condition, _trailing_frequency,
                     _denied, _trailing_hedge, _note_tail, *own):
            phrase = step(phrase)
        if phrase.span.text == before.span.text:
            break
    return _examples(_dangling(phrase))


def _dangling(phrase: Phrase) -> Phrase:
    """A conjunction left over at the end joins nothing any more."""
    match = re.search(r"\s+(?:and|or|but)$", phrase.text, re.IGNORECASE)
    return replace(phrase, span=_rest(phrase, 0, match.start())) if match else phrase


def _brackets(phrase: Phrase) -> Phrase:
    cuts = []
    for match in _BRACKET.finditer(phrase.text):
        inner = phrase.span[match.start(1) : match.end(1)].strip()
        if match.end() < len(phrase.text) and phrase.text[match.end()].isalnum():
            continue  # "tumor(s)" and the like are part of a word
        phrase = _bracket(phrase, inner)
        cuts.append(match.span())
    return replace(phrase, span=phrase.span.without(cuts).strip(_TRIM)) if cuts else phrase


def _bracket(phrase: Phrase, inner: Span) -> Phrase:
    text = inner.text
    if cues.FREQUENCY_ONLY.match(text):
        return replace(phrase, frequency=_with(phrase.frequency, text))
    if cues.HEDGE_ONLY.match(text):
        return replace(phrase, hedge=_with(phrase.hedge, text))
    if example := cues.EXAMPLES_ONLY.match(text):
        return replace(phrase, examples=(*phrase.examples, inner[example.end() :].strip(_TRIM)))
    if cues.CONDITION_ONLY.match(text):
        return replace(phrase, condition=_with(phrase.condition, text))
    if _is_list(text):
        return replace(phrase, examples=(*phrase.examples, inner))
    return replace(phrase, notes=(*phrase.notes, text))


def _is_list(text: str) -> bool:
    """Several short names: "MRI, CT scan"; a single gloss or acronym is none, nor is anything with figures."""
    parts = re.split(r",\s*(?:or |and )?|\s+or\s+|\s+and\s+|\s*/\s*|;\s*", text)
    return len(parts) > 1 and all(part and len(part.split()) <= 4 for part in parts) and not re.search(r"\d", text)


def _with(had: str | None, more: str) -> str:
    return f"{had}; {more}" if had else more


def _rest(phrase: Phrase, start: int, end: int | None = None) -> Span:
    return phrase.span[start : len(phrase.text) if end is None else end].strip(_TRIM)


def _leading_hedge(phrase: Phrase) -> Phrase:
    match = cues.LEADING_HEDGE.match(phrase.text)
    if not match:
        return phrase
    return replace(phrase, span=_rest(phrase, match.end()), hedge=_with(phrase.hedge, match[1]))


def _leading_condition(phrase: Phrase) -> Phrase:
    match = cues.LEADING_CONDITION.match(phrase.text)
    if not match or not _rest(phrase, match.end()).text:
        return phrase
    return replace(phrase, span=_rest(phrase, match.end()), condition=_with(phrase.condition, match[1]))


def _subject(phrase: Phrase) -> Phrase:
    match = cues.SUBJECT.match(phrase.text)
    return replace(phrase, span=_rest(phrase, match.end())) if match else phrase


def _trailing_condition(phrase: Phrase) -> Phrase:
    match = cues.TRAILING_CONDITION.search(phrase.text)
    if not match or not match.start() or cues.NOT_A_CONDITION.search(phrase.text[: match.start()]):
        return phrase
    if re.search(r"\b(?:and|or)$", phrase.text[: match.start()], re.IGNORECASE):
        return phrase  # "safe in pregnancy and in children" has one more member, not a condition
    if cues.ASKING.match(phrase.text[: match.start()]):
        return phrase
    return replace(phrase, span=_rest(phrase, 0, match.start()), condition=_with(phrase.condition, match[1]))


def _trailing_frequency(phrase: Phrase) -> Phrase:
    match = cues.TRAILING_FREQUENCY.search(phrase.text)
    if not match or not match.start():
        return phrase
    return replace(phrase, span=_rest(phrase, 0, match.start()), frequency=_with(phrase.frequency, match[1].strip()))


def _trailing_hedge(phrase: Phrase) -> Phrase:
    match = cues.COMMA_HEDGE.search(phrase.text) or cues.TRAILING_HEDGE.search(phrase.text)
    if not match or not match.start():
        return phrase
    return replace(phrase, span=_rest(phrase, 0, match.start()), hedge=_with(phrase.hedge, match[1]))


def _loose_condition(phrase: Phrase) -> Phrase:
    return _condition_by(cues.LOOSE_CONDITION, phrase)


def _for_whom(phrase: Phrase) -> Phrase:
    return _condition_by(cues.FOR_WHOM, phrase)


def _condition_by(pattern: re.Pattern[str], phrase: Phrase) -> Phrase:
    match = pattern.search(phrase.text)
    if not match or not match.start() or cues.NOT_A_CONDITION.search(phrase.text[: match.start()]):
        return phrase
    if cues.ASKING.match(phrase.text[: match.start()]):
        return phrase
    return replace(phrase, span=_rest(phrase, 0, match.start()), condition=_with(phrase.condition, match[1]))


def _after(phrase: Phrase) -> Phrase:
    return _condition_by(cues.AFTER, phrase)


def _no(phrase: Phrase) -> Phrase:
    """In these sections "No memory loss" denies; in benefits and instructions it is the thing itself."""
    return _denied_by(cues.NO, phrase)


def _not(phrase: Phrase) -> Phrase:
    """An indication may be a lack ("no relief from drugs"), so there only "not for" denies."""
    return _denied_by(cues.NOT, phrase)


def _denied_by(pattern: re.Pattern[str], phrase: Phrase) -> Phrase:
    match = pattern.match(phrase.text)
    if not match or phrase.negated:
        return phrase
    return replace(phrase, span=_rest(phrase, match.start("x"), match.end("x")), negated=True)


# What a phrase of a section may say beside what any phrase may say.
_OF_SECTION = {
    "risks": (_loose_condition, _no), "indications": (_not,), "setting": (_loose_condition, _for_whom, _no),
    "personnel": (_loose_condition, _for_whom, _no), "preparation": (_loose_condition,), "recovery": (_loose_condition,),
    "benefits": (_loose_condition,), "alternatives": (_loose_condition, _for_whom, _after, _no),
}


def _note_tail(phrase: Phrase) -> Phrase:
    match = cues.NOTE_TAIL.search(phrase.text)
    if not match or not match.start():
        return phrase
    note = phrase.text[match.start() :].strip(_TRIM)
    return replace(phrase, span=_rest(phrase, 0, match.start()), notes=(*phrase.notes, note))


def _denied(phrase: Phrase) -> Phrase:
    for pattern in cues.DENIED:
        if (match := pattern.match(phrase.text)) and not phrase.negated:
            return replace(phrase, span=_rest(phrase, match.start("x"), match.end("x")), negated=True)
    return phrase


def _examples(phrase: Phrase) -> Phrase:
    """ "Blockages such as clots or stones" names its members, the head only says what they are."""
    match = cues.EXAMPLES.search(phrase.text) or cues.LIKE.search(phrase.text)
    if not match or not match.start():
        return phrase
    members = _rest(phrase, match.end())
    return replace(phrase, span=_rest(phrase, 0, match.start()), examples=(*phrase.examples, members))
