"""One item parted into what it names and what it says about it.

Brackets are read by class (condition, examples, frequency, hedge, note), then conditions, frequencies, hedges and
denials are taken off both ends until nothing more comes off. What is left is the core that names concepts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, reduce
from operator import or_

from graph.ingest.text import conditions, cues, denials, hedging, occasions, openings, prose, subjects
from graph.ingest.text.brackets import brackets
from graph.ingest.text.comparisons import OTHERWISE
from graph.ingest.text.gates import any_of, words_of
from graph.ingest.text.normalise import lower, straight
from graph.ingest.text.patterns import Pattern
from graph.ingest.text.phrases import TRIM, Phrase, also, rest
from graph.ingest.text.spans import Span
from graph.ingest.text.tails import PRECAUTION

_CLAUSE = Pattern(r"(?:after|before|during|when|while|if|at)\s", re.IGNORECASE)
_ONE_OR_OTHER = Pattern(r"^[^,;]+,\s+(?:or|and|otherwise|or else|plus)\s+[^,;]+$", re.IGNORECASE)
_CONCEDES = Pattern(r"even (?:if|when|though|while|after|in|at|on|with|during)\s|despite\s|at any age$|together with\s|(?:with|on|under|in|from) (?:this|the|these|that|our|your) (?:drugs?|tests?|medicines?|medications?|procedure|operation|surgery|treatment|scan|method|technique|device|machine|implant|injections?|vaccine|approach|laser|therapy|infusion|tablets?|pills?|service)$", re.IGNORECASE)  # holds in that case too, or whenever it is done
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
    core = span.strip(TRIM)
    phrase = Phrase(core, read=core)
    if "(" in core.text or "[" in core.text:
        phrase = brackets(phrase, section)
    if not words_of(phrase.span.text) & _MOVING:
        return _read(phrase)  # as many are
    for _ in range(6):
        before, phrase = phrase, _through(_STEPS, phrase, section)
        if phrase.span.text == before.span.text:
            break
    last = _through(_LAST_STEPS, phrase, section)
    return _read(last) if last is before else last


def _read(phrase: Phrase) -> Phrase:
    """A phrase that no step changed, as read; what is denied or hedged already may have spared it a step."""
    core = phrase.span
    done = phrase.read is core or phrase.negated or phrase.hedge or "(" in core.text or "[" in core.text
    return phrase if done else phrase._replace(read=core)


def _through(steps: tuple[tuple[int, Step], ...], phrase: Phrase, section: str | None) -> Phrase:
    """A phrase through those steps that its words may concern."""
    words = words_of(phrase.span.text)
    for need, step in steps:
        if words & need:
            taken = step(phrase, section)
            if taken is not phrase:
                phrase, words = taken, words_of(taken.span.text)
    return phrase


_DANGLING = Pattern(r"\s+(?:and|or|but)$", re.IGNORECASE)


def _dangling(phrase: Phrase, _: str | None) -> Phrase:
    """A conjunction left over at the end joins nothing any more."""
    match = _DANGLING.search(phrase.text) if phrase.text[-3:].lower().endswith(("and", "or", "but")) else None
    return phrase._replace(span=rest(phrase, 0, match.start())) if match else phrase


_OFTEN = Pattern(r"((?:in|for) (?:[\w.,%-]+ ){1,6}?[\w.,%]+),\s+(?=\w)", re.IGNORECASE)


def _leading_condition(phrase: Phrase, section: str | None) -> Phrase:
    if (end := prose.contrast(phrase.text)) and section != "indications":
        return phrase._replace(span=rest(phrase, end))  # "instead of a hospital stay, a day clinic"
    if (often := _OFTEN.match(phrase.text)) and cues.FREQUENCY_ONLY.match(often[1]):
        return phrase._replace(span=rest(phrase, often.end()), frequency=also(phrase.frequency, often[1]))
    match = openings.leading(phrase.text, section)
    if not match or not rest(phrase, match.end()).text:
        return phrase
    return phrase._replace(span=rest(phrase, match.end()), condition=also(phrase.condition, phrase.text[: match.end(1)]))


def _occasion(phrase: Phrase, section: str | None) -> Phrase:
    """ "On the day of surgery," dates an instruction and is no part of it."""
    end = occasions.leading_occasion(phrase.text) if section not in ("indications", "alternatives") else 0
    return phrase._replace(span=rest(phrase, end)) if end else phrase


def _subject(phrase: Phrase, section: str | None) -> Phrase:
    """Who acts adds nothing to what is done, unless it is a group: "smokers should stop"."""
    match = subjects.SPECIFIC_SUBJECT.match(phrase.text) if section != "indications" else None
    if match and subjects.group(match[1], section):
        often = None if phrase.hedge else _SELDOM.search(phrase.text, match.end(1), match.end())
        return phrase._replace(span=rest(phrase, match.end()), condition=also(phrase.condition, match[1]), hedge=often[1] if often else phrase.hedge)
    match = subjects.MANY_SUBJECT.match(phrase.text) if section in ("recovery", "preparation", "benefits") else None
    if match:
        return phrase._replace(span=rest(phrase, match.end()), condition=also(phrase.condition, match[1]))
    match = cues.SUBJECT.match(phrase.text)
    return phrase._replace(span=rest(phrase, match.end())) if match else phrase


_SELDOM = Pattern(r"\b(usually|typically|generally|sometimes|occasionally|rarely|normally)\b", re.IGNORECASE)


def _precaution(phrase: Phrase, section: str | None) -> Phrase:
    """ "In case a cesarean becomes necessary" gives the reason of an instruction."""
    match = PRECAUTION.search(lower(phrase.text)) if section == "preparation" else None
    if not match or not match.start():
        return phrase
    note = phrase.text[match.start() :].strip(TRIM)
    return phrase._replace(span=rest(phrase, 0, match.start()), notes=(*phrase.notes, note))


def _trailing_condition(phrase: Phrase, section: str | None) -> Phrase:
    match = conditions.trailing(phrase.text, section)
    if not match:
        return phrase
    core, said = rest(phrase, 0, match.start()), phrase.text[match.start(1) : match.end(1)]
    if OTHERWISE.match(match[1]) or (_CONCEDES.match(match[1]) and not (section == "indications" and match[1].startswith("despite"))):
        return phrase._replace(span=core, notes=(*phrase.notes, straight(said)))
    weighed = phrase.text[match.start() : match.start(1)].strip(TRIM)
    if weighed and phrase.text[match.start()] in ",;-–—" and not phrase.hedge and cues.HEDGE_ONLY.match(weighed) and cues.weighs(weighed):
        phrase = phrase._replace(hedge=weighed)  # "injury, very rare with ultrasound"
    return phrase._replace(span=core, condition=also(phrase.condition, said),
                   last_only=phrase.last_only or (phrase.text[match.start()] != "," and bool(_ONE_OR_OTHER.match(core.text))) or ";" in core.text)


def _note_tail(phrase: Phrase, _: str | None) -> Phrase:
    match = cues.NOTE_TAIL.search(phrase.text)
    if not match or not match.start():
        return phrase
    note = phrase.text[match.start() :].strip(TRIM)
    return phrase._replace(span=rest(phrase, 0, match.start()), notes=(*phrase.notes, note))


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
    said = case[1].strip(TRIM) if case and not occasions.occasion(case[1]) else None
    return phrase._replace(span=rest(phrase, *found), negated=True, condition=also(phrase.condition, said) if said else phrase.condition)


_GENERALLY = Pattern(r"\b(usually|generally|normally|typically|ordinarily|as a rule)\b", re.IGNORECASE)
# "No fasting is needed for blood samples": what stands behind the denial says where it holds.
_FOR_WHAT = Pattern(
    r"\b(?:needed|required|necessary|used|given|performed|done|expected|involved|recommended|present) "
    r"((?:for|in|with|during|when|on) (?!(?:this|that|the|your|it|most|some|many|any|these|an? [\w-]+$|all|such|medical|the usual)\b)[^;()]+)$", re.IGNORECASE)
_THEN_IS = Pattern(r",\s+(?:(?:also|usually|often|sometimes) )?(?:can|may|could|might|is|are|will|must|should)\s.*$", re.IGNORECASE)  # "tests, such as MRI, can be used"
_ONE_MORE = Pattern(r",\s*including\b", re.IGNORECASE)  # "an eye test, including the pressure" names both
_SEVERAL = Pattern(r",|\s(?:and|or)\s")


def _examples(phrase: Phrase, _: str | None) -> Phrase:
    """ "Blockages such as clots or stones" names its members, the head only says what they are."""
    match = cues.EXAMPLES.search(phrase.text) or cues.LIKE.search(phrase.text)
    if not match or not match.start():
        return phrase
    members = rest(phrase, match.end())
    if verb := _THEN_IS.search(members.text):
        members = members[: verb.start()]
    if _CLAUSE.match(members.text):
        return phrase._replace(span=rest(phrase, 0, match.start()), notes=(*phrase.notes, members.text))  # "e.g., after a fracture"
    if _ONE_MORE.match(match[0]) and not _SEVERAL.search(members.text):
        return phrase._replace(span=rest(phrase, 0, match.start()), examples=(rest(phrase, 0, match.start()), *phrase.examples, members))
    return phrase._replace(span=rest(phrase, 0, match.start()), examples=(*phrase.examples, members))


# The steps of a round in order, each with the words without which it takes nothing off.
_STEPS: tuple[tuple[int, Step], ...] = (
    (any_of(cues.LEADING_HEDGE), hedging.leading_hedge),
    (openings.LEADING | prose.SET_AGAINST, _leading_condition),
    (any_of(occasions.LEADING_OCCASION, occasions.AHEAD), _occasion),
    (any_of(denials.CUE), _denied_first),
    (any_of(subjects.SPECIFIC_SUBJECT, subjects.MANY_SUBJECT, cues.SUBJECT), _subject),
    (any_of(hedging.NUMBER), hedging.rate),
    (any_of(cues.COMMA_HEDGE), hedging.comma_hedge),
    (any_of(cues.TIMED_HEDGE), hedging.timed_hedge),
    (any_of(PRECAUTION), _precaution),
    (conditions.CUED, _trailing_condition),
    (any_of(cues.TRAILING_SHARE), hedging.share),
    (any_of(denials.CUE), _denied_behind),
    (any_of(cues.COMMA_HEDGE), hedging.comma_hedge),
    (any_of(cues.TRAILING_HEDGE), hedging.trailing_hedge),
    (any_of(cues.NOTE_TAIL), _note_tail),
)
_LAST_STEPS: tuple[tuple[int, Step], ...] = (
    (any_of(_DANGLING), _dangling),
    (any_of(cues.INNER_HEDGE, cues.CHANCE), hedging.inner_hedge),
    (any_of(cues.EXAMPLES, cues.LIKE), _examples),
)
_MOVING = reduce(or_, (need for need, _ in (*_STEPS, *_LAST_STEPS)))
