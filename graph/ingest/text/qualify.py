"""One item parted into what it names and what it says about it.

Brackets are read by class (condition, examples, frequency, hedge, note), then conditions, frequencies, hedges and
denials are taken off both ends until nothing more comes off. What is left is the core that names concepts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from graph.ingest.text import conditions, cues, denials, occasions, openings, subjects
from graph.ingest.text.gates import any_of, words_of
from graph.ingest.text.spans import Span
from graph.ingest.text.words import DESCRIPTIVE

_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_PREPOSITION = re.compile(r"(?:from|in|after|with|by|when|if|during|on|at|to|due to|because)\s", re.IGNORECASE)
_CLAUSE = re.compile(r"(?:after|before|during|when|while|if|at)\s", re.IGNORECASE)
_WHERE = re.compile(r"(?:in|of|on|to) (?:the )?(?!(?:people|patients|women|men|children|case|pregnancy|emergenc)\w*)", re.IGNORECASE)  # "in bone, lung or liver" lists kinds by their places
_NUMBER = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|few)\b", re.IGNORECASE)
_ONE_OR_OTHER = re.compile(r"^[^,;]+,\s+(?:or|otherwise|or else)\s+[^,;]+$", re.IGNORECASE)
_OTHERWISE = re.compile(r"(?:sooner|later|longer|earlier|(?:much |far )?(?:higher|greater|likelier|commoner|worse|(?:more|less) (?:so|likely|common|frequent|often|commonly|frequently)))\s", re.IGNORECASE)  # "sooner if …" and "likelier in …" compare
_VERB = re.compile(r"(?:is|are|may|can|might|could)\s", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:where|which|that|who|whose)\s", re.IGNORECASE)
_CONCEDES = re.compile(r"even (?:if|when|though|while|after)\s", re.IGNORECASE)  # holds in that case too
_TRIM = " \t\r\n.,;:!–—-•\ufeff\u00a0\u200b\u200e\u200f"


class Phrase(NamedTuple):
    """A core with its qualifiers; `examples` are the members that a list in brackets or after "such as" names."""

    span: Span
    condition: str | None = None
    hedge: str | None = None
    frequency: str | None = None
    negated: bool = False
    examples: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()
    sited: bool = False  # the examples are places of the head: "metastases (in bone or liver)"
    last_only: bool = False  # the condition holds for the last of several members: "a scan, or x-rays if …"

    @property
    def text(self) -> str:
        return self.span.text


Step = Callable[[Phrase, str | None], Phrase]


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
    phrase = Phrase(span.strip(_TRIM))
    if "(" in phrase.text or "[" in phrase.text:
        phrase = _brackets(phrase)
    if not words_of(phrase.text) & _MOVING:
        return phrase  # as most are
    for _ in range(6):
        before = phrase.span.text
        phrase = _through(_STEPS, phrase, section)
        if phrase.span.text == before:
            break
    return _through(_LAST_STEPS, phrase, section)


def _through(steps: tuple[tuple[int, Step], ...], phrase: Phrase, section: str | None) -> Phrase:
    """A phrase through those steps that its words may concern."""
    words = words_of(phrase.span.text)
    for need, step in steps:
        if words & need:
            taken = step(phrase, section)
            if taken is not phrase:
                phrase, words = taken, words_of(taken.span.text)
    return phrase


_DANGLING = re.compile(r"\s+(?:and|or|but)$", re.IGNORECASE)


def _dangling(phrase: Phrase, _: str | None) -> Phrase:
    """A conjunction left over at the end joins nothing any more."""
    match = _DANGLING.search(phrase.text) if phrase.text[-3:].lower().endswith(("and", "or", "but")) else None
    return phrase._replace(span=_rest(phrase, 0, match.start())) if match else phrase


def _brackets(phrase: Phrase) -> Phrase:
    cuts = []
    for match in _BRACKET.finditer(phrase.text):
        inner = phrase.span[match.start(1) : match.end(1)].strip()
        if match.end() < len(phrase.text) and phrase.text[match.end()].isalnum():
            continue  # "tumor(s)" and the like are part of a word
        phrase = _bracket(phrase, inner)
        cuts.append(match.span())
    return phrase._replace(span=phrase.span.without(cuts).strip(_TRIM)) if cuts else phrase


def _bracket(phrase: Phrase, inner: Span) -> Phrase:
    """What a remark in brackets says; one that weighs and tells, "(late pregnancy, now seldom)", is read in parts."""
    parts = _remarks(inner)
    if len(parts) > 1 and any(cues.HEDGE_ONLY.match(part.text) or cues.FREQUENCY_ONLY.match(part.text) for part in parts):
        for part in parts:
            phrase = _remark(phrase, part)
        return phrase
    return _remark(phrase, inner)


def _remarks(inner: Span) -> list[Span]:
    cuts = [match.span() for match in re.finditer(r"[,;]\s+", inner.text)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(inner.text)]
    return [inner[a:b].strip() for a, b in zip(starts, ends, strict=True)]


def _remark(phrase: Phrase, inner: Span) -> Phrase:
    text = inner.text
    if cues.FREQUENCY_ONLY.match(text):
        return phrase._replace(frequency=_with(phrase.frequency, text))
    if cues.HEDGE_ONLY.match(text):
        return phrase._replace(hedge=_with(phrase.hedge, text))
    if example := cues.EXAMPLES_ONLY.match(text):
        where = _WHERE.match(text, example.end())
        if where and is_list(text[where.end() :]):
            return phrase._replace(examples=(*phrase.examples, inner[where.end() :].strip(_TRIM)), sited=True)
        if _PREPOSITION.match(text[example.end() :]):
            return phrase._replace(notes=(*phrase.notes, text))  # "for example from kidney disease" names a cause
        return phrase._replace(examples=(*phrase.examples, inner[example.end() :].strip(_TRIM)))
    if conditions.bracketed(text) or conditions.limits(text) or _GROUP_AND_CUE.match(text):
        return phrase._replace(condition=_with(phrase.condition, text))
    if is_list(text):
        return phrase._replace(examples=(*phrase.examples, inner))
    return phrase._replace(notes=(*phrase.notes, text))


_GROUP_AND_CUE = re.compile(rf"(?:[\w'’-]+ ){{0,3}}?{conditions.PEOPLE}, (?:as|if|when|where|unless|only|especially|particularly) ", re.IGNORECASE)


def is_list(text: str) -> bool:
    """Several short names: "MRI, CT scan"; a single gloss or acronym is none, nor is anything with figures."""
    if re.search(r"\b(?:before|during) (?:and|or) (?:after|during)\b", text):
        return False
    if re.search(r"\b(?:or|and) (?:more|fewer|less|over|older|younger|higher|lower|longer)\b", text):
        return False  # "two or more episodes" counts
    parts = re.split(r",\s*(?:or |and )?|\s+or\s+|\s+and\s+|\s*/\s*|;\s*", text)
    if any(part.lower().startswith(("but ", "not ", "no ", "without ")) for part in parts):
        return False
    if all(_QUALITY.fullmatch(part) for part in parts):
        return False  # "(noise-exposed, aided)" names nobody
    if len(parts) > 1 and all(_ADJECTIVE.fullmatch(part) or part.lower() in DESCRIPTIVE for part in parts[:-1]) and len(parts[-1].split()) > 1:
        return False  # "smaller or twisted veins" is one kind of vein
    return len(parts) > 1 and all(part and len(part.split()) <= 4 for part in parts) and not re.search(r"\d", text)


_QUALITY = re.compile(r"(?:[\w-]+ed|inpatient|outpatient|same-day|overnight|elective|urgent|adult|pediatric|left|right|upper|lower|unilateral|bilateral|(?:stages?|grades?|types?|class|phases?|levels?)\s\w+|[IVX]+|[0-9]+[a-c]?)", re.IGNORECASE)
_ADJECTIVE = re.compile(r"[a-z]+(?:er|ed)", re.IGNORECASE)


def _with(had: str | None, more: str) -> str:
    return f"{had}; {more}" if had else more


def _rest(phrase: Phrase, start: int, end: int | None = None) -> Span:
    return phrase.span[start : len(phrase.text) if end is None else end].strip(_TRIM)


def _leading_hedge(phrase: Phrase, _: str | None) -> Phrase:
    match = cues.LEADING_HEDGE.match(phrase.text)
    if not match:
        return phrase
    return _hedged(phrase, _rest(phrase, match.end()), match[1])


def _leading_condition(phrase: Phrase, _: str | None) -> Phrase:
    match = openings.leading(phrase.text)
    if not match or not _rest(phrase, match.end()).text:
        return phrase
    return phrase._replace(span=_rest(phrase, match.end()), condition=_with(phrase.condition, phrase.text[: match.end(1)]))


def _occasion(phrase: Phrase, section: str | None) -> Phrase:
    """ "On the day of surgery," dates an instruction and is no part of it."""
    end = occasions.leading_occasion(phrase.text) if section in ("preparation", "recovery") else 0
    return phrase._replace(span=_rest(phrase, end)) if end else phrase


def _subject(phrase: Phrase, section: str | None) -> Phrase:
    """Who acts adds nothing to what is done, unless it is a group: "smokers should stop"."""
    match = subjects.SPECIFIC_SUBJECT.match(phrase.text) if section != "indications" else None
    if match and subjects.group(match[1], section):
        often = None if phrase.hedge else _SELDOM.search(phrase.text, match.end(1), match.end())
        return phrase._replace(span=_rest(phrase, match.end()), condition=_with(phrase.condition, match[1]), hedge=often[1] if often else phrase.hedge)
    match = subjects.MANY_SUBJECT.match(phrase.text) if section in ("recovery", "preparation", "benefits") else None
    if match:
        return phrase._replace(span=_rest(phrase, match.end()), condition=_with(phrase.condition, match[1]))
    match = cues.SUBJECT.match(phrase.text)
    return phrase._replace(span=_rest(phrase, match.end())) if match else phrase


_SELDOM = re.compile(r"\b(usually|typically|generally|sometimes|occasionally|rarely|normally)\b", re.IGNORECASE)


def _precaution(phrase: Phrase, section: str | None) -> Phrase:
    """ "In case a cesarean becomes necessary" gives the reason of an instruction."""
    match = conditions.PRECAUTION.search(phrase.text) if section == "preparation" else None
    if not match or not match.start():
        return phrase
    note = phrase.text[match.start() :].strip(_TRIM)
    return phrase._replace(span=_rest(phrase, 0, match.start()), notes=(*phrase.notes, note))


def _trailing_condition(phrase: Phrase, section: str | None) -> Phrase:
    match = conditions.trailing(phrase.text, section)
    if not match:
        return phrase
    core = _rest(phrase, 0, match.start())
    if _OTHERWISE.match(match[1]) or _CONCEDES.match(match[1]):
        return phrase._replace(span=core, notes=(*phrase.notes, match[1]))
    return phrase._replace(span=core, condition=_with(phrase.condition, phrase.text[match.start(1) : match.end(1)]),
                   last_only=phrase.last_only or bool(_ONE_OR_OTHER.match(core.text)))


_SHARES = any_of(re.compile(r"\s(?:in|out of)\s|%|percent|per cent", re.IGNORECASE))  # how a rate is told


def _rate(phrase: Phrase, _: str | None) -> Phrase:
    told = words_of(phrase.text) & _SHARES and _NUMBER.search(phrase.text) and not _LEVEL.search(phrase.text)
    return _frequency(phrase, cues.TRAILING_FREQUENCY) if told else phrase


_LEVEL = re.compile(r"\bwith (?:an? )?(?:[\w-]+ ){1,4}(?:below|above|under|over|less than|more than|greater than|at least|at most) \d|\b(?:is|are|was|were|stays?|falls?|rises?|remains?|drops?) (?:below|above|under|over|less than|more than|at least|at most) \d", re.IGNORECASE)  # of a finding, no rate


def _share(phrase: Phrase, _: str | None) -> Phrase:
    return _frequency(phrase, cues.TRAILING_SHARE)


def _frequency(phrase: Phrase, pattern: re.Pattern[str]) -> Phrase:
    match = pattern.search(phrase.text)
    if not match or not match.start():
        return phrase
    return phrase._replace(span=_rest(phrase, 0, match.start()), frequency=_with(phrase.frequency, match[1].strip()))


def _comma_hedge(phrase: Phrase, _: str | None) -> Phrase:
    return _hedge(phrase, cues.COMMA_HEDGE)


def _timed_hedge(phrase: Phrase, _: str | None) -> Phrase:
    return _hedge(phrase, cues.TIMED_HEDGE)


def _trailing_hedge(phrase: Phrase, _: str | None) -> Phrase:
    return _hedge(phrase, cues.TRAILING_HEDGE)


def _hedge(phrase: Phrase, pattern: re.Pattern[str]) -> Phrase:
    match = pattern.search(phrase.text)
    if not match or not match.start() or (_VERB.match(match[1]) and _RELATIVE.search(phrase.text[: match.start()])):
        return phrase  # "a country where malaria is common" says so of malaria
    return _hedged(phrase, _rest(phrase, 0, match.start()), match[1])


def _hedged(phrase: Phrase, core: Span, word: str) -> Phrase:
    return phrase._replace(span=core, hedge=_with(phrase.hedge, cues.cue(word)) if cues.weighs(word) else phrase.hedge)


def _inner_hedge(phrase: Phrase, section: str | None) -> Phrase:
    """A modal or adverb of chance within the statement; among instructions "may" allows."""
    if phrase.hedge:
        return phrase
    match = cues.INNER_HEDGE.match(phrase.text) or (cues.CHANCE.match(phrase.text) if section == "risks" else None)
    allows = match and match[1].lower() == "may" and section in ("preparation", "recovery") and cues.ALLOWS.search(phrase.text)
    return phrase._replace(hedge=match[1]) if match and not allows else phrase


def _note_tail(phrase: Phrase, _: str | None) -> Phrase:
    match = cues.NOTE_TAIL.search(phrase.text)
    if not match or not match.start():
        return phrase
    note = phrase.text[match.start() :].strip(_TRIM)
    return phrase._replace(span=_rest(phrase, 0, match.start()), notes=(*phrase.notes, note))


def _denied_first(phrase: Phrase, section: str | None) -> Phrase:
    return _denied(phrase, section, denials.denied_first)


def _denied_behind(phrase: Phrase, section: str | None) -> Phrase:
    return _denied(phrase, section, denials.denied)


def _denied(phrase: Phrase, section: str | None, find: Callable[[str, str | None], tuple[int, int] | None]) -> Phrase:
    found = None if phrase.negated else find(phrase.text, section)
    if not found:
        return phrase
    case = _FOR_WHAT.search(phrase.text, found[1]) if section != "indications" else None
    hedge = _GENERALLY.search(phrase.text[: found[0]]) or _GENERALLY.search(phrase.text, found[1])
    if hedge and not phrase.hedge:
        phrase = phrase._replace(hedge=hedge[1])
    said = case[1].strip(_TRIM) if case and not occasions.occasion(case[1]) else None
    return phrase._replace(span=_rest(phrase, *found), negated=True, condition=_with(phrase.condition, said) if said else phrase.condition)


_GENERALLY = re.compile(r"\b(usually|generally|normally|typically|ordinarily|as a rule)\b", re.IGNORECASE)
# "No fasting is needed for blood samples": what stands behind the denial says where it holds.
_FOR_WHAT = re.compile(
    r"\b(?:needed|required|necessary|used|given|performed|done|expected|involved|recommended|present) "
    r"((?:for|in|with|during|when|on) (?!(?:this|that|the|your|it|most|some|many|any|these|a|an|all|such|medical|the usual)\b)[^;()]+)$", re.IGNORECASE)

_ONE_MORE = re.compile(r",\s*including\b", re.IGNORECASE)  # "an eye test, including the pressure" names both
_SEVERAL = re.compile(r",|\s(?:and|or)\s")


def _examples(phrase: Phrase, _: str | None) -> Phrase:
    """ "Blockages such as clots or stones" names its members, the head only says what they are."""
    match = cues.EXAMPLES.search(phrase.text) or cues.LIKE.search(phrase.text)
    if not match or not match.start():
        return phrase
    members = _rest(phrase, match.end())
    if _CLAUSE.match(members.text):
        return phrase._replace(span=_rest(phrase, 0, match.start()), notes=(*phrase.notes, members.text))  # "e.g., after a fracture"
    if _ONE_MORE.match(match[0]) and not _SEVERAL.search(members.text):
        return phrase._replace(span=_rest(phrase, 0, match.start()), examples=(_rest(phrase, 0, match.start()), *phrase.examples, members))
    return phrase._replace(span=_rest(phrase, 0, match.start()), examples=(*phrase.examples, members))


# The steps of a round in order, each with the words without which it takes nothing off.
_STEPS: tuple[tuple[int, Step], ...] = (
    (any_of(cues.LEADING_HEDGE), _leading_hedge),
    (openings.LEADING, _leading_condition),
    (any_of(occasions.LEADING_OCCASION, occasions.AHEAD), _occasion),
    (any_of(denials.CUE), _denied_first),
    (any_of(subjects.SPECIFIC_SUBJECT, subjects.MANY_SUBJECT, cues.SUBJECT), _subject),
    (any_of(_NUMBER), _rate),
    (any_of(cues.COMMA_HEDGE), _comma_hedge),
    (any_of(cues.TIMED_HEDGE), _timed_hedge),
    (any_of(conditions.PRECAUTION), _precaution),
    (conditions.CUED, _trailing_condition),
    (any_of(cues.TRAILING_SHARE), _share),
    (any_of(denials.CUE), _denied_behind),
    (any_of(cues.COMMA_HEDGE), _comma_hedge),
    (any_of(cues.TRAILING_HEDGE), _trailing_hedge),
    (any_of(cues.NOTE_TAIL), _note_tail),
)
_LAST_STEPS: tuple[tuple[int, Step], ...] = (
    (any_of(_DANGLING), _dangling),
    (any_of(cues.INNER_HEDGE, cues.CHANCE), _inner_hedge),
    (any_of(cues.EXAMPLES, cues.LIKE), _examples),
)
_MOVING = reduce(or_, (need for need, _ in (*_STEPS, *_LAST_STEPS)))
